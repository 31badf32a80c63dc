"""From a desugared body to a payload."""

from typing import Any

import pytest

from ctc.canonical import canonical_bytes, digest_of
from ctc.diagnostics import Place
from ctc.payloads.compiling import api_body, endpoint_of, payload_from
from ctc.payloads.payload import Held, RecipientFile
from ctc.specs.reading import read_documents
from ctc.variants import CREATE, variant_of
from tests.specs_by_hand import compiled

SMS = {
    "name": "A",
    "target_mode": "sms",
    "when": "now",
    "where": {"event_name": "Charged"},
    "content": {"body": "Hi"},
}


def test_a_campaign(make_spec: Any) -> None:
    spec = make_spec(SMS, revision=3, was=("old",), owner="ann", labels=("x",), guards={"max_reach": 5})
    payload = compiled(spec, SMS)
    assert payload.body == SMS
    assert canonical_bytes(payload.body) == canonical_bytes(SMS)
    assert payload.digest == digest_of(SMS)
    assert (payload.endpoint, payload.channel, payload.variant) == ("/1/targets/create.json", "sms", "sms")
    assert (payload.revision, payload.was, payload.owner, payload.labels) == (3, ("old",), "ann", ("x",))
    assert (payload.file, payload.line, payload.is_send) == ("campaigns/x.yaml", 3, False)


def test_the_channel_of_a_message_is_its_endpoint(make_spec: Any) -> None:
    body = {"channel": "sms", "to": {"Identity": ["JohnDoe"]}, "content": {"body": "Hi"}}
    spec = make_spec(body, kind="message")
    payload = compiled(spec, body)
    assert payload.endpoint == endpoint_of(spec, body) == "/1/send/sms.json"
    assert (
        payload.body == api_body(spec, body) == {"to": {"Identity": ["JohnDoe"]}, "content": {"body": "Hi"}}
    )
    assert (payload.variant, payload.channel, payload.is_send) == ("send-sms", "sms", True)


def test_a_file_of_recipients_is_its_reference_and_hash(make_spec: Any) -> None:
    to = {"Email": ["ann@example.org"], "Identity": {"file": "users.csv", "column": "id"}}
    body = {"channel": "sms", "to": to, "content": {"body": "Hi"}}
    known = RecipientFile(
        kind="Identity", file="users.csv", column="id", sha256="ab" * 32, count=2, duplicates=0, blank=0
    )
    payload = compiled(make_spec(body, kind="message"), body, recipients={"Identity": known})
    assert payload.body["to"] == {
        "Email": ["ann@example.org"],
        "Identity": {"file": "users.csv", "column": "id", "sha256": "ab" * 32, "count": 2},
    }
    assert payload.duplicates == 0
    with pytest.raises(KeyError):
        compiled(make_spec(body, kind="message"), body)


def test_recipients_that_are_named_twice_are_counted(make_spec: Any) -> None:
    to = {"Email": ["a@x.org", "b@x.org", "a@x.org"], "Identity": {"file": "users.csv"}}
    body = {"channel": "sms", "to": to, "content": {"body": "Hi"}}
    known = RecipientFile(
        kind="Identity", file="users.csv", column=None, sha256="ab" * 32, count=2, duplicates=4, blank=0
    )
    payload = compiled(make_spec(body, kind="message"), body, recipients={"Identity": known})
    assert payload.duplicates == 5
    assert "duplicates" not in canonical_bytes(payload.body).decode()


@pytest.mark.parametrize(
    "audience",
    [
        {"where": {}},
        {"where": {"from": 20250101, "to": 20250102}},
        {"segment": "all"},
        {"where": {"advanced_query": {"did_all": []}}},
    ],
)
def test_everybody_never_leaves_by_accident(make_spec: Any, audience: Any) -> None:
    body = {key: value for key, value in SMS.items() if key != "where"} | audience
    with pytest.raises(
        ValueError, match=r"^price-drop: goes to everybody, and does not say `broadcast: true`$"
    ):
        compiled(make_spec(body), body)
    assert compiled(make_spec(body, broadcast=True), body).broadcast


def test_all_that_a_spec_says_beside_its_body_is_in_its_payload(make_spec: Any) -> None:
    spec = make_spec(SMS, key_columns=("sku",), is_kept=True, ignore={"CTC1": "why"}, broadcast=True)
    made = compiled(spec, SMS, as_of="2031-01-02")
    assert (made.key_columns, made.is_kept, made.as_of) == (("sku",), True, "2031-01-02")
    assert (dict(made.ignore), made.broadcast, dict(made.numbers)) == ({"CTC1": "why"}, True, {})
    assert compiled(make_spec(SMS), SMS).as_of == ""
    variant = variant_of(CREATE, SMS)
    assert variant is not None
    assert payload_from(spec, variant, SMS, {}, numbers={"price": 5.0}, as_of="").numbers == {"price": 5.0}


def test_of_files_of_recipients_those_with_people_are_sent_to(make_spec: Any) -> None:
    """An instance that no row matches under one kind goes to those of the other."""
    to = {"Email": {"file": "a.csv"}, "Identity": {"file": "b.csv"}, "objectId": ["x"]}
    body = {"channel": "sms", "to": to, "content": {"body": "Hi"}}
    none = RecipientFile(kind="Email", file="a.csv", column="id", sha256="a", count=0, blank=2, duplicates=0)
    some = RecipientFile(
        kind="Identity",
        file="b.csv",
        column=None,
        sha256="b",
        count=3,
        blank=1,
        duplicates=1,
        match={"sku": 5},
    )
    made = compiled(make_spec(body, kind="message"), body, recipients={"Email": none, "Identity": some})
    assert made.body["to"] == {
        "Identity": {"file": "b.csv", "column": None, "match": {"sku": 5}, "sha256": "b", "count": 3},
        "objectId": ["x"],
    }
    assert (made.blank, made.duplicates) == (3, 1)


def test_a_body_at_hand_is_written_as_it_is_asked_for_and_has_its_places() -> None:
    held = Held(body={"name": "Tea"}, line=7)
    assert held.text_by(lambda body: f"<{body['name']}>") == "<Tea>"
    assert held.place_of("name") == Place(line=7, column=1), "of a saved plan the spec's own line is known"
    assert Held(body={}).place_of() == Place(line=1, column=1)
    documents, _ = read_documents("x.yaml", b"id: x\ncampaign:\n  name: Tea\n")
    placed = Held(body={"name": "Tea"}, places=documents[0].places, line=7)
    assert placed.place_of("campaign", "name") == Place(line=3, column=3)
