"""One address as the action table sees it, and what a row answers."""

from datetime import datetime
from typing import Final, NamedTuple

from ctc.payloads.payload import Payload
from ctc.plans.action import Action
from ctc.plans.facts import Facts
from ctc.state.record import Record, Status

LIVE: Final = frozenset({Status.SCHEDULED, Status.RUNNING})


class Case(NamedTuple):
    """One address: ``payload`` is None where its spec is gone. ``now`` is the store's clock."""

    payload: Payload | None
    record: Record | None
    facts: Facts
    now: datetime
    doubt: str = ""
    """Why what is open cannot be settled by asking, once the other rows have no say."""
    is_row: bool = False
    """Whether the record is of an instance from data."""
    is_read: bool = False
    """Whether the rows of its family are there: else its spec is gone with all of them."""
    is_kept: bool = False
    """Whether such a one stays when its row is gone."""

    @property
    def status(self) -> Status:
        assert self.record is not None
        return self.record.status_at(self.now)

    @property
    def same(self) -> bool:
        assert self.record is not None
        assert self.payload is not None
        mine, recorded = self.payload, self.record
        return (recorded.revision, recorded.digest) == (mine.revision, mine.digest)


class Decision(NamedTuple):
    action: Action
    reason: str
    in_doubt: bool = False
    is_told: bool = False
    """An instance from data whose people were told before, or that was stopped: its key is spent."""
