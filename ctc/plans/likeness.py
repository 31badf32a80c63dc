"""Whether a listed campaign may be another one than its name says: cut short, changed on its way, or made by hand."""

from datetime import datetime, timedelta
from typing import Final

from ctc.payloads.payload import Payload
from ctc.plans.facts import Facts, ListedCampaign
from ctc.plans.index import Index
from ctc.plans.schedule import schedule_of
from ctc.state.intents import Intent
from ctc.state.reader import StateReader
from ctc.state.record import LISTED, Record, Status

_LEAST_CUT: Final = 23
"""Characters that no service would cut names down to, or below."""
DAY: Final = timedelta(days=1)


def is_stopped(campaign: ListedCampaign) -> bool:
    return LISTED.get(campaign.status.lower()) is Status.STOPPED


def may_be(listed: ListedCampaign, record: Record, intent: Intent, reader: StateReader) -> bool:
    """Whether a name without a whole marker may be the one that was asked for, cut short or changed on its way.

    A short name that merely begins alike is a campaign of somebody else; one that is whole but for its marker is none,
    where it goes out at that time.
    """
    said, name = listed.name.strip().casefold(), record.name.casefold()
    own = len(name) - len(f" #{intent.marker}")
    if intent.marker[:8] in said or (len(said) > min(own, _LEAST_CUT) and name.startswith(said)):
        return True
    near = listed.scheduled_on is None or _is_near(
        listed.scheduled_on, intent.scheduled_on or intent.served_at
    )
    is_whole = said == name[:own].strip()
    return is_whole and near and not is_stopped(listed) and reader.owner(listed.id) is None


def is_alike(
    listed: ListedCampaign,
    payload: Payload,
    index: Index,
    reader: StateReader,
    facts: Facts,
    *,
    within: timedelta = DAY,
) -> bool:
    """Whether a campaign that nobody knows has the name and the time of a planned create; of what goes out at once, one
    that went out ``within`` so long."""
    if is_stopped(listed) or listed.scheduled_on is None:
        return False
    at = schedule_of(payload, facts.zone).at
    if at is None:
        near = index.asked_at is not None and abs(listed.scheduled_on - index.asked_at) <= within
    else:
        near = listed.scheduled_on == at
    if not near or reader.owner(listed.id) is not None:
        return False
    name = str(payload.body.get("name", "")).strip().casefold()  # last, as a body may have to be made
    said = listed.name.strip().casefold()
    is_cut = len(said) > _LEAST_CUT and f"{name} #".startswith(said)
    return bool(name) and (said == name or is_cut)


def _is_near(one: datetime, other: datetime) -> bool:
    return abs(one - other) <= DAY
