"""People from a file: ``ctc sandbox --load FILE``.

NDJSON: one profile a line, with what he or she did. Every key is optional::

    {"identities": {"Identity": "ann", "Email": "ann@example.org", "Phone": "+4915550000001"},
     "properties": {"Customer Type": "Gold", "City": "Berlin", "tags": ["reader"]},
     "groups": {"demographics": {"Age": 41}, "geo_fields": {"Country": "Germany"}},
     "devices": [{"platform": "android", "push": true, "last_active": 20260110}],
     "subscribed": ["email", "sms", "whatsapp"],
     "events": [{"name": "Charged", "day": 20260105, "properties": {"Amount": 20}, "session": {}}]}

``identities`` are Identity, Email, FBID, objectId, GPID and Phone; ``groups`` demographics, technographics,
app_fields, geo_fields and reachability; a ``platform`` is android, ios or web. Blank lines are skipped.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from ctc.sandbox.people import StoredPopulation, open_people
from ctc.sandbox.population import Device, Occurrence, Profile
from ctc.sandbox.query.parse import GROUPS
from ctc.sandbox.schedule import read_day
from ctc.suggest import did_you_mean
from ctc.variants import IDENTIFIERS

_KEYS: Final = ("identities", "properties", "groups", "devices", "subscribed", "events")
_PLATFORMS: Final = ("android", "ios", "web")
_CHANNELS: Final = ("email", "sms", "whatsapp")


class LoadError(ValueError):
    """The file cannot be loaded; the message names the line and says what is wrong with it."""


def open_loaded(cache: Path, file: Path) -> StoredPopulation:
    """The people of an NDJSON file, kept in ``cache`` until the file changes. Raises LoadError."""
    try:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        raise LoadError(f"{file} cannot be read: {error.strerror}") from error
    return open_people(cache, digest, read_people(file))


def read_people(file: Path) -> Iterator[tuple[Profile, list[Occurrence]]]:
    """The people of an NDJSON file, numbered by line. Raises LoadError at the first line that is wrong."""
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    yield _person(number, json.loads(line))
                except (ValueError, RecursionError) as error:
                    raise LoadError(f"{file}, line {number}: {error}") from error


def _person(number: int, data: Any) -> tuple[Profile, list[Occurrence]]:
    person = _object(data, "a profile")
    for key in person:
        if key not in _KEYS:
            raise ValueError(
                f"unknown key {key!r}: {did_you_mean(key, _KEYS) or 'known are ' + ', '.join(_KEYS)}"
            )
    groups = _object(person.get("groups", {}), "groups")
    devices = [_device(one) for one in _list(person.get("devices", []), "devices")]
    profile = Profile(
        id=number,
        properties=_object(person.get("properties", {}), "properties"),
        groups={_known(name, GROUPS, "group"): _object(group, name) for name, group in groups.items()},
        identities=_identities(person.get("identities", {})),
        devices=tuple(sorted(devices, key=lambda device: -device.last_active)),
        subscribed=frozenset(
            _known(channel, _CHANNELS, "channel")
            for channel in _list(person.get("subscribed", []), "subscribed")
        ),
    )
    return profile, [_event(one) for one in _list(person.get("events", []), "events")]


def _identities(value: Any) -> dict[str, str]:
    identities = _object(value, "identities")
    for kind, identity in identities.items():
        _known(kind, (*IDENTIFIERS, "Phone"), "identity")
        if not isinstance(identity, str):
            raise ValueError(f"identity {kind} must be a text")
    return dict(identities)


def _device(value: Any) -> Device:
    device = _object(value, "a device")
    push, last = device.get("push", True), device.get("last_active", 0)
    if not isinstance(push, bool) or (last != 0 and read_day(last) is None):
        raise ValueError("a device takes push as true or false and last_active as YYYYMMDD")
    return Device(
        platform=_known(device.get("platform"), _PLATFORMS, "platform"), push=push, last_active=last
    )


def _event(value: Any) -> Occurrence:
    event = _object(value, "an event")
    name, day = event.get("name"), event.get("day")
    if not isinstance(name, str) or not name or read_day(day) is None:
        raise ValueError("an event needs a name, and a day as YYYYMMDD")
    properties = _object(event.get("properties", {}), "an event's properties")
    return Occurrence(
        name, int(event["day"]), dict(properties), dict(_object(event.get("session", {}), "session"))
    )


def _known(value: Any, known: tuple[str, ...], what: str) -> str:
    if not isinstance(value, str) or value not in known:
        raise ValueError(f"unknown {what} {value!r}: known are {', '.join(known)}")
    return value


def _object(value: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{what} must be an object")
    return value


def _list(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"{what} must be a list")
    return value
