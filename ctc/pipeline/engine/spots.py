"""Where the findings of rules across files stand: known with the facts of a file, or looked for in it once more."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ctc.diagnostics import Diagnostic, pointer
from ctc.pipeline.engine.facts import Examined, Spot
from ctc.source_lines import SourceLines, with_line
from ctc.specs.loading import Source, digest_of, read_source, shown_path

if TYPE_CHECKING:
    from ctc.specs.document import Document
    from ctc.validation.finding import Finding

Read = Callable[[str], Source | None]
"""The text of a file, once more, to find a place in it; None where it is gone."""


class Learned(NamedTuple):
    """What was learned of one file by reading it again; ``digest`` is that of its bytes."""

    digest: str
    spots: list[Spot]


class Spots:
    """The places of one run. Findings come file by file: of the last one that was read its documents are at hand."""

    def __init__(self, read: Read | None = None) -> None:
        self.read = read or _on_disk
        self.learned: dict[str, Learned] = {}
        """By path, what later runs may believe of a file."""
        self._path, self._source = "", None  # type: tuple[str, Source | None]
        self._documents: Sequence[Document] = ()
        self._lines: SourceLines | None = None

    def placed(self, each: Examined, index: int, finding: "Finding") -> Diagnostic:
        """A finding about the document with this index, its path from the root."""
        at = index, finding.at, pointer(finding.path)
        learned = self.learned[each.path].spots if each.path in self.learned else ()
        for *place, path, line, column, text in (*each.facts.spots, *learned):
            if (*place, path) == at:
                told = (finding.code, finding.severity, finding.message, shown_path(each.path), line, column)
                return Diagnostic(*told, path, finding.hint, source=text)
        return self._looked_up(each.path, index, finding)

    def _looked_up(self, path: str, index: int, finding: "Finding") -> Diagnostic:
        if path != self._path:
            self._open(path)
        document = next((one for one in self._documents if one.index == index), None)
        if document is None or self._source is None or self._lines is None:
            shown = shown_path(path)  # the file was changed meanwhile: its first line is as good as any
            return Diagnostic.of(
                finding.code, finding.message, finding.hint, file=shown, severity=finding.severity
            )
        found = with_line(finding.placed(document), self._source.shown, self._lines)
        spot = (index, finding.at, found.path, found.line, found.column, found.source)
        if path not in self.learned:
            self.learned[path] = Learned(digest_of(self._source.data), [])
        self.learned[path].spots.append(spot)
        return found

    def _open(self, path: str) -> None:
        from ctc.specs.reading import read_documents

        source = self._source = self.read(path)
        self._path = path
        self._documents = read_documents(source.shown, source.data)[0] if source else ()
        self._lines = SourceLines(source.data) if source else None


def _on_disk(path: str) -> Source | None:
    return read_source(path, [])
