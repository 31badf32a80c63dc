"""Macros that a text imports, written in the place of their calls: see :mod:`ctc.templates.fast.computed`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from jinja2 import nodes

from ctc.templates.environment import environment
from ctc.templates.escaping import is_html
from ctc.templates.fast.computed_filters import Answer, Unsure, constant
from ctc.templates.source import TemplateSource

_MOST: Final = 500
"""Calls that are written out for one text: macros that call each other may come to any number."""


class Called(NamedTuple):
    """A macro, and those that stand before it."""

    macro: nodes.Macro
    beside: Mapping[str, "Called"]

    def names(self, given: Sequence[Answer], named: Mapping[str, Answer]) -> Mapping[str, Answer]:
        """What its arguments are by name. Raises Unsure where one is missing, or is none of them."""
        params = [each.name for each in self.macro.args]
        first = len(params) - len(self.macro.defaults)
        found = dict(zip(params, given, strict=False))
        if len(given) > len(params) or found.keys() & named.keys() or named.keys() - {*params}:
            raise Unsure
        found |= named
        for at, name in enumerate(params):
            if name not in found:
                found[name] = constant(self.macro.defaults[at - first] if at >= first else None)
        return found


class Macros:
    """Those of one text."""

    def __init__(self, templates: TemplateSource) -> None:
        self._templates = templates
        self._left = _MOST

    def called(self, body: Sequence[nodes.Node]) -> tuple[Mapping[str, Called], Sequence[nodes.Node]]:
        """The macros by the names that their calls say, and what follows their imports."""
        known: dict[str, Called] = {}
        for at, node in enumerate(body):
            if not isinstance(node, nodes.FromImport | nodes.Import):
                return known, body[at:]
            more = self._imported(node)
            if not more or _heads(known) & _heads(more):  # it hides a column, or an import before it
                raise Unsure
            known |= more
        return known, ()

    def spend(self) -> None:
        """One more call is written out."""
        self._left -= 1
        if self._left < 0:
            raise Unsure

    def _imported(self, node: nodes.FromImport | nodes.Import) -> Mapping[str, Called]:
        if node.with_context or not isinstance(node.template, nodes.Const):
            raise Unsure
        found = self._of_file(node.template.value)
        if isinstance(node, nodes.Import):
            return {f"{node.target}.{name}": each for name, each in found.items()}
        pairs = [(one, one) if isinstance(one, str) else one for one in node.names]
        if not all(name in found for name, _ in pairs):
            raise Unsure
        return {alias: found[name] for name, alias in pairs}

    def _of_file(self, name: str) -> Mapping[str, Called]:
        """The macros of a file that holds nothing else, and escapes nothing."""
        found = self._templates.find(name)
        if found is None or is_html(name):
            raise Unsure
        tree = environment().parse(found.text.removesuffix("\n").removesuffix("\r"), name, name)
        beside: dict[str, Called] = {}
        for macro in _macros(tree.body):
            if macro.name in beside:  # Jinja has it call itself
                raise Unsure
            beside[macro.name] = Called(macro, dict(beside))
        return {name: each for name, each in beside.items() if not name.startswith("_")}


def _macros(body: Sequence[nodes.Node]) -> Iterator[nodes.Macro]:
    for node in body:
        if isinstance(node, nodes.Macro):
            yield node
        elif not isinstance(node, nodes.Output) or not all(
            isinstance(each, nodes.TemplateData) for each in node.nodes
        ):
            raise Unsure


def _heads(names: Iterable[str]) -> set[str]:
    """What an import makes known: of ``m.link`` it is ``m``."""
    return {name.partition(".")[0] for name in names}


def name_of(call: nodes.Call) -> str:
    """What a call says is called: ``link``, or ``m.link``; no word for anything else."""
    called = call.node
    if call.dyn_args or call.dyn_kwargs:
        return ""
    if isinstance(called, nodes.Getattr) and isinstance(called.node, nodes.Name):
        return f"{called.node.name}.{called.attr}"
    return called.name if isinstance(called, nodes.Name) else ""
