"""Files become facts in this process, many of them together."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import NamedTuple

from ctc.diagnostics import Diagnostic
from ctc.pipeline.batches import together, weight_of_source
from ctc.pipeline.engine.fast.remembered import Memory, Remembered
from ctc.pipeline.engine.fast.wire import encode
from ctc.pipeline.neighbours import UNSTEADY
from ctc.pipeline.settings import Settings
from ctc.specs.loading import Source, read_source


class Outcome(NamedTuple):
    """What came of one file: its facts as bytes (None where it cannot be read), whether a later run may believe
    them, and what is wrong with reading it."""

    entry: bytes | None
    is_steady: bool = False
    problems: Sequence[Diagnostic] = ()


class Examiner:
    """Examines files in this process. The files beside them are as they were at the first question."""

    def __init__(self, settings: Settings) -> None:
        self.memory = Memory(settings.project)
        self.settings = replace(settings, payloads=False)

    def examine(self, paths: Sequence[str]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        for read in together(map(_read, paths), lambda each: weight_of_source(each[0])):
            outcomes += self._examined(read)
        return outcomes

    def _examined(self, read: Sequence[tuple[Source | None, list[Diagnostic]]]) -> Iterator[Outcome]:
        from ctc.pipeline.engine.file import facts_of_each  # a run that knows every file does without it

        files = [(source, Remembered(self.memory)) for source, _ in read if source is not None]
        found = zip(facts_of_each(self.settings, files), files, strict=True)
        for source, problems in read:
            if source is None:
                yield Outcome(None, problems=problems)
            else:
                facts, (_, neighbours) = next(found)
                asked = neighbours.asked
                entry = encode(digest_of(source.data), asked, facts)
                yield Outcome(entry, UNSTEADY not in asked.values(), problems)


def _read(path: str) -> tuple[Source | None, list[Diagnostic]]:
    problems: list[Diagnostic] = []
    return read_source(path, problems), problems


def digest_of(data: bytes) -> str:
    return blake2b(data, digest_size=20).hexdigest()
