"""Everything that a data file can get wrong has its place in that file, and sends nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest

from ctc.choice import Choice
from ctc.diagnostics import UserError
from ctc.pipeline.plan import Wanted, planned
from ctc.rows.instances import Instances
from tests.unit.families.conftest import Repository

HEADER = "sku,name,Old price,new_price\n"
GOOD = "A1,Silver Tips,790,590\n"
LIST = '[\n {"sku": "A1", "name": "x", "Old price": 9, "new_price": 5},\n {"sku": "B2", "na'
TEXT = '{"sku": "B2", "name": "x", "Old price": 9, "new_price": "5"}\n'
LINE = '{"sku": "A1", "name": "x", "Old price": 9, "new_price": 5}\n'


def rows(*more: str) -> bytes:
    return (HEADER + GOOD + "".join(more)).encode()


BAD: list[tuple[str, bytes, str, int, int]] = [
    # what it is, the bytes, code, line, column
    ("semicolons", b"sku;name;Old price;new_price\nA1;x;9;5\n", "CTC132", 1, 4),
    ("tabs", b"sku\tname\tOld price\tnew_price\nA1\tx\t9\t5\n", "CTC132", 1, 4),
    ("a broken quote", rows('B2,"Monsoon,9,5\n', "C3,x,9,5\n"), "CTC132", 3, 4),
    ("a quote within a field", rows('B2,"Mon"soon,9,5\n'), "CTC132", 3, 4),
    ("Latin-1", HEADER.encode() + "A1,Thé,9,5\n".encode("latin-1"), "CTC131", 2, 6),
    ("UTF-16", (HEADER + GOOD).encode("utf-16"), "CTC131", 1, 1),
    ("a NUL", rows("B2,x\0y,9,5\n"), "CTC131", 3, 5),
    ("a column missing in one row", rows("B2,Monsoon,9\n", "C3,x,9,5\n"), "CTC133", 3, 1),
    ("a field too many", rows("B2,Monsoon, Malabar,9,5\n"), "CTC133", 3, 1),
    ("a number that is a text", rows("B2,Monsoon,9,on request\n"), "CTC380", 3, 14),
    ("a number with a unit", rows("B2,Monsoon,9,₹5\n"), "CTC380", 3, 14),
    ("a key twice", rows("B2,x,9,5\n", "A1,Silver Tips,790,590.00\n"), "CTC136", 4, 1),
    ("a key blank", rows(" ,x,9,5\n"), "CTC135", 3, 1),
    ("cut in a row", rows("B2,Mons"), "CTC133", 3, 1),
    ("cut in a quoted cell", rows('B2,"Mons'), "CTC132", 3, 4),
    ("cut in a character", rows("B2,Monsoon") + "é".encode()[:1], "CTC131", 3, 1),
    ("a JSON list that was cut", LIST.encode(), "CTC132", 3, 2),
    ("NDJSON that was cut", (LINE + LINE.replace("A1", "B2")[:30]).encode(), "CTC132", 2, 28),
    (
        "a key of JSON missing",
        (LINE + '{"sku": "B2", "Old price": 9, "new_price": 5}\n').encode(),
        "CTC133",
        2,
        1,
    ),
    (
        "a text where JSON has numbers",
        (LINE + LINE.replace("A1", "B2").replace(": 5", ': "5"')).encode(),
        "CTC380",
        2,
        57,
    ),
    ("an empty file", b"", "CTC137", 1, 1),
    ("semicolons and quotes", b'"sku";"name";"Old price";"new_price"\n"A1";"x";9;5\n', "CTC132", 1, 6),
    ("an answer that is a page", b"<html><body>502 Bad Gateway</body></html>\n", "CTC132", 1, 1),
    ("a workbook", b"PK\x03\x04\x14\x00\x06\x00", "CTC132", 1, 1),
    ("what was compressed", b"\x1f\x8b\x08\x00" + bytes(range(99)), "CTC132", 1, 1),
    ("a header alone", HEADER.encode(), "CTC137", 1, 1),
    ("an empty list", b"[]", "CTC137", 1, 1),
    ("a row of 10 MB", rows("B2," + "x" * 10_000_000 + ",9,5\n"), "CTC138", 3, 1),
    (
        "a hundred rows too many",
        (HEADER + "".join(f"K{n},x,9,5\n" for n in range(100_100))).encode(),
        "CTC138",
        100_002,
        1,
    ),
    ("no comma and no end", b"x" * 3_000_000, "CTC138", 1, 1),
]


@pytest.mark.parametrize(
    ("content", "code", "line", "column"), [case[1:] for case in BAD], ids=[b[0] for b in BAD]
)
def test_what_is_wrong_has_its_place_and_sends_nothing(
    repository: Repository, content: bytes, code: str, line: int, column: int
) -> None:
    repository.write("campaigns/products.csv", content)
    assert repository.faults() == [(code, "products.csv", line, column)]
    with pytest.raises(UserError) as refused, planned(repository.root, {}, Wanted(choice=Choice())):
        pass
    assert [found.code for found in refused.value.diagnostics] == [code]


def test_a_name_is_one_however_its_letters_are_composed(repository: Repository) -> None:
    """A file and a schema from a Mac's tools, a spec from an editor."""
    one, two = (normalize(form, "größe") for form in ("NFC", "NFD"))
    repository.spec(
        ("key: [sku, new_price]", f"key: [sku, {one}]"), ("{{ name }} fell", f"{{{{ {one} }}}} fell")
    )
    repository.write("campaigns/products.csv", f"sku,name,Old price,new_price,{two}\nA1,x,9,5,7.0\n")
    schema = f'{{"properties": {{"{two}": {{"type": "number"}}}}, "required": ["{two}"]}}'
    repository.write("campaigns/product.schema.json", schema)
    assert list(repository.payloads()) == ["price-drop[A1,7]"]
    repository.write(
        "campaigns/products.csv",
        f'{{"sku": "A1", "name": "x", "Old price": 9, "new_price": 5, "{two}": "7"}}\n',
    )
    assert repository.faults() == [("CTC380", "products.csv", 1, 70)]
    repository.write("campaigns/products.csv", f'{{"sku": "A1", "{two}": 7, "{one}": 7}}\n')
    assert repository.faults() == [("CTC132", "products.csv", 1, 1)]


IDLE = """\
{"title": "A product",
 "properties": {
  "sku": {"type": "string", "note": "from the shop", "x-owner": "ann"},
  "new_price": {"type": "number", "minimun": 1},
  "Old prise": {"anyOf": [{"type": "number"}, {"format": "dat"}]}
 },
 "require": ["sku"]}
"""


def test_a_word_of_a_schema_that_does_nothing(repository: Repository) -> None:
    repository.write("campaigns/product.schema.json", IDLE)
    found = [each for each in repository.lint() if each.code == "CTC143"]
    assert [(Path(d.file).name, d.line, d.column, d.hint) for d in found] == [
        ("product.schema.json", 4, 35, "did you mean 'minimum'?"),
        ("product.schema.json", 5, 3, "did you mean 'Old price'?"),
        ("product.schema.json", 5, 48, "did you mean 'date'?"),
        ("product.schema.json", 7, 2, "did you mean 'required'?"),
    ]
    repository.spec(("campaign:\n", "ignore: {CTC143: meant}\ncampaign:\n"))
    assert not [each for each in repository.lint() if each.code == "CTC143"]


@pytest.mark.parametrize(
    ("schema", "line", "column"),
    [
        ('{"properties":\n {"sku": {"type": "sting"}}}', 2, 11),
        ('{"properties":\n {"sku" {"type": "string"}}}', 2, 9),
        ('{"properties": {"sku": {"minLength": "3"}}}', 1, 25),
    ],
)
def test_what_is_no_schema_is_told_where(repository: Repository, schema: str, line: int, column: int) -> None:
    repository.write("campaigns/product.schema.json", schema)
    assert repository.faults() == [("CTC142", "product.schema.json", line, column)]


def test_a_format_of_a_schema_is_asked(repository: Repository) -> None:
    repository.write("campaigns/products.csv", "sku,name,Old price,new_price\n2030-13-01,x,9,5\n")
    text = '{"properties": {"sku": {"format": "date"}, "new_price": {"type": "number"}}}'
    repository.write("campaigns/product.schema.json", text)
    assert repository.faults() == [("CTC380", "products.csv", 2, 1)]


def test_what_stands_between_columns_is_seen_where_the_key_is_not(repository: Repository) -> None:
    repository.write("campaigns/products.csv", "sku;name, in full;new_price\nA1;x, y;5\n")
    (found,) = repository.lint()
    assert (found.code, found.hint) == ("CTC134", "the columns are: sku;name, in full;new_price")


def test_a_column_that_is_nearly_the_key_is_named(repository: Repository) -> None:
    repository.write("campaigns/products.csv", "sku,name,new_pric\nA1,x,5\n")
    hints = [found.hint for found in repository.lint() if found.code == "CTC134"]
    assert hints == ["did you mean 'new_pric'?"]


def test_an_object_that_spans_lines_is_told_once(repository: Repository) -> None:
    repository.write("campaigns/products.csv", '{\n "sku": "A1",\n "new_price": 5\n}\n')
    (found,) = repository.lint()
    assert (found.code, found.line, found.column) == ("CTC132", 1, 2)
    assert "one line" in (found.hint or "")


def test_a_byte_order_mark_is_no_part_of_a_column(repository: Repository) -> None:
    repository.write("campaigns/products.csv", b"\xef\xbb\xbf" + rows())
    assert list(repository.payloads()) == ["price-drop[A1,590]"]


def append(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"Z9,late,9,5\n")


def rewrite(path: Path) -> None:
    path.write_bytes(rows().replace(b"590", b"580"))


@pytest.mark.parametrize("change", [append, rewrite], ids=["grows", "is written anew"])
def test_a_file_that_changes_while_it_is_read(
    repository: Repository, change: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = repository.root / "campaigns/products.csv"
    path.write_bytes(rows())
    keyed, changes = Instances._keyed, iter(range(100))

    def while_reading(self: Instances, row: Any) -> Any:
        if next(changes, None) is not None:
            change(path)
        return keyed(self, row)

    monkeypatch.setattr(Instances, "_keyed", while_reading)
    assert [(code, file) for code, file, *_ in repository.faults()] == [("CTC139", "products.csv")]


def test_a_file_of_other_columns_is_never_meant_to_be_empty(repository: Repository) -> None:
    repository.write("campaigns/products.csv", "error\n")
    repository.spec(("file: products.csv\n", "file: products.csv\n  allow_empty: true\n"))
    (found,) = repository.compile().diagnostics
    assert (found.code, Path(found.file).name) == ("CTC134", "price-drop.yaml")
    assert (found.hint or "").endswith("products.csv is: error")


def test_what_a_thousand_instances_share_with_another_one_is_told_of_three(repository: Repository) -> None:
    repository.write(
        "campaigns/products.csv", HEADER + "".join(f"S{n},Tea {n % 10},9,5\n" for n in range(30))
    )
    found = [each.message for each in repository.lint() if each.code == "CTC492"]
    assert len(found) == 3
    assert found[-1].endswith("(and 7 more instances like it)")
