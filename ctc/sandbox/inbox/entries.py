"""What the inbox shows of one logged request: finished values, ready for the templates."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from ctc.canonical import Json
from ctc.patterns import pattern
from ctc.sandbox.store import Campaign
from ctc.sandbox.targets import Sandbox
from ctc.variants import variant_of

_NAMED: Final = {"estimate": "Estimate", "stop": "Stop", "send": "Send"}
_SNIPPETS: Final = ("title", "subject", "message", "body", "template_name")
_PLATFORMS: Final = {"android": "Android", "ios": "iOS", "sms": "SMS", "whatsapp": "WhatsApp"}
_MARKED: Final = pattern(r"(.*) (#[a-z2-7]{8}-[a-z2-7]{4})", re.S)
"""A name as ctc sends it: what its author wrote, and the marker."""
_TIME: Final = "%d %b %Y %H:%M:%S"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One step in the life of a campaign; ``at`` in the account's time, ``reached`` by the sandbox's clock."""

    title: str
    at: str
    reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One request. ``status`` is the campaign's, or ``queued``, ``answered``, ``refused``; ``marker`` is what ctc
    put behind the name, apart from it."""

    seq: int
    kind: str
    channel: str
    variant: str
    title: str
    marker: str
    snippet: str
    status: str
    at: str
    short: str
    reach: str
    campaign: int | None
    fault: str
    body: Mapping[str, Json]
    row: Mapping[str, Any]

    @property
    def can_stop(self) -> bool:
        return self.kind == "create" and self.status in {"pending", "running"}


def entry_of(sandbox: Sandbox, row: Mapping[str, Any]) -> Entry:
    """The entry of a row of the log, body included."""
    body = _object(row["body"])
    campaign = sandbox.store.campaign(row["campaign"]) if row["campaign"] else None
    variant = variant_of(row["path"], body)
    title, marker = _named(_title(row, campaign))
    arrived = datetime.fromtimestamp(row["at"], UTC)
    return Entry(
        seq=row["seq"],
        kind=row["kind"],
        channel=str(row["channel"]) or (campaign.channel if campaign else ""),
        variant=variant.name if variant else "",
        title=title,
        marker=marker,
        snippet=_snippet(body),
        status=_status(sandbox, row, campaign),
        at=_local(sandbox, arrived),
        short=_local(sandbox, arrived, "%d %b %H:%M"),
        reach=_reach(row, campaign),
        campaign=row["campaign"],
        fault=row["fault"] or "",
        body=body,
        row=row,
    )


def life_of(sandbox: Sandbox, entry: Entry) -> tuple[Moment, ...]:
    """The status life of a campaign in order; empty for what is no campaign."""
    campaign = sandbox.store.campaign(entry.campaign) if entry.campaign and entry.kind == "create" else None
    if campaign is None:
        return ()
    now, schedule = sandbox.clock.now(), campaign.schedule
    ends = schedule.last + timedelta(seconds=sandbox.settings.running_seconds) if schedule.last else None
    steps: list[tuple[str, datetime | None]] = [("Accepted", campaign.created_at)]
    if not campaign.draft:
        steps += [("Started" if schedule.first <= now else "Starts", schedule.first)]
        steps += [("Completed" if ends and ends <= now else "Completes", ends)]
    if campaign.stopped_at is not None:
        stopped = campaign.stopped_at
        steps = [step for step in steps if step[1] is not None and step[1] <= stopped]
        steps.append(("Stopped", stopped))
    return tuple(
        Moment(
            title=title,
            at=_local(sandbox, at) if at else "never: it recurs without an end",
            reached=at is not None and at <= now,
        )
        for title, at in steps
    )


def _status(sandbox: Sandbox, row: Mapping[str, Any], campaign: Campaign | None) -> str:
    if not row["accepted"]:
        return "refused"
    if row["kind"] == "create" and campaign is not None:
        return sandbox.status(campaign)
    return "queued" if row["kind"] == "send" else "answered"


def _title(row: Mapping[str, Any], campaign: Campaign | None) -> str:
    if row["kind"] == "stop":
        return f"Stop of {campaign.name}" if campaign else "Stop of an unknown campaign"
    if row["kind"] == "send":
        count = row["recipients"]
        return f"To {count} recipient{'' if count == 1 else 's'}" if count else "To nobody that can be read"
    name = row["name"] or "(no name)"
    return f"Estimate of {name}" if row["kind"] == "estimate" else str(name)


def _named(title: str) -> tuple[str, str]:
    found = _MARKED.fullmatch(title)
    return (found[1], found[2]) if found else (title, "")


def _reach(row: Mapping[str, Any], campaign: Campaign | None) -> str:
    """Reach by platform in words: ``1,204 Android · 330 iOS``."""
    found: Any = campaign.estimates if campaign else _object(row["response"].encode()).get("estimates")
    if row["kind"] not in {"create", "estimate"} or not isinstance(found, Mapping):
        return ""
    return " · ".join(f"{count:,} {_PLATFORMS.get(platform, platform)}" for platform, count in found.items())


def _snippet(body: Mapping[str, Json]) -> str:
    content = body.get("content")
    first = content[0] if isinstance(content, list) and content else content
    for name in _SNIPPETS:
        value = first.get(name) if isinstance(first, Mapping) else None
        text = value.get("text") if isinstance(value, Mapping) else value
        if isinstance(text, str) and text.strip():
            return (text.rpartition(":")[2] if name == "template_name" else text).strip()[:120]
    return str(body.get("webhook_endpoint_name", ""))[:120]


def _local(sandbox: Sandbox, moment: datetime, form: str = "") -> str:
    zone = sandbox.settings.timezone
    local = moment.astimezone(ZoneInfo(zone))
    return local.strftime(form) if form else f"{local.strftime(_TIME)} {zone}"


def _object(raw: bytes) -> dict[str, Any]:
    value = json.loads(raw)
    return value if isinstance(value, dict) else {}


def pretty(raw: bytes) -> str:
    """JSON as a person reads it, in the order in which it was sent."""
    return json.dumps(json.loads(raw), indent=2, ensure_ascii=False)
