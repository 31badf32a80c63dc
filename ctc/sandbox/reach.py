"""How many people a campaign would get to: its audience, counted by the platforms of its channel."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from threading import Lock
from typing import Any, Final, Protocol

from ctc.canonical import canonical_bytes
from ctc.people.population import Population, Profile
from ctc.query.evaluate import audience_of

_KEYS: Final = ("target_mode", "where", "segment", "exclude_segments", "devices", "send_to_all_devices")
_MOBILE: Final = ("android", "ios")
_KEEP: Final = 2000
"""Answers remembered; a sandbox that runs for days must not grow without end."""


def audience_key(body: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a create that decides whom it reaches."""
    return {name: body[name] for name in _KEYS if name in body}


class Audience(Protocol):
    """Counts people; raises :class:`~ctc.query.parse.QueryError` for a query that does not parse."""

    def estimates(self, body: Mapping[str, Any], today: date) -> dict[str, int]: ...

    def ready(self) -> None:
        """Returns when its people are at hand: else the first request waits for them, whose time is limited."""
        ...


class PopulationAudience:
    """Counts people of a population, which is opened when somebody is first counted, or before that."""

    def __init__(self, source: Callable[[], Population]) -> None:
        self._opened = cache(source)
        self._opening = Lock()
        self._known: dict[bytes, dict[str, int]] = {}

    def ready(self) -> None:
        with self._opening:
            self._opened()

    def estimates(self, body: Mapping[str, Any], today: date) -> dict[str, int]:
        """Reach by platform: android and ios for push and inbox, web for webpush, else the channel's name.

        The API documents the three platforms alone; the key of the other channels is this sandbox's choice.
        Control groups do not lower the figure.
        """
        key = canonical_bytes([audience_key(body), today.isoformat()])
        if key not in self._known:
            self.ready()
            if len(self._known) >= _KEEP:
                self._known.clear()
            self._known[key] = count_reach(body, self._opened(), today)
        return dict(self._known[key])


def count_reach(body: Mapping[str, Any], population: Population, today: date) -> dict[str, int]:
    """The reach of a create over ``population``. Raises QueryError."""
    members = audience_of(body, population, today=today)
    channel = str(body.get("target_mode", "push"))
    people = [population.profiles[member] for member in members]
    if channel in {"push", "notificationinbox"}:
        return _by_platform(
            people,
            platforms=tuple(body.get("devices") or _MOBILE),
            every=body.get("send_to_all_devices") is True,
            needs_consent=channel == "push",
        )
    if channel == "webpush":
        return _by_platform(people, platforms=("web",), every=True, needs_consent=True)
    return {channel: sum(_reachable(person, channel) for person in people)}


def _by_platform(
    people: list[Profile], *, platforms: tuple[str, ...], every: bool, needs_consent: bool
) -> dict[str, int]:
    """People by platform; unless ``every``, only by the device of these platforms that was last active."""
    counts = dict.fromkeys(platforms, 0)
    for person in people:
        own = [d for d in person.devices if d.platform in counts and (d.push or not needs_consent)]
        seen = {device.platform for device in (own if every else own[:1])}
        for platform in seen:
            counts[platform] += 1
    return counts


def _reachable(person: Profile, channel: str) -> bool:
    if channel == "webhook":
        return True
    address = person.identities.get("Email" if channel == "email" else "Phone")
    return bool(address) and channel in person.subscribed
