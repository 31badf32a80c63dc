"""One string leaf: what kind of template it is, and the quickest way to its value.

Compiling is nearly all of Jinja's cost, and most leaves are literals around a few expressions. So a leaf of
literals and ``{{ expressions }}`` alone is cut there, each distinct expression is compiled once in the process,
and the literals are put back around the values. A leaf with statements, comments, raw parts or white space
control is compiled whole, once for each distinct text. A law holds both ways together.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import jinja2
from jinja2 import nodes

from ctc.canonical import Json
from ctc.templates.environment import CURRENT, environment
from ctc.templates.limits import MAX_TEXT

_EXPRESSION: Final = re.compile(r"\{\{([^{}]*)\}\}")
_QUOTED: Final = re.compile(r"'[^'\\]*'|\"[^\"\\]*\"")
_OPENS: Final = ("{{", "{%", "{#")

Template = jinja2.Template


def is_template(text: str) -> bool:
    """Whether Jinja has anything to do in a text."""
    return "{" in text and any(mark in text for mark in _OPENS)


def is_cut(text: str) -> bool:
    """Whether :func:`render_leaf` goes another way than :func:`render_plainly`."""
    return _parts(text) is not None


def render_leaf(text: str, variables: Mapping[str, Json]) -> Any:
    """The value of one leaf: native for a single expression, else text. Raises what Jinja raises."""
    parts = _parts(text)
    if parts is None:
        return render_plainly(text, variables)
    if len(parts) == 1:
        return _value(_expression(parts[0][1:]), variables)
    return environment().concat(
        _text(_output(part[1:]), variables) if part[0] == "=" else part[1:] for part in parts
    )


def render_plainly(text: str, variables: Mapping[str, Json]) -> Any:
    """The same without cutting: the reference, and the one whose errors know their line."""
    template, is_single = _whole(text)
    return _value(template, variables) if is_single else _text(template, variables)


@lru_cache(maxsize=16384)
def _parts(text: str) -> tuple[str, ...] | None:
    """``=expression`` and ``'literal`` in turn, or None where cutting is not safe."""
    parts: list[str] = []
    end = 0
    for match in _EXPRESSION.finditer(text):
        if match.start() > end:
            parts.append("'" + text[end : match.start()])
        parts.append("=" + match[1])
        end = match.end()
    if end < len(text):
        parts.append("'" + text[end:])
    rest = "".join(part for part in parts if part[0] == "'")
    if any(mark in rest for mark in _OPENS) or "\r" in text or not all(map(_is_safe, parts)):
        return None
    return tuple(parts)


def _is_safe(part: str) -> bool:
    """Whether an expression ends where its braces end: no white space control, no quote left open."""
    if part[0] == "'":
        return not part.endswith("{")
    source = part[1:]
    if source[:1] in "-+" or source[-1:] in "-+" or not source.strip():
        return False
    return not set("'\"\\\n") & set(_QUOTED.sub("", source))


@lru_cache(maxsize=16384)
def _whole(text: str) -> tuple[Template, bool]:
    made = environment()
    tree = made.parse(text)
    single = _single_expression(tree)
    return (_assigning(single), True) if single is not None else (_compiled(tree), False)


@lru_cache(maxsize=16384)
def _expression(source: str) -> Template:
    tree = environment().parse("{{" + source + "}}")
    single = _single_expression(tree)
    if single is None:
        raise AssertionError(source)
    return _assigning(single)


@lru_cache(maxsize=16384)
def _output(source: str) -> Template:
    return _compiled(environment().parse("{{" + source + "}}"))


def _single_expression(tree: nodes.Template) -> nodes.Expr | None:
    if len(tree.body) == 1 and isinstance(tree.body[0], nodes.Output):
        outputs = tree.body[0].nodes
        if len(outputs) == 1 and not isinstance(outputs[0], nodes.TemplateData):
            return outputs[0]
    return None


def _assigning(expression: nodes.Expr) -> Template:
    name = nodes.Name("result", "store", lineno=expression.lineno)
    return _compiled(nodes.Template([nodes.Assign(name, expression, lineno=expression.lineno)], lineno=1))


def _compiled(tree: nodes.Template) -> Template:
    made = environment()
    return made.template_class.from_code(made, made.compile(tree), made.make_globals(None))


def _value(template: Template, variables: Mapping[str, Json]) -> Any:
    context = template.new_context(dict(variables))
    for _ in template.root_render_func(context):
        pass
    return context.vars["result"]


def _text(template: Template, variables: Mapping[str, Json]) -> str:
    """The text, given up as soon as it grows beyond the limit."""
    budget = CURRENT.get().budget
    parts, size = [], 0
    for part in template.root_render_func(template.new_context(dict(variables))):
        size += len(part)
        if size > MAX_TEXT:
            budget.spend(size)
        parts.append(part)
    return "".join(parts)
