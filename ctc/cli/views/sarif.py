"""Findings as SARIF 2.1.0, for code-scanning services."""

from collections.abc import Sequence
from importlib.metadata import version

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, Severity

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def sarif_of(diagnostics: Sequence[Diagnostic]) -> Json:
    """One run of one tool; each code that was found is described once."""
    from ctc.pipeline.explanations import explanations

    known = explanations()
    codes = sorted({d.code for d in diagnostics})
    rules = []
    for code in codes:
        rule: dict[str, Json] = {"id": code}
        if code in known:
            text = known[code]
            rule |= {
                "shortDescription": {"text": text.title},
                "fullDescription": {"text": text.what},
                "help": {"text": f"{text.what}\n\n{text.why}"},
                "defaultConfiguration": {"level": _LEVELS[text.severity]},
            }
        rules.append(rule)
    driver = {"name": "ctc", "semanticVersion": version("ctc"), "rules": rules}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(d, codes.index(d.code)) for d in diagnostics],
            }
        ],
    }


def _result(d: Diagnostic, index: int) -> Json:
    text = f"{d.message}\n{d.hint}" if d.hint else d.message
    result: dict[str, Json] = {
        "ruleId": d.code,
        "ruleIndex": index,
        "level": _LEVELS[d.severity],
        "message": {"text": text},
    }
    if d.file:
        region = {"startLine": d.line, "startColumn": d.column}
        result["locations"] = [
            {
                "physicalLocation": {"artifactLocation": {"uri": _uri(d.file)}, "region": region},
                "logicalLocations": [{"fullyQualifiedName": d.path, "kind": "value"}] if d.path else [],
            }
        ]
    return result


def _uri(file: str) -> str:
    from urllib.parse import quote

    return quote(file)
