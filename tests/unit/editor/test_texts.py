"""What an editor counts, and the changes that it tells: laws over any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctc.editor.texts import Place, Units, lines_of, place_at, replaced

TEXTS = st.text(st.sampled_from("a ż😀न\r\n\u2028\x0c"), max_size=20)
UNITS = st.sampled_from([Units("utf-8"), Units("utf-16"), Units("utf-32")])


@given(text=st.text(max_size=10), units=UNITS, at=st.integers(0, 10))
def test_a_column_that_is_counted_is_found_again(text: str, units: Units, at: int) -> None:
    before = text[:at]
    assert units.column(text, units.of(before)) == len(before)
    assert units.column(text, units.of(text) + 5) == len(text)


@given(text=TEXTS, new=TEXTS, units=UNITS, data=st.data())
def test_a_part_that_is_replaced_leaves_the_rest(
    text: str, new: str, units: Units, data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, len(text)))
    last = data.draw(st.integers(first, len(text)))
    if "\r\n" in (text[first - 1 : first + 1], text[last - 1 : last + 1]):
        return  # no editor's cursor stands between the two
    lines = lines_of(text)
    places = []
    for at in (first, last):
        above = lines_of(text[:at])
        places.append(place_at(lines, len(above) - 1, units.of(above[-1]), units))
    assert replaced(text, *places, new) == text[:first] + new + text[last:]


@given(text=TEXTS, units=UNITS, line=st.integers(0, 30), character=st.integers(0, 2**31))
def test_any_place_is_a_place_in_the_text(text: str, units: Units, line: int, character: int) -> None:
    place = place_at(lines_of(text), line, character, units)
    assert replaced(text, place, place, "") == text


@pytest.mark.parametrize(
    ("line", "character", "place"),
    [(0, 1, (0, 1)), (0, 9, (0, 1)), (1, 2, (1, 2)), (2, 0, (1, 2)), (9, 9, (1, 2))],
)
def test_beyond_the_end_is_the_end(line: int, character: int, place: tuple[int, int]) -> None:
    found = place_at(["a", "bc"], line, character, Units("utf-16"))
    assert found == Place(line=place[0], column=place[1])
