"""A skeleton writes what the whole value would be written as, wherever its holes are and in whatever order."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ctc.canonical import canonical_bytes
from ctc.payloads.skeleton import Skeleton

leaves = st.one_of(
    st.text(max_size=5), st.integers(-9, 9), st.none(), st.lists(st.text(max_size=3), max_size=2)
)
KEYS = st.sampled_from(["a", "b", "é", "z", '"'])


@given(st.dictionaries(KEYS, st.lists(leaves, min_size=1, max_size=3), min_size=1), st.data())
def test_values_in_holes_are_what_they_are_in_the_whole(
    value: dict[str, list[Any]], data: st.DataObject
) -> None:
    every = [(key, index) for key, entries in value.items() for index in range(len(entries))]
    paths = data.draw(st.lists(st.sampled_from(every), unique=True))
    filled = data.draw(st.lists(leaves, min_size=len(paths), max_size=len(paths)))
    whole = {key: list(entries) for key, entries in value.items()}
    for (key, index), leaf in zip(paths, filled, strict=True):
        whole[key][index] = leaf
    assert Skeleton(value, paths).text(filled) == canonical_bytes(whole).decode()


def test_a_path_that_leads_nowhere_has_no_hole() -> None:
    made = Skeleton({"a": ["x"]}, [("b", 0), ("a", 0)])
    assert made.text(["lost", "there"]) == '{"a":["there"]}'
