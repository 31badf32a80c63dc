"""What a message quotes: short, on one line, and never what is somebody's, or what opens a door."""

from typing import Any

import pytest

from ctc.diagnostics import JsonPath
from ctc.validation.words import is_secret, listed, shown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Tea  \n time", "'Tea time'"),
        (True, "true"),
        (False, "false"),
        (None, "null"),
        (5, "5"),
        (1.5, "1.5"),
        ([1], "a list"),
        ({"a": 1}, "a mapping"),
    ],
)
def test_a_value_is_quoted_on_one_line(value: Any, text: str) -> None:
    assert shown(value, ("content", "title")) == text


def test_a_long_text_is_cut_and_one_that_just_fits_is_not() -> None:
    whole = next(length for length in range(1, 999) if "…" in shown("x" * length, ())) - 1
    assert shown("x" * whole, ()) == f"'{'x' * whole}'"
    assert shown("x" * (whole + 1), ()) == f"'{'x' * (whole - 1)}…'"
    assert whole < 120


@pytest.mark.parametrize(
    ("path", "secret"),
    [
        (("to", "Identity", 0), True),
        (("environments", "production", "passcode"), True),
        (("environments", "production", "account_id"), True),
        (("environments", "production", "state"), True),
        (("environments", "production", "trigger_token"), True),
        (("environments", "production", "region"), False),
        (("vars", "passcode"), False),
        (("content", "to"), False),
        ((), False),
    ],
)
def test_a_recipient_or_a_credential_is_quoted_by_no_message(path: JsonPath, secret: bool) -> None:
    assert is_secret(path) is secret
    assert shown("jane.doe", path) == ("this value" if secret else "'jane.doe'")


def test_names_are_listed_as_people_list_them() -> None:
    assert [listed(names) for names in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a and b", "a, b and c"]


@pytest.mark.parametrize("name", ["passcode", "account_id", "state", "trigger_token"])
def test_a_credential_is_quoted_nowhere_where_ctc_reads_one(name: str) -> None:
    assert is_secret((name,))
    assert is_secret(("environments", "production", name, "inside"))
    assert not is_secret(("content", name))
