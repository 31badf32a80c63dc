"""Every story of a scenario, the shortest first: until none is left, or one ends in what must not be."""

import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final
from unittest.mock import patch

from proof_judge import Judge
from proof_ports import Pool, Row, wait
from proof_runs import Tree
from proof_steps import steps
from proof_world import Rules, Story, World

from ctc.apply import sending

NO_END: Final = 10**12


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What may go wrong in one story, and how far it is searched: so many worlds, so many seconds of a processor."""

    trouble: int
    switches: int
    worlds: int = NO_END
    seconds: float = NO_END


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a search came to. ``story`` is the shortest that ends in ``violation``; where there is none and the
    search is not ``exhausted``, every story of fewer than ``depth`` steps was looked at."""

    worlds: int
    depth: int
    seconds: float
    runs: int
    exhausted: bool = False
    violation: str = ""
    story: tuple[str, ...] = ()
    whole: tuple[int, int] | None = None
    """The most trouble, and switches, of which every story was looked at."""

    @property
    def bound(self) -> str:
        """How far it was searched, in words."""
        if self.exhausted:
            return "exhausted"
        part = f"every story of up to {self.depth} steps"
        if self.whole is None or not self.depth:
            return part
        return f"exhausted with {self.whole[0]} trouble and {self.whole[1]} passed over; beyond that {part}"


class Search:
    """One search through one story."""

    def __init__(self, story: Story, journal: tuple[Row, ...], budget: Budget) -> None:
        trees = [Tree(program) for program in story.programs]
        self._rules = Rules(story=story, trees=trees, trouble=budget.trouble, switches=budget.switches)
        self._budget = budget
        first = World(journal=journal, trouble=budget.trouble, switches=budget.switches, made=story.made)
        self._before: dict[World, tuple[World | None, str]] = {first: (None, "")}
        self._queue = deque([(first, 0)])
        self._depth = 0
        self._judge = Judge()
        self._began = time.process_time()

    def run(self) -> Found:
        with _threads_as_strands():
            try:
                return self._run()
            finally:
                for tree in self._rules.trees:
                    tree.close()

    def _run(self) -> Found:
        while self._queue:
            if len(self._before) > self._budget.worlds or self._seconds > self._budget.seconds:
                return self._found(exhausted=False)
            world, self._depth = self._queue.popleft()
            for label, then in steps(self._rules, world):
                if isinstance(then, World):
                    if then in self._before:
                        continue
                    self._before[then] = (world, label)
                    self._queue.append((then, self._depth + 1))
                    problem = self._judge.problem(self._rules, then)
                else:
                    problem = then
                if problem is not None:
                    return self._found(violation=problem.what, story=(*self._told(world), label))
        return self._found(exhausted=True)

    @property
    def _seconds(self) -> float:
        return time.process_time() - self._began

    def _found(self, *, exhausted: bool = False, violation: str = "", story: tuple[str, ...] = ()) -> Found:
        return Found(
            worlds=len(self._before),
            depth=self._depth,
            seconds=self._seconds,
            runs=sum(tree.ran for tree in self._rules.trees),
            exhausted=exhausted,
            violation=violation,
            story=story,
        )

    def _told(self, world: World) -> tuple[str, ...]:
        labels = []
        at: World | None = world
        while at is not None:
            at, label = self._before[at]
            labels.append(label)
        return tuple(reversed(labels[:-1]))


@contextmanager
def _threads_as_strands() -> Iterator[None]:
    """Threads would run as they like: the batches of a message go through strands instead."""
    with patch.object(sending, "ThreadPoolExecutor", Pool), patch.object(sending, "wait", wait):
        yield


def search(story: Story, journal: tuple[Row, ...], budget: Budget) -> Found:
    return Search(story, journal, budget).run()


def stepwise(story: Story, journal: tuple[Row, ...], budget: Budget) -> Found:
    """First all stories with little trouble, then those with more, as far as the budget goes: what is exhausted on the
    way is said, where the whole is not."""
    left, worlds, whole = budget.seconds, 0, None
    steps = [
        (trouble, switches)
        for trouble in range(1, budget.trouble + 1)
        for switches in range(budget.switches + 1)
    ]
    for trouble, switches in steps:
        within = replace(budget, trouble=trouble, switches=switches, seconds=left)
        found = replace(search(story, journal, within), whole=whole)
        left, worlds = left - found.seconds, worlds + found.worlds
        if found.violation or not found.exhausted:
            break
        whole = (trouble, switches)
    return replace(found, worlds=worlds, seconds=budget.seconds - left, whole=whole)
