"""What payloads say: as it was written down in this run, or made again from their files."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from ctc.canonical import Json, compact
from ctc.diagnostics import Diagnostic, Place, UserError
from ctc.payloads.payload import Payload
from ctc.pipeline.batches import MOST
from ctc.pipeline.neighbours import Folders
from ctc.pipeline.settings import Settings
from ctc.specs.loading import read_source, shown_path

if TYPE_CHECKING:
    from ctc.pipeline.engine.unit import Unit

Write = Callable[[Json], str]
"""Writes a body as JSON, in a form of its own."""


def written(units: "Sequence[Unit]", write: Write | None, *, is_away: bool = False) -> tuple[str | None, ...]:
    """The bodies of the units' payloads; nothing where nobody wants them. What a unit can write at any time is written
    when it is asked for, where it need not reach another process."""
    if write is None:
        return ()
    return tuple([unit.text(write) if is_away or not unit.is_of_a_kind else None for unit in units])


class Kept(Protocol):
    """Bodies, written compactly, by their digests: what earlier runs had to make again."""

    def among(self, digests: Collection[str]) -> dict[str, str]:
        """Those that are kept of these; each says what its digest says."""
        ...

    def put(self, texts: Mapping[str, str]) -> None: ...


class Contents:
    """Makes the payloads of files again; they must still say what is known of them.

    With a file come those that are expected next: many files take each stage together. What was made before, and kept,
    is not made. What names people, a message or a row of data, is never kept.
    """

    def __init__(self, settings: Settings, kept: Kept | None = None) -> None:
        self._settings, self._neighbours, self._kept = settings, Folders(settings.project), kept
        self._expected: Counter[str] = Counter()
        self._news: dict[str, str] = {}
        self._spared: set[str] = set()
        self._texts: dict[str, str] = {}
        self._units: dict[str, dict[str, Unit]] = {}

    def expect(self, path: str, digest: str) -> None:
        """One more payload of this file is going to be asked for, after those that are expected by now."""
        self._expected[path] += 1
        self._news[digest] = path

    def text(self, path: str, address: str, digest: str) -> str:
        """The body, written compactly. Raises UserError where the file says something else by now."""
        if self._kept is not None and self._news:
            found = self._kept.among(self._news)
            missing = {where for one, where in self._news.items() if one not in found}
            self._spared = (self._spared | {self._news[one] for one in found}) - missing
            self._texts |= found
        self._news = {}
        text = self._texts.pop(digest, None)
        return compact(self._payload(path, address, digest, self._spared).body) if text is None else text

    def payload(self, path: str, address: str, digest: str) -> Payload:
        """The payload with the places of its spec. Raises UserError where the file says something else by now."""
        return self._payload(path, address, digest, ())

    def _payload(self, path: str, address: str, digest: str, spared: Collection[str]) -> Payload:
        """Along with it what is expected next is made, but for files that are ``spared``."""
        if path not in self._units:
            self._units = self._made([*self._with_next(path, spared)])
        unit = self._units.get(path, {}).get(address)
        found = unit.payload if unit is not None else None
        if found is None or found.digest != digest:
            raise UserError(_changed(path))
        return found

    def _with_next(self, path: str, spared: Collection[str]) -> Iterator[str]:
        yield path
        weight = self._expected.pop(path, 1)
        for after in [each for each in self._expected if each not in spared]:
            if weight >= MOST:
                break
            weight += self._expected.pop(after)
            yield after

    def _made(self, paths: Sequence[str]) -> dict[str, dict[str, "Unit"]]:
        from ctc.pipeline.engine.units import units_of_each  # a plan without changes reads no file again
        from ctc.specs.reading import read_documents

        sources = {path: source for path in paths if (source := read_source(path, []))}
        read = [(one, read_documents(one.shown, one.data)[0], self._neighbours) for one in sources.values()]
        made = units_of_each(self._settings, read)
        units = {path: each.units for path, each in zip(sources, made, strict=True)}
        if self._kept is not None:
            every = (unit for of_file in units.values() for unit in of_file if not unit.is_of_a_row)
            made_of = (unit.payload for unit in every if unit.payload and not unit.payload.is_send)
            self._kept.put({payload.digest: compact(payload.body) for payload in made_of})
        return {path: {unit.address: unit for unit in of_file} for path, of_file in units.items()}


class Content:
    """The content of one payload that a run knows by its facts; see :class:`ctc.payloads.payload.Content`."""

    __slots__ = ("_address", "_digest", "contents", "path", "text")

    def __init__(self, contents: Contents, path: str, address: str, digest: str, text: str | None) -> None:
        self.contents, self._address, self._digest = contents, address, digest
        self.path, self.text = path, text

    @property
    def body(self) -> Mapping[str, Json]:
        if self.text is None:
            self.text = self.contents.text(self.path, self._address, self._digest)
        return _read(self.text)

    def text_by(self, write: Write) -> str:
        return write(self.body) if self.text is None else self.text

    def place_of(self, *path: str) -> Place:
        return self.contents.payload(self.path, self._address, self._digest).place_of(*path)


def text_of(payload: Payload, write: Write) -> str:
    """The body as it was written in this run, or as ``write`` writes it now."""
    return payload.content.text_by(write)


def expect(payload: Payload) -> None:
    """It is going to be looked into: where it has to be made again, it is made along with others."""
    if isinstance(payload.content, Content):
        payload.content.contents.expect(payload.content.path, payload.digest)


def hold(payloads: Iterable[Payload]) -> None:
    """From now on their bodies are at hand, whatever becomes of the files. Raises UserError where one has changed."""
    every = [p for p in payloads if not isinstance(p.content, Content) or p.content.text is None]
    for payload in every:
        expect(payload)
    for payload in every:
        _ = payload.body


@lru_cache(maxsize=256)
def _read(text: str) -> Mapping[str, Json]:
    """A body is asked several things in a row, and thousands of them would not fit into memory."""
    value: Mapping[str, Json] = json.loads(text)
    return value


def _changed(path: str) -> Diagnostic:
    return Diagnostic.of(
        "CTC110",
        "this file, or something that it includes, has changed while ctc was at work with it",
        "run again: nothing is sent but what was planned",
        file=shown_path(path),
    )
