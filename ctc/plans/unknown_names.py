"""What CleverTap lists of a planned create under a name that this state does not know: it was renamed since, unsaid."""

from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import NamedTuple

from ctc.payloads.payload import Payload
from ctc.payloads.request import digest_words, split_marker
from ctc.plans.facts import Facts, ListedCampaign
from ctc.plans.identities import ATTEMPTS, after, identities, up_to
from ctc.plans.index import Index
from ctc.plans.judgement import Judgement, Verdict
from ctc.plans.likeness import DAY, is_alike
from ctc.plans.renames import former
from ctc.state.reader import StateReader


class _Unmarked(NamedTuple):
    """A listed campaign by the name that its author wrote."""

    id: int
    name: str
    status: str
    scheduled_on: datetime | None


def by_another_name(
    payload: Payload, reader: StateReader, index: Index, known: AbstractSet[str], facts: Facts
) -> Judgement | None:
    """What stands in the way of a create: a marker that the state does not know says the very same, for the same time.
    An older copy that was put back need not know that it is one. Other environments of the project may say it too:
    theirs are none of it."""
    if not index.strangers or str(payload.body.get("name", "")).strip().casefold() not in index.strangers:
        return None  # whose words are hashed for nothing
    waits = reader.waits(reader.record(payload.address))  # what went out at once may have done so long ago
    within = timedelta.max if waits else DAY
    found = [
        campaign
        for word in digest_words(payload.digest, ATTEMPTS)
        for marker, campaign in index.by_digest.get(word, ())
        if marker not in known
        and is_alike(_as_written(campaign), payload, index, reader, facts, within=within)
        and not _is_elsewhere(marker, payload, facts)
    ]
    if not found:
        return None
    return Judgement(
        verdict=Verdict.UNCLAIMED,
        reason=f"CleverTap lists {', '.join(str(one.id) for one in found[:5])}, which says the same at the same time "
        "under a name that this state does not know: a second one would go out beside it. `was:` with the name that it "
        "had takes it over; another text, name or time makes another campaign",
    )


def _as_written(campaign: ListedCampaign) -> ListedCampaign:
    name = (split_marker(campaign.name) or campaign).name
    return _Unmarked(campaign.id, name, campaign.status, campaign.scheduled_on)


def _is_elsewhere(marker: str, payload: Payload, facts: Facts) -> bool:
    names = (payload.address, *former(payload))
    revisions = (*up_to(payload.revision), *after(payload.revision))
    return any(marker[:8] in identities(facts, names, revisions, environment) for environment in facts.others)
