"""What CleverTap lists, held against what the journal claims: by marker, and never by name alone."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from ctc.payloads.payload import Payload
from ctc.payloads.request import marker_of
from ctc.plans.absence import cut, days_of_tries, unproven
from ctc.plans.facts import Facts, ListedCampaign
from ctc.plans.identities import ATTEMPTS, identities, spelt
from ctc.plans.index import Index
from ctc.plans.judgement import Judgement, Verdict, clash, cut_short, doubt, unclaimed, unclear
from ctc.plans.likeness import is_alike, is_stopped, may_be
from ctc.plans.other_revisions import other_revision
from ctc.plans.renames import former
from ctc.plans.unknown_names import by_another_name
from ctc.state.intents import Intent, Verb
from ctc.state.reader import StateReader
from ctc.state.record import LISTED, Record, Status
from ctc.state.tries import End, Try


def known_markers(records: Iterable[Record]) -> frozenset[str]:
    """Every marker that this state ever put into a name."""
    return frozenset(marker for record in records for marker in record.markers)


def judge_intent(
    intent: Intent,
    record: Record,
    index: Index | None,
    known: AbstractSet[str],
    reader: StateReader,
    facts: Facts,
    now: datetime,
) -> Judgement:
    """What became of a claimed request of ``record`` whose answer is missing; ``now`` is the store's clock."""
    if intent.verb is Verb.SEND:
        return doubt("CleverTap lists no identity sends")
    if not intent.marker:
        return doubt("its name carries no marker")
    if index is None:
        return doubt("CleverTap was not asked what exists")
    if earlier := _earlier(record, index):
        return clash(earlier)
    found = index.by_marker.get(intent.marker, ())
    if len(found) == 1 and not _is_taken(found[0], record, index, reader):
        return Judgement(
            verdict=Verdict.ADOPT,
            reason=f"CleverTap lists it as {found[0].id} ({found[0].status})",
            campaign=found[0],
            marker=intent.marker,
        )
    if found:
        return clash(found)
    if strangers := _strangers(index, intent.marker[:8], known):
        return clash(strangers)
    if mangled := [one for one in index.unmarked if may_be(one, record, intent, reader)]:
        return cut_short(mangled)
    why = unproven(intent, index, reader.shown, facts, now)
    if why:
        return doubt(why)
    return Judgement(verdict=Verdict.NOT_SENT, reason="CleverTap does not list it, long after it would")


def _is_taken(found: ListedCampaign, record: Record, index: Index, reader: StateReader) -> bool:
    """Whether what carries a marker is another one's all the same: one of its own is listed under no other name."""
    owner = reader.owner(found.id)
    return found.id in index.twofold or (owner is not None and owner.born != record.born)


def _earlier(record: Record, index: Index) -> list[ListedCampaign]:
    """Attempts of the same entry that are recorded to have made nothing, and are listed and not stopped."""
    return [
        campaign
        for one in record.tries
        if one.end is End.NOTHING and one.marker
        for campaign in index.by_marker.get(one.marker, ())
        if not is_stopped(campaign)
    ]


def judge_new(
    payload: Payload,
    reader: StateReader,
    index: Index,
    known: AbstractSet[str],
    facts: Facts,
) -> Judgement:
    """Whether what is listed may already be a planned create: something that this state does not know, under any
    address that the campaign had, or an attempt that was settled as made nothing; or a campaign with its name and time
    that nobody knows."""
    entries, record = reader.reached(payload.address, former(payload)), reader.record(payload.address)
    if after_all := _listed_all_the_same(payload, entries, index):
        return _made_after_all(payload, after_all, facts)
    names = (payload.address, *former(payload))
    own = identities(facts, names, [payload.revision])
    listed = [pair for identity in own for pair in index.by_identity.get(identity, ())]
    own_markers = {marker for entry in entries for marker in entry.markers}  # those of settled ones too
    unknown = [pair for pair in listed if pair[0] not in known and pair[0] not in own_markers]
    if not unknown:
        least, every = record.revision if record else 0, known | own_markers
        other = other_revision(payload, names, least, every, index, facts)
        other = other or by_another_name(payload, reader, index, every, facts)
        return other or _unlisted(payload, entries, reader, index, facts)
    numbers = range(1, (record.attempt if record else 0) + ATTEMPTS + 1)
    attempts = {
        marker_for(facts, address, payload, number): number for address in spelt(names) for number in numbers
    }
    ours = [pair for pair in unknown if pair[0] in attempts]
    live = [pair for pair in unknown if not is_stopped(pair[1])]
    if not ours or len(live) > 1 or any(pair not in ours for pair in live):
        is_there = record is not None and record.id is not None and record.revision == payload.revision
        return unclear(payload, [campaign for _, campaign in live or unknown], facts, is_there=is_there)
    marker, campaign = live[0] if live else max(ours, key=lambda pair: pair[1].id)
    return Judgement(
        verdict=Verdict.ADOPT,
        reason=f"CleverTap already lists it as {campaign.id} ({campaign.status}), which this state lacks",
        campaign=campaign,
        marker=marker,
        attempt=attempts[marker],
        markers=tuple(dict.fromkeys(marker for marker, _ in unknown)),
    )


def _unlisted(
    payload: Payload, entries: Sequence[Record], reader: StateReader, index: Index, facts: Facts
) -> Judgement:
    """What is listed under no name of its own: absent, unless somebody made its like, or the listing is cut and may
    hide an attempt that was refused."""
    alike = [one for one in index.unmarked if is_alike(one, payload, index, reader, facts)]
    if alike:
        return unclaimed(payload, alike, facts)
    why = cut(index, days_of_tries(entries, payload.revision, facts.zone), reader.shown, facts)
    return doubt(why) if why else Judgement(verdict=Verdict.ABSENT, reason="")


_Found = tuple[Try, ListedCampaign]


def _listed_all_the_same(payload: Payload, entries: Iterable[Record], index: Index) -> list[_Found]:
    """What is listed of attempts that are recorded to have made nothing; of another payload what is not stopped."""
    return [
        (one, campaign)
        for entry in entries
        if entry.revision == payload.revision
        for one in entry.tries
        if one.end is End.NOTHING and one.marker
        for campaign in index.by_marker.get(one.marker, ())
        if one.digest == payload.digest or not is_stopped(campaign)
    ]


def _made_after_all(payload: Payload, found: Sequence[_Found], facts: Facts) -> Judgement:
    (one, campaign), *others = found
    if others or one.digest != payload.digest:
        return unclear(payload, [campaign for _, campaign in found], facts)
    return Judgement(
        verdict=Verdict.ADOPT,
        reason=f"CleverTap lists it as {campaign.id} ({campaign.status}), although it is recorded as not made",
        campaign=campaign,
        marker=one.marker,
        markers=(one.marker,),
    )


def marker_for(facts: Facts, address: str, payload: Payload, attempt: int) -> str:
    return marker_of(
        project=facts.project,
        environment=facts.environment,
        address=address,
        revision=payload.revision,
        digest=payload.digest,
        attempt=attempt,
    )


def next_attempt(
    facts: Facts, payload: Payload, record: Record | None, known: AbstractSet[str]
) -> tuple[int, str]:
    """The next attempt's number and a marker that no create of this state ever carried."""
    attempt = (record.attempt if record else 0) + 1
    while (marker := marker_for(facts, payload.address, payload, attempt)) in known:
        attempt += 1
    return attempt, marker


def seen(record: Record, index: Index | None) -> Record:
    """The record with the status that the listing gives it; a stop that was answered is not undone by lag."""
    listed = index.by_id.get(record.id) if index and record.id is not None else None
    status = LISTED.get(listed.status.lower()) if listed else None
    if status is None or record.status is Status.IN_DOUBT:
        return record
    if record.status is Status.STOPPED and status in (Status.SCHEDULED, Status.STOPPED):
        return record
    if status is Status.STOPPED:
        stops = [intent for intent in record.open if intent.verb is Verb.STOP]
        purpose = stops[-1].purpose if stops else ""
        return record._replace(status=status, stopped_by=purpose, open=record.unsettled)
    return record._replace(status=status)


def _strangers(index: Index, identity: str, known: AbstractSet[str]) -> list[ListedCampaign]:
    return [campaign for marker, campaign in index.by_identity.get(identity, ()) if marker not in known]
