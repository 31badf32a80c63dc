"""What changed between the payload last applied and the one that is wanted, text by text and word by word."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from ctc.canonical import Json, same
from ctc.patterns import pattern
from ctc.preview.audience_words import conditions
from ctc.preview.message import recipients
from ctc.preview.text import Marked, plain
from ctc.wording.markup import Called, is_html
from ctc.wording.texts import Piece, compare, text_difference

_LONG: Final = 240
"""Characters beyond which a text shows its changes with a few words around them."""
_AUDIENCE: Final = ("where", "segment", "exclude_segments")
_TIME: Final = pattern(r"(\d{4})(\d\d)(\d\d)( \d\d:\d\d)?")
_UNSEEN: Final = Piece(kind="same", text="(no word that is read changed)")

Leaves = dict[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One changed leaf; ``path`` is dotted, lists count from 1."""

    path: str
    pieces: tuple[Piece, ...]


def differences(before: Mapping[str, Json], after: Mapping[str, Json]) -> tuple[Difference, ...]:
    """Every leaf that differs; the audience as its conditions, recipients only as counts."""
    people = _audience(before, after)
    aside = _AUDIENCE if people else ()
    old, new = (leaves(_without_people(body, aside)) for body in (before, after))
    return (
        *people,
        *(
            difference
            for path in sorted(old.keys() | new.keys())
            if not same(old.get(path), new.get(path)) or (path in old) != (path in new)
            for difference in _differing(path, _shown(old, path), _shown(new, path))
        ),
    )


def _audience(before: Mapping[str, Json], after: Mapping[str, Json]) -> tuple[Difference, ...]:
    """The conditions that went and came, a line each; nothing where the words do not tell."""
    old, new = ([*conditions(body)] or ["everybody"] for body in (before, after))
    gone, come = [w for w in old if w not in new], [w for w in new if w not in old]
    if not gone and not come:
        return ()
    return (Difference(path="audience", pieces=tuple(_lines(gone, come))),)


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


def _without_people(body: Mapping[str, Json], aside: Iterable[str]) -> Mapping[str, Json]:
    kept = {key: value for key, value in body.items() if key not in aside}
    return {**kept, "to": recipients(body)} if "to" in body else kept


def _shown(found: Leaves, path: str) -> str | None:
    if path not in found:
        return None
    value = found[path]
    text = plain(value) or {"[]": "[]", "{}": "{}", "None": "null"}.get(str(value), "")
    time = _TIME.fullmatch(text) if path.partition(".")[0] == "when" else None
    return f"{time[1]}-{time[2]}-{time[3]}{time[4] or ''}" if time else text


def _differing(path: str, before: str | None, after: str | None) -> Iterator[Difference]:
    """A text, and in rows of their own the links and pictures of an email that changed with it."""
    if before is None or after is None:
        yield Difference(path=path, pieces=(*_kept(before, "gone"), *_kept(after, "new")))
    elif (is_html(before) and is_html(after)) or max(len(before), len(after)) > _LONG:
        told = text_difference(before, after)
        yield Difference(path=path, pieces=told.pieces or (_UNSEEN,))
        yield from (_called(path, called) for called in told.called)
    else:
        yield Difference(path=path, pieces=compare(before, after))


def _called(path: str, called: Called) -> Difference:
    return Difference(path=f"{path}: {called.what}", pieces=tuple(_lines(called.gone, called.new)))


def _lines(gone: Iterable[str], come: Iterable[str]) -> Iterator[Piece]:
    """What went and what came, each on a line of its own."""
    pieces = [
        *(Piece(kind="gone", text=text) for text in gone),
        *(Piece(kind="new", text=text) for text in come),
    ]
    for number, piece in enumerate(pieces):
        if number:
            yield Piece(kind="same", text="\n")
        yield piece


def _kept(text: str | None, kind: Literal["gone", "new"]) -> list[Piece]:
    return [Piece(kind=kind, text=text)] if text else []
