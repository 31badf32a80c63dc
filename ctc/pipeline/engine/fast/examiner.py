"""Files become facts in this process, many of them together."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from ctc.diagnostics import Diagnostic
from ctc.pipeline.batches import batches, weight_of_source
from ctc.pipeline.engine.facts import FileFacts
from ctc.pipeline.engine.fast.remembered import Memory, Remembered
from ctc.pipeline.engine.fast.wire import encode
from ctc.pipeline.neighbours import UNSTEADY
from ctc.pipeline.settings import Settings
from ctc.specs.loading import Source, digest_of, read_source

if TYPE_CHECKING:
    from ctc.pipeline.engine.contents import Write

MANY: Final = 2000
"""Units of one file up to which later runs remember it: a family of more is read in no more time than it is remembered,
and costs the same whether or not one of its rows has changed."""


class FileOutcome(NamedTuple):
    """What came of one file: its facts, or nothing where it cannot be read, and what is wrong with reading it."""

    facts: FileFacts | None
    entry: bytes | None = None
    """The same as bytes, for other processes and later runs."""
    is_steady: bool = False
    """Whether later runs may believe it."""
    bodies: Sequence[str | None] = ()
    problems: Sequence[Diagnostic] = ()


class Examiner:
    """Examines files in this process. The files beside them are as they were at the first question."""

    def __init__(self, settings: Settings, write: "Write | None") -> None:
        self.memory = Memory(settings.project)
        self.settings, self.write = settings, write
        self.is_away = False
        """Whether this is another process than the one that wants to know: facts reach it as bytes alone."""

    def examine(self, paths: Sequence[str], *, encoded: bool) -> list[FileOutcome]:
        """``encoded`` says whether facts are wanted as bytes, too."""
        outcomes: list[FileOutcome] = []
        for read in batches(map(_read, paths), lambda each: weight_of_source(each[0])):
            outcomes += self._examined(read, encoded=encoded)
        return outcomes

    def _examined(
        self, read: Sequence[tuple[Source | None, list[Diagnostic]]], *, encoded: bool
    ) -> Iterator[FileOutcome]:
        from ctc.pipeline.engine.contents import written  # a run that knows every file does without these
        from ctc.pipeline.engine.file import facts_of_each

        files = [(source, Remembered(self.memory)) for source, _ in read if source is not None]
        found = zip(facts_of_each(self.settings, files), files, strict=True)
        for source, problems in read:
            if source is None:
                yield FileOutcome(None, problems=problems)
                continue
            (facts, units), (_, neighbours) = next(found)
            asked = neighbours.asked
            wanted = encoded and (self.is_away or len(facts.units) <= MANY)
            entry = encode(digest_of(source.data), asked, facts) if wanted else None
            bodies = written(units, self.write, is_away=self.is_away)
            is_steady = UNSTEADY not in asked.values() and len(facts.units) <= MANY
            yield FileOutcome(facts, entry, is_steady, bodies, problems)


def _read(path: str) -> tuple[Source | None, list[Diagnostic]]:
    problems: list[Diagnostic] = []
    return read_source(path, problems), problems
