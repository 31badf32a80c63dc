"""What ``ctc fmt`` does: the YAML files of a project in one canonical layout, each proved to say what it said."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Final, cast

from ctc.canonical import Json
from ctc.diagnostics import BEGINNING, Diagnostic, JsonPath, Place, Severity, has_errors
from ctc.files import write
from ctc.pipeline.settings import home_of
from ctc.project.opening import open_project
from ctc.project.settings import FILE
from ctc.specs.building import TooMuch
from ctc.specs.document import Document
from ctc.specs.layout import NoLayout, laid_out
from ctc.specs.loading import find, read_source, shown_path
from ctc.specs.reading import read_documents
from ctc.specs.syntax import SyntaxProblem

_ENDS: Final = (".yaml", ".yml")
_BOM: Final = "\ufeff"
ENDINGS: Final[Mapping[str, str | None]] = {"keep": None, "lf": "\n", "crlf": "\r\n"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Formatted:
    """One file: its text before and after, which are equal where nothing is to do or nothing can be done."""

    shown: str
    path: Path | None
    before: str
    after: str
    problems: tuple[Diagnostic, ...] = ()

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


def formatted(shown: str, data: bytes, ending: str | None = None, path: Path | None = None) -> Formatted:
    """A text in its canonical layout. A byte order mark stays, and so do its line ends, unless ``ending`` names others.

    What cannot be read is a finding; a text whose layout cannot change without changing what it says is left alone,
    and a finding says so.
    """
    documents, problems = read_documents(shown, data)
    if has_errors(problems):
        raw = data.decode("utf-8", "replace")
        return Formatted(shown=shown, path=path, before=raw, after=raw, problems=tuple(problems))
    text = data.decode("utf-8")
    mark = _BOM if text.startswith(_BOM) else ""
    own = "\r\n" if "\r\n" in text else "\n"
    try:
        after = laid_out(text.removeprefix(_BOM))
        stops = stopped_at(documents, text, after)
    except NoLayout as stopped:
        stops = same_line(text, stopped.lines)
    except (SyntaxProblem, TooMuch):
        stops = BEGINNING
    if stops is not None:
        return Formatted(
            shown=shown, path=path, before=text, after=text, problems=(_left_alone(shown, stops),)
        )
    return Formatted(shown=shown, path=path, before=text, after=mark + after.replace("\n", ending or own))


def format_files(
    cwd: Path, environ: Mapping[str, str], paths: Sequence[Path], ending: str | None
) -> Iterator[Formatted]:
    """Every spec of the project and its ctc.yaml, or those of ``paths``; nothing is written."""
    project = open_project(home_of(cwd, paths), environ)
    found, missing = find(project.root, project.campaigns, paths)
    if missing:
        yield Formatted(shown="", path=None, before="", after="", problems=tuple(missing))
    own = os.fspath(project.root / FILE)
    named = {os.path.abspath(path) for path in paths}  # noqa: PTH100 - as they are found
    wanted = [*found, *([own] if (own in named or not paths) and Path(own).is_file() else [])]
    for path in wanted:
        if not path.lower().endswith(_ENDS):
            yield Formatted(shown="", path=None, before="", after="", problems=(_no_yaml(shown_path(path)),))
            continue
        problems: list[Diagnostic] = []
        source = read_source(path, problems)
        if source is None:
            yield Formatted(shown="", path=None, before="", after="", problems=tuple(problems))
        else:
            yield formatted(source.shown, source.data, ending, source.path)


def _no_yaml(shown: str) -> Diagnostic:
    """A template or a table may read as YAML too, and says something else where its blanks move."""
    message = "this file keeps its layout: it is no YAML by its name"
    return Diagnostic.of("CTC112", message, file=shown, severity=Severity.WARNING)


def put(each: Formatted, written: Callable[[Path, bytes], None] = write) -> None:
    """Replaces the file. Raises OSError; then it is as it was."""
    if each.path is not None and each.is_changed:
        written(each.path, each.after.encode("utf-8"))


def stopped_at(documents: Sequence[Document], text: str, after: str) -> Place | None:
    """Where the text says what its layout would change; None where it says the same."""
    laid, problems = read_documents("", after.encode())
    if has_errors(problems):
        return same_line(text, after.split("\n")[: problems[0].line])
    for before, then in zip_longest(documents, laid):
        if before is None or then is None:
            return BEGINNING
        if before.data != then.data:
            return cast(Place, before.places.value(_difference(before.data, then.data)))
    return None if "".join(after.split()) == "".join(text.removeprefix(_BOM).split()) else BEGINNING


def _difference(before: Json, then: Json) -> JsonPath:
    """The path of the first value that differs."""
    if isinstance(before, dict) and isinstance(then, dict) and before.keys() == then.keys():
        return next((key, *_difference(before[key], then[key])) for key in before if before[key] != then[key])
    if isinstance(before, list) and isinstance(then, list) and len(before) == len(then):
        pairs = enumerate(zip(before, then, strict=True))
        return next((at, *_difference(*pair)) for at, pair in pairs if pair[0] != pair[1])
    return ()


def same_line(text: str, lines: Sequence[str]) -> Place:
    """The place in ``text`` of the last of ``lines``, of a layout of it: empty lines come and go, and no others."""
    wanted = sum(1 for line in lines if line.strip())
    written = [number for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    return Place(written[wanted - 1], 1) if 0 < wanted <= len(written) else BEGINNING


def _left_alone(shown: str, place: Place) -> Diagnostic:
    return Diagnostic.of(
        "CTC850",
        "this file is left as it is: another layout would change what this says",
        "blanks at the end of a line, empty lines at the end of a text and keys behind a `?` are the usual reasons",
        file=shown,
        place=place,
        severity=Severity.INFO,
    )
