"""Where the findings of a family's instances are told: what all rows have at the document, what some have at theirs."""

from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest

from ctc.diagnostics import Diagnostic, Severity
from ctc.pipeline.families.columns import numbers_of, read_by, recipients_of
from ctc.pipeline.families.telling import told_of_rows
from ctc.rows.reading import DataRows
from ctc.rows.row import Row

DATA: Any = {
    "campaign": {
        "content": {
            "title": "{{ b }}",
            "body": "{{ a }} {{ b }}",
            "sms": "none",
            "list": ["x", "{{ row['b'] }}"],
        }
    }
}
TITLE, BODY = "/campaign/content/title", "/campaign/content/body"


def rows(count: int) -> list[Row]:
    text = "a,b\n" + "".join(f"{n},cell {n}\n" for n in range(count))
    return [*DataRows(BytesIO(text.encode()), "f.csv")]


def found(path: str = TITLE, code: str = "CTC305", line: int = 7, message: str = "m") -> Diagnostic:
    return Diagnostic(
        code=code, severity=Severity.ERROR, message=message, path=path, file="s.yaml", line=line, column=3
    )


def told(
    of: list[Diagnostic], instances: int = 5, hidden: tuple[str, ...] = (), sound: int | None = None
) -> list[tuple[str, int, int, str]]:
    pairs = [*zip(rows(len(of)), of, strict=True)]
    made = told_of_rows(pairs, DATA, instances, frozenset(hidden), sound)
    return [(each.file, each.line, each.column, each.message) for each in made]


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (2, "m (in all 2 rows: lines 2, 3)"),
        (3, "m (in all 3 rows: lines 2, 3, 4)"),
        (4, "m (in all 4 rows: lines 2, 3, 4 …)"),
        (1_200, "m (in all 1,200 rows: lines 2, 3, 4 …)"),
    ],
)
def test_what_all_rows_have_is_told_once_at_the_document(count: int, words: str) -> None:
    assert told([found()] * count, count) == [("s.yaml", 7, 3, words)]


def test_of_one_instance_it_is_told_as_of_a_plain_spec() -> None:
    assert told([found()], 1) == [("s.yaml", 7, 3, "m")]
    assert told([found()], 0) == [("s.yaml", 7, 3, "m")]


@pytest.mark.parametrize(
    ("count", "tail"),
    [(1, ""), (2, ""), (3, ""), (4, ", and 1 more row like it"), (1_005, ", and 1,002 more rows like it")],
)
def test_what_some_rows_have_is_told_at_three_of_them(count: int, tail: str) -> None:
    shown = told([found()] * count, 5_000)
    at = f"m (at {TITLE} of s.yaml:7"
    last = min(count, 3) - 1
    assert shown == [
        ("f.csv", n + 2, len(str(n)) + 2, f"{at}{tail if n == last else ''})") for n in range(min(count, 3))
    ]


def test_a_row_is_pointed_at_as_a_whole_where_several_cells_may_be_meant() -> None:
    assert told([found(BODY)]) == [("f.csv", 2, 1, f"m (at {BODY} of s.yaml:7)")]
    assert told([found("/campaign/content/list/1")]) == [
        ("f.csv", 2, 3, "m (at /campaign/content/list/1 of s.yaml:7)")
    ]
    for nowhere in ("/campaign/content/list/2", "/campaign/content/list/x", "/campaign/none/x", ""):
        assert told([found(nowhere)]) == [("f.csv", 2, 1, f"m (at {nowhere or '/'} of s.yaml:7)")]


def test_a_name_that_is_defined_nowhere_is_the_documents_in_however_many_rows() -> None:
    assert told([found(code="CTC202")] * 2) == [("s.yaml", 7, 3, "m (in 2 rows: lines 2, 3)")]
    assert told([found(code="CTC202")]) == [("s.yaml", 7, 3, "m (in 1 row: line 2)")]


def test_a_rule_is_asked_of_the_sound_ones_alone() -> None:
    assert told([found(code="CTC412")] * 2, sound=2) == [("s.yaml", 7, 3, "m (in 2 rows: lines 2, 3)")]
    assert {file for file, *_ in told([found(code="CTC412")] * 2, sound=3)} == {"f.csv"}
    assert {file for file, *_ in told([found(code="CTC412")] * 2)} == {"f.csv"}
    assert {file for file, *_ in told([found(code="CTC305")] * 2, sound=2)} == {"f.csv"}


def test_findings_that_differ_in_their_words_alone_are_told_together() -> None:
    assert told([found(message="one"), found(message="two")], 2) == [
        ("s.yaml", 7, 3, "one (in all 2 rows: lines 2, 3)")
    ]
    apart = [found(), found(code="CTC306")], [found(), found(BODY)], [found(), found(line=8)]
    for pair in apart:
        assert len(told(pair, 2)) == 2


def test_a_row_with_the_finding_twice_counts_once() -> None:
    (row, other) = rows(2)
    made = [*told_of_rows([(row, found()), (row, found())], DATA, 2, frozenset())]
    assert [(each.file, each.line) for each in made] == [("f.csv", 2)]
    made = [*told_of_rows([(row, found()), (row, found()), (other, found())], DATA, 2, frozenset())]
    assert [each.message for each in made] == ["m (in all 2 rows: lines 2, 3)"]


@pytest.mark.parametrize("hidden", [("b",), ("*",)])
def test_of_a_cell_that_holds_a_recipient_neither_the_place_nor_the_words_are_told(
    hidden: tuple[str, ...],
) -> None:
    of = [found(message="'ann@example.org' is wrong")]
    for instances in (1, 5):
        ((_, _, column, message),) = told(of, instances, hidden)
        assert "ann" not in message
        assert message
        assert column == (3 if instances == 1 else 1)
    (everywhere,) = told(of * 2, 2, hidden)
    assert "ann" not in everywhere[3]
    assert "ann" in told(of, 5, ("a",))[0][3]
    plain = [found("/campaign/content/sms", message="ann")]
    assert "ann" in told(plain, 5, hidden)[0][3], "it reads no column"


def test_a_finding_of_a_hidden_column_is_shown_without_its_line() -> None:
    for hidden, is_private in (((), False), (("a",), True)):
        made = [*told_of_rows([(rows(1)[0], found())], DATA, 5, frozenset(hidden))]
        assert [each.is_private for each in made] == [is_private]


@pytest.mark.parametrize(
    ("data", "columns"),
    [
        ({"campaign": {"to": "{{ a }}"}}, set()),
        ({"message": {}}, set()),
        ({"message": {"to": {"Email": ["{{ a }}", "x"]}}}, {"a"}),
        ({"message": {"to": {"Email": "{{ a }}"}, "content": {"body": "{{ b }}"}}}, {"a"}),
        ({"message": {"to": {"Email": ["{{ v }}"]}}, "vars": {"v": "{{ a }}", "w": "{{ b }}"}}, {"v", "a"}),
        (
            {"message": {"to": {"Email": ["{{ v }}"]}}, "vars": {"v": "{{ w }}", "w": "{{ a }}"}},
            {"v", "w", "a"},
        ),
        (
            {"message": {"to": {"Email": {"file": "{{ f }}", "column": "{{ c }}", "match": "{{ a }}"}}}},
            {"f", "c"},
        ),
        ({"message": {"to": {"Email": {"match": "{{ a }}", "other": "{{ b }}"}}}}, {"b"}),
    ],
)
def test_whose_cells_become_recipients(data: Any, columns: set[str]) -> None:
    assert recipients_of(data) == columns


def test_columns_that_a_value_reads_at_any_depth() -> None:
    assert read_by({"x": ["{{ a }}", {"y": "{{ row['b'] }}"}], "z": 1}) == {"a", "b", "row"}
    assert read_by("a") == read_by(None) == frozenset()


@pytest.mark.parametrize(
    ("guards", "there", "names"),
    [
        ({}, {}, ["c", "k"]),
        ({"max_change": {"b": "10%"}}, {}, ["b", "c", "k"]),
        ({}, {"max_change": {"a": "10%", "b": "5%"}}, ["a", "b", "c", "k"]),
        ({"max_change": "none"}, {"max_change": {"text": "1%", "flag": "1%", "gone": "1%"}}, ["c", "k"]),
    ],
)
def test_numbers_that_a_plan_compares_stand_in_one_order(guards: Any, there: Any, names: list[str]) -> None:
    cells = {"text": "x", "flag": True, "k": 2, "c": 1.5, "b": 3, "a": 4}
    spec: Any = SimpleNamespace(
        row=SimpleNamespace(values=cells), guards=guards, key_columns=("k", "c", "text")
    )
    assert [*numbers_of(spec, SimpleNamespace(guards=there)).items()] == [
        (name, cells[name]) for name in names
    ]  # type: ignore[arg-type]
    assert numbers_of(SimpleNamespace(row=None, guards=guards), SimpleNamespace(guards=there)) == {}  # type: ignore[arg-type]


@pytest.mark.parametrize("spec_id", ["id: Price_Drop\n", "", "id: [3]\n"], ids=["no id", "missing", "a list"])
def test_a_family_whose_id_is_none_is_judged_like_any_other(repository: Any, spec_id: str) -> None:
    """Else who corrects the id meets what is wrong with the rest one run later."""
    repository.spec(("id: price-drop\n", spec_id), ("{{ name }} fell", "{{ nmae }} fell"))
    codes = [code for code, *_ in repository.faults()]
    assert (len(codes), codes[-1]) == (2, "CTC202")
    assert repository.compile().payloads == ()
