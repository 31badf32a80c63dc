"""What a run adds to its journal: claims, outcomes that wait for the next commit, and what it has in hand."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ctc.apply.claims import TAKEN, Answered, halted
from ctc.apply.spelling import respelt
from ctc.canonical import Json
from ctc.payloads.payload import Payload
from ctc.plans.facts import Facts
from ctc.plans.families import family_of
from ctc.plans.refusals import elsewhere, older_name
from ctc.plans.renames import former
from ctc.state.journal import Decide, Journal
from ctc.state.ledger import Identity, Refused, may_create
from ctc.state.state import State

_SHORT: Final = 0.01
"""Seconds between turns below which an outcome waits for the commit of the next intent."""


@dataclass(slots=True, kw_only=True)
class Writer:
    """Writes what a run claims and what became of it, and knows what may have left without an outcome."""

    journal: Journal
    facts: Facts
    rate: float
    """Requests a second that the environment allows."""
    addresses: Collection[str]
    """Every address of the repository, also those that it had before."""
    answered: Answered | None = None
    claiming: str = ""
    """The intent that is being written: of it no request has left."""
    flying: dict[str, str] = field(default_factory=dict)
    """By intent, the address of a request that was claimed and whose outcome is not known to be in the journal."""

    def append(self, *entries: Mapping[str, Json]) -> None:
        """Adds what cannot be refused: an outcome, found by its intent whatever became of the address meanwhile."""
        self.settle()
        self._write(lambda _: entries)
        for entry in entries:
            self.flying.pop(str(entry.get("intent")), None)

    def answer(self, entry: Mapping[str, Json], told: Callable[[], None]) -> None:
        """Adds the outcome of a request that made or stopped something, and calls ``told`` when it is durable.

        Where the next turn is due at once, the commit of the next intent carries it: that is before the next
        request leaves, and half the cost of a create is its commits.
        """
        self.settle()
        self.answered = Answered(entry=entry, told=told)
        if self.rate * _SHORT < 1:
            self.settle()

    def settle(self) -> None:
        """Makes durable what was answered."""
        if self.answered is not None:
            self._write(lambda _: None)

    def claim(self, decide: Decide, *, intent: tuple[str, str] | None = None) -> bool:
        """Adds what ``decide`` answers, from the state as it is at that moment; False where it answered None.

        ``intent`` is the id of the request that is claimed, and its address, where one is.
        """
        if intent is None:
            self.settle()
            return self._write(decide)
        self.claiming, address = intent
        self.flying[self.claiming] = address
        held = self._write(decide)
        self.claiming = ""
        if not held:
            del self.flying[intent[0]]
        return held

    def _write(self, decide: Decide) -> bool:
        """One append: the outcome that waits, and what ``decide`` answers. False where it answers None."""
        waiting, held = self.answered, False

        def both(state: State) -> Sequence[Mapping[str, Json]] | None:
            nonlocal held
            more = decide(state)
            held = more is not None
            return more if waiting is None else [waiting.entry, *(more or ())]

        self.journal.append(both)
        if waiting is not None:
            self.answered = None
            self.flying.pop(str(waiting.entry["intent"]), None)
            waiting.told()
        return held

    def spend(
        self, payload: Payload, decide: Decide, *, batch: int | None = None, intent: str = ""
    ) -> Refused | None:
        """Adds an intent, or what was found to be one, unless the ledger refuses: the one way to spend an identity.

        :func:`may_create` is asked inside the compare, so it sees whatever other runners added. ``intent`` is the id
        of the request that is claimed, where one is.
        """
        identity = Identity(
            address=payload.address, revision=payload.revision, batch=batch, digest=payload.digest
        )
        refused = TAKEN

        def unless_spent(state: State) -> Sequence[Mapping[str, Json]] | None:
            nonlocal refused
            if intent and state.halted:
                refused = halted(state, self.facts)
                return None
            verdict = may_create(state.reached(payload.address, former(payload)), identity)
            if isinstance(verdict, Refused):
                refused = verdict
                return None
            older = older_name(payload.address, state, self.facts)
            if older is not None and state.record(payload.address) is None:
                refused = Refused(older.reason)
                return None
            if intent and (told := self.untold(state, payload)):
                refused = Refused(told)
                return None
            return decide(state)

        claimed = (intent, payload.address) if intent else None
        return None if self.claim(unless_spent, intent=claimed) else refused

    def untold(self, state: State, payload: Payload) -> str:
        """Why it is another run's campaign by a new name, as a plan made now would say; empty where it is not."""
        found = (self._elsewhere(state, payload, name) for name in self.journal.begun(payload.digest))
        again = respelt(state, payload, self.journal, self.addresses)
        return again or next(filter(None, found), "")

    def _elsewhere(self, state: State, payload: Payload, name: str) -> str:
        """What was begun under a name, of which no spec of this repository is left; none of its family either."""
        family = family_of(name)
        if name == payload.address or any(
            one == name or one.startswith(f"{family}[") for one in self.addresses
        ):
            return ""
        for one in state.reached(name):
            if one.digest == payload.digest and one.address not in self.addresses:
                twin = {payload.digest: one.address}
                found = elsewhere(payload, state.record(payload.address), twin, state, self.facts)
                return found.reason if found else ""
        return ""
