"""A baseline: the findings that a repository had when it began with ctc, accepted until somebody mends them.

It is to many findings what ``ignore`` is to one, and accepts no code that ``ignore`` may not hide. A finding is known
by its file, its code, its path in the document and its words, never by its line: what moves stays accepted, what is
written anew is told again. Counts make copies of an accepted mistake count.
"""

import json
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ctc import files
from ctc.diagnostics import Diagnostic, UserError
from ctc.project.opening import find_root
from ctc.shown import readable

VERSION: Final = 1
MAX_BYTES: Final = 100_000_000
"""Bytes of a baseline; one of 10,000 findings has some two million."""
Known = tuple[str, str, str, str]
"""What a finding is known by: its file (from the project's root), code, path and words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remaining:
    """What a baseline leaves of the findings."""

    left: tuple[Diagnostic, ...]
    accepted: int
    gone: int
    """Findings that the baseline accepts and that are there no more."""


def remaining(diagnostics: Sequence[Diagnostic], accepted: Counter[Known], root: Path) -> Remaining:
    """The findings without those that are accepted, each as often as it is."""
    room = Counter(accepted)
    left = []
    for diagnostic in diagnostics:
        known = _known(diagnostic, root)
        if room[known] and _may_be_accepted(diagnostic):
            room[known] -= 1
        else:
            left.append(diagnostic)
    return Remaining(left=tuple(left), accepted=len(diagnostics) - len(left), gone=room.total())


def accept(diagnostics: Iterable[Diagnostic], root: Path) -> Counter[Known]:
    """A baseline of what may be accepted of these findings."""
    return Counter(_known(diagnostic, root) for diagnostic in diagnostics if _may_be_accepted(diagnostic))


def _may_be_accepted(diagnostic: Diagnostic) -> bool:
    from ctc.validation.rules.explanations import explanations

    code = explanations().get(diagnostic.code)
    return code is not None and code.ignorable


def _known(diagnostic: Diagnostic, root: Path) -> Known:
    file = Path(os.path.relpath(diagnostic.file, root)).as_posix() if diagnostic.file else ""
    return readable(file), diagnostic.code, readable(diagnostic.path), readable(diagnostic.message)


def root_of(cwd: Path) -> Path:
    """The folder that a baseline counts files from: it says the same wherever lint is called."""
    return find_root(cwd) or cwd


def read(file: Path) -> Counter[Known]:
    """The baseline that :func:`write` wrote. Raises UserError (CTC854) for anything else."""
    try:
        with file.open("rb") as opened:
            data = files.at_most(opened, MAX_BYTES)
        value = json.loads(data or b"")
        if value["format_version"] != VERSION:
            raise _unreadable(
                file, f"its format is {value['format_version']!r}, and this ctc reads {VERSION}"
            )
        entries = value["accepted"]
        return Counter({(e["file"], e["code"], e["path"], e["message"]): int(e["count"]) for e in entries})
    except OSError as error:
        raise _unreadable(file, error.strerror or "it cannot be opened") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _unreadable(file, "it is not what `ctc lint --write-baseline` wrote") from None


def write(file: Path, accepted: Counter[Known]) -> None:
    """Writes a baseline, one finding a line, so that a review shows what is accepted. Raises UserError (CTC854)."""
    lines = [
        json.dumps(dict(zip(("file", "code", "path", "message"), known, strict=True)) | {"count": count})
        for known, count in sorted(accepted.items())
    ]
    listed = ",\n    ".join(lines)
    text = f'{{\n  "format_version": {VERSION},\n  "accepted": [\n    {listed}\n  ]\n}}\n'
    try:
        files.write(file, text.encode())
    except OSError as error:
        raise _unreadable(file, f"it cannot be written: {error.strerror}") from None


def _unreadable(file: Path, why: str) -> UserError:
    return UserError(
        Diagnostic.of(
            "CTC854",
            f"{file} is no baseline: {why}",
            "make one with `ctc lint --baseline FILE --write-baseline`",
        )
    )
