"""One story: several runs over one state or two, a repository that is edited meanwhile, and a world that lies."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from pathlib import Path
from random import Random
from typing import Any, Final

from storm_commands import People
from storm_oracle import Oracle
from storm_programs import FACTS, Tools
from storm_repository import EDITS, WIDE, Repository
from storm_runner import Body, Breach, Runner
from storm_server import LAG, Server, moment_at
from storm_stores import Stores
from storm_wire import Wire

from ctc.plans.facts import Facts
from ctc.state import records
from ctc.state.store import Entry

_KINDS: Final = (
    (
        "campaigns",
        tuple(one for one in EDITS if one not in ("send", "family", "people", "rows", "key", "keep")),
    ),
    ("messages", ("send", "send", "people", "people", "text", "rev", "rename", "delete", "revert", "merge")),
    (
        "families",
        (
            "family",
            "rows",
            "rows",
            "rows",
            "text",
            "text",
            "text",
            "rename",
            "key",
            "delete",
            "revert",
            "when",
        ),
    ),
    ("names", ("new", "new", "send", "family", *("rename",) * 6, "swap", "revert", "merge")),
    ("all", EDITS),
    ("all", EDITS),
)
_GUARDS: Final[Sequence[Mapping[str, Any]]] = (
    *({},) * 6,
    {"lead_time": "10m"},
    {"quiet_hours": "09:00-17:00"},
    {"quiet_hours": "22:00-08:00"},
)
WIDER_SINCE: Final = 1_796_073_000
"""The first seed of stories that tell more: what an older one tells stays as it was."""
_NIGHTS: Final = (20_000, 80_000, 90_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a story may hold."""

    faults: float = 0.15
    """The share of requests that go wrong."""
    commands: int = 18
    stores: Stores


@dataclass
class Story:
    seed: int
    folder: Path
    options: Options
    t: float = 0.0
    skew: float = 0.0
    """Seconds that the store's clock is ahead of CleverTap's."""
    runners: list[Runner] = field(default_factory=list)
    ended: set[str] = field(default_factory=set)
    """The runs that are over."""
    told: list[str] = field(default_factory=list)
    rng: Random = field(init=False)

    def __post_init__(self) -> None:
        self.rng = rng = Random(self.seed)
        _, self.edits = rng.choice(_KINDS)
        self.edits += WIDE if self.is_wide else ()
        self.envs = rng.choice((("prod",), ("prod",), ("prod", "eu")))
        self.at_a_time = rng.choice((1, 2, 3, 3, 5))
        self.nights = rng.random() < 0.5
        self.guards: dict[str, Any] = dict(rng.choice(_GUARDS))
        self.server = Server(lambda: self.t)
        repository = Repository(rng, lambda: self.t, self.is_wide)
        self.repositories = dict.fromkeys(self.envs, repository)
        self.oracle = Oracle(self.server, self.repositories, _hours(self.guards.get("quiet_hours", "")))
        self.wire = Wire(self)
        self.people = People(self)
        snapshots = rng.choice((1, 5, 20, 500))
        self.tools = Tools(self.folder, self._store, self.guards, snapshots, self._facts())
        for _ in range(rng.randint(1, 3)):
            self.repository.edit(tuple(one for one in self.edits if one in ("new", "send", "family")))
        self.options.stores.begin(self.folder, self.store_now)
        for env in self.envs:
            first = records.init(replace(FACTS, environment=env).binding(f"L-{env}"))
            self.options.stores.open(env).append([first], after=0)

    @property
    def repository(self) -> Repository:
        return self.repositories[self.envs[0]]

    @property
    def is_wide(self) -> bool:
        return self.seed >= WIDER_SINCE

    def _facts(self) -> Facts:
        """What an account allows, or a person has written down."""
        if not self.is_wide:
            return FACTS
        lag, marker = self.rng.choice((LAG, LAG, LAG, LAG, None)), self.rng.random() < 0.92
        return replace(FACTS, listing_lag=lag, name_marker=marker, others=self.envs)

    def _store(self, env: str) -> Any:
        return self.options.stores.open(env)

    def now(self, ahead: float = 0.0) -> datetime:
        return moment_at(self.t + ahead)

    def store_now(self) -> datetime:
        return moment_at(self.t + self.skew)

    def steady(self) -> float:
        return 1000.0 + self.t

    def sum(self) -> Counter[str]:
        """What happened how often."""
        made = (one for one in self.server.made if one.intent)
        stopped = sum(one.stopped is not None for one in self.server.made)
        counted = {"creates": sum(1 for _ in made), "sends": len(self.server.sent), "stops": stopped}
        return Counter(runs=len(self.runners), kills=sum(one.is_dead for one in self.runners), **counted)

    def tell(self, *words: object) -> None:
        self.told.append(f"{self.t:10.1f}  " + " ".join(map(str, words)))

    def watch(self, runner: Runner, entries: Sequence[Entry]) -> None:
        for entry in entries:
            said = {
                key: value for key, value in entry.record.items() if key in _SHOWN and value not in (None, "")
            }
            self.tell(runner.name, runner.env, f"#{entry.serial}", entry.record["kind"], said)
            self.oracle.record(runner, entry)

    def edit(self) -> None:
        self.tell("commit", self.repository.edit(self.edits))

    def begin(self, words: str, body: Body, *, env: str = "", wall: float | None = None) -> Runner:
        off = self.rng.choice((*[0] * 6, 900, -900)) if wall is None else wall
        env = env or self.rng.choice((self.envs[0], *self.envs))
        runner = Runner(self, f"R{len(self.runners) + 1}", env, off, body)
        self.runners.append(runner)
        self.tell(runner.name, "begins:", words, f"(its clock is {off:+} s off)" if off else "")
        runner.go_on()
        return runner

    def play(self) -> None:
        commands, steps = self.rng.randint(5, self.options.commands), 0
        while commands or any(not one.is_over for one in self.runners):
            steps += 1
            if steps > 20_000:
                raise Breach("a fault of the code: it never ends")
            live = [one for one in self.runners if not one.is_over]
            if commands and (not live or (len(live) < self.at_a_time and self.rng.random() < 0.02)):
                commands -= 1
                if self.nights and self.rng.random() < 0.25 and not self.wire.is_busy():
                    self.wire.passes(self.rng.choice(_NIGHTS))
                self.people.command()
            elif live:
                self.wire.trouble(live)
                self.wire.step([one for one in live if not one.is_over])
            self._must_stand()

    def calm(self, words: str, body: Body, env: str) -> Runner:
        """A run to which nothing happens."""
        runner, steps = self.begin(words, body, env=env, wall=0), 0
        while not runner.is_over:
            steps += 1
            if steps > 5_000:
                raise Breach("a fault of the code: it never ends")
            self.wire.answer(runner, calm=True)
            self.wire.arrive()
            self._must_stand()
        self._must_stand()
        return runner

    def _must_stand(self) -> None:
        for runner in self.runners:
            if runner.is_over and runner.name not in self.ended:
                self.ended.add(runner.name)
                self.oracle.heard.ended(runner)
        bug = next((one.bug for one in self.runners if one.bug), "")
        if bug:
            raise Breach(bug)


def _hours(said: str) -> tuple[time, time] | None:
    if not said:
        return None
    start, end = (time.fromisoformat(one) for one in said.split("-"))
    return start, end


_SHOWN: Final = frozenset(
    [
        "address",
        "verb",
        "intent",
        "result",
        "id",
        "marker",
        "revision",
        "purpose",
        "target",
        "source",
        "by",
        "status",
        "batch",
        "days",
    ]
)
