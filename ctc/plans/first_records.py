"""The first records of a state: its binding, and what CleverTap already has that carries this project's markers."""

from collections.abc import Iterable

from ctc.canonical import Json
from ctc.payloads.payload import Payload
from ctc.plans.facts import Facts, ListedCampaign, Listing
from ctc.plans.identities import ATTEMPTS, identities, up_to
from ctc.plans.index import Index, index_of
from ctc.plans.likeness import is_stopped
from ctc.plans.matching import marker_for
from ctc.plans.recipients import without_recipients
from ctc.plans.renames import former, former_with_its_key
from ctc.plans.schedule import schedule_of
from ctc.state import records
from ctc.state.claims import Import
from ctc.state.record import LISTED, Status

HELD = "this state was begun over an account that already had campaigns"


def first_records(
    payloads: Iterable[Payload], listing: Listing, facts: Facts, lineage: str
) -> list[dict[str, Json]]:
    """What a new journal starts with.

    ``payloads`` are all that the repository has for this environment; ``listing`` reaches a year back. Where
    the account is not new, identity sends wait for a person. A listing that is not complete proves nothing, so
    the caller refuses to begin with one.
    """
    index = index_of(listing)
    imports = [found for payload in payloads if (found := _import(payload, index, facts)) is not None]
    held = HELD if listing.campaigns else ""
    return [records.init(facts.binding(lineage), held=held), *(records.imported(found) for found in imports)]


def _import(payload: Payload, index: Index, facts: Facts) -> Import | None:
    if payload.is_send:
        return None
    for revision in up_to(payload.revision):
        found = [
            pair
            for identity in identities(facts, (payload.address, *former(payload)), [revision])
            for pair in index.by_identity.get(identity, ())
        ]
        if found:
            return _chosen(payload, revision, found, facts)
    return None


def _chosen(payload: Payload, revision: int, found: list[tuple[str, ListedCampaign]], facts: Facts) -> Import:
    """The newest that is not stopped, or else the newest; other live ones are strays for a person to see."""
    live = [pair for pair in found if not is_stopped(pair[1])]
    marker, campaign = max(live or found, key=lambda pair: pair[1].id)
    attempt = _attempt(payload, revision, marker, facts)
    schedule = schedule_of(payload, facts.zone)
    is_this = attempt > 0
    return Import(
        address=payload.address,
        revision=revision,
        digest=payload.digest if is_this else "",
        id=campaign.id,
        status=LISTED.get(campaign.status.lower(), Status.RUNNING),
        marker=marker,
        name=campaign.name,
        scheduled_on=(schedule.at if is_this else None) or campaign.scheduled_on,
        attempt=attempt or ATTEMPTS,
        recurring=is_this and schedule.recurring,
        user_zone=schedule.user_zone,
        endpoint=payload.endpoint,
        channel=payload.channel,
        payload=dict(without_recipients(payload.body)) if is_this else None,
        markers=tuple(dict.fromkeys(marker for marker, _ in found)),
        names=former_with_its_key(payload),
        strays=tuple(sorted(one.id for _, one in live if one.id != campaign.id)),
    )


def _attempt(payload: Payload, revision: int, marker: str, facts: Facts) -> int:
    """Which attempt at this very payload the marker stands for; 0 where it is of another payload."""
    if revision != payload.revision:
        return 0
    for address in (payload.address, *former(payload)):
        for attempt in range(1, ATTEMPTS + 1):
            if marker_for(facts, address, payload, attempt) == marker:
                return attempt
    return 0
