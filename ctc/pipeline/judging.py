"""The findings of a repository, from the facts of its files: those of each file, and those across files."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from ctc.choice import Choice
from ctc.diagnostics import Diagnostic, has_errors
from ctc.pipeline.compilation import compile_file, placed
from ctc.pipeline.examining import Examined
from ctc.pipeline.facts import UnitFacts
from ctc.pipeline.instances import by_document
from ctc.pipeline.settings import Settings
from ctc.pipeline.unused import unused_templates_of
from ctc.specs.document import Document
from ctc.specs.expansion import duplicates
from ctc.specs.loading import read_source, shown_path
from ctc.specs.reading import read_documents
from ctc.validation.finding import Finding
from ctc.validation.rules.catalog import CROSS_RULES, Severities, run_cross_rules
from ctc.validation.rules.policy import apply_policy

ACROSS: Final = frozenset(rule.code for rule in CROSS_RULES)
Chosen = Sequence[tuple[Examined, UnitFacts]]


def findings(
    settings: Settings, examined: Sequence[Examined], choice: Choice, *, whole: bool
) -> list[Diagnostic]:
    """Every finding, in no particular order. ``whole`` says that the files are all those of the project."""
    units = [(each, unit) for each in examined for unit in each.facts.units]
    chosen = [(each, unit) for each, unit in units if choice.takes(unit.address)]
    found = [problem for each in examined for problem in each.facts.problems]
    found += _duplicates(settings, units)
    instances = Counter((each.path, unit.document) for each, unit in chosen)
    found += by_document(
        (((each.path, unit.document), (unit.address, f)) for each, unit in chosen for f in unit.found),
        instances,
    )
    across, hidden = _across(chosen, settings.project.rules)
    found += across
    complete = whole and len(chosen) == len(units)
    found += _idle(units, chosen, hidden, frozenset() if complete else ACROSS)
    if len(chosen) == len(units):
        sound = not has_errors(found)
        found += [finding for each in examined for finding in each.facts.unused]
        if whole and sound and not any(each.facts.is_open for each in examined):
            used = frozenset(name for each in examined for name in each.facts.templates)
            found += unused_templates_of(settings.project, used)
    return found


def _duplicates(settings: Settings, units: Chosen) -> Iterable[Diagnostic]:
    """Addresses that stand twice. Only the files that hold them are read again, for the places."""
    by_address: dict[str, list[Path]] = defaultdict(list)
    for each, unit in units:
        by_address[unit.address].append(each.path)
    twice = {address: paths for address, paths in by_address.items() if len(paths) > 1}
    if not twice:
        return ()
    again = {path for paths in twice.values() for path in paths}
    sources = [read_source(path, []) for path in sorted(again)]
    plain = replace(settings, payloads=False)
    compiled = [unit for source in sources if source for unit in compile_file(plain, source)[0]]
    return duplicates([unit.spec for unit in compiled if unit.spec.address in twice])


def _across(
    chosen: Chosen, severities: Severities
) -> tuple[list[Diagnostic], dict[tuple[Path, int], set[str]]]:
    """The findings across files, and the codes that specs ignored among them, by document."""
    by_address = {unit.address: subject for _, unit in chosen if (subject := unit.subject) is not None}
    subjects = list(by_address.values())  # an address that stands twice is one mistake, and told already
    across = run_cross_rules(subjects, severities)
    found: list[Diagnostic] = []
    hidden: dict[tuple[Path, int], set[str]] = defaultdict(set)
    documents: dict[Path, tuple[Document, ...]] = {}
    for each, unit in chosen if across else ():
        findings = across.get(unit.address, ()) if unit.essence is not None else ()
        judged = apply_policy(findings, severities, dict.fromkeys(unit.ignore, ""))
        hidden[each.path, unit.document] |= judged.hidden
        found += [_placed(documents, each, unit, finding) for finding in judged.findings]
    return found, hidden


def _placed(
    documents: dict[Path, tuple[Document, ...]], each: Examined, unit: UnitFacts, finding: Finding
) -> Diagnostic:
    """A finding about the body of a unit, whose file is read again for the place."""
    if each.path not in documents:
        source = read_source(each.path, [])
        documents[each.path] = read_documents(source.shown, source.data)[0] if source else ()
    found = replace(finding, path=(unit.kind, *finding.path))
    document = next((d for d in documents[each.path] if d.index == unit.document), None)
    if document is not None:
        return placed(document, found)
    shown = shown_path(each.path)  # the file was changed meanwhile: its first line is as good as any
    return Diagnostic(
        code=found.code, severity=found.severity, message=found.message, file=shown, hint=found.hint
    )


def _idle(
    units: Chosen, chosen: Chosen, across: dict[tuple[Path, int], set[str]], unknown: frozenset[str]
) -> Iterator[Diagnostic]:
    """The findings about ``ignore`` of the chosen documents: all of their instances count, whoever was chosen.

    ``unknown`` are the codes that this run cannot judge: those across files, where it saw a part of them.
    """
    hidden: dict[tuple[Path, int], set[str]] = defaultdict(set)
    for each, unit in units:
        hidden[each.path, unit.document] |= {*unit.hidden, *across.get((each.path, unit.document), ())}
    wanted = {(each.path, unit.document): each for each, unit in chosen if unit.ignore}
    for (path, document), each in wanted.items():
        for index, code, finding in each.facts.idle:
            if index == document and code not in hidden[path, document] and code not in unknown:
                yield finding
