"""What one journal record says of the state as a whole, not of any entry."""

from collections.abc import Mapping

from ctc.canonical import Json
from ctc.state.actors import actor_of
from ctc.state.known_reach import KnownReach
from ctc.state.moments import moment_of
from ctc.state.store import Entry
from ctc.state.total import Total

Fields = Mapping[str, Json]


def held(total: Total, record: Fields, entry: Entry) -> None:
    """Identity sends wait for a person."""
    total.held, total.held_at = record["why"], entry.at
    since = moment_of(record.get("since"))
    total.lacks_since = min(filter(None, (total.lacks_since, since)), default=None)


def released(total: Total, _record: Fields, _entry: Entry) -> None:
    """They wait no more."""
    total.held, total.held_at = "", None


def halted(total: Total, record: Fields, entry: Entry) -> None:
    """Nothing is sent until somebody resumes."""
    who = actor_of(str(record["by"])).shown
    total.halted = f"{who}, {entry.at:%Y-%m-%d %H:%M} UTC: {record['why'] or 'no reason given'}"


def resumed(total: Total, _record: Fields, _entry: Entry) -> None:
    """What was halted goes on."""
    total.halted = ""


def reach(total: Total, record: Fields, entry: Entry) -> None:
    """What CleverTap answered to an estimate."""
    total.reach[record["audience"]] = KnownReach(
        total=record["total"], platforms=dict(record["platforms"]), asked_at=entry.at
    )


def listed(total: Total, record: Fields, entry: Entry) -> None:
    for day, ids in record["days"].items():
        total.shown[day] = tuple(sorted({*total.shown.get(day, ()), *ids}))
    total.prune(entry.at)


def lost(total: Total, record: Fields, _entry: Entry) -> None:
    for day, ids in list(total.shown.items()):
        total.shown[day] = tuple(one for one in ids if one != record["id"])
