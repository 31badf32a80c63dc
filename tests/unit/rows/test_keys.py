"""Keys: what names an instance, and what a person is told once."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctc.rows.keys import decimal_text, key_part, number_of, sort_key


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (50, "50"),
        (50.0, "50"),
        (" 50 ", "50"),
        (0.1, "0.1"),
        (1e21, "1000000000000000000000"),
        (1e-7, "0.0000001"),
        (-0.0, "0"),
        (True, "true"),
        ("e\u0301", "\u00e9"),
        ("  Silver Tips\t", "Silver Tips"),
        ("", ""),
        (None, None),
        ([1], None),
    ],
)
def test_the_text_of_a_value(value: object, text: str | None) -> None:
    assert key_part(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_its_shortest_decimal(value: float) -> None:
    text = decimal_text(value)
    assert float(text) == value
    assert "e" not in text
    assert not text.endswith(".0")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("50", 50),
        ("50.00", 50),
        ("590.5", 590.5),
        (" 7 ", 7),
        ("007", 7),
        ("x", None),
        ("1,5", None),
        ("1e999", None),
    ],
)
def test_the_number_of_a_text(text: str, value: float | None) -> None:
    assert number_of(text) == value
    assert type(number_of(text)) is type(value)


def test_addresses_are_ordered_as_people_count() -> None:
    found = sorted(["p[10]", "p[9]", "p[a]", "p[B2]", "p[B10]"], key=sort_key)
    assert found == ["p[9]", "p[10]", "p[B2]", "p[B10]", "p[a]"]


@given(st.lists(st.text(alphabet="ab0019-[],.é ", max_size=9)))
def test_texts_are_ordered_as_people_count(texts: list[str]) -> None:
    """Text and numbers in turn, like held against like; what is alike in both is ordered as a text."""

    def in_parts(text: str) -> tuple[list[str | int], str]:
        parts: list[str | int] = [*re.split(r"([0-9]+)", text)]
        parts[1::2] = map(int, parts[1::2])
        return parts, text

    assert sorted(texts, key=sort_key) == sorted(texts, key=in_parts)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("9" * 299, int("9" * 299)),
        ("9" * 300, None),
        ("999999999999999.0", 999999999999999),
        ("1000000000000000.0", 1e15),
        ("-999999999999999.0", -999999999999999),
        ("1e400", None),
    ],
)
def test_how_long_a_number_may_be(text: str, number: float | None) -> None:
    found = number_of(text)
    assert (found, type(found)) == (number, type(number))
