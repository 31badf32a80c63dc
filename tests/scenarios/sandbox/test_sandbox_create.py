"""Create and estimate, over real HTTP."""

import json
import time
from pathlib import Path
from typing import Any

from ctc.sandbox.embedded import running
from ctc.sandbox.settings import SandboxSettings

CREATE = "/1/targets/create.json"
PUSH = {"title": "Hi", "body": "There"}
CARD = {"title": {"text": "t"}, "message": {"text": "m"}}
VALID = {"name": "n", "target_mode": "sms", "when": "now", "where": {}, "content": {"body": "b"}}
BAD_QUERY = "Query specified in where failed to parse"


def test_a_create_answers_an_id_from_the_clock_and_the_reach(client: Any) -> None:
    before = int(time.time())
    status, answer = client.create()
    assert (status, answer["status"], answer["estimates"]) == (200, "success", {"sms": 12})
    assert before <= answer["id"] <= int(time.time()) + 1


def test_ids_are_unique_and_names_are_not(client: Any) -> None:
    ids = [client.create(name="twin")[1]["id"] for _ in range(5)]
    assert len(set(ids)) == 5
    assert [target["name"] for target in client.listing()] == ["twin"] * 5


REACHES: list[tuple[dict[str, Any], dict[str, int]]] = [
    ({"target_mode": "push", "content": PUSH, "wzrk_cid": "m"}, {"android": 16, "ios": 0}),
    (
        {"target_mode": "push", "content": PUSH, "wzrk_cid": "m", "send_to_all_devices": True},
        {"android": 16, "ios": 11},
    ),
    ({"target_mode": "push", "content": PUSH, "devices": ["ios"]}, {"ios": 11}),
    ({"target_mode": "webpush", "content": PUSH}, {"web": 5}),
    (
        {"target_mode": "email", "content": {"subject": "s", "body": "b", "sender_name": "n"}},
        {"email": 16},
    ),
    ({"target_mode": "webhook", "content": None, "webhook_endpoint_name": "e"}, {"webhook": 16}),
    (
        {"target_mode": "notificationinbox", "template_type": "simple", "content": [CARD]},
        {"android": 16, "ios": 0},
    ),
    ({"target_mode": "whatsapp", "content": {"template_name": "a:b"}}, {"whatsapp": 12}),
]


def test_every_channel_answers_its_reach(client: Any) -> None:
    found = [(fields, client.create(**fields)[1]["estimates"]) for fields, _ in REACHES]
    assert found == REACHES


def test_a_mistyped_estimate_only_makes_a_live_campaign(client: Any) -> None:
    assert "id" in client.create(estimate_onyl=True)[1]


BAD: list[tuple[dict[str, Any], str]] = [
    ({"name": None}, "Field name is empty"),
    ({"when": None}, "Field when is empty"),
    ({"target_mode": None}, "Field title is empty (inside content)"),
    ({"target_mode": "push", "content": None}, "Field title is empty (inside content)"),
    ({"content": None}, "Field body is empty (inside content)"),
    ({"target_mode": "email"}, "Field subject is empty (inside content)"),
    ({"target_mode": "webhook"}, "Field webhook_endpoint_name is empty"),
    ({"target_mode": "whatsapp"}, "Field template_name is empty (inside content)"),
    (
        {"target_mode": "notificationinbox", "template_type": "carousel", "content": [CARD]},
        "Field media is empty (inside content)",
    ),
    ({"target_mode": "rcs"}, "Field target_mode is invalid"),
    ({"where": None}, BAD_QUERY),
    ({"where": []}, BAD_QUERY),
    ({"where": {"event_name": "Charged", "from": 20250230}}, BAD_QUERY),
    (
        {"where": {"event_name": "Charged", "from": 20250301, "to": 20250101}},
        "Query parse failure - The from date cannot be after the to date",
    ),
    ({"where": None, "segment": 7}, "Segment 7 is not defined or not processed"),
    ({"estimate_only": "true"}, "Field estimate_only must be a Boolean"),
    ({"when": "20200101 10:00"}, "Field when is invalid: the date must be in the future"),
    ({"when": "tomorrow"}, "Field when is invalid: expected now or a future date as YYYYMMDD HH:MM"),
    (
        {"control_group": {"type": "campaign", "percentage": 101}},
        "Field percentage is invalid (inside control_group)",
    ),
    (
        {"target_mode": "push", "content": PUSH, "devices": ["android"]},
        "Notification channel is required for devices having Android 8.0 or above",
    ),
    (
        {"target_mode": "push", "content": PUSH, "wzrk_cid": "m", "ttl": {"value": "x"}},
        "Field ttl is invalid",
    ),
]


def test_a_bad_create_is_refused_in_the_api_s_words(client: Any) -> None:
    found = [(fields, *client.create(**fields)) for fields, _ in BAD]
    assert found == [(fields, 400, {"status": "fail", "error": error}) for fields, error in BAD]
    assert client.listing() == []
    assert client.accepted() == {}


def test_what_the_dashboard_does_not_know_is_refused(tmp_path: Path, people: Path, connect: Any) -> None:
    settings = SandboxSettings(
        providers=frozenset({"Main"}), channels=frozenset({"Offers"}), control_groups=frozenset({"Held back"})
    )
    with running(tmp_path, load=people, settings=settings) as url:
        client = connect(url)
        assert client.create(provider_nick_name="Mian")[1]["error"] == "InCorrect provider_nick_name!"
        assert client.create(provider_nick_name="Main")[0] == 200
        group = {"type": "custom", "name": "Nobody"}
        assert (
            client.create(control_group=group)[1]["error"]
            == "No custom control group with name Nobody is defined"
        )
        push = {"target_mode": "push", "content": PUSH}
        assert client.create(**push, wzrk_cid="Ofers")[1]["error"] == "Invalid Notification Channel ID"
        assert client.create(**push, wzrk_cid="Offers")[0] == 200
        failed = client.send(provider_nick_name="Mian")
        assert failed[1]["error"] == "InCorrect provider_nick_name!"


def test_paths_methods_and_hosts(client: Any) -> None:
    assert client.request("GET", CREATE)[0] == 405
    assert client.request("GET", "/1/targets/estimate.json")[0] == 404
    assert json.loads(client.request("GET", "/nowhere")[1])["status"] == "fail"
    assert client.post(CREATE, VALID, Host="evil.example")[0] == 403
    assert client.post(CREATE, VALID, Host="localhost.evil.example:80")[0] == 403
    assert client.post(CREATE, VALID, Host="localhost:1")[0] == 200
    assert client.post(CREATE, VALID, Host="[::1]:8080")[0] == 200
    assert client.request("GET", "/", headers={"Host": "evil.example"})[0] == 403


def test_the_log_keeps_no_credential(client: Any, tmp_path: Path) -> None:
    client.create()
    rows = client.log()["requests"]
    assert [(row["kind"], row["accepted"], row["name"]) for row in rows] == [("create", 1, "A campaign")]
    for file in (tmp_path / "sandbox").glob("sandbox.db*"):
        assert b"passcode" not in file.read_bytes().lower()


def test_what_was_accepted_is_still_there_after_a_restart(tmp_path: Path, people: Path, connect: Any) -> None:
    with running(tmp_path, load=people) as url:
        first = connect(url).create()[1]["id"]
    with running(tmp_path, load=people) as url:
        client = connect(url)
        assert client.create()[1]["id"] > first
        assert client.listing()[0]["id"] == first
        assert client.accepted() == {"create": 2}
