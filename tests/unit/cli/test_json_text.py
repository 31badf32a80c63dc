"""The quick writer of JSON writes what the standard library writes, hidden characters as escapes."""

from hypothesis import given
from hypothesis import strategies as st

from ctc.cli.views.json_text import indented
from ctc.shown import data

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(), below, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_it_is_what_json_dumps_writes(value: object) -> None:
    assert indented(value, margin="") == data(value, indent=2)
