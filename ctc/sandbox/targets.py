"""The campaign endpoints: create (with its estimates), list, stop and result."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from ctc.people.days import read_day
from ctc.query.parse import QueryError
from ctc.sandbox.answer import CONFLICT, OK, Answer, fail, success
from ctc.sandbox.checks import create_error
from ctc.sandbox.clock import Clock
from ctc.sandbox.reach import Audience, audience_key
from ctc.sandbox.schedule import ScheduleError, day_number, schedule_of, status_of
from ctc.sandbox.settings import SandboxSettings
from ctc.sandbox.store import Call, Campaign, RequestStore

REVERSED: Final = "Query parse failure - The from date cannot be after the to date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """The account, its memory, its people and its clock: what every endpoint works on."""

    settings: SandboxSettings
    store: RequestStore
    audience: Audience
    clock: Clock

    def status(self, campaign: Campaign) -> str:
        """The status that the listing shows for a campaign at this moment."""
        return status_of(
            campaign.schedule,
            now=self.clock.now(),
            running_seconds=self.settings.running_seconds,
            stopped=campaign.stopped_at is not None,
            draft=campaign.draft,
        )


def create(sandbox: Sandbox, call: Call) -> Answer:
    """Checks and keeps one campaign, or answers its reach where ``estimate_only`` is set."""
    body = call.body
    error = create_error(body, sandbox.settings)
    if error:
        return _logged(sandbox, call, fail(error))
    try:
        schedule = schedule_of(body["when"], now=call.at, timezone=sandbox.settings.timezone)
        today = call.at.astimezone(ZoneInfo(sandbox.settings.timezone)).date()
        skip = body.get("skip_estimate") is True and body.get("estimate_only") is not True
        estimates = sandbox.audience.estimates(body, today)
    except (ScheduleError, QueryError) as problem:
        return _logged(sandbox, call, fail(str(problem)))
    if body.get("estimate_only") is True:
        return _logged(sandbox, call, _estimate(call, estimates))
    with sandbox.store.transaction():
        campaign = Campaign(
            id=sandbox.store.next_id(call.at),
            name=body["name"],
            channel=call.channel,
            created_at=call.at,
            schedule=schedule,
            day=day_number(schedule.first, sandbox.settings.timezone),
            draft=body.get("draft") is True,
            stopped_at=None,
            estimates=estimates,
            audience=audience_key(body),
        )
        answer = success(campaign_id=campaign.id, id=campaign.id, estimates={} if skip else estimates)
        sandbox.store.add_campaign(campaign)
        sandbox.store.log(call, answer)
    return answer


def _estimate(call: Call, estimates: Mapping[str, int]) -> Answer:
    if call.body.get("async_estimate") is True:
        request_id = hashlib.sha256(call.raw + call.at.isoformat().encode()).hexdigest()[:24]
        return Answer(status=OK, body={"status": "partial", "req_id": request_id}, accepted=True)
    return success(estimates=dict(estimates))


def _logged(sandbox: Sandbox, call: Call, answer: Answer) -> Answer:
    sandbox.store.log(call, answer)
    return answer


def listing(sandbox: Sandbox, call: Call, *, lag: float) -> Answer:
    """The campaigns whose scheduled start lies in the window, both days included, in the account's zone.

    ``lag`` hides what was accepted in the last so many seconds.
    """
    first, last = read_day(call.body.get("from")), read_day(call.body.get("to"))
    if first is None or last is None:
        return fail(f"Field {'from' if first is None else 'to'} is invalid: expected a date as YYYYMMDD")
    if first > last:
        return fail(REVERSED)
    newest = call.at - timedelta(seconds=lag)
    campaigns = sandbox.store.campaigns(first_day=call.body["from"], last_day=call.body["to"])
    targets = [_target(sandbox, c) for c in campaigns if not lag or c.created_at <= newest]
    return success(targets=targets)


def _target(sandbox: Sandbox, campaign: Campaign) -> dict[str, Any]:
    local = campaign.schedule.first.astimezone(ZoneInfo(sandbox.settings.timezone))
    forms: dict[str, int | str] = {
        "digits": int(local.strftime("%Y%m%d%H%M")),
        "epoch": int(local.timestamp()),
        "text": local.strftime("%Y%m%d %H:%M"),
    }
    return {
        "id": campaign.id,
        "name": campaign.name,
        "scheduled_on": forms[sandbox.settings.scheduled_on],
        "status": sandbox.status(campaign),
    }


def stop(sandbox: Sandbox, call: Call) -> Answer:
    """Stops a campaign. One already stopped: success, and nothing happens [client code]."""
    campaign = _find(sandbox, call)
    if campaign is None:
        return _logged(sandbox, call, fail("No campaign found with the given id"))
    if sandbox.status(campaign) == "completed":
        return _logged(sandbox, call, fail("Campaign is already completed"))
    answer = success(campaign_id=campaign.id)
    with sandbox.store.transaction():
        sandbox.store.stop(campaign.id, call.at)
        sandbox.store.log(call, answer)
    return answer


def result(sandbox: Sandbox, call: Call) -> Answer:
    """What came of a campaign: everybody reached was sent to, nobody in a sandbox clicks."""
    campaign = _find(sandbox, call)
    if campaign is None:
        return fail("No campaign found with the given id")
    status = sandbox.status(campaign)
    if status in {"pending", "running"}:
        return fail(f"Campaign is {status}", status=CONFLICT)
    began = campaign.stopped_at is None or campaign.stopped_at >= campaign.schedule.first
    return success(result={"sent": sum(campaign.estimates.values()) if began else 0, "clicked": 0})


def _find(sandbox: Sandbox, call: Call) -> Campaign | None:
    number = call.body.get("id")
    if isinstance(number, bool) or not isinstance(number, int) or not 0 < number < 2**63:
        return None
    return sandbox.store.campaign(number)
