"""Did you mean: a slip of one letter is always found, and a name that is right is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctc.suggest import did_you_mean, is_slip, nearest, nearest_all

words = st.text("abc", min_size=2, max_size=7)


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str]:
    """A word, and what one slip makes of it."""
    word, letter = draw(words), draw(st.sampled_from("xyz"))
    at = draw(st.integers(0, len(word) - 1))
    return word, draw(
        st.sampled_from(
            [
                word[:at] + letter + word[at:],
                word + letter,
                word[:at] + letter + word[at + 1 :],
                word[:at] + word[at + 1 :],
                word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :] if at else letter + word,
            ]
        ).filter(lambda slip: slip != word)
    )


@given(slips())
def test_one_slip_is_one_from_both_sides(pair: tuple[str, str]) -> None:
    assert is_slip(*pair)
    assert is_slip(*reversed(pair))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("abc", "abc"),
        ("abc", "abcde"),
        ("abcd", "dcba"),
        ("abcd", "bacdx"),
        ("abcd", "xbcx"),
        ("ab", "xy"),
        ("", "ab"),
    ],
)
def test_no_slip_and_two_slips_are_none(one: str, other: str) -> None:
    assert not is_slip(one, other)
    assert not is_slip(other, one)


@pytest.mark.parametrize(
    ("word", "known", "name"),
    [
        ("Price-Drop", ["price_drop", "price"], "price_drop"),
        ("contnt", ["content", "context"], "content"),
        ("ot", ["to", "where"], "to"),
        ("t", ["to"], None),
        ("zebra", ["content", "to"], None),
        ("where", [], None),
        ("EMAIL", ["Email", "email"], "Email"),
    ],
)
def test_the_nearest(word: str, known: list[str], name: str | None) -> None:
    assert nearest(word, known) == nearest(word, reversed(known)) == name
    assert did_you_mean(word, known) == (f"did you mean '{name}'?" if name else None)


def test_several_the_nearest_first_and_those_that_hold_it() -> None:
    known = ["price-drop", "price-drop-email", "welcome", "prize-drop", "Drop"]
    assert nearest_all("price-dorp*", known) == ["price-drop", "prize-drop", "price-drop-email"]
    assert nearest_all("drop", known, most=2) == ["Drop", "price-drop"]
    assert nearest_all("x", known) == []
