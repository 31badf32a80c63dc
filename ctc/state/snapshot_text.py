"""The text of a snapshot, which may be a hundred megabytes: its entries are read one by one, never all at once."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from ctc.canonical import Json

_ENTRIES: Final = '"entries": ['
"""The quotes cannot stand inside of a string of JSON, and what stands before the entries has no such key."""
_DECODER: Final = json.JSONDecoder()


class SnapshotText(Mapping[str, Json]):
    """A snapshot as a mapping. Raises ValueError, when it is first asked for anything, where it is no JSON object."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _value(self) -> Mapping[str, Json]:
        value: Mapping[str, Json] = json.loads(self._text)
        return value

    def __getitem__(self, key: str) -> Json:
        return self._value[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._value)

    def __len__(self) -> int:
        return len(self._value)

    def with_entries(self, made: Callable[[dict[str, Json]], Any]) -> Mapping[str, Json]:
        """The value, in which each of the entries is what ``made`` makes of it. Raises ValueError as above."""
        text, entries = self._text, []
        begin = text.find(_ENTRIES)
        at = begin + len(_ENTRIES)
        if begin < 0:
            return self
        while text[at] != "]":
            entry, at = _DECODER.raw_decode(text, at)
            entries.append(made(entry))
            at += 2 * text.startswith(", ", at)
        value: dict[str, Json] = json.loads(f"{text[: begin + len(_ENTRIES)]}{text[at:]}")
        return {**value, "entries": entries}
