"""One create: the intent durably, then one POST that nothing retries, then the outcome durably."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ctc.apply.applied import Done, End
from ctc.apply.claims import is_done as is_made
from ctc.apply.claims import overtaken
from ctc.apply.estimating import surprising
from ctc.apply.outcomes import ENDS, asked, outcome_record
from ctc.apply.reconciling import adopt_unknown
from ctc.apply.run import Run
from ctc.apply.times import ahead, latest, schedule_at, too_late_for_today
from ctc.audience import is_everybody
from ctc.canonical import Json, canonical_bytes
from ctc.clevertap.outcome import Outcome, Result
from ctc.payloads.payload import Payload
from ctc.payloads.request import request_value
from ctc.plans.facts import Window
from ctc.plans.index import AGREED
from ctc.plans.judgement import Verdict
from ctc.plans.matching import judge_new, next_attempt
from ctc.plans.plan import Change
from ctc.plans.recipients import without_recipients
from ctc.plans.schedule import LEAST_NOTICE, Schedule, schedule_of, written_in
from ctc.plans.windows import windows_of_payload
from ctc.state import records
from ctc.state.intents import Verb
from ctc.state.ledger import Refused
from ctc.state.state import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A create that this run alone may send, until its timeout has passed."""

    intent: str
    body: bytes
    marker: str
    scheduled_on: datetime | None
    since: tuple[datetime, float]
    was_set: bool
    """Whether the store's clock was set while the intent was written."""


def create(run: Run, change: Change) -> Done:
    """Creates what the change says, or says why not. At most one request that may have arrived."""
    payload = change.payload
    assert payload is not None
    refused = _refused(run, change, payload)
    tried = 0
    while refused is None:
        tried += 1
        run.client.ready()
        claimed = _claim(run, change, payload)
        if isinstance(claimed, Refused) and is_made(run.journal.state, payload):
            return run.ended(change, End.SKIPPED, "another run sent it meanwhile", problem=False)
        if isinstance(claimed, Refused):
            return run.ended(change, End.SKIPPED, claimed.reason, problem=not claimed.open)
        outcome = _post(run, claimed, payload)
        run.failpoints.hit("before-outcome")
        if outcome.result is Result.SENT:
            return _sent(run, change, claimed, outcome)
        run.writer.append(outcome_record(claimed.intent, payload.address, outcome))
        run.failpoints.hit("after-outcome")
        if not run.wait_after(outcome, tried):
            return run.ended(change, ENDS[outcome.result], outcome.detail, code=outcome.code)
        if outcome.result is Result.THROTTLED and (made := _made_all_the_same(run, change)):
            return made
        refused = _refused(run, change, payload)
    return refused


def _made_all_the_same(run: Run, change: Change) -> Done | None:
    """What was refused for its rate is looked for before it is tried again: a host between may have said so."""
    run.list_again()
    found = adopt_unknown(run, change)
    if found is None or found.verdict is not Verdict.ADOPT or found.campaign is None or found.earlier:
        return None  # an earlier revision that was made meanwhile keeps the claim from being held
    return run.ended(change, End.APPLIED, id=found.campaign.id)


def too_near(run: Run, payload: Payload, now: datetime | None = None) -> str:
    """Why the schedule leaves no time any more; empty where it does."""
    at = schedule_of(payload, run.facts.zone).at
    if at is None or at >= max(latest(run, now), run.clock.now()) + LEAST_NOTICE:
        return ""
    return "its schedule is less than two minutes ahead, or has passed"


def forbidden(run: Run, payload: Payload) -> tuple[End, str] | None:
    """What must hold before anything is stopped in its favour; None where it does."""
    if late := too_near(run, payload) or too_late_for_today(run, payload):
        return End.SKIPPED, late
    return _forbidden(run, payload)


def _forbidden(run: Run, payload: Payload) -> tuple[End, str] | None:
    """What must hold right before an intent, beside the time."""
    if is_everybody(payload.body) and not payload.broadcast:
        return End.SKIPPED, "it goes to everybody, and `broadcast: true` is not said"
    return _listed(run, payload) if run.facts.name_marker else None


def _refused(run: Run, change: Change, payload: Payload) -> Done | None:
    if run.is_over():
        return run.ended(change, End.SKIPPED, run.unbegun)
    found = _forbidden(run, payload)
    return run.ended(change, *found) if found else None


def _listed(run: Run, payload: Payload) -> tuple[End, str] | None:
    """What the listing says against the create: it is there already, somebody's, or cannot be told."""
    if run.index is None:
        return End.SKIPPED, run.unasked("what exists already")
    found = judge_new(payload, run.journal.state, run.index, run.markers, run.facts)
    if found.verdict is Verdict.ABSENT and run.index.covers(_days(run, payload)):
        return None
    if found.verdict is Verdict.UNCLAIMED:
        return End.SKIPPED, found.reason
    if found.verdict is Verdict.ABSENT:
        return End.SKIPPED, run.incomplete
    return End.IN_DOUBT, found.reason


def _days(run: Run, payload: Payload) -> list[Window]:
    """The days that must be listed to their end: its own, and those until today, on which an earlier one of it may have
    gone out that this state lacks."""
    today = run.listed_at.astimezone(run.facts.zone).date()
    gone_by = [days for days in run.windows if days[0] <= today]
    return [*windows_of_payload(payload, run.facts, run.listed_at), *gone_by]


def _claim(run: Run, change: Change, payload: Payload) -> Claimed | Refused:
    run.failpoints.hit("before-intent")
    since, now = run.moment(), run.journal.now()
    offset = ahead(run, now)
    if passed := too_near(run, payload, now) or too_late_for_today(run, payload):
        return Refused(passed)
    intent_id = run.new_id()
    schedule = schedule_at(run, payload, since[0])
    prepared: list[tuple[bytes, Mapping[str, Json]]] = []
    late: Refused | None = None

    def decide(state: State) -> Sequence[Mapping[str, Json]] | None:
        nonlocal late
        late = overtaken(state, change, payload, run.journal.now)
        if late is not None:
            return None
        entry, body = _intent(run, payload, state, intent_id, schedule, offset)
        prepared.append((body, entry))
        return [entry]

    refused = run.writer.spend(payload, decide, intent=intent_id)
    if refused is not None:
        return late or refused
    was_set = abs(ahead(run, run.journal.state.at) - offset) > AGREED
    body, entry = prepared[-1]
    marker = str(entry["marker"])
    run.emit("intent", payload.address, intent=intent_id, revision=payload.revision, digest=payload.digest)
    run.failpoints.hit("after-intent")
    return Claimed(
        intent=intent_id,
        body=body,
        marker=marker,
        scheduled_on=schedule.at,
        since=since,
        was_set=was_set,
    )


def _intent(
    run: Run, payload: Payload, state: State, intent_id: str, schedule: Schedule, offset: float
) -> tuple[dict[str, Json], bytes]:
    record = state.record(payload.address)
    attempt, marker = next_attempt(run.facts, payload, record, run.markers)
    planned = schedule_of(payload, run.facts.zone)
    resolved = schedule.at if planned.at is None else None
    when = written_in(resolved, run.facts.zone) if resolved else None
    value = request_value(payload, marker=marker if run.facts.name_marker else None, when=when)
    claim = replace(
        run.claim_of(payload, Verb.CREATE, intent_id),
        attempt=attempt,
        marker=marker if run.facts.name_marker else "",
        name=str(value.get("name", "")),
        scheduled_on=schedule.at,
        recurring=schedule.recurring,
        user_zone=schedule.user_zone,
        payload=without_recipients(payload.body),
        offset=offset,
    )
    return records.intent(claim), canonical_bytes(value)


def _post(run: Run, claimed: Claimed, payload: Payload) -> Outcome:
    """One POST, begun within the timeout of the intent or not at all: later, another run may take it for dead."""
    if run.elapsed(claimed.since) > run.facts.timeout:
        detail = "the run was held up for longer than the timeout after its intent: nothing was sent"
        return Outcome(result=Result.NOT_SENT, detail=detail)
    if claimed.was_set:
        detail = "the state's clock was set while the intent was written, so nothing was sent"
        return Outcome(result=Result.NOT_SENT, detail=detail)
    outcome = asked(
        lambda: run.client.create(claimed.body, broadcast=payload.broadcast, timeout=run.facts.timeout)
    )
    if outcome.id is None or not _was_there(run, outcome.id):
        return outcome
    detail = f"the answer names {outcome.id}, which was there before: it is that of another request"
    return Outcome(result=Result.IN_DOUBT, detail=detail, http_status=outcome.http_status)


def _was_there(run: Run, number: int) -> bool:
    """Whether a campaign is known from before its create: a host between has mixed up two answers."""
    listed = run.index is not None and number in run.index.by_id
    return listed or number in run.created


def _sent(run: Run, change: Change, claimed: Claimed, outcome: Outcome) -> Done:
    if outcome.id is not None:
        run.created[outcome.id] = (change.address, claimed.marker, claimed.scheduled_on)
    surprise = surprising(run, change, outcome)
    if surprise is not None:
        run.enough = f"{change.address} reaches others than was planned"
        run.surprises.append(surprise)

    def told() -> None:
        run.failpoints.hit("after-outcome")
        run.emit(
            "sent",
            change.address,
            id=outcome.id,
            scheduled_on=claimed.scheduled_on.isoformat() if claimed.scheduled_on else None,
            marker=claimed.marker,
            estimates=outcome.body.get("estimates"),
            **({"detail": f"{surprise.message}: {surprise.hint}"} if surprise else {}),
        )

    run.writer.answer(outcome_record(claimed.intent, change.address, outcome), told)
    return run.ended(change, End.APPLIED, id=outcome.id)
