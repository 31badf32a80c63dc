"""A skeleton writes what the whole value would be written as, wherever its holes are and in whatever order."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctc.canonical import canonical_bytes
from ctc.payloads.skeleton import Holed, Skeleton, Write, canonically

literals = st.text(max_size=5).filter(lambda text: "ctcHole" not in text)
texts = st.text(alphabet="abc XYZ09.,-चé₹", max_size=6)
KEYS = st.sampled_from(["a", "b", "é", "z", '"', "%s"])


def compactly(value: Any) -> str:
    return json.dumps(value)


@pytest.mark.parametrize("write", [canonically, compactly])
@given(
    value=st.dictionaries(KEYS, st.lists(literals, min_size=1, max_size=3), min_size=1),
    filled=st.lists(texts, min_size=3, max_size=3),
    data=st.data(),
)
def test_texts_in_holes_are_what_they_are_in_the_whole(
    write: Write, value: dict[str, list[Any]], filled: list[str], data: st.DataObject
) -> None:
    every = [(key, index) for key, entries in value.items() for index in range(len(entries))]
    whole = {key: list(entries) for key, entries in value.items()}
    holed = []
    for key, index in data.draw(st.lists(st.sampled_from(every), unique=True)):
        slots = data.draw(st.lists(st.integers(0, 2), min_size=1, max_size=3))
        around = data.draw(st.lists(literals, min_size=len(slots) + 1, max_size=len(slots) + 1))
        holed.append(Holed((key, index), around, slots, is_whole=False))
        pairs = zip(around, [*(filled[slot] for slot in slots), ""], strict=True)
        whole[key][index] = "".join(part for pair in pairs for part in pair)
    assert Skeleton(value, holed, write).wide(filled) == write(whole)
    if all(map(str.isascii, filled)):
        assert Skeleton(value, holed, write).text(filled) == write(whole)


def test_a_number_stands_for_all_of_its_leaf() -> None:
    made = Skeleton({"a": 1, "b": "x"}, [Holed(("a",), ("", ""), (0,), is_whole=True)])
    assert made.text(["2.5"]) == '{"a":2.5,"b":"x"}'


def test_a_path_that_leads_nowhere_has_no_hole() -> None:
    lost, there = (
        Holed(("b", 0), ("", ""), (0,), is_whole=False),
        Holed(("a", 0), ("", ""), (1,), is_whole=False),
    )
    made = Skeleton({"a": ["x"]}, [lost, there])
    assert made.text(["lost", "there"]) == canonical_bytes({"a": ["there"]}).decode()
    assert Skeleton({"a": ["x"]}, [lost]).is_same
