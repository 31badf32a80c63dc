"""The bytes of a spec file as documents: plain data, with the place of every key and value.

The fast lane: libyaml composes, :mod:`ctc.specs.quick` builds. :mod:`ctc.specs.reference` is the same
function over ruamel.yaml, and a law holds the two together. Limits: see :mod:`ctc.specs.limits`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

import yaml
from yaml._yaml import CParser

from ctc.diagnostics import Diagnostic, Severity
from ctc.specs.building import Builder, TooMuch
from ctc.specs.document import Document
from ctc.specs.limits import MAX_DEPTH, MAX_DOCUMENTS
from ctc.specs.misreadings import misreadings
from ctc.specs.places import Node, NodePlaces, Tree
from ctc.specs.quick import QuickBuilder
from ctc.specs.shield import shielded
from ctc.specs.syntax import SyntaxProblem, explained
from ctc.specs.text import decode

Compose = Callable[[str], Iterator[Node]]
"""Root nodes of a text's documents, one after the other. Raises SyntaxProblem."""

_BOUNDARY: Final = re.compile(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)
_DEEP_LINE: Final = re.compile(r"^[ \t?:\-]{400}", re.MULTILINE)
_MANY_BRACKETS: Final = 400


def read_documents(file: str, data: bytes) -> tuple[tuple[Document, ...], tuple[Diagnostic, ...]]:
    """Every document of ``data``, and every mistake in it; ``file`` is the path as it is shown to people.

    A document with a mistake other than bad syntax is still given, so that the stages after this one find
    their own. Documents that say nothing are left out; a file without any other is an error.
    """
    return documents_of(file, data, compose, QuickBuilder)


def documents_of(
    file: str, data: bytes, parse: Compose, build: type[Builder] = Builder
) -> tuple[tuple[Document, ...], tuple[Diagnostic, ...]]:
    """:func:`read_documents`, by any parser and builder."""
    text, problems = decode(file, data)
    if text is None:
        return (), problems
    shown, restore = shielded(text)
    builder = build(file, restore)
    try:
        documents = _whole(file, shown, parse, builder)
    except SyntaxProblem:
        builder = build(file, restore)
        documents = _in_pieces(file, shown, parse, builder)
    builder.problems += misreadings(file, shown)
    if not documents and not builder.problems:
        builder.problems.append(_empty(file))
    return tuple(documents), tuple(builder.problems)


def _whole(file: str, text: str, parse: Compose, builder: Builder) -> list[Document]:
    documents: list[Document] = []
    try:
        tree = Tree(parse, text)
        for ordinal, root in enumerate(tree.documents()):
            _add(documents, file, NodePlaces(tree, ordinal, 1), root, builder)
    except TooMuch as limit:
        builder.problems.append(replace(limit.diagnostic, file=file))
    return documents


def _in_pieces(file: str, text: str, parse: Compose, builder: Builder) -> list[Document]:
    """Each document by itself, so that bad syntax in one hides nothing in the others."""
    documents: list[Document] = []
    starts = sorted({0, *(match.start() for match in _BOUNDARY.finditer(text))})
    if len(starts) > MAX_DOCUMENTS:
        builder.problems.append(_too_many(file))
        return []
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        piece = text[start:end]
        try:
            tree = Tree(parse, piece)
            for ordinal, root in enumerate(tree.documents()):
                places = NodePlaces(tree, ordinal, builder.first_line)
                _add(documents, file, places, root, builder)
        except SyntaxProblem as problem:
            builder.problems.append(explained(file, piece, problem, builder.first_line))
        except TooMuch as limit:
            builder.problems.append(replace(limit.diagnostic, file=file))
            break
        builder.first_line += piece.replace("\r\n", "\n").replace("\r", "\n").count("\n")
    return documents


def _add(documents: list[Document], file: str, places: NodePlaces, root: Node, builder: Builder) -> None:
    if builder.documents >= MAX_DOCUMENTS:
        raise TooMuch(_too_many(file))
    builder.documents += 1
    data = builder.root(root)
    if data is not None or root.id != "scalar":
        documents.append(Document(file=file, index=len(documents), data=data, places=places))


def compose(text: str) -> Iterator[Node]:
    """Root nodes by libyaml, aliases resolved. Raises SyntaxProblem."""
    data = text.encode("utf-8")
    if _DEEP_LINE.search(text) or text.count("[") + text.count("{") > _MANY_BRACKETS:
        _check_depth(data)
    parser = _Composer(data)
    try:
        while parser.check_node():
            yield parser.get_node()
    except yaml.MarkedYAMLError as error:
        raise _problem_of(error) from None
    finally:
        parser.dispose()


class _Composer(CParser):
    """PyYAML's C composer with a resolver that resolves nothing: an untagged node keeps the tag ``""``."""

    def descend_resolver(self, current: Any, index: Any) -> None: ...

    def ascend_resolver(self) -> None: ...

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        return ""


def _check_depth(data: bytes) -> None:
    """The C composer recurses without a limit of its own; the event stream does not."""
    parser, depth = CParser(data), 0
    try:
        while parser.check_event():
            event = parser.get_event()
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH * 2:
                    line, _ = _position(event.start_mark) or (0, 0)
                    raise TooMuch(_too_deep(line + 1))
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.MarkedYAMLError as error:
        raise _problem_of(error) from None
    finally:
        parser.dispose()


def _too_many(file: str) -> Diagnostic:
    message = f"this file holds more than {MAX_DOCUMENTS:,} documents"
    return Diagnostic(
        code="CTC105", severity=Severity.ERROR, message=message, file=file, hint="split the file"
    )


def _too_deep(line: int) -> Diagnostic:
    message = f"more than {MAX_DEPTH} mappings and lists inside each other"
    return Diagnostic(code="CTC105", severity=Severity.ERROR, message=message, line=line)


def _problem_of(error: yaml.MarkedYAMLError) -> SyntaxProblem:
    context = _position(error.context_mark)
    mark = _position(error.problem_mark) or context or (0, 0)
    return SyntaxProblem(error.problem or "", error.context or "", mark, context)


def _position(mark: Any) -> tuple[int, int] | None:
    return (mark.line, mark.column) if mark is not None else None


def _empty(file: str) -> Diagnostic:
    return Diagnostic(
        code="CTC104",
        severity=Severity.ERROR,
        message="this file says nothing: no document in it holds a value",
        file=file,
        hint="delete it, or begin its name with _ if it is not a spec",
    )
