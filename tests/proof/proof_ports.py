"""The ports of ctc, each call of which is a moment at which anything may happen."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from greenlet import GreenletExit
from proof_runs import Execution, current

from ctc.clevertap.listing import ListedCampaign, Listing
from ctc.clevertap.outcome import Outcome, Result
from ctc.state.store import Conflict, Entry, Snapshot, StoreError

T0: Final = datetime(2031, 1, 1, 12, tzinfo=UTC)
CONFLICT: Final = "conflict"
DIED: Final = "died"

Row = tuple[int, str]
"""One record of the journal: when it was written, in seconds since T0, and its JSON."""


def moment_at(seconds: int) -> datetime:
    return T0 + timedelta(seconds=seconds)


class Store:
    def __init__(self, run: Execution) -> None:
        self._run = run

    def exists(self) -> bool:
        return True

    def read(self, *, after: int = 0) -> Iterator[Entry]:
        return iter(_entries(self._run.ask("read", after), after))

    def append(self, records: Sequence[Mapping[str, Any]], *, after: int) -> Sequence[Entry]:
        texts = tuple(json.dumps(record) for record in records)
        answer = self._run.ask("append", after, texts)
        if answer == CONFLICT:
            raise Conflict
        if answer == DIED:
            raise StoreError("the store is gone")
        return _entries(answer, after)

    def now(self) -> datetime:
        return moment_at(self._run.moment.store)

    def snapshot(self) -> Snapshot | None:
        return None

    def write_snapshot(self, snapshot: Snapshot) -> None:
        pass

    def close(self) -> None:
        pass


def _entries(rows: Iterable[Row], after: int) -> list[Entry]:
    return [
        Entry(serial=serial, at=moment_at(at), record=json.loads(text))
        for serial, (at, text) in enumerate(rows, start=after + 1)
    ]


class Clock:
    def __init__(self, run: Execution) -> None:
        self._run = run

    def now(self) -> datetime:
        return moment_at(self._run.moment.wall)

    def monotonic(self) -> float:
        return float(self._run.moment.steady)

    def awake(self) -> float:
        """What ctc must not measure with: it stands still in suspend."""
        return float(self._run.moment.awake)

    def sleep(self, seconds: float) -> None:
        """Time passes where the world says so, and nowhere else."""


class Client:
    def __init__(self, run: Execution) -> None:
        self._run = run

    def ready(self) -> None:
        pass

    def create(self, body: bytes, *, broadcast: bool = False, timeout: float | None = None) -> Outcome:
        return _outcome(self._run.ask("create", body.decode()))

    def send(self, endpoint: str, body: bytes, *, timeout: float | None = None) -> Outcome:
        return _outcome(self._run.ask("send", body.decode()))

    def stop(self, campaign_id: int) -> Outcome:
        return _outcome(self._run.ask("stop", campaign_id))

    def listing(self, start: date, end: date) -> Listing:
        if end < T0.date():  # nothing was there before the story began
            return Listing(complete=True, at=moment_at(self._run.moment.server))
        complete, rows = self._run.ask("listing", start, end)
        listed = tuple(
            ListedCampaign(id=number, name=name, status=status, scheduled_on=moment_at(at))
            for number, name, status, at in rows
        )
        return Listing(
            complete=complete,
            campaigns=listed,
            detail="" if complete else "the connection broke",
            at=moment_at(self._run.moment.server),
        )

    def estimate(self, body: bytes) -> Outcome:
        raise AssertionError("no story asks for a reach")


def _outcome(answer: tuple[str, str, int | None]) -> Outcome:
    result, detail, number = answer
    return Outcome(result=Result(result), detail=detail, id=number)


class Failpoints:
    """Right behind an intent a run may be held up: that is where its deadline is to hold."""

    def __init__(self, run: Execution) -> None:
        self._run = run

    def hit(self, name: str) -> None:
        if name == "after-intent":
            self._run.ask("hold")


class Pool:
    """Threads as strands, for the place of ThreadPoolExecutor; each call of a port is a moment as well."""

    def __init__(self, **_: object) -> None:
        self._futures: list[Future] = []

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Waits for all of them, as the real one does."""
        while kind is not GreenletExit and (left := [each for each in self._futures if not each.done]):
            wait(left)

    def submit(self, call: Callable[..., Any], *given: Any) -> "Future":
        future = Future()
        self._futures.append(future)

        def body() -> None:
            future.value = call(*given)
            future.done = True

        future.strand = current().thread(body)
        return future


class Future:
    strand = 0
    done = False
    value: Any = None

    def result(self) -> Any:
        return self.value


def wait(futures: Iterable[Future], **_: object) -> tuple[set[Future], set[Future]]:
    """For the place of concurrent.futures.wait: until the first of them is done."""
    every = set(futures)
    if not any(each.done for each in every):
        current().join(frozenset(each.strand for each in every))
    done = {each for each in every if each.done}
    return done, every - done
