"""What becomes of each call of a port: answers, lies, delays, deaths."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from storm_runner import FAILS, LOST, Runner
from storm_server import LAG, TIMEOUT

from ctc.clevertap.listing import Listing
from ctc.clevertap.outcome import Outcome, Result

if TYPE_CHECKING:
    from storm_story import Story

_STILL: Final = ("hit", "yes", "appended", "snapshot", "turn", "look")
_FATES: Final = (
    "lost answer",
    "lost answer",
    "lost answer",
    "late",
    "doubled",
    "lost request",
    "rejected",
    "throttled",
    "not sent",
)
_RESULTS: Final = {
    "ok": Result.SENT,
    "doubled": Result.SENT,
    "lost answer": Result.IN_DOUBT,
    "late": Result.IN_DOUBT,
    "lost request": Result.IN_DOUBT,
    "rejected": Result.REJECTED,
    "throttled": Result.THROTTLED,
    "not sent": Result.NOT_SENT,
}


@dataclass(slots=True)
class Flight:
    """A request on its way."""

    runner: Runner
    port: str
    given: Any
    claim: Any
    fate: str
    begun: float
    arrives: float
    has_ended: bool = False
    number: int | None = None


class Wire:
    def __init__(self, story: "Story") -> None:
        self._story, self._rng = story, story.rng
        self._late: list[Flight] = []
        """Requests whose client waits no more."""

    def is_busy(self) -> bool:
        """Whether anything may still arrive."""
        return bool(self._late) or any(one.is_wired for one in self._story.runners if not one.is_over)

    def passes(self, seconds: float) -> None:
        self._story.t += seconds
        self._story.tell(f"{seconds:g} s pass")

    def quieten(self) -> None:
        """Whatever is on its way arrives."""
        self._story.t = max([self._story.t, *(one.arrives for one in self._late)])
        self.arrive()

    def trouble(self, live: list[Runner]) -> None:
        """Time passes, a clock is set, somebody dies, is interrupted, or held up."""
        story, rng, x = self._story, self._rng, self._rng.random()
        if x < 0.03:
            if not self.is_busy():
                self.passes(rng.choice((5, 60, 200, 700, 3600)))
        elif x < 0.034:
            story.skew = rng.choice((0, 0, 3600, -3600, 200, -200, 600, -600))
            story.tell(f"the store's clock is {story.skew:+} s off")
        elif x < 0.04:
            self._kill(rng.choice(live))
        elif x < 0.044:
            rng.choice(live).is_interrupted = True
        elif x < 0.06:
            runner = rng.choice(live)
            if not runner.is_wired:
                self._hold(runner, rng.choice((20, 100, 400, 2000)))

    def _hold(self, runner: Runner, seconds: float) -> None:
        runner.held_until = self._story.t + seconds
        self._story.tell(runner.name, f"is held up for {seconds:g} s at {runner.port}")

    def _kill(self, runner: Runner) -> None:
        self._story.tell(runner.name, f"is killed at {runner.port}")
        flight = runner.flight
        if flight is not None and not flight.has_ended and self._rng.random() < 0.6:
            self._late.append(flight)
        runner.die()

    def step(self, live: list[Runner]) -> None:
        """One of them goes on; what is on its way arrives."""
        story, rng = self._story, self._rng
        ready = [one for one in live if one.held_until <= story.t]
        if not ready and self.is_busy():
            ready = [one for one in live if one.is_wired]
        if ready:
            runner = ready[0] if rng.random() < 0.5 else rng.choice(ready)
            flight = runner.flight
            if flight is not None and len(ready) == 1:
                story.t = max(story.t, flight.arrives)
            self.answer(runner)
        elif live and not self._late:
            story.t = max(story.t, min(one.held_until for one in live))
        else:
            story.t = max(story.t, min((one.arrives for one in self._late), default=story.t))
        self.arrive()

    def arrive(self) -> None:
        for one in [flight for flight in self._late if flight.arrives <= self._story.t]:
            self._late.remove(one)
            self._accept(one)
        for runner in self._story.runners:
            flight = runner.flight
            if not runner.is_over and flight and not flight.has_ended and flight.arrives <= self._story.t:
                self._end(flight)

    def answer(self, runner: Runner, *, calm: bool = False) -> None:
        assert runner.request is not None
        story, rng, (port, given) = self._story, self._rng, runner.request
        faults = 0.0 if calm else story.options.faults
        story.t += 0.01 if calm else rng.choice((0, 0, 0.01, 0.1, 1))
        if port in _STILL or port == "sleep":
            story.t += given[0] if port == "sleep" else 0
            if port == "yes" and not calm and rng.random() < 0.3:
                self._hold(runner, rng.choice((30, 300, 2000, 20_000)))
            runner.go_on()
        elif port in ("read", "append"):
            x = rng.random()
            lost = LOST if port == "append" and x < faults * 0.1 else None
            runner.go_on(FAILS if x < faults * 0.05 else lost)
        elif port == "listing":
            runner.go_on(self._listing(runner, given, faults))
        else:
            self._travel(runner, port, given[0], faults)

    def _listing(self, runner: Runner, given: Any, faults: float) -> Listing:
        x = self._rng.random()
        if x < faults * 0.3:
            return Listing(complete=False, detail="the connection broke")
        story = self._story
        served = story.now().replace(microsecond=0)
        rows = story.server.listing(*given)
        if story.is_wide and faults * 0.4 <= x < faults * 0.6:
            half = tuple(one for one in rows if self._rng.random() < 0.5)
            return Listing(complete=False, campaigns=half, detail="half of it came", at=served)
        runner.shown.update(one.id for one in rows)
        runner.seen_stopped.update(one.id for one in rows if one.status == "stopped")
        return Listing(complete=True, campaigns=rows, at=None if x < faults * 0.4 else served)

    def _travel(self, runner: Runner, port: str, given: Any, faults: float) -> None:
        rng, story = self._rng, self._story
        flight = runner.flight
        if flight is None:
            fate = rng.choice(_FATES) if rng.random() < faults else "ok"
            fate = (
                "ok"
                if (fate == "late" and port == "stop") or (fate == "doubled" and port != "create")
                else fate
            )
            takes = rng.choice((0, 0, 0, 1, 10, 25)) if faults else 0
            runner.flight = Flight(runner, port, given, runner.intent, fate, story.t, story.t + takes)
        elif flight.has_ended:
            runner.flight = None
            number = self._number(flight)
            story.tell(runner.name, port, flight.fate, number or "")
            result = _RESULTS[flight.fate]
            runner.go_on(Outcome(result=result, detail=flight.fate, id=number, body={"message": "x"}))

    def _number(self, flight: Flight) -> int | None:
        """The id in an answer; of one that a host between has said before it is that of another."""
        if flight.port != "create" or flight.fate not in ("ok", "doubled"):
            return None
        made = flight.runner.made
        if flight.fate == "doubled":
            return made[-1]
        assert flight.number is not None
        made.append(flight.number)
        return flight.number

    def _end(self, flight: Flight) -> None:
        """It has come to whatever becomes of it."""
        flight.has_ended = True
        if flight.fate == "doubled" and not flight.runner.made:
            flight.fate = "lost answer"
        if flight.fate in ("ok", "lost answer", "doubled"):
            self._accept(flight)
        elif flight.fate == "late":
            flight.arrives = self._rng.uniform(self._story.t, flight.begun + TIMEOUT)
            self._late.append(flight)
        if flight.fate in ("lost answer", "lost request") and self._rng.random() < 0.3:
            self._hold(flight.runner, 5)

    def _accept(self, flight: Flight) -> None:
        story, runner = self._story, flight.runner
        server, oracle = story.server, story.oracle
        if flight.port == "stop":
            oracle.stop(runner, flight.given)
            is_done = server.stop(flight.given, self._rng.choice((0, 0, 0, 4, 60)))
            flight.fate = flight.fate if is_done else "rejected"
            story.tell("CleverTap", "stops" if is_done else "does not stop", flight.given)
            return
        body = json.loads(flight.given)
        if flight.port == "send":
            oracle.send(runner, body, flight.claim)
            batch = flight.claim["batch"]["index"]
            server.send(runner.env, body, flight.claim["address"], batch, flight.claim["intent"])
            story.tell("CleverTap sends", body["content"]["title"], *body["to"]["Identity"])
            return
        oracle.create(runner, body, flight.claim)
        lag = self._rng.choice((0, 0, 30, LAG))
        made = server.create(runner.env, body, flight.claim["intent"], lag)
        flight.number = made.id
        story.tell("CleverTap makes", made.id, made.name, made.soul, body["when"])
