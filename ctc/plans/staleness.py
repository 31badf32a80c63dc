"""In which respects a plan is not what was reviewed."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final

from ctc.canonical import Json, compact
from ctc.diagnostics import Diagnostic
from ctc.plans.action import Action
from ctc.plans.families import family_of
from ctc.plans.loosened import looser
from ctc.plans.plan import Change, Plan
from ctc.rows.family_data import FamilyData

_SHOWN: Final = 20
"""Addresses that differ from a saved plan, of which each is named."""


def stale(reviewed: Plan, fresh: Plan) -> tuple[Diagnostic, ...]:
    """Every respect in which ``fresh`` is not what was reviewed; the commit alone may differ."""
    found = [
        f"{words} was {getattr(reviewed, name)!r} and is {getattr(fresh, name)!r}"
        for name, words in _COMPARED.items()
        if getattr(reviewed, name) != getattr(fresh, name)
    ]
    found += _guard_differences(reviewed.guards, fresh.guards or {})
    other, counted = _other_rows(reviewed, fresh), _counted(reviewed, fresh)
    found += [*_data_differences(reviewed, other), *_day_difference(reviewed, fresh, counted)]
    found += _of_addresses(reviewed, fresh, lambda a: family_of(a) in other or a in counted)
    return tuple(
        Diagnostic.of("CTC521", f"the saved plan is stale: {what}", "plan again, and have that reviewed")
        for what in found
    )


def _guard_differences(before: Mapping[str, Json] | None, now: Mapping[str, Json]) -> Iterator[str]:
    """What held at the review holds at apply: a plan that a guard refused is not sent because the guard went."""
    for name, was, stands in looser(before or {}, now):
        said = "gone" if stands is None else compact(stands)
        yield f"the environment's guard `{name}` was {compact(was)} and is {said}"


def _of_addresses(reviewed: Plan, fresh: Plan, is_told: Callable[[str], bool]) -> Iterator[str]:
    """The first addresses that differ, and how many more; without those of which is told why already."""
    before = {change.address: change for change in reviewed.changes}
    after = {change.address: change for change in fresh.changes}
    every = sorted(address for address in {*before, *after} if not is_told(address))
    found = [(a, said) for a in every if (said := _differences(a, before.get(a), after.get(a)))]
    yield from (what for _, said in found[:_SHOWN] for what in said)
    if len(found) > _SHOWN:
        first = found[_SHOWN][0]
        yield f"{len(found) - _SHOWN:,} more of its addresses are not as they were, beginning with {first}"


def _day_difference(reviewed: Plan, fresh: Plan, counted: Collection[str]) -> Iterator[str]:
    if counted:
        yield f"its days were counted from {reviewed.as_of}, and would be from {fresh.as_of} now"


def _counted(reviewed: Plan, fresh: Plan) -> set[str]:
    """What is sent and counts its days from the run's, where that is another one now."""
    if not reviewed.as_of or reviewed.as_of == fresh.as_of:
        return set()
    sent = (change for change in fresh.changes if change.action in (Action.CREATE, Action.REPLACE))
    return {change.address for change in sent if change.payload is not None and change.payload.as_of}


def _other_rows(reviewed: Plan, fresh: Plan) -> dict[str, FamilyData]:
    """The families whose rows are not the bytes that were reviewed, with those of now."""
    rows = {data.family: data for data in fresh.families}
    before = {data.family: data.sha256 for data in reviewed.families}
    return {name: now for name, now in rows.items() if name in before and now.sha256 != before[name]}


def _data_differences(reviewed: Plan, other: Mapping[str, FamilyData]) -> Iterator[str]:
    for data in reviewed.families:
        now = other.get(data.family)
        if now is not None:
            yield (
                f"the rows of {data.family} ({now.shown}) are not those that it was made with: their hash was "
                f"{data.sha256[:12]} and is {now.sha256[:12]}{_source(data, now)}"
            )


def _source(data: FamilyData, now: FamilyData) -> str:
    """Where the reviewed rows came from, where these came from elsewhere."""
    return f" (they came from {data.shown}: --data {data.family}=FILE)" if data.shown != now.shown else ""


_COMPARED: Final = {
    "environment": "the environment",
    "host": "the host",
    "account_id": "the account id",
    "region": "the region",
    "lineage": "the state's lineage",
    "serial": "the state's serial",
}


def _differences(address: str, before: Change | None, after: Change | None) -> list[str]:
    if before is None:
        return [f"{address} is not in it"]
    if after is None:
        return [f"{address} is in it, and nothing is to be said of it now"]
    found = []
    if before.action is not after.action:
        found.append(
            f"{address}: {before.action.value} was planned; now it is {after.action.value} ({after.reason})"
        )
    for name, words in (("revision", "revision"), ("endpoint", "endpoint"), ("digest", "payload")):
        if getattr(before, name) != getattr(after, name):
            short = name == "digest"
            old, new = (str(getattr(change, name)) for change in (before, after))
            found.append(
                f"{address}: its {words} was {old[:12] if short else old} and is {new[:12] if short else new}"
            )
    found += [] if found else _unseen(address, before, after)
    if before.recorded != after.recorded and not found:
        found.append(f"{address}: what is recorded of it has changed")
    return found


def _unseen(address: str, before: Change, after: Change) -> Iterator[str]:
    """What no payload shows: when it goes out (the zone and the lead time stand in ctc.yaml), what guards it."""
    one, other = before.payload, after.payload
    if other is None:
        return
    was, now = before.scheduled_on, after.scheduled_on
    if (was is None) != (now is None) or (was != now and not other.is_now):
        said = [f"at {moment:%Y-%m-%d %H:%M} UTC" if moment else "at once" for moment in (was, now)]
        yield f"{address}: it was to go out {said[0]}, and now {said[1]}"
    if one is None:  # of a large family a saved plan holds digests
        return
    if dict(one.guards) != dict(other.guards) or one.broadcast is not other.broadcast:
        yield f"{address}: its own guards, or `broadcast`, were others"
