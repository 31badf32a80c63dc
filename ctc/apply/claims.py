"""What a claim meets: another run, a halt, what is done already; and an answer that waits for its commit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ctc.canonical import Json
from ctc.payloads.payload import Payload
from ctc.plans.commands import typed
from ctc.plans.facts import Facts
from ctc.plans.plan import Change
from ctc.plans.refusals import behind, families_of
from ctc.plans.renames import former
from ctc.state.ledger import Refused
from ctc.state.record import Status
from ctc.state.state import State

TAKEN: Final = Refused("another run has it in hand", open=True)
THROTTLED: Final = (2.0, 10.0, 30.0)
"""Seconds to wait after a 429: nothing was created, and the limit counts what is in flight, [api] (b)."""
UNREACHED: Final = (1.0, 2.0, 4.0)
"""Seconds to wait after a request of which no byte left."""


def halted(state: State, facts: Facts) -> Refused:
    """Why nothing is sent while an environment is halted."""
    return Refused(
        f"the environment is halted ({state.halted}); `{typed(facts, 'state', 'resume')} --why TEXT` lifts that"
    )


def taken(state: State, facts: Facts) -> Refused:
    """Why a claim was not held."""
    return halted(state, facts) if state.halted else TAKEN


def _other_key(state: State, payload: Payload) -> str:
    """Why some would be told again: another run has told some of its family by other columns since the plan, or is at
    a later revision of it."""
    families = map(state.family, families_of(payload, state) if payload.key_columns else ())
    for family in families:
        is_later = payload.revision > family.revision
        if family.key_columns and family.key_columns != payload.key_columns and not is_later:
            before, now = (", ".join(columns) for columns in (family.key_columns, payload.key_columns))
            return f"another run told its family by [{before}] meanwhile, and its key is [{now}]: plan again"
    later = behind(payload, state)
    return later.reason if later is not None else ""


def overtaken(state: State, change: Change, payload: Payload, now: Callable[[], datetime]) -> Refused | None:
    """What another run made of an earlier revision since the plan, and what the plan would then have replaced: both
    would go out. What has a record of its own takes none over, so that its older names are others' by now."""
    if other := _other_key(state, payload):
        return Refused(other)
    planned, mine = change.recorded, state.record(payload.address)
    for name in (payload.address, *(() if mine and mine.revision else former(payload))):
        record = state.record(name)
        if record is None or record.revision >= payload.revision:
            continue
        if record.unsettled:
            return TAKEN
        is_planned = (record.born, record.id) == (planned.born, planned.id)
        if not is_planned and record.id is not None and record.waits_at(now()):
            return Refused(
                f"another run made revision {record.revision} meanwhile, as {record.id}: plan again"
            )
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer that is not in the journal yet: ``told`` is called when it is."""

    entry: Mapping[str, Json]
    told: Callable[[], None]


def is_done(state: State, payload: Payload) -> bool:
    """Whether this very payload is recorded as made by now, whoever made it."""
    record = state.record(payload.address)
    return (
        record is not None
        and (record.revision, record.digest) == (payload.revision, payload.digest)
        and record.status in (Status.SCHEDULED, Status.RUNNING, Status.SENT)
        and not record.unsettled
    )
