"""Every string leaf of a spec becomes a value."""

import re
from typing import TYPE_CHECKING, Final

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, JsonPath
from ctc.patterns import pattern
from ctc.specs.spec import Spec
from ctc.templates.budget import Room, size_of
from ctc.templates.cutting import bare, filled, is_template
from ctc.templates.escaping import Mend
from ctc.templates.source import TemplateSource
from ctc.templates.usage import Reads

if TYPE_CHECKING:
    from ctc.templates.expressions import Expressions

DLT_PLACEHOLDER: Final = pattern(
    r"\{#\s*(?:var|numeric|alphanumeric|url|urlott|cbn|email)\s*#\}", re.IGNORECASE
)
"""How templates of India's DLT registry mark what changes; Jinja takes it for a comment."""


def render(
    spec: Spec, templates: TemplateSource, room: Room | None = None
) -> tuple[Spec, tuple[Diagnostic, ...], Reads]:
    """The spec with every leaf of its body, guards, description, owner and labels rendered; what its leaves read.

    What the entry of an ``each`` list says comes first: it sees the variables from outside and the file's that are
    no templates. Then file variables in order of writing, each of them seeing those before it. All errors of all
    leaves come together; the spec is then given with those leaves as they were written. What holds no template
    is not copied: it is shared with the spec as it was. ``room`` is what all specs of a file have together.
    """
    work = _Rendering(spec, templates, room or Room())
    if spec.each_vars:
        work.define_entry(spec)
    for name, value in spec.file_vars.items():
        work.define(name, work.value(value, ("vars", name)))
    rendered = spec._replace(
        body=work.value(spec.body, (spec.kind,)),
        guards=work.value(spec.guards, ("guards",)),
        description=_text(work.value(spec.description, ("description",))),
        owner=_text(work.value(spec.owner, ("owner",))),
        labels=_labels(work, spec),
        variables=work.variables,
        file_vars={},
        each_vars={},
    )
    return rendered, tuple(work.problems), work.reads()


def condition(
    spec: Spec, text: str, path: JsonPath, templates: TemplateSource, room: Room
) -> tuple[Json, tuple[Diagnostic, ...]]:
    """The value of a template beside the body that decides whether the instance is there at all."""
    work = _Rendering(spec, templates, room)
    for name, value in spec.file_vars.items():
        work.define(name, work.value(value, ("vars", name)))
    return work.value(text, path), tuple(work.problems)


def _holds_template(value: Json) -> bool:
    if isinstance(value, dict):
        return any(map(_holds_template, value.values()))
    if isinstance(value, list):
        return any(map(_holds_template, value))
    return isinstance(value, str) and is_template(value)


class _Rendering:
    """One spec under way."""

    def __init__(self, spec: Spec, templates: TemplateSource, room: Room) -> None:
        self.spec, self.templates, self.room = spec, templates, room
        self.variables: dict[str, Json] = dict(spec.variables)
        self.problems: list[Diagnostic] = []
        self.names: set[str] = set()
        self.texts: list[str] = []
        self.size = 0
        self.mends: list[Mend] = []
        self._is_full = False
        self._expressions: Expressions | None = None

    def reads(self) -> Reads:
        """What the leaves referred to."""
        return Reads(frozenset(self.names), tuple(self.texts), self.size, tuple(self.mends))

    def define(self, name: str, value: Json) -> None:
        """One more variable, seen by what is rendered from now on."""
        self.variables[name] = value
        self._expressions = None

    def define_entry(self, spec: Spec) -> None:
        """The variables of the entry that the instance is made of. What is not rendered yet, of the entry or of the
        file, is not known: rather unknown than another's value, or a template's text."""
        entry = {name: value for name, value in spec.each_vars.items() if _holds_template(value)}
        if not entry:
            return
        later = {name for name, value in spec.file_vars.items() if _holds_template(value)} | entry.keys()
        known = {**self.variables, **spec.file_vars}
        outer, self.variables = self.variables, {n: v for n, v in known.items() if n not in later}
        for name, value in entry.items():
            self.define(name, self.value(value, (*spec.each_path, name)))
        self.variables = {**outer, **{name: self.variables[name] for name in entry}}
        self._expressions = None

    def value(self, value: Json, path: JsonPath) -> Json:
        """``value`` itself where there is no template in it."""
        kind = type(value)
        if kind is str:
            return self._leaf(value, path) if is_template(value) else value
        if kind is dict:
            return self._mapping(value, path)
        return self._list(value, path) if kind is list else value

    def _mapping(self, value: dict[str, Json], path: JsonPath) -> dict[str, Json]:
        rendered: dict[str, Json] = {}
        for key, inner in value.items():
            kind = type(inner)
            if kind is str:
                if "{" in inner and is_template(inner):
                    rendered[key] = self._leaf(inner, (*path, key))
            elif kind is dict or kind is list:
                made = self._mapping(inner, (*path, key)) if kind is dict else self._list(inner, (*path, key))
                if made is not inner:
                    rendered[key] = made
            if "{" in key and is_template(key):
                self._key(key, path)
        return {**value, **rendered} if rendered else value

    def _list(self, value: list[Json], path: JsonPath) -> list[Json]:
        rendered: list[Json] | None = None
        for index, inner in enumerate(value):
            kind = type(inner)
            if kind is str or kind is dict or kind is list:
                made = self.value(inner, (*path, index))
                if made is not inner:
                    rendered = list(value) if rendered is None else rendered
                    rendered[index] = made
        return value if rendered is None else rendered

    def _vanishes(self, found: "re.Match[str]", path: JsonPath) -> None:
        place = self.spec.document.places.inside(path, found.start())
        self.problems.append(
            Diagnostic.of(
                "CTC210",
                f"`{found[0]}` is a comment to Jinja: it vanishes, and nothing is sent in its place",
                "write the value that the registered template has there, or {{ a variable }}",
                file=self.spec.document.file,
                place=place,
                path=path,
            )
        )

    def _no_room(self, lack: str, path: JsonPath) -> None:
        """Told once: no other leaf of this spec is rendered either."""
        if self._is_full:
            return
        self._is_full = True
        message = f"the templates of this file {lack}, and this is left out"
        hint = "split the file, or let `each` stand for less"
        self.problems.append(self.spec.document.diagnostic("CTC204", path, message, hint))

    def _key(self, key: str, path: JsonPath) -> None:
        message = "a key is never a template: it would be sent with its braces"
        hint = "write the key out; values may be templates"
        self.problems.append(self.spec.document.diagnostic("CTC207", (*path, key), message, hint, at="key"))

    def _leaf(self, text: str, path: JsonPath) -> Json:
        lack = self.room.lacks()
        if lack is not None:
            self._no_room(lack, path)
            return text
        value = self._made(text, path)
        size = len(value) if type(value) is str else size_of(value)
        self.size += size
        self.room.text -= size
        return value

    def _made(self, text: str, path: JsonPath) -> Json:
        pieces = bare(text)
        if pieces is not None:
            self.names.update(pieces[1::2])
            value = filled(pieces, self.variables)
            return self._by_jinja(text, path) if value is None else value
        self.texts.append(text)
        value = self._by_jinja(text, path)
        if "{#" in text and (found := DLT_PLACEHOLDER.search(text)):
            is_kept = (
                isinstance(value, str) and value is not text and found[0] in value
            )  # between raw and endraw
            if not is_kept:
                self._vanishes(found, path)
        return value

    def _by_jinja(self, text: str, path: JsonPath) -> Json:
        if self._expressions is None:
            from ctc.templates.expressions import Expressions, Found

            document, variables = self.spec.document, dict(self.variables)
            found = Found(self.problems, self.mends)
            self._expressions = Expressions(document, self.templates, variables, found, self.room)
        return self._expressions.value(text, path)


def _text(value: Json) -> str | None:
    return None if value is None else str(value)


def _labels(work: _Rendering, spec: Spec) -> tuple[str, ...]:
    data = spec.document.data
    raw = data.get("labels") if isinstance(data, dict) else None
    if not isinstance(raw, list):
        return ()
    rendered = work.value(raw, ("labels",))
    if rendered is raw and len(raw) == len(spec.labels):
        return spec.labels
    return tuple(str(item) for item in rendered if isinstance(item, str | int))
