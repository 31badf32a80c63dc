"""The laws, over what the sandbox accepted and what ctc recorded and said of it."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crash.cells import Cell
from crash.world import Ran, Repository, identity

from ctc.state.journal import load
from ctc.state.state import EXISTS, Record, State, Status
from ctc.state.stores.opening import open_store

_THERE = EXISTS - {Status.IN_DOUBT, Status.PARTIAL}
_ABSENT = frozenset({Status.NOT_SENT, Status.REJECTED})


def state_of(repository: Repository) -> State | None:
    """What the journal adds up to; None where it was never begun."""
    store = open_store(repository.state, root=Path(repository.folder))
    try:
        return load(store).state if store.exists() else None
    finally:
        store.close()


def breaches(repository: Repository, accepted: Sequence[dict[str, Any]], runs: Sequence[Ran]) -> list[str]:
    """Every law that does not hold, in words."""
    state = state_of(repository)
    records = state.records if state else {}
    creates = [row for row in accepted if row["kind"] == "create"]
    return [
        *_never_twice(creates),
        *_no_person_twice(accepted),
        *(text for run in runs for text in _said(run, creates)),
        *(text for record in records.values() for text in _recorded(record, creates)),
        *(text for record in records.values() for text in _batches(record, accepted)),
    ]


def _never_twice(creates: Sequence[dict[str, Any]]) -> list[str]:
    counts = Counter(identity(row["name"]) for row in creates)
    found = [
        f"{address} revision {n}: {count} creates" for (address, n), count in counts.items() if count > 1
    ]
    live = Counter(identity(row["name"])[0] for row in creates if not row["stopped"])
    return found + [f"{address}: {count} live campaigns" for address, count in live.items() if count > 1]


def _no_person_twice(accepted: Sequence[dict[str, Any]]) -> list[str]:
    people = Counter(
        person
        for row in accepted
        if row["kind"] == "send"
        for kind in row["body"]["to"].values()
        for person in kind
    )
    twice = sum(count > 1 for count in people.values())
    return [f"{twice} recipients were sent to twice"] if twice else []


def _said(run: Ran, creates: Sequence[dict[str, Any]]) -> list[str]:
    ids = {row["id"]: identity(row["name"])[0] for row in creates}
    told = [event for event in run.events if event["event"] in {"sent", "adopted"} and event.get("id")]
    found = [
        f"said {e['event']} {e['id']}, which is not there" for e in told if ids.get(e["id"]) != e["address"]
    ]
    if "Traceback" in run.errors or "in a way it should not" in run.errors:
        found.append(f"a failure that is nobody's mistake: {run.errors[-300:]}")
    if run.code not in {0, 1, 4, -9, 130}:
        found.append(f"exit code {run.code}: {run.errors[-300:]}")
    for event in run.events:
        if event["event"] == "finished":
            ends = ("applied", "rejected", "not_sent", "skipped", "in_doubt")
            if event["planned"] != sum(event[end] for end in ends):
                found.append("what was planned is not the sum of the ends")
    return found


def _recorded(record: Record, creates: Sequence[dict[str, Any]]) -> list[str]:
    ids = [row["id"] for row in creates if identity(row["name"]) == (record.address, record.revision)]
    if record.is_send:
        return []
    if record.status in _THERE and record.id not in ids:
        return [f"{record.address} is recorded as {record.status} {record.id}, which is not there"]
    if record.status in _ABSENT and not record.open and ids:
        return [f"{record.address} is recorded as {record.status}, and {ids} are there"]
    return []


def _batches(record: Record, accepted: Sequence[dict[str, Any]]) -> list[str]:
    """A batch is known by its first person: batch 2 of this send begins with ``u1000``."""
    if not record.is_send:
        return []
    firsts = {row["body"]["to"]["Identity"][0] for row in accepted if row["kind"] == "send"}
    there = {number for number in (1, 2, 3) if f"u{(number - 1) * 1000}" in firsts}
    called_sent = set(record.batches)
    doubtful = {intent.batch.index for intent in record.open if intent.batch}
    found = [f"batch {number} is recorded as sent, and is not there" for number in called_sent - there]
    return found + [f"batch {number} is there, and not known of" for number in there - called_sent - doubtful]


def unfinished(cell: Cell, accepted: Sequence[dict[str, Any]], last: Ran) -> list[str]:
    """Where nothing misbehaves any more and the listing's lag is known, everything is there once, without a person."""
    if "later" not in cell.reruns or cell.lag != "stated" or cell.subject == "send":
        return []
    revision = 2 if cell.subject == "replace" else 1
    wanted = {("one", revision)} | ({("two", 1)} if cell.subject != "replace" else set())
    there = {identity(row["name"]) for row in accepted if row["kind"] == "create"}
    found = [f"{address} revision {number} was never created" for address, number in sorted(wanted - there)]
    if last.code != 0:
        found.append(f"the last run ended with {last.code}: {last.errors[-300:]} {last.events[-2:]}")
    return found
