"""What keeps a create from being planned, beside the action table: each a decision, or None."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from ctc.address import nfc, parted, parts_of
from ctc.payloads.payload import Payload
from ctc.plans.action import Action
from ctc.plans.case import LIVE, Decision
from ctc.plans.commands import resolving, typed
from ctc.plans.decision import TOLD
from ctc.plans.facts import Facts
from ctc.plans.renames import former
from ctc.plans.schedule import LEAST_NOTICE, schedule_of
from ctc.state.ledger import Identity, Refused, may_create
from ctc.state.reader import StateReader
from ctc.state.record import EXISTS, Record
from ctc.state.tries import kin_of


def older_name(address: str, reader: StateReader, facts: Facts) -> Decision | None:
    """What is recorded went over to a newer name: under the older one nothing is sent."""
    name = reader.name(address)
    if not name.became:
        return None
    day = f" on {name.became_at.astimezone(facts.zone):%Y-%m-%d}" if name.became_at else ""
    reason = (
        f"{address} became {name.became}{day}: what was sent under it is recorded there. Take this spec out, or run "
        f"`{typed(facts, 'state', 'forget', address)} --why TEXT` if it is another campaign"
    )
    return Decision(action=Action.BLOCKED, reason=reason)


def other_keys(payload: Payload, reader: StateReader) -> Decision | None:
    """Another list of key columns, or another order, would make every instance a new one; also where the family has
    another name by now.

    ``payload`` is one of the family's, and speaks for all of them.
    """
    found = (_other_keys(name, payload, reader) for name in families_of(payload, reader))
    return next((decision for decision in found if decision is not None), None)


def families_of(payload: Payload, reader: StateReader) -> Iterable[str]:
    """The family of an instance, those that all of it was before, and what these became elsewhere."""
    said = (parted(payload.address)[0], *(nfc(old) for old in payload.was if "[" not in old))
    return dict.fromkeys((*said, *(one for name in said for one in kin_of(reader.families, name))))


def _other_keys(name: str, payload: Payload, reader: StateReader) -> Decision | None:
    family = reader.family(name)
    revision, before = family.revision, f"[{', '.join(family.key_columns)}]"
    now, parts = f"[{', '.join(payload.key_columns)}]", len(parts_of(payload.address))
    if not payload.key_columns:  # a list in the spec, which took the place of a file
        if len(family.key_columns) in (0, parts):
            return None
        now = f"that of {payload.address}"
    elif not family.key_columns:  # none of its instances came from a file, so that nobody knows their columns
        made = (one for one in reader.of_family(name) if one.status in EXISTS)
        others = [one for one in made if len(parts_of(one.address)) not in (0, parts)]
        if not others:
            return None
        revision, before = max(one.revision for one in others), f"that of {others[0].address}"
    elif payload.key_columns == family.key_columns:
        return None
    if payload.revision > revision:
        return None
    reason = (
        f"the key of its family was {before} and is {now} now: everybody would be told again. Write the key as it was, "
        f"or `revision: {revision + 1}` where that is meant"
    )
    return Decision(action=Action.BLOCKED, reason=reason)


def behind(payload: Payload, reader: StateReader) -> Decision | None:
    """A row that nobody knows, in a spec that is older than its family: a later revision would tell it once more."""
    if not payload.key_columns:
        return None
    family = reader.family(parted(payload.address)[0])
    if payload.revision >= family.revision:
        return None
    reason = (
        f"revision {family.revision} of its family is recorded, and the spec says {payload.revision}: a revision never "
        "goes back. Is this an old checkout?"
    )
    return Decision(action=Action.ERROR, reason=reason)


def is_old(family: str, reader: StateReader, facts: Facts) -> bool:
    """Whether a later day than the run's was at work: what the file of an earlier one lacks is not gone."""
    return bool(facts.day) and facts.day < reader.family(family).day


def spent(payload: Payload, record: Record | None, reached: Iterable[Record]) -> Decision | None:
    """What the ledger holds against it beside the entry that the action table has judged."""
    others = [one for one in reached if record is None or one.born != record.born]
    if not others:
        return None  # nothing was ever made, nor may have been
    verdict = may_create(others, Identity(address=payload.address, revision=payload.revision))
    if not isinstance(verdict, Refused):
        return None
    is_there = record is not None and record.status in LIVE  # it says other words, and they stay as they are
    if payload.key_columns and not verdict.doubt and not is_there:
        return TOLD
    reason = f"{verdict.reason}; `revision: {payload.revision + 1}` sends again"
    return Decision(action=Action.BLOCKED, reason=reason, in_doubt=verdict.doubt)


def beside_former(payload: Payload, addresses: Collection[str], reader: StateReader) -> Decision | None:
    """It says that it was what stands beside it: of two that are one the second is never made, so that nothing of
    either is stopped. An older name by which nothing is recorded any more is blocked by itself."""
    for old in former(payload):
        if old == payload.address or old not in addresses:
            continue
        if reader.record(old) is not None or not reader.name(old).became:
            reason = (
                f"`was: [{old}]` says that it was {old}, which stands beside it: only one of them can be made. "
                "Take the line out if both are meant"
            )
            return Decision(action=Action.BLOCKED, reason=reason)
    return None


def beside_newer(payload: Payload, newer: Mapping[str, str], reader: StateReader) -> Decision | None:
    """What stands beside it says that it was this one, and nothing is recorded of that: where this state is an older
    copy, it may have gone out by the other name, which no marker of this one tells."""
    other = newer.get(payload.address)
    if other is None or reader.record(other) is not None:
        return None
    reason = (
        f"`was: [{payload.address}]` of {other} says that it was this one, which stands beside it: only one of them "
        "can be made. Take the line out if both are meant"
    )
    return Decision(action=Action.BLOCKED, reason=reason)


def elsewhere(
    payload: Payload, record: Record | None, vanished: Mapping[str, str], reader: StateReader, facts: Facts
) -> Decision | None:
    """The same payload was sent under an address whose spec is gone: a rename that nobody has told.

    It may have been pasted over a campaign that stands; a higher revision of that is meant to be sent, but for one that
    had another name itself, whose record may have come here a moment ago.
    """
    twin = vanished.get(payload.digest)
    if twin is not None and parted(twin)[0] in kin_of(reader.families, parted(payload.address)[0]):
        return None  # an instance of its own family by an older name: the keys tell them apart
    if twin is None:
        return None
    is_raised = record is not None and record.status in EXISTS and record.revision != payload.revision
    if is_raised and not payload.was:
        return None
    family = parted(twin)[0]  # it is renamed with all its keys
    old = family if reader.record(family + parted(payload.address)[1]) is not None else twin
    known = reader.records.get(twin)  # none of what is settled long since
    is_named = known is not None and not known.digest
    what = "a campaign of this name was adopted" if is_named else "the same payload is recorded"
    reason = (
        f"{what} under {twin} ({_shown(twin, reader)}), whose spec is gone: a rename must "
        f"not send it twice. Write `was: [{old}]` here, or, if it really is another campaign, "
        f"run `{typed(facts, 'state', 'forget', twin)} --why TEXT`"
    )
    return Decision(action=Action.BLOCKED, reason=reason)


def _shown(address: str, reader: StateReader) -> str:
    record = reader.record(address)
    return record.shown if record else "sent"


def held(payload: Payload, record: Record | None, reader: StateReader, facts: Facts) -> Decision | None:
    if not payload.is_send or not reader.waits(record):
        return None
    reason = (
        f"{reader.held}; CleverTap lists no identity sends, so nobody but you can know whether this one went out. Run "
        f"{resolving(facts, payload.address, is_send=True)}"
    )
    return Decision(action=Action.BLOCKED, reason=reason, in_doubt=True)


def near(payload: Payload, facts: Facts, now: datetime) -> Decision | None:
    at = schedule_of(payload, facts.zone).at
    if at is None or at >= now + LEAST_NOTICE:
        return None
    words = "has passed" if at <= now else "is less than two minutes ahead"
    shown = f"{at.astimezone(facts.zone):%Y-%m-%d %H:%M} {facts.zone.key}"
    reason = f"its schedule ({shown}) {words}: choose a later `when`"
    return Decision(action=Action.BLOCKED, reason=reason)
