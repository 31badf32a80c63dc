"""``lint --fix``: what is mechanical is mended in place, comments and layout kept."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ctc.diagnostics import has_errors
from ctc.files import write
from ctc.pipeline.engine.judging import subject_of
from ctc.pipeline.engine.unit import Unit
from ctc.specs.loading import shown_path
from ctc.specs.reading import read_documents
from ctc.templates.escaping import Mend
from ctc.validation.rules.catalog import edits_for, run_rules
from ctc.validation.rules.edit import Edit, Replace, below
from ctc.validation.rules.fixes import apply_fixes
from ctc.validation.rules.policy import apply_policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """The files that changed, as they are shown; and by file, why one could not be written."""

    files: tuple[str, ...]
    refused: Mapping[str, str]


def mend(units: Sequence[Unit], severities: Mapping[str, str]) -> Mended:
    """Mends every file that can be mended."""
    files: list[str] = []
    refused: dict[str, str] = {}
    for mends in _of_templates(units).values():
        try:
            if _rewrite_template(mends):
                files.append(mends[0].file)
        except (OSError, ValueError) as error:
            refused[mends[0].file] = str(error)
    for path, edits in _wanted(units, severities).items():
        try:
            if edits and _rewrite(path, edits):
                files.append(shown_path(path))
        except OSError as error:
            refused[shown_path(path)] = error.strerror or str(error)
    return Mended(files=tuple(files), refused=refused)


def mended_text(units: Sequence[Unit], severities: Mapping[str, str], before: bytes) -> bytes:
    """The text of one file, whose units these are, with everything mended that can be."""
    edits = [edit for of_file in _wanted(units, severities).values() for edit in of_file]
    return apply_fixes(before, edits) if edits else before


def _wanted(
    units: Sequence[Unit], severities: Mapping[str, str]
) -> Mapping[Path, Sequence[tuple[int, Edit]]]:
    """The edits of each file, with the document that each is for."""
    edits: dict[Path, list[tuple[int, Edit]]] = defaultdict(list)
    for unit in units:
        in_leaves = (Replace(path=m.path, old=m.old, new=m.new) for m in unit.reads.mends if not m.file)
        edits[unit.path] += [(unit.spec.document.index, edit) for edit in in_leaves]
        if unit.is_sound:
            subject = subject_of(unit)
            found = apply_policy(run_rules(subject, severities), severities, unit.spec.ignore).findings
            wanted = (below((unit.spec.kind,), edit) for edit in edits_for(subject, found))
            edits[unit.path] += [(unit.spec.document.index, edit) for edit in wanted]
    return edits


def _of_templates(units: Sequence[Unit]) -> Mapping[str, Sequence[Mend]]:
    """What is to be mended in included files, by file."""
    found: dict[str, dict[Mend, None]] = defaultdict(dict)
    for unit in units:
        for mend in unit.reads.mends:
            if mend.file:
                found[mend.file][mend] = None
    return {file: [*mends] for file, mends in found.items()}


def _rewrite_template(mends: Sequence[Mend]) -> bool:
    """Whether the file changed: an expression that still stands on its line gets its filter."""
    path = Path(mends[0].file)
    before = path.read_bytes().decode("utf-8")
    lines = before.split("\n")
    for mend in mends:
        if mend.line <= len(lines):
            lines[mend.line - 1] = lines[mend.line - 1].replace(mend.old, mend.new)
    after = "\n".join(lines)
    if after != before:
        write(path, after.encode())
    return after != before


def _rewrite(path: Path, edits: Sequence[tuple[int, Edit]]) -> bool:
    """Whether the file changed. It is replaced whole, or left as it was. Raises OSError.

    A file that cannot be read to its end, or that changed since, is left to its author.
    """
    before = path.read_bytes()
    if has_errors(read_documents(shown_path(path), before)[1]):
        return False
    after = apply_fixes(before, edits)
    if after == before:
        return False
    write(path, after)
    return True
