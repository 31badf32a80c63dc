"""The matrix: where a runner is struck down, what the server does, and what happens around it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from crash_covering import Pair, covering

from ctc.failpoints import NAMES

SERVERS: Final[Mapping[str, tuple[str, ...]]] = {
    "answers": (),
    "drops": ("drop-after-accept",),
    "5xx": ("5xx-after-accept",),
    "too-late": ("late-answer:4",),
    "half-answer": ("truncate",),
    "resets-early": ("reset-before-accept",),
    "no-server": (),
    "refuses": ("refuse:400",),
    "429": ("429:1/create", "429:1/send"),
    "list-lags": ("list-lag:1",),
    "list-broken": ("list-broken",),
}
"""What the sandbox is told to do; ``no-server`` is a port that nobody listens on."""

FACTORS: Final[Mapping[str, tuple[str, ...]]] = {
    "failpoint": ("none", *NAMES),
    "server": tuple(SERVERS),
    "work": ("create", "replace", "stop", "send", "reconcile", "rename", "merge", "move"),
    "how": ("kill", "pause", "int"),
    "nth": ("1", "2"),
    "heals": ("at once", "after a re-run"),
    "runners": ("1", "2"),
    "plan": ("fresh", "saved"),
    "lag": ("stated", "unknown"),
    "store": ("sqlite", "postgresql"),
    "clock": ("true", "behind", "ahead"),
    "database": ("stays", "restarts"),
}
_WORKS: Final[Mapping[str, tuple[str, ...]]] = {
    "inside-reconcile": ("reconcile",),
    "inside-stop": ("replace", "stop", "rename", "merge", "move"),
    "inside-batch": ("send",),
}
"""Failpoints that only some work passes."""
_FAVOURITES: Final = ("kill",)
_ON_THE_WIRE: Final = ("after-connect", "mid-body", "after-last-byte", "after-response")
_IN_THE_JOURNAL: Final = ("before-intent", "inside-append", "after-intent", "before-outcome", "after-outcome")
_STRUCK_WHERE_LISTED: Final = (*_IN_THE_JOURNAL, *_ON_THE_WIRE[1:])
_UNLISTED: Final = ("no-server", "list-broken")
_UNANSWERED: Final = ("drops", "too-late", "half-answer", "resets-early")
_REPLACES: Final = ("replace", "rename", "merge", "move")
"""Work of which a stop and a create are one change. The stop is asked for where a listing shows that the create can
follow."""
_STOPS_FIRST: Final = (*_REPLACES, "stop")
"""Work that begins with a stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One row of the covering array."""

    number: int
    failpoint: str
    server: str
    work: str
    how: str
    nth: str
    heals: str
    runners: str
    plan: str
    lag: str
    store: str
    clock: str
    database: str

    @property
    def name(self) -> str:
        armed = "" if self.failpoint == "none" else f"{self.how} at {self.failpoint}:{self.nth}, "
        second = ", two runners" if self.runners == "2" else ""
        clock = f", clock {self.clock}" if self.clock != "true" else ""
        restarts = ", which restarts" if self.database == "restarts" else ""
        return (
            f"{self.number:03} {self.work}: {armed}server {self.server}, heals {self.heals}, {self.plan} plan, "
            f"lag {self.lag}, {self.store}{restarts}{clock}{second}"
        )


def possible(row: Mapping[str, str]) -> bool:
    """Whether such a row means anything; reasons stand in :func:`why_not`."""
    return not why_not(row)


def why_not(row: Mapping[str, str]) -> str:
    """Why a row, finished or not, can strike nothing; empty where it can."""
    failpoint, work, server = (row.get(name, "") for name in ("failpoint", "work", "server"))
    if row.get("database") == "restarts" and "sqlite" in row.get("store", ""):
        return "a file does not restart"
    if row.get("database") == "restarts" and (row.get("how", "pause") != "pause" or failpoint == "none"):
        return "it restarts while a run stands still"
    if failpoint in _WORKS and work and work not in _WORKS[failpoint]:
        return f"{failpoint} is passed by {' and '.join(_WORKS[failpoint])} alone"
    if failpoint == "none" and (row.get("nth", "1"), row.get("how", "kill")) != ("1", "kill"):
        return "nothing strikes"
    if failpoint == "inside-snapshot" and row.get("nth") == "2":
        return "a run writes one snapshot"
    if failpoint in _ON_THE_WIRE and server == "no-server":
        return "nobody listens, so nothing is connected and no byte leaves"
    if failpoint in ("inside-reconcile", "inside-batch") and server in _UNLISTED:
        return "without a listing nothing is adopted, and no send is begun"
    if work in _REPLACES and server in _UNLISTED and failpoint in (*_STRUCK_WHERE_LISTED, "inside-stop"):
        return "without a listing nothing is stopped for a create that could not follow"
    if work and work not in _STOPS_FIRST:
        return _without_a_stop(failpoint, server, work, row.get("plan", ""))
    return ""


def _without_a_stop(failpoint: str, server: str, work: str, plan: str) -> str:
    """Why work whose requests are creates or sends alone can strike nothing: they rest on a listing."""
    if failpoint in _STRUCK_WHERE_LISTED and server in _UNLISTED:
        return "without a listing nothing is created, sent or settled"
    if failpoint == "after-response" and server in _UNANSWERED:
        return "no answer to a create or a send comes back"
    if (failpoint, work, plan, server) == ("inside-snapshot", "reconcile", "saved", "list-broken"):
        return "a saved plan that would adopt is stale where nothing can be listed"
    return ""


def cells() -> tuple[list[Cell], list[Pair]]:
    """The cells to run, and the pairs that cannot meet."""
    rows, impossible = covering(FACTORS, possible, _FAVOURITES)
    return [Cell(number=number, **row) for number, row in enumerate(rows, start=1)], impossible


def counts() -> str:
    """What the README says of the matrix."""
    every, impossible = cells()
    return (
        f"{len(every)} cells: each of {len(NAMES)} places in the code to die, stand still or be interrupted at, of "
        f"{len(SERVERS) - 1} misbehaviours of the server and of {len(FACTORS['work'])} kinds of work (create, replace, "
        "stop, send, reconcile, rename, merge, move) meets each other one, one runner and two, both kinds of state, a "
        "clock that is an hour off, a database that restarts; "
        f"{len(impossible)} pairs cannot meet.\n"
    )


def representatives() -> list[Cell]:
    """Cells that stand for the others: every failpoint and every misbehaviour, on both stores, whatever it takes."""
    every, _ = cells()
    wanted = {pair for cell in every for pair in _essence(cell)}
    chosen: list[Cell] = []
    while wanted:
        best = max(every, key=lambda cell: (len(wanted & _essence(cell)), cell.how != "pause", -cell.number))
        chosen.append(best)
        wanted -= _essence(best)
    return chosen


def _essence(cell: Cell) -> frozenset[tuple[str, ...]]:
    both = [("failpoint", cell.failpoint, cell.store), ("server", cell.server, cell.store)]
    alone = [(name, getattr(cell, name)) for name in FACTORS]
    return frozenset([*both, *alone, ("how", cell.how, cell.work)])
