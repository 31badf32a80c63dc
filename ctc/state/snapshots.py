"""A state as the text of a snapshot and back. A snapshot is a cache; one that cannot be read is not used.

Its first line is a JSON object. Two lines follow for each entry: its fields as a JSON list, and its payload; then the
word ``end``. So a payload, which is most of the text, is taken as it stands, and entries are read one by one: there may
be a hundred thousand of them.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from sys import intern
from typing import Any, Final

from ctc.canonical import Json
from ctc.state.intents import BatchRecord, Intent, Verb
from ctc.state.known_reach import KnownReach
from ctc.state.moments import moment_of, written
from ctc.state.record import NONE, Binding, Record, Status
from ctc.state.state import State
from ctc.state.tries import End, Family, Name, Try

VERSION: Final = 11
"""It rises where a field of what is written comes, goes or says something else unless told otherwise, and where the
same records add up to something else."""
_END: Final = "end"
_MOMENTS: Final = frozenset({"at", "scheduled_on", "stopped_at", "asked_at", "became_at"})
_USUAL: Final[Mapping[type, Sequence[Any]]] = {
    kind: [kind._field_defaults.get(name) for name in kind._fields] for kind in (Record, Try, Name)
}
_OFTEN: Final[Mapping[type, int]] = {
    Record: Record._fields.index("key_columns"),
    Try: Try._fields.index("batch"),
    Name: 0,
}
"""How many fields are always written; of the rest those up to the last one that says something."""
_RARE, _RARE_OF_TRY = Record._fields[_OFTEN[Record] :], Try._fields[_OFTEN[Try] :]
_BODY, _TRIES = Record._fields.index("body"), Record._fields.index("tries")
_DECODER: Final = json.JSONDecoder()


def text_of(state: State) -> str:
    """:func:`state_of` gives the state back, equal."""
    apart = {address: name for address, name in state.names.items() if not _is_plain(address, name, state)}
    plain = {name.current for address, name in state.names.items() if address not in apart}
    head = {
        "v": VERSION,
        "binding": state.binding,
        "serial": state.serial,
        "at": state.at,
        "entries": len(state.entries),
        "nameless": [born for born in state.entries if born not in plain],
        "names": {address: _trimmed(name) for address, name in apart.items()},
        "families": dict(state.families),
        "reach": dict(state.reach),
        "shown": dict(state.shown),
        "held": state.held,
        "halted": state.halted,
        "commit": state.commit,
        "held_at": state.held_at,
        "listed_at": state.listed_at,
        "lacks_since": state.lacks_since,
    }
    lines = [_ENCODER.encode(head)]
    for record in state.entries.values():
        row = _trimmed(record)
        row[_BODY], row[_TRIES] = "", [_trimmed(one) for one in record.tries]
        lines += (_ENCODER.encode(row), record.body)
    return "\n".join([*lines, _END])


def state_of(text: str) -> State | None:
    """The state that :func:`text_of` wrote; None where another version or nothing of the kind stands there."""
    try:
        head = json.loads(text[: text.find("\n")])
        if head["v"] != VERSION or not text.endswith(f"\n{_END}"):
            return None
        lines = _lines(text)
        shared = _Shared()
        entries = {record.born: record for record in map(shared.record, lines, lines)}
        if len(entries) != head["entries"]:
            return None
        return State(
            binding=Binding(**head["binding"]) if head["binding"] else None,
            serial=head["serial"],
            at=moment_of(head["at"]),
            entries=entries,
            names=_names(head["names"], entries, frozenset(head["nameless"])),
            families={name: Family(**_read(family)) for name, family in head["families"].items()},
            intents=_intents(entries),
            reach={audience: KnownReach(**_read(reach)) for audience, reach in head["reach"].items()},
            shown={day: tuple(ids) for day, ids in head["shown"].items()},
            held=head["held"],
            halted=head["halted"],
            commit=head["commit"],
            held_at=moment_of(head["held_at"]),
            listed_at=moment_of(head["listed_at"]),
            lacks_since=moment_of(head["lacks_since"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return None


def _lines(text: str) -> Iterator[str]:
    """Those between the first and the last, one at a time: all of them at once take as much room as the text."""
    start = text.find("\n") + 1
    while (end := text.find("\n", start)) != -1:
        yield text[start:end]
        start = end + 1


class _Moments(dict[str | None, datetime | None]):
    """Each moment that is asked for, read once."""

    def __missing__(self, text: str | None) -> datetime | None:
        self[text] = moment = moment_of(text)
        return moment


class _Shared:
    """What many entries have in common is there once: a state may hold a hundred thousand of them."""

    def __init__(self) -> None:
        self._moments = _Moments()
        self._tuples: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._numbers: dict[tuple[tuple[str, Json], ...], Mapping[str, Json]] = {}
        self._statuses = {status.value: status for status in Status}
        self._ends = {end.value: end for end in End}

    def record(self, line: str, body: str) -> Record:
        row, _ = _DECODER.raw_decode(line)
        address, status, revision, digest, born, at, number, attempt, marker, markers, *more = row
        name, scheduled_on, endpoint, channel, _, tries, *rare = more
        return Record(
            address,
            self._statuses[status],
            revision,
            digest,
            born,
            self._moments[at],
            number,
            attempt,
            marker,
            tuple([marker if one == marker else one for one in markers]),
            name,
            self._moments[scheduled_on],
            intern(endpoint),
            intern(channel),
            body,
            tuple([self._try(one, digest, born, number, marker) for one in tries]),
            *map(self._rarely, _RARE, rare),
        )

    def _try(self, row: list[Any], digest: str, born: int, number: int | None, marker: str) -> Try:
        intent, serial, own_digest, end, own_number, own_marker, scheduled_on, *rare = row
        return Try(
            intent,
            born if serial == born else serial,
            digest if own_digest == digest else own_digest,
            self._ends[end],
            number if own_number == number else own_number,
            marker if own_marker == marker else own_marker,
            self._moments[scheduled_on],
            *map(self._rarely, _RARE_OF_TRY, rare),
        )

    def _rarely(self, name: str, value: Json) -> Any:
        """A field that says what it says unless told otherwise in nearly all of them."""
        if name in _MOMENTS:
            return self._moments[value]
        if name == "open":
            return tuple([_intent(intent) for intent in value])
        if name == "numbers":
            return self._numbers.setdefault(tuple(value.items()), value) if value else NONE
        if name == "batches":
            return {int(index): sha256 for index, sha256 in value.items()} if value else NONE
        if isinstance(value, list):
            return self._tuples.setdefault(made := tuple(value), made)
        return intern(value) if isinstance(value, str) else value if value != {} else NONE


def _intent(values: Mapping[str, Json]) -> Intent:
    batch = values["batch"]
    return Intent(
        **_read({**values, "verb": Verb(values["verb"]), "batch": BatchRecord(**batch) if batch else None})
    )


def _is_plain(address: str, name: Name, state: State) -> bool:
    """Whether it leads to one entry that stands under it, and nothing more is known of it: nearly all of them."""
    born = name.current
    entry = state.entries.get(born) if born is not None else None
    return (
        entry is not None and entry.address == address and name == Name(entries=(entry.born,), current=born)
    )


def _names(
    apart: Mapping[str, Sequence[Json]], entries: Mapping[int, Record], nameless: frozenset[int]
) -> dict[str, Name]:
    names = {record.address: Name((born,), born) for born, record in entries.items() if born not in nameless}
    for address, row in apart.items():
        names[address] = Name(**_read(dict(zip(Name._fields, row, strict=False))))
    return names


def _intents(entries: Mapping[int, Record]) -> dict[str, int]:
    """By the id of every intent, its entry."""
    found: dict[str, int] = {}
    for born, record in entries.items():
        for one in record.tries:
            found[one.intent] = born
        for intent in record.open:
            found[intent.id] = born
    return found


def _trimmed(value: Record | Try | Name) -> list[Any]:
    """Its fields in their order, without the last ones that say what they say unless told otherwise."""
    row: list[Any] = list(value)
    usual, least = _USUAL[type(value)], _OFTEN[type(value)]
    while len(row) > least and row[-1] == usual[len(row) - 1]:
        row.pop()
    return row


def _plain(value: Any) -> Json:
    """What the encoder of JSON does not know."""
    if isinstance(value, datetime):
        return written(value)
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    return dict(value)


_ENCODER: Final = json.JSONEncoder(default=_plain, separators=(",", ":"))


def _read(values: Mapping[str, Json]) -> dict[str, Any]:
    """Fields as they were before they were written: moments, and tuples."""
    return {
        name: moment_of(value) if name in _MOMENTS else tuple(value) if isinstance(value, list) else value
        for name, value in values.items()
    }
