"""Identity sends of any size: batches, each with its own intent and outcome, a few in flight at a time.

The journal is written by one thread; only the requests themselves run side by side. A batch in doubt or refused
stops the send: what is in flight is awaited and recorded, and nothing more is begun.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from typing import Final

from ctc.apply.applied import Done, End
from ctc.apply.claims import is_done as is_made
from ctc.apply.claims import overtaken
from ctc.apply.outcomes import ENDS, asked, outcome_record
from ctc.apply.run import Run
from ctc.apply.times import too_late_for_today
from ctc.canonical import Json
from ctc.clevertap.outcome import Outcome, Result
from ctc.payloads.batches import Batch, batch_count
from ctc.payloads.payload import Payload
from ctc.payloads.recipients import RecipientsChanged
from ctc.payloads.request import send_body
from ctc.plans.plan import Change
from ctc.plans.recipients import without_recipients
from ctc.state import records
from ctc.state.intents import BatchRecord, Verb
from ctc.state.ledger import Refused
from ctc.state.record import Record
from ctc.state.state import State

IN_FLIGHT: Final = 3
"""Requests at a time: the API's own limit for an account [newer docs]."""


@dataclass(slots=True, kw_only=True)
class _Sending:
    """One send under way."""

    run: Run
    change: Change
    payload: Payload
    pool: ThreadPoolExecutor
    of: int
    tried: dict[int, int] = field(default_factory=dict)
    again: deque[Batch] = field(default_factory=deque)
    flying: dict[Future[Outcome], tuple[str, Batch]] = field(default_factory=dict)
    ended: tuple[End, str] | None = None
    """Why nothing more is begun."""
    is_taken: bool = False
    """Whether that is because another run has it in hand."""


def send(run: Run, change: Change) -> Done:
    """Sends every batch that is not recorded as sent, from the first on."""
    payload = change.payload
    assert payload is not None
    if run.journal.state.waits(run.record(payload.address)):
        return run.ended(change, End.IN_DOUBT, run.journal.state.held)
    run.writer.settle()
    of = batch_count(payload.body["to"])
    with ThreadPoolExecutor(max_workers=IN_FLIGHT) as pool:
        work = _Sending(run=run, change=change, payload=payload, pool=pool, of=of)
        try:
            for batch in _unsent(work):
                _begin(work, batch)
        except RecipientsChanged as error:
            _give_up(work, End.REJECTED, str(error))
        while work.flying or (work.again and work.ended is None):
            if work.again and work.ended is None:
                _begin(work, work.again.popleft())
            else:
                _await_one(work)
    return _end(work)


def _unsent(work: _Sending) -> Iterator[Batch]:
    """The batches still to send. Those that went are looked at too: their people must be who they were."""
    for batch in work.run.recipients(work.payload):
        record = work.run.record(work.payload.address)
        sent = record.batches.get(batch.index) if record and _is_this(record, work.payload) else None
        if sent is not None and sent != batch.sha256:
            raise RecipientsChanged(
                f"batch {batch.index} is not what was sent: the recipients changed under a running send"
            )
        if work.ended is not None:
            return
        if sent is None:
            yield batch
        while work.again and work.ended is None:
            yield work.again.popleft()


def _is_this(record: Record, payload: Payload) -> bool:
    return record.revision == payload.revision and record.digest == payload.digest


def _begin(work: _Sending, batch: Batch) -> None:
    if len(work.flying) >= IN_FLIGHT:
        _await_one(work)
    if work.ended is None and work.run.is_over():
        _give_up(work, End.SKIPPED, "interrupted")
    if work.ended is not None:
        return
    run = work.run
    run.client.ready()
    run.failpoints.hit("before-intent")
    since = run.moment()
    if late := too_late_for_today(run, work.payload):
        _give_up(work, End.SKIPPED, late)
        return
    intent_id = _claim(work, batch)
    if isinstance(intent_id, Refused):
        is_done = is_made(run.journal.state, work.payload)
        work.is_taken = intent_id.open or is_done
        end = End.IN_DOUBT if intent_id.doubt and not intent_id.open else End.SKIPPED
        _give_up(work, end, "another run sent it meanwhile" if is_done else intent_id.reason)
        return
    run.failpoints.hit("after-intent")
    run.failpoints.hit("inside-batch")
    body = send_body(work.payload, batch.to)
    work.flying[work.pool.submit(_post, work, body, since)] = (intent_id, batch)


def _claim(work: _Sending, batch: Batch) -> str | Refused:
    run, payload = work.run, work.payload
    intent_id = run.new_id()
    record = run.record(payload.address)
    first = record is None or not _is_this(record, payload)
    claim = replace(
        run.claim_of(payload, Verb.SEND, intent_id),
        batch=BatchRecord(index=batch.index, of=work.of, count=batch.count, sha256=batch.sha256),
        payload=without_recipients(payload.body) if first else None,
    )

    late: Refused | None = None

    def decide(state: State) -> Sequence[Mapping[str, Json]] | None:
        nonlocal late
        late = overtaken(state, work.change, payload, run.journal.now) or _held(state, payload)
        return [records.intent(claim)] if late is None else None

    refused = run.writer.spend(payload, decide, batch=batch.index, intent=intent_id)
    if refused is not None:
        return late or refused
    run.emit("intent", payload.address, intent=intent_id, batch=batch.index, of=work.of, count=batch.count)
    return intent_id


def _held(state: State, payload: Payload) -> Refused | None:
    """Somebody said meanwhile that this state is an older one: nobody knows then whether it went out."""
    return Refused(state.held, doubt=True) if state.waits(state.record(payload.address)) else None


def _post(work: _Sending, body: bytes, since: tuple[object, float]) -> Outcome:
    """Runs beside the journal's thread; touches nothing but the client."""
    run = work.run
    if run.elapsed(since) > run.facts.timeout:  # type: ignore[arg-type]
        detail = "the run was held up for longer than the timeout after its intent: nothing was sent"
        return Outcome(result=Result.NOT_SENT, detail=detail)
    return asked(lambda: run.client.send(work.payload.endpoint, body, timeout=run.facts.timeout))


def _await_one(work: _Sending) -> None:
    done, _ = wait(work.flying, return_when=FIRST_COMPLETED)
    for future in done:
        intent_id, batch = work.flying.pop(future)
        _record(work, intent_id, batch, future.result())


def _record(work: _Sending, intent_id: str, batch: Batch, outcome: Outcome) -> None:
    run, address = work.run, work.payload.address
    run.failpoints.hit("before-outcome")
    run.writer.append(outcome_record(intent_id, address, outcome))
    run.failpoints.hit("after-outcome")
    if outcome.result is Result.SENT:
        run.emit("sent", address, batch=batch.index, of=work.of, count=batch.count)
        return
    tried = work.tried[batch.index] = work.tried.get(batch.index, 0) + 1
    if work.ended is None and run.wait_after(outcome, tried):
        work.again.append(batch)
        return
    _give_up(work, ENDS[outcome.result], f"batch {batch.index} of {work.of}: {outcome.detail}")


def _give_up(work: _Sending, end: End, why: str) -> None:
    """The gravest reason stands: doubt outweighs everything."""
    if work.ended is None or end is End.IN_DOUBT:
        work.ended = (end, why)


def _end(work: _Sending) -> Done:
    run, change = work.run, work.change
    if work.ended is None:
        run.emit("sent", change.address, batches=work.of)
        return run.ended(change, End.APPLIED)
    end, why = work.ended
    record = run.record(change.address)
    went = len(record.batches) if record else 0
    detail = f"{why} ({went} of {work.of} batches are sent)" if went else why
    return run.ended(change, end, detail, problem=not (end is End.SKIPPED and work.is_taken))
