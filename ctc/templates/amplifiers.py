"""What could make much out of little: its size is foreseen, so that it is refused before it is made.

Each check takes the budget, then what the filter or method takes. It spends the size of what would come, or
raises LimitPassed; wrong types are left to Jinja to complain about.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from ctc.patterns import pattern
from ctc.templates.budget import Budget, LimitPassed, bounded, size_of
from ctc.templates.limits import MAX_BITS, MAX_PRECISION, MAX_WIDTH

Check = Callable[..., None]


_TRIED: Final = 2_500
"""Characters of a text below which Python looks for another by trying it at each of its places."""
_SOUGHT: Final = 100
"""Characters of what is sought, from which on it does not."""
_COPIED: Final = 16
"""Characters that are copied in the time in which one is looked at."""
_RUNS: Final = pattern(r"\s+|\S+")
_WIDE_FORMAT: Final = pattern(r"\{[^{}]*(?:\{|:[^{}]*\d{5})")
_WIDE_PERCENT: Final = pattern(r"%[^a-zA-Z%]*(?:\d{5}|\*)")


def binop_size(operator: str, left: Any, right: Any) -> int:
    """The size of ``left operator right`` in characters or entries; LimitPassed for endless whole numbers."""
    if operator == "%" and isinstance(left, str):
        _percent(left)
        return len(left) + size_of(right)
    if isinstance(left, int) and isinstance(right, int):
        bounded(left)
        bounded(right)
        if _bits(operator, left, right) > MAX_BITS:
            raise LimitPassed(f"a whole number of more than {MAX_BITS:,} bits comes into being")
        return 1
    if operator == "*":
        text, times = (left, right) if isinstance(right, int) else (right, left)
        return len(text) * max(times, 0) if _is_long(text) and isinstance(times, int) else 1
    if operator == "+" and _is_long(left) and _is_long(right):
        return len(left) + len(right)
    return 1


def _bits(operator: str, left: int, right: int) -> int:
    if operator == "**":
        return left.bit_length() * max(right, 1) if abs(left) > 1 else 1
    return left.bit_length() + right.bit_length() if operator == "*" else max(left, right).bit_length() + 1


def search_size(text: int, sought: int) -> int:
    """How many characters may be looked at while a text is looked for in another, from its beginning.

    Python looks at long texts in a time that does not depend on what is sought, at short ones by trying.
    """
    return text * (sought if text < _TRIED else min(sought, _SOUGHT)) + 1


def within_size(container: Any, sought: Any) -> int:
    """How much may be looked at to tell whether ``sought`` is in a container."""
    if isinstance(container, str):
        return search_size(len(container), len(sought) if isinstance(sought, str) else 1)
    if isinstance(container, range):
        return 1 if isinstance(sought, int) else len(container)
    return size_of(container) if isinstance(container, list | tuple) else 1


def _search(budget: Budget, text: Any, sought: Any = "", *args: Any, **kwargs: Any) -> None:
    sought = kwargs.get("sep", sought)
    if isinstance(text, str) and isinstance(sought, str):
        budget.look(search_size(len(text), len(sought)))


def _search_backwards(budget: Budget, text: Any, sought: Any = "", *args: Any, **kwargs: Any) -> None:
    sought = kwargs.get("sep", sought)
    if isinstance(text, str) and isinstance(sought, str):
        budget.look(len(text) * (len(sought) + 1))


def _strip(budget: Budget, text: Any, chars: Any = None, *args: Any, **kwargs: Any) -> None:
    chars = kwargs.get("chars", chars)
    if isinstance(text, str):
        budget.look(len(text) * (len(chars) if isinstance(chars, str) else 1))


def _strip_tags(budget: Budget, text: Any, *args: Any, **kwargs: Any) -> None:
    """Each tag that is taken out copies the text."""
    if isinstance(text, str):
        budget.look(len(text) * (text.count("<") + 1) // _COPIED + 1)


def _words(budget: Budget, text: Any, *args: Any, **kwargs: Any) -> None:
    """Each word is tried as an address from each of its characters."""
    _widths(*args, *kwargs.values())
    if isinstance(text, str):
        budget.look(sum(len(word) ** 2 for word in text.split()))


def _whole_number(budget: Budget, value: Any, *args: Any, **kwargs: Any) -> None:
    if isinstance(value, str) and len(value) > MAX_BITS:
        raise LimitPassed(f"a whole number of more than {MAX_BITS:,} digits")


def _precision(budget: Budget, value: Any, *args: Any, **kwargs: Any) -> None:
    if any(isinstance(v, int) and abs(v) > MAX_PRECISION for v in (*args, *kwargs.values())):
        raise LimitPassed(f"a precision of more than {MAX_PRECISION}")


def _is_long(value: Any) -> bool:
    return isinstance(value, str | list | tuple)


def _widths(*values: Any) -> None:
    for value in values:
        if isinstance(value, int | float) and value > MAX_WIDTH:
            raise LimitPassed(f"a width, count or precision of more than {MAX_WIDTH:,}")


def _lines(budget: Budget, text: Any, *args: Any, **kwargs: Any) -> None:
    """Something is put before or into each line."""
    values = (*args, *kwargs.values())
    _widths(*values)
    widest = max((v if isinstance(v, int) else len(v) for v in values if isinstance(v, int | str)), default=4)
    if isinstance(text, str):
        budget.spend(len(text) + (text.count("\n") + 1) * widest)


def _wrap(budget: Budget, text: Any, *args: Any, **kwargs: Any) -> None:
    """What is longer than a line is cut from its beginning again and again, blanks too."""
    _widths(*args, *kwargs.values())
    width = kwargs.get("width", args[0] if args else 79)
    longest = max((len(v) for v in (*args, *kwargs.values()) if isinstance(v, str)), default=1)
    if isinstance(text, str):
        budget.spend(len(text) * (1 + longest))
        if isinstance(width, int) and width > 0:
            budget.look(sum(len(run) ** 2 for run in _RUNS.findall(text)) // width)


def _width(budget: Budget, value: Any, *args: Any, **kwargs: Any) -> None:
    _widths(*args, *kwargs.values())


def _columns(budget: Budget, value: Any, *args: Any, **kwargs: Any) -> None:
    """A grid that is filled up: entries times the fill value."""
    _widths(*args, *kwargs.values())
    budget.spend(size_of([*args, *kwargs.values()]))


def _replace(budget: Budget, text: Any, old: Any = "", new: Any = "", *args: Any, **kwargs: Any) -> None:
    old, new = kwargs.get("old", old), kwargs.get("new", new)
    if isinstance(text, str) and isinstance(old, str) and isinstance(new, str):
        budget.look(search_size(len(text), len(old)))
        times = text.count(old) if old else len(text) + 1
        budget.spend(len(text) + times * len(new))


def _join(budget: Budget, items: Any, *args: Any, **kwargs: Any) -> None:
    separator = next((v for v in (*args, kwargs.get("d")) if isinstance(v, str)), "")
    if isinstance(items, list | tuple | str | dict):
        budget.spend(size_of(items) + len(items) * len(separator))


def _method_join(budget: Budget, separator: str, items: Any = (), *args: Any) -> None:
    _join(budget, items, separator)


def _format(budget: Budget, text: Any, *args: Any, **kwargs: Any) -> None:
    if isinstance(text, str):
        if _WIDE_FORMAT.search(text):
            raise LimitPassed("a format with a nested or a five-digit width")
        each = size_of([*args, *kwargs.values()])
        budget.spend(len(text) + text.count("{") * each)


def _format_filter(budget: Budget, text: Any, *args: Any, **kwargs: Any) -> None:
    if isinstance(text, str):
        _percent(text)
        budget.spend(len(text) + text.count("%") * size_of([*args, *kwargs.values()]))


def _percent(text: str) -> None:
    if _WIDE_PERCENT.search(text):
        raise LimitPassed("a format with a variable or a five-digit width")


def _json(budget: Budget, value: Any, indent: Any = None, **kwargs: Any) -> None:
    if isinstance(indent, int) and indent > 16:
        raise LimitPassed("an indentation of more than 16")
    budget.spend(size_of(value) * 8)


def _numbers(budget: Budget, items: Any, *args: Any, **kwargs: Any) -> None:
    start = kwargs.get("start", args[1] if len(args) > 1 else 0)
    if isinstance(start, str | list | tuple):
        raise TypeError("sum adds numbers alone; texts are put together with join")


def _tabs(budget: Budget, text: str, *args: Any, **kwargs: Any) -> None:
    _widths(*args, *kwargs.values())
    widest = next((v for v in (*args, *kwargs.values()) if isinstance(v, int)), 8)
    budget.spend(len(text) + text.count("\t") * max(widest, 0))


FILTERS: Final[Mapping[str, Check]] = {
    "batch": _columns,
    "center": _width,
    "format": _format_filter,
    "indent": _lines,
    "int": _whole_number,
    "join": _join,
    "replace": _replace,
    "round": _precision,
    "slice": _columns,
    "striptags": _strip_tags,
    "sum": _numbers,
    "tojson": _json,
    "trim": _strip,
    "truncate": _width,
    "urlize": _words,
    "wordwrap": _wrap,
}
"""Filters by name. What is not here gives about as much as it takes."""

METHODS: Final[Mapping[str, Check]] = {
    "center": _width,
    "count": _search,
    "expandtabs": _tabs,
    "find": _search,
    "format": _format,
    "index": _search,
    "join": _method_join,
    "ljust": _width,
    "lstrip": _strip,
    "partition": _search,
    "replace": _replace,
    "rfind": _search_backwards,
    "rindex": _search_backwards,
    "rjust": _width,
    "rpartition": _search_backwards,
    "rsplit": _search_backwards,
    "rstrip": _strip,
    "split": _search,
    "strip": _strip,
    "zfill": _width,
}
"""Methods of str."""
