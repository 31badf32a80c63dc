"""A mapping that is added to in steps is what one dict would be, and none of its earlier forms ever changes."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctc.state import layers
from ctc.state.layers import Layers, closed, opened

steps = st.lists(st.dictionaries(st.integers(0, 40), st.integers(), max_size=6), max_size=30)


@given(begins=st.dictionaries(st.integers(0, 400), st.integers(), max_size=80), steps=steps)
@pytest.mark.parametrize("small", [0, 20])
def test_steps_add_up_to_one_dict(begins: dict[int, int], steps: list[dict[int, int]], small: int) -> None:
    now: Mapping[int, int] = begins
    plain, kept = dict(begins), [(now, dict(begins))]
    for step in steps:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(layers, "_SMALL", small)
            growing = opened(now)
            for key, value in step.items():
                growing[key] = growing.get(key, 0) + value
                plain[key] = plain.get(key, 0) + value
            now = closed(now, growing)
        kept.append((now, dict(plain)))
    for form, then in kept:
        assert dict(form) == then
        assert form == then
        assert len(form) == len(then)
        assert set(form) == set(then)
        assert all(form[key] == then[key] and key in form for key in then)
        assert -1 not in form


def test_what_is_added_to_a_large_one_stands_apart() -> None:
    base = {number: number for number in range(100_000)}
    growing = opened(base)
    growing[5] = 6
    growing[100_000] = 1
    made = closed(base, growing)
    assert isinstance(made, Layers)
    assert (made[5], made[6], made[100_000], len(made)) == (6, 6, 1, 100_001)
    assert closed(made, opened(made)) is made
