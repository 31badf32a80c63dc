"""The cut of a text into SMS parts, against the figures of 3GPP TS 23.038 and 23.040."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctc.sms import GSM_BASIC, GSM_EXTENDED, segments, split


def test_the_tables_have_the_size_of_the_standard() -> None:
    assert len(GSM_BASIC) == 127  # 128 places, one of them the escape
    assert len(GSM_EXTENDED) == 10
    assert not GSM_BASIC & GSM_EXTENDED


@pytest.mark.parametrize(
    ("text", "encoding", "characters", "parts", "per_part", "left"),
    [
        ("", "GSM-7", 0, 0, 160, 160),
        ("a" * 160, "GSM-7", 160, 1, 160, 0),
        ("a" * 161, "GSM-7", 161, 2, 153, 145),
        ("a" * 306, "GSM-7", 306, 2, 153, 0),
        ("a" * 307, "GSM-7", 307, 3, 153, 152),
        ("€" * 80, "GSM-7", 160, 1, 160, 0),
        ("€" * 81, "GSM-7", 162, 2, 153, 143),  # 76 pairs fill 152 of 153; the 77th is not split
        ("a" * 152 + "€" + "a" * 10, "GSM-7", 164, 2, 153, 141),
        ("я" * 70, "UCS-2", 70, 1, 70, 0),
        ("я" * 71, "UCS-2", 71, 2, 67, 63),
        ("😀" * 35, "UCS-2", 70, 1, 70, 0),
        ("😀" * 36, "UCS-2", 72, 2, 67, 61),  # 33 pairs fill 66 of 67
        ("Ç", "GSM-7", 1, 1, 160, 159),
        ("ç", "UCS-2", 1, 1, 70, 69),
        ("`", "UCS-2", 1, 1, 70, 69),
    ],
)
def test_figures(text: str, encoding: str, characters: int, parts: int, per_part: int, left: int) -> None:
    found = segments(text)
    assert (found.encoding, found.characters, found.parts) == (encoding, characters, parts)
    assert (found.per_part, found.left) == (per_part, left)


def test_culprits_are_named_once_in_order() -> None:
    assert segments("caf\u00e9 ’n’ ☕ ’").culprits == ("’", "☕")


@given(st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from(sorted(GSM_EXTENDED)), max_size=700))
def test_the_pieces_are_the_text_and_their_number_is_the_count(text: str) -> None:
    pieces = split(text)
    found = segments(text)
    assert "".join(pieces) == text
    assert len(pieces) == found.parts
    assert 0 <= found.left <= found.per_part


@given(st.text(alphabet=sorted(GSM_BASIC), min_size=1, max_size=700))
def test_plain_text_costs_what_division_says(text: str) -> None:
    found = segments(text)
    assert found.parts == (1 if len(text) <= 160 else -(-len(text) // 153))
