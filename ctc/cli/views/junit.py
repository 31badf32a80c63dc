"""What became of tests, as JUnit's XML."""

from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from ctc.cases.case import CaseOutcome
from ctc.diagnostics import Diagnostic, has_errors
from ctc.shown import on_a_line


def as_junit(outcomes: Sequence[CaseOutcome], problems: Sequence[Diagnostic] = ()) -> str:
    """JUnit's XML, one suite a file; what kept tests from being asked is a suite of errors."""
    failed, kept = sum(not outcome.passed for outcome in outcomes), [p for p in problems if has_errors([p])]
    root = Xml.Element("testsuites", name="ctc test", tests=str(len(outcomes) + len(kept)))
    root.attrib |= {"failures": str(failed), "errors": str(len(kept))}
    by_file: dict[str, list[CaseOutcome]] = {}
    for outcome in outcomes:
        by_file.setdefault(outcome.case.document.file, []).append(outcome)
    for file, own in by_file.items():
        count = sum(not outcome.passed for outcome in own)
        suite = Xml.SubElement(
            root, "testsuite", name=on_a_line(file), tests=str(len(own)), failures=str(count)
        )
        for outcome in own:
            case = Xml.SubElement(
                suite,
                "testcase",
                classname=on_a_line(outcome.campaign),
                name=on_a_line(outcome.case.name),
                file=on_a_line(file),
                line=str(outcome.case.place().line),
            )
            for failure in outcome.failures:
                where = f"{failure.file}:{failure.line}: {failure.message}"
                Xml.SubElement(case, "failure", message=on_a_line(failure.message)).text = on_a_line(where)
    if kept:
        suite = Xml.SubElement(root, "testsuite", name="files", tests=str(len(kept)), errors=str(len(kept)))
    for found in kept:
        file, line = on_a_line(found.file), str(found.line)
        case = Xml.SubElement(suite, "testcase", classname=found.code, name=file, file=file, line=line)
        Xml.SubElement(case, "error", message=on_a_line(found.message)).text = on_a_line(found.hint or "")
    Xml.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{Xml.tostring(root, encoding="unicode")}\n'
