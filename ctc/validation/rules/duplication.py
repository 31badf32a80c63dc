"""Rules about campaigns that are alike (CTC492, CTC493)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from ctc.canonical import Json, canonical_bytes, digest_of
from ctc.diagnostics import Severity
from ctc.validation.rules.reading import text
from ctc.validation.rules.rule import CrossRule, Problem, Subject

AUDIENCE: Final = ("where", "segment", "exclude_segments", "devices")


def essence(body: Mapping[str, Json]) -> dict[str, Json]:
    """A small body that these rules cannot tell from ``body``: its audience is a digest, where it is compared."""
    kept = {
        key: value
        for key in ("name", "when", "estimate_only")
        if isinstance(value := body.get(key), (str, bool))
    }
    if is_compared(kept):
        audience = {key: body[key] for key in AUDIENCE if key in body}
        if audience:
            kept["where"] = digest_of(audience)
    return kept


def is_compared(body: Mapping[str, Json]) -> bool:
    """Whether a message is sent, at a time that another one may have as well."""
    return isinstance(body.get("when"), str) and body.get("estimate_only") is not True


def likeness(subject: Subject, kept: Mapping[str, Json]) -> tuple[str, ...]:
    """What these rules compare: two subjects that have none of it in common are nothing to them.

    ``kept`` is the essence of the subject's body.
    """
    if not subject.is_create:
        return ()
    name = text(kept.get("name")).strip()
    compared = [f"name {name}"] if name else []
    if is_compared(kept):
        compared.append(f"people {subject.channel} {kept['when']} {text(kept.get('where'))[:16]}")
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
        if not subject.is_create or not is_compared(subject.body):
            continue
        key = (subject.channel, text(subject.body["when"]), _audience(subject.body))
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
