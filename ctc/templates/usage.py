"""What a spec's templates refer to, whether or not a branch is taken: for findings about what nobody uses."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ctc.canonical import Json
from ctc.specs.spec import Spec
from ctc.templates.cutting import NAME, Cut, cut
from ctc.templates.render import is_template
from ctc.templates.source import TemplateRefused, TemplateSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Names of variables; paths of template files, as they are shown to people.

    ``is_open`` says that a template's name is computed (``{% include name %}``), so that nobody can tell which
    other files are used.
    """

    variables: frozenset[str] = frozenset()
    templates: frozenset[str] = frozenset()
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class _References:
    """What one text names: variables, templates, and whether it computes the name of one."""

    variables: frozenset[str] = frozenset()
    templates: frozenset[str] = frozenset()
    is_open: bool = False


def usage(spec: Spec, templates: TemplateSource) -> Usage:
    """What the leaves of an unrendered spec refer to, through all that they include. Broken templates count not."""
    variables: set[str] = set()
    files: set[str] = set()
    is_open = False
    pending: list[_References] = []
    for text in _leaves(spec):
        found = cut(text)
        if found is not None and found.is_bare:
            variables.update([part.name for part in found.parts if part.name])
        else:
            pending.append(_parsed(text) if found is None else _of_cut(found))
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


def _leaves(spec: Spec) -> Iterator[str]:
    data = spec.document.data
    own = [data.get(name) for name in ("vars", "each", "guards", "description", "owner", "labels")]
    pending: list[Json] = [spec.body, *own]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            if "{" in value and is_template(value):
                yield value
        elif isinstance(value, dict):
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)


def _find(templates: TemplateSource, name: str) -> tuple[str, str] | None:
    try:
        found = templates.find(name)
    except TemplateRefused:
        return None
    return (found.shown, found.text) if found is not None else None


def _of_cut(found: Cut) -> _References:
    """Of a leaf that has a skeleton: thousands of leaves share it."""
    if found.whole is not None:
        return _parsed(found.whole.skeleton)
    names = {part.name for part in found.parts if part.name}
    others = [_parsed("{{" + part.skeleton + "}}") for part in found.parts if part.skeleton and not part.name]
    return _References(variables=frozenset(names).union(*(other.variables for other in others)))


@lru_cache(maxsize=16384)
def _parsed(text: str) -> _References:
    import jinja2
    from jinja2 import meta

    from ctc.templates.environment import environment

    try:
        tree = environment().parse(text)
        names = meta.find_undeclared_variables(tree)
        templates = list(meta.find_referenced_templates(tree))
    except (jinja2.TemplateError, RecursionError):
        return _References()
    return _References(
        variables=frozenset(name for name in names if not name.startswith(NAME)),
        templates=frozenset(name for name in templates if name is not None),
        is_open=None in templates,
    )
