"""Laws of the difference of two payloads."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ctc.canonical import digest_of
from ctc.plans.difference import difference

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["a", "b", 1.0, "\0true"]),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from("xyz"), inner, max_size=3),
    max_leaves=12,
)
BODIES = st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3)


def at(value: Any, path: str) -> Any:
    for part in path.split("/")[1:]:
        value = value[int(part) if isinstance(value, list) else part]
    return value


@pytest.mark.parametrize("also", [{}, {"many": [0] * 1_001}], ids=["small", "large"])
@given(BODIES, BODIES)
@example({"a": [1]}, {"a": [True]})
@example({"a": [True, 1]}, {"a": [True, 1.0]})
@example({"a": [True]}, {"a": ["\0true"]})
def test_bodies_differ_where_their_digests_do(also: Any, before: Any, after: Any) -> None:
    before, after = {**before, **also}, {**after, **also}
    assert bool(difference(before, after)) == (digest_of(before) != digest_of(after))


@given(BODIES, BODIES)
@example({"a": [1, 2, 0]}, {"a": [0, 1, "a", 0]})
@example({"a": [False, None, None]}, {"a": [None, True]})
def test_what_is_there_now_stands_where_its_path_says(before: Any, after: Any) -> None:
    for field in difference(before, after):
        assert json.dumps(field.before) != json.dumps(field.after) or field.missing
        if field.missing != "after":
            assert json.dumps(at(after, field.path)) == json.dumps(field.after)


@given(BODIES)
def test_what_is_left_of_nothing_is_all_of_it(body: Any) -> None:
    assert {f.path: f.after for f in difference({}, body)} == {
        f"/{key}": value for key, value in body.items()
    }


@given(st.lists(st.integers(0, 99), min_size=1, max_size=9, unique=True), st.integers(0, 8))
def test_an_entry_more_is_one_difference_and_one_less_too(entries: list[int], index: int) -> None:
    place = index % len(entries)
    more = {"list": [*entries[:place], "new", *entries[place:]]}
    (added,) = difference({"list": entries}, more)
    assert (added.path, added.after, added.missing) == (f"/list/{place}", "new", "before")
    (gone,) = difference(more, {"list": entries})
    assert (gone.path, gone.before, gone.missing) == (f"/list/{place}", "new", "after")


def test_many_entries_are_compared_in_their_order() -> None:
    before = {"list": [*range(1_000)]}
    after = {"list": ["new", *range(1, 999), "last", 1_000]}
    assert [f.path for f in difference(before, after)] == ["/list/0", "/list/1000", "/list/999"]
    (less,) = difference({"list": [*range(1_001)]}, {"list": [*range(1_000)]})
    assert (less.path, less.before, less.missing) == ("/list/1000", 1_000, "after")


@pytest.mark.parametrize(
    ("beside", "is_large"),
    [
        (None, False),
        ([1] * 300, False),
        ([1] * 500, True),
        ([[1]] * 300, True),
        ([{"of": 1}] * 300, True),
        ({"of": {"all": [1] * 500}}, True),
    ],
    ids=["few", "some", "many", "many in lists", "many by their keys", "many within"],
)
def test_of_many_values_no_entry_is_looked_for_elsewhere(beside: Any, is_large: bool) -> None:
    """Which of them moved is found in a time that grows with the square of their number."""
    entries = [*range(100)]
    shifted = [*entries[:10], 50, *entries[10:50], *entries[51:]]
    found = difference({"list": entries, "x": beside}, {"list": shifted, "x": beside})
    assert len(found) == (41 if is_large else 2)
