"""Data files as people really make them: each fault has its place, and what can be read is read."""

from io import BytesIO

import pytest

from ctc.rows.limits import MAX_ROWS
from ctc.rows.places import place_of
from ctc.rows.reading import DataRows

Fault = tuple[str, int, int]


def read(data: bytes) -> tuple[DataRows, list[dict[str, object]]]:
    rows = DataRows(BytesIO(data), "products.csv")
    return rows, [dict(row.values) for row in rows]


TWO = [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]


@pytest.mark.parametrize(
    "data",
    [
        b"a,b\n1,2\n3,4\n",
        b"\xef\xbb\xbfa,b\r\n1,2\r\n3,4",
        b"\n\na , b\n\n1,2\n\n3,4\n\n",
        b'a,b\n1,2\n,\n3,4\n , \n,\n,,,,\n"",\n',
        b'{"a": "1", "b": "2"}\n\n {"a": "3", "b": "4"}',
        b'[{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]',
        b'\xef\xbb\xbf\n [\n {"a": "1",\n "b": "2"}\n,\n{"a": "3", "b": "4"} ]\n',
    ],
)
def test_the_form_is_told_by_the_first_character(data: bytes) -> None:
    rows, found = read(data)
    assert found == TWO
    assert not rows.problems
    assert rows.count == 2


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xef\xbb\xbf", b"a,b\n", b"[]", b" [ ] "])
def test_nothing_is_no_row(data: bytes) -> None:
    rows, found = read(data)
    assert not found
    assert not rows.problems


FAULTS: list[tuple[bytes, Fault]] = [
    (b"a;b\n1;2\n", ("CTC132", 1, 2)),
    (b"a\n1\n<<<<<<< HEAD\n2\n=======\n3\n>>>>>>> x\n", ("CTC132", 3, 1)),
    (b"a\tb\n1\t2\n", ("CTC132", 1, 2)),
    (b'a,b\n1,"2\n3,4\n', ("CTC132", 2, 3)),
    (b'a,b\n1,"2"x\n', ("CTC132", 2, 3)),
    (b"a,b\r1,2\r", ("CTC132", 1, 4)),
    (b"a,b\n1,2\n3", ("CTC133", 3, 1)),
    (b"a,b\n1,2,3\n", ("CTC133", 2, 1)),
    (b"a,a\n1,2\n", ("CTC134", 1, 1)),
    (b"a,\n1,2\n", ("CTC134", 1, 1)),
    (b"a,b\n1,caf\xe9\n", ("CTC131", 2, 6)),
    (b"a,b\n1,caf\xc3", ("CTC131", 2, 1)),
    (b"a,b\n1,\x00\n", ("CTC131", 2, 3)),
    ("a,b\n1,2\n".encode("utf-16"), ("CTC131", 1, 1)),
    ("a,b\n1,2\n".encode("utf-16-le"), ("CTC131", 1, 1)),
    (b'[{"a": 1}, {"a": 2}', ("CTC132", 1, 20)),
    (b'[{"a": 1},\n{"a": ', ("CTC132", 2, 1)),
    (b'[{"a": 1} {"a": 2}]', ("CTC132", 1, 11)),
    (b'[{"a": 1}] x', ("CTC132", 1, 12)),
    (b'[{"a": 1},]', ("CTC132", 1, 11)),
    (b'[{"a": 1}, 2]', ("CTC132", 1, 12)),
    (b'{"a": 1}\n{"a": \n', ("CTC132", 2, 6)),
    (b'{"a": 1}\n[1]\n', ("CTC132", 2, 1)),
    (b'{"a": 1, "a": 2}\n', ("CTC132", 1, 1)),
    (b'{"a": NaN}\n', ("CTC132", 1, 1)),
    (b'{"a": 1}\n{"a": -1e400}\n', ("CTC132", 2, 1)),
    (b'[{"a": 1e400}]', ("CTC132", 1, 2)),
    (b'{"a": ' + b"9" * 301 + b"}\n", ("CTC132", 1, 1)),
    (b'{"a": "\\ud800"}\n', ("CTC131", 1, 1)),
    (b"a,b\n" + b"x" * (10 << 20) + b",2\n", ("CTC138", 2, 1)),
    (b"a,b\n" + b"\xc3\xa9" * (5 << 20) + b",2\n", ("CTC138", 2, 1)),
    (b'{"a": "' + b"x" * (10 << 20) + b'"}', ("CTC138", 1, 1)),
    (b'[{"a": "' + b"x" * (10 << 20) + b'"}]', ("CTC138", 1, 2)),
    (b"[" + b"[" * 100_000, ("CTC132", 1, 2)),
    (b'{"a": 1}\n{"a": ' + b"[" * 100_000 + b"\n", ("CTC132", 2, 1)),
    (b'a\n1\n"x\ty\n', ("CTC132", 3, 1)),
    (b'"a\tb\n', ("CTC132", 1, 3)),
    (b"a,b\n" + b"1,2\n" * (MAX_ROWS + 100), ("CTC138", MAX_ROWS + 2, 1)),
]


@pytest.mark.parametrize(("data", "fault"), FAULTS, ids=[str(index) for index in range(len(FAULTS))])
def test_a_fault_has_its_place(data: bytes, fault: Fault) -> None:
    rows, _ = read(data)
    assert [(p.code, p.line, p.column) for p in rows.problems] == [fault]


def test_rows_after_a_bad_one_are_read_and_a_file_of_bad_rows_ends() -> None:
    rows, found = read(b"a,b\n1\n1,2\n3\n3,4\n")
    assert found == TWO
    assert [p.line for p in rows.problems] == [2, 4]
    assert len(read(b"a,b\n" + b"1\n" * 1000)[0].problems) == 21


@pytest.mark.parametrize(
    ("data", "column", "place"),
    [
        (b'a,b\n"x, ""y""",z\n', "b", (2, 12)),
        (b'a,b\n"x\ny",z\n', "b", (3, 4)),
        (b'{"a": {"b": 1}, "b" : 2}', "b", (1, 23)),
        (b'[\n  {"a": 1,\n   "b": 2}]', "b", (3, 9)),
        (b"a,b\n1,2\n", None, (2, 1)),
        (b"a,b\n1,2\n", "c", (2, 1)),
    ],
)
def test_a_cell_is_found_again(data: bytes, column: str | None, place: tuple[int, int]) -> None:
    [row] = DataRows(BytesIO(data), "x")
    found = place_of(row, column)
    assert (found.line, found.column) == place


@pytest.mark.parametrize(
    "data",
    [
        b"a\n1\n2\n\xff\n4\n",
        b'{"a": "1"}\n{"a": "2"}\n\xff\n{"a": "4"}\n',
        b'[{"a": "1"},\n{"a": "2"},\n\n\n\n\n\xff,\n{"a": "4"}]\n',
    ],
)
def test_a_file_is_read_piece_by_piece(data: bytes) -> None:
    """What stands before its first fault is given, and a file of gigabytes is never held whole."""
    rows, found = read(data)
    assert found[:2] == [{"a": "1"}, {"a": "2"}]
    assert rows.problems
    stream = BytesIO(b'[{"a": "1"},\n' + b'{"a": "2"},\n' * 10_000)
    assert next(iter(DataRows(stream, "products.json"))).values == {"a": "1"}
    assert stream.tell() < 100_000
