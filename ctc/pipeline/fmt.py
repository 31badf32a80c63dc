"""What ``ctc fmt`` does: the YAML files of a project in one canonical layout, each proved to say what it said."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ctc.diagnostics import Diagnostic, Severity, has_errors
from ctc.files import write
from ctc.pipeline.settings import home_of
from ctc.project.opening import open_project
from ctc.project.settings import FILE
from ctc.specs.building import TooMuch
from ctc.specs.layout import NoLayout, laid_out
from ctc.specs.loading import find, read_source
from ctc.specs.reading import read_documents
from ctc.specs.syntax import SyntaxProblem

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
        same = [each.data for each in read_documents(shown, after.encode())[0]] == [d.data for d in documents]
    except (NoLayout, SyntaxProblem, TooMuch):
        same = False
    if not same or "".join(after.split()) != "".join(text.removeprefix(_BOM).split()):
        return Formatted(shown=shown, path=path, before=text, after=text, problems=(_left_alone(shown),))
    return Formatted(shown=shown, path=path, before=text, after=mark + after.replace("\n", ending or own))


def format_files(
    cwd: Path, environ: Mapping[str, str], paths: Sequence[Path], ending: str | None
) -> Iterator[Formatted]:
    """Every spec of the project and its ctc.yaml, or those of ``paths``; nothing is written."""
    project = open_project(home_of(cwd, paths), environ)
    found, missing = find(project.root, project.campaigns, paths)
    if missing:
        yield Formatted(shown="", path=None, before="", after="", problems=tuple(missing))
    own = project.root / FILE
    wanted = [*found, *([os.fspath(own)] if not paths and own.is_file() else [])]
    for path in wanted:
        problems: list[Diagnostic] = []
        source = read_source(path, problems)
        if source is None:
            yield Formatted(shown="", path=None, before="", after="", problems=tuple(problems))
        else:
            yield formatted(source.shown, source.data, ending, source.path)


def put(each: Formatted, written: Callable[[Path, bytes], None] = write) -> None:
    """Replaces the file. Raises OSError; then it is as it was."""
    if each.path is not None and each.is_changed:
        written(each.path, each.after.encode("utf-8"))


def _left_alone(shown: str) -> Diagnostic:
    return Diagnostic.of(
        "CTC850",
        "this file is left as it is: another layout would change what it says",
        "blanks at the end of a line inside of a quoted text are the usual reason",
        file=shown,
        severity=Severity.INFO,
    )
