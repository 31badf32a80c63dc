"""Findings as SARIF 2.1.0, for code-scanning services.

A finding about a place is a result. One about no place in particular (a missing environment variable) is a
notification of the run, as a service refuses a whole report for one result without a location.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from importlib.metadata import version
from urllib.parse import quote

from ctc.canonical import Json
from ctc.cli.views.repository import in_repository
from ctc.codes.code import Code
from ctc.diagnostics import Diagnostic, Severity, has_errors
from ctc.shown import readable, told

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT = "ctcFinding/v1"
"""Made of code, file and JSON Pointer: it holds when lines are added above. Services that track by the text of
the line (``primaryLocationLineHash``) work that out on upload."""
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}


def sarif_of(diagnostics: Sequence[Diagnostic]) -> Json:
    """One run of one tool; each code that was found is described once."""
    from ctc.validation.rules.explanations import explanations

    known = explanations()
    placed = [d for d in diagnostics if d.file]
    elsewhere = [d for d in diagnostics if not d.file]
    rules, notifications = _numbered(placed), _numbered(elsewhere)
    driver = {
        "name": "ctc",
        "semanticVersion": version("ctc"),
        "rules": [_rule(code, known.get(code)) for code in rules],
        "notifications": [_rule(code, known.get(code)) for code in notifications],
    }
    invocation = {
        "executionSuccessful": not has_errors(elsewhere),
        "toolConfigurationNotifications": [_notification(d, notifications[d.code]) for d in elsewhere],
    }
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "invocations": [invocation],
                "columnKind": "unicodeCodePoints",
                "results": list(_results(placed, rules)),
            }
        ],
    }


def _numbered(diagnostics: Sequence[Diagnostic]) -> dict[str, int]:
    return {code: number for number, code in enumerate(sorted({d.code for d in diagnostics}))}


def _rule(code: str, known: Code | None) -> Json:
    if known is None:
        return {"id": code}
    return {
        "id": code,
        "shortDescription": {"text": known.title},
        "fullDescription": {"text": known.what},
        "help": {"text": f"{known.what}\n\n{known.why}", "markdown": _markdown(known)},
        "defaultConfiguration": {"level": _LEVELS[known.severity]},
        "properties": {"problem.severity": _PROBLEMS[known.severity], "precision": "high"},
    }


def _markdown(known: Code) -> str:
    """What, why, and an example with its mend."""
    parts = [known.what, known.why]
    parts += [f"{name}:\n\n```yaml\n{text}\n```" for name, text in _examples(known)]
    if known.source:
        parts.append(f"Source: {known.source}")
    return "\n\n".join(parts)


def _examples(known: Code) -> Iterator[tuple[str, str]]:
    if known.bad:
        yield "Instead of", known.bad
    if known.good:
        yield "write", known.good


def _results(diagnostics: Sequence[Diagnostic], index: dict[str, int]) -> Iterator[Json]:
    seen: Counter[str] = Counter()
    for d in diagnostics:
        file = in_repository(d.file)
        identity = "\0".join((d.code, file, d.path or d.message))
        digest = blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        seen[digest] += 1
        location: dict[str, Json] = {
            "physicalLocation": {
                "artifactLocation": {"uri": _uri(file)},
                "region": {"startLine": d.line, "startColumn": d.column},
            }
        }
        if d.path:
            location["logicalLocations"] = [{"fullyQualifiedName": readable(d.path), "kind": "value"}]
        yield {
            **_what(d, index[d.code]),
            "locations": [location],
            "partialFingerprints": {FINGERPRINT: f"{digest}:{seen[digest]}"},
        }


def _what(d: Diagnostic, number: int) -> dict[str, Json]:
    return {
        "ruleId": d.code,
        "ruleIndex": number,
        "level": _LEVELS[d.severity],
        "message": {"text": _message(d)},
    }


def _notification(d: Diagnostic, number: int) -> Json:
    return {
        "descriptor": {"id": d.code, "index": number},
        "level": _LEVELS[d.severity],
        "message": {"text": _message(d)},
    }


def _message(d: Diagnostic) -> str:
    return f"{told(d.message)}\n{told(d.hint)}" if d.hint else told(d.message)


def _uri(file: str) -> str:
    """A relative reference, whatever bytes the name holds; a first segment with a colon would be a scheme."""
    return quote(file.encode("utf-8", "surrogateescape"))
