"""``each: {file: …}``: rows become campaigns; what is wrong has its place in the data file or in the spec."""

import pytest

from ctc.canonical import canonical_bytes
from ctc.pipeline.families.fast.row_unit import RowPayload, RowUnit
from tests.unit.families.conftest import ROWS, SPEC, Repository

HEADER = "sku,name,Old price,new_price\n"


def test_each_row_is_a_campaign(repository: Repository) -> None:
    assert repository.lint() == ()
    payloads = repository.payloads()
    assert list(payloads) == ["price-drop[A1,590]", "price-drop[B2,99.5]"]
    assert payloads["price-drop[A1,590]"].body["content"]["title"] == "Silver Tips fell to ₹590"
    assert payloads["price-drop[B2,99.5]"].body["content"]["body"] == "It was ₹120"


def test_json_says_the_same_as_csv(repository: Repository) -> None:
    before = {a: canonical_bytes(p.body) for a, p in repository.payloads().items()}
    rows = (
        '{"sku": "A1", "name": "Silver Tips", "Old price": 790, "new_price": 590}\n'
        '{"sku": "B2", "name": "Monsoon Malabar", "Old price": 120, "new_price": 99.5}\n'
    )
    repository.write("campaigns/products.csv", rows)
    assert {a: canonical_bytes(p.body) for a, p in repository.payloads().items()} == before
    repository.write("campaigns/products.csv", "[" + rows.strip().replace("\n", ",") + "]")
    assert {a: canonical_bytes(p.body) for a, p in repository.payloads().items()} == before


def test_where_leaves_rows_out(repository: Repository) -> None:
    repository.spec(("  row:", '  where: "{{ new_price < 100 }}"\n  row:'))
    assert list(repository.payloads()) == ["price-drop[B2,99.5]"]


def test_a_file_with_a_list_is_the_plain_variable_that_it_was(repository: Repository) -> None:
    each = SPEC[SPEC.index("each:") : SPEC.index("campaign:")]
    repository.spec(
        (each, "each: {file: [a, b], sku: [x]}\nvars: {name: n, new_price: 1, row: {Old price: 2}}\n")
    )
    assert list(repository.payloads()) == ["price-drop[a,x]", "price-drop[b,x]"]


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ("", [("CTC137", "products.csv", 1, 1)]),
        (HEADER, [("CTC137", "products.csv", 1, 1)]),
        (HEADER + "A1,x,9,5\nA1,y,9,5.00\n", [("CTC136", "products.csv", 3, 1)]),
        (HEADER + "A1,x,9,5\n,y,9,5\n", [("CTC135", "products.csv", 3, 1)]),
        (HEADER + 'A1,x,9,5\n"B,2",y,9,5\n', [("CTC135", "products.csv", 3, 1)]),
        (HEADER + "A1,x,9,5\nB2,y,9,on request\n", [("CTC380", "products.csv", 3, 8)]),
        (HEADER + "A1,x,9,5\nB2,y,9\n", [("CTC133", "products.csv", 3, 1)]),
        ("sku;name;Old price;new_price\nA1;x;9;5\n", [("CTC132", "products.csv", 1, 4)]),
        ("sku,name,Old price,price\nA1,x,9,5\n", [("CTC134", "price-drop.yaml", 5, 14)]),
    ],
)
def test_a_fault_of_a_row_stands_in_the_data_file(
    repository: Repository, rows: str, faults: list[tuple[str, str, int, int]]
) -> None:
    repository.write("campaigns/products.csv", rows)
    assert repository.faults() == faults
    assert repository.compile().failed


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("file: products.csv", "file: product.csv", "CTC130", 4),
        ("file: products.csv", "file: ../ctc.yaml", "CTC130", 4),
        ("  file: products.csv\n  key: [sku, new_price]\n", "  key: sku\n  file: product.csv\n", "CTC130", 5),
        (
            "  file: products.csv\n  key: [sku, new_price]\n",
            "  key: sku\n  sample: product.csv\n",
            "CTC130",
            5,
        ),
        ("file: products.csv", "fil: products.csv", "CTC130", 4),
        ("  key: [sku, new_price]\n", "", "CTC130", 4),
        ("  row: product", "  absent: stay\n  row: product", "CTC130", 6),
        ("key: [sku, new_price]", "key: [SKU, new_price]", "CTC134", 5),
        ("  row: product.schema.json\n", "", "CTC140", 5),
        ("row: product.schema.json", "row: products.csv", "CTC142", 1),
        ("  row:", '  where: "{{ new_price }}"\n  row:', "CTC146", 6),
        ('title: "{{ name }}', 'title: "{{ nam }}', "CTC202", 17),
        ("target_mode: push", "target_mode: pusch", "CTC301", 9),
    ],
)
def test_a_mistake_of_the_spec_stands_there_once(
    repository: Repository, old: str, new: str, code: str, line: int
) -> None:
    repository.spec((old, new))
    found = [d for d in repository.lint() if d.severity == "error"]
    assert (code, line) in [(d.code, d.line) for d in found]
    assert sum(d.code == code for d in found) == 1


def test_what_some_rows_have_is_shown_three_times_and_counted(repository: Repository) -> None:
    long = "x" * 200
    rows = "".join(f"K{i},{long if i % 2 else 'short'} {i},9,5\n" for i in range(100))
    repository.write("campaigns/products.csv", HEADER + rows)
    found = [d for d in repository.lint() if d.code == "CTC430"]
    assert [(d.line, d.file.endswith("products.csv")) for d in found] == [(3, True), (5, True), (7, True)]
    assert "47 more rows like it" in found[-1].message


def test_no_finding_shows_a_recipient(repository: Repository) -> None:
    spec = """\
version: 1
id: orders
each: {file: orders.csv, key: order}
message:
  channel: sms
  to: {Identity: ["{{ phone }}"]}
  content: {body: "{{ name }} {{ phone + 1 }} https:/{{ phone }}"}
"""
    repository.write("campaigns/orders.yaml", spec)
    repository.write("campaigns/orders.csv", "order,phone,name\na,+48100200300,Ann\nb,,Bob\nc,+48100200300\n")
    found = repository.lint()
    assert found
    assert "48100200300" not in repr(found)
    assert all(d.is_private for d in found if d.file.endswith(".csv"))
    repository.write("campaigns/orders.yaml", spec.replace("key: order", "key: phone"))
    assert ("CTC141", "orders.yaml", 3, 31) in repository.faults()


def test_the_cache_of_lint_sees_another_file(repository: Repository) -> None:
    assert repository.lint(cache=True) == ()
    assert repository.lint(cache=True) == ()
    repository.write("campaigns/products.csv", ROWS.replace("B2", "A1").replace("99.5", "590"))
    assert [d.code for d in repository.lint(cache=True)] == ["CTC136"]


@pytest.mark.parametrize(
    "changes",
    [[("when: 2031-01-15 18:00", "when: now")], [("when: 2031-01-15 18:00", "when: {type: now}")], []],
)
def test_a_text_that_shows_more_than_the_key(repository: Repository, changes: list[tuple[str, str]]) -> None:
    repository.spec(*changes)
    found = [d for d in repository.lint() if d.code == "CTC147"]
    assert [(d.line, d.severity) for d in found] == ([(5, "warning")] if changes else [])
    assert all("name" in d.message and "new_price" not in d.message for d in found)


def test_a_message_to_people_goes_out_at_once_whatever_it_says(repository: Repository) -> None:
    head = SPEC[: SPEC.index("campaign:")]
    to_people = 'message: {channel: sms, to: {Identity: [somebody]}, content: {body: "{{ name }}"}}'
    repository.write("campaigns/price-drop.yaml", f"{head}{to_people}\n")
    assert "CTC147" in [d.code for d in repository.lint()]


@pytest.mark.parametrize(
    ("key", "body", "shown"),
    [
        ("[sku, new_price]", "Now", "name, which is not"),
        ("[sku, new_price]", "It was ₹{{ row['Old price'] }}", "Old price and name, which are not"),
        ("sku", "It was ₹{{ row['Old price'] }}", "Old price, name and new_price, which are not"),
    ],
)
def test_all_that_a_text_shows_beside_the_key_is_named(
    repository: Repository, key: str, body: str, shown: str
) -> None:
    now = ("when: 2031-01-15 18:00", "when: now")
    repository.spec(now, ("key: [sku, new_price]", f"key: {key}"), ("It was ₹{{ row['Old price'] }}", body))
    (message,) = (d.message for d in repository.lint() if d.code == "CTC147")
    assert message.startswith(f"the text shows {shown}")


def test_what_a_text_shows_beside_the_key_can_be_accepted(repository: Repository) -> None:
    now = ("when: 2031-01-15 18:00", "when: now")
    repository.spec(now, ("campaign:", "ignore: {CTC147: names stay}\ncampaign:"))
    assert repository.lint() == ()
    repository.write("ctc.yaml", "version: 1\nrules: {CTC147: error}\n")
    repository.spec(now)
    assert [d.severity for d in repository.lint()] == ["error"]
    repository.spec(("campaign:", "ignore: {CTC147: for nothing}\ncampaign:"))
    assert [d.code for d in repository.lint()] == ["CTC400"]


@pytest.mark.parametrize(
    ("column", "body", "is_told"),
    [
        ("id", "Order {{ id }}", True),
        ("id", "Order {{ id | upper }}", True),
        ("id", "Order {{ row['id'] }}", False),
        ("id", "Order {{ row.id }}", False),
        ("as_of", "{{ as_of }}", True),
        ("name", "{{ id }} {{ name }}", False),
    ],
)
def test_a_column_that_the_specs_own_name_hides(
    repository: Repository, column: str, body: str, *, is_told: bool
) -> None:
    repository.write("campaigns/products.csv", f"sku,{column},Old price\nA1,7,9\n")
    repository.spec(
        ("  row: product.schema.json\n", ""),
        ("[sku, new_price]", "sku"),
        ("Price drop {{ name }}", "Price drop"),
        ("{{ name }} fell to ₹{{ new_price }}", body),
    )
    found = [d for d in repository.lint() if d.code == "CTC148"]
    assert [(d.line, d.column, repr(column) in d.message) for d in found] == [(4, 9, True)] * is_told


@pytest.mark.parametrize(
    ("where", "rows", "told"),
    [
        ("price < old", "A1,9,10\nB2,5,7\n", ["old", "price"]),
        ("row['price'] >= row.old", "A1,9,10\n", ["old", "price"]),
        ("price < old", "A1,9,10\nB2,on request,7\n", ["old"]),
        ("price | int < old | int", "A1,9,10\n", []),
        ("price == old", "A1,9,10\n", []),
    ],
)
def test_numbers_that_compare_as_texts(
    repository: Repository, where: str, rows: str, told: list[str]
) -> None:
    repository.spec(
        ("  row: product.schema.json\n", f'  where: "{{{{ {where} }}}}"\n'),
        ("[sku, new_price]", "sku"),
        ("Price drop {{ name }}", "Price drop"),
        ("{{ name }} fell to ₹{{ new_price }}", "{{ sku }}"),
        ("It was ₹{{ row['Old price'] }}", "Look"),
    )
    repository.write("campaigns/products.csv", f"sku,price,old\n{rows}")
    found = [d for d in repository.lint() if d.code == "CTC149"]
    assert [(d.message.split("'")[1], d.line) for d in found] == [(name, 6) for name in told]


def test_what_a_row_makes_when_it_is_asked_for_takes_no_room() -> None:
    """A plan may hold a hundred thousand of them: no field of a payload, or of a unit, is there twice."""
    assert RowPayload.__basicsize__ <= 64
    assert RowUnit.__basicsize__ <= 96
