"""What the sandbox says of content that CleverTap would refuse."""

import pytest

from ctc.sandbox.content import content_error


@pytest.mark.parametrize("text", ["Hi {{ Profile.name", "{% if x }", "a {{ b }} {{", "{{ a }"])
@pytest.mark.parametrize(
    ("channel", "field"), [("push", "title"), ("push", "body"), ("sms", "body"), ("email", "subject")]
)
def test_liquid_that_is_not_closed_is_refused_in_the_apis_words(channel: str, field: str, text: str) -> None:
    fine = {"title": "T", "body": "B", "subject": "S", "sender_name": "N"}
    found = content_error(channel, {"content": fine | {field: text}})
    assert found == f"Invalid syntax for {field} field. Rectify and try again."


@pytest.mark.parametrize(
    "text",
    ["Hi {{ Profile.name | default: 'you' }}", "{% if a %}{{ b }}{% endif %}", "a {b} }} %}", "{{\na\n}}"],
)
def test_liquid_that_is_closed_is_fine(text: str) -> None:
    assert content_error("sms", {"content": {"body": text}}) is None
