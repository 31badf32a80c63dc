"""Recipients by row: who is taken, who is left out, and in which words a file is refused, in each form that it has."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ctc.payloads.recipient_groups import MAX_PROBLEMS, Group, Groups, groups_of
from ctc.payloads.recipient_rows import MAX_LINE
from ctc.payloads.recipient_words import MAX_FINDINGS
from ctc.payloads.recipients import Described, describe


def grouped(
    tmp_path: Path, text: str, match: Mapping[str, Any], name: str = "u.csv", column: Any = "id"
) -> Groups:
    path = tmp_path / name
    path.write_text(text)
    found = path.stat()
    return groups_of(path, (found.st_ino, found.st_size, found.st_mtime_ns), column, match)


def described(tmp_path: Path, text: str, name: str = "u.csv", column: Any = "id", **more: Any) -> Described:
    (tmp_path / name).write_text(text)
    stated = {"file": name, **({"column": column} if column else {}), **more}
    return describe(tmp_path, tmp_path, "Identity", stated)


FILE = "id,sku,price\nann,A1,590.0\nbob,A1,590\nann,A1,590\n,A1,590\neve,B2,99.50\nkim,,\n"
MATCHED: list[tuple[Mapping[str, Any], tuple[str, ...], int, int]] = [
    ({"sku": "A1"}, ("ann", "bob"), 1, 1),
    ({"sku": " A1 "}, ("ann", "bob"), 1, 1),
    ({"price": 590}, ("ann", "bob"), 1, 1),
    ({"price": 590.0}, ("ann", "bob"), 1, 1),
    ({"price": "590"}, ("bob", "ann"), 0, 1),
    ({"price": "590.0"}, ("ann",), 0, 0),
    ({"price": 99.5}, ("eve",), 0, 0),
    ({"price": "99.5"}, (), 0, 0),
    ({"sku": "A1", "price": 590}, ("ann", "bob"), 1, 1),
    ({"sku": "B2", "price": 590}, (), 0, 0),
    ({"sku": ""}, ("kim",), 0, 0),
    ({"sku": None}, ("kim",), 0, 0),
    ({"sku": "Z"}, (), 0, 0),
]


@pytest.mark.parametrize(
    ("match", "people", "duplicates", "blank"), MATCHED, ids=[str(row[0]) for row in MATCHED]
)
def test_whom_a_row_takes(
    tmp_path: Path, match: Mapping[str, Any], people: tuple[str, ...], duplicates: int, blank: int
) -> None:
    found = grouped(tmp_path, FILE, match)
    assert found.of(match) == Group(people=people, duplicates=duplicates, blank=blank)
    objects = [
        dict(zip(("id", "sku", "price"), line.split(","), strict=True)) for line in FILE.splitlines()[1:]
    ]
    lines = "".join(f"{json.dumps(one)}\n" for one in objects)
    again = grouped(tmp_path, lines, match, "u.ndjson")
    assert again.of(match).people == people
    assert again.of(match).duplicates == duplicates


def test_a_number_in_an_object_is_matched_as_one(tmp_path: Path) -> None:
    lines = '{"id": "ann", "price": 5}\n{"id": "bob", "price": "5.0"}\n{"id": "eve", "price": "five"}\n'
    assert grouped(tmp_path, lines, {"price": 5}, "u.ndjson").of({"price": 5}).people == ("ann", "bob")
    assert grouped(tmp_path, lines, {"price": "five"}, "u.ndjson").of({"price": "five"}).people == ("eve",)


LACKS: list[tuple[str, str, str, str | None]] = [
    ("u.csv", "id,skuu\nann,A1\n", "line 2 has no column 'sku'", "did you mean 'skuu'?"),
    ("u.csv", "id,sku,sku\nann,A1,A1\n", "line 2 has no column 'sku'", "did you mean 'sku'?"),
    ("u.ndjson", '{"id": "ann", "sku": "A1"}\n{"id": "bob"}\n', "line 2 has no column 'sku'", None),
    ("u.ndjson", '{"id": "bob", "skuu": 1}\n', "line 1 has no column 'sku'", "did you mean 'skuu'?"),
]


@pytest.mark.parametrize(("name", "text", "says", "hint"), LACKS)
def test_a_column_that_is_matched_by_must_be_there(
    tmp_path: Path, name: str, text: str, says: str, hint: str | None
) -> None:
    found = described(tmp_path, text, name, match={"sku": "A1"})
    assert found.file is None
    assert [(one.code, one.path) for one in found.findings] == [("CTC352", ("match",))]
    assert found.findings[0].message == f"{says}, by which recipients are matched"
    assert found.findings[0].hint == hint


@pytest.mark.parametrize("match", [{}, {"match": {"sku": "A1"}}], ids=["all rows", "some rows"])
@pytest.mark.parametrize(("wrong", "told"), [(1, 1), (20, 20), (21, 21), (400, 21)])
def test_of_many_wrong_lines_the_first_are_told(
    tmp_path: Path, match: dict[str, Any], wrong: int, told: int
) -> None:
    assert (MAX_FINDINGS, MAX_PROBLEMS) == (20, 20)
    found = described(tmp_path, "id,sku\nann,A1\n" + "x,y,z\n" * wrong, **match)
    assert (found.file, len(found.findings), found.read) == (None, told, "")
    assert found.findings[0].message == "line 3 has 3 fields, and the header 2"
    if wrong > 20:
        assert found.findings[-1].message == "more than 20 lines are wrong; the rest is not shown"


def test_what_is_known_of_a_file_is_told(tmp_path: Path) -> None:
    found = described(tmp_path, FILE, match={"sku": "A1"})
    assert found.file is not None
    assert (found.file.kind, found.file.file, found.file.column) == ("Identity", "u.csv", "id")
    assert (found.file.count, found.file.duplicates, found.file.blank) == (2, 1, 1)
    assert found.file.match == {"sku": "A1"}
    assert found.read.startswith(f"{(tmp_path / 'u.csv').resolve()}\0")
    whole = described(tmp_path, FILE)
    assert whole.file is not None
    assert (whole.file.count, whole.file.duplicates, whole.file.blank, whole.file.match) == (4, 1, 1, None)
    assert whole.read == found.read, "the same bytes of the same file"
    assert whole.file.sha256 != found.file.sha256, "of some rows only their people count"


SHAPES: list[dict[str, Any]] = [
    {"file": 3},
    {"file": " "},
    {"file": "u.csv", "column": 4},
    {"file": "u.csv", "more": 1},
    {"file": "u.csv", "match": {}},
    {"file": "u.csv", "match": ["sku"]},
    {"file": "u.csv", "match": None},
    {},
]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_what_is_no_reference_is_the_schemas_to_tell(tmp_path: Path, shape: dict[str, Any]) -> None:
    (tmp_path / "u.csv").write_text("id,sku\nann,A1\n")
    assert describe(tmp_path, tmp_path, "Identity", shape) == Described(file=None)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (["ann"], []),
        (["ann", "null"], ["a row holds"]),
        (["null", "undefined", "ann"], ["2 rows hold"]),
        (["NaN é", "ann"], []),
    ],
)
@pytest.mark.parametrize("name", ["u.csv", "u.ndjson"])
def test_what_programs_write_for_nothing_is_told(
    tmp_path: Path, values: list[str], said: list[str], name: str
) -> None:
    lines = [json.dumps({"id": value}) for value in values] if name.endswith("ndjson") else ["id", *values]
    found = described(tmp_path, "\n".join(lines), name)
    assert [one.code for one in found.findings] == ["CTC358"] * len(said)
    assert all(said[0] in one.message for one in found.findings)
    assert found.file is not None


@pytest.mark.parametrize(("length", "fine"), [(MAX_LINE - 3, True), (MAX_LINE - 2, False)])
def test_a_line_has_a_bound(tmp_path: Path, length: int, *, fine: bool) -> None:
    """A file without a line's end would else be read as one recipient."""
    found = described(tmp_path, f'"{"x" * length}"\n', "u.ndjson", None)
    assert (found.file is not None) is fine
    assert fine or found.findings[0].message == "line 1 is longer than 1,048,576 bytes"


def test_letters_of_other_scripts_are_read_as_all_others(tmp_path: Path) -> None:
    found = described(tmp_path, "id,x\né,1\n\u00a0,2\nann\u0007,3\n")
    assert [one.message for one in found.findings] == [
        "line 4 holds a line break or control character inside an identifier"
    ]


@pytest.mark.parametrize(
    "lines", ['{"id": "ann", "sku": "A1"}', '{"id": "ann", "price": 5}', '{"id": "ann"}']
)
def test_each_column_that_is_matched_by_must_be_there(tmp_path: Path, lines: str) -> None:
    found = described(tmp_path, lines, "u.ndjson", match={"sku": "A1", "price": 5})
    assert [(one.code, "by which recipients are matched" in one.message) for one in found.findings] == [
        ("CTC352", True)
    ]
