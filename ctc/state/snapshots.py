"""A state as JSON and back: what a snapshot holds. A snapshot is a cache; one that cannot be read is not used."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, Final

from ctc.canonical import Json
from ctc.state.moments import moment_of, written
from ctc.state.state import Batch, Binding, Intent, KnownReach, Record, State, Status, Verb

VERSION: Final = 1
_MOMENTS: Final = frozenset({"at", "scheduled_on", "stopped_at", "asked_at"})
_OF_STATE: Final = ("held_at", "listed_at", "lacks_since")


def to_json(state: State) -> dict[str, Json]:
    """The state as a JSON object. :func:`from_json` gives it back, equal."""
    return {
        "v": VERSION,
        "binding": asdict(state.binding) if state.binding else None,
        "serial": state.serial,
        "at": written(state.at),
        "records": [_record_json(record) for record in state.records.values()],
        "reach": {
            audience: {
                "total": reach.total,
                "platforms": dict(reach.platforms),
                "asked_at": written(reach.asked_at),
            }
            for audience, reach in state.reach.items()
        },
        "held": state.held,
        "commit": state.commit,
        **{name: written(getattr(state, name)) for name in _OF_STATE},
    }


def from_json(value: Mapping[str, Json]) -> State | None:
    """The state that :func:`to_json` wrote; None where another version or nothing of the kind stands there."""
    if value.get("v") != VERSION:
        return None
    try:
        return State(
            binding=Binding(**value["binding"]) if value["binding"] else None,
            serial=value["serial"],
            at=moment_of(value["at"]),
            records={record["address"]: _record(record) for record in value["records"]},
            reach={
                audience: KnownReach(**{**reach, "asked_at": moment_of(reach["asked_at"])})
                for audience, reach in value["reach"].items()
            },
            held=value["held"],
            commit=value["commit"],
            **{name: moment_of(value[name]) for name in _OF_STATE},
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _record_json(record: Record) -> dict[str, Json]:
    shown = _plain(record)
    for name in ("open", "denied"):
        intents: tuple[Intent, ...] = getattr(record, name)
        shown[name] = [_plain(intent) | {"batch": _batch_json(intent)} for intent in intents]
    shown["batches"] = {str(index): sha256 for index, sha256 in record.batches.items()}
    shown["markers"], shown["strays"] = list(record.markers), list(record.strays)
    return shown


def _batch_json(intent: Intent) -> dict[str, Json] | None:
    return asdict(intent.batch) if intent.batch else None


def _plain(value: Record | Intent) -> dict[str, Json]:
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
            "denied": tuple(_intent(intent) for intent in value["denied"]),
            "batches": {int(index): sha256 for index, sha256 in value["batches"].items()},
            "markers": tuple(value["markers"]),
            "strays": tuple(value["strays"]),
        }
    )


def _intent(value: Mapping[str, Json]) -> Intent:
    batch = value["batch"]
    return Intent(
        **{**_with_moments(value), "verb": Verb(value["verb"]), "batch": Batch(**batch) if batch else None}
    )


def _with_moments(value: Mapping[str, Json]) -> dict[str, Any]:
    return {name: moment_of(item) if name in _MOMENTS else item for name, item in value.items()}
