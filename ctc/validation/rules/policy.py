"""What a project and a spec decide about findings: other severities, and findings accepted with a reason."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from ctc.diagnostics import Severity
from ctc.validation.finding import Finding
from ctc.validation.rules import files
from ctc.validation.rules.catalog import BY_CODE, OFF, Severities


class Judged(NamedTuple):
    """The findings that are shown, and the codes of ``ignore`` that hid one."""

    findings: tuple[Finding, ...]
    hidden: frozenset[str] = frozenset()


NOTHING: Final = Judged(findings=())
"""What policy makes of no finding."""


def apply_policy(
    findings: Iterable[Finding],
    severities: Severities,
    ignore: Mapping[str, str],
    extra: frozenset[str] = frozenset(),
) -> Judged:
    """The findings in the project's severities, less those that are off and those that the spec ignores.

    Findings of other stages pass through, unless their code is in ``extra``: codes without a rule that may be
    ignored too (info findings of the schema). What cannot be ignored cannot be turned off either. A code that
    hides nothing is told by :func:`idle_ignores`, once all instances were judged.
    """
    kept: list[Finding] = []
    hidden: set[str] = set()
    for finding in findings:
        code = finding.code
        if not is_ignorable(code, extra):
            kept.append(finding)
        elif code in ignore:
            hidden.add(code)
        elif code not in severities:
            kept.append(finding)
        elif severities[code] != OFF:
            kept.append(finding._replace(severity=Severity(severities[code])))
    return Judged(findings=tuple(kept), hidden=frozenset(hidden))


def is_ignorable(code: str, extra: frozenset[str]) -> bool:
    """Whether a spec may ignore the code, and ``ctc.yaml`` give it another severity."""
    rule = BY_CODE.get(code)
    return rule.ignorable if rule is not None else code in extra


def idle_ignores(
    ignore: Mapping[str, str], hidden: frozenset[str], extra: frozenset[str]
) -> tuple[Finding, ...]:
    """Findings about the codes of ``ignore`` that hid nothing; paths start at the document's root."""
    return files.idle_ignores(ignore, hidden, BY_CODE, extra)
