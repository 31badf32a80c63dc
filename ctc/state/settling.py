"""What a person says about a state: settle what is in doubt, forget, move. Each appends records, none edits."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, UserError
from ctc.state import records
from ctc.state.claims import Vouched
from ctc.state.evidence import Listed, Unknown
from ctc.state.intents import Intent
from ctc.state.journal import ORPHANED, Journal
from ctc.state.record import EXISTS, Record, Status
from ctc.state.state import State
from ctc.suggest import did_you_mean


def resolve(
    journal: Journal,
    address: str,
    *,
    sent: bool,
    by: str,
    why: str = "",
    campaign_id: int | None = None,
    batch: int | None = None,
    evidence: Unknown | Listed | None = None,
) -> None:
    """Settles what is in doubt as sent (with CleverTap's id, where it has one) or as not sent.

    ``evidence`` is what a spec says where it is an identity send, which counts only while those are held, or what a
    fresh listing says of a campaign. Raises UserError where nothing is in doubt, where it is not clear which batch is
    meant, and for what may still be under way or was begun since the journal was read.
    """
    looked_at = {one.id for one in read.unsettled} if (read := journal.state.record(address)) else set()

    def decide(state: State) -> list[Mapping[str, Json]]:
        record = state.record(address)
        if isinstance(evidence, Unknown) and waits(state, address, evidence) and not (record and record.open):
            _refuse_number_of_send(address, campaign_id)
            return [_vouched(address, evidence, sent, by, why)]
        known = _known(state, address)
        if known.broken and not known.unsettled:
            return [_told_apart(known, campaign_id, sent, by, why)]
        intents = _meant(known, batch)
        if any(intent.id not in looked_at for intent in intents):
            raise begun_anew(address)
        _refuse_number_of_send(address, campaign_id if known.is_send else None)
        _refuse_taken(state, address, campaign_id)
        if isinstance(evidence, Listed):
            _refuse_listed(address, evidence, campaign_id, sent)
        if not sent:
            _refuse_flying(address, intents, journal.now(), evidence)
        settled = partial(records.resolution, address=address, result="sent" if sent else "not_sent", by=by)
        settled = partial(settled, why=why or f"settled by {by}", campaign_id=campaign_id)
        return [settled(intent_id=intent.id) for intent in intents]

    journal.append(decide)


def begun_anew(address: str) -> UserError:
    """What is in doubt there was begun since a person looked."""
    return _mistake("CTC705", f"{address}: another run began it anew", "`ctc status` shows it")


def waits(state: State, address: str, send: Unknown) -> bool:
    """Whether an identity send of a spec waits for a person: not where this state says itself what became of it."""
    record = state.record(address)
    if record is None or record.revision < send.revision:
        return state.waits(record)
    goes_on = record.status is Status.PARTIAL and record.digest == send.digest
    is_told = record.revision > send.revision or (record.status in EXISTS and not goes_on)
    return not is_told and state.waits(record)


def forget(journal: Journal, address: str, *, by: str, why: str, listed: Mapping[int, Status] | None) -> None:
    """Gives up what one name led to: for that name alone, and its create would be sent.

    ``listed`` is what a fresh listing says of each id; None where CleverTap could not be asked. Raises UserError where
    nothing is known of the name, something is under way or in doubt, or a campaign is scheduled or running.
    """

    def decide(state: State) -> list[Mapping[str, Json]]:
        record = state.record(address)
        if record is None and state.name(address).became:
            return [records.freed(address=address, by=by, why=why)]
        record = _known(state, address)
        if record.unsettled:
            _refuse_flying(address, record.unsettled, journal.now())
            message = f"{address} is in doubt, so nobody knows what would be given up"
            raise _mistake("CTC705", message, "settle it first: `ctc state resolve`")
        _refuse_live(record, journal.now(), listed)
        return [records.freed(address=address, by=by, why=why)]

    journal.append(decide)


def _refuse_live(record: Record, now: datetime, listed: Mapping[int, Status] | None) -> None:
    live = (Status.SCHEDULED, Status.RUNNING)
    known, said = record.status_at(now), listed or {}
    others = {one.id for one in record.tries if one.id is not None} - {record.id}
    each = [
        (record.id, said.get(record.id or 0, known)),
        *((one, said[one]) for one in others if one in said),
    ]
    found = [(number, status) for number, status in each if status in live]
    if not found or record.is_send:
        return
    number, status = found[0]
    asked = "" if listed is not None else ", and CleverTap could not be asked"
    message = f"{record.address} is {status} as {number}{asked}: it would go out beside its successor"
    raise _mistake("CTC726", message, f"`ctc stop '{record.address}'` first, or wait until it has ended")


def move(journal: Journal, source: str, target: str, *, by: str) -> None:
    """Carries a record over to another address. Raises UserError where that would lose something."""

    def decide(state: State) -> list[Mapping[str, Json]]:
        record, there = _known(state, source), state.record(target)
        if record.in_hand(journal.now()):
            message = f"{source} has a request under way or in doubt"
            raise _mistake("CTC707", message, "settle it first: `ctc status` shows how")
        if there is not None and there.revision:
            hint = "free that address first with `ctc state forget`, if its record is of no use"
            raise _mistake("CTC707", f"{target} has a record of its own", hint)
        return [records.moved(source=source, target=target, by=by)]

    journal.append(decide)


def _refuse_number_of_send(address: str, campaign_id: int | None) -> None:
    if campaign_id is not None:
        message = f"{address} is an identity send, which has no id: {campaign_id} is that of something else"
        raise _mistake("CTC706", message, "`--sent` alone says that it was sent")


def _refuse_listed(address: str, listed: Listed, campaign_id: int | None, sent: bool) -> None:
    """A listing that speaks against a person: the id is another identity's, or what was not sent is there."""
    if not sent and listed.of_identity:
        ids = ", ".join(map(str, sorted(listed.of_identity)))
        message = f"{address}: CleverTap lists {ids} with its marker, so it was made"
        raise _mistake(
            "CTC733", message, f"`--sent {min(listed.of_identity)}`, or `ctc plan`, which adopts it"
        )
    if campaign_id is not None and campaign_id in listed.of_others:
        message = f"{campaign_id} carries the marker of another identity, so it is not {address}"
        raise _mistake("CTC706", message, "look up the id that CleverTap shows for this one")


def _refuse_taken(state: State, address: str, campaign_id: int | None) -> None:
    """An id that is recorded already is a slip, and would have a later plan stop the wrong campaign."""
    owner = state.owner(campaign_id) if campaign_id is not None else None
    if owner is not None:
        whose = "an earlier one of it" if owner.address == address else f"the campaign of {owner.address}"
        message = f"{campaign_id} is {whose}, so it cannot be that of {address}"
        raise _mistake("CTC706", message, "look up the id that CleverTap shows for this one")


def _refuse_flying(
    address: str, intents: Sequence[Intent], now: datetime, evidence: Unknown | Listed | None = None
) -> None:
    """Raises UserError while a request may be under way, by the store's clock or by CleverTap's: the store's may have
    been set since the claim. An answer that was lost says nothing of when its request arrives; of a run that is known
    to be dead, whoever looked decides."""
    ahead = evidence.ahead if isinstance(evidence, Listed) else 0.0
    ends = [
        intent.flies_until(None) + timedelta(seconds=max(0.0, ahead - intent.offset))
        for intent in intents
        if intent.doubt != ORPHANED
    ]
    if any(now < end for end in ends):
        message = (
            f"{address}: its request may be on its way at this moment, so nobody can say that it was not sent"
        )
        hint = f"say so after {max(ends):%H:%M:%S} UTC, when it must be over"
        raise _mistake("CTC705", message, hint)


def _meant(record: Record, batch: int | None) -> list[Intent]:
    intents = [
        intent
        for intent in record.unsettled
        if batch is None or (intent.batch is not None and intent.batch.index == batch)
    ]
    numbers = [intent.batch.index for intent in record.unsettled if intent.batch]
    if not intents:
        which = f" batch {batch}" if batch is not None else ""
        hint = f"in doubt: batch {', '.join(map(str, numbers))}" if numbers else f"it is {record.status}"
        raise _mistake("CTC705", f"{record.address}:{which} is not in doubt", hint)
    if batch is None and len(numbers) > 1:
        listed = ", ".join(map(str, numbers))
        raise _mistake(
            "CTC706", f"{record.address} has several batches in doubt ({listed})", "name one: --batch N"
        )
    return intents


def _vouched(address: str, unknown: Unknown, sent: bool, by: str, why: str) -> Mapping[str, Json]:
    return _said(Vouched(address=address, **asdict(unknown)), sent, by, why)


def _said(what: Vouched, sent: bool, by: str, why: str) -> Mapping[str, Json]:
    return records.settled(what, result="sent" if sent else "not_sent", by=by, why=why or f"settled by {by}")


def _told_apart(record: Record, campaign_id: int | None, sent: bool, by: str, why: str) -> Mapping[str, Json]:
    """Which of several that were made is the one. Raises UserError where the person does not say it."""
    ids = [number for number in {record.id, *(one.id for one in record.tries)} if number is not None]
    if not sent or (campaign_id not in ids and not record.is_send):
        message = f"{record.address}: revision {record.revision} was made more than once; say which one stays"
        known = ", ".join(map(str, sorted(ids)))
        raise _mistake("CTC706", message, f"`--sent ID`, one of {known}" if known else "`--sent -`")
    what = Vouched(
        address=record.address,
        revision=record.revision,
        digest=record.digest,
        endpoint=record.endpoint,
        channel=record.channel,
        id=campaign_id,
    )
    return _said(what, True, by, why)


def _known(state: State, address: str) -> Record:
    record = state.record(address)
    if record is None or (record.revision == 0 and record.status is Status.NOT_SENT):
        raise _mistake("CTC704", f"nothing is recorded of {address}", did_you_mean(address, state.records))
    return record


def _mistake(code: str, message: str, hint: str | None) -> UserError:
    return UserError(Diagnostic.of(code, message, hint))
