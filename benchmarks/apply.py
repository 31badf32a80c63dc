"""What the promise costs: apply against a bare loop of the same POSTs, as ratios, with what each was to be.

``python benchmarks/apply.py [--campaigns N] [--records N] [--recipients N]`` prints a Markdown table. Everything
runs on this machine, as processes of their own: the sandbox, ctc, and the loops that they are held against.
"""

import argparse
import http.client
import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from ground import applied, campaigns, compiled, repository, sandbox_command, served

from ctc.state import records
from ctc.state.claims import Claim
from ctc.state.intents import Verb
from ctc.state.journal import load
from ctc.state.record import Binding
from ctc.state.stores.opening import open_store

HEADERS = {
    "X-CleverTap-Account-Id": "sandbox",
    "X-CleverTap-Passcode": "sandbox",
    "Content-Type": "application/json; charset=utf-8",
}
CREATE = "/1/targets/create.json"
RATE = 10
LIMITED = 100
LOOP = Path(__file__)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--campaigns", type=int, default=1000)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--recipients", type=int, default=1_000_000)
    parser.add_argument("--loop", nargs=3, metavar=("URL", "PATH", "FILE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.loop:
        bare_loop(*given.loop)
        return
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR", "/tmp")) as name:
        folder = Path(name)
        rows = [*unlimited(folder, given.campaigns), *limited(folder)]
        people = [
            *million(folder, given.recipients)
        ]  # before this process grows: a child's peak begins with ours
        rows += [*journal(folder, given.records), *people]
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}; "
        f"load averages at the end: {load}\n"
    )
    print("| what | ctc | held against | ratio | aim |\n| --- | --- | --- | --- | --- |")
    for cells in rows:
        print("| " + " | ".join(cells) + " |")


def unlimited(folder: Path, count: int) -> Iterator[Sequence[str]]:
    """Creates without a limit; each costs two durable commits, intent and outcome."""
    with served(sandbox_command(folder, "bare")) as url:
        root = repository(folder / "bare-repo", url, 100_000, campaigns(count))
        bodies = compiled(root)
        (folder / "bodies.ndjson").write_bytes(b"\n".join(bodies))
        bare, bare_cpu = looped(url, CREATE, folder / "bodies.ndjson")
    commit = durable_commit(folder / "before.db")
    with served(sandbox_command(folder, "full")) as url:
        root = repository(folder / "full-repo", url, 100_000, campaigns(count))
        whole, sending, usage = applied(root, count)
        replacing = replaced(root, count)
    commit = (commit + durable_commit(folder / "after.db")) / 2
    allowed = bare + 2 * commit * count
    durable = f"the loop and two commits of {commit * 1000:.2f} ms each: {allowed:.2f} s"
    loop = f"a bare loop: {bare:.2f} s"
    yield row(f"{count} creates, no limit: sending", f"{sending:.2f} s", loop, sending / bare)
    yield row("the same, with what durability costs", f"{sending:.2f} s", durable, sending / allowed, aim=1.2)
    yield row("the same, with start, compile, plan and listings", f"{whole:.2f} s", durable, whole / allowed)
    yield cpu_row("the same, processor time alone", usage, bare_cpu)
    creating = f"the creates: {sending:.2f} s"
    yield row(f"{count} replaces, no limit", f"{replacing:.2f} s", creating, replacing / sending, aim=2.2)


def replaced(root: Path, count: int) -> float:
    """Seconds of stopping and making anew all that was created, from the first intent to the last answer."""
    spec = root / "campaigns" / "many.yaml"
    spec.write_text(spec.read_text().replace("Hello", "Good morning"))
    return applied(root, count)[1]


def row(what: str, ctc: str, against: str, ratio: float, *, aim: float | None = None) -> Sequence[str]:
    """``aim`` is the largest ratio that was promised, where one was."""
    said = "—" if aim is None else f"at most {aim:.2f}: {'met' if ratio <= aim else 'MISSED'}"
    return what, ctc, against, f"{ratio:.3f}" if aim else f"{ratio:.2f}", said


def cpu_row(what: str, usage: Any, bare: float) -> Sequence[str]:
    """Processor time, which other processes of a busy machine distort less."""
    spent = usage.ru_utime + usage.ru_stime
    return row(what, f"{spent:.2f} s", f"a bare loop: {bare:.2f} s", spent / bare)


def limited(folder: Path) -> Iterator[Sequence[str]]:
    """From the first intent to the last answer: so many turns, and one gap less between them."""
    with served(sandbox_command(folder, "limited")) as url:
        root = repository(folder / "limited-repo", url, RATE, campaigns(LIMITED))
        _, sending, _ = applied(root, LIMITED)
    ideal = (LIMITED - 1) / RATE
    what = f"{LIMITED} creates under {RATE}/s"
    yield row(what, f"{sending:.2f} s", f"the ideal: {ideal:.2f} s", sending / ideal, aim=1.03)


def journal(folder: Path, count: int) -> Iterator[Sequence[str]]:
    """Half the records are intents, half their outcomes, over a tenth as many addresses."""
    url = f"sqlite:///{folder}/journal.db"
    store = open_store(url, root=folder)
    for start in range(0, count, 10_000):
        store.append(pairs(start, min(10_000, count - start), count // 10), after=start)
    before = time.perf_counter()
    read = sum(1 for _ in store.read())
    reading = time.perf_counter() - before
    before = time.perf_counter()
    opened = load(store)
    folding = time.perf_counter() - before
    opened.compact()
    store.close()
    store = open_store(url, root=folder)
    before = time.perf_counter()
    assert load(store).state.serial == read == count
    snapshot = time.perf_counter() - before
    store.close()
    text = f"reading its lines alone: {reading:.2f} s"
    yield row(f"a journal of {count:,} records, folded whole", f"{folding:.2f} s", text, folding / reading)
    yield row("the same, from its snapshot", f"{snapshot:.2f} s", text, snapshot / reading)


def pairs(start: int, count: int, addresses: int) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    if start == 0:
        binding = Binding(project="p", environment="e", account_id="a", region="", lineage="l")
        made += [records.init(binding), records.released(by="nobody", why="a benchmark")]
    for number in range((start + len(made)) // 2, (start + count) // 2):
        address, intent = f"c{number % addresses}", uuid4().hex
        claim = Claim(
            intent=intent,
            verb=Verb.CREATE,
            address=address,
            revision=1 + number // addresses,
            digest=f"{number:064x}",
            timeout=30.0,
            runner="host:1",
            attempt=1,
            marker=f"{number:08d}-0000",
            name=f"Name {number}",
            endpoint=CREATE,
            channel="push",
            scheduled_on=datetime(2031, 1, 15, tzinfo=UTC),
            payload={"name": f"Name {number}", "content": {"body": "Hello " * 20}},
        )
        made.append(records.intent(claim))
        made.append(
            records.outcome(
                intent_id=intent, address=address, result="sent", detail="", campaign_id=number + 1
            )
        )
    return made


def million(folder: Path, count: int) -> Iterator[Sequence[str]]:
    people = folder / "people.csv"
    with people.open("w") as file:
        file.write("id,city\n")
        file.writelines(f"customer-{n:012d},Pune\n" for n in range(count))
    message = {"channel": "sms", "to": {"Identity": {"file": "../people.csv", "column": "id"}}}
    spec = {"version": 1, "id": "people", "message": {**message, "content": {"body": "Hello"}}}
    with served([sys.executable, str(LOOP.with_name("answering.py"))]) as url:
        root = repository(folder / "people-repo", url, 100_000, {"people": spec})
        people.rename(root / "people.csv")
        bare, bare_cpu = looped(url, "/1/send/sms.json", root / "people.csv")
        whole, _, usage = applied(root, 1)
    memory = usage.ru_maxrss / 1024
    what = f"{count:,} recipients of one CSV"
    yield row(what, f"{whole:.1f} s", f"a bare loop: {bare:.1f} s", whole / bare)
    yield cpu_row(f"{what}: processor time alone", usage, bare_cpu)
    yield row(f"{what}: peak memory", f"{memory:.0f} MB", "150 MB", memory / 150, aim=1.0)


def looped(url: str, path: str, file: Path) -> tuple[float, float]:
    """Seconds of the bare loop, which is a process of its own too, and seconds of processor time."""
    command = [sys.executable, str(LOOP), "--loop", url, path, str(file)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    whole, processor = done.stdout.split()
    return float(whole), float(processor)


def bare_loop(url: str, path: str, file: str) -> None:
    """POSTs every line of bodies, or every thousand rows of a CSV, each over a connection of its own, as a create must;
    prints its seconds."""
    begun, processor = time.perf_counter(), time.process_time()
    for body in bodies_of(Path(file)):
        connection = http.client.HTTPConnection(url.removeprefix("http://"))
        connection.request("POST", path, body, HEADERS)
        answer = connection.getresponse()
        assert json.loads(answer.read())["status"] == "success", answer.status
        connection.close()
    print(time.perf_counter() - begun, time.process_time() - processor)


def bodies_of(file: Path) -> Iterator[bytes]:
    with file.open() as lines:
        if file.suffix == ".ndjson":
            yield from (line.encode() for line in lines)
            return
        next(lines)
        people: list[str] = []
        for line in lines:
            people.append(line.split(",")[0])
            if len(people) == 1000:
                yield json.dumps({"to": {"Identity": people}, "content": {"body": "Hello"}}).encode()
                people = []


def durable_commit(file: Path, count: int = 300) -> float:
    """Seconds of one commit as the state's file makes it: nothing but SQLite and the disk."""
    db = sqlite3.connect(file, isolation_level=None)
    db.execute("PRAGMA journal_mode=DELETE").fetchall()
    db.execute("PRAGMA synchronous=EXTRA")
    db.execute("CREATE TABLE records (serial INTEGER PRIMARY KEY, record TEXT)")
    begun = time.perf_counter()
    for _ in range(count):
        db.execute("INSERT INTO records VALUES (NULL, ?)", ("x" * 900,))
    spent = time.perf_counter() - begun
    db.close()
    return spent / count


if __name__ == "__main__":
    main()
