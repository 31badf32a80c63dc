"""The journal's record kinds, and how older formats are read.

A record is a JSON object with ``v`` (the format's version) and ``kind``. No record holds a recipient or a
credential: people are counts and hashes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from ctc.canonical import Json
from ctc.state.moments import written
from ctc.state.record import Binding, Status
from ctc.state.store import StoreError

if TYPE_CHECKING:
    from ctc.state.claims import Claim, Import, Vouched  # a plan makes none

VERSION: Final = 2

_LATER: Final[Mapping[str, Json]] = {"names": [], "key_columns": [], "as_of": "", "offset": 0.0}


def _from_1(record: Mapping[str, Json]) -> Mapping[str, Json]:
    """An intent did not say by which names it was reached."""
    return {**record, **(_LATER if record.get("kind") == "intent" else {})}


MIGRATIONS: Final[dict[int, Callable[[Mapping[str, Json]], Mapping[str, Json]]]] = {1: _from_1}
"""From a version to the next: a record of version n goes through n, n+1… before it is folded."""

Entry = dict[str, Json]


def migrated(record: Mapping[str, Json]) -> Mapping[str, Json]:
    """The record in this version's format. Raises StoreError where a newer ctc wrote it."""
    version = record.get("v")
    if not isinstance(version, int) or version > VERSION:
        raise StoreError(
            f"the state was written by a newer ctc (format {version}; this one reads up to {VERSION}): "
            "use that version"
        )
    while version < VERSION:
        record = MIGRATIONS[version](record)
        version += 1
    return record


def init(binding: Binding, *, held: str = "") -> Entry:
    return _record("init", **asdict(binding), held=held)


def intent(claim: "Claim") -> Entry:
    batch = asdict(claim.batch) if claim.batch else None
    return _record(
        "intent",
        **{
            **_fields(claim),
            "batch": batch,
            "names": list(claim.names),
            "key_columns": list(claim.key_columns),
        },
    )


def imported(found: "Import") -> Entry:
    lists = {name: list(getattr(found, name)) for name in ("strays", "markers", "names")}
    return _record("imported", **{**_fields(found), **lists})


def outcome(
    *,
    intent_id: str,
    address: str,
    result: str,
    detail: str,
    campaign_id: int | None = None,
    http_status: int | None = None,
    code: int | None = None,
    offset: float = 0.0,
) -> Entry:
    """How a claimed request ended: ``sent``, ``rejected``, ``not_sent``, ``in_doubt``; of a stop, ``stopped``, and by
    how many seconds the store's clock is ahead of CleverTap's by then."""
    return _record(
        "outcome",
        intent=intent_id,
        address=address,
        result=result,
        detail=detail,
        id=campaign_id,
        http_status=http_status,
        code=code,
        **_off(offset),
    )


def _off(seconds: float) -> Entry:
    return {"offset": seconds} if seconds else {}


def resolution(
    *,
    intent_id: str,
    address: str,
    result: str,
    by: str,
    why: str,
    campaign_id: int | None = None,
    status: Status | None = None,
) -> Entry:
    """What was in doubt is settled as ``sent`` or ``not_sent``: ``by`` is ``listing`` or a person's name."""
    return _record(
        "resolution",
        intent=intent_id,
        address=address,
        result=result,
        id=campaign_id,
        status=status.value if status else None,
        by=by,
        why=why,
    )


def settled(what: "Vouched", *, result: str, by: str, why: str) -> Entry:
    """A person says what became of an identity, ``sent`` or ``not_sent``: of a send that this state never saw, or
    where a second create was made."""
    return _record("settled", **asdict(what), result=result, by=by, why=why)


def observed(*, address: str, campaign_id: int, status: Status, offset: float = 0.0) -> Entry:
    """What a listing says of a known campaign; changes nothing that a claim compares."""
    return _record("observed", address=address, id=campaign_id, status=status.value, **_off(offset))


def late(*, address: str, revision: int) -> Entry:
    """A replace stopped its predecessor too near to the schedule: it stays stopped, and so does ``revision``,
    which was to follow it."""
    return _record("late", address=address, revision=revision)


def tombstone(*, address: str) -> Entry:
    return _record("tombstone", address=address)


def freed(*, address: str, by: str, why: str) -> Entry:
    """A person gives the identity free: from here on the address is as new."""
    return _record("freed", address=address, by=by, why=why)


def moved(*, source: str, target: str, by: str = "was") -> Entry:
    return _record("moved", source=source, target=target, by=by)


def renamed(*, source: str, target: str, by: str = "was") -> Entry:
    """A family became another: every key that it ever spent leads to the new one."""
    return _record("renamed", source=source, target=target, by=by)


def rebound(binding: Binding, *, by: str, why: str) -> Entry:
    """A person says that the state belongs to ``binding`` from here on, and is the one that counts."""
    return _record("rebound", **asdict(binding), by=by, why=why)


def held(*, why: str, since: datetime) -> Entry:
    """The account knows more than this state, which may lack what was made from ``since`` on: identity sends wait
    for a person."""
    return _record("held", why=why, since=written(since))


def released(*, by: str, why: str) -> Entry:
    """A person vouches that no identity send is unknown to this state."""
    return _record("released", by=by, why=why)


def halted(*, by: str, why: str) -> Entry:
    """A person halts the environment: no claim of a create or a send holds from here on."""
    return _record("halted", by=by, why=why)


def resumed(*, by: str, why: str) -> Entry:
    return _record("resumed", by=by, why=why)


def listed(*, days: Mapping[str, Sequence[int]]) -> Entry:
    """The ids that a listing showed for the first time, by their day: what later ones must show as well."""
    return _record("listed", days={day: list(ids) for day, ids in days.items()})


def lost(*, campaign_id: int, by: str, why: str) -> Entry:
    """A person says that a campaign was deleted: no listing need show it any more."""
    return _record("lost", id=campaign_id, by=by, why=why)


def reach(*, audience: str, total: int, platforms: Mapping[str, int]) -> Entry:
    return _record("reach", audience=audience, total=total, platforms=dict(platforms))


def _fields(value: "Claim | Import") -> Entry:
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}


def _plain(value: Json) -> Json:
    if isinstance(value, datetime):
        return written(value)
    return value.value if isinstance(value, StrEnum) else value


def _record(kind: str, /, **fields: Json) -> Entry:
    return {"v": VERSION, "kind": kind, **fields}
