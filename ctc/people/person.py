"""One person, as files of people and tests of campaigns write one."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from ctc.people.days import number_of, read_day
from ctc.people.population import GROUPS, Device, Occurrence, Profile
from ctc.suggest import did_you_mean
from ctc.variants import IDENTIFIERS

KEYS: Final = ("identities", "properties", "groups", "devices", "subscribed", "segments", "events")
_EVENT_KEYS: Final = ("name", "day", "properties", "session")
_DEVICE_KEYS: Final = ("platform", "push", "last_active")
_OTHERWISE: Final = {"profile": "properties", "on": "day"}
"""What a test of a campaign calls these: both words are taken in both."""
_PLATFORMS: Final = ("android", "ios", "web")
_CHANNELS: Final = ("email", "sms", "whatsapp")


def person_of(number: int, data: Any) -> tuple[Profile, list[Occurrence]]:
    """The profile of that id, and what he or she did. Raises ValueError, in words, at what is wrong."""
    person = _named(data, KEYS, "a profile")
    groups = object_of(person.get("groups", {}), "groups")
    devices = [_device(one) for one in _list(person.get("devices", []), "devices")]
    profile = Profile(
        id=number,
        properties=object_of(person.get("properties", {}), "properties"),
        groups={_known(name, GROUPS, "group"): object_of(group, name) for name, group in groups.items()},
        identities=_identities(person.get("identities", {})),
        devices=tuple(sorted(devices, key=lambda device: -device.last_active)),
        subscribed=frozenset(
            _known(channel, _CHANNELS, "channel")
            for channel in _list(person.get("subscribed", []), "subscribed")
        ),
        segments=frozenset(_segment(one) for one in _list(person.get("segments", []), "segments")),
    )
    return profile, [_event(one) for one in _list(person.get("events", []), "events")]


def check_asked(person: Mapping[str, Any]) -> None:
    """Raises ValueError, in words, at what is wrong with the person of a test, whose segments may be names."""
    person_of(1, {key: value for key, value in person.items() if key != "segments"})


def day_of(value: Any) -> int | None:
    """A day written ``20260105`` or ``2026-01-05``, as the number; None for anything else."""
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        try:
            return number_of(date.fromisoformat(value))
        except ValueError:
            return None
    return value if read_day(value) is not None else None


def known_keys(data: Mapping[str, Any], known: Sequence[str], what: str) -> None:
    """Raises ValueError where a key is none of those known."""
    for key in data:
        if key not in known:
            said = (*known, *(word for word, name in _OTHERWISE.items() if name in known))
            hint = did_you_mean(key, said) or f"known are {', '.join(said)}"
            raise ValueError(f"unknown key {key!r} of {what}: {hint}")


def object_of(value: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{what} must be an object")
    return value


def _named(value: Any, known: Sequence[str], what: str) -> Mapping[str, Any]:
    """A mapping of known keys, under the names of files of people."""
    data = object_of(value, what)
    made: dict[str, Any] = {}
    said: dict[str, str] = {}
    for key, inner in data.items():
        name = _OTHERWISE[key] if _OTHERWISE.get(key) in known else key
        if name in made:
            raise ValueError(f"{what} says both {said[name]!r} and {key!r}, which are the same")
        made[name], said[name] = inner, key
    known_keys(made, known, what)
    return made


def _segment(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**63:
        raise ValueError(f"a segment's id is a number, and {value!r} is none")
    return value


def _identities(value: Any) -> dict[str, str]:
    identities = object_of(value, "identities")
    for kind, identity in identities.items():
        _known(kind, (*IDENTIFIERS, "Phone"), "identity")
        if not isinstance(identity, str):
            raise ValueError(f"identity {kind} must be a text")
    return dict(identities)


def _device(value: Any) -> Device:
    device = _named(value, _DEVICE_KEYS, "a device")
    push, last = device.get("push", True), day_of(device.get("last_active", 0))
    if not isinstance(push, bool) or (last is None and device.get("last_active", 0) != 0):
        raise ValueError("a device takes push as true or false and last_active as YYYYMMDD")
    return Device(
        platform=_known(device.get("platform"), _PLATFORMS, "platform"), push=push, last_active=last or 0
    )


def _event(value: Any) -> Occurrence:
    event = _named(value, _EVENT_KEYS, "an event")
    name, day = event.get("name"), day_of(event.get("day"))
    if not isinstance(name, str) or not name or day is None:
        raise ValueError("an event needs a name, and a day as YYYYMMDD")
    properties = object_of(event.get("properties", {}), "an event's properties")
    return Occurrence(name, day, dict(properties), dict(object_of(event.get("session", {}), "session")))


def _known(value: Any, known: tuple[str, ...], what: str) -> str:
    if not isinstance(value, str) or value not in known:
        hint = did_you_mean(value, known) if isinstance(value, str) else None
        raise ValueError(
            f"unknown {what} {value!r}: {hint + ' ' if hint else ''}known are {', '.join(known)}"
        )
    return value


def _list(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"{what} must be a list")
    return value
