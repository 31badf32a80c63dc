"""What others told since a plan by another spelling of the same key: a claim sees it, as a plan of now would."""

from collections.abc import Container

from ctc.address import parted, parts_of
from ctc.payloads.payload import Payload
from ctc.plans.refusals import families_of
from ctc.rows.keys import plainest
from ctc.state.journal import Journal
from ctc.state.record import EXISTS
from ctc.state.state import State
from ctc.state.tries import End


def respelt(state: State, payload: Payload, journal: Journal, addresses: Container[str]) -> str:
    """Why some would be told again: another run has told an instance of its family since the plan that is this one by
    another spelling or order of its key, or by another key of a list, and that no spec has."""
    key = parted(payload.address)[1]
    own = state.record(payload.address) if key else None
    if not key or (own is not None and own.status in EXISTS):
        return ""
    families = [*families_of(payload, state)]
    begun = [name for each in families for name in journal.begun_alike(each + key) if _is_it(name, payload)]
    if not payload.key_columns:
        begun += (name for name in journal.begun(payload.digest) if parted(name)[0] in families)
    for name in begun:
        if parted(name)[1] != key and name not in addresses and _is_spent(state, name, payload.revision):
            return f"another run told {name} meanwhile, which is {payload.address} here: plan again"
    return ""


def _is_it(name: str, payload: Payload) -> bool:
    """Whether its key is the payload's in the same order, which alone counts where columns have names."""
    one, other = (map(plainest, parts_of(address)) for address in (name, payload.address))
    return not payload.key_columns or [*one] == [*other]


def _is_spent(state: State, name: str, revision: int) -> bool:
    return any(
        entry.revision >= revision and any(one.end is not End.NOTHING for one in entry.tries)
        for entry in state.reached(name)
    )
