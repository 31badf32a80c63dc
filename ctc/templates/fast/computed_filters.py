"""Filters and formats of plain numbers and words, as functions of a row's cells (see :mod:`.computed`).

The functions of filters are Jinja's own; limits of rendering speak of nothing that is as small as what they get here.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from jinja2 import nodes

from ctc.canonical import Json
from ctc.patterns import pattern
from ctc.templates.budget import is_small
from ctc.templates.environment import environment

Answer = Callable[[Sequence[Json]], Any]
"""A value, of a row's cells and what is made behind them."""
Value = Callable[[nodes.Node], Answer]
"""What computes a part of an expression."""


class Unsure(Exception):
    """This way cannot tell."""


def filtered(node: Any, value: Value) -> Answer:
    if node.node is None or node.kwargs or node.dyn_args or node.dyn_kwargs:
        raise Unsure
    if node.name in _SPECIAL:
        return _SPECIAL[node.name](node, value)
    operand = value(node.node)
    function = getattr(environment().filters.get(node.name), "__wrapped__", None)
    constants = [each.value for each in node.args if isinstance(each, nodes.Const)]
    kind = number if node.name in _OF_NUMBERS else _word if node.name in _OF_WORDS else None
    is_usual = not node.args or (node.name == "round" and _is_rounding(constants))
    if function is None or kind is None or not is_usual or len(constants) < len(node.args):
        raise Unsure
    return lambda cells: function(kind(operand(cells)), *constants)


def _formatted(node: Any, value: Value) -> Answer:
    text, given = _literal(node.node), [value(each) for each in node.args]
    if not _FORMAT.fullmatch(text):
        raise Unsure
    return lambda cells: text % tuple([number(each(cells)) for each in given])


def formatted_by_call(node: Any, value: Value) -> Answer:
    """``'{:,.0f}'.format(price)``."""
    is_format = isinstance(node.node, nodes.Getattr) and node.node.attr == "format"
    if not is_format or node.kwargs or node.dyn_args or node.dyn_kwargs:
        raise Unsure
    text, given = _literal(node.node.node), [value(each) for each in node.args]
    if not _BRACES.fullmatch(text):
        raise Unsure
    return lambda cells: text.format(*[number(each(cells)) for each in given])


def _replaced(node: Any, value: Value) -> Answer:
    word, (old, new) = value(node.node), map(_literal, node.args)
    if not old:
        raise Unsure
    return lambda cells: _word(word(cells)).replace(old, new)


def _within(node: Any, value: Value) -> Answer:
    sought, (held,) = value(node.node), node.args
    while isinstance(held, nodes.Filter) and held.name == "§weigh":
        held = held.node
    if not isinstance(held, nodes.List | nodes.Tuple):
        raise Unsure
    literals = [_literal(each) for each in held.items]
    return lambda cells: _word(sought(cells)) in literals


def _joined(node: Any, value: Value) -> Answer:
    parts = [value(each) for each in node.node.items]

    def of(cells: Sequence[Json]) -> str:
        values = [part(cells) for part in parts]
        return "".join([one if type(one) is str else str(number(one)) for one in values])

    return of


def constant(node: Any) -> Answer:
    if not isinstance(node, nodes.Const):
        raise Unsure
    return same(node.value)


def same(value: Any) -> Answer:
    return lambda _: value


def _literal(node: Any) -> str:
    if isinstance(node, nodes.Const) and type(node.value) is str:
        return node.value
    raise Unsure


def _is_rounding(constants: Sequence[Any]) -> bool:
    return not constants or (type(constants[0]) is int and 0 <= constants[0] < 10 and len(constants) < 3)


def number(found: Any) -> Any:
    """The number; raises Unsure for one that limits of rendering may speak of, and for anything else."""
    if is_small(found):
        return found
    raise Unsure


def _word(found: Any) -> str:
    if type(found) is str:
        return found
    raise Unsure


_OF_NUMBERS: Final = frozenset({"round", "int", "float", "abs"})
_OF_WORDS: Final = frozenset({"upper", "lower", "capitalize", "title", "trim", "length"})
_FORMAT: Final = pattern(r"(?:[^%]|%%|%(?:\.[0-9])?[dfs])*")
_BRACES: Final = pattern(r"(?:[^{}]|\{(?::,?(?:\.[0-9])?[df]?)?\})*")
"""Formats of numbers without widths."""
_SPECIAL: Final[dict[str, Callable[[Any, Value], Answer]]] = {
    "§weigh": lambda node, value: value(node.node),
    "§concat": _joined,
    "§in": _within,
    "format": _formatted,
    "replace": _replaced,
}
