"""A plan in families: from six instances on, each action of a family is one block.

A block says what its changes have in common once, shows a few of them, and names what stands out.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Final, NamedTuple

from ctc.address import parted
from ctc.plans.action import Action
from ctc.plans.plan import Change, Edit, Plan, Summary
from ctc.rows.keys import sort_key
from ctc.variants import is_send

LEAST: Final = 6
"""Instances of a family from which it is shown as one."""
FEW: Final = 3
"""Changes of one action up to which each is shown by itself; and the samples of a block."""


class Reaches(NamedTuple):
    """How many people the changes of a block get to, as far as it is known."""

    total: int
    known: int
    unknown: int = 0
    largest: Change | None = None


class Block(NamedTuple):
    """The changes of one family and one action, ordered as people count."""

    family: str
    action: Action
    changes: tuple[Change, ...]
    common: tuple[tuple[Edit, int], ...]
    """Edits that many of the changes make, with their number: those of all first."""
    reaches: Reaches
    standing_out: tuple[tuple[str, Change], ...]
    """What stands out, in words, and the change that it is said of."""
    differences: int
    """All differences of its changes."""

    @property
    def samples(self) -> tuple[Change, ...]:
        """The first, one from the middle, the last."""
        picked = (0, len(self.changes) // 2, len(self.changes) - 1)
        return tuple(self.changes[index] for index in dict.fromkeys(picked))

    @property
    def reasons(self) -> tuple[tuple[str, int], ...]:
        """Why, with the number of changes; what differs in an id or its own key alone is one reason."""
        return tuple(Counter(map(_reason, self.changes)).most_common())

    @property
    def schedule(self) -> tuple[datetime | None, datetime | None]:
        """The first and the last time; None where something goes out at once."""
        times = [change.scheduled_on for change in self.changes if change.scheduled_on is not None]
        first = None if len(times) < len(self.changes) else min(times)
        return first, max(times, default=None)


Item = Change | Block


def in_families(plan: Plan, expand: Sequence[str] = (), *, unchanged: bool = False) -> Iterator[Item]:
    """The plan's changes in their order, those of a large family and one action as a block where the first stands.

    ``expand`` are globs over addresses that are shown one by one.
    """
    sizes = Counter(family_of(change.address) for change in plan.notable if "[" in change.address)
    groups: dict[tuple[str, Action], list[Change]] = {}
    order: list[Change | tuple[str, Action]] = []
    for change in plan.changes if unchanged else plan.notable:
        if change.action is Action.UNCHANGED and not unchanged:
            continue
        family = family_of(change.address)
        if "[" not in change.address or sizes[family] < LEAST or _is_expanded(change.address, expand):
            order.append(change)
            continue
        group = (family, change.action)
        if group not in groups:
            groups[group] = []
            order.append(group)
        groups[group].append(change)
    summaries = {(each.family, each.action): each for each in plan.summaries}
    for item in order:
        if isinstance(item, Change):
            yield item
        elif len(groups[item]) <= FEW:
            yield from groups[item]
        else:
            yield block_of(*item, groups[item], summaries.get(item))


def blocks(plan: Plan) -> list[Block]:
    return [item for item in in_families(plan) if isinstance(item, Block)]


def family_of(address: str) -> str:
    return address.partition("[")[0]


def block_of(family: str, action: Action, changes: Sequence[Change], summary: Summary | None) -> Block:
    """``summary`` is what a saved plan says of them, where it has not their payloads."""
    ordered = tuple(sorted(changes, key=lambda change: sort_key(change.address)))
    by_address = {change.address: change for change in ordered}
    if summary is not None and all(address in by_address for _, address in summary.standing_out):
        common = summary.common
        standing_out = tuple((what, by_address[address]) for what, address in summary.standing_out)
    else:
        from ctc.plans.edits import common_edits  # most plans show no family as one

        common, standing_out = common_edits(ordered), tuple(_standing_out(ordered))
    return Block(
        family=family,
        action=action,
        changes=ordered,
        common=common,
        reaches=_reaches(ordered),
        standing_out=standing_out,
        differences=summary.differences if summary else sum(len(change.difference) for change in ordered),
    )


def _reason(change: Change) -> str:
    campaign = change.recorded.id
    reason = change.reason.replace(str(campaign), "each") if campaign is not None else change.reason
    return reason.replace(parted(change.address)[1], "[…]")


def _is_expanded(address: str, globs: Sequence[str]) -> bool:
    return any(
        fnmatchcase(address, glob.replace("[", "[[]")) or fnmatchcase(family_of(address), glob)
        for glob in globs
    )


def _reaches(changes: Sequence[Change]) -> Reaches:
    known = _known(changes)
    return Reaches(
        total=sum(map(_first, known)),
        known=len(known),
        unknown=sum(map(_may_be_asked, changes)) - len(known),
        largest=max(known, key=_first)[1] if known else None,
    )


def _known(changes: Sequence[Change]) -> list[tuple[int, Change]]:
    """The changes of which CleverTap told how many people they get to, with that number."""
    told = [(change.reach, change) for change in changes if change.reach is not None]
    return [(reach.total, change) for reach, change in told if reach.request_id is None]


def _may_be_asked(change: Change) -> bool:
    """Whether CleverTap could be asked for its reach."""
    return change.action not in {Action.STOP, Action.FORGET} and not is_send(change.endpoint)


def _standing_out(changes: Sequence[Change]) -> Iterator[tuple[str, Change]]:
    """Largest reach, longest text, most differences, first and last key."""
    if known := _known(changes):
        people, largest = max(known, key=_first)
        yield f"largest reach, {people:,}", largest
    longest = _longest(changes)
    if longest is not None:
        yield longest
    most = max(changes, key=lambda change: len(change.difference))
    least = min(len(change.difference) for change in changes)
    if len(most.difference) > least:
        yield f"most differences, {len(most.difference)}", most
    jumps = [(change.jump, change) for change in changes if change.jump is not None]
    if jumps:
        jump, widest = max(jumps, key=lambda pair: pair[0].share)
        yield f"biggest change, {jump}", widest
    yield "first key", changes[0]
    yield "last key", changes[-1]


def _longest(changes: Sequence[Change]) -> tuple[str, Change] | None:
    """The change whose title, subject or body has the most characters, where they differ in length."""
    measured = [(change.payload.length, change) for change in changes if change.payload is not None]
    if not measured:
        return None
    (shortest, _), (length, change) = min(measured, key=_first), max(measured, key=_first)
    return (f"longest text, {length:,} characters", change) if length > shortest else None


def _first(pair: tuple[int, Change]) -> int:
    return pair[0]
