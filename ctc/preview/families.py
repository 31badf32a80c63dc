"""Of a family of thousands a page shows a sample and the extremes; what it leaves out is counted."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ctc.preview.message import Message

MOST: Final = 24
"""Messages of one family up to which all of them are shown; of more, about as many."""
_SPREAD: Final = 12
"""Messages that are spread over the family, the first and the last among them."""
_FIELDS: Final = 6
"""Texts whose longest is shown."""


def sampled(messages: Sequence[Message]) -> tuple[list[Message], list[str]]:
    """The messages in their order, of large families a sample and the extremes; and what is left out, in words.

    Each action of a plan is a family of its own.
    """
    groups: dict[tuple[str, str], list[int]] = {}
    for index, message in enumerate(messages):
        if "[" in message.address:
            groups.setdefault((message.address.partition("[")[0], message.action), []).append(index)
    left: set[int] = set()
    said = []
    for (family, action), members in groups.items():
        if len(members) <= MOST:
            continue
        kept = {*_spread(members), *_extremes(messages, members)}
        left |= {*members} - kept
        what = f"{family}, {action}" if action else family
        said.append(
            f"{what}: {len(kept)} of {len(members):,} shown, a sample and the longest texts; "
            "ctc preview --all shows every one"
        )
    return [message for index, message in enumerate(messages) if index not in left], said


def _spread(members: Sequence[int]) -> Iterator[int]:
    for step in range(_SPREAD):
        yield members[step * (len(members) - 1) // (_SPREAD - 1)]


def _extremes(messages: Sequence[Message], members: Sequence[int]) -> set[int]:
    """Those with the longest of each text, with the longest and the shortest texts together."""
    longest: dict[str, tuple[int, int]] = {}
    total: list[tuple[int, int]] = []
    for index in members:
        lengths = dict(_lengths(messages[index].body))
        total.append((sum(lengths.values()), index))
        for field, length in lengths.items():
            if length > longest.get(field, (0, 0))[0]:
                longest[field] = (length, index)
    far = sorted(longest.values(), reverse=True)[:_FIELDS]
    return {max(total)[1], min(total)[1], *(index for _, index in far)}


def _lengths(value: Any, path: str = "") -> Iterator[tuple[str, int]]:
    """Each text below ``content``, or of what a trigger brings, with its length."""
    if not path:
        body: Mapping[str, Any] = value
        for part in ("content", "ExternalTrigger", "webhook_key_value"):
            yield from _lengths(body.get(part), part)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _lengths(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from _lengths(inner, f"{path}[]")
    elif isinstance(value, str):
        yield path, len(value)
