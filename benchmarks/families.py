"""A campaign for each row of a file, beside the plain script that a user would write instead; the same rows, one run.

``python benchmarks/families.py [--rows N]`` prints a table; ``--write`` puts it into ``docs/benchmarks-families.md``.
Figures are processor time of a whole process and of all that it starts. Each run of a command has a run of the script
beside it, and what is told is the median of such pairs, so that a busy machine spoils them less.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import NamedTuple

from measuring import Cost, machine, measured

from ctc.state import records
from ctc.state.claims import Claim
from ctc.state.intents import Verb
from ctc.state.journal import begin
from ctc.state.record import Binding, Status
from ctc.state.stores.opening import open_store

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks-families.md"
FIRST = 1_700_000_000
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
WORDS = (
    "silver tips monsoon malabar araku valley filter coffee clay cups jasmine pearls premium organic cotton linen shirt"
    " blue-green 500ml 2.5kg steel bottle kid's winter jacket wool blend travel mug set of classic deluxe edition desk"
)
WORDED = {
    "id: drop": 'id: drop\nvars: {saving: "{{ ((old_price - new_price) / old_price * 100) | round | int }}"}',
    "{{ name }} fell to {{ new_price }}": "*{{ name }}* -{{ saving }}%!",
    "It was {{ old_price }}. Until Sunday.": "{% if new_price < 70 %}Hurry! {% endif %}"
    "Rs.{{ '%.2f' | format(new_price) }} only: https://tea.example/p/{{ sku }}?utm_source=ctc&p={{ saving }}",
}
"""What a shop would rather say, by what stands in the spec."""
HEAD = """\
# Benchmark of families

`python benchmarks/families.py --rows 100000 --write`: a campaign for each row of a file, beside a plain script of 30
lines (csv, string formatting, `json.dumps`, `sha256`) over the same rows. Processor time of whole processes and of all
that they start; each run has one of the script beside it, and the median of the pairs is told. The machine was shared
with other work.

Memory is meant to stay below 300 MB. *All told* is the morning after: every instance went out within the last day, and
all of them stand in the state; a day later they are settled, and cost less. *As a shop names them* are names of two to
five words of all lengths, instead of six names with a number.

Rows go a fast lane: one row of a shape and of a length stands for all between, whatever rules find in it, and what a
text makes of numbers and words is computed without Jinja. The exact way, which laws hold both against, takes some
0.4 ms a row. It is taken by every row where a body has recipients; and by a row with what a rule may look at twice: a
placeholder, an address without https, signs that are no letters. *In a shop's words* is a spec that computes: the
discount in `vars`, an `{% if %}` among the words, a currency right before a number, a link that tells clicks apart. On
this virtual machine ratios went up and down by a fifth from run to run.

"""


class Line(NamedTuple):
    """One figure, what it is held against, and what it should be."""

    what: str
    pairs: tuple[tuple[Cost, Cost], ...]
    """What it cost, and what it is held against."""
    most: float

    def __str__(self) -> str:
        ratio = median(cost.cpu / against.cpu for cost, against in self.pairs)
        cost = median(cost.cpu for cost, _ in self.pairs)
        said = "met" if ratio <= self.most else "not met"
        cells = (
            self.what,
            f"{cost:.2f} s",
            f"{ratio:.2f} ×",
            f"≤ {self.most:g} ×",
            said,
            f"{max(cost.megabytes for cost, _ in self.pairs):.0f} MB",
        )
        return f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=3)
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
    script = [sys.executable, "script.py", "campaigns/products.csv"]
    plain = measured(script, folder, times=1)
    yield f"{machine()}\n"
    yield f"**{rows:,} rows**; the script: {plain.cpu:.2f} s, {plain.megabytes:.0f} MB\n"
    yield "| | processor time | times the script | aim | | memory |\n| --- | ---: | ---: | ---: | --- | ---: |"

    def line(what: str, words: list[str], most: float) -> Line:
        pairs = [
            (measured([*CTC, *words], folder, times=1), measured(script, folder, times=1))
            for _ in range(times)
        ]
        return Line(what, tuple(pairs), most)

    compiled, linted, planned = ["compile", "--format", "ndjson"], ["lint", "-q"], ["plan", "-q"]
    yield str(line("compile", compiled, 3))
    yield str(line("lint", linted, 5))
    yield str(line("plan, all new", planned, 5))
    told(folder)
    same = line("plan, all told", planned, 5)
    yield str(same)
    change(folder, rows // 100)
    other = line("", planned, 1.2)
    pairs = tuple((one, before) for (one, _), (before, _) in zip(other.pairs, same.pairs, strict=True))
    yield str(Line("plan, 1 % of the rows changed, held against all told", pairs, 1.2))
    (folder / ".ctc" / "sandbox.db").unlink()
    shop(folder, rows)
    yield str(line("compile, as a shop names them", compiled, 3))
    yield str(line("lint, as a shop names them", linted, 5))
    yield str(line("plan, all new, as a shop names them", planned, 5))
    spec = SPEC
    for plain, worded in WORDED.items():
        spec = spec.replace(plain, worded)
    (folder / "campaigns" / "drop.yaml").write_text(spec)
    yield str(line("compile, in a shop's words", compiled, 3))
    yield str(line("lint, in a shop's words", linted, 5))
    yield str(line("plan, all new, in a shop's words", planned, 5))


def shop(folder: Path, rows: int) -> None:
    """Products with names of all lengths."""
    chance = Random(7)
    with (folder / "campaigns" / "products.csv").open("w") as file:
        file.write("sku,name,old_price,new_price\n")
        for number in range(rows):
            name = " ".join(chance.choice(WORDS.split()).capitalize() for _ in range(chance.randint(2, 5)))
            price = chance.randint(100, 20_000) / chance.choice((1, 10, 100))
            less = round(price * chance.uniform(0.4, 0.99), 2)
            file.write(f"S{number:06d},{name},{price},{less}\n")


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
    address, intent = made["address"], hashlib.md5(b"%d" % number).hexdigest()
    marker = f"{intent[:8]}-{intent[8:12]}"
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
            marker=marker,
            name=f"{made['payload']['name']} #{marker}",  # type: ignore[index]
            endpoint=made["endpoint"],
            channel="push",
            scheduled_on=datetime.now(UTC) - timedelta(days=1),
            payload=made["payload"],  # type: ignore[arg-type]
            key_columns=("sku", "new_price"),
            day="2031-01-01",
            numbers={"new_price": 60.5},
        )
    )
    yield records.outcome(
        intent_id=intent, address=address, result="sent", detail="", campaign_id=FIRST + number
    )
    yield records.observed(address=address, campaign_id=FIRST + number, status=Status.SENT)


if __name__ == "__main__":
    main()
