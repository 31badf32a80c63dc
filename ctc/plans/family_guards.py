"""Guards over a family: how many it reaches together, what is gone, how many rows there are, how far a number went.

A family's own guards stand in its spec; the environment's hold for every family, but ``max_total_reach``, which is the
whole plan's there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import Final

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, Place, Severity
from ctc.payloads.payload import Payload
from ctc.plans.action import Action
from ctc.plans.facts import Facts
from ctc.plans.families import family_of
from ctc.plans.guards import Guards, read_guards
from ctc.plans.plan import Change
from ctc.plans.reaches import reach_known
from ctc.rows.family_data import FamilyData
from ctc.rows.keys import decimal_text
from ctc.state.reader import StateReader
from ctc.state.record import Record, Status

LEAST_LIVE: Final = 6
"""Live instances of a family from which ``max_gone`` counts."""
GONE_OF_DATA: Final = 50.0
"""``max_gone`` of a family from data where nobody wrote one: a cut export must not stop a season."""
_SENDS: Final = (Action.CREATE, Action.REPLACE)


@dataclass(slots=True, kw_only=True)
class Group:
    """What a plan holds of one family."""

    family: str
    data: FamilyData | None = None
    payload: Payload | None = None
    """One of its payloads: it speaks for the guards of the document."""
    sends: list[Change] = field(default_factory=list)
    gone: int = 0
    """Live instances whose rows, or keys, are gone."""
    live: int = 0

    @property
    def stands(self) -> bool:
        """Whether its document is there."""
        return self.data is not None or self.payload is not None

    def own(self) -> Mapping[str, Json]:
        if self.payload is not None:
            return self.payload.guards
        return self.data.guards if self.data is not None else {}

    def place(self, guard: str) -> tuple[str, int]:
        """The file and line that a reviewer would change."""
        if self.data is not None:
            return self.data.file, self.data.line_of(guard)
        assert self.payload is not None
        path = ("guards", guard) if guard in self.payload.guards else ("id",)
        return self.payload.file, self.payload.line_of(*path)


def groups_of(
    changes: Sequence[Change], data: Sequence[FamilyData], reader: StateReader, now: datetime
) -> dict[str, Group]:
    """The families of a plan whose documents stand, by their ids."""
    found = {each.family: Group(family=each.family, data=each) for each in data}
    for change in changes:
        if "[" not in change.address:
            continue
        family = family_of(change.address)
        group = found.setdefault(family, Group(family=family))
        if change.payload is not None:
            group.payload = change.payload
            if change.action in _SENDS:
                group.sends.append(change)
        elif (record := reader.record(change.address)) is not None:
            group.gone += waits(record, now) and not _has_other_keys(record, group)
    for address, record in reader.records.items():
        if "[" in address and (known := found.get(family_of(address))) is not None:
            known.live += waits(record, now) and not _has_other_keys(record, known)
    return {name: group for name, group in found.items() if group.stands}


def _has_other_keys(record: Record, group: Group) -> bool:
    """Whether it was named by other columns than the family is now: a higher revision said that all of it is made anew,
    so that no row of it is gone."""
    columns = group.data.key_columns if group.data is not None else ()
    return bool(record.key_columns and columns) and record.key_columns != columns


def waits(record: Record, now: datetime) -> bool:
    """Whether a stop would keep anybody from getting it: scheduled, or recurring."""
    status = record.status_at(now)
    return not record.forgotten and (
        status is Status.SCHEDULED or (record.recurring and status is Status.RUNNING)
    )


def sampled(groups: Mapping[str, Group], environment: Mapping[str, Json]) -> dict[str, int]:
    """The families whose reach rests on a sample that is large enough, with the number of audiences in it."""
    found = {}
    for name, group in groups.items():
        wanted = read_guards(environment, group.own())[0].sample
        if wanted is None:
            continue
        every = {change.payload.audience for change in group.sends if change.payload}
        known = {c.payload.audience for c in group.sends if c.payload and _reach(c) is not None}
        if wanted <= len(known) < len(every):
            found[name] = len(known)
    return found


def family_breaches(
    groups: Mapping[str, Group], facts: Facts, samples: Mapping[str, int]
) -> Iterator[Diagnostic]:
    """What the guards of families say; of a sample that stands for a family, that it does."""
    for group in groups.values():
        guards, _ = read_guards(facts.guards, group.own())
        if group.family in samples and guards.asks_reach:
            yield _rests(group, samples[group.family])
        yield from _total(group, guards, samples)
        yield from _gone(group, guards)
        yield from _rows(group, guards)


def _reach(change: Change) -> int | None:
    return reach_known(change.payload, change.reach) if change.payload is not None else None


def total_reach(changes: Sequence[Change], *, rests: bool) -> int | None:
    """How many people changes get to together; of some that are not known, what those that are stand for.

    None where nobody knows.
    """
    known = [reach for change in changes if (reach := _reach(change)) is not None]
    if len(known) == len(changes):
        return sum(known)
    return ceil(sum(known) * len(changes) / len(known)) if rests and known else None


def _total(group: Group, guards: Guards, samples: Mapping[str, int]) -> Iterator[Diagnostic]:
    most = guards.max_total_reach
    if "max_total_reach" not in group.own() or most is None:
        return
    total = total_reach(group.sends, rests=group.family in samples)
    if total is None:
        hint = "plan with --estimate-all, or let a sample stand for it: guards: {sample: 50}, and --estimate"
        yield breach(
            group, "CTC503", "max_total_reach", "its reach is unknown, and max_total_reach bounds it", hint
        )
    elif total > most:
        message = (
            f"{len(group.sends):,} instances reach {total:,} people together; max_total_reach is {most:,}"
        )
        hint = f"narrow their audience, or write `guards: {{max_total_reach: {total}}}` in this spec"
        yield breach(group, "CTC542", "max_total_reach", message, hint)


def plan_total(
    changes: Sequence[Change], groups: Mapping[str, Group], facts: Facts, samples: Mapping[str, int]
) -> "list[tuple[str, str, str]]":
    """Code, message and hint, where all of a plan reaches more people together than the environment allows."""
    most = read_guards(facts.guards)[0].max_total_reach
    if most is None:
        return []
    of_families = [total_reach(group.sends, rests=name in samples) for name, group in groups.items()]
    alone = [c for c in changes if c.action in _SENDS and c.payload and family_of(c.address) not in groups]
    totals = [*of_families, total_reach(alone, rests=False)]
    if None in totals:
        hint = "plan with --estimate-all, so that CleverTap is asked"
        return [("CTC503", "the reach of the plan is unknown, and max_total_reach bounds it", hint)]
    total = sum(filter(None, totals))
    if total <= most:
        return []
    hint = "apply it in parts with --select, or raise max_total_reach in ctc.yaml"
    return [("CTC542", f"the plan reaches {total:,} people together; max_total_reach is {most:,}", hint)]


def _gone(group: Group, guards: Guards) -> Iterator[Diagnostic]:
    share = guards.max_gone
    if share is None and group.data is not None:
        share = GONE_OF_DATA
    if share is None or group.live < LEAST_LIVE or group.gone * 100 <= share * group.live:
        return
    what = (
        f"the rows of {group.gone:,} of {group.live:,} live instances are gone"
        if group.data
        else (f"the keys of {group.gone:,} of {group.live:,} live instances are gone")
    )
    source = f" from {group.data.shown}" if group.data else ""
    message = f"{what}{source}; max_gone is {decimal_text(share)}%"
    needed = ceil(group.gone * 100 / group.live)
    hint = f"is the file whole? Where it is, write `guards: {{max_gone: {needed}%}}` in this spec"
    yield breach(group, "CTC544", "max_gone", message, hint)


def _rows(group: Group, guards: Guards) -> Iterator[Diagnostic]:
    data, least = group.data, guards.min_rows
    if data is not None and least is not None and data.rows < least:
        rows = f"{data.rows:,} row{'s'[: data.rows != 1]}"
        hint = f"is the file whole? Where it is, write `guards: {{min_rows: {data.rows}}}` in this spec"
        yield breach(group, "CTC545", "min_rows", f"{data.shown} holds {rows}; min_rows is {least:,}", hint)


def _rests(group: Group, audiences: int) -> Diagnostic:
    message = f"its reach rests on a sample: {audiences:,} audiences were asked for, and stand for all"
    hint = "ctc plan --estimate-all asks for each of them"
    return breach(group, "CTC543", "sample", message, hint)._replace(severity=Severity.INFO)


def breach(group: Group, code: str, guard: str, message: str, hint: str) -> Diagnostic:
    """An error about a family, at its guard in its spec."""
    file, line = group.place(guard)
    return Diagnostic.of(
        code, f"{group.family}: {message}", hint, file=file, place=Place(line=line, column=1)
    )
