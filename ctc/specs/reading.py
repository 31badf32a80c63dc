"""The bytes of a spec file as documents: plain data, with the place of every key and value.

The fast lane: :mod:`ctc.specs.quick` reads what is plain; the rest, and every place that is asked for, is read from
the nodes that libyaml composes. ``tests/laws`` has the same function over ruamel.yaml, and a law holds all of them
together. Limits: see :mod:`ctc.specs.limits`.
"""

from collections.abc import Iterator

from ctc.diagnostics import Diagnostic
from ctc.specs.document import Document
from ctc.specs.line_places import lines_of
from ctc.specs.places import Node, NodePlaces, Tree
from ctc.specs.quick import values_of
from ctc.specs.text import decode, shielded


def read_documents(file: str, data: bytes) -> tuple[tuple[Document, ...], tuple[Diagnostic, ...]]:
    """Every document of ``data``, and every mistake in it; ``file`` is the path as it is shown to people.

    A document with a mistake other than bad syntax is still given, so that the stages after this one find
    their own. Documents that say nothing are left out; a file without any other is an error.
    """
    text, problems = decode(file, data)
    if text is None:
        return (), problems
    plain = _plainly(file, text)
    if plain is not None:
        return plain
    from ctc.specs.node_reading import documents_of

    return documents_of(file, text, compose)


def _plainly(file: str, text: str) -> tuple[tuple[Document, ...], tuple[Diagnostic, ...]] | None:
    """The documents of a text without anything unusual or wrong in it."""
    values = values_of(text) if shielded(text)[0] is text else None
    if values is None:
        return None
    tree = Tree(compose, text)
    lines = lines_of(text, values)
    said = [(ordinal, value) for ordinal, value in enumerate(values) if value is not None]
    documents = tuple(
        Document(file=file, index=index, data=value, places=NodePlaces(tree, ordinal, 1, lines[ordinal]))
        for index, (ordinal, value) in enumerate(said)
    )
    return (documents, ()) if documents else None


def compose(text: str) -> Iterator[Node]:
    """Root nodes by libyaml, aliases resolved; loaded for the texts alone that need it. Raises SyntaxProblem."""
    from ctc.specs.composing import composed

    return composed(text)
