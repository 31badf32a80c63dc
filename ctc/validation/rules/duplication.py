"""Rules about campaigns that are alike (CTC492, CTC493)."""

from collections.abc import Iterable, Iterator
from typing import Final

from ctc.canonical import digest_of
from ctc.diagnostics import Severity
from ctc.validation.rules.rule import CrossRule, Marked, Problem, Subject
from ctc.validation.subject.reading import text

AUDIENCE: Final = ("where", "segment", "exclude_segments", "devices")
NAME: Final = "name "
PEOPLE: Final = "people "


def marks(subject: Subject) -> tuple[str, ...]:
    """All that these rules compare addresses by: its name, and whom it reaches over which channel at what time."""
    if not subject.is_create:
        return ()
    body = subject.body
    name, when = text(body.get("name")).strip(), body.get("when")
    found = [f"{NAME}{name}"] if name else []
    if isinstance(when, str) and body.get("estimate_only") is not True:
        audience = {key: body[key] for key in AUDIENCE if key in body}
        found.append(f"{PEOPLE}{digest_of([subject.channel, when, audience])[:32]}")
    return tuple(found)


def _marked_before(every: Iterable[Marked], kind: str) -> Iterator[tuple[str, str]]:
    """Each address that has a mark of a kind which another one had before, and the first of those."""
    first: dict[str, str] = {}
    for address, found in every:
        for mark in found:
            if not mark.startswith(kind):
                continue
            if mark in first:
                yield address, first[mark]
            else:
                first[mark] = address


def _same_name(every: Iterable[Marked]) -> Iterator[tuple[str, Problem]]:
    for address, other in _marked_before(every, NAME):
        message = f"{other} has the same name: the two cannot be told apart in the dashboard"
        yield address, Problem(message, ("name",), "put what differs into the name, such as the locale")


SAME_NAME = CrossRule(
    code="CTC492",
    severity=Severity.WARNING,
    title="two campaigns have one name",
    what="`name` of two addresses is the same.",
    why="CleverTap takes it, and its dashboard and reports then list two campaigns that look alike.",
    bad="each: {locale: [en, hi]}\ncampaign: {name: Welcome}",
    good='each: {locale: [en, hi]}\ncampaign: {name: "Welcome ({{ locale }})"}',
    source="[api] (i): names are not unique",
    check=_same_name,
)


def _same_people(every: Iterable[Marked]) -> Iterator[tuple[str, Problem]]:
    for address, other in _marked_before(every, PEOPLE):
        message = f"{other} reaches the same people over the same channel at the same time"
        yield address, Problem(message, ("when",), "narrow one of the audiences, or move one of the times")


SAME_PEOPLE = CrossRule(
    code="CTC493",
    severity=Severity.WARNING,
    title="two campaigns reach the same people at the same time",
    what="Two addresses have the same channel, `when` and audience.",
    why="People get two messages at once; mostly one of them was copied, or its audience lacks the `each` key.",
    bad='each: {locale: [en, hi]}\ncampaign: {name: "Welcome ({{ locale }})", where: {event_name: Charged}}',
    good='each: {locale: [en, hi]}\ncampaign:\n  name: "Welcome ({{ locale }})"\n  where:\n'
    "    event_name: Charged\n    common_profile_properties:\n      profile_fields:\n"
    '        - {name: Language, operator: equals, value: "{{ locale }}"}',
    check=_same_people,
)

RULES = (SAME_NAME, SAME_PEOPLE)
