"""What one journal record does to the record of one address."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from ctc.canonical import Json
from ctc.state.moments import moment_of
from ctc.state.state import MADE_NOTHING, Batch, Intent, Record, State, Status, Verb
from ctc.state.store import Entry

Fields = Mapping[str, Json]
ORPHANED: Final = "its run ended before any outcome was recorded"


def tried(address: str, record: Fields, intent: Intent, known: Record | None, entry: Entry) -> Record:
    markers = known.markers if known else ()
    return Record(
        address=address,
        revision=intent.revision,
        digest=intent.digest,
        status=Status.IN_DOUBT,
        attempt=record["attempt"],
        marker=intent.marker,
        markers=(*markers, intent.marker) if intent.marker else markers,
        name=record["name"],
        scheduled_on=intent.scheduled_on,
        recurring=record["recurring"],
        user_zone=record["user_zone"],
        endpoint=record["endpoint"],
        channel=record["channel"],
        payload=record["payload"],
        open=(intent,),
        batch_count=intent.batch.of if intent.batch else 0,
        strays=known.strays if known else (),
        denied=known.denied if known else (),
        touched=entry.serial,
        at=entry.at,
    )


def same_send(known: Record, intent: Intent) -> bool:
    return known.is_send and known.revision == intent.revision and known.digest == intent.digest


def read_intent(record: Fields, entry: Entry) -> Intent:
    batch = record["batch"]
    return Intent(
        id=record["intent"],
        verb=Verb(record["verb"]),
        at=entry.at,
        timeout=record["timeout"],
        runner=record["runner"],
        revision=record["revision"],
        digest=record["digest"],
        marker=record["marker"],
        scheduled_on=moment_of(record["scheduled_on"]),
        batch=Batch(**batch) if batch else None,
        purpose=record["purpose"],
    )


def settled_create(known: Record, intent: Intent, record: Fields, _entry: Entry) -> Record:
    result, detail = record["result"], record.get("detail") or record.get("why") or ""
    if result == "in_doubt":
        return replace(known, open=(replace(intent, doubt=detail or "no answer"),), detail=detail)
    if result == "sent":
        begun = Status.RUNNING if intent.scheduled_on is None else Status.SCHEDULED
        status = Status(record["status"]) if record.get("status") else begun
        return replace(known, open=(), id=record["id"], status=status, detail="")
    status = Status.REJECTED if result == "rejected" else Status.NOT_SENT
    return replace(known, open=(), status=status, detail=detail)


def settled_batch(known: Record, intent: Intent, record: Fields, _entry: Entry) -> Record:
    result, detail = record["result"], record.get("detail") or record.get("why") or ""
    others = tuple(one for one in known.open if one.id != intent.id)
    batch = intent.batch or Batch(index=1, of=1, count=0, sha256="")
    if result == "in_doubt":
        return replace(known, open=(*others, replace(intent, doubt=detail or "no answer")), detail=detail)
    batches = {**known.batches, batch.index: batch.sha256} if result == "sent" else known.batches
    known = replace(known, open=others, batches=batches, detail="" if result == "sent" else detail)
    failed = Status.REJECTED if result == "rejected" else Status.NOT_SENT
    return replace(known, status=_sum_of_batches(known, failed))


def _sum_of_batches(known: Record, failed: Status) -> Status:
    if known.open:
        return Status.IN_DOUBT
    if len(known.batches) >= known.batch_count:
        return Status.SENT
    return Status.PARTIAL if known.batches else failed


def answered_late(known: Record, record: Fields, entry: Entry) -> Record:
    """What a run says was sent after all, once that had been settled otherwise. Where nothing that was tried since
    was made, it stands; else there are two, which a person must look at."""
    denied = next((one for one in known.denied if one.id == record["intent"]), None)
    if denied is not None and (denied.revision, denied.digest) == (known.revision, known.digest):
        if denied.verb is Verb.SEND:
            return replace(settled_batch(known, denied, record, entry), touched=entry.serial)
        if known.status in MADE_NOTHING and not known.open:
            known = replace(known, marker=denied.marker, scheduled_on=denied.scheduled_on)
            return replace(settled_create(known, denied, record, entry), touched=entry.serial)
    if record["id"] in (None, known.id, *known.strays):
        return known
    return replace(known, strays=(*known.strays, record["id"]), touched=entry.serial)


def settled_stop(known: Record, intent: Intent, record: Fields, entry: Entry) -> Record:
    others = tuple(one for one in known.open if one.id != intent.id)
    if record["result"] != "stopped":
        return replace(known, open=others, detail=record.get("detail") or "")
    return replace(
        known,
        open=tuple(one for one in others if one.verb is not Verb.STOP),
        status=Status.STOPPED,
        stopped_by=intent.purpose,
        stopped_at=entry.at,
    )


def person_settled(record: Fields, known: Record | None, entry: Entry) -> Record:
    sent = record["result"] == "sent"
    if known is not None and (known.revision, known.digest) == (record["revision"], record["digest"]):
        rest = Status.PARTIAL if known.batches else Status.NOT_SENT
        status = Status.SENT if sent else rest
        return replace(known, status=status, detail=record["why"], touched=entry.serial, at=entry.at)
    return Record(
        address=record["address"],
        revision=record["revision"],
        digest=record["digest"],
        status=Status.SENT if sent else Status.NOT_SENT,
        endpoint=record["endpoint"],
        channel=record["channel"],
        detail=record["why"],
        touched=entry.serial,
        at=entry.at,
    )


def imported(record: Fields, known: Record | None, entry: Entry) -> Record:
    markers = known.markers if known else ()
    return Record(
        address=record["address"],
        revision=record["revision"],
        digest=record["digest"],
        status=Status(record["status"]),
        id=record["id"],
        attempt=record["attempt"],
        marker=record["marker"],
        markers=tuple(dict.fromkeys((*markers, *record["markers"], record["marker"]))),
        name=record["name"],
        scheduled_on=moment_of(record["scheduled_on"]),
        recurring=record["recurring"],
        user_zone=record["user_zone"],
        endpoint=record["endpoint"],
        channel=record["channel"],
        payload=record["payload"],
        strays=tuple(record["strays"]),
        touched=entry.serial,
        at=entry.at,
    )


def observed(known: Record, status: Status, entry: Entry) -> Record:
    if known.status is Status.STOPPED and status is Status.SCHEDULED:
        return known  # the listing lags behind the answer to the stop
    if status is not Status.STOPPED or known.status is Status.STOPPED:
        return replace(known, status=status)
    stops = [one for one in known.open if one.verb is Verb.STOP]
    return replace(
        known,
        status=status,
        open=known.unsettled,
        stopped_by=stops[-1].purpose if stops else known.stopped_by,
        stopped_at=entry.at,
    )


def freed(known: Record, why: str, entry: Entry) -> Record:
    return Record(
        address=known.address,
        revision=0,
        status=Status.NOT_SENT,
        attempt=known.attempt,
        markers=known.markers,
        endpoint=known.endpoint,
        channel=known.channel,
        forgotten=True,
        detail=why,
        touched=entry.serial,
        at=entry.at,
    )


def orphaned(state: State, is_gone: Callable[[str], bool]) -> State:
    """The state in which what a dead runner left open is in doubt."""
    records = dict(state.records)
    for address, record in state.records.items():
        if any(not intent.doubt and is_gone(intent.runner) for intent in record.open):
            marked = (
                replace(intent, doubt=ORPHANED) if not intent.doubt and is_gone(intent.runner) else intent
                for intent in record.open
            )
            records[address] = replace(record, open=tuple(marked))
    return replace(state, records=records)
