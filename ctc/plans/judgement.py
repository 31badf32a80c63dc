"""What a listing says of one claim, and its words."""

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from ctc.payloads.payload import Payload
from ctc.plans.commands import typed
from ctc.plans.facts import Facts, ListedCampaign


class Verdict(Enum):
    """What a listing says of one claim."""

    ADOPT = "adopt"
    NOT_SENT = "not_sent"
    DOUBT = "doubt"
    CLASH = "clash"
    """More than one candidate, or a stranger with the same identity: a person must look."""
    UNCLAIMED = "unclaimed"
    """A campaign with the same name and time, which nobody knows."""
    ABSENT = "absent"
    """A new create: nothing listed carries its identity."""


class Judgement(NamedTuple):
    verdict: Verdict
    reason: str
    campaign: ListedCampaign | None = None
    marker: str = ""
    attempt: int = 0
    markers: tuple[str, ...] = ()
    """Of an unknown campaign: all that is listed under its identity, stopped predecessors among them."""
    earlier: int = 0
    """The earlier revision that the campaign is of; 0 where it is the planned one."""


def unclaimed(payload: Payload, found: Sequence[ListedCampaign], facts: Facts) -> Judgement:
    ids = ", ".join(str(campaign.id) for campaign in found[:5])
    adopt = typed(facts, "adopt", payload.address, "--id", str(found[0].id))
    return Judgement(
        verdict=Verdict.UNCLAIMED,
        reason=f"CleverTap lists {ids} with its name and time, which this state does not know: a second one would go "
        f"out beside it. `{adopt}` takes it over; another name or time makes another campaign",
    )


def cut_short(found: Sequence[ListedCampaign]) -> Judgement:
    ids = ", ".join(str(campaign.id) for campaign in found[:5])
    return Judgement(
        verdict=Verdict.CLASH,
        reason=f"CleverTap lists {ids} with a name that may be its own, cut short: nothing is proved by that",
    )


def doubt(reason: str) -> Judgement:
    return Judgement(verdict=Verdict.DOUBT, reason=reason)


def clash(found: Sequence[ListedCampaign]) -> Judgement:
    ids = ", ".join(str(campaign.id) for campaign in found[:5])
    return Judgement(
        verdict=Verdict.CLASH,
        reason=f"CleverTap lists {'several candidates' if len(found) > 1 else 'a candidate'} ({ids}) with this "
        "identity that this state does not know",
    )


def unclear(
    payload: Payload, found: Sequence[ListedCampaign], facts: Facts, *, is_there: bool = False
) -> Judgement:
    """The same of a planned create, with the way out; ``is_there`` where the state has one of that revision itself."""
    told, one = clash(found), len(found) == 1
    adopt = typed(facts, "adopt", payload.address, "--id", str(found[0].id) if one else "ID")
    way = (
        f"`{adopt}` takes it over"
        if one
        else f"Stop what is too many, then `{adopt}` takes over the one that stays"
    )
    if is_there:
        way = f"Stop what is too many; `revision: {payload.revision + 1}` sends what this spec says"
    asked = "Was an older state restored, or does another state send to this account?"
    return told._replace(reason=f"{told.reason}. {asked} {way}")
