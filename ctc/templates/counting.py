"""What counts the work of a template: around its filters, its tests, its loops and its operators."""

from collections.abc import Callable, ItemsView, Iterable, Iterator, KeysView, Sized, ValuesView
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Final

import jinja2
from jinja2 import nodes
from jinja2.runtime import markup_join, str_join

from ctc.templates.amplifiers import within_size
from ctc.templates.budget import Budget
from ctc.templates.escaping import Noted
from ctc.templates.source import TemplateSource, TemplateText
from ctc.templates.texts import must_be_written_out


@dataclass(slots=True)
class Rendering:
    """What belongs to the rendering of one leaf: its source of templates, its budget, what it loaded."""

    templates: TemplateSource
    budget: Budget = field(default_factory=Budget)
    loaded: dict[str, TemplateText] = field(default_factory=dict)
    noted: list[Noted] = field(default_factory=list)
    """Values that HTML may read as something else."""
    literals: frozenset[str] = frozenset()
    """Texts of the leaf itself that come back as variables: what its author wrote is no value."""
    escaped: set[str] = field(default_factory=set)
    """What macros gave whose file escapes, also where a text took it in that does not."""


_PLAIN: Final = (str, int, float)
_LAZY: Final = (Iterator, KeysView, ValuesView, ItemsView)
CURRENT: Final[ContextVar[Rendering]] = ContextVar("run")


def counted(
    function: Callable[..., Any], check: Callable[..., None] | None, *, writes: bool
) -> Callable[..., Any]:
    """A filter that is a step, whose size is foreseen by ``check``, and whose result is weighed.

    One that ``writes`` makes a text of whatever it takes.
    """
    passes = getattr(function, "jinja_pass_arg", None)
    skip = 1 if passes is not None else 0

    @wraps(function)
    def counting(*args: Any, **kwargs: Any) -> Any:
        budget = CURRENT.get().budget
        budget.step()
        given = args[skip:] if skip else args
        if given:
            budget.weigh(given[0])
        if check is not None:
            if given and not isinstance(given[0], _PLAIN) and isinstance(given[0], _LAZY):
                given = (list(turns(given[0])), *given[1:])  # so that it can be looked at twice
            check(budget, *given, **kwargs)
        if writes:
            must_be_written_out(budget, *given, *kwargs.values())
        return budget.weigh(function(*args[:skip], *given, **kwargs))

    return counting


def counted_test(function: Callable[..., Any], *, looks_within: bool) -> Callable[..., Any]:
    """A test that is a step, and whose operands are weighed; ``in`` is foreseen."""

    @wraps(function)
    def counting(*args: Any, **kwargs: Any) -> Any:
        budget = CURRENT.get().budget
        budget.step()
        for value in args:
            budget.weigh(value)
        if looks_within and len(args) == 2:
            budget.look(within_size(args[1], args[0]))
        return function(*args, **kwargs)

    return counting


def turns(items: Iterable[Any]) -> Iterable[Any]:
    """The items of a loop, each of them a step."""
    if isinstance(items, jinja2.Undefined):
        iter(items)
    budget = CURRENT.get().budget
    return _Turns(items, budget) if isinstance(items, Sized) else _each_turn(items, budget)


def _each_turn(items: Iterable[Any], budget: Budget) -> Iterator[Any]:
    for item in items:
        budget.step()
        yield item


class _Turns:
    """A sized iterable that counts; ``loop.length`` and ``loop.last`` need the size."""

    __slots__ = ("_budget", "_items")

    def __init__(self, items: Any, budget: Budget) -> None:
        self._items, self._budget = items, budget

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Any]:
        return _each_turn(self._items, self._budget)


def within(sought: Any, container: Any) -> bool:
    budget = CURRENT.get().budget
    budget.step()
    budget.look(within_size(container, sought))
    return sought in container


def weigh(value: Any) -> Any:
    return CURRENT.get().budget.weigh(value)


@jinja2.pass_eval_context
def concat(where: nodes.EvalContext, parts: list[Any]) -> str:
    budget = CURRENT.get().budget
    budget.step()
    budget.weigh(parts)
    must_be_written_out(budget, *parts)
    joined: str = budget.weigh(markup_join(parts) if where.autoescape else str_join(parts))
    return joined
