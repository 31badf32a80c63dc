"""One address in the light of the state, the listing and the whole repository: what becomes of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ctc.address import parted
from ctc.payloads.payload import Payload
from ctc.plans.action import Action
from ctc.plans.case import Case, Decision
from ctc.plans.changes import OVER, change_of_gone, change_of_same, recorded_of
from ctc.plans.decision import decide
from ctc.plans.difference import difference
from ctc.plans.facts import Facts
from ctc.plans.guards import read_guards
from ctc.plans.index import Index
from ctc.plans.judgement import Judgement, Verdict
from ctc.plans.matching import judge_intent, judge_new, seen
from ctc.plans.plan import Change, Reach
from ctc.plans.reaches import audience_of
from ctc.plans.recipients import without_recipients
from ctc.plans.refusals import behind, beside_former, beside_newer, elsewhere, held, near, older_name, spent
from ctc.plans.renames import former
from ctc.plans.schedule import sayable, schedule_of
from ctc.plans.unchanged import incomparable, plainly_unchanged, unmade
from ctc.state.reader import StateReader
from ctc.state.record import LISTED, Record, Status
from ctc.state.tries import End

Plain = tuple[Payload, Record, str]
"""What is plainly as recorded, and why."""


@dataclass(frozen=True, slots=True)
class View:
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
    rekeyed: Mapping[str, Decision] = field(default_factory=dict)
    """Families whose key is another one now, and why nothing is done to them."""
    standing: Collection[str] = ()
    """Families whose documents are there."""
    newer: Mapping[str, str] = field(default_factory=dict)
    """By address that stands, one that stands beside it and says that it was this one."""
    kept: Mapping[str, bool] = field(default_factory=dict)
    """Families from data, and whether an instance stays when its row is gone."""
    disputed: Mapping[str, str] = field(default_factory=dict)
    """By address, why two specs cannot both have had a name."""

    def plain(self, payload: Payload, record: Record | None) -> Plain | None:
        """What is plainly as recorded, where nothing else can be said of it: it is no instance, has no former name, is
        the same on any day, and stated no guard of its own."""
        address = payload.address
        if "[" in address or payload.was or payload.as_of or address in self.facts.own_before:
            return None
        if record is None or record.address != address:
            return None
        current = seen(record, self.index)
        decision = plainly_unchanged(payload, current, self.now)
        return (payload, record, decision.reason) if decision is not None else None

    def made_plainly(self, plain: Plain) -> Change:
        payload, record, reason = plain
        return change_of_same(payload, record, reason, self._goes_out(payload), self._reach(payload))

    def change(self, address: str, payload: Payload | None) -> Change | None:
        source = self.carried.get(address, address)
        record = self.reader.record(source)
        blocked = self._blocked(address)
        if payload is not None and blocked is not None:
            return self._present(payload, record, blocked, None)
        if record is None:
            case = Case(payload=payload, record=None, facts=self.facts, now=self.now)
            refused = older_name(address, self.reader, self.facts) or (
                payload and behind(payload, self.reader)
            )
            return self._made(case, None, refused or decide(case), None)
        current = seen(record, self.index)
        if payload is not None and record.address == address:
            plainly = plainly_unchanged(payload, current, self.now)
            if plainly is not None:
                at, reach = self._goes_out(payload), self._reach(payload)
                return change_of_same(payload, record, plainly.reason, at, reach)
        current, judgement = self._settled(current)
        if judgement is not None and judgement.verdict is Verdict.ADOPT:
            decision = Decision(action=Action.ADOPT, reason=self._adopted(record, payload, judgement))
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
            is_read=family in self.standing or family in self.kept,
            is_kept=self.kept.get(family, False),
        )
        return self._made(case, record, incomparable(case) or decide(case), judgement)

    def _adopted(self, record: Record, payload: Payload | None, judgement: Judgement) -> str:
        """Why it is taken over, and what remains to do after that."""
        assert judgement.campaign is not None
        status = LISTED.get(judgement.campaign.status.lower(), Status.SCHEDULED)
        rest = unmade(record._replace(status=status), payload, self.now)
        return f"{judgement.reason}; {rest}: run again after it" if rest else judgement.reason

    def _blocked(self, address: str) -> Decision | None:
        """Why nothing comes of its spec, whatever is recorded."""
        if address in self.disputed:
            return Decision(action=Action.ERROR, reason=self.disputed[address])
        return self.rekeyed.get(parted(address)[0]) if self.rekeyed else None

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
                one._replace(end=End.NOTHING) if one.end is End.OPEN else one for one in record.tries
            )
            record = record._replace(open=(), tries=tries, status=Status.NOT_SENT, detail=judgement.reason)
        return record, judgement

    def _made(
        self, case: Case, record: Record | None, decision: Decision | None, judgement: Judgement | None
    ) -> Change | None:
        if decision is None:
            return None
        payload = case.payload
        if payload is None:
            assert record is not None
            return change_of_gone(record, decision, judgement)
        if decision.action is Action.CREATE:
            decision, judgement = self._create(case, record, decision)
        if decision.action is Action.REPLACE:
            decision = (
                self._spent(payload, record)
                or self._untold(payload, record)
                or near(payload, self.facts, self.now)
                or decision
            )
        if record is not None and record.address != payload.address:
            moved = f"{decision.reason}; its record moves here from {record.address}"
            decision = decision._replace(reason=moved)
        return self._present(payload, record, decision, judgement)

    def _create(
        self, case: Case, record: Record | None, decision: Decision
    ) -> tuple[Decision, Judgement | None]:
        """A create in the light of everything that may turn it into something else."""
        payload = case.payload
        assert payload is not None
        if payload.is_estimate:
            asked = "CleverTap is asked for its reach; nothing is created"
            return Decision(action=Action.ESTIMATE, reason=asked), None
        if self.index is not None and not payload.is_send and self.facts.name_marker:
            listed = judge_new(payload, self.reader, self.index, self.known, self.facts)
            if listed.verdict is Verdict.ADOPT:
                return Decision(action=Action.ADOPT, reason=listed.reason), listed
            if listed.verdict is Verdict.UNCLAIMED:
                return Decision(action=Action.BLOCKED, reason=listed.reason), None
            if listed.verdict in (Verdict.CLASH, Verdict.DOUBT):
                return Decision(action=Action.BLOCKED, reason=listed.reason, in_doubt=True), None
        blocked = (
            self._spent(payload, case.record)
            or self._untold(payload, record)
            or held(payload, record, self.reader, self.facts)
            or near(payload, self.facts, self.now)
        )
        return blocked or decision, None

    def _untold(self, payload: Payload, record: Record | None) -> Decision | None:
        return elsewhere(payload, record, self.vanished, self.reader, self.facts)

    def _spent(self, payload: Payload, record: Record | None) -> Decision | None:
        reached = self.reader.reached(payload.address, former(payload))
        return (
            spent(payload, record, reached)
            or beside_former(payload, self.addresses, self.reader)
            or beside_newer(payload, self.newer, self.reader)
        )

    def _present(
        self, payload: Payload, record: Record | None, decision: Decision, judgement: Judgement | None
    ) -> Change:
        before = record.payload if record and decision.action is not Action.UNCHANGED else None
        differs = record is not None and record.digest != payload.digest
        is_over = decision.is_told and record is not None and record.address == payload.address
        return Change(
            address=payload.address,
            action=decision.action,
            reason=decision.reason,
            payload=payload,
            before=before,
            recorded=OVER[record.status] if record and is_over else recorded_of(record, judgement),
            channel=payload.channel,
            endpoint=payload.endpoint,
            digest=payload.digest,
            revision=payload.revision,
            scheduled_on=self._goes_out(payload),
            reach=self._reach(payload),
            difference=difference(before, without_recipients(payload.body))
            if differs and before and not decision.is_told
            else (),
            is_told=decision.is_told,
            in_doubt=decision.in_doubt,
        )

    def _goes_out(self, payload: Payload) -> datetime | None:
        """None where it goes out at once; under a lead time, what ``now`` would become."""
        at = schedule_of(payload, self.facts.zone).at
        if at is not None or payload.is_send:
            return at
        lead = read_guards(self.facts.guards, payload.guards)[0].lead_time
        return sayable(self.now + lead, self.facts.zone) if lead else None

    def _reach(self, payload: Payload) -> Reach | None:
        """The fresh answer, or else the last one that is recorded."""
        fresh, reaches = self.reaches.get(payload.address), self.reader.reach
        known = reaches.get(audience_of(payload)) if reaches and not fresh and not payload.is_send else None
        if known is None:
            return fresh
        return Reach(total=known.total, platforms=known.platforms, asked_at=known.asked_at)
