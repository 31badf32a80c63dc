"""One run of real code, stepped from outside: it stands still at every call of a port until it is answered.

A run is a function of what it was answered, so that runs are kept as a tree: :class:`Node` is where a run stands
after certain answers, and worlds that differ elsewhere share it. Nothing is executed a second time unless the tree
branches off behind a run that has gone on; then it is run again from its beginning, with the same answers.
"""

import traceback
from collections import deque
from collections.abc import Callable, Hashable, Mapping
from typing import Any, Final, NamedTuple

from greenlet import GreenletExit, getcurrent, greenlet

MAIN: Final = 0
_PARKED: Final = 4000
"""Runs that are kept where they stand; the others are run again where they are needed."""


class Moment(NamedTuple):
    """What the clocks say, in seconds since the story's beginning: the store's, the machine's three, the server's; and
    whether somebody has pressed Ctrl-C."""

    store: int = 0
    wall: int = 0
    steady: int = 0
    awake: int = 0
    """Of a clock that stands still in suspend."""
    server: int = 0
    interrupted: bool = False


class Request(NamedTuple):
    """A call of a port: its name and what it was given."""

    port: str
    given: tuple[Any, ...] = ()


class Ended(NamedTuple):
    """How a run ended: ``done`` with a report, ``refused`` with words, or ``bug`` with a traceback."""

    how: str
    what: Any = None


class Refused(Exception):
    """A mistake that a user is told of: an end like any other."""


Program = Callable[["Execution"], Any]


class Execution:
    """Real code in greenlets: its own, and one for each thread that it starts."""

    def __init__(self, program: Program, moment: Moment) -> None:
        self.moment = moment
        self.waiting: dict[int, Request] = {}
        self.ended: Ended | None = None
        self._strands: dict[int, Any] = {}
        self._joined: frozenset[int] = frozenset()
        self._hub = getcurrent()
        self._begin(MAIN, lambda: self._whole(program))
        self._go(MAIN, None)

    def answer(self, strand: int, moment: Moment, value: Any) -> None:
        """Lets a strand go on until its next call, or its end."""
        self.moment = moment
        del self.waiting[strand]
        self._go(strand, value)
        if strand != MAIN and self._strands[strand].dead and strand in self._joined:
            self._joined = frozenset()
            self._go(MAIN, None)

    def close(self) -> None:
        for strand in self._strands.values():
            if not strand.dead:
                strand.throw(GreenletExit)

    # what the code under test calls

    def ask(self, port: str, *given: Any) -> Any:
        """Stands still until it is answered."""
        self.waiting[getcurrent().number] = Request(port, given)
        return self._hub.switch()

    def thread(self, body: Callable[[], None]) -> int:
        """Starts a strand, which is the world's to set going."""
        number = len(self._strands)
        self._begin(number, body)
        self.waiting[number] = Request("begin")
        return number

    def join(self, strands: frozenset[int]) -> None:
        """Waits until one of them is over."""
        if not any(self._strands[number].dead for number in strands):
            self._joined = strands
            self._hub.switch()

    def _begin(self, number: int, body: Callable[[], None]) -> None:
        strand = self._strands[number] = greenlet(lambda _: body())
        strand.execution, strand.number = self, number

    def _go(self, number: int, value: Any) -> None:
        self._hub = getcurrent()
        strand = self._strands[number]
        strand.parent = self._hub
        strand.switch(value)

    def _whole(self, program: Program) -> None:
        try:
            self.ended = Ended("done", program(self))
        except Refused as error:
            self.ended = Ended("refused", str(error))
        except Exception:
            self.ended = Ended("bug", traceback.format_exc(limit=-6))


def current() -> Execution:
    """The execution that asks."""
    found: Execution = getcurrent().execution
    return found


class Node:
    """Where a run stands after certain answers. Two nodes are the same only if they are one object."""

    __slots__ = ("_children", "_key", "_parent", "_parked", "_tree", "ended", "waiting")

    def __init__(self, tree: "Tree", parent: "Node | None", key: Hashable, execution: Execution) -> None:
        self._tree, self._parent, self._key = tree, parent, key
        self.waiting: Mapping[int, Request] = dict(execution.waiting)
        self.ended = execution.ended
        self._children: dict[Hashable, Node] = {}
        self._parked: Execution | None = None
        if not self.ended:
            self._parked = execution
            tree.park(self)

    def answered(self, strand: int, moment: Moment, value: Hashable) -> "Node":
        key = (strand, moment, value)
        child = self._children.get(key)
        if child is None:
            execution = self._take() or self._again()
            execution.answer(strand, moment, value)
            child = self._children[key] = Node(self._tree, self, key, execution)
        return child

    def drop(self) -> None:
        if self._parked is not None:
            self._parked.close()
            self._parked = None

    def _take(self) -> Execution | None:
        parked, self._parked = self._parked, None
        return parked

    def _again(self) -> Execution:
        answers: list[Any] = []
        node: Node = self
        while node._parent is not None:
            answers.append(node._key)
            node = node._parent
        execution = self._tree.execution(node._key)
        for answer in reversed(answers):
            execution.answer(*answer)
        if execution.waiting != self.waiting:
            raise RuntimeError(
                "a run is no function of what it was answered: it reads a clock, or throws dice"
            )
        return execution


class Tree:
    """All runs of one program."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._roots: dict[Moment, Node] = {}
        self._parked: deque[Node] = deque()
        self.ran = 0

    def root(self, moment: Moment) -> Node:
        if moment not in self._roots:
            self._roots[moment] = Node(self, None, moment, self.execution(moment))
        return self._roots[moment]

    def execution(self, moment: Any) -> Execution:
        self.ran += 1
        return Execution(self._program, moment)

    def park(self, node: Node) -> None:
        self._parked.append(node)
        if len(self._parked) > _PARKED:
            self._parked.popleft().drop()

    def close(self) -> None:
        while self._parked:
            self._parked.popleft().drop()
