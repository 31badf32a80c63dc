"""Documents from the nodes of a parser: every value built, every mistake in words of its own."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from ctc.diagnostics import Diagnostic
from ctc.patterns import pattern
from ctc.specs.building import Builder, TooMuch
from ctc.specs.document import Document
from ctc.specs.limits import MAX_DOCUMENTS
from ctc.specs.misreadings import misreadings
from ctc.specs.places import Node, NodePlaces, Tree
from ctc.specs.syntax import SyntaxProblem, explained
from ctc.specs.text import LINE_END, shielded

Compose = Callable[[str], Iterator[Node]]
"""Root nodes of a text's documents, one after the other. Raises SyntaxProblem."""

_BOUNDARY: Final = pattern(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)


def documents_of(file: str, text: str, parse: Compose) -> tuple[tuple[Document, ...], tuple[Diagnostic, ...]]:
    """Every document of a text, and every mistake in it, by any parser that gives nodes."""
    shown, restore = shielded(text)
    builder = Builder(file, restore)
    try:
        is_one = not any(mark.start() for mark in _BOUNDARY.finditer(shown))  # which is a piece itself
        documents = (_in_pieces if is_one else _whole)(file, shown, parse, builder)
    except SyntaxProblem:
        builder = Builder(file, restore)
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
        builder.problems.append(limit.diagnostic._replace(file=file))
    return documents


def _in_pieces(file: str, text: str, parse: Compose, builder: Builder) -> list[Document]:
    """Each document by itself, so that bad syntax in one hides nothing in the others."""
    documents: list[Document] = []
    starts = [*dict.fromkeys((0, *(match.start() for match in _BOUNDARY.finditer(text))))]
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
            builder.problems.append(limit.diagnostic._replace(file=file))
            break
        builder.first_line += len(LINE_END.findall(piece))
    return documents


def _add(documents: list[Document], file: str, places: NodePlaces, root: Node, builder: Builder) -> None:
    if builder.documents >= MAX_DOCUMENTS:
        raise TooMuch(_too_many(file))
    builder.documents += 1
    data = builder.build(root)
    if data is not None or root.id != "scalar":
        documents.append(Document(file=file, index=len(documents), data=data, places=places))


def _too_many(file: str) -> Diagnostic:
    message = f"this file holds more than {MAX_DOCUMENTS:,} documents"
    return Diagnostic.of("CTC105", message, "split the file", file=file)


def _empty(file: str) -> Diagnostic:
    return Diagnostic.of(
        "CTC104",
        "this file says nothing: no document in it holds a value",
        "delete it, or begin its name with _ if it is not a spec",
        file=file,
    )
