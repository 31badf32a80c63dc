"""A state as JSON and back: what a snapshot holds. A snapshot is a cache; one that cannot be read is not used."""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, asdict, fields
from datetime import datetime
from sys import intern
from typing import Any, Final

from ctc.canonical import Json
from ctc.state.intents import Batch, Intent, Verb
from ctc.state.known_reach import KnownReach
from ctc.state.moments import moment_of, written
from ctc.state.record import Binding, Record, Status, body_of
from ctc.state.snapshot_text import SnapshotText
from ctc.state.state import State
from ctc.state.tries import End, Family, Name, Try

VERSION: Final = 4
_READ: Final = (3, VERSION)
"""The one before held payloads as values; reading it spares a whole journal."""
_MOMENTS: Final = frozenset({"at", "scheduled_on", "stopped_at", "asked_at", "became_at"})
_USUAL: Final[Mapping[type, Mapping[str, Any]]] = {
    kind: {f.name: f.default if f.default_factory is MISSING else f.default_factory() for f in fields(kind)}
    for kind in (Record, Intent, Try, Name, Family)
}
"""What each field says unless told otherwise: VERSION rises where one of them changes."""
_OF_STATE: Final = ("held_at", "listed_at", "lacks_since")


def to_json(state: State) -> dict[str, Json]:
    """The state as a JSON object. :func:`from_json` gives it back, equal."""
    return {
        "v": VERSION,
        "binding": asdict(state.binding) if state.binding else None,
        "serial": state.serial,
        "at": written(state.at),
        "entries": [_record_json(record) for record in state.entries.values()],
        "names": {address: _plain(name) for address, name in state.names.items()},
        "families": {name: _plain(family) for name, family in state.families.items()},
        "reach": {
            audience: {
                "total": reach.total,
                "platforms": dict(reach.platforms),
                "asked_at": written(reach.asked_at),
            }
            for audience, reach in state.reach.items()
        },
        "shown": {day: list(ids) for day, ids in state.shown.items()},
        "held": state.held,
        "halted": state.halted,
        "commit": state.commit,
        **{name: written(getattr(state, name)) for name in _OF_STATE},
    }


def from_json(value: Mapping[str, Json]) -> State | None:
    """The state that :func:`to_json` wrote; None where another version or nothing of the kind stands there. ``value``
    is used up."""
    try:
        value, records = _with_records(value)
        if value.get("v") not in _READ:
            return None
        entries = {record.born: record for record in records}
        return State(
            binding=Binding(**value["binding"]) if value["binding"] else None,
            serial=value["serial"],
            at=moment_of(value["at"]),
            entries=entries,
            names=_names(value["names"], entries),
            families={name: _family(family) for name, family in value["families"].items()},
            intents=_intents(entries),
            reach={
                audience: KnownReach(**{**reach, "asked_at": moment_of(reach["asked_at"])})
                for audience, reach in value["reach"].items()
            },
            shown={day: tuple(ids) for day, ids in value["shown"].items()},
            held=value["held"],
            halted=value["halted"],
            commit=value["commit"],
            held_at=moment_of(value["held_at"]),
            listed_at=moment_of(value["listed_at"]),
            lacks_since=moment_of(value["lacks_since"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return None


def _with_records(value: Mapping[str, Json]) -> tuple[Mapping[str, Json], Iterable[Record]]:
    """What is written, and its entries."""
    shared = _Shared()
    if isinstance(value, SnapshotText):
        value = value.with_entries(shared.record)
        return value, value["entries"]
    return value, map(shared.record, value["entries"] if value.get("v") in _READ else ())


def _record_json(record: Record) -> dict[str, Json]:
    shown = _plain(record)
    if record.open:
        shown["open"] = [_plain(intent) | {"batch": _batch_json(intent)} for intent in record.open]
    if record.tries:
        shown["tries"] = [_plain(one) for one in record.tries]
    if record.batches:
        shown["batches"] = {str(index): sha256 for index, sha256 in record.batches.items()}
    return shown


def _batch_json(intent: Intent) -> dict[str, Json] | None:
    return asdict(intent.batch) if intent.batch else None


def _plain(value: Record | Intent | Try | Name | Family) -> dict[str, Json]:
    """Its fields, but for those that say what they say unless told otherwise: nearly all of them."""
    shown: dict[str, Json] = {}
    for name, usual in _USUAL[type(value)].items():
        item = getattr(value, name)
        if item != usual:
            shown[name] = written(item) if name in _MOMENTS else item
    return shown


class _Shared:
    """What many entries have in common is there once: a state may hold a hundred thousand of them."""

    def __init__(self) -> None:
        self._moments: dict[str, datetime | None] = {}
        self._tuples: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._statuses = {status.value: status for status in Status}
        self._ends = {end.value: end for end in End}

    def record(self, value: dict[str, Json]) -> Record:
        """``value`` is used up."""
        value["status"] = self._statuses[value["status"]]
        if "payload" in value:
            value["body"] = body_of(value.pop("payload"))
        if "open" in value:
            value["open"] = tuple([_intent(intent) for intent in value["open"]])
        if "tries" in value:
            value["tries"] = tuple([self._try(one, value) for one in value["tries"]])
        batches = value.get("batches")
        value["batches"] = {int(index): sha for index, sha in batches.items()} if batches else _NONE
        value["numbers"] = value.get("numbers") or _NONE
        if "key_columns" in value:
            value["key_columns"] = self._texts(value["key_columns"])
        if "markers" in value:
            own = value.get("marker")
            value["markers"] = tuple([own if one == own else one for one in value["markers"]])
        for name in _FEW & value.keys():
            value[name] = intern(value[name])
        return Record(**self._with_moments(value))

    def _try(self, value: dict[str, Json], whole: Mapping[str, Json]) -> Try:
        """Of an entry that says the same itself: nearly all of them have one attempt."""
        if "end" in value:
            value["end"] = self._ends[value["end"]]
        for name in _SAME & value.keys() & whole.keys():
            if value[name] == whole[name]:
                value[name] = whole[name]
        if value.get("serial") == whole.get("born"):
            value["serial"] = whole["born"]
        return Try(**self._with_moments(value))

    def _with_moments(self, value: dict[str, Json]) -> dict[str, Json]:
        for name in ("scheduled_on", "stopped_at", "at"):
            if name in value:
                value[name] = self._moment(value[name])
        return value

    def _texts(self, texts: list[str]) -> tuple[str, ...]:
        made = tuple(texts)
        return self._tuples.setdefault(made, made)

    def _moment(self, text: str) -> datetime | None:
        if text not in self._moments:
            self._moments[text] = moment_of(text)
        return self._moments[text]


_NONE: Final[Mapping[Any, Any]] = {}
_FEW: Final = frozenset({"endpoint", "channel", "as_of", "stopped_by"})
"""Texts of which there are a few."""
_SAME: Final = frozenset({"digest", "id", "marker", "scheduled_on", "stopped_at", "stopped_by"})
"""What an attempt and its entry may both say."""


def _intents(entries: Mapping[int, Record]) -> dict[str, int]:
    """By the id of every intent, its entry."""
    return {
        intent: born
        for born, record in entries.items()
        for intent in (*(one.intent for one in record.tries), *(one.id for one in record.open))
    }


def _family(value: Mapping[str, Json]) -> Family:
    return Family(**_with_tuples(_with_moments(value), "key_columns", "older"))


def _names(values: Mapping[str, Json], entries: Mapping[int, Record]) -> dict[str, Name]:
    """By name; most stand for one entry, and share its address and its number."""
    made: dict[str, Name] = {}
    for address, value in values.items():
        current = entries.get(value.get("current", 0))
        if current is not None and current.address == address:
            own = {"entries": [current.born]} if value.get("entries") == [current.born] else {}
            made[current.address] = _name({**value, "current": current.born, **own})
        else:
            made[address] = _name(value)
    return made


def _name(value: Mapping[str, Json]) -> Name:
    made = _with_moments(value) if "became_at" in value else dict(value)
    return Name(**_with_tuples(made, "entries", "older"))


def _intent(value: Mapping[str, Json]) -> Intent:
    batch = value["batch"]
    return Intent(
        **{**_with_moments(value), "verb": Verb(value["verb"]), "batch": Batch(**batch) if batch else None}
    )


def _with_moments(value: Mapping[str, Json]) -> dict[str, Any]:
    made = dict(value)
    for name in _MOMENTS & made.keys():
        made[name] = moment_of(made[name])
    return made


def _with_tuples(made: dict[str, Any], *names: str) -> dict[str, Any]:
    for name in names:
        if name in made:
            made[name] = tuple(made[name])
    return made
