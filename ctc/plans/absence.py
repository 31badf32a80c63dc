"""When it proves anything that a listing does not show a campaign: absence needs a positive control."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ctc.plans.commands import typed
from ctc.plans.facts import Facts, Window
from ctc.plans.index import AGREED, Index
from ctc.state.intents import Intent
from ctc.state.record import Record
from ctc.state.tries import End


def unproven(
    intent: Intent, index: Index, shown: Mapping[str, Sequence[int]], facts: Facts, now: datetime
) -> str:
    """Why nothing follows from the absence of ``intent``; empty where it was never made.

    ``shown`` are the ids that earlier listings showed, by day: one that is silently cut lacks some of them. ``now`` is
    the store's clock when the listing was asked for.
    """
    days = days_of(intent, facts.zone)
    if not index.covers(days):
        return "CleverTap's listing is incomplete, which proves nothing"
    if index.twofold:
        ids = ", ".join(map(str, sorted(index.twofold)[:3]))
        return f"CleverTap lists {ids} under two names, so its listing is not to be relied on"
    if why := cut(index, days, shown, facts):
        return why
    if index.told_at is None:
        return "CleverTap's answer has no `Date` header, so nobody knows by how much its clock differs"
    if index.is_untimed:
        return "CleverTap took so long to answer that nobody knows by how much its clock differs: run again"
    if facts.listing_lag is None:
        return "CleverTap does not list it, but a listing may lag and no `listing_lag` is stated"
    # by CleverTap's clock and by the store's: an intent whose run could not tell the difference says none
    served, age = ((index.told_at - intent.served_at).total_seconds(), (now - intent.at).total_seconds())
    if not intent.offset and abs(served - age) > AGREED:
        served -= AGREED  # one was set since, and before that they may have differed so much unsaid
    age = min(served, age)
    if age < 2 * max(intent.timeout, facts.timeout) + facts.listing_lag:
        return "CleverTap does not list it yet, and still may: the request is younger than listing_lag"
    return ""


def cut(index: Index, days: Sequence[Window], shown: Mapping[str, Sequence[int]], facts: Facts) -> str:
    """Why a listing of ``days`` is not whole, by what earlier ones showed; empty where nothing speaks against it."""
    lacks = index.lacks(days, shown)
    if not lacks:
        return ""
    return (
        f"CleverTap's listing lacks {len(lacks)} that it showed before ({', '.join(map(str, lacks[:3]))}), so it "
        f"is cut. `{typed(facts, 'state', 'lost', str(lacks[0]))} --why TEXT` takes one out that somebody deleted"
    )


def days_of(intent: Intent, zone: ZoneInfo) -> list[Window]:
    """The days on which a request may be listed: those around its schedule, and around the moment of its claim."""
    moments = (intent.served_at, intent.at, intent.scheduled_on)
    return [around(moment, zone) for moment in moments if moment is not None]


def days_of_tries(entries: Iterable[Record], revision: int, zone: ZoneInfo) -> list[Window]:
    """The days on which attempts of a revision that came to nothing would be listed, had they been made after all."""
    moments = [
        moment
        for entry in entries
        if entry.revision == revision
        for one in entry.tries
        if one.end is End.NOTHING and one.marker
        for moment in (one.scheduled_on, entry.at)
        if moment is not None
    ]
    return [around(moment, zone) for moment in moments]


def around(moment: datetime, zone: ZoneInfo) -> Window:
    day = moment.astimezone(zone).date()
    return day - timedelta(days=1), day + timedelta(days=1)
