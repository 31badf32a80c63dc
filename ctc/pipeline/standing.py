"""What ``ctc status`` tells: what is recorded, what CleverTap says now, and what is in doubt, in the plan's words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from ctc.choice import Choice
from ctc.clevertap.sweeping import sweep
from ctc.diagnostics import UserError
from ctc.payloads.payload import Payload
from ctc.payloads.request import split_marker
from ctc.pipeline.compile import compile_project
from ctc.pipeline.settings import settings_for
from ctc.pipeline.state import Opened
from ctc.plans.action import Action
from ctc.plans.case import Case
from ctc.plans.decision import decide
from ctc.plans.facts import Facts, ListedCampaign
from ctc.plans.identities import identities, up_to
from ctc.plans.index import Index, index_of
from ctc.plans.judgement import Judgement, Verdict
from ctc.plans.matching import judge_intent, known_markers
from ctc.plans.refusals import held
from ctc.plans.schedule import margin_breach
from ctc.plans.windows import windows_of
from ctc.rows.keys import sort_key
from ctc.state.record import LISTED, Record, Status
from ctc.state.state import State

_LIVE: Final = (Status.SCHEDULED, Status.RUNNING)
_PROVED: Final = (Verdict.ADOPT, Verdict.NOT_SENT)
_MOVED: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One record, and what CleverTap says of it now; ``listed`` is empty where it was not asked or has none.

    ``told`` are the plan's words of what is in doubt or under way.
    """

    record: Record
    status: Status
    listed: str = ""
    drift: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All of it. ``unknown`` says why CleverTap's side is not known, if it is not."""

    standings: tuple[Standing, ...]
    copies: tuple[tuple[str, ListedCampaign], ...] = ()
    """By address, live campaigns with a marker of its identity beside the one that is recorded."""
    others: tuple[ListedCampaign, ...] = ()
    """What the account lists in these days that is none of this project's."""
    unknown: str = ""

    @property
    def in_doubt(self) -> bool:
        return bool(self.copies) or any(one.status is Status.IN_DOUBT for one in self.standings)


def overview(
    state: Opened,
    takes: Callable[[str], bool] = lambda _: True,
    *,
    named: str | None,
    ask: bool,
    sends: Sequence[Payload] = (),
) -> Overview:
    """Every record that is not over and whose address is meant, or the one that is ``named``, and what is listed.

    ``sends`` are the identity sends of the repository, which wait for a person where the state is known to lack what
    was sent.
    """
    now, ledger = state.journal.now(), state.journal.state
    one = ledger.record(named) if named is not None else None
    found = [ledger.records[address] for address in sorted(ledger.records, key=sort_key) if takes(address)]
    found = found if named is None else [one] if one is not None else []
    listed: tuple[ListedCampaign, ...] = ()
    index, unknown = None, ""
    if ask and (ledger.records or found):
        try:
            listing = sweep(
                state.session.client.listing, windows_of(ledger, (), state.facts, now), state.journal.now
            )
            index, listed = index_of(listing, now), tuple(listing.campaigns)
            unknown = "" if listing.complete else listing.detail
        except UserError as error:
            unknown = error.diagnostics[0].message
    known = known_markers(ledger.entries.values())
    standings = [_standing(record, index, known, state, now) for record in found]
    meant = [send for send in sends if send.address == named or (named is None and takes(send.address))]
    standings += [waits for send in meant if (waits := _waiting(send, state))]
    return Overview(
        standings=tuple(standings),
        copies=_unowned([copy for record in found for copy in _copies(record, index, state.facts)], ledger),
        others=tuple(_others(listed, state)),
        unknown=unknown,
    )


def held_sends(state: Opened, cwd: Path, environ: Mapping[str, str], env: str | None) -> Sequence[Payload]:
    """The identity sends of the repository, where any of them wait for a person. Raises UserError."""
    if not state.journal.state.held:
        return ()
    compilation = compile_project(settings_for(cwd, environ, Choice(env=env)))
    return [payload for payload in compilation.payloads if payload.is_send]


def _waiting(send: Payload, state: Opened) -> Standing | None:
    record = state.journal.state.record(send.address)
    decision = held(send, record, state.journal.state, state.facts)
    if decision is None or record is not None:
        return None
    unknown = Record(
        address=send.address,
        revision=send.revision,
        digest=send.digest,
        status=Status.IN_DOUBT,
        endpoint=send.endpoint,
        channel=send.channel,
    )
    return Standing(record=unknown, status=Status.IN_DOUBT, told=decision.reason)


def _standing(
    record: Record, index: Index | None, known: frozenset[str], state: Opened, now: datetime
) -> Standing:
    facts = state.facts
    judged = _judged(record, index, known, state, now)
    proved = judged is not None and judged.verdict in _PROVED
    current = record._replace(open=()) if proved else record
    doubt = judged.reason if judged is not None and not proved else ""
    decision = decide(Case(payload=None, record=current, facts=facts, now=now, doubt=doubt))
    told, status = "", Status.FORGOTTEN if record.forgotten else record.status_at(now)
    if judged is not None and proved:
        told, status = f"{judged.reason}: the next apply records that", Status.NOT_SENT
        if judged.campaign is not None:
            status = LISTED.get(judged.campaign.status.lower(), Status.RUNNING)
    if decision is not None and decision.in_doubt:
        status, told = Status.IN_DOUBT, decision.reason
    elif decision is not None and decision.action is Action.SKIPPED:
        told = decision.reason
    campaign = index.by_id.get(record.id) if index and record.id is not None else None
    if (
        status is Status.RUNNING
        and campaign is not None
        and LISTED.get(campaign.status.lower()) is Status.SENT
    ):
        status = Status.SENT
    drift = _drift(record, campaign, index, now)
    told = told or ("" if drift else _owed(current, facts))
    return Standing(
        record=record, status=status, listed=campaign.status if campaign else "", drift=drift, told=told
    )


def _owed(record: Record, facts: Facts) -> str:
    """What a replace that ended halfway left to do: its predecessor is stopped, and nothing took its place."""
    if record.status is not Status.STOPPED or record.stopped_by not in {"replace", "late"}:
        return ""
    at = record.stopped_at
    if record.stopped_by == "late" or (at and margin_breach(record, facts, at)):
        return "a replace stopped it too near its schedule: nothing took its place, and a higher revision sends again"
    return "a replace stopped it, and its successor was not made: the next apply makes that, while its spec stands"


def _judged(
    record: Record, index: Index | None, known: frozenset[str], state: Opened, now: datetime
) -> Judgement | None:
    """What the listing says of what is open: the first that it leaves in doubt, else the last."""
    judged = None
    for intent in record.unsettled:
        judged = judge_intent(intent, record, index, known, state.journal.state, state.facts, now)
        if judged.verdict not in _PROVED:
            break
    return judged


def _drift(record: Record, campaign: ListedCampaign | None, index: Index | None, now: datetime) -> str:
    """What somebody else did to it. What ctc itself stopped, and what time brings, is none."""
    status = record.status_at(now)
    if record.unsettled or record.id is None:
        return ""
    if campaign is None:
        lost = index is not None and index.complete and status in _LIVE
        return f"recorded as {status}, and CleverTap does not list it" if lost else ""
    listed = LISTED.get(campaign.status.lower())
    if record.status is Status.STOPPED:
        return f"recorded as stopped, and CleverTap says {campaign.status}" if listed in _LIVE else ""
    if status not in _LIVE:
        return ""
    if listed is Status.STOPPED or (status is Status.SCHEDULED and listed not in (None, Status.SCHEDULED)):
        return f"recorded as {status}, and CleverTap says {campaign.status}"
    hour, was = campaign.scheduled_on, record.scheduled_on
    is_fixed = not (record.recurring or record.user_zone)
    if hour and was and is_fixed and abs(hour - was) >= _MOVED:
        return f"recorded for {was:%Y-%m-%d %H:%M} UTC, and CleverTap says {hour:%Y-%m-%d %H:%M} UTC"
    return ""


def _copies(record: Record, index: Index | None, facts: Facts) -> Iterator[tuple[str, ListedCampaign]]:
    """Live campaigns of its identities beside its own; while its own is in doubt, the plan speaks of them."""
    if index is None or record.unsettled:
        return
    for identity in identities(facts, [record.address], up_to(record.revision)):
        for _, campaign in index.by_identity.get(identity, ()):
            if campaign.id != record.id and LISTED.get(campaign.status.lower()) in _LIVE:
                yield record.address, campaign


def _unowned(
    copies: Sequence[tuple[str, ListedCampaign]], ledger: State
) -> tuple[tuple[str, ListedCampaign], ...]:
    """Those that no other entry has: what became another name's was made under this one."""
    owners = ledger.owners([campaign.id for _, campaign in copies]) if copies else {}
    return tuple(
        (address, campaign)
        for address, campaign in copies
        if campaign.id not in owners or owners[campaign.id].address == address
    )


def _others(listed: Sequence[ListedCampaign], state: Opened) -> Iterator[ListedCampaign]:
    """What carries no marker of this project's environment, and no id that is recorded."""
    ledger, facts = state.journal.state, state.facts
    ids = ledger.owners([campaign.id for campaign in listed])
    unknown = [campaign for campaign in listed if campaign.id not in ids]
    if not unknown:
        return
    latest: dict[str, int] = {}
    for record in ledger.entries.values():
        latest[record.address] = max(record.revision, latest.get(record.address, 0))
    ours = {one for name, last in latest.items() for one in identities(facts, [name], up_to(last))}
    for campaign in unknown:
        parts = split_marker(campaign.name)
        if parts is None or parts.identity not in ours:
            yield campaign
