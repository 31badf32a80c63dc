"""CleverTap, as a run sees it, and its log, which knows what people got."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from storm_runner import Breach

from ctc.clevertap.listing import ListedCampaign

T0: Final = datetime(2031, 1, 1, 6, tzinfo=UTC)
LAG: Final = 120.0
TIMEOUT: Final = 30.0
USER_ZONES: Final = 14 * 3600.0
"""Seconds before its schedule at which what goes by users' own clocks reaches the first of them."""
_LASTS: Final = 300.0
"""Seconds that a campaign goes out."""


@dataclass(slots=True)
class Made:
    """A campaign that exists. ``soul`` is what people get of it: two with one are the same message."""

    id: int
    name: str
    env: str
    soul: str
    at: float
    goes_out: float | None
    """When; None at once."""
    seen: float
    """From when on it is listed."""
    text: str = ""
    intent: str = ""
    """Of the claim that made it; empty where somebody made it by hand."""
    stopped: float | None = None
    stop_seen: float = 0.0
    adopted: bool = False
    recorded: bool = False
    """Whether some state knows its id."""
    deleted: bool = False
    recurs: bool = False
    by_users: bool = False
    """Whether it goes by users' own clocks."""
    by_hand: str = ""
    """What somebody did to it in the dashboard: ``stopped`` or ``moved``."""

    @property
    def claim(self) -> str:
        """By what the oracle knows who answers for it."""
        return self.intent or f"by hand, {self.id}"

    @property
    def due(self) -> float:
        """When it goes out by the account's clock, which is what is listed."""
        return self.at if self.goes_out is None else self.goes_out

    @property
    def begins(self) -> float:
        """When the first person gets it."""
        return self.due - USER_ZONES if self.by_users else self.due

    def status(self, now: float) -> str:
        if self.stopped is not None and self.stopped <= now:
            return "stopped"
        if now < self.due:
            return "pending"
        if self.recurs:
            return "running"
        return "completed" if now > self.due + _LASTS else "running"

    @property
    def is_stopped_in_time(self) -> bool:
        """Of a recurring one what is still to come."""
        if self.stopped is None or self.goes_out is None:
            return False
        return self.recurs or self.stopped < self.begins

    def is_to_come(self, now: float) -> bool:
        return self.stopped is None and not self.deleted and (self.recurs or self.begins > now)


@dataclass(slots=True)
class Sent:
    """One request of an identity send that was accepted."""

    env: str
    soul: str
    people: tuple[str, ...]
    address: str
    batch: int
    intent: str

    @property
    def claim(self) -> str:
        return self.intent


@dataclass(slots=True)
class Server:
    now: Callable[[], float]
    made: list[Made] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    accepted: set[str] = field(default_factory=set)
    """Intents of creates and sends whose request arrived."""

    def create(self, env: str, body: Any, intent: str, seen_after: float) -> Made:
        """``seen_after`` is how late the listing is."""
        when, now = body["when"], self.now()
        campaign = Made(
            id=1000 + len(self.made),
            name=body["name"],
            env=env,
            soul=body["content"]["title"],
            text=body["content"]["body"],
            at=now,
            goes_out=goes_out(when),
            recurs=isinstance(when, dict) and when["type"] == "recurring",
            by_users=isinstance(when, dict) and when["type"] == "later",
            seen=now + seen_after,
            intent=intent,
        )
        self.made.append(campaign)
        self.accepted.add(intent)
        return campaign

    def send(self, env: str, body: Any, address: str, batch: int, intent: str) -> None:
        people = tuple(body["to"]["Identity"])
        self.sent.append(Sent(env, body["content"]["title"], people, address, batch, intent))
        self.accepted.add(intent)

    def stop(self, number: int, seen_after: float) -> bool:
        """Whether it is stopped: what went out whole cannot be."""
        one = self.campaign(number)
        if one.deleted or one.status(self.now()) == "completed":
            return False
        if one.stopped is None:
            one.stopped, one.stop_seen = self.now(), self.now() + seen_after
        return True

    def campaign(self, number: int) -> Made:
        index = number - 1000
        if not 0 <= index < len(self.made):
            raise Breach(f"{number} is asked for, and nobody made it")
        return self.made[index]

    def by_intent(self, intent: str) -> Made | None:
        """What a person finds in the dashboard of a request."""
        return next((one for one in self.made if one.intent == intent), None)

    def listing(self, first: date, last: date) -> tuple[ListedCampaign, ...]:
        now = self.now()
        rows = []
        for one in self.made:
            at = moment_at(one.due)
            if one.seen <= now and not one.deleted and first <= at.date() <= last:
                status = one.status(now)
                lags = status == "stopped" and one.stop_seen > now
                status = ("pending" if now < one.due else "running") if lags else status
                rows.append(ListedCampaign(id=one.id, name=one.name, status=status, scheduled_on=at))
        return tuple(rows)


def moment_at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def goes_out(when: Any) -> float | None:
    """Of a request's ``when``, as the API writes it; None at once."""
    if when == "now":
        return None
    if isinstance(when, dict):
        when = when["start_time"] if when["type"] == "recurring" else when["delivery_date_time"][0]
    return seconds_of(when)


def seconds_of(when: str) -> float:
    return (datetime.strptime(when, "%Y%m%d %H:%M").replace(tzinfo=UTC) - T0).total_seconds()
