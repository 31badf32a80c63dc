"""One string leaf: what kind of template it is, and the quickest way to its value.

There are two ways, and a law holds them together: :func:`render_leaf` cuts the text (see
:mod:`ctc.templates.cutting`) and compiles each distinct skeleton once in the process; :func:`render_plainly`
compiles the text as it stands, which is the reference and knows the line of an error.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, TypeVar

import jinja2
from jinja2 import nodes
from jinja2.runtime import Context

from ctc.canonical import Json
from ctc.templates.budget import LimitPassed
from ctc.templates.counting import CURRENT
from ctc.templates.cutting import NAME, Part, cut
from ctc.templates.environment import environment
from ctc.templates.escaping import note_of_leaf
from ctc.templates.limits import MAX_TEXT
from ctc.templates.undefined import VARIABLE, Missing, UndefinedName

Template = jinja2.Template
_PLAIN = (str, int, bool)


class Scope:
    """The variables of one spec, and the context that its leaves share."""

    __slots__ = ("_context", "variables")

    def __init__(self, variables: dict[str, Json]) -> None:
        self.variables = variables
        self._context: Context | None = None

    def define(self, name: str, value: Json) -> None:
        """One more variable, seen by what is rendered from now on."""
        self.variables[name] = value
        if self._context is not None:
            self._context.parent[name] = value

    def shared(self, template: Template) -> Context:
        """A context for a template that has no blocks; what that leaves behind is for :func:`_cleared`."""
        if self._context is None:
            self._context = template.new_context(self.variables)
        return self._context


def is_clear(error: Exception, text: str) -> bool:
    """Whether :func:`render_plainly` would tell no more of what went wrong with :func:`render_leaf`.

    A whole skeleton is read as its text is, and has its lines. What is cut into parts has one line to tell, and the
    first of them that cannot be read is that of the text as well.
    """
    found = cut(text)
    if found is None or NAME in str(error) or isinstance(error, LimitPassed | RecursionError):
        return found is None
    if found.whole is not None:
        return True
    if isinstance(error, jinja2.TemplateAssertionError):  # it comes after all is read
        return "\n" not in text and sum(not (part.text or part.name) for part in found.parts) == 1
    is_unknown = isinstance(error, UndefinedName) and error.owner is VARIABLE
    return "\n" not in text and (is_unknown or isinstance(error, jinja2.TemplateSyntaxError))


def skeletons_of(text: str) -> Iterable[str]:
    """What :func:`render_leaf` compiles of a text."""
    found = cut(text)
    if found is None:
        return (text,)
    if found.whole is not None:
        return (found.whole.skeleton,)
    return (part.skeleton for part in found.parts if part.skeleton and not part.name)


def render_leaf(text: str, scope: Scope) -> Any:
    """The value of one leaf: native for a single expression, else text. Raises what Jinja raises."""
    found = cut(text)
    if found is None:
        return render_plainly(text, scope)
    if found.whole is not None:
        return _all_of(found.whole, scope)
    if len(found.parts) == 1 and not found.parts[0].text:
        return _evaluate(found.parts[0], scope)
    return environment().concat([part.text or _written(part, scope) for part in found.parts])


def render_plainly(text: str, scope: Scope) -> Any:
    """The same without cutting."""
    template, is_single = _compiled_whole(text)
    context = template.new_context(dict(scope.variables))
    return _value(template, context) if is_single else _text(template, context)


def _all_of(part: Part, scope: Scope) -> str:
    """What a skeleton with statements writes."""
    template = _output(part.skeleton)
    CURRENT.get().literals = part.literals
    context = scope.shared(template)
    context.vars.update(part.lifted)
    try:
        return _text(template, context)
    finally:
        _cleared(context)


def _evaluate(part: Part, scope: Scope) -> Any:
    """The native value of an expression."""
    if part.name and part.name in scope.variables:
        return scope.variables[part.name]
    if part.name and part.name not in environment().globals:
        return Missing(name=part.name)
    template = _expression(part.skeleton)
    context = scope.shared(template)
    context.vars.update(part.lifted)
    try:
        return _value(template, context)
    finally:
        _cleared(context)


def _cleared(context: Context) -> None:
    context.vars.clear()
    context.exported_vars.clear()


def _written(part: Part, scope: Scope) -> str:
    """An expression as it is written into a text."""
    value = _evaluate(part, scope)
    if type(value) in _PLAIN:
        if type(value) is str and ("<" in value or "&" in value):
            note_of_leaf(CURRENT.get().noted, value)
        return str(value)
    if isinstance(value, Missing):
        return str(value)
    return str(environment().finalize(scope.shared(_expression(part.skeleton)), value))  # type: ignore[misc]


Made = TypeVar("Made")


def _once(compile_: Callable[[str], Made]) -> Callable[[str], Made]:
    """Compiles each text once; what is wrong with one is found out once as well."""

    @lru_cache(maxsize=16384)
    def attempt(text: str) -> Made | jinja2.TemplateSyntaxError:
        try:
            return compile_(text)
        except jinja2.TemplateSyntaxError as error:
            return error.with_traceback(None)

    def made(text: str) -> Made:
        found = attempt(text)
        if isinstance(found, jinja2.TemplateSyntaxError):
            raise found
        return found

    return made


@_once
def _compiled_whole(text: str) -> tuple[Template, bool]:
    tree = environment().parse(text)
    single = single_expression(tree)
    return (_assigning(single), True) if single is not None else (_compiled(tree), False)


@_once
def _expression(source: str) -> Template:
    single = single_expression(environment().parse("{{" + source + "}}"))
    assert single is not None
    return _assigning(single)


@_once
def _output(skeleton: str) -> Template:
    return _compiled(environment().parse(skeleton))


def single_expression(tree: nodes.Template) -> nodes.Expr | None:
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
    return made.template_class.from_code(made, made.compile(tree), made.globals)


def _value(template: Template, context: Context) -> Any:
    for _ in template.root_render_func(context):
        pass
    return context.vars["result"]


def _text(template: Template, context: Context) -> str:
    """The text, given up as soon as it grows beyond the limit."""
    budget = CURRENT.get().budget
    parts, size = [], 0
    for part in template.root_render_func(context):
        size += len(part)
        if size > MAX_TEXT:
            budget.spend(size)
        parts.append(part)
    return "".join(parts)
