"""Guards held against a plan: each breach names the line that a reviewer would change. There is no force."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from ctc.audience import is_everybody
from ctc.diagnostics import Diagnostic, Place, Severity
from ctc.payloads.payload import Payload
from ctc.plans.action import Action
from ctc.plans.checkouts import cut_off, halted, older
from ctc.plans.facts import Facts
from ctc.plans.families import family_of
from ctc.plans.family_guards import family_breaches, groups_of, plan_total, sampled
from ctc.plans.guards import Guards, read_guards
from ctc.plans.jumps import jump_breaches, jumps_of
from ctc.plans.plan import Change, Jump, Plan
from ctc.plans.reaches import reach_known
from ctc.plans.schedule import sayable, schedule_of
from ctc.rows.family_data import FamilyData
from ctc.state.reader import StateReader

REACH_AGE = timedelta(hours=1)
"""A reach older than this is asked again before the first request."""
_SENDS = (Action.CREATE, Action.REPLACE)
Expect = Callable[[Payload], None]


def guarded(
    changes: Sequence[Change],
    facts: Facts,
    now: datetime,
    reader: StateReader,
    families: Sequence[FamilyData],
    expect: Expect | None = None,
) -> tuple[tuple[Change, ...], tuple[Diagnostic, ...]]:
    """The changes with what their guards say, and what the guards of families and of the whole plan say. ``expect``
    hears of each payload that is looked into for the place of a breach, before the first one is."""
    groups = groups_of(changes, families, reader, now)
    samples = sampled(groups, facts.guards)
    jumps = jumps_of(groups, reader)
    found = [_breaches(change, facts, now, samples) for change in changes]
    for change, of_it in zip(changes, found, strict=True):
        if of_it and expect is not None and change.payload is not None:
            expect(change.payload)
    checked = tuple(
        [
            _judged(change, _placed(change, of_it), jumps.get(change.address, ()))
            for change, of_it in zip(changes, found, strict=True)
        ]
    )
    of_families = (*family_breaches(groups, facts, samples), *jump_breaches(groups, facts, jumps))
    total = plan_total(checked, groups, facts, samples)
    return checked, (*plan_breaches(checked, facts, reader, total), *of_families)


def _judged(change: Change, guards: tuple[Diagnostic, ...], jumps: Sequence[Jump]) -> Change:
    said = guards, jumps[0] if jumps else None
    if (change.guards, change.jump) == said:
        return change  # nearly all of a hundred thousand, which a copy would hold twice
    return change._replace(guards=said[0], jump=said[1])


def is_blocked(plan: Plan) -> bool:
    """Whether a breach keeps apply from making its first request."""
    return bool(breaches(plan))


def breaches(plan: Plan) -> tuple[Diagnostic, ...]:
    """Every error of a plan's guards."""
    every = (*plan.diagnostics, *(found for change in plan.notable for found in change.guards))
    return tuple(found for found in every if found.severity is Severity.ERROR)


def change_breaches(
    change: Change, facts: Facts, now: datetime, samples: Collection[str] = ()
) -> tuple[Diagnostic, ...]:
    """What the guards of one campaign say of its create; nothing for what sends nothing.

    ``samples`` are the families whose unknown reaches rest on those that are known.
    """
    return _placed(change, _breaches(change, facts, now, samples))


Breach = tuple[str, str, str]


def _breaches(change: Change, facts: Facts, now: datetime, samples: Collection[str]) -> Sequence[Breach]:
    if change.payload is None or change.action not in _SENDS or not (facts.guards or change.payload.guards):
        return ()  # where no guard is written, nothing is bounded
    guards, problems = read_guards(facts.guards, change.payload.guards)
    found = [("CTC512", problem, "see the page of guards for each form") for problem in problems]
    found += _timing(change.payload, guards, facts, now)
    found += _audience(change, guards, rests=family_of(change.address) in samples)
    return found + _form(change.payload, guards)


def _placed(change: Change, found: Sequence[Breach]) -> tuple[Diagnostic, ...]:
    return tuple([_diagnostic(change.payload, *breach) for breach in found]) if change.payload else ()


def _timing(payload: Payload, guards: Guards, facts: Facts, now: datetime) -> list[Breach]:
    found: list[Breach] = []
    schedule = schedule_of(payload, facts.zone)
    if schedule.at is None and not guards.allow_now:
        found.append(
            (
                "CTC507",
                "it goes out at once, and `allow_now: false` forbids that",
                "schedule it, or write `guards: {allow_now: true}` in this spec",
            )
        )
    waits = guards.lead_time if not payload.is_send else None
    moments = schedule.moments or (sayable(now + waits, facts.zone) if waits else now,)
    quiet = [at for at in moments if guards.quiet_hours and guards.quiet_hours.cover(at, facts.zone)]
    if quiet:
        found.append(
            (
                "CTC506",
                f"it goes out at {quiet[0].astimezone(facts.zone):%H:%M} ({facts.zone.key}), within quiet_hours "
                f"{guards.quiet_hours}",
                "choose another time, or write other `quiet_hours` under `guards` of this spec",
            )
        )
    return found


def _audience(change: Change, guards: Guards, *, rests: bool) -> list[Breach]:
    payload = change.payload
    assert payload is not None
    found: list[Breach] = []
    may_be = payload.broadcast and not payload.is_send  # else it is refused, whatever guards say
    if not guards.allow_broadcast and may_be and is_everybody(payload.body):
        hint = "narrow its audience, or write `guards: {allow_broadcast: true}` in this spec"
        found.append(("CTC508", "it goes to everybody, and `allow_broadcast: false` forbids that", hint))
    if guards.max_reach is None and guards.min_reach is None:
        return found
    reach = reach_known(payload, change.reach)
    if reach is None and rests:
        return found
    if reach is None:
        hint = "plan with --estimate, so that CleverTap is asked"
        return [*found, ("CTC503", "its reach is unknown, and a guard bounds it", hint)]
    if guards.max_reach is not None and reach > guards.max_reach:
        hint = f"narrow its audience, or write `guards: {{max_reach: {reach}}}` in this spec"
        found.append(("CTC501", f"it reaches {reach} people; max_reach is {guards.max_reach}", hint))
    if guards.min_reach is not None and reach < guards.min_reach:
        hint = f"widen its audience, or write `guards: {{min_reach: {reach}}}` in this spec"
        found.append(("CTC502", f"it reaches {reach} people; min_reach is {guards.min_reach}", hint))
    return found


def _form(payload: Payload, guards: Guards) -> list[Breach]:
    found: list[Breach] = []
    if guards.require_frequency_caps and payload.is_uncapped:
        hint = "take the line out, or write `guards: {require_frequency_caps: false}` in this spec"
        found.append(
            ("CTC509", "`respect_frequency_caps: false` skips the caps that this environment requires", hint)
        )
    for name in guards.require:
        if name not in payload.stated:
            message = f"it states no `{name}`, which this environment requires"
            found.append(("CTC510", message, f"add `{name}:`"))
    return found


_PLAN_WIDE: Final = {
    "CTC503": "max_total_reach",
    "CTC504": "max_creates",
    "CTC505": "max_stops",
    "CTC511": "ancestry",
    "CTC542": "max_total_reach",
}


def plan_breaches(
    changes: Sequence[Change], facts: Facts, reader: StateReader, total: Sequence[Breach] = ()
) -> tuple[Diagnostic, ...]:
    """What the guards over the whole plan say; they stand in ctc.yaml."""
    guards, problems = read_guards(facts.guards)
    found = [("CTC512", problem, "see the page of guards for each form") for problem in problems]
    found += total
    creates = sum(change.action in _SENDS for change in changes)
    stops = sum(change.action in (Action.STOP, Action.REPLACE) for change in changes)
    if guards.max_creates is not None and creates > guards.max_creates:
        hint = "apply it in parts with --select, or raise max_creates in ctc.yaml"
        found.append(
            ("CTC504", f"the plan makes {_campaigns(creates)}; max_creates is {guards.max_creates}", hint)
        )
    if guards.max_stops is not None and stops > guards.max_stops:
        hint = "apply it in parts with --select, or raise max_stops in ctc.yaml"
        found.append(("CTC505", f"the plan stops {_campaigns(stops)}; max_stops is {guards.max_stops}", hint))
    if guards.ancestry and reader.commit and facts.is_ancestor is not True:
        known = (
            "is no ancestor of this one" if facts.is_ancestor is False else "cannot be compared with this one"
        )
        message = (
            f"the commit that was last applied ({reader.commit[:12]}) {known}: is an old pipeline run again?"
        )
        found.append(("CTC511", message, "apply from a checkout that contains it, fetched with its history"))
    stands = [halted(reader.halted, facts)] if reader.halted else []
    if not guards.ancestry and reader.commit and facts.is_ancestor is False:
        stands += older(changes, reader.commit)
    if reader.commit and facts.commit and facts.is_ancestor is None and facts.guards_before is None:
        stands.append(cut_off(reader.commit))
    return tuple(stands) + tuple(
        Diagnostic.of(
            code,
            message,
            hint,
            file=facts.guards_file,
            place=Place(line=facts.guards_lines.get(_PLAN_WIDE.get(code, ""), facts.guards_line), column=1),
        )
        for code, message, hint in found
    )


_REACH: Final = ("where", "segment", "to")
_PLACES: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "CTC501": (("max_reach",), _REACH),
    "CTC502": (("min_reach",), _REACH),
    "CTC503": (("max_reach", "min_reach"), _REACH),
    "CTC506": (("quiet_hours",), ("when",)),
    "CTC507": (("allow_now",), ("when",)),
    "CTC508": (("allow_broadcast",), _REACH),
    "CTC509": (("require_frequency_caps",), ("respect_frequency_caps",)),
    "CTC512": (("quiet_hours",), ()),
    "CTC540": ((), ("when",)),
    "CTC541": ((), ("when",)),
    "CTC622": (("max_reach", "min_reach"), _REACH),
}
"""By code, the guards that were breached and the keys of the body that breached them."""


def place_in(payload: Payload, code: str) -> Place:
    """The place that a reviewer would change: the campaign's own guard, or else what it forbids."""
    guards, keys = _PLACES.get(code, ((), ()))
    own = [("guards", name) for name in guards if name in payload.guards]
    body = [("message" if payload.is_send else "campaign", key) for key in keys if key in payload.body]
    return payload.place_of(*[*own, *body, ("id",)][0])


def _campaigns(count: int) -> str:
    return f"{count:,} campaign{'s' * (count != 1)}"


def _diagnostic(payload: Payload, code: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic.of(
        code, f"{payload.address}: {message}", hint, file=payload.file, place=place_in(payload, code)
    )
