"""Segments by any id: from a line of their own, or carried by those who are in them."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ctc.people.load import LoadError, open_loaded
from ctc.people.person import person_of
from ctc.people.segments import SEGMENTS
from ctc.query.evaluate import audience_of
from ctc.query.parse import QueryError

TODAY = date(2026, 11, 24)
LINES = [
    {"properties": {"City": "Pune"}, "segments": [1700001]},
    {"properties": {"City": "Kochi"}, "segments": [1001]},
    {"properties": {"City": "Pune", "Customer Type": "Platinum"}},
    {
        "segment": 12,
        "name": "in Pune",
        "where": {"profile_fields": [{"name": "City", "operator": "equals", "value": "Pune"}]},
    },
    {"segment": 13},
]


WHO: dict[int, list[dict[str, Any]]] = {
    1001: [{"properties": {"Customer Type": "Platinum"}}],
    1002: [{"properties": {"LTV": 5000}}, {"properties": {"LTV": 5001}}],
    1003: [{"events": [{"name": "Charged", "on": day}]} for day in (20250101, 20251231)],
    1004: [{"events": [{"name": "Added To Cart", "on": day}]} for day in (20250101, 20251231)],
    1005: [{"properties": {"City": "Mumbai"}}],
    1006: [{"properties": {"tags": "tester"}}],
}
NOT: list[dict[str, Any]] = [
    {"properties": {"Customer Type": "Gold", "LTV": 4999, "City": "Pune", "tags": "other"}},
    {
        "events": [
            {"name": name, "on": day} for name in ("Charged", "Added To Cart") for day in (20241231, 20260101)
        ]
    },
]
BOTH = [{"name": "Charged", "on": 20251231}, {"name": "Added To Cart", "on": 20250101}]


@pytest.mark.parametrize("segment", WHO)
def test_who_is_in_a_segment_that_comes_with_it(tmp_path: Path, segment: int) -> None:
    """As the page says of each, both ends of the year included; who also bought left no cart behind."""
    lines = [*WHO[segment], *NOT, {"events": BOTH}]
    people = open_loaded(tmp_path / "cache.db", written(tmp_path, *lines))
    inside = {number + 1 for number, _ in enumerate(WHO[segment])} | (
        {len(lines)} if segment == 1003 else set()
    )
    assert audience_of({"segment": segment}, people, today=date(2026, 2, 1)) == inside


def written(tmp_path: Path, *lines: Any) -> Path:
    file = tmp_path / "people.ndjson"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return file


@pytest.mark.parametrize(
    ("segment", "expected"),
    [
        (12, {1, 3}),  # a query of the file
        (13, set()),  # known, and nobody is in it
        (1700001, {1}),  # carried
        (1001, {2}),  # a segment of the sample that the file's people carry: they say who is in it
        (1005, set()),  # a segment of the sample, by its query
    ],
)
def test_who_is_in_a_segment(tmp_path: Path, segment: int, expected: set[int]) -> None:
    people = open_loaded(tmp_path / "cache.db", written(tmp_path, *LINES))
    assert audience_of({"segment": segment}, people, today=TODAY) == expected
    assert audience_of({"segment": "all", "exclude_segments": [str(segment)]}, people, today=TODAY) == (
        {1, 2, 3} - expected
    )


def test_an_id_that_nobody_names_is_not_defined(tmp_path: Path) -> None:
    people = open_loaded(tmp_path / "cache.db", written(tmp_path, *LINES))
    with pytest.raises(QueryError, match=r"^Segment 77 is not defined or not processed$"):
        audience_of({"segment": 77}, people, today=TODAY)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"segment": "vip"}, "a segment's id is a number"),
        ({"segment": True}, "a segment's id is a number"),
        ({"segment": 2**63}, "a segment's id is a number"),
        ({"segments": [2**63]}, "a segment's id is a number"),
        ({"events": [{"name": "\ud800", "day": 20260105}]}, "half of a surrogate pair"),
        ({"segment": 1, "were": {}}, "did you mean 'where'"),
        ({"segment": 1, "where": []}, "where must be an object"),
        ({"segments": ["vip"]}, "'vip' is none"),
        ({"profile": {}, "properties": {}}, "which are the same"),
        ({"events": [{"name": "x", "day": "2026-02-30"}]}, "an event needs a name, and a day"),
        ({"events": [{"name": "x", "day": 20260101, "propertys": {}}]}, "did you mean 'properties'"),
    ],
)
def test_a_line_that_is_wrong(tmp_path: Path, line: Any, why: str) -> None:
    with pytest.raises(LoadError, match="line 1") as caught:
        open_loaded(tmp_path / "cache.db", written(tmp_path, line))
    assert why in str(caught.value)


def test_a_test_s_words_and_a_file_s_words_are_the_same() -> None:
    by_file = {"properties": {"City": "Pune"}, "events": [{"name": "Charged", "day": 20260105}]}
    by_test = {"profile": {"City": "Pune"}, "events": [{"name": "Charged", "on": "2026-01-05"}]}
    assert person_of(1, by_file) == person_of(1, by_test)


def test_bytes_that_are_no_text_and_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "people.ndjson"
    file.write_bytes(b'\xef\xbb\xbf{"properties": {"City": "Pune"}}\n')
    assert len(open_loaded(tmp_path / "a.db", file).profiles) == 1
    file.write_bytes(b'{"properties": {"City": "\xff"}}\n')
    with pytest.raises(LoadError, match="line 1: this is not UTF-8"):
        open_loaded(tmp_path / "b.db", file)
    file.write_bytes(b'{"properties": {"City"}}\n')
    with pytest.raises(LoadError, match=r"no JSON of one person .*column 23"):
        open_loaded(tmp_path / "b.db", file)


def test_the_page_s_file_can_be_loaded_and_its_table_is_the_segments(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[3] / "docs/how-to/people-for-the-sandbox.md").read_text("utf-8")
    file = tmp_path / "people.ndjson"
    file.write_text(page.split("```json\n")[1].split("```")[0], "utf-8")
    people = open_loaded(tmp_path / "cache.db", file)
    assert audience_of({"segment": 1700001}, people, today=TODAY) == {1}
    assert audience_of({"segment": 1700002}, people, today=TODAY) == set()
    rows = [(int(row[1]), row[2]) for row in re.finditer(r"^\| (\d{4}) \| ([^|]+) \|", page, re.MULTILINE)]
    assert rows == [(each.id, each.name) for each in SEGMENTS.values()]


def test_the_smallest_id_is_one(tmp_path: Path) -> None:
    people = open_loaded(
        tmp_path / "cache.db", written(tmp_path, {"segment": 1, "name": "all"}, {"segments": [1]}, {})
    )
    assert audience_of({"segment": 1}, people, today=TODAY) == {2}
