"""What a person or a listing says of an identity, as an entry of the ledger."""

from collections.abc import Mapping, Sequence

from ctc.canonical import Json
from ctc.state.moments import moment_of
from ctc.state.record import Record, Status, body_of
from ctc.state.store import Entry
from ctc.state.tries import End, Try

Fields = Mapping[str, Json]


def vouched(record: Fields, known: Record | None, address: str, entry: Entry) -> Record:
    """What a person says of an identity: it was sent, or was not; what was broken is settled by that."""
    sent = record["result"] == "sent"
    attempt = Try(
        intent=f"person-{entry.serial}",
        serial=entry.serial,
        digest=record["digest"],
        end=End.MADE if sent else End.NOTHING,
        id=record.get("id"),
    )
    if known is not None and (known.revision, known.digest) == (record["revision"], record["digest"]):
        tries = (*(one._replace(breaks=0) for one in known.tries), attempt)
        known = known._replace(detail=record["why"], tries=tries, at=entry.at)
        if attempt.id is not None:
            return _told_apart(known, attempt.id)
        rest = Status.PARTIAL if known.batches else Status.NOT_SENT
        return known._replace(status=Status.SENT if sent else rest)
    same = known is not None and known.revision == record["revision"]
    return Record(
        address=address,
        revision=record["revision"],
        digest=record["digest"],
        status=Status.SENT if sent else Status.NOT_SENT,
        born=known.born if known is not None and same else entry.serial,
        markers=known.markers if known else (),
        tries=(*(known.tries if known is not None and same else ()), attempt),
        endpoint=record["endpoint"],
        channel=record["channel"],
        detail=record["why"],
        at=entry.at,
    )


def _told_apart(known: Record, number: int) -> Record:
    """Of several that were made, the one that a person says stays: the word itself is one of the attempts."""
    if known.id == number:
        return known
    one = next(one for one in known.tries if one.id == number)
    status = Status.RUNNING if one.scheduled_on is None else Status.SCHEDULED
    return known._replace(id=number, status=status, scheduled_on=one.scheduled_on)


def told_late(known: Record, attempt: Try, number: int | None, entry: Entry) -> Record:
    """The id in an answer to what was settled as made meanwhile: nobody knew it, or it is another one's, so that there
    are two, which a person must look at."""
    if number is None or any(one.id == number for one in known.tries):
        return known
    if attempt.id is None:
        tries = tuple(one._replace(id=number) if one is attempt else one for one in known.tries)
        is_last = known.tries[-1] is attempt and known.id is None
        return known._replace(tries=tries, id=number if is_last else known.id)
    stray = attempt._replace(
        intent=f"answer-{entry.serial}", serial=entry.serial, id=number, marker="", breaks=attempt.serial
    )
    return known._replace(tries=(*known.tries, stray))


def imported(record: Fields, known: Record | None, address: str, entry: Entry) -> Record:
    """What a listing shows of an identity that this state lacks, or had settled as not made."""
    markers = known.markers if known else ()
    same = known if known is not None and known.revision == record["revision"] else None
    strays = tuple(_of_import(record, entry, number, entry.serial) for number in record["strays"])
    return Record(
        address=address,
        revision=record["revision"],
        digest=record["digest"],
        status=Status(record["status"]),
        born=same.born if same else entry.serial,
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
        body=body_of(record["payload"]),
        tries=(*_made_after_all(same, record, entry), *strays),
        at=entry.at,
    )


def _of_import(record: Fields, entry: Entry, number: int, breaks: int) -> Try:
    return Try(
        intent=f"listed-{entry.serial}-{number}",
        serial=entry.serial,
        digest=record["digest"],
        end=End.MADE,
        id=number,
        marker=record["marker"] if not breaks else "",
        scheduled_on=moment_of(record["scheduled_on"]),
        recurring=record["recurring"],
        breaks=breaks,
    )


def _made_after_all(known: Record | None, record: Fields, entry: Entry) -> Sequence[Try]:
    """The attempts, with the one that a listing shows: one of them, or one that this state lacks."""
    number, marker = record["id"], record["marker"]
    tries = known.tries if known else ()
    if not any(marker and one.marker == marker for one in tries):
        return [*tries, _of_import(record, entry, number, 0)]
    return [one._replace(end=End.MADE, id=number) if one.marker == marker else one for one in tries]
