"""What the rendering of one leaf has left, and the weight of values."""

from collections.abc import ItemsView, Iterable, KeysView, ValuesView
from typing import Any, Final

from ctc.patterns import pattern
from ctc.templates.limits import (
    LARGE,
    MAX_ALL_STEPS,
    MAX_ALL_WORK,
    MAX_BITS,
    MAX_RENDERED,
    MAX_STEPS,
    MAX_TAGS,
    MAX_TEMPLATES,
    MAX_TEXT,
    MAX_WORK,
)

_TAG_BEGINS: Final = pattern(r"\{[{%]")


class LimitPassed(Exception):
    """A fixed limit of rendering is passed; the message says which."""


class Budget:
    """Counts down; raises LimitPassed."""

    __slots__ = ("steps", "work")

    def __init__(self) -> None:
        self.steps, self.work = MAX_STEPS, MAX_WORK

    def step(self) -> None:
        self.steps -= 1
        if self.steps < 0:
            raise LimitPassed(
                f"rendering takes more than {MAX_STEPS:,} steps (turns of loops, calls, filters)"
            )

    def spend(self, size: int) -> None:
        """``size`` characters or entries are about to be made."""
        if size > MAX_TEXT:
            raise LimitPassed(f"a value of more than {MAX_TEXT:,} characters or entries comes into being")
        self.work -= size
        if self.work < 0:
            raise LimitPassed(f"rendering makes more than {MAX_WORK:,} characters and entries altogether")

    def look(self, times: int) -> None:
        """So many characters or entries are about to be looked at, some of them again and again."""
        self.work -= times
        if self.work < 0:
            raise LimitPassed(f"rendering looks at more than {MAX_WORK:,} characters and entries altogether")

    def weigh(self, value: Any) -> Any:
        """Spends the size of a value, shared parts as often as they occur, and gives it back."""
        if isinstance(value, str):
            self.spend(len(value))
        elif isinstance(value, int):
            bounded(value)
        elif isinstance(value, float):  # before those that take long to be asked for
            pass
        elif isinstance(value, list | tuple | dict):
            self.spend(size_of(value))
        elif isinstance(value, range | KeysView | ValuesView | ItemsView):
            self.spend(len(value))
        return value


def is_small(value: Any) -> bool:
    """Whether it is a number that nothing is the matter with: no limit speaks of two of them added or multiplied."""
    kind = type(value)
    return (kind is int or kind is float) and -LARGE < value < LARGE


def bounded(number: int) -> None:
    """Raises LimitPassed for a whole number that is too long to compute with."""
    if number.bit_length() > MAX_BITS:
        raise LimitPassed(f"a whole number of more than {MAX_BITS:,} bits comes into being")


class Room:
    """What the leaves of one file have left together."""

    __slots__ = ("_compiled", "_skeletons", "steps", "tags", "text", "work")

    def __init__(self) -> None:
        self.text, self.steps, self.work, self.tags = MAX_RENDERED, MAX_ALL_STEPS, MAX_ALL_WORK, MAX_TAGS
        self._compiled: set[str] = set()
        self._skeletons: set[str] = set()

    def compile(self, text: str, skeletons: Iterable[str]) -> None:
        """A leaf is about to be compiled; all instances of a document have it in common, and leaves skeletons."""
        self._skeletons.update(skeletons)
        if text not in self._compiled:
            self._compiled.add(text)
            self.tags -= sum(map(_tag_size, _TAG_BEGINS.split(text)[1:]))

    def take(self, spent: Budget) -> None:
        """What the rendering of one leaf has spent."""
        self.steps -= MAX_STEPS - spent.steps
        self.work -= MAX_WORK - spent.work

    def lacks(self) -> str | None:
        """The limit that is passed, in words; None while there is room."""
        if self.text < 0:
            return f"come to more than {MAX_RENDERED:,} characters"
        if self.steps < 0:
            return f"take more than {MAX_ALL_STEPS:,} steps (turns of loops, calls, filters)"
        if len(self._skeletons) > MAX_TEMPLATES:
            return f"hold more than {MAX_TEMPLATES:,} templates that differ"
        if self.tags < 0:
            return f"hold more than {MAX_TAGS:,} characters in their tags"
        if self.work < 0:
            return f"make more than {MAX_ALL_WORK:,} characters and entries on the way"
        return None


def _tag_size(text: str) -> int:
    """Characters up to the end of the tag that has begun."""
    ends = [end for end in (text.find("}}"), text.find("%}")) if end >= 0]
    return min(ends, default=len(text))


def size_of(value: Any) -> int:
    """Characters and entries of a value as it would be written out; stops counting beyond MAX_TEXT."""
    total, pending = 0, [value]
    while pending and total <= MAX_TEXT:
        item = pending.pop()
        if isinstance(item, str):
            total += len(item) + 1
        elif isinstance(item, dict):
            total += len(item) + 1
            pending.extend(item.keys())
            pending.extend(item.values())
        elif isinstance(item, list | tuple):
            total += len(item) + 1
            pending.extend(item)
        else:
            total += 1
    return total
