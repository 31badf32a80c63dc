"""Specs against state: every address gets the first row of the action table that matches, and a reason.

The answer does not depend on the order of the payloads, and reads nothing but what it is given.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from ctc.address import parted
from ctc.payloads.payload import Payload
from ctc.plans.adopted import incomparable
from ctc.plans.changes import broken, change_of_gone, clash_reason, recorded_of
from ctc.plans.decision import Case, Decision, decide, is_estimate
from ctc.plans.difference import difference
from ctc.plans.facts import Facts, Listing
from ctc.plans.families import family_of
from ctc.plans.guarding import guarded
from ctc.plans.guards import read_guards
from ctc.plans.index import Index, index_of
from ctc.plans.judgement import Judgement, Verdict
from ctc.plans.loosened import of_environment, with_own
from ctc.plans.matching import judge_intent, judge_new, known_markers, seen
from ctc.plans.plan import Action, Change, Plan, Reach
from ctc.plans.reaches import audience_of
from ctc.plans.recipients import without_recipients
from ctc.plans.refusals import elsewhere, held, is_old, near, older_name, other_keys, spent
from ctc.plans.renames import carried, former, twice_claimed
from ctc.plans.schedule import schedule_of, whole_minute
from ctc.rows.family_data import FamilyData
from ctc.rows.keys import sort_key
from ctc.state.reader import StateReader
from ctc.state.state import EXISTS, Record, Status
from ctc.state.tries import End

SAFE_ORDER: Final = (
    Action.ADOPT,
    Action.STOP,
    Action.REPLACE,
    Action.CREATE,
    Action.ESTIMATE,
    Action.FORGET,
    Action.UNCHANGED,
    Action.FROZEN,
    Action.SKIPPED,
    Action.BLOCKED,
    Action.ERROR,
)
"""First what exists is known, then what must not go out is stopped, and only then is anything sent."""


def make_plan(  # noqa: PLR0913 - what planning looks at, each by its name
    payloads: Iterable[Payload],
    addresses: Collection[str],
    reader: StateReader,
    facts: Facts,
    now: datetime,
    *,
    listing: Listing | None = None,
    reaches: Mapping[str, Reach] | None = None,
    selected: Callable[[str], bool] = lambda _: True,
    families: Sequence[FamilyData] = (),
) -> Plan:
    """What apply would do.

    ``payloads`` are all that the repository has for this environment, and ``addresses`` theirs and those that
    have none; ``selected`` says which of them, and of the vanished, are planned: what a payload that is left out
    takes over is not gone. ``now`` is the store's clock. ``listing`` is None where CleverTap was not asked.
    ``families`` are the rows that families from data were made with. ``reaches`` are fresh estimates by address;
    without one the state's last answer for the same audience is used.
    """
    families = [data._replace(is_old=is_old(data.family, reader, facts)) for data in families]
    index = index_of(listing, now) if listing is not None else None
    known = known_markers(reader.entries.values())
    view = _View(frozenset(addresses), reader, facts, now, index, known, dict(reaches or {}))
    every = sorted(payloads, key=lambda payload: payload.address)
    wanted = [payload for payload in every if selected(payload.address)]
    moved = carried(every, view.addresses, reader)
    taken = view.addresses | {*moved.values()}
    view = _with_repository(view, every, moved, families)
    changes = [view.change(payload.address, payload) for payload in wanted]
    for address in reader.records:
        if address not in taken and selected(address):
            changes.append(view.change(address, None))
    there = sorted((change for change in changes if change is not None), key=_safe)
    checked, diagnostics = guarded(there, facts, now, reader, families)
    checked = with_own(checked, facts)
    binding = reader.binding
    return Plan(
        environment=facts.environment,
        host=facts.host,
        account_id=facts.account_id,
        region=facts.region,
        lineage=binding.lineage if binding else "",
        serial=reader.serial,
        commit=facts.commit,
        changes=checked,
        as_of=next((c.payload.as_of for c in checked if c.payload and c.payload.as_of), ""),
        families=tuple(families),
        diagnostics=(*diagnostics, *of_environment(facts), *broken(reader)),
    )


def _with_repository(
    view: "_View", every: Sequence[Payload], moved: Mapping[str, str], families: Sequence[FamilyData]
) -> "_View":
    """The view with what follows from all that the repository has."""
    reader = view.reader
    standing = {family_of(address) for address in view.addresses if "[" in address}
    return replace(
        view,
        carried=moved,
        vanished=_vanished(
            every, reader, view.addresses | {*moved.values()}, standing | {data.family for data in families}
        ),
        disputed=twice_claimed(every),
        kept={data.family: data.is_kept or data.is_old for data in families},
        rekeyed={parted(one.address)[0] for one in every if one.key_columns and other_keys(one, reader)},
    )


def _vanished(
    payloads: Iterable[Payload], reader: StateReader, taken: Collection[str], standing: Collection[str]
) -> dict[str, str]:
    """By digest, an address that was sent and whose document is gone; the families whose documents are there are
    ``standing``."""
    found = {
        record.digest: address
        for address, record in sorted(reader.records.items(), reverse=True)
        if address not in taken and record.status in EXISTS
        if "[" not in address or family_of(address) not in standing
    }
    if all(family in standing or known.became for family, known in reader.families.items()):
        return found
    settled = reader.of_digests(payload.digest for payload in payloads if payload.key_columns)
    return {d: name for d, name in settled.items() if family_of(name) not in standing} | found


def _safe(change: Change) -> tuple[int, tuple[tuple[int, int, str], ...]]:
    return SAFE_ORDER.index(change.action), sort_key(change.address)


@dataclass(frozen=True, slots=True)
class _View:
    """What one run of planning looks at."""

    addresses: frozenset[str]
    reader: StateReader
    facts: Facts
    now: datetime
    index: Index | None
    known: frozenset[str]
    reaches: Mapping[str, Reach]
    carried: Mapping[str, str] = field(default_factory=dict)
    vanished: Mapping[str, str] = field(default_factory=dict)
    """By digest, an address that was sent and whose document is gone."""
    rekeyed: Collection[str] = frozenset()
    """Families whose key is another one now: nothing is done to them."""
    kept: Mapping[str, bool] = field(default_factory=dict)
    """Families from data, and whether an instance stays when its row is gone."""
    disputed: Mapping[str, str] = field(default_factory=dict)
    """By address, why two specs cannot both have had a name."""

    def change(self, address: str, payload: Payload | None) -> Change | None:
        source = self.carried.get(address, address)
        record = self.reader.record(source)
        if payload is not None and address in self.disputed:
            return self._present(
                payload, record, Decision(action=Action.ERROR, reason=self.disputed[address]), None
            )
        if payload is not None and (blocked := other_keys(payload, self.reader)):
            return self._present(payload, record, blocked, None)
        if record is None:
            case = Case(payload=payload, record=None, facts=self.facts, now=self.now)
            return self._made(case, None, older_name(address, self.reader, self.facts) or decide(case), None)
        current, judgement = self._settled(seen(record, self.index))
        if judgement is not None and judgement.verdict is Verdict.ADOPT:
            decision = Decision(action=Action.ADOPT, reason=judgement.reason)
            case = Case(payload=payload, record=record, facts=self.facts, now=self.now)
            return self._made(case, record, decision, judgement)
        doubt = judgement.reason if judgement is not None else ""
        family = parted(record.address)[0]
        if payload is None and family in self.rekeyed:
            return None
        case = Case(
            payload=payload,
            record=current,
            facts=self.facts,
            now=self.now,
            doubt=doubt,
            is_row=bool(record.key_columns) or family in self.kept,
            is_kept=self.kept.get(family, False),
        )
        return self._made(case, record, incomparable(case) or decide(case), judgement)

    def _settled(self, record: Record) -> tuple[Record, Judgement | None]:
        """The record as it would be if what the listing proves were recorded."""
        judgement = None
        for intent in record.unsettled:
            judgement = judge_intent(
                intent, record, self.index, self.known, self.reader, self.facts, self.now
            )
            if judgement.verdict is not Verdict.NOT_SENT:
                return record, judgement
        if judgement is not None:
            tries = tuple(
                replace(one, end=End.NOTHING) if one.end is End.OPEN else one for one in record.tries
            )
            record = replace(record, open=(), tries=tries, status=Status.NOT_SENT, detail=judgement.reason)
        return record, judgement

    def _made(
        self, case: Case, record: Record | None, decision: Decision | None, judgement: Judgement | None
    ) -> Change | None:
        if decision is None:
            return None
        payload = case.payload
        if decision.action is Action.CREATE and payload is not None:
            decision, judgement = self._create(case, record, decision)
        if decision.action is Action.REPLACE and payload is not None:
            decision = near(payload, self.facts, self.now) or decision
        source = record.address if record else None
        if source and payload and source != payload.address:
            decision = replace(decision, reason=f"{decision.reason}; its record moves here from {source}")
        if payload is None:
            assert record is not None
            return change_of_gone(record, decision, judgement)
        return self._present(payload, record, decision, judgement)

    def _create(
        self, case: Case, record: Record | None, decision: Decision
    ) -> tuple[Decision, Judgement | None]:
        """A create in the light of everything that may turn it into something else."""
        payload = case.payload
        assert payload is not None
        if is_estimate(payload):
            asked = "CleverTap is asked for its reach; nothing is created"
            return Decision(action=Action.ESTIMATE, reason=asked), None
        if self.index is not None and not payload.is_send and self.facts.name_marker:
            listed = judge_new(payload, self.reader, self.index, self.known, self.facts)
            if listed.verdict is Verdict.ADOPT:
                return Decision(action=Action.ADOPT, reason=listed.reason), listed
            if listed.verdict is Verdict.UNCLAIMED:
                return Decision(action=Action.BLOCKED, reason=listed.reason), None
            if listed.verdict is Verdict.CLASH:
                return Decision(action=Action.BLOCKED, reason=clash_reason(listed), in_doubt=True), None
        blocked = (
            spent(payload, case.record, self._reached(payload))
            or elsewhere(payload, record, self.vanished, self.reader)
            or held(payload, record, self.reader, self.facts)
            or near(payload, self.facts, self.now)
        )
        return blocked or decision, None

    def _reached(self, payload: Payload) -> tuple[Record, ...]:
        return self.reader.reached(payload.address, former(payload))

    def _present(
        self, payload: Payload, record: Record | None, decision: Decision, judgement: Judgement | None
    ) -> Change:
        before = record.payload if record else None
        differs = before is not None and record is not None and record.digest != payload.digest
        return Change(
            address=payload.address,
            action=decision.action,
            reason=decision.reason,
            payload=payload,
            before=before,
            recorded=recorded_of(record, judgement),
            channel=payload.channel,
            endpoint=payload.endpoint,
            digest=payload.digest,
            revision=payload.revision,
            scheduled_on=self._goes_out(payload),
            reach=self.reaches.get(payload.address) or self._last_reach(payload),
            difference=difference(before, without_recipients(payload.body))
            if differs and before and not decision.is_told
            else (),
            is_told=decision.is_told,
            in_doubt=decision.in_doubt,
        )

    def _goes_out(self, payload: Payload) -> datetime | None:
        """None where it goes out at once; under a lead time, what ``now`` would become."""
        at = schedule_of(payload, self.facts.zone).at
        lead = read_guards(self.facts.guards, payload.guards)[0].lead_time
        return whole_minute(self.now + lead) if at is None and lead and not payload.is_send else at

    def _last_reach(self, payload: Payload) -> Reach | None:
        reaches = self.reader.reach
        known = reaches.get(audience_of(payload)) if reaches and not payload.is_send else None
        if known is None:
            return None
        return Reach(total=known.total, platforms=known.platforms, asked_at=known.asked_at)
