"""A state as JSON and back: what a snapshot holds. A snapshot is a cache; one that cannot be read is not used."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, Final

from ctc.canonical import Json
from ctc.state.intents import Batch, Intent, Verb
from ctc.state.known_reach import KnownReach
from ctc.state.moments import moment_of, written
from ctc.state.record import Binding, Record, Status
from ctc.state.state import State
from ctc.state.tries import End, Family, Name, Try

VERSION: Final = 3
_MOMENTS: Final = frozenset({"at", "scheduled_on", "stopped_at", "asked_at", "became_at"})
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
    """The state that :func:`to_json` wrote; None where another version or nothing of the kind stands there."""
    if value.get("v") != VERSION:
        return None
    try:
        entries = {record["born"]: _record(record) for record in value["entries"]}
        return State(
            binding=Binding(**value["binding"]) if value["binding"] else None,
            serial=value["serial"],
            at=moment_of(value["at"]),
            entries=entries,
            names={address: _name(name) for address, name in value["names"].items()},
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
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _record_json(record: Record) -> dict[str, Json]:
    shown = _plain(record)
    shown["open"] = [_plain(intent) | {"batch": _batch_json(intent)} for intent in record.open]
    shown["tries"] = [_plain(one) for one in record.tries]
    shown["batches"] = {str(index): sha256 for index, sha256 in record.batches.items()}
    shown["markers"] = list(record.markers)
    return shown


def _batch_json(intent: Intent) -> dict[str, Json] | None:
    return asdict(intent.batch) if intent.batch else None


def _plain(value: Record | Intent | Try | Name | Family) -> dict[str, Json]:
    shown: dict[str, Json] = {}
    for field in fields(value):
        item = getattr(value, field.name)
        shown[field.name] = written(item) if field.name in _MOMENTS else item
    return shown


def _record(value: Mapping[str, Json]) -> Record:
    return Record(
        **{
            **_with_moments(value),
            "status": Status(value["status"]),
            "open": tuple(_intent(intent) for intent in value["open"]),
            "tries": tuple(_try(one) for one in value["tries"]),
            "batches": {int(index): sha256 for index, sha256 in value["batches"].items()},
            "markers": tuple(value["markers"]),
            "key_columns": tuple(value["key_columns"]),
        }
    )


def _intents(entries: Mapping[int, Record]) -> dict[str, int]:
    """By the id of every intent, its entry."""
    return {
        intent: born
        for born, record in entries.items()
        for intent in (*(one.intent for one in record.tries), *(one.id for one in record.open))
    }


def _family(value: Mapping[str, Json]) -> Family:
    told = {"key_columns": tuple(value["key_columns"]), "older": tuple(value["older"])}
    return Family(**{**_with_moments(value), **told})


def _name(value: Mapping[str, Json]) -> Name:
    return Name(
        **{**_with_moments(value), "entries": tuple(value["entries"]), "older": tuple(value["older"])}
    )


def _try(value: Mapping[str, Json]) -> Try:
    return Try(**{**_with_moments(value), "end": End(value["end"])})


def _intent(value: Mapping[str, Json]) -> Intent:
    batch = value["batch"]
    return Intent(
        **{**_with_moments(value), "verb": Verb(value["verb"]), "batch": Batch(**batch) if batch else None}
    )


def _with_moments(value: Mapping[str, Json]) -> dict[str, Any]:
    return {name: moment_of(item) if name in _MOMENTS else item for name, item in value.items()}
