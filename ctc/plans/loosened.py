"""Guards that let through more than before: what a reviewer sees at once, whatever else a change does.

An environment's are held against those of the commit that was last applied; a campaign's own against its
environment's, and against what they were at that commit. A plan is not blocked by either: who reviews it decides.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from ctc.address import parted
from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, Place, Severity
from ctc.payloads.payload import Payload
from ctc.plans.action import Action
from ctc.plans.facts import Facts
from ctc.plans.families import family_of
from ctc.plans.family_guards import GONE_OF_DATA
from ctc.plans.guards import PLAN_WIDE, Guards, QuietHours, read_guards
from ctc.plans.plan import Change
from ctc.rows.family_data import FamilyData

REMOVED: Final = "CTC513"
LOOSENED: Final = "CTC514"
_SENDS: Final = (Action.CREATE, Action.REPLACE)
_LEAST: Final = frozenset({"min_reach", "min_rows", "sample", "lead_time"})
"""Guards that a smaller value loosens; of the other numbers a larger one."""
_FORBIDS: Final = frozenset({"allow_now", "allow_broadcast"})
"""Flags that forbid by being false; the others ask for something by being true."""
_DAY: Final = 24 * 60


def with_own(changes: Sequence[Change], facts: Facts) -> tuple[Change, ...]:
    """The changes with what a spec of their own lets through: those that send where it is more than their environment
    does, all where it is more than it did."""
    every = bool(facts.own_before)
    return tuple([_judged(one, facts) if every or _stating(one) else one for one in changes])


def _stating(change: Change) -> Payload | None:
    """What is sent, where it states guards of its own."""
    payload = change.payload if change.action in _SENDS else None
    return payload if payload is not None and payload.guards else None


def _judged(change: Change, facts: Facts) -> Change:
    found = (*_own(change, facts), *_than_before(change, facts))
    return change._replace(guards=(*change.guards, *found)) if found else change


def of_plan(changes: Iterable[Change], families: Iterable[FamilyData], facts: Facts) -> Iterator[Diagnostic]:
    """What is told once of a whole plan: of its environment, and of its families."""
    yield from of_environment(facts)
    yield from of_families(families, changes, facts)


def of_environment(facts: Facts) -> Iterator[Diagnostic]:
    """The environment's guards that are gone or looser than at the commit that was last applied."""
    for name, before, now in looser(facts.guards_before or {}, facts.guards):
        gone = now is None
        message = f"the guard `{name}` was {_shown(before)} when this environment was last applied, and is "
        yield Diagnostic.of(
            REMOVED if gone else LOOSENED,
            message + ("gone" if gone else f"{_shown(now)} now"),
            "who reviews this plan says whether that is meant",
            file=facts.guards_file,
            place=Place(
                line=facts.guards_line if gone else facts.guards_lines.get(name, facts.guards_line), column=1
            ),
            path=("environments", facts.environment, "guards", name),
            severity=Severity.WARNING,
        )


def of_families(
    families: Iterable[FamilyData], changes: Iterable[Change], facts: Facts
) -> Iterator[Diagnostic]:
    """The families from data, of those that the plan sends or stops something of, whose own ``max_gone`` is above what
    holds where nobody writes one. Where the environment writes one, theirs is held against that."""
    touched = {family_of(one.address) for one in changes if one.action in (*_SENDS, Action.STOP)}
    for data in families:
        if data.family not in touched or data.is_kept or "max_gone" in facts.guards:
            continue
        for name, before, now in looser({"max_gone": f"{GONE_OF_DATA:g}%"}, data.guards):
            if name in data.guards:
                yield Diagnostic.of(
                    LOOSENED,
                    f"{data.family}: its own `{name}` is {_shown(now)}, and {before} where nobody writes one",
                    "who reviews this plan says whether that is meant",
                    file=data.file,
                    place=Place(line=data.line_of(name), column=1),
                    path=("guards", name),
                    severity=Severity.WARNING,
                )


def _own(change: Change, facts: Facts) -> Iterator[Diagnostic]:
    payload = _stating(change)
    if payload is None:
        return
    for name, before, now in looser(facts.guards, {**facts.guards, **payload.guards}):
        if name not in PLAN_WIDE:
            yield Diagnostic.of(
                LOOSENED,
                f"{change.address}: its own `{name}` is {_shown(now)}, and its environment's {_shown(before)}",
                "who reviews this plan says whether that is meant",
                file=payload.file,
                place=payload.place_of("guards", name),
                path=("guards", name),
                severity=Severity.WARNING,
            )


def _than_before(change: Change, facts: Facts) -> Iterator[Diagnostic]:
    payload = change.payload
    if payload is None:
        return
    before: dict[str, Json] = {}
    for address in (*payload.was, change.address):
        before |= facts.own_before.get(parted(address)[0], {})
    for name, was, now in looser({**facts.guards, **before}, {**facts.guards, **payload.guards}):
        if name in before:
            gone = name not in payload.guards
            left = f"gone; its environment's {_shown(now)} holds" if gone and now is not None else "gone"
            yield Diagnostic.of(
                REMOVED if gone else LOOSENED,
                f"{change.address}: its own `{name}` was {_shown(was)} when this environment was last applied, "
                f"and is {left if gone else f'{_shown(now)} now'}",
                "who reviews this plan says whether that is meant",
                file=payload.file,
                place=payload.place_of(*([] if gone else ["guards", name])),
                path=("guards", name),
                severity=Severity.WARNING,
            )


def looser(before: Mapping[str, Json], now: Mapping[str, Json]) -> Iterator[tuple[str, Json, Json]]:
    """Each guard that lets more through, as it was written and as it is; None where it is gone."""
    was, _ = read_guards(before)
    then, _ = read_guards(now)
    for name in before:
        if hasattr(was, name) and _is_looser(name, was, then):
            yield name, before[name], now.get(name)


def _is_looser(name: str, was: Guards, now: Guards) -> bool:
    old, new = getattr(was, name), getattr(now, name)
    if old == getattr(Guards(), name):
        return False
    if new is None:
        return True
    if isinstance(old, bool):
        return bool(new) is (name in _FORBIDS)
    if isinstance(old, QuietHours):
        return bool(_minutes(old) - _minutes(new))
    if isinstance(old, tuple):
        return bool({*old} - {*new})
    if isinstance(old, Mapping):
        return any(column not in new or new[column] > most for column, most in old.items())
    return bool(new < old if name in _LEAST else new > old)


def _minutes(hours: QuietHours) -> set[int]:
    start, end = (time.hour * 60 + time.minute for time in (hours.start, hours.end))
    return {minute % _DAY for minute in range(start, end if end > start else end + _DAY)}


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(map(str, value)) or "nothing" if isinstance(value, list) else str(value)
