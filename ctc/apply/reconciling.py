"""Reconcile: what CleverTap lists settles what the journal leaves open. Never stops, never sends."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time

from ctc.apply.run import Run
from ctc.apply.times import ahead
from ctc.canonical import Json
from ctc.payloads.payload import Payload
from ctc.plans.action import Action
from ctc.plans.facts import Listing
from ctc.plans.identities import identities, up_to
from ctc.plans.judgement import Judgement, Verdict
from ctc.plans.matching import judge_intent, judge_new, known_markers
from ctc.plans.plan import Change
from ctc.plans.renames import former_with_its_key
from ctc.plans.schedule import NOW, schedule_of
from ctc.state import records
from ctc.state.claims import Import
from ctc.state.intents import Intent
from ctc.state.journal import Decide
from ctc.state.record import LISTED, Record, Status
from ctc.state.state import State

HELD = (
    "CleverTap has campaigns of this project that this state does not know, so it is older than the account"
)


def settle(run: Run, address: str, recorded: str) -> Judgement | None:
    """Settles the open creates of one address as far as the listing proves it; the last judgement, or None.

    ``recorded`` is where its record stands: another address where the spec was renamed.
    """
    record = run.record(recorded)
    judgement = None
    for intent in record.unsettled if record else ():
        assert record is not None
        judgement = judge_intent(
            intent, record, run.index, run.markers, run.journal.state, run.facts, run.listed_at
        )
        if judgement.verdict not in (Verdict.ADOPT, Verdict.NOT_SENT):
            return judgement
        run.failpoints.hit("inside-reconcile")
        entry = _resolution(recorded, intent, judgement)
        if not run.writer.claim(_while_open(recorded, intent, entry)):
            return None
        if judgement.campaign is not None:
            run.emit("adopted", address, id=judgement.campaign.id, status=judgement.campaign.status)
    return judgement


def is_flying(run: Run, address: str) -> bool:
    """Whether all that is open of an address may still be under way, in another run."""
    record, facts, now = run.record(address), run.facts, run.journal.now()
    intents = record.unsettled if record else ()
    return bool(intents) and all(
        not intent.doubt and now < intent.flies_until(facts.listing_lag, facts.timeout) for intent in intents
    )


def _while_open(address: str, intent: Intent, entry: Mapping[str, Json]) -> Decide:
    def decide(state: State) -> Sequence[Mapping[str, Json]] | None:
        record = state.record(address)
        is_open = record is not None and any(one.id == intent.id for one in record.open)
        return [entry] if is_open else None

    return decide


def _resolution(address: str, intent: Intent, judgement: Judgement) -> Mapping[str, Json]:
    campaign = judgement.campaign
    return records.resolution(
        intent_id=intent.id,
        address=address,
        result="sent" if campaign else "not_sent",
        by="listing",
        why=judgement.reason,
        campaign_id=campaign.id if campaign else None,
        status=status_of(campaign.status, intent) if campaign else None,
    )


def status_of(word: str, intent: Intent | None = None) -> Status:
    """The status that a listing's word stands for; an unknown word is taken for the more cautious: it began."""
    scheduled = intent is not None and intent.scheduled_on is not None
    return LISTED.get(word.lower(), Status.SCHEDULED if scheduled else Status.RUNNING)


def adopt_unknown(run: Run, change: Change) -> Judgement | None:
    """Adopts what already carries the marker of a planned create and that this state never knew."""
    payload = change.payload
    if payload is None or run.index is None or not run.facts.name_marker:
        return None  # of what is gone, another run settled what was open
    record = run.record(change.address)
    found = judge_new(payload, run.journal.state, run.index, run.markers, run.facts)
    if found.verdict is not Verdict.ADOPT or found.campaign is None:
        return found
    run.failpoints.hit("inside-reconcile")
    added = [_import(run, payload, record, found)]
    if found.marker not in run.markers and not run.journal.state.lacks_since:
        added.append(_held(run))
    number = found.campaign.id

    def unless_owned(state: State) -> Sequence[Mapping[str, Json]] | None:
        return None if found.earlier and state.owner(number) else added

    if run.writer.spend(payload, unless_owned) is not None:  # another run adopted it meanwhile
        run.markers |= known_markers(run.journal.state.entries.values())
        return None
    run.emit("adopted", change.address, id=found.campaign.id, status=found.campaign.status)
    return found


def _import(run: Run, payload: Payload, record: Record | None, found: Judgement) -> dict[str, Json]:
    campaign = found.campaign
    assert campaign is not None
    schedule = NOW if found.earlier else schedule_of(payload, run.facts.zone)
    return records.imported(
        Import(
            address=payload.address,
            revision=found.earlier or payload.revision,
            digest="" if found.earlier else payload.digest,
            id=campaign.id,
            status=status_of(campaign.status),
            marker=found.marker,
            name=campaign.name,
            scheduled_on=schedule.at or campaign.scheduled_on,
            attempt=max(found.attempt, record.attempt if record else 0),
            recurring=schedule.recurring,
            user_zone=schedule.user_zone,
            endpoint=payload.endpoint,
            channel=payload.channel,
            payload=None if found.earlier else dict(payload.body),
            markers=found.markers,
            names=former_with_its_key(payload),
        )
    )


def hold_if_older(run: Run, changes: Sequence[Change]) -> bool:
    """Where CleverTap lists what carries the identity of a spec and this state does not know, identity sends
    wait for a person: they cannot be listed, so they may have gone out as well. Specs that this run leaves out
    count too, and the days that were looked at now are looked at by every later run. Whether that is new."""
    if run.index is None or run.journal.state.lacks_since:
        return False
    facts = run.facts
    for address, latest in {*run.identities, *((change.address, change.revision) for change in changes)}:
        for identity in identities(facts, [address], up_to(latest)):
            listed = [marker for marker, _ in run.index.by_identity.get(identity, ())]
            unknown = [marker for marker in listed if marker not in run.markers]
            if not _are_over(run.journal.state, address, unknown):
                return run.journal.append(lambda state: None if state.lacks_since else [_held(run)])
    return False


def _are_over(state: State, address: str, markers: Iterable[str]) -> bool:
    """Whether they are those of entries that are settled, which are read where they are named."""
    return {entry.marker for entry in state.reached(address)}.issuperset(markers)


def _held(run: Run) -> dict[str, Json]:
    return records.held(why=HELD, since=datetime.combine(run.windows[0][0], time.min, run.facts.zone))


def observe(run: Run, listing: Listing) -> None:
    """Follows the status of what is recorded, and records what changed."""
    by_id = {campaign.id: campaign for campaign in listing.campaigns}
    seen = []
    for record in run.journal.state.records.values():
        listed = by_id.get(record.id) if record.id is not None else None
        status = LISTED.get(listed.status.lower()) if listed else None
        settled = record.status is Status.STOPPED and status is Status.SCHEDULED
        if status is not None and status is not record.status and not settled and not record.unsettled:
            seen.append(
                records.observed(
                    address=record.address, campaign_id=record.id or 0, status=status, offset=ahead(run)
                )
            )
    if seen:
        run.journal.append(lambda _: seen)


def needs_listing(changes: Sequence[Change]) -> bool:
    """Whether anything of a plan rests on what CleverTap has."""
    asks = (Action.CREATE, Action.REPLACE, Action.ADOPT)
    return any(change.action in asks for change in changes)
