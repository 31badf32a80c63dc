"""What changed between the payload last applied and the one that is wanted, text by text and word by word."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from ctc.canonical import Json
from ctc.preview.message import recipients
from ctc.preview.text import Marked, plain

_WORDS: Final = re.compile(r"\s+|[^\s<>]+|<[^>]*>|[<>]")
_WORD_LIMIT: Final = 4_000
"""Words beyond which two texts are shown whole: comparing them takes time that grows with their product."""

Leaves = dict[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of text that stayed, went or came."""

    kind: Literal["same", "gone", "new"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One changed leaf; ``path`` is dotted, lists count from 1."""

    path: str
    pieces: tuple[Piece, ...]


def differences(before: Mapping[str, Json], after: Mapping[str, Json]) -> tuple[Difference, ...]:
    """Every leaf that differs; recipients only as counts."""
    old, new = leaves(_without_people(before)), leaves(_without_people(after))
    return tuple(
        Difference(path=path, pieces=_pieces(_shown(old, path), _shown(new, path)))
        for path in sorted(old.keys() | new.keys())
        if old.get(path) != new.get(path) or (path in old) != (path in new)
    )


def marked(value: Json, other: Json) -> Json:
    """``value`` with every text marked that differs from ``other`` at the same place."""
    match value:
        case str():
            return value if value == other else Marked(value)
        case Mapping():
            there = other if isinstance(other, Mapping) else {}
            return {key: marked(entry, there.get(key)) for key, entry in value.items()}
        case list() | tuple():
            twins = list(other) if isinstance(other, list | tuple) else []
            return [marked(entry, twins[n] if n < len(twins) else None) for n, entry in enumerate(value)]
        case _:
            return value


def leaves(value: Json, path: str = "") -> Leaves:
    """Dotted path to leaf; empty lists and objects are leaves."""
    if isinstance(value, Mapping) and value:
        return _merged(leaves(entry, f"{path}.{key}" if path else str(key)) for key, entry in value.items())
    if isinstance(value, list | tuple) and value:
        return _merged(leaves(entry, f"{path}.{n}") for n, entry in enumerate(value, 1))
    return {path: value}


def _merged(parts: Iterable[Leaves]) -> Leaves:
    found: Leaves = {}
    for part in parts:
        found.update(part)
    return found


def _without_people(body: Mapping[str, Json]) -> Mapping[str, Json]:
    return {**body, "to": recipients(body)} if "to" in body else body


def _shown(found: Leaves, path: str) -> str | None:
    if path not in found:
        return None
    value = found[path]
    return plain(value) or {"[]": "[]", "{}": "{}", "None": "null"}.get(str(value), "")


def _pieces(before: str | None, after: str | None) -> tuple[Piece, ...]:
    if before is None or after is None:
        return tuple(_kept(before, "gone") + _kept(after, "new"))
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) + len(new) > _WORD_LIMIT:
        return (Piece(kind="gone", text=before), Piece(kind="new", text=after))
    found: list[Piece] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found += _kept("".join(old[a:b]), "same")
        else:
            found += _kept("".join(old[a:b]), "gone") + _kept("".join(new[c:d]), "new")
    return tuple(found)


def _kept(text: str | None, kind: Literal["same", "gone", "new"]) -> list[Piece]:
    return [Piece(kind=kind, text=text)] if text else []
