"""External triggers end to end: compiled from rows, sent once by batches to the sandbox, with their token."""

import json
import sqlite3
from collections import Counter
from contextlib import closing
from typing import Any

import pytest

from ctc.cli.views.plan_parts import said
from ctc.preview.rendering import message_html
from tests.unit.families.conftest import Repository
from tests.unit.families.test_plans_of_a_day import ctc

SPEC = """\
version: 1
id: watched
each: {file: products.csv, key: [sku, new_price], row: product.schema.json}
message:
  channel: externaltrigger
  campaign_id: "1674040332"
  to: {Identity: {file: watchers.csv, column: user, match: {sku: "{{ sku }}"}}}
  ExternalTrigger: {name: "{{ name }}", price: "₹{{ new_price }}"}
"""
SEVERAL = SPEC.replace('campaign_id: "1674040332"', "campaign_id_list: [1674040332, 7]")


@pytest.fixture
def shop(repository: Repository) -> Repository:
    repository.write("campaigns/price-drop.yaml", SPEC)
    people = [f"u{number},A1\n" for number in range(2300)] + ["u1,B2\n", "u2,B2\n"]
    repository.write("campaigns/watchers.csv", "user,sku\n" + "".join(people))
    return repository


def requests(shop: Repository) -> list[tuple[str, dict[str, Any]]]:
    with closing(sqlite3.connect(shop.root / ".ctc/sandbox/sandbox.db")) as db:
        rows = db.execute("select path, body from requests where kind = 'send' order by seq").fetchall()
    return [(path, json.loads(body)) for path, body in rows]


def test_each_person_gets_each_products_values_once(shop: Repository) -> None:
    for _ in range(2):
        answer = ctc("apply", "--auto-approve")
        assert answer.code == 0, answer.out + answer.err
    sent = requests(shop)
    assert {path for path, _ in sent} == {"/1/send/externaltrigger.json"}
    assert sorted(len(body["to"]["Identity"]) for _, body in sent) == [2, 300, 1000, 1000]
    told = Counter(
        (body["ExternalTrigger"]["name"], person) for _, body in sent for person in body["to"]["Identity"]
    )
    assert len(told) == 2302
    assert set(told.values()) == {1}
    assert {body["campaign_id"] for _, body in sent} == {"1674040332"}


def test_several_campaigns_take_the_second_endpoint(shop: Repository) -> None:
    shop.write("campaigns/price-drop.yaml", SEVERAL)
    answer = ctc("apply", "--auto-approve", "--select", "watched[B2*")
    assert answer.code == 0, answer.out + answer.err
    [(path, body)] = requests(shop)
    assert (path, body["campaign_id_list"]) == ("/2/send/externaltrigger.json", [1674040332, 7])


def test_an_environment_without_the_token_sends_none_of_them(shop: Repository) -> None:
    local = "{api: http://127.0.0.1:9, account_id: a, passcode: b, timezone: UTC}"
    away = f"version: 1\nproject: p\nenvironments: {{local: {local}}}\n"
    shop.write("ctc.yaml", away)
    shop.write("campaigns/price-drop.yaml", SEVERAL)
    answer = ctc("plan", "--env", "local", "--no-state")
    assert answer.code == 1
    assert "trigger_token" in answer.out
    shop.write("ctc.yaml", away.replace("passcode: b", 'passcode: b, trigger_token: "{{ env.CTC_T }}"'))
    assert ctc("plan", "--env", "local", "--no-state").code == 0


def test_what_is_shown_are_the_values(shop: Repository) -> None:
    body = shop.payloads()["watched[A1,590]"].body
    assert dict(said(body)) == {"ExternalTrigger.name": "Silver Tips", "ExternalTrigger.price": "₹590"}
    html = message_html(body, "externaltrigger", "send-externaltrigger")
    assert "Silver Tips" in html
    assert "1674040332" in html
    assert "u17" not in html
