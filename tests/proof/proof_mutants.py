"""The protocol's guards, each deleted in turn: a guard without which nothing breaks would be no guard."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any, Final
from unittest.mock import patch

from proof_ports import Clock

from ctc.apply import stopping
from ctc.plans import absence
from ctc.plans.judgement import Judgement, Verdict
from ctc.state import fold, ledger
from ctc.state.ledger import ALLOWED
from ctc.state.record import Status
from ctc.state.state import State
from ctc.state.store import Conflict


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """``instead`` is by place, ``module:name`` or ``module:Class.name``: what stands there then. ``scenario`` breaks,
    with so many ``runners``, so much ``trouble``, for which the words in ``only`` are enough, and ``switches``."""

    name: str
    instead: Mapping[str, Any]
    scenario: str
    runners: int = 1
    trouble: int = 1
    switches: int = 0
    only: tuple[str, ...] = ()
    calm: bool = False
    """Whether listings show everything at once."""
    is_quick: bool = True
    """Whether it is for `make test` as well."""

    @contextmanager
    def planted(self) -> Iterator[None]:
        with ExitStack() as stack:
            for place, value in self.instead.items():
                module, _, path = place.partition(":")
                holder: Any = import_module(module)
                *owners, name = path.split(".")
                for owner in owners:
                    holder = getattr(holder, owner)
                getattr(holder, name)  # a guard that has gone must not count as deleted
                stack.enter_context(patch.object(holder, name, value))
            yield


_unproven, _listed_status, _reached, _moved, _holds = (
    absence.unproven,
    stopping.listed_status,
    State.reached,
    fold._KINDS["moved"],
    ledger.holds,
)


def _as_if_whole(ask: Any, window: Any) -> Iterator[Any]:
    yield replace(ask(*window), complete=True)


def _at_any_age(intent: Any, index: Any, shown: Any, facts: Any, now: Any) -> str:
    return _unproven(intent, index, shown, replace(facts, listing_lag=-1e9), now)


def _stopped_by_word(run: Any, record: Any) -> Any:
    return Status.STOPPED if record.stopped_by == "replace" else _listed_status(run, record)


def _vanishes(total: Any, record: Any, _entry: Any) -> None:
    total.names.pop(record["address"], None)


def _moves_away(total: Any, record: Any, entry: Any) -> None:
    _moved(total, record, entry)
    total.names.pop(record["source"], None)
    total.names[record["target"]] = total.names[record["target"]]._replace(older=())


def _absent(*_: Any) -> Judgement:
    return Judgement(verdict=Verdict.ABSENT, reason="")


def _not_compared(journal: Any, decide: Any) -> bool:
    """Adds what was decided over an older state."""
    records = decide(journal.state)
    while records:
        try:
            journal.refresh()
            journal._state = fold.fold(
                journal._store.append(records, after=journal.state.serial), journal.state
            )
        except Conflict:
            continue
        break
    return records is not None


MUTANTS: Final[Sequence[Mutant]] = (
    Mutant(
        name="a claim does not ask whether its identity is spent",
        instead={"ctc.apply.writing:may_create": lambda *_: ALLOWED},
        scenario="create",
        runners=2,
    ),
    Mutant(
        name="an earlier revision that another run made meanwhile is left to itself",
        instead={"ctc.apply.creating:overtaken": lambda *_: None},
        scenario="two revisions",
        runners=2,
        trouble=0,
        switches=1,
    ),
    Mutant(
        name="a halt stops nobody",
        instead={"ctc.state.fold:_KINDS": {**fold._KINDS, "halted": lambda *_: None}},
        scenario="halt",
    ),
    Mutant(
        name="a run that was held up sends all the same",
        instead={"ctc.apply.run:Run.elapsed": lambda *_: 0.0},
        scenario="create",
        runners=2,
        trouble=2,
        only=("pass",),
    ),
    Mutant(
        name="what is young is taken for absent",
        instead={"ctc.plans.matching:unproven": _at_any_age},
        scenario="create",
    ),
    Mutant(
        name="a listing that breaks off is believed",
        instead={"ctc.clevertap.sweeping:_listed": _as_if_whole},
        scenario="two campaigns",
        trouble=3,
        only=("killed", "pass", "half"),
        is_quick=False,
    ),
    Mutant(
        name="a stop is believed before it is listed",
        instead={
            "ctc.apply.replacing:listed_status": _stopped_by_word,
            "ctc.state.ledger:holds": lambda one, identity: _holds(
                one._replace(listed_stopped=True), identity
            ),
        },
        scenario="edit",
    ),
    Mutant(
        name="nobody looks for what is listed already",
        instead={
            "ctc.apply.creating:judge_new": _absent,
            "ctc.apply.reconciling:judge_new": _absent,
            "ctc.plans.view:judge_new": _absent,
        },
        scenario="older state",
    ),
    Mutant(
        name="what was deleted leaves nothing behind",
        instead={"ctc.state.fold:_KINDS": {**fold._KINDS, "tombstone": _vanishes}},
        scenario="delete, then revert",
    ),
    Mutant(
        name="a name leads to nothing that it was called before",
        instead={"ctc.state.state:State.reached": lambda state, address, former=(): _reached(state, address)},
        scenario="rename",
        runners=2,
        trouble=0,
    ),
    Mutant(
        name="a rename takes the older name's entries away",
        instead={"ctc.state.fold:_KINDS": {**fold._KINDS, "moved": _moves_away}},
        scenario="merge",
        trouble=0,
    ),
    Mutant(
        name="a rename that nobody has told is asked of the plan alone",
        instead={"ctc.apply.writing:Writer.untold": lambda *_: ""},
        scenario="rename, not told",
        runners=2,
        trouble=0,
    ),
    Mutant(
        name="a claim is not compared with what others added meanwhile",
        instead={"ctc.state.journal:Journal.append": _not_compared},
        scenario="create",
        runners=2,
        trouble=0,
        switches=1,
    ),
    Mutant(
        name="a listing that lacks what an earlier one showed is believed",
        instead={"ctc.plans.index:Index.lacks": lambda *_: []},
        scenario="two campaigns, run again",
        trouble=3,
        only=("killed", "pass", "nothing that was claimed"),
        is_quick=False,
    ),
    Mutant(
        name="a listing is believed of days that nobody asked for",
        instead={
            "ctc.plans.windows:days_of": lambda *_: [],
            "ctc.plans.index:Index.covers": lambda index, _: index.complete,
        },
        scenario="moved to another day",
        trouble=2,
        only=("killed", "pass"),
    ),
    Mutant(
        name="a replace comes as near to its schedule as it likes",
        instead={
            f"ctc.{module}:margin_breach": lambda *_: "" for module in ("apply.replacing", "plans.decision")
        },
        scenario="replace, near its schedule",
        trouble=2,
        only=("pass", "some people"),
    ),
    Mutant(
        name="the deadline is taken from a clock that stands still in suspend",
        instead={"proof_ports:Clock.monotonic": Clock.awake, "ctc.apply.creating:AGREED": 1e9},
        scenario="create",
        runners=2,
        trouble=2,
        only=("asleep",),
    ),
    Mutant(
        name="what is answered with 429 is tried again unseen",
        instead={"ctc.apply.creating:_made_all_the_same": lambda *_: None},
        scenario="create",
        only=("429",),
    ),
    Mutant(
        name="what is answered with 429 is tried again over a listing that is cut",
        instead={"ctc.plans.matching:cut": lambda *_: ""},
        scenario="edit",
        trouble=2,
        only=("429", "nothing that was claimed"),
    ),
    Mutant(
        name="a campaign that nobody knows does not keep its like from being made",
        instead={"ctc.plans.matching:is_alike": lambda *_: False},
        scenario="adopt",
        trouble=0,
    ),
    Mutant(
        name="messages wait for nobody where a state is new and its account is not",
        instead={"ctc.state.state:State.waits": lambda *_: False},
        scenario="init over a used account",
        trouble=0,
    ),
    Mutant(
        name="Ctrl-C ends a run between the stops and the creates of a group",
        instead={"ctc.apply.run:Run.is_over": lambda run: bool(run.enough) or run.is_interrupted()},
        scenario="group of replaces",
        only=("Ctrl-C",),
        calm=True,
    ),
)
