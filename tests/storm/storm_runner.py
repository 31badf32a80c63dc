"""One run of ctc that stands still at each call of a port, and goes on, or dies, when it is told."""

import random
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any, Final, NoReturn, Protocol

from greenlet import GreenletExit, getcurrent, greenlet  # type: ignore[import-untyped]

from ctc.clevertap.listing import Listing
from ctc.clevertap.outcome import Outcome
from ctc.diagnostics import UserError
from ctc.state.store import Asked, Entry, SettledRow, Snapshot, Store, StoreError

FAILS: Final = "fails"
LOST: Final = "lost"
WIRE: Final = ("create", "send", "stop")
"""What must not be repeated: between these and the last look there is no pause, docs/proof.md."""


class Breach(Exception):
    """What must never be."""


class Refused(Exception):
    """A command that ends before it did anything, in words."""


class Dead(GreenletExit):  # type: ignore[misc]
    """A run that is killed unwinds with this, and reaches no port any more."""


class World(Protocol):
    """What a run is given of the world."""

    rng: random.Random

    def now(self, ahead: float = 0.0) -> datetime: ...
    def steady(self) -> float: ...
    def watch(self, runner: "Runner", entries: Sequence[Entry]) -> None: ...


class Runner:
    """A command under way. ``request`` is the port that it stands at, and what it asks of it."""

    def __init__(self, world: World, name: str, env: str, wall: float, body: "Body") -> None:
        self.world, self.name, self.env, self.wall = world, name, env, wall
        self.request: tuple[str, tuple[Any, ...]] | None = None
        self.result: Any = None
        self.bug = ""
        self.is_dead = self.is_interrupted = False
        self.held_until = 0.0
        self.flight: Any = None
        """What it has on the wire."""
        self.intent: Mapping[str, Any] = {}
        """The last that it claimed."""
        self.planned: Any = None
        """What it showed before it began: it does no more than that."""
        self.means: frozenset[str] | None = None
        """The addresses that a person means to stop."""
        self.shown: set[int] = set()
        """What it has seen listed."""
        self.seen_stopped: set[int] = set()
        self.made: list[int] = []
        """What it was told that it made."""
        self._answer: Any = None
        self._greenlet = greenlet(lambda _: self._run(body))

    def _run(self, body: "Body") -> None:
        try:
            self.result = body(self)
        except UserError as error:
            self.result = ("refused", str(error.diagnostics[0].code), error.diagnostics[0].message)
        except (Refused, StoreError) as error:
            self.result = ("refused", str(error))
        except Breach as error:
            self.bug = str(error)
        except Exception:
            self.bug = f"a fault of the code: {traceback.format_exc(limit=-8)}"

    @property
    def is_over(self) -> bool:
        return self.is_dead or self._greenlet.dead

    @property
    def port(self) -> str:
        return self.request[0] if self.request else ""

    @property
    def is_wired(self) -> bool:
        """Whether what it asks may be on its way."""
        return self.port in ("create", "send") and (self.flight is None or not self.flight.has_ended)

    def ask(self, port: str, *given: Any) -> Any:
        """Stands still until somebody answers."""
        self._unless_dead()
        self.request = (port, given)
        self._hub.switch()
        self._unless_dead()
        return self._answer

    def go_on(self, answer: Any = None) -> None:
        self._answer, self.request = answer, None
        self._hub = self._greenlet.parent = getcurrent()
        self._greenlet.switch(None)

    def die(self) -> None:
        self.is_dead = True
        with suppress(Dead):
            self._greenlet.throw(Dead)

    def _unless_dead(self) -> None:
        if self.is_dead:
            self._end()

    def _end(self) -> NoReturn:
        raise Dead


Body = Callable[[Runner], Any]


class WatchedStore:
    """A store of ctc's, at each call of which anything may happen."""

    def __init__(self, runner: Runner, inner: Store) -> None:
        self._runner, self._inner = runner, inner

    def exists(self) -> bool:
        return self._inner.exists()

    def read(self, *, after: int = 0) -> Iterator[Entry]:
        if self._runner.ask("read") == FAILS:
            raise StoreError("it cannot be read")
        return iter(list(self._inner.read(after=after)))

    def append(self, records: Sequence[Mapping[str, Any]], *, after: int) -> Sequence[Entry]:
        how = self._runner.ask("append")
        if how == FAILS:
            raise StoreError("it cannot be written")
        entries = self._inner.append(records, after=after)
        self._runner.world.watch(self._runner, entries)
        self._runner.ask("appended")
        if how == LOST:
            raise StoreError("nobody knows whether it was written")
        return entries

    def now(self) -> datetime:
        return self._inner.now()

    def snapshot(self) -> Snapshot | None:
        return self._inner.snapshot()

    def write_snapshot(self, snapshot: Snapshot, settled: Sequence[SettledRow] = ()) -> None:
        self._runner.ask("snapshot")
        self._inner.write_snapshot(snapshot, settled)

    def settled(self, asked: Asked) -> Sequence[SettledRow]:
        return list(self._inner.settled(asked))

    def close(self) -> None:
        self._inner.close()


class Clock:
    """A machine's clock may be off."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    def now(self) -> datetime:
        return self._runner.world.now(self._runner.wall)

    def monotonic(self) -> float:
        return self._runner.world.steady()

    def sleep(self, seconds: float) -> None:
        self._runner.ask("sleep", seconds)


class Client:
    def __init__(self, runner: Runner) -> None:
        self._ask = runner.ask

    def ready(self) -> None:
        self._ask("turn")

    def create(self, body: bytes, *, broadcast: bool = False, timeout: float | None = None) -> Outcome:
        return self._outcome("create", body)

    def send(self, endpoint: str, body: bytes, *, timeout: float | None = None) -> Outcome:
        return self._outcome("send", body)

    def stop(self, campaign_id: int) -> Outcome:
        return self._outcome("stop", campaign_id)

    def _outcome(self, port: str, given: object) -> Outcome:
        answer = self._ask(port, given)
        assert isinstance(answer, Outcome)
        return answer

    def listing(self, start: date, end: date) -> Listing:
        answer = self._ask("listing", start, end)
        assert isinstance(answer, Listing)
        return answer

    def estimate(self, body: bytes) -> Outcome:
        raise AssertionError("no story asks for a reach")


class Failpoints:
    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    def hit(self, name: str) -> None:
        self._runner.ask("hit", name)


class Turns:
    """One request at a time, for the place of ThreadPoolExecutor: the order of their answers is the code's own."""

    def __init__(self, **_: object) -> None: ...
    def __enter__(self) -> "Turns":
        return self

    def __exit__(self, *_: object) -> None: ...
    def submit(self, call: Callable[..., Any], *given: Any) -> "Answer":
        return Answer(call(*given))


class Answer:
    def __init__(self, value: Any) -> None:
        self._value = value

    def result(self) -> Any:
        return self._value


def wait(futures: Mapping[Answer, Any], **_: object) -> tuple[list[Answer], list[Answer]]:
    """For the place of concurrent.futures.wait: all have ended."""
    return list(futures), []
