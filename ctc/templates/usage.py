"""What a spec's templates refer to, whether or not a branch is taken: for findings about what nobody uses."""

from functools import lru_cache
from typing import Any, Final, NamedTuple

from ctc.canonical import Json
from ctc.patterns import pattern
from ctc.specs.document import Document
from ctc.templates.cutting import NAME, bare, cut, is_template
from ctc.templates.escaping import Mend
from ctc.templates.source import TemplateRefused, TemplateSource

_OUTSIDE: Final = ("vars", "each", "guards", "description", "owner", "labels")
"""Keys beside the body whose values may be templates."""


_LOADS: Final = pattern(r"\{%[-+]?\s*(?:include|import|from|extends)\b")


class Usage(NamedTuple):
    """Names of variables; of a text, the names of templates, and of a document their paths as people are shown them.

    ``is_open`` says that a template's name is computed (``{% include name %}``), so that nobody can tell which
    other files are used.
    """

    variables: frozenset[str] = frozenset()
    templates: frozenset[str] = frozenset()
    is_open: bool = False


class Reads(NamedTuple):
    """What leaves refer to, before anybody looks closer: the names of bare texts, and the texts that say more.

    ``size`` is that of the values they came to, in characters and entries; ``mends`` put escapes where they lack.
    """

    names: frozenset[str] = frozenset()
    texts: tuple[str, ...] = ()
    size: int = 0
    mends: tuple[Mend, ...] = ()


def usage(document: Document, body: Reads, templates: TemplateSource) -> Usage:
    """What the leaves of a document refer to, through all that they include. Broken templates count not.

    ``body`` is what rendering has seen in it; whether instances read what stands elsewhere is seen here.
    """
    variables = set(body.names)
    pending = [_references(text) for text in body.texts]
    texts: list[str] = []
    for name in _OUTSIDE:
        _collect(document.data.get(name), texts)
    for text in texts:
        pieces = bare(text)
        if pieces is None:
            pending.append(_references(text))
        else:
            variables.update(pieces[1::2])
    files: set[str] = set()
    is_open = False
    seen: set[str] = set()
    while pending:
        named = pending.pop()
        variables |= named.variables
        is_open = is_open or named.is_open
        for name in named.templates - seen:
            seen.add(name)
            template = _find(templates, name)
            if template is not None:
                files.add(template[0])
                pending.append(_parsed(template[1]))
    return Usage(variables=frozenset(variables), templates=frozenset(files), is_open=is_open)


def reads_name(name: str, document: Document, body: Reads, templates: TemplateSource) -> bool:
    """Whether a document's templates refer to a variable, or may: a template whose name is computed reads anything."""
    if name in body.names:
        return True
    if not any(name in text or ("{%" in text and _LOADS.search(text)) for text in body.texts):
        return False
    found = usage(document, body, templates)
    return found.is_open or name in found.variables


def names_in(text: str) -> frozenset[str]:
    """The variables that a text reads; of ``row["Old price"]`` the column as well, ``*`` where nobody can tell which:
    where it is computed, where all of ``row`` is asked, and where another file sees what this one does."""
    pieces = bare(text)
    if pieces is not None:
        return frozenset(pieces[1::2]) | ({"*"} if "row" in pieces[1::2] else set())
    return _parsed(text).variables | _columns(text) | ({"*"} if _is_seen_elsewhere(text) else set())


def variables_in(text: str) -> frozenset[str]:
    """The variables that a text reads by their own names."""
    pieces = bare(text)
    return frozenset(pieces[1::2]) if pieces is not None else _parsed(text).variables


def compared_in(text: str) -> frozenset[str]:
    """The variables, and columns of ``row``, that a text holds against others with ``<``, ``>``, ``<=``, ``>=``."""
    if not {"<", ">"} & {*text}:
        return frozenset()
    from jinja2 import Environment, TemplateError, nodes

    try:
        tree = Environment(autoescape=True).parse(text)  # the one that renders counts what each side costs
    except (TemplateError, RecursionError):
        return frozenset()
    sides: list[nodes.Expr] = []
    for each in tree.find_all(nodes.Compare):
        ordered = [operand.expr for operand in each.ops if operand.op in _ORDER]
        sides += [each.expr, *ordered] if ordered else []
    return frozenset(name for side in sides if (name := _named(side)) is not None)


_ORDER: Final = frozenset({"lt", "gt", "lteq", "gteq"})


def _named(side: Any) -> str | None:
    """The variable, or the column of ``row``, that one side of a comparison is."""
    if getattr(getattr(side, "node", None), "name", "") == "row":
        found = getattr(side, "attr", None) or getattr(side.arg, "value", None)
    else:
        found = getattr(side, "name", None)
    return found if isinstance(found, str) else None


@lru_cache(maxsize=4096)
def _columns(text: str) -> frozenset[str]:
    """The columns that a text reaches over ``row``."""
    import jinja2
    from jinja2 import nodes

    from ctc.templates.budget import LimitPassed
    from ctc.templates.environment import environment

    if "row" not in text:
        return frozenset()
    try:
        tree = environment().parse(text)
    except (jinja2.TemplateError, LimitPassed, RecursionError):
        return frozenset()
    found: set[str] = set()
    plain = 0
    for call in tree.find_all(nodes.Call):  # row.get('uid'), row.items()
        asked = getattr(call.node, "node", None)
        if isinstance(asked, nodes.Name) and asked.name == "row":
            found.add(str(getattr(call.args[0], "value", "*")) if _is_get(call) else "*")
    for item in tree.find_all(nodes.Getitem):
        if isinstance(item.node, nodes.Name) and item.node.name == "row":
            found.add(str(getattr(item.arg, "value", "*")))
            plain += 1
    for attribute in tree.find_all(nodes.Getattr):
        if isinstance(attribute.node, nodes.Name) and attribute.node.name == "row":
            found.add(attribute.attr)
            plain += 1
    if sum(node.name == "row" for node in tree.find_all(nodes.Name)) > plain:
        found.add("*")
    return frozenset(found)


def _is_get(call: Any) -> bool:
    return getattr(call.node, "attr", "") == "get" and len(call.args) > 0


@lru_cache(maxsize=4096)
def _is_seen_elsewhere(text: str) -> bool:
    """Whether a file that a text includes or imports may read its variables."""
    import jinja2
    from jinja2 import nodes

    from ctc.templates.budget import LimitPassed
    from ctc.templates.environment import environment

    if not _LOADS.search(text):
        return False
    try:
        tree = environment().parse(text)
    except (jinja2.TemplateError, LimitPassed, RecursionError):
        return False
    loads = tree.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends))
    return any(getattr(load, "with_context", True) for load in loads)


def _collect(value: Json, texts: list[str]) -> None:
    """The templates in a value."""
    kind = type(value)
    if kind is str:
        if is_template(value):
            texts.append(value)
    elif kind is dict:
        for inner in value.values():
            _collect(inner, texts)
    elif kind is list:
        for inner in value:
            _collect(inner, texts)


def _find(templates: TemplateSource, name: str) -> tuple[str, str] | None:
    try:
        found = templates.find(name)
    except TemplateRefused:
        return None
    return (found.shown, found.text) if found is not None else None


def _references(text: str) -> Usage:
    """Of a leaf; where it has a skeleton, thousands of leaves share it."""
    found = cut(text)
    if found is None:
        return _parsed(text)
    if found.whole is not None:
        return _parsed(found.whole.skeleton)
    names = {part.name for part in found.parts if part.name}
    others = [_parsed("{{" + part.skeleton + "}}") for part in found.parts if part.skeleton and not part.name]
    return Usage(variables=frozenset(names).union(*(other.variables for other in others)))


@lru_cache(maxsize=16384)
def _parsed(text: str) -> Usage:
    import jinja2
    from jinja2 import meta

    from ctc.templates.budget import LimitPassed
    from ctc.templates.environment import environment

    try:
        tree = environment().parse(text)
        names = meta.find_undeclared_variables(tree)
        templates = list(meta.find_referenced_templates(tree))
    except (jinja2.TemplateError, LimitPassed, RecursionError):
        return Usage()
    return Usage(
        variables=frozenset(name for name in names if not name.startswith(NAME)),
        templates=frozenset(name for name in templates if name is not None),
        is_open=None in templates,
    )
