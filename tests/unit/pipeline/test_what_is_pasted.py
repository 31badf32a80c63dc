"""What is said of pasted bodies before they are sent or become specs: all of it, and no line of a text that may hold a
credential."""

import json
from typing import Any, Final

import pytest
import yaml

from ctc.pipeline.importing import check, check_for_spec, spec_texts, unreadable

SEND: Final = '{"to": {"Identity": ["a"]}, "content": {"body": "x"}}'
PUSH: Final = {"name": "x", "when": "now", "segment": 5, "content": {"title": "a", "body": "b"}}
AUDIENCE: Final = '{"advanced_query": {"a": 1}}'
Told = list[tuple[str, str, str]]


def told(text: str, *, for_spec: bool = False, endpoint: str | None = None) -> list[tuple[bool, Told]]:
    found = (check_for_spec if for_spec else check)(text, file="-", endpoint=endpoint)
    return [
        (one.body is not None, [(d.code, str(d.severity), d.path) for d in one.diagnostics]) for one in found
    ]


NO_PROVIDER: Final = ("CTC321", "info", "")
TWICE: Final = ("CTC361", "error", "/to")


def test_what_is_wrong_with_the_text_and_with_the_body_is_told_together() -> None:
    twice = SEND.replace('"content"', '"to": {"Identity": ["b"]}, "content"')
    assert told(f"{twice}\n{SEND}") == [(True, [NO_PROVIDER, TWICE]), (True, [NO_PROVIDER])]
    assert [one.failed for one in check(f"{twice}\n{SEND}", file="-", endpoint=None)] == [True, False]
    assert told("{") == told("{", for_spec=True) == [(False, [("CTC360", "error", "")])]


def test_an_audience_alone_is_checked_and_makes_no_spec() -> None:
    lone = ("CTC317", "warning", "/advanced_query")
    slip = ("CTC305", "error", "/advanced_query/a")
    assert told(AUDIENCE) == [(True, [lone, slip])]
    (refused,) = told(AUDIENCE, for_spec=True)
    assert refused == (False, [("CTC367", "error", "")])
    assert told(f"{AUDIENCE}\n{AUDIENCE}")[0] == refused, "of two it is not known what they are"
    endpoint = "/1/targets/create.json"
    assert told(AUDIENCE, for_spec=True, endpoint=endpoint) == [refused]
    (found,) = check_for_spec(AUDIENCE, file="pasted.json", endpoint=endpoint)
    assert found.diagnostics[0].file == "pasted.json"


@pytest.mark.parametrize(
    ("body", "path", "asked"),
    [
        ({"target_mode": "sms"}, "targets/create", "sms"),
        ({"target_mode": "whatsapp"}, "targets/create", "whatsapp"),
        ({"target_mode": "email"}, "targets/create", "email"),
        ({"target_mode": "push"}, "targets/create", None),
        ({}, "targets/create", None),
        ({"target_mode": "sms", "provider_nick_name": "one"}, "targets/create", None),
        ({"to": {"Identity": ["a"]}}, "send/email", "email"),
        ({"to": {"Identity": ["a"]}}, "send/push", None),
    ],
)
def test_over_some_channels_somebody_delivers(body: dict[str, Any], path: str, asked: str | None) -> None:
    (found,) = check(json.dumps(body), file="-", endpoint=f"/1/{path}.json")
    words = [(one.message, one.hint) for one in found.diagnostics if one.code == "CTC321"]
    message = f"no 'provider_nick_name' says which provider delivers this {asked}"
    hint = "some clients refuse that; without one it is the account's default that delivers, if it has one"
    assert words == ([(message, hint)] if asked else [])


def test_a_key_with_braces_makes_no_spec() -> None:
    body = {**PUSH, "content": {"title": "a", "body": "b", "{{k}}": [{"{{a}}": 1}, {"b": {"{% c %}": 2}}]}}
    braces = [
        one for _, found in told(json.dumps(body), for_spec=True) for one in found if one[0] == "CTC207"
    ]
    above = "/content/{{k}}"
    assert [path for _, _, path in braces] == [above, f"{above}/0/{{{{a}}}}", f"{above}/1/b/{{% c %}}"]
    assert not any(one[0] == "CTC207" for _, found in told(json.dumps(body)) for one in found)
    (found,) = check_for_spec(json.dumps(body), file="-", endpoint=None)
    (first, *_) = [one for one in found.diagnostics if one.code == "CTC207"]
    assert first.hint == "give the key a plain name"
    assert first.message == "a spec cannot hold a key with template braces, so this body cannot become one"


@pytest.mark.parametrize(
    ("text", "private"),
    [
        (SEND, False),
        (f"// said\n{SEND}", False),
        (f"/* said */ [{SEND}]", False),
        (f"curl https://x/1/send/sms.json -d '{SEND}'", True),
        (f"POST https://x/1/send/sms.json\n\n{SEND}", True),
        (SEND.replace('"x"', '"X-CleverTap-Passcode"'), True),
        (SEND.replace('"x"', '"a Token"'), True),
        (SEND.replace('"x"', '"AUTHORIZATION"'), True),
        (SEND.replace('"x"', '"account-id"'), True),
        (SEND.replace('"x"', '"a curl b"'), True),
        (SEND.replace('"x"', '"curly"'), False),
    ],
)
def test_no_line_is_shown_of_what_may_hold_a_credential(text: str, private: bool) -> None:
    for each in (check, check_for_spec):
        found = [one for read in each(text, file="-", endpoint=None) for one in read.diagnostics]
        assert {one.is_private for one in found} == {private}


def test_specs_of_several_bodies_have_ids_of_their_own() -> None:
    def ids(text: str, spec_id: str | None) -> list[str]:
        found = check_for_spec(text, file="-", endpoint=None)
        return [one["id"] for one in yaml.safe_load_all(spec_texts(found, spec_id))]

    named = [json.dumps({**PUSH, "name": name}) for name in ("Tea", "Cup", "tea", "Tea 2", "TEA")]
    assert ids("\n".join(named), None) == ["tea", "cup", "tea-2", "tea-2-2", "tea-3"]
    assert ids("\n".join(named[:3]), "own") == ["own", "own-2", "own-3"]
    long = "x" * 63
    assert ids("\n".join(named[:2]), long) == [long, f"{long[:61]}-2"]
    assert ids(f"{AUDIENCE}\n{named[0]}", None) == ["tea"], "what makes no spec has no id"


@pytest.mark.parametrize(
    ("mode", "is_read"),
    [("PUSH", "push"), ("Sms", "sms"), (None, "push"), ("email", "email"), ("fax", "fax")],
)
def test_a_spec_says_what_clevertap_reads(mode: str | None, is_read: str) -> None:
    body = PUSH if mode is None else {**PUSH, "target_mode": mode}
    found = check_for_spec(json.dumps(body), file="-", endpoint="/1/targets/create.json")
    assert yaml.safe_load(spec_texts(found, "a"))["campaign"]["target_mode"] == is_read


def test_a_file_that_cannot_be_read() -> None:
    found = unreadable("a.json", "No such file")
    assert (found.code, found.file, found.message) == (
        "CTC360",
        "a.json",
        "a.json cannot be read: No such file",
    )
