"""Is this a file of tests? Findings with paths from the root of one of its documents."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from ctc.canonical import Json
from ctc.diagnostics import JsonPath
from ctc.validation import words
from ctc.validation.finding import Finding
from ctc.validation.schema.engine import gate


def validate_cases(data: Json) -> tuple[Finding, ...]:
    """What is wrong with a document of ``*.test.yaml``."""
    if not isinstance(data, Mapping):
        stands = words.TYPES[words.type_name(data)]
        return (
            _error(f"a file of tests is a mapping, and {stands} stands here", (), "begin with 'version: 1'"),
        )
    if "tests" not in data and ("campaign" in data or "message" in data):
        return (
            _error(
                "this is a spec, and no file of tests",
                (),
                "name the file *.test.yaml beside it, or --select ID",
            ),
        )
    found: tuple[Finding, ...] = ()
    if not gate("test").is_valid(data):
        from ctc.validation.schema.explain import schema_findings

        found = schema_findings("test", data, "the file of tests")
    more = (
        finding
        for index in sound_cases(found, data)
        for finding in _of_case(data["tests"][index], ("tests", index))
    )
    return (*found, *more)


def sound_cases(found: Iterable[Finding], data: Json) -> Sequence[int]:
    """Which of the tests of a document can be read, whatever is wrong with others; none where the document itself
    cannot."""
    broken: set[object] = set()
    for finding in found:
        if finding.path[:1] != ("tests",) or len(finding.path) == 1:
            return ()
        broken.add(finding.path[1])
    tests = data.get("tests") if isinstance(data, Mapping) else None
    return [index for index in range(len(tests) if isinstance(tests, list) else 0) if index not in broken]


def _of_case(case: Mapping[str, Any], path: JsonPath) -> Iterator[Finding]:
    expect, person = case["expect"], case.get("person")
    if "as_of" in case and not _is_day(case["as_of"]):
        yield _error(
            f"'{case['as_of']}' is no day of the calendar", (*path, "as_of"), "write it as 2031-01-15"
        )
    if not expect:
        yield _error(
            "this test expects nothing, so it cannot fail", (*path, "expect"), "add 'audience: true'"
        )
    if person is not None and "population" in case:
        message = "a test asks of one person or of a population, and both stand here"
        yield _error(message, (*path, "population"), "make two tests of it")
    if "audience" in expect and person is None:
        message = "'audience' is asked of one person, and the test has none"
        yield _error(message, (*path, "expect", "audience"), "add 'person:', or expect 'reach'")
    if "reach" in expect and person is not None:
        message = "'reach' is asked of a population, and the test has one person"
        yield _error(message, (*path, "expect", "reach"), "expect 'audience', or remove 'person'")
    if "reach" in expect and all(map(_holds_always, expect["reach"].items())):
        said = "has no bound" if not expect["reach"] else "holds for any number of people"
        yield _error(f"'reach' {said}, so it cannot fail", (*path, "expect", "reach"), "add 'at_least: 1%'")
    for key in ("message", "sms"):
        if key in expect and not expect[key]:
            yield _error(f"'{key}' expects nothing, so it cannot fail", (*path, "expect", key), None)
    for place, word in _without_text(expect.get("message"), (*path, "expect", "message")):
        yield _error(f"'{word}' names no text, so that any will do", place, "name what must stand there")


def _holds_always(bound: tuple[str, Json]) -> bool:
    name, said = bound
    share = float(said.rstrip("%")) if isinstance(said, str) else float(said)
    return share == 0 if name == "at_least" else isinstance(said, str) and share == 100


def _without_text(said: Json, path: JsonPath) -> Iterator[tuple[JsonPath, str]]:
    """Where a text is asked to contain, or to lack, nothing."""
    if isinstance(said, Mapping):
        is_parts = said and set(said) <= {"contains", "lacks"}
        for key, inner in said.items():
            if is_parts and (inner in ("", []) or (isinstance(inner, list) and "" in inner)):
                yield (*path, key), key
            yield from _without_text(inner, (*path, key))
    elif isinstance(said, list):
        for index, inner in enumerate(said):
            yield from _without_text(inner, (*path, index))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _error(message: str, path: JsonPath, hint: str | None) -> Finding:
    return Finding.of("CTC840", message, path, hint)
