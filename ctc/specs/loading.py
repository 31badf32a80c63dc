"""The spec files of a project: found, read once, never beyond the project's root (an edge)."""

import errno
import os
import stat
from collections.abc import Sequence
from hashlib import blake2b
from operator import attrgetter
from pathlib import Path
from typing import Final, NamedTuple

from ctc.diagnostics import Diagnostic, Severity
from ctc.specs.limits import MAX_BYTES, MAX_FOLDERS
from ctc.specs.text import too_large

SUFFIX = ".yaml"
_ALIKE: Final = (".yaml", ".yml")
"""How a file ends, in whatever case, that its author takes for a spec."""
TESTS: Final = ".test.yaml"
"""How files end that say what campaigns are meant to do: they are no specs."""
PROJECT_FILE = "ctc.yaml"
CATALOG: Final = "catalog"
"""The folder, and with ``.yaml`` the file, of the project's catalog."""
"""At the project's root it is no spec, wherever specs are looked for: every command reads it by itself."""
_NAME: Final = attrgetter("name")


class Source(NamedTuple):
    """One spec file: its absolute path, the path as it is shown to people, and its bytes."""

    path: Path
    shown: str
    data: bytes


def digest_of(data: bytes) -> str:
    """What tells the bytes of a file from others."""
    return blake2b(data, digest_size=20).hexdigest()


def load(
    root: Path, campaigns: Path, paths: Sequence[Path] = ()
) -> tuple[tuple[Source, ...], tuple[Diagnostic, ...]]:
    """Every spec file below ``campaigns``, or of ``paths`` (files and folders), in the order of their names.

    ``root`` is the project's root; what lies outside of it, or is reached over a symbolic link, is refused.
    Names that begin with ``_`` or ``.`` are not specs. Relative ``paths`` count from the current directory; a
    folder around ``campaigns``, such as the root, stands for ``campaigns``.
    """
    found, missing = find(root, campaigns, paths)
    problems = list(missing)
    sources = [read_source(path, problems) for path in found]
    return tuple(source for source in sources if source is not None), tuple(dict.fromkeys(problems))


def find(
    root: Path, campaigns: Path, paths: Sequence[Path] = ()
) -> tuple[tuple[str, ...], tuple[Diagnostic, ...]]:
    """The files that :func:`load` reads, in its order, and what is wrong with their names and folders."""
    found, problems = _find(root, campaigns, paths)
    return tuple([path for path in found if not path.endswith(TESTS)]), problems


def find_tests(
    root: Path, campaigns: Path, paths: Sequence[Path]
) -> tuple[tuple[str, ...], tuple[Diagnostic, ...]]:
    """The files of tests below ``campaigns``, or of ``paths``, by the same rules as specs; a file that is named is
    taken whatever it is called."""
    found, problems = _find(root, campaigns, paths)
    named = {os.path.abspath(path) for path in paths}  # noqa: PTH100
    kept = tuple(path for path in found if path.endswith(TESTS) or path in named)
    wrong = tuple(d for d in problems if d.code != _NOT_READ or Path(d.file).stem.endswith(".test"))
    return kept, wrong


def _find(
    root: Path, campaigns: Path, paths: Sequence[Path]
) -> tuple[tuple[str, ...], tuple[Diagnostic, ...]]:
    root = root.resolve()
    found: dict[str, None] = {}
    problems: list[Diagnostic] = []
    inside = campaigns.resolve()
    for start in paths or (campaigns,):
        absolute = Path(os.path.abspath(start))  # noqa: PTH100 - resolve() would hide a symbolic link
        if inside.is_relative_to(absolute.resolve()) and inside.is_relative_to(root) and campaigns.is_dir():
            absolute = Path(os.path.abspath(campaigns))  # noqa: PTH100
        found.update(dict.fromkeys(_found(absolute, root, problems, is_default=not paths)))
    found.pop(os.fspath(root / PROJECT_FILE), None)
    if (paths or inside == root) and not inside.is_relative_to(root / CATALOG):
        _without_catalog(found, os.fspath(root / CATALOG))
    in_order = list(found)
    if len(paths) > 1:  # one folder's files are in order already
        in_order.sort(key=lambda path: path.split(os.sep))  # noqa: PTH206 - as paths are ordered, much faster
    return tuple(in_order), tuple(dict.fromkeys(problems))


def _without_catalog(found: dict[str, None], catalog: str) -> None:
    """Takes the catalog out of the specs among which it lies, or is named: every command reads it by itself."""
    for path in [*found]:
        if path == f"{catalog}{SUFFIX}" or path.startswith(f"{catalog}{os.sep}"):
            del found[path]


def shown_path(path: Path | str, here: str = "") -> str:
    """A path as a person in the current directory would type it; ``here``, where whoever asks for many knows it."""
    text, here = os.fspath(path), f"{here or os.getcwd()}{os.sep}"  # noqa: PTH109 - asked for every file
    if text.startswith(here) and "/.." not in text:
        return text.removeprefix(here)
    return Path(os.path.relpath(path)).as_posix()


def _found(start: Path, root: Path, problems: list[Diagnostic], *, is_default: bool) -> list[str]:
    found: list[str] = []
    if not os.path.lexists(start):
        if not is_default:
            is_instance = start.name.endswith("]") and "[" in start.name
            hint = f"campaigns are chosen with --select '{start.name}'" if is_instance else None
            problems.append(_problem("CTC110", start, "there is no such file or folder", hint))
        return found
    resolved = start.resolve()
    if not resolved.is_relative_to(root):
        message = "this lies outside the project: a spec is read from below the project's folder alone"
        problems.append(_problem("CTC111", start, message))
        return found
    inner = root / start.relative_to(root) if start.is_relative_to(root) else resolved
    if any(parent.is_symlink() for parent in (inner, *inner.parents) if parent.is_relative_to(root)):
        problems.append(_symlink(start))
    elif inner.is_dir():
        _add_below(os.fspath(inner), found, problems)
    elif inner.suffix != SUFFIX and inner.suffix.lower() in _ALIKE:
        problems.append(_unread(inner))
    else:
        found.append(os.fspath(inner))
    return found


def _add_below(folder: str, found: list[str], problems: list[Diagnostic], depth: int = 0) -> None:
    """Adds the spec files below a folder, in the order of their names."""
    if depth > MAX_FOLDERS:
        why = f"what lies more than {MAX_FOLDERS} folders deep is not read"
        problems.append(_problem("CTC110", Path(folder), why))
        return
    try:
        entries = sorted(os.scandir(folder), key=_NAME)
    except OSError as error:
        problems.append(_problem("CTC110", Path(folder), f"this folder cannot be read: {error.strerror}"))
        return
    for entry in entries:
        name = entry.name
        if name.startswith(("_", ".")):
            continue
        if entry.is_symlink():
            path = Path(entry.path)
            if path.suffix.lower() in _ALIKE or path.is_dir():
                problems.append(_symlink(path))
        elif entry.is_dir():
            _add_below(entry.path, found, problems, depth + 1)
        elif name.endswith(SUFFIX):
            found.append(entry.path)
        elif name.lower().endswith(_ALIKE):
            problems.append(_unread(Path(entry.path)))


def read_source(path: Path | str, problems: list[Diagnostic]) -> Source | None:
    """The bytes of a file, as they were at one moment: a file that changes meanwhile is read again.

    None, and one more of ``problems``, where it cannot be had.
    """
    try:
        for _ in range(5):
            data = read_steady(path)
            if data is not None:
                break
        else:
            problems.append(
                _problem("CTC110", path, "this file changes while it is read", "run again when it is done")
            )
            return None
    except OSError as error:
        problems.append(_problem("CTC110", path, f"this file cannot be read: {error.strerror}"))
        return None
    shown = shown_path(path)
    if len(data) > MAX_BYTES:
        problems.append(too_large(shown))
        return None
    return Source(path=Path(path), shown=shown, data=data)


def read_steady(path: Path | str) -> bytes | None:
    """At most MAX_BYTES + 1 bytes of a regular file, or None where it changed meanwhile. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise OSError(errno.EINVAL, "it is no regular file")
        size = before.st_size
        data = os.read(descriptor, size + 1) if size <= MAX_BYTES else b" " * (MAX_BYTES + 1)
        after = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    same = (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)
    return data if same and (len(data) == size or size > MAX_BYTES) else None


def _symlink(path: Path) -> Diagnostic:
    message = "this is a symbolic link: what it points to may change without the repository's knowing"
    return _problem("CTC111", path, message, "put the file itself here; share content through templates")


_NOT_READ: Final = "CTC112"


def _unread(path: Path) -> Diagnostic:
    message = "this file is not read: spec files end in .yaml"
    return _problem(_NOT_READ, path, message, f"rename it to {path.stem}.yaml", Severity.WARNING)


def _problem(
    code: str, path: Path | str, message: str, hint: str | None = None, severity: Severity = Severity.ERROR
) -> Diagnostic:
    return Diagnostic.of(code, message, hint, file=shown_path(path), severity=severity)
