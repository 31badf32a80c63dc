"""What can be written into a text: a word, a number, or what a module says.

Of anything else Python would write its own notation, and of a lazy list or a function its address in memory, so that
no two runs gave the same payload.
"""

from typing import Any, Final

import jinja2
from jinja2.environment import TemplateModule

from ctc.templates.budget import Budget

_WRITTEN: Final = (str, int, float, jinja2.Undefined, TemplateModule)
_FILTERS: Final = (
    "capitalize center e escape forceescape format indent join lower replace safe string striptags title trim "
    "truncate upper urlencode urlize wordcount wordwrap xmlattr"
)
WRITING: Final = frozenset(_FILTERS.split())
"""Filters that make a text of what they take."""


class NotAText(TypeError):
    """A value that no reader can read, written into a text; the message is its kind in a word."""


def must_be_text(value: Any) -> None:
    """Raises NotAText for what an output cannot write."""
    if not isinstance(value, _WRITTEN):
        raise NotAText(_kind(value))


def must_be_written_out(budget: Budget, *values: Any) -> None:
    """The same for what becomes a part of a text on the way; there the notation of plain data may be meant.

    Each entry that is looked at is spent.
    """
    pending = list(values)
    while pending:
        value = pending.pop()
        if isinstance(value, _WRITTEN) or value is None:
            continue
        if isinstance(value, dict):
            budget.spend(len(value))
            pending += [*value.keys(), *value.values()]
        elif isinstance(value, list | tuple):
            budget.spend(len(value))
            pending += value
        else:
            raise NotAText(_kind(value))


def _kind(value: Any) -> str:
    if value is None:
        return "empty value"
    if isinstance(value, dict):
        return "mapping"
    if callable(value):
        return "function"
    return "list" if hasattr(value, "__iter__") else "object"
