"""What a template makes of plain numbers and words, as a function of a row's cells, without Jinja at work.

Only speed: a function gives what Jinja gives, or raises :class:`Unsure` or something else, and then Jinja is asked.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import jinja2
from jinja2 import nodes

from ctc.canonical import Json
from ctc.templates.budget import LimitPassed, is_small
from ctc.templates.cutting import RESERVED, is_template
from ctc.templates.environment import environment
from ctc.templates.escaping import is_misread
from ctc.templates.fast.computed_filters import (
    Answer,
    Unsure,
    Value,
    filtered,
    formatted_by_call,
    number,
    same,
)
from ctc.templates.fast.computed_macros import Called, Macros, name_of
from ctc.templates.leaves import single_expression
from ctc.templates.source import TemplateRefused, TemplateSource

SourceOf = Callable[[str], tuple[int, Json]]
"""The number of a cell that a name stands for; or -1 and a value, None where there is none."""


def computed(text: Json, source_of: SourceOf, templates: TemplateSource) -> Answer | None:
    """The value of one leaf; None where something else is in it than is computed here."""
    if not isinstance(text, str) or not is_template(text):
        return same(text)
    try:
        tree, macros = environment().parse(text), Macros(templates)
        single = single_expression(tree)
        called, body = macros.called(tree.body)
        value = _values(partial(_variable, source_of), called, macros)
        return _plainly(value(single)) if single is not None else _text(body, value)
    except (Unsure, ValueError, RecursionError, jinja2.TemplateError, LimitPassed, TemplateRefused):
        return None


def _plainly(answer: Answer) -> Answer:
    def of(cells: Sequence[Json]) -> Json:
        value = answer(cells)
        if type(value) is str or type(value) is bool or is_small(value):
            return value
        raise Unsure

    return of


def _values(variable: Callable[[str], Answer], called: Mapping[str, Called], macros: Macros) -> Value:
    """What computes an expression over these names and macros."""

    def value(node: nodes.Node) -> Answer:
        if isinstance(node, nodes.Name) and not any(node.name == name.partition(".")[0] for name in called):
            return variable(node.name)
        if isinstance(node, nodes.Call) and (name := name_of(node)) in called:
            macros.spend()
            named = {each.key: value(each.value) for each in node.kwargs}
            names = called[name].names([value(each) for each in node.args], named)
            return _written_out(called[name], names, macros)
        if type(node) in _MAKERS:
            return _MAKERS[type(node)](node, value)
        raise Unsure

    return value


def _written_out(called: Called, names: Mapping[str, Answer], macros: Macros) -> Answer:
    """What a macro writes of these arguments."""

    def argument(name: str) -> Answer:
        if name in names:
            return names[name]
        raise Unsure

    beside = {name: each for name, each in called.beside.items() if name not in names}
    return _text(called.macro.body, _values(argument, beside, macros))


def _variable(source_of: SourceOf, name: str) -> Answer:
    at, value = source_of(name)
    if name in RESERVED or (at < 0 and value is None):
        raise Unsure
    return operator.itemgetter(at) if at >= 0 else same(value)


def _arithmetic(node: Any, value: Value) -> Answer:
    sign = _ARITHMETIC[type(node)]
    left, right = value(node.left), value(node.right)

    def of(cells: Sequence[Json]) -> Any:
        one, other = left(cells), right(cells)
        if is_small(one) and is_small(other):
            return sign(one, other)
        raise Unsure

    return of


def _comparison(node: Any, value: Value) -> Answer:
    first, *more = node.ops
    if more or first.op not in _SIGNS:
        raise Unsure
    compare = _SIGNS[first.op]
    left, right = value(node.expr), value(first.expr)

    def of(cells: Sequence[Json]) -> Any:
        one, other = left(cells), right(cells)
        if (is_small(one) and is_small(other)) or type(one) is type(other) is str:
            return compare(one, other)
        raise Unsure

    return of


def _choice(node: Any, value: Value) -> Answer:
    if node.expr2 is None:
        raise Unsure
    test, first = value(node.test), value(node.expr1)
    second = value(node.expr2)
    return lambda cells: first(cells) if test(cells) else second(cells)


def _and(node: Any, value: Value) -> Answer:
    left, right = value(node.left), value(node.right)
    return lambda cells: left(cells) and right(cells)


def _or(node: Any, value: Value) -> Answer:
    left, right = value(node.left), value(node.right)
    return lambda cells: left(cells) or right(cells)


def _not(node: Any, value: Value) -> Answer:
    denied = value(node.node)
    return lambda cells: not denied(cells)


def _negative(node: Any, value: Value) -> Answer:
    denied = value(node.node)
    return lambda cells: -number(denied(cells))


def _text(body: Sequence[nodes.Node], value: Value) -> Answer:
    """What outputs and conditions write."""
    parts: list[Answer] = []
    for node in body:
        if isinstance(node, nodes.Output):
            parts += [_output(each, value) for each in node.nodes]
        elif isinstance(node, nodes.If):
            parts.append(_chosen(node, value))
        else:
            raise Unsure
    return lambda cells: "".join([part(cells) for part in parts])


def _output(node: nodes.Expr, value: Value) -> Answer:
    return same(node.data) if isinstance(node, nodes.TemplateData) else _written(value(node))


def _chosen(node: nodes.If, value: Value) -> Answer:
    ways = [(value(each.test), _text(each.body, value)) for each in (node, *node.elif_)]
    rest = _text(node.else_, value)

    def of(cells: Sequence[Json]) -> Any:
        return next((text for test, text in ways if test(cells)), rest)(cells)

    return of


def _written(answer: Answer) -> Answer:
    def of(cells: Sequence[Json]) -> str:
        found = answer(cells)
        if type(found) is str and not (("<" in found or "&" in found) and is_misread(found)):
            return found
        return str(number(found))

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
_MAKERS: Final[dict[type, Callable[[Any, Value], Answer]]] = {
    nodes.Const: lambda node, _: same(node.value),
    nodes.Compare: _comparison,
    nodes.CondExpr: _choice,
    nodes.And: _and,
    nodes.Or: _or,
    nodes.Not: _not,
    nodes.Neg: _negative,
    nodes.Filter: filtered,
    nodes.Call: formatted_by_call,
    **dict.fromkeys(_ARITHMETIC, _arithmetic),
}
