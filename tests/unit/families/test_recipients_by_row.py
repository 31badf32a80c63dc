"""``match``: each instance of a family goes to those whose rows say so; who has nobody is left out and counted."""

import json
from pathlib import Path
from typing import Any

import pytest

from ctc.payloads import recipient_groups
from ctc.payloads.batches import batches
from ctc.payloads.payload import Payload
from ctc.payloads.recipients import RecipientsChanged
from tests.unit.families.conftest import Repository
from tests.unit.families.test_plans_of_a_day import ctc

SPEC = """\
version: 1
id: alert
each: {file: products.csv, key: sku, row: product.schema.json}
message:
  channel: sms
  to: {Identity: {file: viewers.csv, column: user, match: {sku: "{{ sku }}"}}}
  content: {body: "{{ sku }} fell to {{ new_price }}"}
"""
PRODUCTS = "sku,new_price\nA1,590\nB2,99.5\nC3,7\n"
VIEWERS = "user,sku,price\nann,A1,590.0\nbob,A1,590\nann,A1,590\n,A1,590\neve,B2,99.50\nzoe,X9,1\n"


@pytest.fixture
def shop(repository: Repository) -> Repository:
    repository.write("campaigns/price-drop.yaml", SPEC)
    repository.write("campaigns/products.csv", PRODUCTS)
    repository.write("campaigns/viewers.csv", VIEWERS)
    return repository


def people(shop: Repository, payload: Payload) -> list[str]:
    folder = shop.root / "campaigns"
    return [p for b in batches(payload.body["to"], folder=folder, root=shop.root) for p in b.to["Identity"]]


def test_each_instance_goes_to_those_whose_rows_say_so(shop: Repository) -> None:
    found = shop.payloads()
    assert {address: people(shop, payload) for address, payload in found.items()} == {
        "alert[A1]": ["ann", "bob"],
        "alert[B2]": ["eve"],
    }
    first = found["alert[A1]"]
    assert first.body["to"]["Identity"]["count"] == 2
    assert (first.duplicates, first.blank) == (1, 1)
    assert "ann" not in json.dumps(first.body)


def test_who_has_nobody_is_left_out_and_counted(shop: Repository) -> None:
    [data] = shop.compile().families
    assert (data.rows, data.nobody) == (3, 1)
    answer = ctc("plan", "--no-state")
    assert "3 rows of campaigns/products.csv" in answer.out
    assert "1 without a recipient left out" in " ".join(answer.out.split())
    assert "alert: 1 repeated recipient and 1 blank row left out; each gets it once" in answer.err


def test_a_number_is_matched_however_it_is_written(shop: Repository) -> None:
    shop.write("campaigns/price-drop.yaml", SPEC.replace('{sku: "{{ sku }}"}', '{price: "{{ new_price }}"}'))
    assert {a: people(shop, p) for a, p in shop.payloads().items()} == {
        "alert[A1]": ["ann", "bob"],
        "alert[B2]": ["eve"],
    }


def test_the_file_is_read_once_for_all_instances(shop: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"S{n},5\n" for n in range(50))
    shop.write("campaigns/products.csv", "sku,new_price\n" + rows)
    shop.write("campaigns/viewers.csv", "user,sku\n" + "".join(f"u{n},S{n % 50}\n" for n in range(200)))
    opened: list[Path] = []
    real = recipient_groups.Rows

    def counted(path: Path, *rest: Any, **more: Any) -> Any:
        opened.append(path)
        return real(path, *rest, **more)

    monkeypatch.setattr(recipient_groups, "Rows", counted)
    found = shop.payloads()
    assert sum(len(people(shop, payload)) for payload in found.values()) == 200
    assert len(opened) == 1


def test_other_peoples_rows_change_nothing_for_an_instance(shop: Repository) -> None:
    before = shop.payloads()
    shop.write("campaigns/viewers.csv", VIEWERS + "max,B2,1\n")
    after = shop.payloads()
    assert before["alert[A1]"].digest == after["alert[A1]"].digest
    assert before["alert[B2]"].digest != after["alert[B2]"].digest
    with pytest.raises(RecipientsChanged):
        people(shop, before["alert[B2]"])


@pytest.mark.parametrize(
    ("spec", "viewers", "code"),
    [
        (SPEC.replace("match: {sku:", "match: {sko:"), VIEWERS, "CTC352"),
        (SPEC, VIEWERS + '"open,A1\n', "CTC354"),
        (SPEC, b"user,sku\n\xff,A1\n", "CTC351"),
        (SPEC.replace('match: {sku: "{{ sku }}"}', "match: {}"), VIEWERS, "CTC315"),
        (SPEC.replace('{sku: "{{ sku }}"}', "[sku]"), VIEWERS, "CTC303"),
    ],
)
def test_what_is_wrong_is_told_once_and_nobody_is_named(
    shop: Repository, spec: str, viewers: str | bytes, code: str
) -> None:
    shop.write("campaigns/price-drop.yaml", spec)
    shop.write("campaigns/viewers.csv", viewers)
    found = [d for d in shop.lint() if d.severity == "error"]
    assert [d.code for d in found] == [code]
    assert not [d for d in found if "ann" in d.message or "eve" in d.message]


def test_outside_a_family_nobody_is_a_mistake(shop: Repository) -> None:
    plain = SPEC.replace("each: {file: products.csv, key: sku, row: product.schema.json}\n", "")
    plain = plain.replace('"{{ sku }}"', "Q7").replace("{{ sku }} fell to {{ new_price }}", "Hi")
    shop.write("campaigns/price-drop.yaml", plain)
    assert [d.code for d in shop.lint() if d.severity == "error"] == ["CTC353"]


def test_apply_sends_to_each_once(shop: Repository) -> None:
    answer = ctc("apply", "--auto-approve")
    assert answer.code == 0, answer.out + answer.err
    again = ctc("plan", "--exit-code")
    assert again.code == 0, again.out
