"""A CleverTap in this process, for tests of apply: it remembers what it made, and misbehaves on request."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ctc.apply.applied import Applied
from ctc.apply.applying import apply_plan
from ctc.apply.events import Event
from ctc.apply.run import Run
from ctc.canonical import Json
from ctc.clevertap.listing import ListedCampaign, Listing
from ctc.clevertap.outcome import Outcome, Result
from ctc.payloads.batches import batches
from ctc.payloads.payload import Payload, payload_of
from ctc.pipeline.apply import identities_of
from ctc.plans.facts import Facts
from ctc.plans.plan import Plan
from ctc.plans.planning import make_plan
from ctc.state import records
from ctc.state.journal import Journal, load
from ctc.state.record import Binding
from ctc.state.stores.memory import MemoryStore

START = datetime(2031, 1, 1, 12, tzinfo=UTC)
UTC_ZONE = ZoneInfo("UTC")


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Time:
    """One clock for everybody, moved by hand and by sleeping."""

    at: datetime = START

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class Failpoint:
    """Kills at the n-th hit of one name."""

    name: str = ""
    nth: int = 1
    act: Callable[[], None] | None = None

    def hit(self, name: str) -> None:
        if name != self.name:
            return
        self.nth -= 1
        if self.nth == 0:
            if self.act:
                self.act()
            else:
                raise Killed(name)


@dataclass
class Made:
    id: int
    name: str
    body: Mapping[str, Json]
    at: datetime
    scheduled: datetime | None
    stopped: datetime | None = None

    def status(self, now: datetime) -> str:
        if self.stopped:
            return "stopped"
        if self.scheduled and now < self.scheduled:
            return "pending"
        begun = self.scheduled or self.at
        return "completed" if now >= begun + timedelta(minutes=5) else "running"


def sent(**more: Json) -> Outcome:
    return Outcome(result=Result.SENT, detail="ok", **more)


def _answered(outcome: Outcome | None) -> Outcome:
    if outcome is None:
        raise Killed("during the request")
    return outcome


@dataclass
class FakeCleverTap:
    """``faults`` holds what happens to the next creates and sends: an Outcome that is answered instead
    ("made" beside it says whether the campaign exists all the same); None where the process ends meanwhile."""

    time: Time
    made: list[Made] = field(default_factory=list)
    sends: list[Mapping[str, Json]] = field(default_factory=list)
    faults: list[tuple[Outcome | None, bool]] = field(default_factory=list)
    stop_faults: list[tuple[Outcome | None, bool]] = field(default_factory=list)
    complete: bool = True
    lag: timedelta = timedelta()
    ids: Iterator[int] = field(default_factory=lambda: count(1700000001))
    estimates: Mapping[str, int] = field(default_factory=lambda: {"android": 7})
    calls: list[str] = field(default_factory=list)
    on_create: Callable[[], None] = lambda: None

    def ready(self) -> None:
        pass

    def create(self, body: bytes, *, broadcast: bool = False, timeout: float | None = None) -> Outcome:
        self.calls.append("create")
        self.on_create()
        value = json.loads(body)
        assert value.get("estimate_only") is not True
        outcome, makes = self.faults.pop(0) if self.faults else (sent(), True)
        if not makes:
            return _answered(outcome)
        when = value["when"]
        when = when if isinstance(when, str) else when["delivery_date_time"]
        moment = None if when == "now" else datetime.strptime(when, "%Y%m%d %H:%M").replace(tzinfo=UTC)
        made = Made(id=next(self.ids), name=value["name"], body=value, at=self.time.now(), scheduled=moment)
        self.made.append(made)
        return (
            sent(id=made.id, body={"estimates": dict(self.estimates)})
            if outcome is not None and outcome.result is Result.SENT
            else _answered(outcome)
        )

    def send(self, endpoint: str, body: bytes, *, timeout: float | None = None) -> Outcome:
        self.calls.append("send")
        outcome, makes = self.faults.pop(0) if self.faults else (sent(), True)
        if makes:
            self.sends.append(json.loads(body))
        return _answered(outcome)

    def estimate(self, body: bytes) -> Outcome:
        self.calls.append("estimate")
        assert json.loads(body)["estimate_only"] is True
        return sent(body={"status": "success", "estimates": dict(self.estimates)})

    def listing(self, start: date, end: date) -> Listing:
        if self.calls[-1:] != ["listing"]:  # one may take a request for each range of days
            self.calls.append("listing")
        now = self.time.now()
        if not self.complete:
            return Listing(complete=False, detail="broken")
        there = [made for made in self.made if made.at + self.lag <= now]
        there = [made for made in there if start <= (made.scheduled or made.at).date() <= end]
        return Listing(
            complete=True,
            at=now,
            campaigns=tuple(
                ListedCampaign(
                    id=made.id, name=made.name, status=made.status(now), scheduled_on=made.scheduled
                )
                for made in there
            ),
        )

    def stop(self, campaign_id: int) -> Outcome:
        self.calls.append("stop")
        outcome, does = self.stop_faults.pop(0) if self.stop_faults else (sent(), True)
        for made in self.made:
            if made.id == campaign_id and does and made.status(self.time.now()) in ("pending", "running"):
                made.stopped = self.time.now()
        return _answered(outcome)


def campaign(
    address: str = "one", *, when: str = "20310201 09:30", revision: int = 1, **more: Json
) -> Payload:
    """A push campaign; what is no field of Payload goes into the body."""
    fields = {key: more.pop(key) for key in ("was", "guards", "broadcast", "owner", "labels") if key in more}
    body = {
        "name": f"Name of {address}",
        "target_mode": "push",
        "when": when,
        "where": {"event_name": "Viewed", "from": 20300101, "to": 20300201},
        "content": {"title": "Hello", "body": "There"},
        **more,
    }
    return payload_of(
        address=address,
        revision=revision,
        channel="push",
        variant="push",
        endpoint="/1/targets/create.json",
        body=body,
        file=f"campaigns/{address}.yaml",
        line=3,
        **fields,
    )


def message(
    address: str = "letter", people: int = 3, *, text: str = "Hi", revision: int = 1, to: Json = None
) -> Payload:
    """To so many people, or to those of ``to``."""
    body = {"to": to or {"Identity": [f"person-{n}" for n in range(people)]}, "content": {"body": text}}
    return payload_of(
        address=address,
        revision=revision,
        channel="sms",
        variant="send-sms",
        endpoint="/1/send/sms.json",
        body=body,
        file=f"campaigns/{address}.yaml",
        line=3,
    )


@dataclass
class World:
    """One environment: its state, its CleverTap, its clock."""

    time: Time = field(default_factory=Time)
    store: MemoryStore = field(init=False)
    clevertap: FakeCleverTap = field(init=False)
    facts: Facts = field(default_factory=lambda: Facts(project="acme", environment="test", zone=UTC_ZONE))
    events: list[Event] = field(default_factory=list)
    ids: Iterator[int] = field(default_factory=lambda: count(1))
    batch_size: int = 1000

    def __post_init__(self) -> None:
        self.clevertap = FakeCleverTap(time=self.time)
        self.begin()

    def begin(self) -> None:
        self.store = MemoryStore(self.time.now)
        binding = Binding(project="acme", environment="test", account_id="", region="", lineage="L")
        self.store.append([records.init(binding)], after=0)

    def journal(self) -> Journal:
        return load(self.store)

    def plan(
        self, *payloads: Payload, listed: bool = True, journal: Journal | None = None, **more: object
    ) -> Plan:
        window = (date(2000, 1, 1), date(2099, 1, 1))
        listing = self.clevertap.listing(*window) if listed else None
        state = (journal or self.journal()).state
        addresses = {payload.address for payload in payloads}
        return make_plan(payloads, addresses, state, self.facts, self.time.now(), listing=listing, **more)

    def run(
        self,
        *,
        failpoint: Failpoint | None = None,
        interrupted: Callable[[], bool] = lambda: False,
        repository: Sequence[Payload] = (),
    ) -> Run:
        """``repository`` are all its specs, where a run leaves some out."""
        number = next(self.ids)
        return Run(
            journal=self.journal(),
            client=self.clevertap,
            clock=self.time,
            facts=self.facts,
            failpoints=failpoint or Failpoint(),
            listener=self.events.append,
            interrupted=interrupted,
            recipients=lambda payload: batches(
                payload.body["to"], folder=Path(), root=Path(), size=self.batch_size
            ),
            rate=1.0,
            identities=identities_of(repository),
            runner=f"runner-{number}",
            new_id=lambda: f"intent-{number}-{next(self.ids)}",
            words=str,
        )

    def apply(
        self, *payloads: Payload, plan: Plan | None = None, listed: bool = True, **more: object
    ) -> Applied:
        return apply_plan(plan or self.plan(*payloads, listed=listed), self.run(**more))

    def status(self, address: str) -> str:
        record = self.journal().state.record(address)
        return record.shown.value if record else "nothing"

    def names(self) -> list[str]:
        return [event.event for event in self.events]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def make_campaign() -> Callable[..., Payload]:
    return campaign


@pytest.fixture
def make_message() -> Callable[..., Payload]:
    return message


@pytest.fixture
def failpoint() -> type[Failpoint]:
    return Failpoint


@pytest.fixture
def killed() -> type[Killed]:
    return Killed


@pytest.fixture
def scheduled(world: World, make_campaign: Callable[..., Payload]) -> World:
    """A world in which ``one`` was sent ten minutes ago, and waits for its day."""
    world.apply(make_campaign())
    world.time.at += timedelta(minutes=10)
    world.events.clear()
    world.clevertap.calls.clear()
    return world
