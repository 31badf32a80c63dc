"""What ``ctc state resolve`` does: a person settles what is in doubt, of one address or of all that a glob takes."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from ctc.choice import matches, nothing_matches
from ctc.clevertap.sweeping import sweep
from ctc.diagnostics import UserError
from ctc.payloads.request import split_marker
from ctc.pipeline.standing import held_sends
from ctc.pipeline.state import Opened, opened_state, person
from ctc.plans.facts import ListedCampaign
from ctc.plans.identities import identities, up_to
from ctc.plans.index import index_of
from ctc.plans.windows import windows_of
from ctc.state.evidence import Listed, Unknown
from ctc.state.record import Record
from ctc.state.settling import begun_anew, waits
from ctc.state.settling import resolve as settle


def resolve(
    cwd: Path,
    environ: Mapping[str, str],
    env: str | None,
    glob: str,
    *,
    sent: bool,
    campaign_id: int | None,
    batch: int | None,
    why: str,
) -> list[str]:
    """Settles them, and says which. Raises UserError where there is none, or where the listing speaks against it."""
    with opened_state(cwd, environ, env) as state:
        unknown = {
            payload.address: Unknown(
                revision=payload.revision,
                digest=payload.digest,
                endpoint=payload.endpoint,
                channel=payload.channel,
            )
            for payload in held_sends(state, cwd, environ, env)
        }
        addresses = _meant(state, glob, unknown)
        looked_at = {address: _in_doubt(state, address) for address in addresses}
        listed = _listed(state, addresses)
        for address in addresses:
            # settling the one before has read the journal anew: what was begun since was not looked at
            if not _in_doubt(state, address) <= looked_at[address]:
                raise begun_anew(address)
            settle(
                state.journal,
                address,
                sent=sent,
                by=person(),
                why=why,
                campaign_id=campaign_id,
                batch=batch,
                evidence=unknown.get(address) or _told_apart(state, address, listed),
            )
        return addresses


def _in_doubt(state: Opened, address: str) -> set[str]:
    record = state.journal.state.record(address)
    return {intent.id for intent in record.unsettled} if record else set()


def _meant(state: Opened, glob: str, unknown: Mapping[str, Unknown]) -> list[str]:
    ledger = state.journal.state
    if glob in unknown or ledger.record(glob) is not None:
        return [glob]
    known = [*ledger.records, *unknown]
    waiting = [address for address, send in unknown.items() if waits(ledger, address, send)]
    open_ = [address for address, record in ledger.records.items() if record.unsettled or record.broken]
    found = [address for address in dict.fromkeys([*open_, *waiting]) if matches(address, glob)]
    if not found and any(character in glob for character in "*?"):
        raise UserError(nothing_matches("of what is in doubt,", glob, [*open_, *waiting] or known))
    return found or [glob]


def _listed(state: Opened, addresses: Sequence[str]) -> tuple[Sequence[ListedCampaign], float] | None:
    """What CleverTap lists, where it can speak for or against a person, and by how much the store's clock is ahead of
    CleverTap's; None where it cannot be asked."""
    ledger = state.journal.state
    records = [record for address in addresses if (record := ledger.record(address)) is not None]
    if all(record.is_send for record in records):
        return None
    now = state.journal.now()
    try:
        windows = windows_of(ledger, (), state.facts, now)
        listing = sweep(state.session.client.listing, windows, state.journal.now)
        return listing.campaigns, index_of(listing, now).offset
    except UserError:
        return None


def _told_apart(
    state: Opened, address: str, listed: tuple[Sequence[ListedCampaign], float] | None
) -> Listed | None:
    if listed is None:
        return None
    campaigns, ahead = listed
    record, facts = state.journal.state.record(address), state.facts
    mine = {*identities(facts, [address], up_to(record.revision if record else 0))}
    settled = _settled_ids(record)
    of_identity: set[int] = set()
    of_others: set[int] = set()
    for campaign in campaigns:
        parts = split_marker(campaign.name)
        if parts is not None:
            (of_identity if parts.identity in mine else of_others).add(campaign.id)
    return Listed(of_identity=frozenset(of_identity - settled), of_others=frozenset(of_others), ahead=ahead)


def _settled_ids(record: Record | None) -> set[int]:
    """What is known to be there, as a predecessor that a replace stopped: it says nothing of what is in doubt."""
    return {one.id for one in record.tries if one.id is not None} if record else set()
