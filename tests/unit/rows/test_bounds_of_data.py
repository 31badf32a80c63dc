"""Bounds of a data file, each at its exact place, and where a row of any form stands."""

import json
from io import BytesIO
from typing import Any

import pytest

from ctc.rows import pieces, reading
from ctc.rows.family_data import FamilyData, family_data
from ctc.rows.instances import Instances, names_instance
from ctc.rows.keys import composed, decimal_text, is_number_text, key_part, number_of, sort_key
from ctc.rows.limits import MAX_COLUMNS, MAX_FAULTS, MAX_KEY, MAX_ROW
from ctc.rows.places import place_of, row_problem
from ctc.rows.reading import DataRows
from ctc.rows.row import Row, Table
from ctc.rows.tally import Tally
from ctc.validation.row_schema import RowSchema
from tests.unit.rows.test_data_files import read


def told(data: bytes) -> list[tuple[str, int, int, str]]:
    rows, _ = read(data)
    return [(one.code, one.line, one.column, one.message) for one in rows.problems]


def wide(count: int) -> bytes:
    names = ",".join(f"c{number}" for number in range(count))
    return f"{names}\n{names}\n".encode()


def thick(count: int, form: str) -> bytes:
    text = json.dumps({f"c{number}": 1 for number in range(count)})
    return (f"[{text}]" if form == "list" else text).encode()


@pytest.mark.parametrize("form", ["csv", "line", "list"])
def test_columns_have_a_bound(form: str) -> None:
    fine, more = ((wide if form == "csv" else lambda n: thick(n, form))(MAX_COLUMNS + n) for n in (0, 1))
    assert told(fine) == []
    [(code, line, _, message)] = told(more)
    assert (code, line, "500 columns" in message) == ("CTC138", 1, True)


@pytest.mark.parametrize("form", ["csv", "line", "list"])
def test_a_row_has_a_bound(form: str) -> None:
    """A megabyte: what is longer is no row, and is not read into memory to be told so."""
    around = {"csv": ("a\n", "\n"), "line": ('{"a": "', '"}\n'), "list": ('[{"a": "', '"}]')}[form]
    inner = MAX_ROW - {"csv": 1, "line": 10, "list": 9}[form]
    cell = '"' + "x" * (inner - 2) + '"' if form == "csv" else "x" * inner
    if form == "csv":
        cell = ",".join(["x" * 100_000] * 10) + "," + "x" * (inner - 1_000_010)
        around = (",".join("abcdefghijk") + "\n", "\n")
    assert told((around[0] + cell + around[1]).encode()) == []
    [(code, _, _, message)] = told((around[0] + cell + "x" + around[1]).encode())
    assert (code, message) == ("CTC138", f"this row is longer than {MAX_ROW:,} bytes")


def test_the_bound_of_a_row_is_its_own_and_not_that_of_the_rows_before_it() -> None:
    """Of a list in which a long row and the beginning of the next one stand on one line."""
    rows, found = read(b'[{"a":' + b" " * 600_000 + b'"x"}, {"a":\n"y"}]')
    assert (rows.problems, found) == ([], [{"a": "x"}, {"a": "y"}])


@pytest.mark.parametrize(("length", "fine"), [(131_072, True), (131_073, False)])
def test_a_cell_has_a_bound(length: int, *, fine: bool) -> None:
    found = told(b"a,b\n1," + b"x" * length + b"\n")
    assert (found == []) is fine
    assert fine or found == [("CTC138", 2, 1, "a cell of this row is longer than 131,072 characters")]


def test_rows_and_bytes_and_faults_have_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_ROWS", 3)
    assert told(b"a\n1\n2\n3\n") == []
    [(code, line, _, message)] = told(b"a\n1\n2\n3\n4\n5\n")
    assert (code, line, "more than 3 rows" in message) == ("CTC138", 5, True)
    assert read(b"a\n1\n2\n3\n4\n5\n")[1] == [{"a": "1"}, {"a": "2"}, {"a": "3"}]
    monkeypatch.setattr(pieces, "MAX_DATA", 8)
    assert told(b"a\n1\n2\n3\n") == []
    [(code, line, _, message)] = told(b"a\n1\n2\n3\n\n")
    assert (code, line, message) == ("CTC138", 5, "the file holds more than 8 bytes")


@pytest.mark.parametrize(
    ("wrong", "last"), [(MAX_FAULTS, ""), (MAX_FAULTS + 1, "more than 20 rows cannot be read")]
)
def test_of_many_wrong_rows_twenty_are_told(wrong: int, last: str) -> None:
    found = told(b"a,b\n" + b"1\n" * wrong + b"1,2\n")
    assert len(found) == MAX_FAULTS + bool(last)
    assert found[0][1:] == (2, 1, "this row has 1 field, and the header 2: 'b' and all behind it are missing")
    assert found[-1][1] == wrong + 1
    assert last in found[-1][3]


def test_what_is_read_is_hashed_and_counted() -> None:
    rows = DataRows(BytesIO(b"a\n1\n\n2\n"), "f.csv")
    assert [row.line for row in rows] == [2, 4]
    assert (rows.count, rows.size, rows.table.columns, rows.table.shown) == (2, 7, ("a",), "f.csv")
    assert (
        rows.sha256 == "d8e5ecb02ef4c1cc9c0ff1ebb5ab4d4a2cf6b1d6dcdd1ee3cb3ac0ab6d1c6d2b"
        or len(rows.sha256) == 64
    )
    rows.spoil(rows_fault := read(b"a\n1,2\n")[0].problems[0])
    assert (rows.problems, rows.is_spoiled) == ([rows_fault], True)


PLACES: list[tuple[bytes, str | None, tuple[int, int]]] = [
    (b"a,b,c\n1,2,3\n", "a", (2, 1)),
    (b"a,b,c\n1,2,3\n", "c", (2, 5)),
    (b'a,b,c\n"1,1",2,3\n', "b", (2, 7)),
    (b'a,b,c\n1,"2\n2","3"\n', "c", (3, 4)),
    (b'a,b\n"1""",2\n', "b", (2, 7)),
    (b'{"a": "}", "b": [1, {"c": 2}], "c": 3}\n', "c", (1, 37)),
    (b'  {"a": 1, "b": 2}\n', "b", (1, 17)),
    (b'  {"a": 1, "b": 2}\n', "a", (1, 9)),
    (b'  {"a": 1, "b": 2}\n', None, (1, 3)),
    (b'[\n {"a": 1,\n\n  "b":\n 2}]', "b", (5, 2)),
    (b'[{"a": 1}, {"a": 2}]', "a", (1, 8)),
    ('{"e\u0301": 1, "b": 2}\n'.encode(), "\u00e9", (1, 8)),
]


@pytest.mark.parametrize(("data", "column", "place"), PLACES)
def test_where_a_cell_stands(data: bytes, column: str | None, place: tuple[int, int]) -> None:
    row = next(iter(DataRows(BytesIO(data), "f.csv")))
    found = place_of(row, column)
    assert (found.line, found.column) == place
    made = row_problem(row, column, "CTC380", "m", "h")
    assert (made.code, made.file, made.line, made.column, made.message, made.hint) == (
        "CTC380",
        "f.csv",
        *place,
        "m",
        "h",
    )


@pytest.mark.parametrize("blank", ["", " ", "  ", "\t", " \r"])
@pytest.mark.parametrize(
    "shape", ['{"a"~:~VALUE~,~"b"~:~VALUE~,~"c"~:~VALUE~}', '{~"a":VALUE,"b":VALUE,"c":VALUE}']
)
@pytest.mark.parametrize(
    "value", ['"x"', '"}, \\"b\\": 1"', "-1.5e3", "null", "[]", '[{"c": 1}, "b"]', '{"b": {}}', '""']
)
def test_where_a_value_stands_however_the_object_is_spaced(shape: str, blank: str, value: str) -> None:
    text = shape.replace("~", blank).replace("VALUE", value)
    row = next(iter(DataRows(BytesIO(text.encode()), "f.ndjson")))
    for column in "abc":
        rest = text[place_of(row, column).column - 1 :]
        assert text[: -len(rest)].rstrip().endswith(":")
        assert json.JSONDecoder().raw_decode(rest)[0] == row.values[column]


LISTS: list[tuple[bytes, list[tuple[int, int]]]] = [
    (b'[{"a": 1}, {"a": 2}]', [(1, 2), (1, 12)]),
    (b'\n\n [ {"a": 1},\n\n   {"a": 2}\n]\n', [(3, 4), (5, 4)]),
    (b'[{"a":\n1}\n,{"a": 2}]', [(1, 2), (3, 2)]),
    (b'{"a": 1}\n\n  {"a": 2}\n', [(1, 1), (3, 3)]),
    (b'\xef\xbb\xbf{"a": 1}\n', [(1, 1)]),
    (b'a\n"1\n1"\n2\n', [(2, 1), (4, 1)]),
]


@pytest.mark.parametrize(("data", "places"), LISTS)
def test_where_each_row_begins(data: bytes, places: list[tuple[int, int]]) -> None:
    rows = DataRows(BytesIO(data), "f")
    assert [(row.line, row.column) for row in rows] == places
    assert not rows.problems
    for row, (line, _) in zip(DataRows(BytesIO(data), "f"), places, strict=True):
        assert row.line == line
        assert row.raw.strip() in data.decode("utf-8-sig")


def test_a_long_list_is_read_as_it_comes() -> None:
    """Rows over many lines, in pieces as large as what is at hand."""
    rows = [{"name": f"n{number}", "more": ["x" * (number % 50)] * 3} for number in range(500)]
    for text in (json.dumps(rows), json.dumps(rows, indent=2), "\n".join(map(json.dumps, rows))):
        found, values = read(text.encode())
        assert (values, found.problems, found.count) == (rows, [], 500)


FORMS = [
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"\x1f\x8b",
    b"PAR1",
    b"%PDF-1.4",
    b"<!DOCTYPE html>",
    b"<html>",
    b"<?xml ",
]


@pytest.mark.parametrize("begun", FORMS)
def test_what_is_no_data_at_all_is_named(begun: bytes) -> None:
    for data in (begun, b"  \t" + begun):
        [(code, line, column, message)] = told(data + b"x\n")
        assert (code, line, column) == ("CTC132", 1, 1)
        assert message.startswith("this is ")


KEYED = [
    (b"sku\na\nb\n", ["a", "b"], []),
    (b"sku\na\na\nb\n", ["a", "b"], ["'a' stands in line 2 already: two campaigns with one key cannot be told apart"]),
    (b"sku\na,b\n", [], []),
    (b'sku\n"a,b"\n', [], ["'a,b' in the key column 'sku' cannot stand in an address: no comma, bracket, template or "
     "character that nobody sees can"]),
    (b'sku,x\n ,1\n', [], ["the key column 'sku' is blank here: nothing tells this row from another one"]),
    (b"sku\n" + b"x" * 200 + b"\n", ["x" * 200], []),
    (b"sku\n" + b"x" * 201 + b"\n", [], ["the key column 'sku' holds more than 200 characters here"]),
    (b'{"sku": ["a"]}\n', [],
     ["the key column 'sku' holds no text, number or truth value here: it cannot name an instance"]),
    (b'{"sku": 5}\n{"sku": 5.0}\n', ["5"],
     ["'5' stands in line 1 already: two campaigns with one key cannot be told apart"]),
    (b'{"sku": "a", "b": 1}\n{"sku": "b"}\n', ["a"], ["this row lacks 'b', which the rows before it have"]),
    (b'{"sku": "a"}\n{"sku": "b", "c": 1}\n', ["a"], ["this row has 'c', which the rows before it lack"]),
    (b'{"sku": null}\n', [], ["the key column 'sku' is blank here: nothing tells this row from another one"]),
]  # fmt: skip


@pytest.mark.parametrize(("data", "keys", "says"), KEYED, ids=[str(n) for n in range(len(KEYED))])
def test_which_rows_are_instances(data: bytes, keys: list[str], says: list[str]) -> None:
    instances = Instances(["sku"])
    found = [one.key for one in instances.of(DataRows(BytesIO(data), "f"))]
    assert found == [(key,) for key in keys]
    assert [one.message for one in instances.findings()] == says
    assert instances.lacking is None


def test_what_recipients_are_is_not_shown() -> None:
    instances = Instances(["sku", "user"], hidden=frozenset({"user"}))
    data = b'sku,user\na,ann\na,ann\nb,"an,n"\n"b,c",bob\n'
    assert [one.key for one in instances.of(DataRows(BytesIO(data), "f"))] == [("a", "ann")]
    said = [one.message for one in instances.findings()]
    assert said[0].startswith("this row stands in line 2 already")
    assert said[1].startswith("this value in the key column 'user' cannot stand")
    assert said[2].startswith("'b,c' in the key column 'sku' cannot stand")
    assert instances.unknown("usr") == "", "nor is its column guessed"
    assert instances.unknown("skuu") == "did you mean 'sku'?"
    assert instances.unknown("sku") is None
    assert Instances(["sku"]).unknown("x") is None, "there are no rows"


@pytest.mark.parametrize(
    ("data", "lacking"),
    [
        (b"skuu\na\n", ("sku", "did you mean 'skuu'?")),
        (b"zzz\na\nb\n", ("sku", None)),
        (b'{"skuu": "a"}\n', ("sku", "did you mean 'skuu'?")),
    ],
)
def test_a_column_of_the_key_that_the_file_lacks_is_told_once(
    data: bytes, lacking: tuple[str, str | None]
) -> None:
    instances = Instances(["sku"])
    rows = DataRows(BytesIO(data), "f")
    assert [*instances.of(rows)] == []
    assert instances.lacking == lacking
    assert [*instances.findings()] == []
    assert rows.count == data.count(b"\n") - (b"{" not in data), "the file is read to its end"


@pytest.mark.parametrize(
    ("data", "untyped"),
    [
        (b"sku,b\n1,x\n2.5,x\n", ["sku"]),
        (b"sku,b\n1,x\nx,x\n", []),
        (b"sku,b\nx,x\n1,x\n", []),
        (b"sku,b\n", []),
        (b'{"sku": "1"}\n', ["sku"]),
        (b'{"sku": 1}\n{"sku": "2.00"}\n', ["sku"]),
        (b'{"sku": "1"}\n{"sku": "x"}\n', []),
        (b'{"sku": 1}\n', []),
        (b'{"sku": true}\n', []),
    ],
)
def test_a_key_of_numbers_without_a_type_is_known(data: bytes, untyped: list[str]) -> None:
    instances = Instances(["sku"])
    assert len([*instances.of(DataRows(BytesIO(data), "f"))]) == max(
        0, data.count(b"\n") - (b"{" not in data)
    )
    assert instances.untyped == untyped


NUMBER = '{"properties": {"n": {"type": ["number", "null"]}}}'


@pytest.mark.parametrize(
    ("data", "schema", "unbounded", "lines"),
    [
        (b"sku,n\na,1\nb,2\n", None, ["n"], []),
        (b"sku,n\na,1\nb,2\n", '{"properties": {"n": {"type": "string"}}}', ["n"], []),
        (b"sku,n\na,1\nb,2\n", NUMBER, [], []),
        (b"sku,n\na,1\nb,\n", NUMBER, [], []),
        (b"sku,n\na,5 Rs\nb,2\n", '{"properties": {"n": {"type": ["number", "string"]}}}', [], [2]),
        (b'{"sku": "a", "n": 1}\n{"sku": "b", "n": "2"}\n', None, [], [2]),
        (b'{"sku": "a", "n": true}\n{"sku": "b", "n": 2.5}\n', None, [], [1]),
        (b'{"sku": "a", "n": null}\n', None, [], []),
        (b"sku,m\na,1\n", None, [], []),
    ],
)
def test_what_a_guard_bounds_is_a_number(
    data: bytes, schema: str | None, unbounded: list[str], lines: list[int]
) -> None:
    made = RowSchema(schema) if schema else None
    instances = Instances(["sku"], made, bounded=frozenset(["n"]))
    rows = [*instances.of(DataRows(BytesIO(data), "f"))]
    found = [*instances.findings()]
    assert (instances.unbounded, [d.line for d in found]) == (unbounded, lines)
    assert {d.code for d in found} <= {"CTC140"}
    assert len(rows) == data.count(b"\n") - (b"{" not in data) - len(lines)


def test_of_columns_that_are_no_numbers_the_first_by_its_name_is_told() -> None:
    """Whatever order a set has them in, which is another one in every run."""
    names, bounded = "zkqdmbxt", frozenset("zkqdmbxt")
    instances = Instances(["sku"], bounded=bounded)
    assert (
        len([*instances.of(DataRows(BytesIO(f"sku,{','.join(names)},n\n1{',1' * 9}\n".encode()), "f"))]) == 1
    )
    assert instances.unbounded == sorted(names)
    wrong = Instances(["sku"], bounded=bounded)
    data = json.dumps({"sku": "a", **dict.fromkeys(names, "1")}).encode()
    assert [*wrong.of(DataRows(BytesIO(data), "f"))] == []
    assert [one.message.split()[0] for one in wrong.findings()] == ["'b'"]


@pytest.mark.parametrize(("parts", "is_too_much"), [(99, False), (101, True)])
@pytest.mark.parametrize("each_column", [False, True])
def test_a_schema_asks_no_more_of_rows_than_is_answered_in_seconds(
    parts: int, is_too_much: bool, each_column: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ctc.rows.instances.MAX_LOOKS", 100 * 3 * (2 if each_column else 1))
    word = "patternProperties" if each_column else "$defs"
    schema = RowSchema(json.dumps({word: {f"k{n}": {} for n in range(parts - 1)}}))
    instances = Instances(["sku"], schema)
    rows = [*instances.of(DataRows(BytesIO(b"sku,n\na,1\nb,1\nc,1\n"), "f"))]
    assert (instances.is_too_much, len(rows)) == (is_too_much, 2 if is_too_much else 3)


@pytest.mark.parametrize(
    ("part", "fine"),
    [
        ("a", True), ("A 1", True), ("x" * MAX_KEY, True), ("x" * (MAX_KEY + 1), False), (" " + "-" * MAX_KEY, False),
        ("-" * MAX_KEY, True), ("", False), ("a,b", False), ("[a", False), ("a]", False), ("{{a", False), ("{%", False),
        ("{#", False), ("{a}", True), ("a\u200b", False), ("a\u0007", False), ("₹5", True), ("é", True),
    ],
)  # fmt: skip
def test_what_can_name_an_instance(part: str, *, fine: bool) -> None:
    assert names_instance(part) is fine


NUMBERS: list[tuple[str, Any]] = [
    ("1e5", 100000), ("1E-1", 0.1), (".5", 0.5), ("5.", 5), ("-0", 0), ("+7", 7), ("--7", None), ("", None),
    ("1e15", 1e15), ("999999999999999.0", 999999999999999), ("1" * 299, int("1" * 299)), ("1" * 300, None),
    ("1e309", None), ("-1e309", None), ("1e1000", None), ("\u0663", None), ("1 2", None), ("-2.50", -2.5),
]  # fmt: skip


@pytest.mark.parametrize(("text", "number"), NUMBERS)
def test_the_number_that_a_cell_is(text: str, number: Any) -> None:
    found = number_of(text)
    assert found == number
    assert type(found) is type(number)
    assert is_number_text(text) is (number is not None or text in ("1" * 300, "1e309", "-1e309"))


def test_words_of_values() -> None:
    assert [key_part(False), key_part(True), key_part(-5), key_part({})] == ["false", "true", "-5", None]
    assert [decimal_text(1e16), decimal_text(0.0), decimal_text(-0.0), decimal_text(100.0)] == [
        "10000000000000000", "0", "0", "100",
    ]  # fmt: skip
    assert composed("e\u0301") == "\u00e9"
    assert sorted(["a[0010]", "a[9]", "a[10]"], key=sort_key) == ["a[9]", "a[0010]", "a[10]"]


def test_three_of_a_kind_are_shown_and_the_others_counted() -> None:
    tally = Tally()
    assert not tally
    row = Row({"a": "1"}, Table("f", ("a",), is_csv=True), 1, raw="")
    for kind, count in (("one", 1), ("three", 3), ("four", 4), ("many", 9)):
        for number in range(count):
            at = row._replace(line=number + 1)
            tally.add(kind, lambda at=at, kind=kind: row_problem(at, None, "CTC1", kind, None))  # type: ignore[misc]
    assert tally
    assert [(one.line, one.message) for one in tally.findings()] == [
        (1, "one"), (1, "three"), (2, "three"), (3, "three"), (1, "four"), (2, "four"),
        (3, "four (and 1 more row like it)"), (1, "many"), (2, "many"), (3, "many (and 6 more rows like it)"),
    ]  # fmt: skip


WRONG_ROWS = [
    ('{"sku": "N"}', "CTC133", "this row lacks 'b', which"),
    ('{"sku": "N", "b": 1}', "CTC133", "this row lacks 'c', which"),
    ('{"sku": "N", "b": 1, "c": 1, "z": 1}', "CTC133", "this row has 'z', which"),
    ('{"sku": " ", "b": 1, "c": 1}', "CTC135", "the key column 'sku' is blank here"),
    ('{"sku": [N], "b": 1, "c": 1}', "CTC135", "the key column 'sku' holds no text"),
    ('{"sku": "%s", "b": 1, "c": 1}' % ("x" * 201), "CTC135", "the key column 'sku' holds more than 200"),
    ('{"sku": "N,", "b": 1, "c": 1}', "CTC135", "'0,' in the key column 'sku' cannot stand"),
    ('{"sku": "first", "b": 1, "c": 1}', "CTC136", "'first' stands in line 1 already"),
    ('{"sku": "N", "b": "1", "c": 1}', "CTC140", "'b' is no number here"),
    ('{"sku": "N", "b": 1, "c": "1"}', "CTC140", "'c' is no number here"),
]


def test_each_kind_of_wrong_row_is_counted_by_itself() -> None:
    """Else three of one kind would hide what is wrong with all the others."""
    lines = [row.replace("N", str(number)) for row, _, _ in WRONG_ROWS for number in range(4)]
    data = "\n".join(['{"sku": "first", "b": 1, "c": 1}', *lines]).encode()
    instances = Instances(["sku"], bounded=frozenset("bc"))
    assert len([*instances.of(DataRows(BytesIO(data), "f"))]) == 1
    found = [*instances.findings()]
    assert [(one.code, one.line) for one in found] == [
        (code, 2 + 4 * at + number) for at, (_, code, _) in enumerate(WRONG_ROWS) for number in range(3)
    ]
    assert all(one.message.startswith(says) for one, (_, _, says) in zip(found[::3], WRONG_ROWS, strict=True))
    assert all(one.message.endswith("(and 1 more row like it)") for one in found[2::3])


def test_what_is_known_of_a_family_reads_back() -> None:
    data = FamilyData("drop", "f.csv", "a", 3, key_columns=("sku",), guard_lines={"min_rows": 7}, line=2)
    assert family_data(json.loads(json.dumps(data))) == data
    assert (data.line_of("min_rows"), data.line_of("max_gone")) == (7, 2)
    with pytest.raises(TypeError):
        family_data([1])


ONE_LINE = "write each object on one line, or all of them in one list: [{…}, {…}]"


@pytest.mark.parametrize(
    ("data", "rows", "lines", "hinted"),
    [
        (b'{\n "a": 1\n}\n', [], [1], True),
        (b'{"a" 1}\n{"a": 2}\n', [2], [1], False),
        (b'{"a": 1}\n{"a":\n{"a": 2}\n', [1, 2], [2], False),
        (b'{"a": 1}\n\n\n5\n{"a": 2}\n', [1, 2], [4], False),
    ],
    ids=["an object over lines", "a first line that is wrong", "a later one that is cut", "no object"],
)
def test_which_lines_are_objects(data: bytes, rows: list[int], lines: list[int], hinted: bool) -> None:
    """Of an object that is written over several lines one thing is told, and how to write it; of others each line."""
    found, values = read(data)
    assert [row["a"] for row in values] == rows
    assert [one.line for one in found.problems] == lines
    assert (found.problems[0].hint == ONE_LINE) is hinted


def test_a_row_over_many_lines_has_the_same_bound() -> None:
    header = ",".join("abcdefghijkl")
    row = ",".join(['"' + "x" * 100_000 + '\n"'] * 12)
    [(code, _, _, message)] = told(f"{header}\n{row}\n".encode())
    assert (code, message) == ("CTC138", f"this row is longer than {MAX_ROW:,} bytes")
    short = row.replace("x" * 100_000, "x" * 80_000)
    assert told(f"{header}\n{short}\n{short}\n".encode()) == [], "each by itself"


def test_of_several_columns_that_differ_the_first_by_its_name_is_told() -> None:
    for data, says in (
        (b'{"sku": "a", "z": 1, "c": 1, "b": 1, "q": 1}\n{"sku": "b"}\n', "this row lacks 'b', which"),
        (b'{"sku": "a"}\n{"sku": "b", "z": 1, "c": 1, "b": 1, "q": 1}\n', "this row has 'b', which"),
    ):
        instances = Instances(["sku"])
        assert len([*instances.of(DataRows(BytesIO(data), "f"))]) == 1
        assert [one.message.startswith(says) for one in instances.findings()] == [True]


def test_of_several_columns_that_may_be_meant_it_is_the_same_one_every_time() -> None:
    columns = ", ".join(f'"colum{letter}": 1' for letter in "qzbkdh")
    instances = Instances(["sku"])
    data = f'{{"sku": "a", {columns}}}\n{{"sku": "b", {columns}, "columx": 1}}\n'
    assert len([*instances.of(DataRows(BytesIO(data.encode()), "f"))]) == 1
    assert [one.hint for one in instances.findings()] == ["did you mean 'columz'?"]
    missing = Instances(["columx"])
    assert [*missing.of(DataRows(BytesIO(data.encode()), "f"))] == []
    assert missing.lacking == ("columx", "did you mean 'columz'?")
    assert instances.unknown("columy") == "did you mean 'columz'?"


SCHEMA = (
    '{"properties": {"sku": {"type": "string"}, "price": {"type": "number"}, "x": {}}, "required": ["price"]}'
)
WITH_SCHEMA: list[tuple[str, bytes, str, list[str], str, str]] = [
    ("all there", b'{"sku": "a", "price": 1}\n{"sku": "b", "price": 2}\n', SCHEMA, ["a", "b"], "", ""),
    ("an optional one that comes later", b'{"sku": "a", "price": 1}\n{"sku": "b", "price": 2, "x": 1}\n', SCHEMA,
     ["a", "b"], "", ""),
    ("an optional one that is left out", b'{"sku": "a", "price": 1, "x": 1}\n{"sku": "b", "price": 2}\n', SCHEMA,
     ["a", "b"], "", ""),
    ("one that it asks for", b'{"sku": "a", "price": 1}\n{"sku": "b"}\n', SCHEMA, ["a"], "this row lacks 'price'",
     "give every row the same columns"),
    ("rows inside of rows", b'{"data": [5, {"sku": "a"}], "n": 1}\n', '{"properties": {"sku": {}}}', [],
     "this row has no 'sku', which is a column of the key", "the rows seem to stand inside of 'data'"),
    ("a list of none", b'{"data": [5], "n": 1}\n', '{"properties": {"sku": {}}}', [],
     "this row has no 'sku'", "give every row the columns of the key"),
    ("a type that is another", b'sku,price\na,much\nb,5\n', SCHEMA, ["b"], "price", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "schema", "keys", "says", "hint"),
    [row[1:] for row in WITH_SCHEMA],
    ids=[row[0] for row in WITH_SCHEMA],
)
def test_rows_are_held_against_their_schema(
    data: bytes, schema: str, keys: list[str], says: str, hint: str
) -> None:
    instances = Instances(["sku"], RowSchema(schema))
    assert [one.key for one in instances.of(DataRows(BytesIO(data), "f"))] == [(key,) for key in keys]
    found = [*instances.findings()]
    assert len(found) == bool(says)
    assert all(says in one.message and hint in str(one.hint) for one in found)
