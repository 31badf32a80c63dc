"""A journal in use: the state it adds up to, and the one way to add to it.

Adding is compare-and-append with a decision: whoever loses the race reads on and decides again, so that of two
runners exactly one holds an intent. Nothing is locked, so nothing outlives a dead process.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from ctc.address import nfc, parted, parts_of
from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, UserError
from ctc.rows.keys import plainest
from ctc.state.fold import fold
from ctc.state.record import Binding
from ctc.state.settled import SettledEntries, settle
from ctc.state.snapshots import state_of, text_of
from ctc.state.state import State
from ctc.state.store import Conflict, Entry, Snapshot, Store, StoreError

ORPHANED: Final = "its run ended before any outcome was recorded"


def orphaned(state: State, is_gone: Callable[[str], bool]) -> State:
    """The state in which what a dead runner left open is in doubt."""
    entries = dict(state.entries)
    for born, record in state.entries.items():
        if record.open:
            marked = (
                replace(one, doubt=one.doubt or ORPHANED) if is_gone(one.runner) else one
                for one in record.open
            )
            entries[born] = record._replace(open=tuple(marked))
    return replace(state, entries=entries)


Decide = Callable[[State], Sequence[Mapping[str, Json]] | None]
"""From the state as it is to the records to add; None where the reason to add them is gone."""

SNAPSHOT_EVERY: Final = 500
_ROUNDS: Final = 1000


class Journal:
    """One open journal. Not for several threads at a time."""

    def __init__(self, store: Store, state: State, *, snapshot_serial: int = 0) -> None:
        self._store = store
        self._state = state
        self._snapshot_serial = snapshot_serial
        self._begun: dict[str, list[str]] = {}
        self._alike: dict[tuple[str, Sequence[str]], list[str]] = {}

    @property
    def state(self) -> State:
        """As of the last read or append of this runner."""
        return self._state

    def now(self) -> datetime:
        """The store's clock, which all runners share."""
        return self._store.now()

    def refresh(self) -> State:
        """Reads on. Raises StoreError, also where another copy of the state was put in its place since."""
        known = self._state
        entries = self._store.read(after=max(known.serial - 1, 0))
        last = next(entries, None) if known.serial else None
        if known.serial and (last is None or (last.serial, last.at) != (known.serial, known.at)):
            raise StoreError("the state was replaced by another copy while this run was under way: run again")
        self._state = fold(self._met(entries), known)
        return self._state

    def _met(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        for entry in entries:
            if digest := entry.record.get("digest"):
                address = nfc(str(entry.record["address"]))
                self._begun.setdefault(digest, []).append(address)
                self._alike.setdefault(_alike(address), []).append(address)
            yield entry

    def begun(self, digest: str) -> Iterable[str]:
        """The addresses under which others recorded something of this digest since this journal was opened."""
        return self._begun.get(digest, ())

    def begun_alike(self, address: str) -> Iterable[str]:
        """The same of an instance's family and key, whatever the order and the spelling of its parts."""
        return self._alike.get(_alike(address), ())

    def doubt(self, is_gone: Callable[[str], bool]) -> None:
        """Takes the open intents of runners that are gone for doubtful at once, not when their time is up.

        No record is added, though a snapshot may carry it: it stays true. Whoever cannot tell waits.
        """
        self._state = orphaned(self._state, is_gone)

    def append(self, decide: Decide) -> bool:
        """Adds what ``decide`` answers, durably; False where it answered None.

        ``decide`` is asked again with the newer state whenever another runner added first. Raises StoreError;
        then nothing may be assumed, and this journal has read on as far as it could.
        """
        for _ in range(_ROUNDS):
            records = decide(self._state)
            if records is None:
                return False
            if not records:
                return True
            try:
                self._state = fold(self._store.append(records, after=self._state.serial), self._state)
            except Conflict:
                self.refresh()
                continue
            except StoreError:
                if self._is_there(records):
                    return True
                raise
            return True
        raise StoreError("other runners add to the state without a pause: run again when they are done")

    def _is_there(self, records: Sequence[Mapping[str, Json]]) -> bool:
        """After an append that failed midway: whether the store has the records after all."""
        before = self._state
        entries = list(self._store.read(after=before.serial))
        self._state = fold(entries, before)
        added = [entry.record for entry in entries]
        wanted = list(records)
        return any(added[at : at + len(wanted)] == wanted for at in range(len(added)))

    def compact(self, *, every: int = SNAPSHOT_EVERY) -> None:
        """Writes a snapshot where the newest one is ``every`` records behind, so that loading stays fast."""
        if self._state.serial - self._snapshot_serial < every:
            return
        kept, rows = settle(self._state)
        self._store.write_snapshot(Snapshot(serial=self._state.serial, text=text_of(kept)), rows)

    def look_up(self, names: Iterable[str]) -> None:
        """Reads what is settled of many names at once; what is not looked up is read when it is asked for."""
        if isinstance(self._state.settled, SettledEntries):
            self._state.settled.look_up(nfc(name) for name in names)

    def history(self, address: str) -> list[Entry]:
        """Every record about an address, from the first, also under the addresses it moved from."""
        wanted = {nfc(address)}
        entries = list(self._store.read())
        for entry in reversed(entries):
            if entry.record.get("kind") == "moved" and nfc(str(entry.record.get("target"))) in wanted:
                wanted.add(nfc(str(entry.record["source"])))
        return [entry for entry in entries if _addresses(entry.record) & wanted]

    def close(self) -> None:
        self._store.close()


def _alike(address: str) -> tuple[str, Sequence[str]]:
    return parted(address)[0], tuple(sorted(map(plainest, parts_of(address))))


def _addresses(record: Mapping[str, Json]) -> set[Json]:
    return {nfc(str(record[name])) for name in ("address", "source", "target") if record.get(name)}


def load(store: Store) -> Journal:
    """The journal of a store that has one, from its newest readable snapshot on.

    Raises StoreError where there is none, or where it is shorter than its own snapshot says.
    """
    if not store.exists():
        raise StoreError("there is no state here")
    snapshot = store.snapshot()
    state = state_of(snapshot.text) if snapshot else None
    if snapshot is None or state is None:
        return Journal(store, fold(store.read()))
    entries = store.read(after=snapshot.serial - 1)
    last = next(iter(entries), None)
    if last is None or last.serial != snapshot.serial or last.at != state.at:
        raise StoreError(
            "the state has lost records that its own snapshot counts: restore it whole from a backup, then run "
            "`ctc status` to see what CleverTap has"
        )
    keys = {name: family.key_columns for name, family in state.families.items() if family.key_columns}
    state = replace(state, settled=SettledEntries(store, snapshot.serial, keys))
    return Journal(store, fold(entries, state), snapshot_serial=snapshot.serial)


def begin(store: Store, entries: Sequence[Mapping[str, Json]]) -> Journal:
    """Begins a journal with its first records. Raises StoreError where one was begun already."""
    if store.exists():
        raise StoreError("there is a state here already: it is not begun a second time")
    try:
        return Journal(store, fold(store.append(entries, after=0)))
    except Conflict:
        raise StoreError("another run began this state at the same moment: run again") from None


def open_journal(store: Store, wanted: Binding) -> Journal:
    """The journal of a store, if it is that of ``wanted`` (the lineage aside).

    Raises UserError: CTC701 where it cannot be read (truncated, broken, too new), CTC702 where there is none,
    CTC703 where it belongs to something else.
    """
    if not store.exists():
        raise _refused(
            "CTC702",
            f"there is no state for environment {wanted.environment!r}. A missing state is not an empty one: "
            "applying without it would send everything again",
            "bring the state back, point `state:` to where it is, or begin one with `ctc state init`",
        )
    try:
        journal = load(store)
    except StoreError as error:
        raise _refused(
            "CTC701",
            str(error),
            "restore the state whole from a backup, then run `ctc status` to see what CleverTap has",
        ) from None
    differences = foreign(journal.state, wanted)
    if differences:
        journal.close()
        raise _refused(
            "CTC703",
            f"the state belongs to something else: its {'; its '.join(differences)}",
            "check `state:`, `account_id` and `region` of this environment; a state is bound for good",
        )
    return journal


def _refused(code: str, message: str, hint: str) -> UserError:
    return UserError(Diagnostic.of(code, message, hint))


def foreign(state: State, wanted: Binding) -> list[str]:
    """In which respects a state belongs to something else than ``wanted``; its lineage is not compared."""
    if state.binding is None:
        return ["it was never begun"]
    names = ("project", "environment", "account_id", "region")
    return [
        f"{name} is {getattr(state.binding, name)!r}, not {getattr(wanted, name)!r}"
        for name in names
        if getattr(state.binding, name) != getattr(wanted, name)
    ]
