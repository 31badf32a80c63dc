"""A unit that the lane made is the one that the exact way makes, in all that anybody asks of it, one by one."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from ctc.canonical import canonical_bytes, compact
from ctc.choice import Choice
from ctc.payloads.payload import Payload
from ctc.pipeline.engine.facts import at_hand
from ctc.pipeline.engine.judging import judged_one
from ctc.pipeline.engine.unit import Unit
from ctc.pipeline.engine.units import all_units
from ctc.pipeline.families.fast.kind import Kind
from ctc.pipeline.families.fast.row_unit import RowUnit
from ctc.pipeline.settings import settings_for
from tests.laws.test_families import lane, no_lane

PROJECT = """\
version: 1
vars: {shop: Acme}
environments: {live: {api: sandbox, timezone: UTC, guards: {max_change: {price: 10%}}}}
default_environment: live
"""
SPEC = """\
version: 1
id: drop
revision: 3
owner: ann
labels: [x, y]
ignore: {CTC412: meant}
each: {file: rows.csv, key: [sku, size], row: row.json}
vars: {half: "{{ price / 2 }}"}
campaign:
  name: Drop {{ sku }} {{ size }}
  target_mode: push
  when: 2031-01-15 18:00
  where: {event_name: Viewed, from: 20301201, to: 20301231,
          event_properties: [{name: SKU, operator: equals, value: "{{ sku }}"}]}
  content:
    title: "{{ name }} at {{ shop }}"
    body: "{{ text }} for {{ price }}, half is {{ half }}"
    platform_specific: {android: {wzrk_cid: offers, deep_link: "shop://p/{{ sku }}"}}
"""
SCHEMA = '{"properties": {"price": {"type": "number"}, "size": {"type": "integer"}}}'
FIELDS = [each.name for each in fields(Payload) if each.compare]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    rows = [f'S{n},{n % 3},Cup {n % 4},"{"soft " * (n % 5)}Cu""p ü",{100 + n % 7}' for n in range(24)]
    for name, text in {
        "ctc.yaml": PROJECT,
        "campaigns/drop.yaml": SPEC,
        "campaigns/row.json": SCHEMA,
        "campaigns/rows.csv": "\n".join(["sku,size,name,text,price", *rows]) + "\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def both(here: Path) -> list[tuple[RowUnit, Unit]]:
    settings = settings_for(here, {}, Choice())
    with lane(1):
        fast = all_units(settings)
    with no_lane():
        exact = all_units(settings)
    assert [one.address for one in fast] == [one.address for one in exact]
    pairs = [(one, other) for one, other in zip(fast, exact, strict=True) if isinstance(one, RowUnit)]
    kinds: dict[int, Kind] = {id(one.kind): one.kind for one, _ in pairs}
    assert len(pairs) > 2 * len(kinds) > 0, "what rows have in common is there once"
    return pairs


def test_a_unit_of_the_lane_is_the_exact_one(here: Path) -> None:
    for one, other in both(here):
        for name in (
            "address",
            "path",
            "variant",
            "environment",
            "findings",
            "is_sound",
            "is_of_a_row",
        ):
            assert getattr(one, name) == getattr(other, name), name
        for name in (
            "address",
            "key",
            "id",
            "revision",
            "kind",
            "ignore",
            "guards",
            "labels",
            "owner",
        ):
            assert getattr(one.spec, name) == getattr(other.spec, name), name
        assert one.row is not None
        assert other.row is not None
        assert (one.row.values, one.row.line) == (other.row.values, other.row.line)
        assert one.row.raw == (other.row.raw if one.ready.found else "")
        variables = one.spec.variables
        assert {name: variables[name] for name in one.row.values} == variables["row"] == one.row.values
        assert one.body == other.body
        assert one.text(compact) == other.text(compact)
        assert one.text(lambda body: canonical_bytes(body).decode()) == canonical_bytes(other.body).decode()
        assert (one.is_of_a_kind, other.is_of_a_kind, one.alone().is_of_a_kind) == (True, False, False)


def test_the_payload_of_a_row_says_what_the_exact_one_says(here: Path) -> None:
    for one, other in both(here):
        made: Any = one.payload
        known: Any = other.payload
        for name in FIELDS:
            assert getattr(made, name) == getattr(known, name), name
        assert (made.length, made.digest, made.digest) == (known.length, known.digest, known.digest)
        assert (made.is_send, made.is_now) == (known.is_send, known.is_now)
        assert made.place_of("campaign", "when") == known.place_of("campaign", "when")
        assert made.numbers == {"price": one.row.values["price"], "size": one.row.values["size"]}  # type: ignore[union-attr]


def test_the_facts_of_a_row_are_those_of_the_exact_one(here: Path) -> None:
    settings = settings_for(here, {}, Choice())
    for one, other in both(here):
        known = judged_one(other, settings)
        facts = at_hand(one.ready)
        assert facts == known
        assert facts.marks == known.marks
        assert one.marks == known.marks
        assert at_hand(one.ready.quiet()) == known.quiet()
        assert judged_one(one.alone(), settings)._replace(payload=()) == known._replace(payload=())
