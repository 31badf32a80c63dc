"""What every format of a plan tells of a change: whom it is for, what it says, what became of its audience."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic
from ctc.patterns import pattern
from ctc.plans.action import Action
from ctc.plans.audience_change import AudienceChange
from ctc.plans.clauses import clauses
from ctc.plans.gains import audience_change, audience_label, is_of_audience
from ctc.plans.plan import Change, FieldDifference, Plan

NEW: Final = frozenset({Action.CREATE, Action.ESTIMATE})
"""Actions of which a plan says what is sent, and to whom."""
LONG: Final = 60
"""Characters from which a text is compared word by word."""
GAINING: Final = ("wider", "different")
"""Labels of an audience that may have gained people."""
_READ: Final = (
    "title",
    "subject",
    "sender_name",
    "subtitle",
    "body",
    "message",
    "text",
    "caption",
    "subcaption",
    "template_name",
)
"""What people read of a content, in that order."""
_PLACES: Final = frozenset(
    {"deep_link", "url", "actionUrl", "imageUrl", "background_image", "image", "ct_mediaUrl"}
)
_RANK: Final = {key: f"{place:02}" for place, key in enumerate(_READ)}
_PLACE: Final = pattern(r"[a-z][a-z0-9+.-]*:\S+$", re.IGNORECASE)
_HASH: Final = pattern(r"/to/[^/]+/sha256")
"""Where the hash of a file of recipients stands in a payload."""
_MOST_FIELDS: Final = 16


class Attention(NamedTuple):
    """Addresses that a reviewer must not miss, under one heading."""

    what: str
    addresses: tuple[str, ...]


def differences(change: Change) -> tuple[FieldDifference, ...]:
    """The differences field by field, without those that ``audience_change`` tells; of a file that holds others than
    before in words."""
    shown = map(_in_words, change.difference)
    if audience_change(change) is None:
        return tuple(shown)
    return tuple(difference for difference in shown if not is_of_audience(difference))


def _in_words(difference: FieldDifference) -> FieldDifference:
    """A hash tells people nothing: that it is another one does."""
    if not _HASH.fullmatch(difference.path) or difference.missing:
        return difference
    path = difference.path.removesuffix("sha256") + "rows"
    return FieldDifference(path=path, before="as they were", after="others")


def label_words(audience: AudienceChange) -> str:
    """``wider``; an audience that is only written otherwise says so."""
    return "same people, written differently" if audience.label == "same" else audience.label


def audience_words(body: Mapping[str, Any]) -> str:
    """Whom a body is for, in words; recipients of a send as counts."""
    if isinstance(to := body.get("to"), Mapping):
        return ", ".join(f"{_count(people):,} by {kind}" for kind, people in to.items())
    return "; ".join(clause.words for clause in clauses(body)) or "everybody"


def _count(people: object) -> int:
    if isinstance(people, Mapping):
        return int(people.get("count", 0))
    return len({*map(str, people)}) if isinstance(people, list) else 1


def said(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Names and texts of what the message says, then its links and images; HTML as its visible words.

    In the order that people read them, however the spec orders its keys."""
    from ctc.wording.markup import is_html, visible  # many plans have nothing new to say

    texts: list[tuple[str, str]] = []
    places: dict[str, str] = {}
    for name, text in _leaves(body.get("content"), ""):
        key = name.rpartition(".")[2]
        if (key in _PLACES or key in _RANK) and _PLACE.match(text):
            places.setdefault(text, name)
        elif key in _RANK or ".replacements." in f".{name}":
            texts.append((name, text))
    texts += _leaves(body.get("ExternalTrigger"), "ExternalTrigger")
    chosen = texts + [(name, text) for text, name in places.items()]
    for name, text in chosen[:_MOST_FIELDS]:
        yield name, visible(text) if is_html(text) else text
    if len(chosen) > _MOST_FIELDS:
        yield "…", f"and {len(chosen) - _MOST_FIELDS} more"


def _leaves(value: Json, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key in sorted(value, key=lambda key: _RANK.get(key, key)):
            yield from _leaves(value[key], f"{name}.{key}" if name else str(key))
    elif isinstance(value, list):
        for number, child in enumerate(value, 1):
            yield from _leaves(child, f"{name}.{number}" if name else str(number))
    elif isinstance(value, str) and value:
        yield name.removeprefix("platform_specific."), value


def attention(plan: Plan) -> tuple[Attention, ...]:
    """Doubts, guards that are loosened or breached, by code, audiences that reach nobody or may have gained people,
    and findings that are ignored, with the reason; in that order."""
    found: dict[tuple[int, str], list[str]] = {}
    for guard in plan.diagnostics:
        if guard.code in _LOOSER:
            found.setdefault((1, _LOOSER[guard.code]), []).append(guard.path.rpartition("/")[2])
    for change in plan.notable:
        for heading in _headings(change) if _has_heading(change) else ():
            found.setdefault(heading, []).append(change.address)
    if any(guard.code == "CTC732" for guard in plan.diagnostics):
        undoes = (Action.STOP, Action.REPLACE, Action.FORGET)
        found[1, "undone by an older commit"] = [c.address for c in plan.notable if c.action in undoes]
    told = sorted(found.items(), key=lambda entry: entry[0][0])
    return tuple(Attention(what=what, addresses=tuple(addresses)) for (_, what), addresses in told)


def _has_heading(change: Change) -> bool:
    """False where nothing at all can be said of a change; most of a large plan's."""
    says = change.guards or change.in_doubt or change.reach or change.difference or change.audience
    is_stuck = change.action in (Action.BLOCKED, Action.ERROR)
    return bool(says or is_stuck or (change.payload is not None and change.payload.ignore))


def attention_of(change: Change) -> Iterator[str]:
    """The headings under which ``attention`` names a change."""
    return (what for _, what in _headings(change))


def _headings(change: Change) -> Iterator[tuple[int, str]]:
    """The same, each with its place among the others."""
    if change.in_doubt:
        yield 0, "in doubt"
    elif change.action in (Action.BLOCKED, Action.ERROR):
        yield 0, change.action.value
    yield from ((1, heading) for heading in dict.fromkeys(map(_heading, change.guards)))
    if reaches_nobody(change):
        yield 2, "reaches nobody"
    if change.action.is_change and (label := audience_label(change)) in GAINING:
        yield 3 + GAINING.index(label), f"{label} audience"
    yield from ((5, heading) for heading in ignored(change))


_LOOSER: Final = {"CTC513": "guard removed", "CTC514": "guard loosened"}


def _heading(guard: Diagnostic) -> str:
    return _LOOSER.get(guard.code) or f"{guard.severity} {guard.code}"


def reaches_nobody(change: Change) -> bool:
    """Whether CleverTap counted the audience of what is sent, and found nobody in it."""
    reach = change.reach
    is_sent = change.action in (Action.CREATE, Action.REPLACE, Action.ESTIMATE)
    return is_sent and reach is not None and reach.request_id is None and reach.total == 0


def ignored(change: Change) -> Iterator[str]:
    """The findings that a campaign accepts on purpose, where it is sent: each with its reason."""
    if change.payload is not None and change.action in (Action.CREATE, Action.REPLACE):
        for code, reason in change.payload.ignore.items():
            yield f"ignores {code}: {' '.join(reason.split())}"


def needs_a_look(change: Change) -> bool:
    """Whether ``attention`` names it."""
    stuck = change.in_doubt or change.action in (Action.BLOCKED, Action.ERROR)
    return (
        stuck
        or bool(change.guards)
        or reaches_nobody(change)
        or (change.action.is_change and audience_label(change) in GAINING)
    )
