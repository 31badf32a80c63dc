"""The right word beside a wrong one: where a key belongs, what it stands in for, and what is no slip at all."""

from pathlib import Path
from typing import Any

import pytest

from ctc.project.checks import settings_findings
from ctc.validation.finding import Finding
from ctc.validation.payload import validate_payload
from ctc.variants import CREATE

PUSH: dict[str, Any] = {
    "name": "a",
    "target_mode": "push",
    "when": "now",
    "where": {"event_name": "Charged", "from": 20250901, "to": 20250930},
    "content": {"title": "t", "body": "b", "platform_specific": {"ios": {}, "android": {"wzrk_cid": "x"}}},
}


def found(body: dict[str, Any], endpoint: str = CREATE, *, raw: bool = True) -> tuple[Finding, ...]:
    return validate_payload(endpoint, body, raw=raw, broadcast=False)


def on(platform: str, **keys: Any) -> dict[str, Any]:
    platforms = {"ios": {}, "android": {"wzrk_cid": "x"}}
    return PUSH | {"content": {"title": "t", "body": "b", "platform_specific": platforms | {platform: keys}}}


@pytest.mark.parametrize("key", ["deep_link", "wzrk_dl"])
@pytest.mark.parametrize("inside", [True, False])
def test_what_both_platforms_have_is_moved_to_either(key: str, inside: bool) -> None:
    body = PUSH | ({"content": PUSH["content"] | {key: "a://b"}} if inside else {key: "a://b"})
    (one,) = found(body)
    assert f"ios.{key}" in (one.hint or "")
    assert f"android.{key}" in (one.hint or "")


@pytest.mark.parametrize("key", ["imageUrl", "image", "ct_mediaUrl", "background_image"])
def test_a_picture_is_no_slide_of_a_carousel(key: str) -> None:
    (one,) = found(PUSH | {"content": PUSH["content"] | {key: "https://acme.example/a.png"}})
    assert "ios.ct_mediaUrl" in (one.hint or "")
    assert "android.background_image" in (one.hint or "")
    assert "ct_ContentSlider" not in one.message


@pytest.mark.parametrize(
    ("group", "value"), [({"percentage": 10}, "campaign"), ({"name": "held back"}, "custom"), ({}, "custom")]
)
def test_a_control_group_is_of_the_type_that_its_keys_belong_to(group: dict[str, Any], value: str) -> None:
    (one,) = found(PUSH | {"control_group": group})
    assert (one.hint or "").endswith(f"'type: {value}'")


@pytest.mark.parametrize("region", ["in", "IN", "us", "eu2", "mec"])
def test_a_region_is_suggested_as_it_is_written(region: str) -> None:
    project = {"version": 1, "environments": {"p": {"region": region}}}
    (one,) = (each for each in settings_findings(project, Path()) if each.path[-1:] == ("region",))
    assert (one.hint or "").lower() == one.hint


@pytest.mark.parametrize("key", ["wzrk_pid", "wzrk_nms", "wzrk_ttl", "pr", "ico"])
def test_keys_of_the_payload_on_the_device_are_no_slips(key: str) -> None:
    assert found(on("android", wzrk_cid="x", **{key: "v"})) == ()


@pytest.mark.parametrize(("platform", "meant"), [("android", "background_image"), ("ios", "ct_mediaUrl")])
def test_a_picture_that_no_platform_reads_is_told(platform: str, meant: str) -> None:
    cid = {"wzrk_cid": "x"} if platform == "android" else {}
    (one,) = found(on(platform, image="https://acme.example/a.png", **cid))
    assert (one.code, one.hint) == ("CTC316", f"did you mean '{meant}'?")


@pytest.mark.parametrize("raw", [True, False])
@pytest.mark.parametrize("key", ["target_moedx", "target_mod", "targetmode", "mode", "kind", "tm"])
def test_what_stands_in_for_target_mode_is_told_at_its_own_line_and_nothing_else(key: str, raw: bool) -> None:
    body = {"name": "a", key: "sms", "when": "now", "where": PUSH["where"], "content": {"body": "b"}}
    (one,) = found(body, raw=raw)
    assert (one.path, one.at) == ((key,), "key")
    assert "target_mode" in (one.hint or "")


def test_a_name_that_is_a_mode_stands_in_for_nothing() -> None:
    body = {"name": "sms", "when": "now", "where": PUSH["where"], "content": {"title": "t", "body": "b"}}
    assert not any(one.path == ("name",) for one in found(body))


def test_buttons_know_whether_a_tap_takes_the_notification_away() -> None:
    for acts in ('[{"l": "Open", "ac": true}]', [{"l": "Open", "ac": True}]):
        assert not any(one.severity == "error" for one in found(on("android", wzrk_cid="x", wzrk_acts=acts)))
    assert any(
        one.severity == "error"
        for one in found(on("android", wzrk_cid="x", wzrk_acts='[{"l": "O", "ac": "y"}]'))
    )


def test_lists_of_push_templates_are_written_as_texts_that_hold_json() -> None:
    (one,) = found(on("android", wzrk_cid="x", pt_product_list=["a"]))
    assert "a text that holds JSON" in (one.hint or "")


def test_what_clients_send_is_an_info() -> None:
    header = {"type": "image", "media": {"url": "https://acme.example/a.png", "type": "image"}}
    content = {
        "template_name": "n:t",
        "header": header,
        "body": {"replacements": []},
        "buttons": [{"type": "url", "replacements": ["a"]}],
    }
    told = found(PUSH | {"target_mode": "whatsapp", "content": content})
    assert {(one.code, one.severity) for one in told} == {("CTC318", "info")}
    assert {one.path[-1] for one in told} == {"type"}
    send = {"to": {"Identity": ["a"]}, "content": {"title": "t", "body": "b", "params": '{"a": 1}'}}
    assert [(one.code, one.path) for one in found(send, "/1/send/push.json")] == [
        ("CTC318", ("content", "params"))
    ]
