"""The reference lane: :func:`ctc.specs.reading.read_documents` over ruamel.yaml in pure Python.

Slow: it is there for the law that both parsers read every input alike, values and places. ruamel.yaml knows YAML 1.2
better than libyaml; where the two cannot agree, the law says so.
"""

from collections.abc import Iterator
from typing import Any

from ctc.diagnostics import Diagnostic
from ctc.specs.document import Document
from ctc.specs.node_reading import documents_of
from ctc.specs.places import Node
from ctc.specs.syntax import SyntaxProblem
from ctc.specs.text import decode


def read_by_reference(file: str, data: bytes) -> tuple[tuple[Document, ...], tuple[Diagnostic, ...]]:
    """Every document of ``data`` and every mistake in it, by ruamel.yaml."""
    text, problems = decode(file, data)
    return documents_of(file, text, compose_purely) if text is not None else ((), problems)


def compose_purely(text: str) -> Iterator[Node]:
    """Root nodes by ruamel.yaml. Raises SyntaxProblem."""
    from ruamel.yaml import YAML
    from ruamel.yaml.composer import Composer
    from ruamel.yaml.docinfo import DocInfo
    from ruamel.yaml.error import MarkedYAMLError
    from ruamel.yaml.resolver import VersionedResolver
    from ruamel.yaml.tag import Tag

    class Unresolved(VersionedResolver):
        """Resolves nothing: an untagged node keeps no tag."""

        def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
            return Tag(suffix="")

    class Plainly(Composer):
        """Aliases give the anchor's own node; a duplicate key is for the builder to report."""

        def check_end_doc_comment(self, end_event: Any, node: Any) -> None: ...

    yaml = YAML(typ="safe", pure=True)
    yaml.Composer, yaml.Resolver = Plainly, Unresolved
    yaml.doc_infos.append(DocInfo())  # where a %YAML directive is noted
    try:
        constructor, _ = yaml.get_constructor_parser(text)
        while constructor.composer.check_node():
            yield constructor.composer.get_node()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        begun = error.context_mark or mark
        raise SyntaxProblem(
            error.problem or "",
            error.context or "",
            (mark.line, mark.column) if mark else (0, 0),
            (begun.line, begun.column) if begun else (0, 0),
        ) from None
