"""A parser's tree of nodes as plain data: YAML 1.2 values, keys as strings, every mistake with its place."""

from collections.abc import Mapping
from sys import intern
from typing import Any, Final

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, JsonPath, Place, Severity
from ctc.specs.limits import MAX_DEPTH, MAX_NODES
from ctc.specs.places import Node, is_merge
from ctc.specs.scalars import PREFIX, TAGS, NotJson, as_sent, plain, tagged
from ctc.specs.syntax import BARE_TEMPLATE, QUOTE_IT

_MAP: Final = PREFIX + "map"
_SEQ: Final = PREFIX + "seq"
_SENT: Final = (["campaign"], ["message"], ["vars"], ["each"])
"""The parts of a spec that become a request, or part of one."""


class TooMuch(Exception):
    """A limit is passed: the rest of the file is not built. Carries the finding."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


class Builder:
    """Builds the documents of one file; ``problems`` collects what is wrong, ``nodes`` counts what is built.

    ``restore`` gives back characters that were shielded from the parser (see :mod:`ctc.specs.text`).
    """

    def __init__(self, file: str, restore: Mapping[int, str]) -> None:
        self.problems: list[Diagnostic] = []
        self.first_line = 1
        self.documents = 0
        self._file, self._restore = file, restore
        self._nodes = 0
        self._path: list[str | int] = []

    def build(self, node: Node) -> Json:
        """The value of ``node``. Raises TooMuch."""
        kind = node.id
        if kind == "scalar":
            return self._scalar(node)
        self._nodes += len(node.value)
        if self._nodes > MAX_NODES:
            raise TooMuch(self._too_many(node))
        if len(self._path) >= MAX_DEPTH:
            raise TooMuch(self._too_deep(node))
        if kind == "sequence":
            if node.tag and node.tag != _SEQ:
                self._unknown_tag(node)
            return self._sequence(node)
        if node.tag and node.tag != _MAP:
            self._unknown_tag(node)
        return self._mapping(node)

    def _sequence(self, node: Node) -> list[Json]:
        path, items = self._path, []
        path.append(0)
        for index, item in enumerate(node.value):
            path[-1] = index
            items.append(self.build(item))
        path.pop()
        return items

    def _mapping(self, node: Node) -> dict[str, Json]:
        path = self._path
        data: dict[str, Json] = {}
        first: dict[str, Node] = {}
        merges: list[tuple[Node, Node]] = []
        path.append("")
        for key, value in node.value:
            if key.id != "scalar" or (key.value == "~" and not (key.style or key.tag)):
                self._no_key(node, key)
                continue
            text = intern(self._text(key.value))  # the same few keys in thousands of files
            path[-1] = text
            if text in first:
                self._duplicate(key, text, first[text])
                continue
            first[text] = key
            if is_merge(key):
                merges.append((key, value))
            else:
                data[text] = self.build(value)
        for key, value in merges:
            path[-1] = key.value
            self._merge(data, key, value)
        path.pop()
        return data

    def _merge(self, data: dict[str, Json], key: Node, value: Node) -> None:
        """``<<``: keys of the mapping itself win, then those of the earlier source."""
        sources = value.value if value.id == "sequence" else [value]
        for source in sources:
            if source.id != "mapping":
                self._problem("CTC108", key, "`<<` merges a mapping or a list of mappings, nothing else")
                continue
            for name, inner in self.build(source).items():
                data.setdefault(name, inner)

    def _scalar(self, node: Node) -> Json:
        text: str = self._text(node.value)
        tag = node.tag
        if not tag:
            if node.style:
                return text
            try:
                value = plain(text)
            except NotJson as error:
                self._problem("CTC108", node, str(error), "put it in quotes if a text is meant")
                return text
            if type(value) is float and text != as_sent(text) and self._path[:1] in _SENT:
                self._rewritten(node, text)
            return value
        kind = tag.removeprefix(PREFIX)
        if kind not in TAGS or kind == tag:
            self._unknown_tag(node)
            return text
        try:
            return tagged(kind, text)
        except NotJson as error:
            self._problem("CTC108", node, str(error))
            return text

    def _rewritten(self, node: Node, text: str) -> None:
        message = f"{_short(text)} is a number, and is sent as {as_sent(text)}"
        hint = f"put it in quotes to send it as it is written, or write {as_sent(text)}"
        self.problems.append(
            self._diagnostic("CTC114", node, message, hint)._replace(severity=Severity.WARNING)
        )

    def _text(self, text: str) -> str:
        return text.translate(self._restore) if self._restore else text

    def _no_key(self, node: Node, key: Node) -> None:
        if key.id == "mapping" and key.start_mark.index == node.start_mark.index + 1:
            self._path.pop()
            self._problem("CTC108", node, BARE_TEMPLATE.format("{{"), QUOTE_IT.format("{{ … }}"))
            self._path.append("")
        else:
            what = "nothing, which is what `~` means" if key.id == "scalar" else "a list or a mapping"
            message = f"a key is a word here, never {what}"
            self._problem("CTC108", key, message, "put it in quotes if a text is meant")

    def _duplicate(self, key: Node, text: str, first: Node) -> None:
        line = first.start_mark.line + self.first_line
        self._problem(
            "CTC103",
            key,
            f"the key `{_short(text)}` stands twice: line {line} has it already, and one of the two would be lost",
            "keep one of them",
        )

    def _unknown_tag(self, node: Node) -> None:
        shown = node.tag.replace(PREFIX, "!!")
        self._problem(
            "CTC106",
            node,
            f"the tag `{_short(shown)}` means nothing here: a spec is plain data",
            "remove it; to include a file write \"{% include 'name' %}\""
            if "include" in shown
            else "remove it; put the value in quotes if a text is meant",
        )

    def _too_many(self, node: Node) -> Diagnostic:
        return self._diagnostic(
            "CTC105",
            node,
            f"this file holds more than {MAX_NODES:,} keys and values once its aliases are written out",
            "split the file, or repeat less through aliases",
        )

    def _too_deep(self, node: Node) -> Diagnostic:
        message = f"more than {MAX_DEPTH} mappings and lists inside each other"
        return self._diagnostic("CTC105", node, message, "an alias inside its own anchor does that too")

    def _problem(self, code: str, node: Node, message: str, hint: str | None = None) -> None:
        self.problems.append(self._diagnostic(code, node, message, hint))

    def _diagnostic(self, code: str, node: Any, message: str, hint: str | None) -> Diagnostic:
        path: JsonPath = tuple(self._path)
        place = Place(line=node.start_mark.line + self.first_line, column=node.start_mark.column + 1)
        return Diagnostic.of(code, message, hint, file=self._file, place=place, path=path)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"
