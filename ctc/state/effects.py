"""What one journal record does to one entry of the ledger."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from ctc.address import nfc
from ctc.canonical import Json
from ctc.state.intents import BatchRecord, Intent, Verb, purpose_of
from ctc.state.moments import moment_of
from ctc.state.record import Record, Status, body_of
from ctc.state.store import Entry
from ctc.state.tries import End, Try

Fields = Mapping[str, Json]
_ENDS: Final = {"sent": End.MADE, "in_doubt": End.OPEN}
"""How an attempt ended, by the result of its outcome; any other is nothing."""


def tried(
    address: str, record: Fields, intent: Intent, known: Record | None, entry: Entry, breaks: int
) -> Record:
    """The entry of an intent: that of ``known`` where it is of the same identity, else a new one."""
    markers = known.markers if known else ()
    same = known if known is not None and known.revision == intent.revision else None
    if intent.verb is Verb.SEND and same is not None and same.digest == intent.digest:
        return same._replace(
            status=Status.IN_DOUBT,
            open=(*same.open, intent),
            tries=(*same.tries, _attempt(intent, record, entry, breaks)),
            batch_count=intent.batch.of if intent.batch else same.batch_count,
            at=entry.at,
            forgotten=False,
        )
    return Record(
        address=address,
        revision=intent.revision,
        digest=intent.digest,
        status=Status.IN_DOUBT,
        born=same.born if same else entry.serial,
        attempt=record["attempt"],
        key_columns=tuple(map(nfc, record["key_columns"])),
        as_of=record["as_of"],
        numbers=record.get("numbers") or {},
        marker=intent.marker,
        markers=(*markers, intent.marker) if intent.marker else markers,
        name=record["name"],
        scheduled_on=intent.scheduled_on,
        recurring=record["recurring"],
        user_zone=record["user_zone"],
        endpoint=record["endpoint"],
        channel=record["channel"],
        body=body_of(record["payload"]),
        open=(*_others(same), intent),
        tries=(*(same.tries if same else ()), _attempt(intent, record, entry, breaks)),
        batch_count=intent.batch.of if intent.batch else 0,
        at=entry.at,
    )


def _others(same: Record | None) -> tuple[Intent, ...]:
    """What is open of the same identity beside a new intent: nothing, where the invariant holds."""
    return same.unsettled if same else ()


def _attempt(intent: Intent, record: Fields, entry: Entry, breaks: int) -> Try:
    return Try(
        intent=intent.id,
        serial=entry.serial,
        digest=intent.digest,
        marker=intent.marker,
        batch=intent.batch.index if intent.batch else 0,
        people=intent.batch.sha256 if intent.batch else "",
        scheduled_on=intent.scheduled_on,
        recurring=bool(record["recurring"]),
        breaks=breaks,
    )


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
        batch=BatchRecord(**batch) if batch else None,
        purpose=record["purpose"],
        target=record["target"],
        offset=record["offset"],
    )


def ended(known: Record, intent: Intent, record: Fields, entry: Entry) -> Record:
    """The entry once an open intent has an outcome, or a person or a listing settled it."""
    if intent.verb is Verb.STOP:
        return _stopped(known, intent, record, entry)
    known = _with_try(known, intent.id, end=_ENDS.get(record["result"], End.NOTHING), number=record["id"])
    return (
        _create(known, intent, record)
        if intent.batch is None
        else _batch(known, intent, intent.batch, record)
    )


def _create(known: Record, intent: Intent, record: Fields) -> Record:
    result, detail = record["result"], record.get("detail") or record.get("why") or ""
    others = tuple(one for one in known.open if one.id != intent.id)
    if result == "in_doubt":
        return known._replace(open=(*others, replace(intent, doubt=detail or "no answer")), detail=detail)
    if result == "sent":
        begun = Status.RUNNING if intent.scheduled_on is None else Status.SCHEDULED
        status = Status(record["status"]) if record.get("status") else begun
        return known._replace(open=others, id=record["id"], status=status, detail="")
    status = Status.REJECTED if result == "rejected" else Status.NOT_SENT
    return known._replace(open=others, status=status, detail=detail)


def _batch(known: Record, intent: Intent, batch: BatchRecord, record: Fields) -> Record:
    result, detail = record["result"], record.get("detail") or record.get("why") or ""
    others = tuple(one for one in known.open if one.id != intent.id)
    if result == "in_doubt":
        return known._replace(open=(*others, replace(intent, doubt=detail or "no answer")), detail=detail)
    batches = {**known.batches, batch.index: batch.sha256} if result == "sent" else known.batches
    known = known._replace(open=others, batches=batches, detail="" if result == "sent" else detail)
    failed = Status.REJECTED if result == "rejected" else Status.NOT_SENT
    return known._replace(status=_sum_of_batches(known) if known.open or known.batches else failed)


def _sum_of_batches(known: Record) -> Status:
    """Of one of which a batch went, or is open."""
    if known.open:
        return Status.IN_DOUBT
    return Status.SENT if len(known.batches) >= known.batch_count else Status.PARTIAL


def answered_late(known: Record, attempt: Try, record: Fields, breaks: int) -> Record:
    """What a run says was sent after all, once that had been settled otherwise. Where nothing else was made since, it
    stands; else there are two, which a person must look at."""
    known = _with_try(known, attempt.intent, end=End.MADE, number=record["id"], breaks=breaks)
    if attempt.batch and attempt.digest == known.digest:
        known = known._replace(batches={**known.batches, attempt.batch: attempt.people}, detail="")
        return known._replace(status=_sum_of_batches(known))
    if breaks or known.open:
        return known
    begun = Status.RUNNING if attempt.scheduled_on is None else Status.SCHEDULED
    return known._replace(
        id=record["id"],
        status=begun,
        digest=attempt.digest,
        marker=attempt.marker,
        scheduled_on=attempt.scheduled_on,
        recurring=attempt.recurring,
        detail="",
    )


def _stopped(known: Record, intent: Intent, record: Fields, entry: Entry) -> Record:
    others = tuple(one for one in known.open if one.id != intent.id)
    if record["result"] == "in_doubt":
        doubt = replace(intent, doubt=record.get("detail") or "no answer")
        return known._replace(open=(*others, doubt))
    if record["result"] != "stopped":
        return known._replace(open=others)
    known = known._replace(open=tuple(one for one in others if one.verb is not Verb.STOP))
    stops = [one for one in others if one.verb is Verb.STOP and one.target in (None, intent.target)]
    return _gone(known, intent.target, purpose_of([*stops, intent]), _stopped_at(entry, intent), listed=False)


def _stopped_at(entry: Entry, *stops: Intent) -> datetime:
    """When it was stopped at the latest, by the store's clock or by CleverTap's, where that was ahead."""
    return entry.at - timedelta(seconds=min(0.0, entry.record.get("offset", 0.0), *(x.offset for x in stops)))


def _gone(known: Record, number: int | None, purpose: str, at: datetime, *, listed: bool) -> Record:
    """``number`` is stopped: said by the answer to a stop, or by a listing."""
    tries = tuple(
        one._replace(
            stopped_by=purpose if purpose == "person" else one.stopped_by or purpose,
            stopped_at=one.stopped_at or at,
            listed_stopped=one.listed_stopped or listed,
        )
        if one.id == number
        else one
        for one in known.tries
    )
    known = known._replace(tries=tries)
    if known.id != number:
        return known  # a predecessor: the entry has gone on since
    if listed and known.status is Status.STOPPED:
        return known
    return known._replace(status=Status.STOPPED, stopped_by=purpose, stopped_at=at)


def observed(known: Record, number: int, status: Status, entry: Entry) -> Record:
    """What a listing says of a campaign of this entry."""
    if status is Status.STOPPED:
        stops = [one for one in known.open if one.verb is Verb.STOP and one.target in (None, number)]
        purpose = purpose_of(stops) if stops else known.stopped_by
        rest = tuple(one for one in known.open if one not in stops)
        return _gone(known, number, purpose, _stopped_at(entry, *stops), listed=True)._replace(open=rest)
    if known.id != number or (known.status is Status.STOPPED and status is Status.SCHEDULED):
        return known  # the listing lags behind the answer to the stop
    is_over = status is Status.SENT  # there is nothing left to stop
    return known._replace(status=status, open=known.unsettled if is_over else known.open)


def freed(known: Record, why: str, entry: Entry) -> Record:
    """The tombstone of a name that was given up: from here on it is as new."""
    return Record(
        address=known.address,
        revision=0,
        status=Status.NOT_SENT,
        born=entry.serial,
        attempt=known.attempt,
        markers=known.markers,
        endpoint=known.endpoint,
        channel=known.channel,
        forgotten=True,
        detail=why,
        at=entry.at,
    )


def late(known: Record, revision: int, entry: Entry) -> Record:
    """A replace stopped its predecessor too near to the schedule: it stays stopped, and so does ``revision``."""
    if known.revision == revision:
        return known._replace(stopped_by="late")
    return known._replace(
        born=entry.serial, revision=revision, stopped_by="late", tries=(), open=(), at=entry.at
    )


def _with_try(known: Record, intent: str, *, end: End, number: int | None, breaks: int = 0) -> Record:
    tries = tuple(
        one._replace(end=end, id=number, breaks=breaks or one.breaks) if one.intent == intent else one
        for one in known.tries
    )
    return known._replace(tries=tries)
