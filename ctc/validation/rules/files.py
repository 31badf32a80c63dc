"""Rules about files rather than bodies: what is written and has no effect (CTC400, CTC407, CTC408).

Paths start at the document's root here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from re import fullmatch
from typing import Final

from ctc.diagnostics import Diagnostic, Severity
from ctc.validation.finding import Finding
from ctc.validation.rules.rule import Described, FileRule

IDLE_IGNORE = FileRule(
    code="CTC400",
    severity=Severity.WARNING,
    title="an ignore that hides nothing",
    what="`ignore` names a code that finds nothing in this spec, that cannot be ignored, or that does not exist.",
    why="It would hide the next such finding, which nobody has judged. Rules that depend on the environment are not "
    "reported, as they may find something in another one.",
    bad='ignore: {CTC412: "short enough"}\ncampaign: {target_mode: push}',
    good="campaign: {target_mode: push}",
    ignorable=False,
)

UNUSED_VARIABLE = FileRule(
    code="CTC407",
    severity=Severity.WARNING,
    title="a variable is not used",
    what="`vars` of the file defines a name that none of its templates reads.",
    why="Mostly a template misspells it, or reads another one; a value that has no effect misleads the next author.",
    bad="vars: {discount: 20}\ncampaign: {name: Price drop}",
    good='vars: {discount: 20}\ncampaign: {name: "Price drop {{ discount }}%"}',
)

UNUSED_TEMPLATE = FileRule(
    code="CTC408",
    severity=Severity.WARNING,
    title="a template is not used",
    what="A file of the templates' folder is included by no spec and no other template.",
    why="It is read and changed in vain, by people who think that it is sent.",
    bad="campaigns/_shared/old-footer.html.j2",
    good="body: \"{% include 'footer.html.j2' %}\"",
)

RULES = (IDLE_IGNORE, UNUSED_VARIABLE, UNUSED_TEMPLATE)


RESERVED: Final = frozenset({"id", "revision", "environment", "as_of"})
"""Names that every template sees, whatever ``vars`` say."""


def unused_variables(declared: Iterable[str], used: frozenset[str]) -> tuple[Finding, ...]:
    """One finding for each of the file's own ``vars`` that no template of any of its instances reads."""
    taken = tuple(
        _finding(
            UNUSED_VARIABLE,
            f"the variable {name!r} is never seen: a template that names it gets the spec's own {name}",
            ("vars", name),
            "give it another name",
        )
        for name in declared
        if name in RESERVED
    )
    return taken + tuple(
        _finding(
            UNUSED_VARIABLE,
            f"the variable {name!r} is defined and never used",
            ("vars", name),
            "use it as {{ " + name + " }}, or remove it",
        )
        for name in declared
        if name not in used and name not in RESERVED
    )


def unused_templates(known: Iterable[str], used: frozenset[str]) -> Iterator[Diagnostic]:
    """A finding for each template that nothing includes. Ask only when every spec was read."""
    for name in sorted(known):
        if name not in used:
            yield Diagnostic.of(
                UNUSED_TEMPLATE.code,
                f"no spec and no template includes {name}",
                "include it, or remove it",
                file=name,
                severity=UNUSED_TEMPLATE.severity,
            )


def idle_ignores(
    ignore: Mapping[str, str], hidden: frozenset[str], rules: Mapping[str, Described], extra: frozenset[str]
) -> tuple[Finding, ...]:
    """One finding for each code of ``ignore`` that hid nothing in any instance of the document.

    ``hidden`` are the codes that did; ``extra`` are codes without a rule that may be ignored as well.
    """
    found = []
    for code in ignore:
        if not fullmatch("CTC[1-8][0-9]{2}", code):  # no code at all: the schema says so
            continue
        rule = rules.get(code)
        if rule is None and code not in extra:
            message = f"{code} is no finding that can be ignored"
            found.append(_finding(IDLE_IGNORE, message, ("ignore", code), "remove it"))
        elif rule is not None and not rule.ignorable:
            found.append(_finding(IDLE_IGNORE, f"{code} cannot be ignored", ("ignore", code), "remove it"))
        elif code not in hidden and not (rule is not None and rule.environmental):
            found.append(
                _finding(IDLE_IGNORE, f"{code} finds nothing here to ignore", ("ignore", code), "remove it")
            )
    return tuple(found)


def _finding(rule: FileRule, message: str, path: Sequence[str | int], hint: str) -> Finding:
    return Finding.of(rule.code, message, tuple(path), hint, key=True, severity=rule.severity)
