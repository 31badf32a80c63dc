"""Which texts of a body are free: any two in their place get the same findings, so that a family asks once."""

import pytest

from ctc.diagnostics import JsonPath
from ctc.validation.schema.free import is_free


@pytest.mark.parametrize(
    ("variant", "path", "free"),
    [
        ("push", ("content", "title"), True),
        ("push", ("content", "platform_specific", "ios", "deep_link"), True),
        ("push", ("where", "profile_fields", 0, "value"), True),
        ("push", ("where", "profile_fields", 0, "name"), False),
        ("push", ("content", "nothing", "title"), False),
        ("push", ("content",), False),
        ("push", ("content", "platform_specific", "android", "sku_of"), True),
        ("push", ("content", "platform_specific", "android", "wzrk_acts"), True),
        ("push", ("content", "platform_specific", "android", "wzrk_other"), False),
        ("push", ("content", "platform_specific", "android", "pt_title"), False),
        ("push", ("content", "platform_specific", "android", "wzrk_cid"), False),
        ("whatsapp-interactive-text", ("content", "body", "replacements", 0), True),
        ("push", ("when",), False),
        ("push", (), False),
        ("send-whatsapp", ("content", "header", "media", "url"), False),
        ("send-whatsapp", ("content", "header", "media", "name"), False),
    ],
)
def test_what_no_condition_looks_at_is_free(variant: str, path: JsonPath, free: bool) -> None:
    """Of a header of WhatsApp one of two keys must be there: what it holds is judged with the other."""
    assert is_free(variant, path) is free
