"""What CleverTap says exists: the answer of ``/1/targets/list.json``, [api] (i)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from ctc.clevertap.outcome import Outcome, Result

_DIGITS = 19
"""Of the greatest 64-bit integer; Python refuses to read thousands of digits at all."""


class ListedCampaign(NamedTuple):
    """One campaign. ``scheduled_on`` is None where its form is not one that is known."""

    id: int
    name: str
    status: str
    scheduled_on: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The campaigns of some days. Where it is not ``complete``, what is absent proves nothing of the days that are
    ``missing`` (of all, where it names none); ``detail`` says why."""

    complete: bool
    campaigns: tuple[ListedCampaign, ...] = ()
    detail: str = ""
    missing: tuple[tuple[date, date], ...] = ()
    asked: tuple[tuple[date, date], ...] | None = None
    """The days that were asked for: of others it proves nothing. None where only the caller knows them."""
    at: datetime | None = None
    """The server's clock, where it told."""
    between: tuple[datetime, datetime] | None = None
    """The caller's clock right before and right after the answer that told it."""
    http_status: int | None = None


def listing_of(outcome: Outcome, zone: ZoneInfo) -> Listing:
    """Reads an answer. One row that cannot be read makes the whole listing incomplete."""
    return replace(_read(outcome, zone), at=outcome.at, http_status=outcome.http_status)


def _read(outcome: Outcome, zone: ZoneInfo) -> Listing:
    if outcome.result is not Result.SENT:
        return Listing(complete=False, detail=outcome.detail)
    rows = outcome.body.get("targets")
    if not isinstance(rows, list):
        return Listing(complete=False, detail="the listing holds no list of campaigns")
    read = [_row(row, zone) for row in rows]
    campaigns = tuple(row for row in read if row is not None)
    if len(campaigns) < len(rows):
        return Listing(
            complete=False,
            campaigns=campaigns,
            detail=f"{len(rows) - len(campaigns)} of {len(rows)} rows of the listing cannot be read",
        )
    if outcome.body.get("next") or outcome.body.get("cursor") or outcome.body.get("truncated"):
        return Listing(complete=False, campaigns=campaigns, detail="the listing says that it goes on")
    return Listing(complete=True, campaigns=campaigns)


def _row(row: object, zone: ZoneInfo) -> ListedCampaign | None:
    if not isinstance(row, Mapping):
        return None
    number, name, status = campaign_id(row.get("id")), row.get("name"), row.get("status")
    if number is None or not isinstance(name, str) or not isinstance(status, str):
        return None
    return ListedCampaign(
        id=number, name=name, status=status.lower(), scheduled_on=moment_of(row.get("scheduled_on"), zone)
    )


def campaign_id(value: object) -> int | None:
    """A campaign's id: a positive 64-bit integer, also where it comes as a string of digits."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _DIGITS:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 < value < 2**63 else None


def moment_of(value: Any, zone: ZoneInfo) -> datetime | None:
    """``scheduled_on`` in each form that may come: 12 digits, epoch seconds or milliseconds, or text.

    The API does not document the form; digits and zoneless text are taken in the account's time zone.
    """
    text = str(value).strip() if isinstance(value, str | int) else ""
    if text.isascii() and text.isdigit():
        if len(text) == 12 and text.startswith("20"):
            return _parsed(text, "%Y%m%d%H%M", zone)
        if len(text) in {10, 13}:
            return datetime.fromtimestamp(int(text) / (1000 if len(text) == 13 else 1), UTC)
        return None
    for form in ("%Y%m%d %H:%M", "%d %b, %Y %H:%M:%S"):
        found = _parsed(text, form, zone)
        if found is not None:
            return found
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _parsed(text: str, form: str, zone: ZoneInfo) -> datetime | None:
    try:
        return datetime.strptime(text, form).replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
