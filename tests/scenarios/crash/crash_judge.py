"""The judge: what the sandbox accepted, held against what the state says. It believes no word of ctc's."""

import json
import sqlite3
from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime

from crash_world import Site

from ctc.state.record import Record, Status
from ctc.state.state import State

BATCH = 1000


@dataclass(slots=True, kw_only=True)
class Truth:
    """What the sandbox accepted of one site."""

    made: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    """Ids by address and content."""
    stopped: set[int] = field(default_factory=set)
    reached: Counter[str] = field(default_factory=Counter)
    """How often each person was sent to."""

    def ids(self, address: str) -> list[int]:
        return [number for (name, _), ids in self.made.items() if name == address for number in ids]

    def live(self, address: str) -> list[int]:
        return [number for number in self.ids(address) if number not in self.stopped]


def truth_of(site: Site) -> Truth:
    truth = Truth()
    connection = sqlite3.connect(f"file:{site.sandbox.file}?mode=ro", uri=True)
    try:
        rows = connection.execute(
            "SELECT kind, body, campaign FROM requests WHERE accepted AND kind IN ('create', 'send')"
        ).fetchall()
        truth.stopped = {
            number
            for (number,) in connection.execute("SELECT id FROM campaigns WHERE stopped_at IS NOT NULL")
        }
    finally:
        connection.close()
    for kind, raw, number in rows:
        body = json.loads(raw)
        if kind == "create" and body["name"].startswith(f"{site.project} "):
            address = body["name"].removeprefix(f"{site.project} ").split(" ")[0]
            truth.made[address, body["content"]["body"]].append(number)
        elif kind == "send":
            people = body["to"].get("Identity", [])
            if people and people[0].startswith(f"{site.project}-p"):
                truth.reached.update(people)
    return truth


def problems(site: Site) -> list[str]:
    """What is broken: an empty list is what the promise asks for, at every moment."""
    truth = truth_of(site)
    found = [
        f"{address} ({content}) was created {len(ids)} times"
        for (address, content), ids in truth.made.items()
        if len(ids) > 1
    ]
    found += [
        f"{address} is live {len(truth.live(address))} times"
        for address in {address for address, _ in truth.made}
        if len(truth.live(address)) > 1
    ]
    twice = sum(count > 1 for count in truth.reached.values())
    if twice:
        found.append(f"{twice} people were sent to more than once")
    with site.journal() as journal:
        state = journal.state if journal else State()
    souls = {now: soul for soul, now in site.renamed.items()}
    for address in {address for address, _ in truth.made} | {souls.get(one, one) for one in state.records}:
        record = state.record(site.renamed.get(address, address)) or state.record(address)
        found += _send(site, record, truth) if address == "news" else _create(address, record, truth)
    if truth.reached and state.record("news") is None:
        found.append("people were sent to, and nothing is recorded")
    return found


def _create(address: str, record: Record | None, truth: Truth) -> list[str]:
    live = truth.live(address)
    if record is None:
        return [f"{address} is live, and nothing is recorded"] if live else []
    known = {record.id, *(one.id for one in record.broken)}
    found = [
        f"{address}: {number} is live, unknown and not in doubt" for number in live if number not in known
    ]
    if record.unsettled:
        return []
    if record.forgotten:
        return [f"{address} is called forgotten, and is live"] if live else found
    content = str((record.payload or {}).get("content", {}).get("body", ""))
    there = truth.ids(address) if record.open else live  # a stop under way may have arrived
    if record.status in (Status.SCHEDULED, Status.RUNNING, Status.SENT) and record.id not in there:
        found.append(f"{address} is called {record.status}, and is not there")
    if record.status in (Status.NOT_SENT, Status.REJECTED) and truth.made.get((address, content)):
        found.append(f"{address} is called {record.status}, and is there")
    if record.status is Status.STOPPED and not record.open and live:
        found.append(f"{address} is called stopped, and is live")
    return found


def _send(site: Site, record: Record | None, truth: Truth) -> list[str]:
    if record is None:
        return []
    people = list(site.people())
    in_doubt = {intent.batch.index for intent in record.unsettled if intent.batch}
    found = []
    for index in range(1, -(-len(people) // BATCH) + 1):
        went = [truth.reached[person] for person in people[(index - 1) * BATCH : index * BATCH]]
        if index in record.batches and not all(went):
            found.append(f"batch {index} is called sent, and did not arrive")
        if index not in record.batches and index not in in_doubt and any(went):
            found.append(f"batch {index} is called not sent, and arrived")
    return found


def times(site: Site) -> list[str]:
    """The journal, and what the sandbox accepted, each with its moment: whether a create came within its claim or a
    machine stood still, nothing else tells."""
    found = []
    with site.store() as store:
        for entry in store.read() if store.exists() else ():
            said = (
                f"{name} {entry.record[name]}" for name in _SHOWN if entry.record.get(name) not in (None, "")
            )
            found.append(f"{entry.at:%H:%M:%S.%f} #{entry.serial} {entry.record['kind']}: {', '.join(said)}")
    with closing(sqlite3.connect(f"file:{site.sandbox.file}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT at, kind, name, campaign FROM requests WHERE accepted").fetchall()
    for at, kind, name, number in rows:
        if str(name).startswith(f"{site.project} "):
            found.append(
                f"{datetime.fromtimestamp(at, UTC):%H:%M:%S.%f} the sandbox: {kind} {name} ({number})"
            )
    return found


_SHOWN = ("address", "intent", "verb", "marker", "result", "id", "by", "offset", "runner")


def unfinished(site: Site, wanted: dict[str, str], gone: tuple[str, ...], *, send: bool) -> list[str]:
    """What is missing once everything has healed: each wanted campaign live exactly once, each person reached."""
    truth = truth_of(site)
    found = []
    for address, content in wanted.items():
        ids = truth.made.get((address, content), [])
        if len(ids) != 1 or ids[0] in truth.stopped:
            found.append(f"{address} ({content}) should be live once, and is not")
    found += [f"{address} should be stopped, and is not" for address in gone if truth.live(address)]
    if send and any(truth.reached[person] != 1 for person in site.people()):
        found.append("not everybody was sent to")
    return found


def claimed(site: Site) -> bool:
    """Whether any request is claimed and not settled; a stop that nobody answered is none."""
    with site.journal() as journal:
        records = journal.state.records.values() if journal is not None else ()
    return any(
        not record.forgotten and (record.unsettled or any(not one.doubt for one in record.open))
        for record in records
    )


def answers(site: Site) -> list[list[str]]:
    """What a person who looked into the dashboard would tell `ctc state resolve`, by address."""
    truth = truth_of(site)
    said = []
    with site.journal() as journal:
        records = journal.state.records.values() if journal else ()
    people = list(site.people())
    for record in records:
        for intent in record.unsettled:
            if intent.batch is not None:
                index = intent.batch.index
                went = all(truth.reached[person] for person in people[(index - 1) * BATCH : index * BATCH])
                what = ["--sent", "-"] if went else ["--not-sent"]
                said.append([record.address, "--batch", str(index), *what])
                continue
            content = str((record.payload or {}).get("content", {}).get("body", ""))
            soul = next((soul for soul, now in site.renamed.items() if now == record.address), record.address)
            ids = truth.made.get((soul, content), [])
            said.append([record.address, *(["--sent", str(ids[0])] if ids else ["--not-sent"])])
    return said
