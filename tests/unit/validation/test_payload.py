"""Sentences of the specification about bodies, one by one: what is refused, warned of, remarked, and accepted."""

import copy
from typing import Any

import pytest

from ctc.diagnostics import JsonPath, Severity
from ctc.validation.payload import validate_payload
from ctc.validation.semantics import everybody
from ctc.variants import CREATE

E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741 - the three severities
PUSH: dict[str, Any] = {
    "name": "Sale",
    "target_mode": "push",
    "when": "now",
    "where": {"event_name": "Charged"},
    "content": {"title": "Hi", "body": "Hello", "platform_specific": {"android": {}, "ios": {}}},
}
SMS: dict[str, Any] = {**PUSH, "target_mode": "sms", "content": {"body": "Hello"}}
SEND: dict[str, Any] = {"to": {"Identity": ["JohnDoe"]}, "content": {"body": "Hello"}}
SEND_SMS = "/1/send/sms.json"
MISSING = object()
Said = tuple[str, Severity, JsonPath]


def changed(body: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    result = copy.deepcopy(body)
    *above, last = path.split("/")
    at = result
    for part in above:
        at = at.setdefault(part, {})
    if value is MISSING:
        del at[last]
    else:
        at[last] = value
    return result


def said(body: Any, endpoint: str = CREATE, *, raw: bool = False, broadcast: bool = False) -> list[Said]:
    found = validate_payload(endpoint, body, raw=raw, broadcast=broadcast)
    return [(finding.code, finding.severity, finding.path) for finding in found]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("when", "20310115 09:30"),
        ("when", {"type": "later", "delivery_date_time": ["20310115 09:30"], "delivery_timezone": "user"}),
        ("when", {"type": "now", "campaign_cutoff": "22:00", "dnd": {"message_state": "delay"}}),
        ("ttl", {"ttl_type": "absolute", "value": 203101150930}),
        ("ttl", {"ttl_type": "relative", "value": 0}),
        ("control_group", {"type": "campaign", "percentage": 0}),
        ("control_group", {"type": "campaign", "percentage": 100}),
        ("devices", ["ios"]),
        ("draft", True),
        ("labels", ["growth"]),
        ("pa_webhook_name", "crm"),
        ("conversion_goal", {"event_name": "Charged", "conversion_time": "1D", "filter_type": {}}),
        ("where", {"event_name": "Charged", "from": 20240229, "to": 20240229}),
        ("where", {"advanced_query": {"did_all": [{"event_name": "Charged"}]}}),
        ("content/platform_specific/ios", {"Key": "Value", "mutable-content": "true"}),
        (
            "content/platform_specific/android",
            {"wzrk_bi": "app icon", "wzrk_acts": '[{"l": "Open", "id": "1"}]'},
        ),
    ],
)
def test_is_accepted_without_a_word(path: str, value: Any) -> None:
    assert said(changed(PUSH, path, value)) == []


@pytest.mark.parametrize(
    ("path", "value", "at"),
    [
        ("exclude_segments", ["17"], "exclude_segments"),
        ("users_limit_overall", 1000, "users_limit_overall"),
        ("where", {"event_name": "Charged", "exclude_segments": ["17"]}, "where/exclude_segments"),
        (
            "content/platform_specific/android",
            {"wzrk_dl": "shop://x"},
            "content/platform_specific/android/wzrk_dl",
        ),
        (
            "content/platform_specific/ios",
            {"mutable-content": "1"},
            "content/platform_specific/ios/mutable-content",
        ),
    ],
)
def test_what_client_code_alone_knows_is_an_info(path: str, value: Any, at: str) -> None:
    assert said(changed(PUSH, path, value)) == [("CTC318", I, tuple(at.split("/")))]


@pytest.mark.parametrize("operator", ["between", "in", "not_in", "not_contains", "greater_than_or_equal"])
def test_an_operator_of_client_code_is_an_info(operator: str) -> None:
    where = {
        "event_name": "Charged",
        "event_properties": [{"name": "Amount", "operator": operator, "value": [1, 2]}],
    }
    assert said({**SMS, "where": where}) == [("CTC318", I, ("where", "event_properties", 0, "operator"))]


@pytest.mark.parametrize("kind", ["Image", "Video", "Document", "Audio"])
def test_a_capitalised_header_is_an_info(kind: str) -> None:
    header = {"type": kind, "media": {"url": "https://acme.example/a"}}
    content = {"template_name": "n:t", "header": header, "body": {"replacements": []}}
    body = {**SMS, "target_mode": "whatsapp", "content": content}
    assert said(body) == [("CTC318", I, ("content", "header", "type"))]


@pytest.mark.parametrize(
    ("body", "at"),
    [
        (changed(PUSH, "wzrk_cid", "Marketing"), ("wzrk_cid",)),
        (
            changed(SMS, "where", {"profile_fields": [{"name": "a", "operator": "equals", "value": "b"}]}),
            ("where", "profile_fields"),
        ),
        (changed(SMS, "segment", 17), ("segment",)),
        (changed(PUSH, "ttl", {"value": 5}), ("ttl",)),
        (changed(SMS, "when", {"type": "now"}), ("when",)),
        (
            changed(PUSH, "content/platform_specific/ios", {"Key": 5}),
            ("content", "platform_specific", "ios", "Key"),
        ),
    ],
)
def test_a_second_form_is_a_warning_that_names_the_usual_one(body: dict[str, Any], at: JsonPath) -> None:
    assert said(body) == [("CTC317", W, at)]


def test_the_seeds_own_two_forms_are_an_info() -> None:
    ios = changed(PUSH, "content/platform_specific/ios", {"mutable-content": True})
    assert said(ios) == [("CTC317", I, ("content", "platform_specific", "ios", "mutable-content"))]


@pytest.mark.parametrize(("kind", "key"), [("header", "latitude"), ("attachments", "latitiude")])
def test_the_other_spelling_of_latitude_is_a_warning(kind: str, key: str) -> None:
    if kind == "header":
        content = {
            "template_name": "n:t",
            "header": {"type": "location", "media": {key: 1.5, "longitude": 2.5}},
            "body": {"replacements": []},
        }
        at: JsonPath = ("content", "header", "media", key)
    else:
        attachment = {"type": "Location", "value": {key: "1.5", "longitude": "2.5"}}
        content = {"template_name": "n:t", "replacements": {}, "attachments": attachment}
        at = ("content", "attachments", "value", key)
    assert said({**SMS, "target_mode": "whatsapp", "content": content}) == [("CTC317", W, at)]


@pytest.mark.parametrize("key", ["did_not", "in_the_last_days", "prompt"])
def test_filters_that_are_ignored_are_errors(key: str) -> None:
    assert said(changed(SMS, f"where/{key}", "x")) == [("CTC307", E, ("where", key))]


@pytest.mark.parametrize("key", ["respect_DND", "channel"])
def test_settings_that_are_ignored_are_errors(key: str) -> None:
    assert said({**SMS, key: "x"}) == [("CTC307", E, (key,))]


def words(body: dict[str, Any]) -> list[str]:
    return [
        found.message.partition(" is everybody")[0] for found in everybody(body, raw=False, broadcast=False)
    ]


@pytest.mark.parametrize(
    "where",
    [
        {},
        {"from": 20250101, "to": 20250201},
        {"common_profile_properties": {"profile_fields": []}},
        {"advanced_query": {"did_all": []}},
        {
            "common_profile_properties": {
                "profile_fields": [{"name": "a", "operator": "not_equals", "value": "b"}]
            }
        },
    ],
)
def test_everybody_must_be_said(where: dict[str, Any]) -> None:
    body = {**SMS, "where": where}
    assert said(body) == [("CTC311", E, ("where",))]
    assert words(body) == ["the audience has no condition that anyone must meet, and so it"]
    assert said(body, broadcast=True) == []
    assert said(body, raw=True) == [("CTC311", W, ("where",))]
    assert said(body, raw=True, broadcast=True) == [("CTC311", W, ("where",))]


def test_the_whole_segment_is_everybody() -> None:
    body = changed({**SMS, "segment": "all"}, "where", MISSING)
    assert said(body) == [("CTC311", E, ("segment",))]
    assert words(body) == ["segment: all"]
    assert all(severity is not E for _, severity, _ in said(body, broadcast=True))


@pytest.mark.parametrize(("key", "slip"), [("segment", "segmnt"), ("estimate_only", "estimate_onli")])
def test_a_misspelled_key_is_the_only_finding(key: str, slip: str) -> None:
    body = changed({**SMS, "segment": 17, "estimate_only": True, "async_estimate": True}, "where", MISSING)
    renamed = {slip if name == key else name: value for name, value in body.items()}
    assert said(body) == []
    assert said(renamed) == [("CTC305", E, (slip,))]


def test_an_audience_with_a_mistake_in_it_is_not_called_everybody_too() -> None:
    assert said(changed(SMS, "where", {"event_nam": "Charged"})) == [("CTC305", E, ("where", "event_nam"))]


def test_a_raw_send_takes_a_thousand_recipients() -> None:
    ids = [str(number) for number in range(1001)]
    assert said({**SEND, "to": {"Identity": ids[:1000]}}, SEND_SMS, raw=True) == []
    assert said({**SEND, "to": {"Identity": ids}}, SEND_SMS, raw=True) == [("CTC313", E, ("to",))]
    both = {"Identity": ids[:600], "Email": ids[:600]}
    assert said({**SEND, "to": both}, SEND_SMS, raw=True) == [("CTC313", E, ("to",))]
    assert said({**SEND, "to": both}, SEND_SMS) == []


def test_a_file_of_recipients_is_for_specs_alone() -> None:
    body = {**SEND, "to": {"Identity": {"file": "users.csv", "column": "id"}}}
    assert said(body, SEND_SMS) == []
    assert said(body, SEND_SMS, raw=True) == [("CTC303", E, ("to", "Identity"))]


def test_no_recipient_is_shown() -> None:
    body = {**SEND, "to": {"Email": "ann@example.org", "Identity": [48100200300], "ann@example.org": ["x"]}}
    found = validate_payload(SEND_SMS, body, raw=True, broadcast=False)
    assert found
    assert not any("ann@" in f"{f.message}{f.hint}" or "48100" in f"{f.message}{f.hint}" for f in found[:2])


def test_a_message_may_still_name_its_channel_in_a_spec() -> None:
    assert said({**SEND, "channel": "sms"}, SEND_SMS) == []
    assert said({**SEND, "channel": "sms"}, SEND_SMS, raw=True) == [("CTC307", E, ("channel",))]


def test_whatsapp_messages_are_an_info() -> None:
    content = {"template_name": "n:t", "replacements": {"1": "Ann"}}
    body = {**SEND, "channel": "whatsapp", "content": content}
    assert said(body, "/1/send/whatsapp.json") == [("CTC318", I, ("channel",))]


@pytest.mark.parametrize("mode", ["Push", "PUSH"])
def test_another_letter_case_is_a_warning_in_a_raw_body_alone(mode: str) -> None:
    body = {**PUSH, "target_mode": mode}
    assert said(body, raw=True) == [("CTC317", W, ("target_mode",))]
    assert said(body) == [("CTC301", E, ("target_mode",))]


def test_a_raw_body_without_target_mode_is_read_as_push() -> None:
    body = changed(PUSH, "target_mode", MISSING)
    assert said(body, raw=True) == [("CTC317", W, ())]
    assert said(body) == [("CTC302", E, ())]


@pytest.mark.parametrize("wrong", ["pusch", "rcs", "in-app", "", 5, None, ["push"]])
def test_an_unknown_kind_is_said_once_and_nothing_else(wrong: Any) -> None:
    body = {"target_mode": wrong, "zzz": 1, "content": 5}
    assert [(path, severity) for _, severity, path in said(body)] == [(("target_mode",), E)]


@pytest.mark.parametrize("raw", [True, False])
def test_an_unknown_endpoint_is_a_finding(raw: bool) -> None:
    assert [severity for _, severity, _ in said(SEND, "/1/send/fax.json", raw=raw)] == [E]


@pytest.mark.parametrize("body", [[], "x", 5, None, True])
def test_a_body_is_a_mapping(body: Any) -> None:
    assert said(body, raw=True) == [("CTC303", E, ())]


def test_all_mistakes_are_found_in_one_run() -> None:
    body = changed(
        changed(changed(PUSH, "name", ""), "zzz", 1), "where", {"event_name": "x", "from": 20250230}
    )
    assert {path for _, _, path in said(body)} == {("name",), ("zzz",), ("where", "from")}


@pytest.mark.parametrize("when", ["now\n", "20310115 09:30\n", " now", "NOW"])
def test_a_time_is_taken_to_its_last_character(when: str) -> None:
    assert said({**SMS, "when": when}) == [("CTC304", E, ("when",))]


def test_a_key_is_read_to_its_last_character() -> None:
    content = {"template_name": "n:t", "replacements": {"1\n": "Ann"}}
    found = said({**SMS, "target_mode": "whatsapp", "content": content})
    assert found == [("CTC305", E, ("content", "replacements", "1\n"))]


def test_a_day_that_is_a_whole_float_is_looked_up_too() -> None:
    where = {"event_name": "Charged", "from": 20250230.0}
    assert said({**SMS, "where": where}) == [("CTC309", E, ("where", "from"))]


def test_whole_floats_are_whole_numbers_as_in_json_schema() -> None:
    assert said(changed(PUSH, "content/platform_specific/ios", {"badge_count": 1.0})) == []
    wrong = changed(PUSH, "content/platform_specific/ios", {"badge_count": True})
    assert said(wrong) == [("CTC303", E, ("content", "platform_specific", "ios", "badge_count"))]


@pytest.mark.parametrize("value", [True, 1.5, "1", None])
def test_a_replacement_is_a_text(value: Any) -> None:
    content = {"template_name": "n:t", "replacements": {"1": value}}
    found = said({**SMS, "target_mode": "whatsapp", "content": content})
    assert found == ([] if isinstance(value, str) else [("CTC303", E, ("content", "replacements", "1"))])


@pytest.mark.parametrize(
    ("path", "value", "hint"),
    [
        ("when", 20310115, "for example 20310115 09:30"),
        ("when", True, "for example 20310115 09:30"),
        ("name", 5, 'write "5" in quotes'),
        ("conversion_goal", {"event_name": "C", "filter_type": {"first_time": True}}, "one of: yes, no"),
        (
            "where",
            {"event_name": "E", "session_properties": [{"name": "n", "value": True}]},
            'write "True" in quotes',
        ),
    ],
)
def test_a_hint_can_be_followed(path: str, value: Any, hint: str) -> None:
    (finding,) = validate_payload(CREATE, changed(PUSH, path, value), raw=False, broadcast=False)
    assert finding.hint == hint


def test_an_attachment_without_a_value_is_that_and_no_stranger() -> None:
    content = {"template_name": "n:t", "replacements": {"1": "a"}, "attachments": None}
    body = {**PUSH, "target_mode": "whatsapp", "content": content}
    assert said(body) == [("CTC303", E, ("content", "attachments"))]


def test_a_segment_that_is_a_whole_float_is_not_everybody() -> None:
    body = {key: value for key, value in PUSH.items() if key != "where"}
    assert said({**body, "segment": 1700000001.0}) == []


@pytest.mark.parametrize(
    ("acts", "code"),
    [
        ('[{"l": "Open", "dl": "shop://a", "id": "1", "ico": "", "ac": true}]', ""),
        ('[{"l": "Open", "colour": "red"}]', "CTC305"),
        ('[{"l": "Open"}, {"l": "More", "colour": "red"}]', "CTC305"),
        ('[{"dl": "shop://a"}]', "CTC304"),
        ('[{"l": "Open", "ac": "yes"}]', "CTC304"),
        ('[{"l": "Open", "dl": true}]', "CTC304"),
        ("[7]", "CTC304"),
        ("{}", "CTC304"),
        ("Open", "CTC304"),
        ("[" * 99_999, "CTC304"),
    ],
)
def test_buttons_in_a_text_are_read_as_the_server_reads_them(acts: str, code: str) -> None:
    body = changed(PUSH, "content/platform_specific/android", {"wzrk_cid": "c", "wzrk_acts": acts})
    path = ("content", "platform_specific", "android", "wzrk_acts")
    assert [one for one in said(body) if one[1] is E] == ([(code, E, path)] if code else [])


@pytest.mark.parametrize(
    "keys", [["007"], ["+7"], ["7"], ["00"], ["0"], ["0", "00"], ["7", "+7", "007"], ["1" * 25]]
)
@pytest.mark.parametrize("value", [None, [1], {"a": 1}])
def test_a_key_that_is_a_number_is_told_at_its_place(keys: list[str], value: Any) -> None:
    """The gate takes such a key for an index."""
    body = {
        **PUSH,
        "content": {**PUSH["content"], "platform_specific": {"android": dict.fromkeys(keys, value)}},
    }
    findings = [f for f in validate_payload(CREATE, body, raw=True, broadcast=True) if f.code == "CTC303"]
    assert [finding.path[-1] for finding in findings] == keys
