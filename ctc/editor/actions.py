"""Quick fixes: a misspelled key becomes the one that is meant, and what ``lint --fix`` mends is mended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ctc.diagnostics import UserError
from ctc.editor.cursor import cursor_at, key_on, word_at
from ctc.editor.knowledge import fields_at
from ctc.editor.workspace import Workspace
from ctc.pipeline.engine.fixing import mended_text
from ctc.suggest import nearest
from ctc.validation.schema.fields import NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A change of one file: ``start`` to ``end`` of a line become ``text``; without a line, the whole file does."""

    title: str
    text: str
    line: int | None = None
    start: int = 0
    end: int = 0


def rename_key(path: Path, lines: Sequence[str], line: int, column: int) -> Action | None:
    """The key at a place as the nearest one that may stand there; None where it is one, or nothing is near."""
    text = lines[line]
    word = word_at(text, column)
    if not word or (key_on(text) != word and f"{word}:" not in text.replace(" :", ":")):
        return None
    cursor = cursor_at(lines, line, column)
    names = {field.path.rpartition(".")[2] for field in fields_at(path, lines, cursor)} - {NAME}
    meant = nearest(word, names) if word not in names else None
    if meant is None:
        return None
    start = text.rfind(word, 0, column + len(word))
    return Action(title=f"Write {meant}", text=meant, line=line, start=start, end=start + len(word))


def mend(workspace: Workspace, path: Path) -> Iterator[Action]:
    """What ``ctc lint --fix`` would make of the text."""
    try:
        before = workspace.source(path).data
        after = mended_text(workspace.units(path), workspace.settings().project.rules, before)
    except (UserError, OSError):
        return
    if after != before:
        yield Action(title="Mend what is mechanical (ctc lint --fix)", text=after.decode("utf-8"))
