"""Families: the lane agrees with the exact way, a file with the same family inline, any order with any other."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctc.canonical import canonical_bytes
from ctc.choice import Choice
from ctc.payloads.payload import Payload
from ctc.pipeline.compile import compile_for
from ctc.pipeline.engine.means import Means
from ctc.pipeline.families import compiling
from ctc.pipeline.lint import Way, lint_project

BODY: dict[str, Any] = {
    "name": "Price drop {{ name }} {{ sku }}",
    "target_mode": "push",
    "when": "2031-01-15 18:00",
    "where": {
        "event_name": "Product Viewed",
        "from": "7 days ago",
        "to": "yesterday",
        "event_properties": [{"name": "SKU", "operator": "equals", "value": "{{ sku }}"}],
    },
    "content": {
        "title": "{{ name }} fell to {{ price }}",
        "body": "It was {{ price * 2 }}. {{ name | upper }}",
        "platform_specific": {
            "android": {"wzrk_cid": "offers", "deep_link": "shop://p/{{ sku }}/{{ name }}"}
        },
    },
}
NAMES = st.one_of(
    st.sampled_from(
        [
            "Silver Tips",
            "TODO",
            "x" * 90,
            "SHOUTING AND LOUD!!",
            "a  b",
            " lead",
            "trail ",
            "",
            "चाय",
            "Thé",
            "{{ x }}",
            "20310115",
            "http://x",
            "lorem ipsum",
            "a\u202eb",
            '"quoted"',
            "back\\slash",
            "<b>",
            "&amp;",
            "\u20b9 5",
            "true",
        ]
    ),
    st.text(alphabet="abcXYZ 09._'-", min_size=1, max_size=30),
    st.text(max_size=12).filter(lambda text: text.isprintable()),
)
ROWS = st.lists(
    st.tuples(
        NAMES, st.one_of(st.integers(-5, 2000), st.floats(0, 100, allow_nan=False).map(lambda f: round(f, 2)))
    ),
    min_size=1,
    max_size=14,
)
RULED = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def rows_of(drawn: list[tuple[str, float]]) -> list[dict[str, Any]]:
    return [
        {"sku": f"S{index}", "name": name, "price": price, "twice": price * 2 - index % 3}
        for index, (name, price) in enumerate(drawn)
    ]


class _Quoted(yaml.SafeDumper):
    """Texts in quotes: `0E0` without is a number to YAML 1.2, and none to this library."""

    def represent_str(self, data: str) -> yaml.ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", data, style='"')


_Quoted.add_representer(str, _Quoted.represent_str)


def repository(
    folder: Path, each: object, rows: list[dict[str, Any]], body: dict[str, Any], **more: object
) -> None:
    (folder / "campaigns").mkdir(exist_ok=True)
    (folder / "ctc.yaml").write_text("version: 1\n")
    spec = {"version": 1, "id": "drop", "each": each, "campaign": body, **more}
    (folder / "campaigns" / "drop.yaml").write_text(yaml.dump(spec, Dumper=_Quoted, allow_unicode=True))
    (folder / "campaigns" / "rows.ndjson").write_text("".join(json.dumps(row) + "\n" for row in rows))


@contextmanager
def lane(least: int) -> Iterator[None]:
    before, compiling.LEAST = compiling.LEAST, least
    try:
        yield
    finally:
        compiling.LEAST = before


@contextmanager
def no_lane() -> Iterator[None]:
    """As if what is only speed were taken away."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "ctc.pipeline.families.fast", None)
        yield


def fields_of(payload: Payload) -> dict[str, Any]:
    """All that is compared of a payload, whatever it is kept as."""
    return {each.name: getattr(payload, each.name) for each in fields(Payload) if each.compare}


def said(folder: Path) -> tuple[list[Any], list[Any], tuple[Any, ...]]:
    """Every payload with all that planning asks of it, and every finding of compile and of lint."""
    compilation = compile_for(folder, {}, (), Choice(), Means(cache=False, processes=False))
    payloads = [(fields_of(p), canonical_bytes(p.body), p.body) for p in compilation.payloads]
    lint = lint_project(folder, {}, (), Choice(), Way(cache=False, processes=False)).diagnostics
    return payloads, list(compilation.diagnostics), lint


@pytest.mark.parametrize("where", [None, "{{ price > 5 }}", "{{ price <= twice }}"])
@given(drawn=ROWS, data=st.data())
@RULED
def test_the_lane_agrees_with_the_exact_way(
    tmp_path_factory: pytest.TempPathFactory,
    where: str | None,
    drawn: list[tuple[str, float]],
    data: st.DataObject,
) -> None:
    folder = tmp_path_factory.mktemp("family")
    each = {"file": "rows.ndjson", "key": "sku", **({"where": where} if where else {})}
    bound = data.draw(
        st.sampled_from([{}, {"when": "now"}, {"when": "{{ '2031-01-15 18:0' ~ (price | int) % 10 }}"}])
    )
    repository(folder, each, rows_of(drawn), {**BODY, **bound})
    with lane(1):
        fast = said(folder)
    with no_lane():
        exact = said(folder)
    assert fast == exact


@given(drawn=ROWS)
@RULED
def test_a_family_from_a_file_is_the_family_inline(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[str, float]]
) -> None:
    rows = rows_of([(name, price) for name, price in drawn if "{" not in name])
    if not rows:
        return
    folder, inline = tmp_path_factory.mktemp("file"), tmp_path_factory.mktemp("inline")
    repository(folder, {"file": "rows.ndjson", "key": "sku"}, rows, BODY)
    repository(inline, [{"key": row["sku"], **row} for row in rows], rows, BODY)
    with lane(1):
        made = {
            p.address: (canonical_bytes(p.body), p.digest, p.audience)
            for p in compile_for(folder, {}, (), Choice()).payloads
        }
    want = {
        p.address: (canonical_bytes(p.body), p.digest, p.audience)
        for p in compile_for(inline, {}, (), Choice()).payloads
    }
    assert made == want


@given(drawn=ROWS, data=st.data())
@RULED
def test_the_order_of_rows_never_matters(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[str, float]], data: st.DataObject
) -> None:
    rows = rows_of(drawn)
    folder = tmp_path_factory.mktemp("order")
    with lane(1):
        repository(folder, {"file": "rows.ndjson", "key": "sku"}, rows, BODY)
        before = said(folder)[0]
        repository(folder, {"file": "rows.ndjson", "key": "sku"}, data.draw(st.permutations(rows)), BODY)
        assert said(folder)[0] == before
