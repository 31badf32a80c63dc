"""A snapshot's text is read entry by entry, and says what the whole of it says."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctc.canonical import Json
from ctc.state.snapshot_text import SnapshotText

texts = st.sampled_from(['"entries": [', "]", "}", ", ", '\\"', "é", ""])
entries = st.lists(st.dictionaries(texts, st.one_of(texts, st.lists(texts), st.dictionaries(texts, texts))))


@given(binding=texts, held=entries, names=st.dictionaries(texts, texts))
def test_entries_are_read_one_by_one(binding: str, held: list[Json], names: dict[str, str]) -> None:
    value = {"v": 3, "binding": {"project": binding}, "entries": held, "names": names}
    assert SnapshotText(json.dumps(value)).with_entries(dict) == value
    assert SnapshotText(json.dumps(value)) == value


@pytest.mark.parametrize(
    "text", ["", "{", '{"entries": [', '{"entries": [{}', '{"entries": [{}}', '{"entries": [{} {}]}']
)
def test_what_was_cut_is_no_snapshot(text: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        len(SnapshotText(text).with_entries(dict))
