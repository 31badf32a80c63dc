"""Files of recipients: ``to: {Identity: {file: users.csv, column: id}}``.

An edge: reads files below the project's root, always as a stream. What leaves this module in a message is a
file's name, a line's number, a count or a hash; never a recipient.
"""

import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ctc.canonical import Json
from ctc.payloads.payload import RecipientFile
from ctc.payloads.recipient_groups import groups_of
from ctc.payloads.recipient_rows import CSV_SUFFIXES, JSON_SUFFIXES, Problem, Rows
from ctc.payloads.recipient_set import RecipientSet
from ctc.payloads.recipient_words import MAX_FINDINGS, blank, bounded, finding, nobody, unfilled, unreadable
from ctc.validation.finding import Finding

MAX_BYTES: Final = 1_000_000_000
"""Bytes of one file: more people than one message reaches in a day, at a thousand a request."""


class RecipientsChanged(Exception):
    """A file of recipients is not what was planned any more, or cannot be read. Names the file alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What one pass over a file found: what a payload holds of it, and what is wrong (paths below the kind); an error
    leaves nothing to hold."""

    file: RecipientFile | None
    findings: tuple[Finding, ...] = ()
    read: str = ""
    """The path and the hash of all bytes that were read; empty where not all were."""


def describe(folder: Path, root: Path, kind: str, reference: Mapping[str, Json]) -> Described:
    """Reads a file once, as a stream: its hash, the number of its distinct, non-empty values, and of the others.

    ``folder`` is the spec's, ``root`` the project's; ``reference`` is ``{"file": …, "column": …}``, and ``match`` where
    it takes some rows alone. A reference of another shape is the schema's to report and gives neither file nor finding.
    """
    if not _is_reference(reference):
        return Described(file=None)
    name, column = reference["file"], reference.get("column")
    path = locate(folder, root, name)
    if isinstance(path, Problem):
        return Described(file=None, findings=(finding(path),))
    if "match" in reference:
        return _matched(path, kind, reference)
    return _whole(path, kind, name, column)


def _whole(path: Path, kind: str, name: str, column: str | None) -> Described:
    """Every row of the file."""
    rows, seen = Rows(path, column), RecipientSet()
    problems: list[Problem] = []
    duplicates = 0
    try:
        for value in rows:
            if isinstance(value, str):
                duplicates += not seen.add(value)
            else:
                problems.append(value)
                if len(problems) > MAX_FINDINGS:
                    break
    except OSError as error:
        problems.append(unreadable(name, error.strerror or "the system refused"))
    if not problems and not seen:
        problems.append(nobody(name))
    if problems:
        return Described(file=None, findings=tuple(finding(problem) for problem in bounded(problems)))
    return Described(
        file=RecipientFile(
            kind=kind,
            file=name,
            column=column,
            sha256=rows.sha256,
            count=len(seen),
            duplicates=duplicates,
            blank=rows.blank,
        ),
        findings=(
            *((blank(name, rows.blank),) if rows.blank else ()),
            *((unfilled(name, rows.unfilled),) if rows.unfilled else ()),
        ),
        read=f"{path}\0{rows.sha256}",
    )


def _is_reference(reference: Mapping[str, Json]) -> bool:
    name, column = reference.get("file"), reference.get("column")
    is_named = isinstance(name, str) and name.strip() and (column is None or isinstance(column, str))
    match = reference.get("match", {"": ""})
    return bool(is_named and not reference.keys() - {"file", "column", "match"} and match) and isinstance(
        match, dict
    )


def _matched(path: Path, kind: str, reference: Mapping[str, Json]) -> Described:
    """The same of the rows that ``match`` takes; of an instance that none does, a count of 0."""
    match, name = reference["match"], reference["file"]
    try:
        groups = groups_of(path, _stamp(path), reference.get("column"), match)
    except OSError as error:
        return Described(
            file=None, findings=(finding(unreadable(name, error.strerror or "the system refused")),)
        )
    if groups.problems:
        return Described(file=None, findings=tuple(finding(found) for found in bounded([*groups.problems])))
    group = groups.of(match)
    return Described(
        file=RecipientFile(
            kind=kind,
            file=name,
            column=reference.get("column"),
            sha256=group.sha256,
            count=len(group.people),
            duplicates=group.duplicates,
            blank=group.blank,
            match=match,
        ),
        read=f"{path}\0{groups.sha256}",
    )


def stream(folder: Path, root: Path, reference: Mapping[str, Json]) -> Iterator[str]:
    """The distinct values of a described file, in order of first appearance.

    ``reference`` is ``{"file", "column", "sha256", "count"}`` as a payload holds it. The file is hashed before
    the first value is given and again on the way; its size, time and inode are looked at before each value
    in a thousand. Raises RecipientsChanged as soon as it differs from what was described.
    """
    name = str(reference["file"])
    path = locate(folder, root, name)
    if isinstance(path, Problem):
        raise RecipientsChanged(path.message)
    if "match" in reference:
        yield from _stream_matched(path, reference)
        return
    rows, seen = Rows(path, reference.get("column")), RecipientSet()
    try:
        before = _stamp(path)
        if _hash_of(path) != reference["sha256"]:
            raise _changed(name)
        count = 0
        for value in rows:
            if isinstance(value, Problem):
                raise _changed(name)
            if seen.add(value):
                count += 1
                if count % 1000 == 0 and _stamp(path) != before:
                    raise _changed(name)
                yield value
        if (rows.sha256, count) != (reference["sha256"], reference["count"]):
            raise _changed(name)
    except OSError:
        raise RecipientsChanged(f"{name} cannot be read any more") from None


def _stream_matched(path: Path, reference: Mapping[str, Json]) -> Iterator[str]:
    name = str(reference["file"])
    try:
        groups = groups_of(path, _stamp(path), reference.get("column"), reference["match"])
    except OSError:
        raise RecipientsChanged(f"{name} cannot be read any more") from None
    group = groups.of(reference["match"])
    if groups.problems or (group.sha256, len(group.people)) != (reference["sha256"], reference["count"]):
        raise _changed(name)
    yield from group.people


def locate(folder: Path, root: Path, name: str) -> Path | Problem:
    """The file that a reference names, below the project's root also where links lead; or why it is none."""
    if not name.lower().endswith((*CSV_SUFFIXES, *JSON_SUFFIXES)):
        known = ", ".join((*CSV_SUFFIXES, *JSON_SUFFIXES))
        return Problem(
            code="CTC356",
            message=f"{name} is neither CSV nor NDJSON by its name, so ctc does not guess how to read it",
            hint=f"name it with one of {known}",
        )
    try:
        path = (folder / name).resolve()
        if Path(name).is_absolute() or not path.is_relative_to(root.resolve()):
            return Problem(
                code="CTC350",
                message=f"{name} is outside the project, so a reviewer cannot see what it holds",
                hint="keep it in the repository, beside the spec that uses it",
            )
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            return unreadable(name, "it is no regular file")
        if found.st_size > MAX_BYTES:
            return unreadable(name, f"it holds more than {MAX_BYTES:,} bytes; split it into several messages")
    except FileNotFoundError:
        return unreadable(name, "there is no such file; the path counts from the spec's folder")
    except (OSError, ValueError, RuntimeError) as error:
        return unreadable(name, getattr(error, "strerror", None) or "the path leads nowhere")
    return path


def _stamp(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return (found.st_ino, found.st_size, found.st_mtime_ns)


def _hash_of(path: Path) -> str:
    from hashlib import file_digest

    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _changed(name: str) -> RecipientsChanged:
    return RecipientsChanged(f"{name} has changed since it was planned, so nothing more of it is sent")
