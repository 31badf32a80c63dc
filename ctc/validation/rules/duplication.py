"""Rules about campaigns that are alike (CTC492, CTC493)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from ctc.canonical import Json, canonical_bytes, digest_of
from ctc.diagnostics import Severity
from ctc.validation.rules.reading import text
from ctc.validation.rules.rule import CrossRule, Problem, Subject

AUDIENCE: Final = ("where", "segment", "exclude_segments", "devices")


def essence(body: Mapping[str, Json]) -> dict[str, Json]:
    """A small body that these rules cannot tell from ``body``: its audience is a digest."""
    kept = {
        key: body[key] for key in ("name", "when", "estimate_only") if isinstance(body.get(key), str | bool)
    }
    audience = {key: body[key] for key in AUDIENCE if key in body}
    return {**kept, "where": digest_of(audience)} if audience else kept


def likeness(subject: Subject) -> tuple[str, ...]:
    """What these rules compare: two subjects that have none of it in common are nothing to them."""
    if not subject.is_create:
        return ()
    name, when = text(subject.body.get("name")).strip(), subject.body.get("when")
    compared = [f"name {name}"] if name else []
    if isinstance(when, str) and subject.body.get("estimate_only") is not True:
        compared.append(f"people {digest_of([subject.channel, when, str(_audience(subject.body))])}")
    return tuple(compared)


def _same_name(subjects: Sequence[Subject]) -> Iterator[tuple[int, Problem]]:
    first: dict[str, Subject] = {}
    for index, subject in enumerate(subjects):
        name = text(subject.body.get("name")).strip()
        if not name or not subject.is_create:
            continue
        if name in first:
            yield (
                index,
                Problem(
                    f"{first[name].address} has the same name: the two cannot be told apart in the dashboard",
                    ("name",),
                    "put what differs into the name, such as the locale",
                ),
            )
        first.setdefault(name, subject)


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


def _same_people(subjects: Sequence[Subject]) -> Iterable[tuple[int, Problem]]:
    first: dict[tuple[str, str, str | bytes], Subject] = {}
    for index, subject in enumerate(subjects):
        when = subject.body.get("when")
        if not subject.is_create or subject.body.get("estimate_only") is True or not isinstance(when, str):
            continue
        key = (subject.channel, when, _audience(subject.body))
        if key in first:
            yield (
                index,
                Problem(
                    f"{first[key].address} reaches the same people over the same channel at the same time",
                    ("when",),
                    "narrow one of the audiences, or move one of the times",
                ),
            )
        first.setdefault(key, subject)


def _audience(body: Mapping[str, Json]) -> str | bytes:
    """Equal for equal audiences; of an essence, its digest."""
    kept = {key: body[key] for key in AUDIENCE if key in body}
    where = kept.get("where")
    return where if isinstance(where, str) and len(kept) == 1 else canonical_bytes(kept)


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
