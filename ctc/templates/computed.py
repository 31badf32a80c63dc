"""What a template makes of plain numbers and words, as a function of a row's cells, without Jinja at work.

Only speed: a function gives what Jinja gives, or raises :class:`Unsure` or something else, and then Jinja is asked. The
functions of filters are Jinja's own; limits of rendering speak of nothing that is as small as what they are given here.
"""

import operator
from collections.abc import Callable, Sequence
from typing import Any, Final

import jinja2
from jinja2 import nodes

from ctc.canonical import Json
from ctc.patterns import pattern
from ctc.templates.budget import LimitPassed, is_small
from ctc.templates.cutting import RESERVED, is_template
from ctc.templates.environment import environment
from ctc.templates.leaves import single_expression

Answer = Callable[[Sequence[Json]], Any]
"""A value, of a row's cells and what is made behind them."""
SourceOf = Callable[[str], tuple[int, Json]]
"""The number of a cell that a name stands for; or -1 and a value, None where there is none."""


class Unsure(Exception):
    """This way cannot tell."""


def computed(text: Json, source_of: SourceOf) -> Answer | None:
    """The value of one leaf; None where something else is in it than is computed here."""
    if not isinstance(text, str) or not is_template(text):
        return _same(text)
    try:
        tree = environment().parse(text)
        single = single_expression(tree)
        return _plainly(_value(single, source_of)) if single is not None else _text(tree.body, source_of)
    except (Unsure, jinja2.TemplateError, LimitPassed):
        return None


def _plainly(answer: Answer) -> Answer:
    def of(cells: Sequence[Json]) -> Json:
        value = answer(cells)
        if type(value) is str or type(value) is bool or is_small(value):
            return value
        raise Unsure

    return of


def _value(node: nodes.Node, source_of: SourceOf) -> Answer:
    make = _MAKERS.get(type(node))
    if make is None:
        raise Unsure
    return make(node, source_of)


def _variable(node: Any, source_of: SourceOf) -> Answer:
    at, constant = source_of(node.name)
    if node.name in RESERVED or (at < 0 and constant is None):
        raise Unsure
    return operator.itemgetter(at) if at >= 0 else _same(constant)


def _arithmetic(node: Any, source_of: SourceOf) -> Answer:
    sign = _ARITHMETIC[type(node)]
    left, right = _value(node.left, source_of), _value(node.right, source_of)

    def of(cells: Sequence[Json]) -> Any:
        one, other = left(cells), right(cells)
        if is_small(one) and is_small(other):
            return sign(one, other)
        raise Unsure

    return of


def _comparison(node: Any, source_of: SourceOf) -> Answer:
    first, *more = node.ops
    if more or first.op not in _SIGNS:
        raise Unsure
    compare = _SIGNS[first.op]
    left, right = _value(node.expr, source_of), _value(first.expr, source_of)

    def of(cells: Sequence[Json]) -> Any:
        one, other = left(cells), right(cells)
        if (is_small(one) and is_small(other)) or type(one) is type(other) is str:
            return compare(one, other)
        raise Unsure

    return of


def _choice(node: Any, source_of: SourceOf) -> Answer:
    if node.expr2 is None:
        raise Unsure
    test, first = _value(node.test, source_of), _value(node.expr1, source_of)
    second = _value(node.expr2, source_of)
    return lambda cells: first(cells) if test(cells) else second(cells)


def _and(node: Any, source_of: SourceOf) -> Answer:
    left, right = _value(node.left, source_of), _value(node.right, source_of)
    return lambda cells: left(cells) and right(cells)


def _or(node: Any, source_of: SourceOf) -> Answer:
    left, right = _value(node.left, source_of), _value(node.right, source_of)
    return lambda cells: left(cells) or right(cells)


def _not(node: Any, source_of: SourceOf) -> Answer:
    denied = _value(node.node, source_of)
    return lambda cells: not denied(cells)


def _filtered(node: Any, source_of: SourceOf) -> Answer:
    if node.node is None or node.kwargs or node.dyn_args or node.dyn_kwargs:
        raise Unsure
    operand = _value(node.node, source_of)
    if node.name == "§weigh":
        return operand
    if node.name == "format":
        return _formatted(node, source_of)
    function = getattr(environment().filters.get(node.name), "__wrapped__", None)
    constants = [each.value for each in node.args if isinstance(each, nodes.Const)]
    kind = _number if node.name in _OF_NUMBERS else _word if node.name in _OF_WORDS else None
    is_usual = not node.args or (node.name == "round" and _is_rounding(constants))
    if function is None or kind is None or not is_usual or len(constants) < len(node.args):
        raise Unsure
    return lambda cells: function(kind(operand(cells)), *constants)


def _formatted(node: Any, source_of: SourceOf) -> Answer:
    text = node.node.value if isinstance(node.node, nodes.Const) else None
    if not isinstance(text, str) or not _FORMAT.fullmatch(text):
        raise Unsure
    given = [_value(each, source_of) for each in node.args]
    return lambda cells: text % tuple([_number(each(cells)) for each in given])


def _is_rounding(constants: Sequence[Any]) -> bool:
    return not constants or (type(constants[0]) is int and 0 <= constants[0] < 10 and len(constants) < 3)


def _number(value: Any) -> Any:
    if is_small(value):
        return value
    raise Unsure


def _word(value: Any) -> str:
    if type(value) is str:
        return value
    raise Unsure


def _text(body: Sequence[nodes.Node], source_of: SourceOf) -> Answer:
    """What outputs and conditions write."""
    parts: list[Answer] = []
    for node in body:
        if isinstance(node, nodes.Output):
            parts += [_output(each, source_of) for each in node.nodes]
        elif isinstance(node, nodes.If):
            parts.append(_chosen(node, source_of))
        else:
            raise Unsure
    return lambda cells: "".join([part(cells) for part in parts])


def _output(node: nodes.Expr, source_of: SourceOf) -> Answer:
    return _same(node.data) if isinstance(node, nodes.TemplateData) else _written(_value(node, source_of))


def _same(value: Any) -> Answer:
    return lambda _: value


def _chosen(node: nodes.If, source_of: SourceOf) -> Answer:
    ways = [(_value(each.test, source_of), _text(each.body, source_of)) for each in (node, *node.elif_)]
    rest = _text(node.else_, source_of)

    def of(cells: Sequence[Json]) -> Any:
        return next((text for test, text in ways if test(cells)), rest)(cells)

    return of


def _written(answer: Answer) -> Answer:
    def of(cells: Sequence[Json]) -> str:
        value = answer(cells)
        if type(value) is str and "<" not in value and "&" not in value:  # HTML may read it as something else
            return value
        return str(_number(value))

    return of


_ARITHMETIC: Final[dict[type, Callable[[Any, Any], Any]]] = {
    nodes.Add: operator.add,
    nodes.Sub: operator.sub,
    nodes.Mul: operator.mul,
    nodes.Div: operator.truediv,
    nodes.FloorDiv: operator.floordiv,
    nodes.Mod: operator.mod,
}
_SIGNS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "lteq": operator.le,
    "gt": operator.gt,
    "gteq": operator.ge,
}
_OF_NUMBERS: Final = frozenset({"round", "int", "float", "abs"})
_OF_WORDS: Final = frozenset({"upper", "lower", "capitalize", "title", "trim", "length"})
_FORMAT: Final = pattern(r"(?:[^%]|%%|%(?:\.[0-9])?[dfs])*")
"""A format of numbers without widths."""
_MAKERS: Final[dict[type, Callable[[Any, SourceOf], Answer]]] = {
    nodes.Const: lambda node, _: _same(node.value),
    nodes.Name: _variable,
    nodes.Compare: _comparison,
    nodes.CondExpr: _choice,
    nodes.And: _and,
    nodes.Or: _or,
    nodes.Not: _not,
    nodes.Filter: _filtered,
    **dict.fromkeys(_ARITHMETIC, _arithmetic),
}
