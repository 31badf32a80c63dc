"""A campaign for each row of a file, beside the plain script that a user would write instead; the same rows, one run.

``python benchmarks/families.py [--rows N]`` prints a table; ``--write`` puts it into ``docs/benchmarks-families.md``.
Figures are processor time of a whole process and of all that it starts, the best of some runs, so that a busy machine
spoils them less.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from measuring import Cost, machine, measured

from ctc.state import records
from ctc.state.claims import Claim
from ctc.state.intents import Verb
from ctc.state.journal import begin
from ctc.state.record import Binding, Status
from ctc.state.stores.opening import open_store

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks-families.md"
CTC = [sys.executable, "-m", "ctc"]
SCRIPT = """\
import csv, hashlib, json, sys

BODY = {
    "target_mode": "push",
    "when": "20310115 18:00",
    "content": {"platform_specific": {"android": {"wzrk_cid": "offers"}}},
}

def payload(row):
    body = dict(BODY)
    body["name"] = "Price drop %s" % row["name"]
    body["where"] = {
        "event_name": "Product Viewed",
        "from": 20310108,
        "to": 20310114,
        "event_properties": [{"name": "SKU", "operator": "equals", "value": row["sku"]}],
    }
    body["content"] = dict(
        BODY["content"],
        title="%s fell to %s" % (row["name"], row["new_price"]),
        body="It was %s. Until Sunday." % row["old_price"],
    )
    return body

with open(sys.argv[1], newline="", encoding="utf-8") as file:
    for row in csv.DictReader(file):
        if float(row["new_price"]) < float(row["old_price"]):
            text = json.dumps(payload(row), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            digest = hashlib.sha256(text.encode()).hexdigest()
            print(json.dumps({"address": "drop[%s]" % row["sku"], "digest": digest, "payload": text}))
"""
SPEC = """\
version: 1
id: drop
each: {file: products.csv, key: [sku, new_price], row: row.json, where: "{{ new_price < old_price }}"}
campaign:
  name: "Price drop {{ name }}"
  target_mode: push
  when: 2031-01-15 18:00
  where:
    event_name: Product Viewed
    from: 7 days ago
    to: yesterday
    event_properties: [{name: SKU, operator: equals, value: "{{ sku }}"}]
  content:
    title: "{{ name }} fell to {{ new_price }}"
    body: "It was {{ old_price }}. Until Sunday."
    platform_specific: {android: {wzrk_cid: offers}}
"""
ROW = json.dumps(
    {
        "properties": {
            "sku": {"type": "string"},
            "old_price": {"type": "number"},
            "new_price": {"type": "number"},
        }
    }
)
NAMES = ("Silver Tips", "Monsoon Malabar", "Araku Valley", "Filter Coffee", "Clay Cups", "Jasmine Pearls")
HEAD = """\
# Benchmark of families

`python benchmarks/families.py --write`: a campaign for each row of a file, beside a plain script of 30 lines (csv,
string formatting, `json.dumps`, `sha256`) over the same rows. Processor time of whole processes.

The first table was measured on a machine that was shared with other work, one run each; start-up is included, which
weighs less with more rows. Of a project with a catalog, and of bodies with recipients, each row goes the exact way:
lint of these rows took four times as long by it.

"""


class Line(NamedTuple):
    """One figure, what it is held against, and what it should be."""

    what: str
    cost: Cost
    against: Cost
    most: float

    def __str__(self) -> str:
        ratio = self.cost.cpu / self.against.cpu
        said = "met" if ratio <= self.most else "not met"
        cells = (
            self.what,
            f"{self.cost.cpu:.2f} s",
            f"{ratio:.2f} ×",
            f"≤ {self.most:g} ×",
            said,
            f"{self.cost.megabytes:.0f} MB",
        )
        return f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=2)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        table = "\n".join(_table(Path(name), given.rows, given.times))
    print(table)
    if given.write:
        PAGE.write_text(HEAD + table + "\n", "utf-8")


def _table(folder: Path, rows: int, times: int) -> Iterator[str]:
    repository(folder, rows)
    (folder / "script.py").write_text(SCRIPT)
    script = measured([sys.executable, "script.py", "campaigns/products.csv"], folder, times=times)
    yield f"{machine()}\n"
    yield f"**{rows:,} rows**; the script: {script.cpu:.2f} s, {script.megabytes:.0f} MB\n"
    yield "| | processor time | times the script | aim | | memory |\n| --- | ---: | ---: | ---: | --- | ---: |"

    def line(what: str, words: list[str], most: float, codes: tuple[int, ...] = (0,)) -> Line:
        cost = measured([*CTC, *words], folder, times=times, codes=codes)
        return Line(what, cost, script, most)

    yield str(line("compile", ["compile", "--format", "ndjson"], 3))
    yield str(line("lint", ["lint", "-q"], 5))
    yield str(line("plan, all new", ["plan", "-q"], 5))
    told(folder)
    same = line("plan, all told", ["plan", "-q"], 5)
    yield str(same)
    change(folder, rows // 100)
    other = line("", ["plan", "-q"], 1.2)
    yield str(Line("plan, 1 % of the rows changed, held against all told", other.cost, same.cost, 1.2))


def repository(folder: Path, rows: int) -> None:
    campaigns = folder / "campaigns"
    campaigns.mkdir()
    (folder / "ctc.yaml").write_text("version: 1\nenvironments: {sandbox: {requests_per_second: 100000}}\n")
    (campaigns / "drop.yaml").write_text(SPEC)
    (campaigns / "row.json").write_text(ROW)
    lines = [f"S{n:06d},{NAMES[n % len(NAMES)]} {n},{100 + n % 50},{60 + n % 39}.5\n" for n in range(rows)]
    (campaigns / "products.csv").write_text("sku,name,old_price,new_price\n" + "".join(lines))


def change(folder: Path, rows: int) -> None:
    """The first rows get another price."""
    path = folder / "campaigns" / "products.csv"
    lines = path.read_text().splitlines()
    changed = [line.rpartition(",")[0] + ",9.5" for line in lines[1 : rows + 1]]
    path.write_text("\n".join([lines[0], *changed, *lines[rows + 1 :]]) + "\n")


def told(folder: Path) -> None:
    """A state in which every instance went out."""
    done = subprocess.run(
        [*CTC, "compile", "--format", "ndjson"], cwd=folder, capture_output=True, check=True
    )
    made = [json.loads(line) for line in done.stdout.splitlines()]
    (folder / ".ctc").mkdir(exist_ok=True)
    store = open_store("sqlite:///.ctc/sandbox.db", root=folder)
    binding = Binding(project="local", environment="sandbox", account_id="sandbox", region="", lineage="L")
    journal = begin(store, [records.init(binding)])
    for start in range(0, len(made), 2000):
        entries = [
            entry for n, one in enumerate(made[start : start + 2000], start) for entry in _sent(n, one)
        ]
        journal.append(lambda _, entries=entries: entries)  # type: ignore[misc]
    journal.compact()
    store.close()


def _sent(number: int, made: dict[str, str]) -> Iterator[dict[str, object]]:
    address, intent = made["address"], f"i{number}"
    yield records.intent(
        Claim(
            intent=intent,
            verb=Verb.CREATE,
            address=address,
            revision=1,
            digest=made["digest"],
            timeout=30.0,
            runner="benchmark",
            attempt=1,
            endpoint=made["endpoint"],
            channel="push",
            scheduled_on=datetime.now(UTC) - timedelta(days=1),
            payload=made["payload"],  # type: ignore[arg-type]
            key_columns=("sku", "new_price"),
            day="2031-01-01",
        )
    )
    yield records.outcome(intent_id=intent, address=address, result="sent", detail="", campaign_id=number + 1)
    yield records.observed(address=address, campaign_id=number + 1, status=Status.SENT)


if __name__ == "__main__":
    main()
