"""What is wrong with the rows of a family: the document's mistake once, a row's at the row, of many three; and never in
the words of a recipient."""

from typing import Any, Final

import pytest

from ctc.diagnostics import Diagnostic, Severity
from ctc.pipeline.families.columns import EVERY
from ctc.pipeline.families.telling import _at, told_of_rows
from ctc.rows.row import Row, Table
from ctc.validation.rules.explanations import explanations

TABLE: Final = Table(shown="r.csv", columns=("sku", "n", "to"), is_csv=True)
DATA: Final[Any] = {"campaign": {"name": "{{ sku }}", "x": "{{ n }} {{ sku }}", "to": ["{{ to }}"], "all": "{{ row }}",
                                 "of/~a": "{{ n }}"}}  # fmt: skip


def row(line: int) -> Row:
    return Row({"sku": f"a{line}", "n": "1", "to": "ann"}, TABLE, line, f"a{line},1,ann\n")


def found(message: str = "m", path: str = "/campaign/name", code: str = "CTC305", **more: Any) -> Diagnostic:
    return Diagnostic(
        code=code, severity=Severity.ERROR, message=message, file="tea.yaml", line=4, path=path, **more
    )


def told(
    *each: tuple[int, Diagnostic], of: int, hidden: frozenset[str] = frozenset(), sound: int | None = None
) -> Any:
    rows = [(row(line), one) for line, one in each]
    return [
        (one.message, one.file, one.line, one.column, one.is_private)
        for one in told_of_rows(rows, DATA, of, hidden, sound)
    ]


def test_what_all_rows_have_is_told_once_with_their_number() -> None:
    every = [(line, found(f"m{line}")) for line in range(2, 7)]
    assert told(*every, of=5) == [("m2 (in all 5 rows: lines 2, 3, 4 …)", "tea.yaml", 4, 1, False)]
    assert told(*every[:3], of=3) == [("m2 (in all 3 rows: lines 2, 3, 4)", "tea.yaml", 4, 1, False)]
    assert told(every[0], of=1) == [("m2", "tea.yaml", 4, 1, False)]
    assert told(every[0], every[0], of=1) == [("m2", "tea.yaml", 4, 1, False)]


def test_what_some_rows_have_is_told_at_three_of_them() -> None:
    some = [(line, found(f"m{line}")) for line in (2, 4, 5, 7, 8)]
    at = "(at /campaign/name of tea.yaml:4"
    assert told(some[0], of=9) == [(f"m2 {at})", "r.csv", 2, 1, False)]
    assert told(*some[:3], of=9) == [(f"m{line} {at})", "r.csv", line, 1, False) for line in (2, 4, 5)]
    assert told(*some[:4], of=9)[2] == (f"m5 {at}, and 1 more row like it)", "r.csv", 5, 1, False)
    assert told(*some, of=9)[1:] == [
        (f"m4 {at})", "r.csv", 4, 1, False),
        (f"m5 {at}, and 2 more rows like it)", "r.csv", 5, 1, False),
    ]
    assert told(some[0], (2, found("again")), some[1], of=9) == [
        (f"m{line} {at})", "r.csv", line, 1, False) for line in (2, 4)]  # fmt: skip


def test_a_cell_is_pointed_at_where_one_alone_is_read() -> None:
    for path, column in (("/campaign/name", 1), ("/campaign/x", 1), ("/campaign/of~1~0a", 4), ("/campaign/to/0", 6),
                         ("/campaign/all", 1), ("/campaign/gone", 1), ("", 1)):  # fmt: skip
        ((message, file, line, at, _),) = told((2, found(path=path)), of=9)
        assert (file, line, at) == ("r.csv", 2, column), path
        assert message == f"m (at {path or '/'} of tea.yaml:4)"


def test_what_differs_is_told_apart() -> None:
    for other in (
        {"code": "CTC306"},
        {"line": 5},
        {"column": 2},
        {"path": "/campaign/x"},
        {"file": "b.yaml"},
    ):
        assert len(told((2, found()), (2, found()._replace(**other)), of=1)) == 2, other
    assert len(told((2, found()), (2, found()._replace(message="n", hint="h")), of=1)) == 1


@pytest.mark.parametrize("code", ["CTC201", "CTC202", "CTC203", "CTC207", "CTC210"])
def test_what_no_row_can_be_blamed_for_is_the_documents(code: str) -> None:
    assert told((3, found(code=code)), of=9) == [("m (in 1 row: line 3)", "tea.yaml", 4, 1, False)]


def test_rules_were_asked_of_sound_rows_alone() -> None:
    two = [(line, found(code="CTC412")) for line in (2, 3)]
    assert told(*two, of=9, sound=2) == [("m (in 2 rows: lines 2, 3)", "tea.yaml", 4, 1, False)]
    assert len(told(*two, of=9, sound=3)) == 2
    assert len(told((2, found()), (3, found()), of=9, sound=2)) == 2, "of a body that is none all were asked"


def test_no_finding_says_the_words_of_a_recipient() -> None:
    title = explanations()["CTC305"].title
    at = "(at /campaign/to/0 of tea.yaml:4)"
    ann = found("'ann' is none", path="/campaign/to/0")
    for hidden in (frozenset({"to"}), frozenset({EVERY})):
        ((message, file, line, column, private),) = told((2, ann), of=9, hidden=hidden)
        assert (message, file, line, column, private) == (f"{title} {at}", "r.csv", 2, 1, True)
        assert told((2, ann), (3, ann), of=2, hidden=hidden)[0][0] == f"{title} (in all 2 rows: lines 2, 3)"
        assert told((2, ann), of=1, hidden=hidden)[0][0] == title
    ((message, _, _, column, private),) = told((2, found()), of=9, hidden=frozenset({"to"}))
    assert (message, column, private) == ("m (at /campaign/name of tea.yaml:4)", 1, True)
    ((message, *_),) = told((2, found(path="/campaign/gone")), of=9, hidden=frozenset({EVERY}))
    assert message == "m (at /campaign/gone of tea.yaml:4)", "nothing is read there"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("", {"a": [1, {"b/c": 2}]}),
        ("/a/0", 1),
        ("/a/1/b~1c", 2),
        ("/a/2", None),
        ("/a/x", None),
        ("/a/0/y", None),
        ("/b", None),
    ],
)
def test_what_stands_at_a_path(path: str, value: object) -> None:
    assert _at({"a": [1, {"b/c": 2}]}, path) == value
