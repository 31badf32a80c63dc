"""Thirty days of changing files: each price of each product is told once, and nothing else, says the sandbox's log.

The days are played in this process; a run that is killed, and two that meet, are processes of their own.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from ctc.apply.applied import Applied
from ctc.choice import Choice, Given
from ctc.diagnostics import UserError
from ctc.pipeline.apply import apply
from ctc.pipeline.plan import Wanted, planned
from ctc.sandbox.embedded import running
from ctc.sandbox.settings import SandboxSettings
from tests.scenarios.apply.conftest import PATIENCE, Repository
from tests.scenarios.apply.places import InSqlite

SPEC = """\
version: 1
id: drop
each: {sample: sample.csv, key: [sku, price], row: row.json, where: "{{ price < old }}"}
guards: {min_rows: 3}
ignore: {CTC147: the old price is no news}
campaign:
  name: "{{ sku }} {{ price }}"
  target_mode: sms
  when: now
  where: {event_name: Product Viewed, from: 7 days ago, to: yesterday}
  content: {body: "{{ sku }} fell from {{ old }} to {{ price }}"}
"""
ROW = '{"properties": {"sku": {"type": "string"}, "old": {"type": "number"}, "price": {"type": "number"}}}'
FIRST = date(2031, 1, 1)
Prices = dict[str, tuple[int, int]]
"""By product, the price before and now."""


class Shop:
    """The repository, and what each day's run makes of a file."""

    def __init__(self, repository: Repository, log: Path) -> None:
        self.repository, self.log = repository, log
        self.day = FIRST
        self.due: set[str] = set()

    def file(self, text: str) -> Path:
        self.day += timedelta(days=1)
        return self.repository.write("today.csv", text)

    def prices(self, prices: Prices) -> Path:
        """The day's file, whose prices are to be told."""
        self.due |= {f"{sku} {price}" for sku, (old, price) in prices.items() if price < old}
        rows = "".join(f"{sku},{old},{price}\n" for sku, (old, price) in prices.items())
        return self.file(f"sku,old,price\n{rows}")

    def run(self, path: Path) -> Applied:
        """One night: exit 0 or 1 as the command has it; raises UserError where there is no plan."""
        given = {"drop": Given(shown=path.name, path=path)}
        choice = Choice(data=given, as_of=self.day)
        with planned(self.repository.root, {}, Wanted(choice=choice, durable=True)) as made:
            return apply(made, lambda event: None, on_interrupt=lambda: None)

    def command(self, path: Path) -> tuple[str, ...]:
        return ("apply", "--auto-approve", "--as-of", self.day.isoformat(), "--data", f"drop={path.name}")

    def refuses(self, path: Path) -> None:
        try:
            applied = self.run(path)
        except UserError:
            return
        assert applied.refused

    def told(self) -> Counter[str]:
        with_marker = [row for row in self.log_rows() if row["kind"] == "create" and row["accepted"]]
        return Counter(row["name"].split(" #")[0] for row in with_marker)

    def log_rows(self) -> list[dict[str, Any]]:
        import http.client

        connection = http.client.HTTPConnection(self.repository.url.removeprefix("http://"), timeout=PATIENCE)
        connection.request("GET", "/sandbox/log.json")
        rows: list[dict[str, Any]] = json.loads(connection.getresponse().read())["requests"]
        connection.close()
        return rows


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with running(tmp_path / "sandbox", settings=replace(SandboxSettings(), running_seconds=0.0)) as url:
        root = tmp_path / "repository"
        repository = Repository(root, url, InSqlite(root))
        repository.configure(timeout="5s")
        repository.write("campaigns/drop.yaml", SPEC)
        repository.write("campaigns/row.json", ROW)
        repository.write("campaigns/sample.csv", "sku,old,price\nS,2,1\n")
        yield Shop(repository, tmp_path)


def test_each_price_is_told_once(shop: Shop) -> None:
    prices: Prices = {sku: (100, 50 + number) for number, sku in enumerate("ABCDEFGH")}
    for change in (
        {},
        {},
        {"I": (100, 70)},  # new
        {"A": (100, 40)},  # cheaper
        {"B": None},  # gone
        {"B": (100, 51)},  # and back
        {"C": (100, 120)},  # dearer
        {"C": (100, 52)},  # back at a price that was told
        {"C": (100, 45)},  # cheaper than ever
        {"D": (99, 53)},  # another text for what was told
    ):
        prices = changed(prices, change)
        assert not shop.run(shop.prices(prices)).failed
    assert shop.told() == Counter(shop.due)
    bad_files(shop, prices)
    prices = killed(shop, prices)
    prices = two_at_once(shop, prices)
    rng = Random(7)
    while shop.day < FIRST + timedelta(days=30):
        prices = changed(prices, {sku: a_day(rng) for sku in "ABCDEFGHIJKL" if rng.random() < 0.4})
        if len(prices) >= 3:
            assert not shop.run(shop.prices(prices)).failed
    assert shop.told() == Counter(shop.due)


def changed(prices: Prices, change: dict[str, Any]) -> Prices:
    return {sku: pair for sku, pair in {**prices, **change}.items() if pair is not None}


def a_day(rng: Random) -> tuple[int, int] | None:
    """Another price, out of few, so that many come back; or the product is gone."""
    return None if rng.random() < 0.25 else (rng.choice([90, 100]), rng.choice([40, 45, 50, 95, 120]))


def bad_files(shop: Shop, prices: Prices) -> None:
    """What is cut, empty or short sends nothing."""
    whole = "sku,old,price\n" + "".join(f"{sku},{old},{price - 1}\n" for sku, (old, price) in prices.items())
    before = shop.told()
    for text in (whole[: len(whole) // 2 - 1], whole[:22], "", "sku,old,price\n"):
        shop.refuses(shop.file(text))
    assert shop.told() == before


def killed(shop: Shop, prices: Prices) -> Prices:
    """A run dies in the middle of a family, its request on the way; the next one goes on."""
    prices = changed(prices, dict.fromkeys("ABCD", (100, 30)))
    path = shop.prices(prices)
    dead = shop.repository.start(*shop.command(path), CTC_FAILPOINT="after-last-byte:2:kill")
    dead.communicate(timeout=PATIENCE)
    assert dead.returncode == -9
    assert not shop.run(path).in_doubt
    shop.run(path)
    assert shop.told() == Counter(shop.due)
    return prices


def two_at_once(shop: Shop, prices: Prices) -> Prices:
    prices = changed(prices, dict.fromkeys("EFGH", (100, 20)))
    path = shop.prices(prices)
    both = [shop.repository.start(*shop.command(path)) for _ in range(2)]
    for one in both:
        one.communicate(timeout=PATIENCE)
    shop.run(path)
    assert shop.told() == Counter(shop.due)
    return prices
