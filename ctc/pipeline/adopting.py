"""What ``ctc adopt`` does: a campaign that exists already becomes that of an address."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from ctc.choice import Choice
from ctc.clevertap.sweeping import sweep
from ctc.payloads.payload import Payload
from ctc.payloads.request import split_marker
from ctc.pipeline.compile import compile_project
from ctc.pipeline.plan import refuse_broken
from ctc.pipeline.settings import settings_for
from ctc.pipeline.state import opened_state
from ctc.plans.facts import Facts, ListedCampaign
from ctc.plans.identities import identities, up_to
from ctc.plans.renames import former, former_with_its_key
from ctc.plans.windows import windows_of
from ctc.state.adopting import adopt, refused
from ctc.state.claims import Import
from ctc.state.record import LISTED, Status
from ctc.suggest import did_you_mean

_AROUND = timedelta(days=31)
"""Days before and after today that are looked through, beside those of its schedule."""


def adopt_campaign(
    cwd: Path,
    environ: Mapping[str, str],
    env: str | None,
    address: str,
    campaign_id: int,
    agreed: Callable[[ListedCampaign], bool],
) -> bool:
    """Whether it was adopted: ``agreed`` shows it to a person. Raises UserError where it cannot be."""
    compilation = compile_project(settings_for(cwd, environ, Choice(env=env), sends=True))
    refuse_broken(compilation)
    payload = next((one for one in compilation.payloads if one.address == address), None)
    if payload is None or payload.is_send:
        what = "is an identity send" if payload else "has no spec here"
        known = [one.address for one in compilation.payloads]
        raise refused(
            f"{address} {what}", did_you_mean(address, known) or "write its spec first: `ctc import`"
        )
    with opened_state(cwd, environ, env, asks=True, begins=True) as state:
        now = state.journal.now()
        days = windows_of(state.journal.state, [payload], state.facts, now)
        today = now.astimezone(state.facts.zone).date()
        listing = sweep(state.session.client.listing, [*days, (today - _AROUND, today + _AROUND)])
        found = next((one for one in listing.campaigns if one.id == campaign_id), None)
        if found is None:
            hint = "it is looked for on the days of its schedule, and a month before and after today"
            raise refused(f"CleverTap does not list {campaign_id}", listing.detail or hint)
        if _is_of_another(found, payload, state.facts):
            raise refused(
                f"{campaign_id} carries the marker of another identity, so it is not {address}",
                "ctc made it under another name, for another environment or project; `ctc status` there shows it",
            )
        if not agreed(found):
            return False
        adopt(state.journal, import_of(payload, found), former(payload))
        return True


def _is_of_another(found: ListedCampaign, payload: Payload, facts: Facts) -> bool:
    """Whether ctc made it for an identity that none of the payload's names ever had."""
    parts = split_marker(found.name)
    own = identities(facts, (payload.address, *former(payload)), up_to(payload.revision))
    return parts is not None and parts.identity not in own


def import_of(payload: Payload, found: ListedCampaign) -> Import:
    """What is in it is not known: no digest, and no marker."""
    return Import(
        address=payload.address,
        revision=payload.revision,
        digest="",
        id=found.id,
        status=LISTED.get(found.status, Status.RUNNING),
        marker="",
        name=found.name,
        scheduled_on=found.scheduled_on,
        attempt=0,
        endpoint=payload.endpoint,
        channel=payload.channel,
        names=former_with_its_key(payload),
    )
