"""Files of recipients: what is read, what is refused, and that nobody is ever named."""

import errno
import io
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ctc.payloads.recipient_groups import groups_of
from ctc.payloads.recipient_words import MAX_FINDINGS
from ctc.payloads.recipients import MAX_BYTES, RecipientsChanged, describe, locate, stream

Write = Callable[..., dict[str, Any]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(content: str | bytes, name: str = "users.csv", column: str | None = "id") -> dict[str, Any]:
        data = content.encode() if isinstance(content, str) else content
        (tmp_path / name).write_bytes(data)
        return {"file": name} | ({"column": column} if column is not None else {})

    return write


def _read(root: Path, reference: dict[str, Any]) -> list[str]:
    found = describe(root, root, "Identity", reference)
    assert {finding.code for finding in found.findings} <= {"CTC357", "CTC358"}
    assert found.file is not None
    assert found.file.sha256 == sha256((root / reference["file"]).read_bytes()).hexdigest()
    told = (found.file.kind, found.file.file, found.file.column)
    assert told == ("Identity", reference["file"], reference.get("column"))
    people = list(stream(root, root, reference | {"sha256": found.file.sha256, "count": found.file.count}))
    assert len(people) == found.file.count
    return people


@pytest.mark.parametrize(
    ("content", "people"),
    [
        ("id\na\nb\n", ["a", "b"]),
        ("id\na\nb", ["a", "b"]),
        ("\ufeffid,name\r\na,x\r\nb,y\r\n", ["a", "b"]),
        ('name,"id"\n"Doe, John",a\n"two\nlines",b\n', ["a", "b"]),
        ("id\nb\na\nb\n\n  \n a \n", ["b", "a"]),
        ("id,name\na\n,x\nb,\n", ["a", "b"]),
        ("id\n007\n+48100200300\nNULL\n😀\n", ["007", "+48100200300", "NULL", "😀"]),
    ],
)
def test_csv(tmp_path: Path, write: Write, content: str, people: list[str]) -> None:
    assert _read(tmp_path, write(content)) == people


@pytest.mark.parametrize("name", ["u.ndjson", "u.jsonl", "u.NDJSON"])
def test_ndjson(tmp_path: Path, write: Write, name: str) -> None:
    objects = '\ufeff{"id": "a", "x": 1}\n\n{"id": null}\n{"id": ""}\r\n{"id": "b"}\n{"id": "a"}'
    assert _read(tmp_path, write(objects, name)) == ["a", "b"]
    assert _read(tmp_path, write('"b"\n"a"\nnull\n"007"\n', name, None)) == ["b", "a", "007"]


@pytest.mark.parametrize(
    ("content", "name", "column", "code", "at", "message", "hint"),
    [
        ("ids,name\nCANARY,x\n", "u.csv", "id", "CTC352", "column", "nowhere", "did you mean 'ids'?"),
        ("CANARY@x.org\n", "u.csv", "CANARYx.org", "CTC352", "column", "'CANARYx.org' nowhere", None),
        ("id,id\nCANARY,x\n", "u.csv", "id", "CTC352", "column", "more than once", "own name"),
        ("id\nCANARY\n", "u.csv", None, "CTC352", "file", "which column", "column: id"),
        (
            "id;name\nCANARY;x\n",
            "u.csv",
            "id",
            "CTC352",
            "column",
            "nowhere",
            "separate the fields with commas",
        ),
        ("", "u.csv", "id", "CTC353", "file", "no header", "how the file was made"),
        ("\n\n", "u.csv", "id", "CTC353", "file", "no header", "how the file was made"),
        ("id\n", "u.csv", "id", "CTC353", "file", "no recipient", "how the file was made"),
        ("", "u.ndjson", None, "CTC353", "file", "no recipient", "how the file was made"),
        ("id\nCANARY,CANARY\n", "u.csv", "id", "CTC354", "file", "line 2 has 2 fields", "comma"),
        ("n,id\nCANARY\n", "u.csv", "id", "CTC354", "file", "line 2 has 1 fields", "comma"),
        ('id\n"CANARY\nb\n', "u.csv", "id", "CTC354", "file", "line 3 is not CSV", None),
        ('id\n"CANARY"x\n', "u.csv", "id", "CTC354", "file", "line 2 is not CSV", None),
        ("id\rCANARY\r", "u.csv", "id", "CTC354", "file", "is not CSV", None),
        ('id\n"CAN\nARY"\n', "u.csv", "id", "CTC354", "file", "line 3 holds a line break", None),
        (b"id\na\nCANARY\xff\n", "u.csv", "id", "CTC351", "file", "line 3 is not UTF-8", "UTF-8"),
        ("id\n".encode("utf-16"), "u.csv", "id", "CTC351", "file", "line 1 is UTF-16", "UTF-8"),
        (
            "id\na\n<<<<<<< HEAD\nCANARY\n",
            "u.csv",
            "id",
            "CTC351",
            "file",
            "line 3 is no row: a merge",
            "sides",
        ),
        ("id\nCAN\0ARY\n", "u.csv", "id", "CTC351", "file", "line 2 holds a NUL", "UTF-8"),
        ("id\n" + "CANARY" * 200_000, "u.csv", "id", "CTC354", "file", "line 2 is longer than", "each line"),
        ("id\n" + "CANARY" * 30_000, "u.csv", "id", "CTC354", "file", "line 2 holds a field of more", None),
        ('{"id": "a"}\nCANARY', "u.ndjson", "id", "CTC354", "file", "line 2 is not JSON", "whole JSON"),
        ("[" * 100_000, "u.ndjson", "id", "CTC354", "file", "line 1 is not JSON", "whole JSON"),
        ('{"ID": "CANARY"}', "u.ndjson", "id", "CTC352", "column", "line 1 has no 'id'", "each line"),
        ('["CANARY"]', "u.ndjson", "id", "CTC352", "column", "line 1 has no 'id'", "each line"),
        ('{"id": 12345678}', "u.ndjson", "id", "CTC355", "file", "line 1 holds a number", "leading zeros"),
        ("3.5", "u.ndjson", None, "CTC355", "file", "line 1 holds a number", "leading zeros"),
        ('{"id": true}', "u.ndjson", "id", "CTC355", "file", "line 1 holds no string", None),
        ('{"id": "CANARY"}', "u.ndjson", None, "CTC355", "file", "line 1 holds no string", None),
        ('"CANARY\\ud800"', "u.ndjson", None, "CTC354", "file", "half of a character", None),
        ('"CAN\\nARY"', "u.ndjson", None, "CTC354", "file", "line 1 holds a line break", None),
        ("id\na\n", "u.xlsx", "id", "CTC356", "file", "neither CSV nor NDJSON", ".csv"),
    ],
)
def test_what_is_refused(
    tmp_path: Path,
    write: Write,
    content: str,
    name: str,
    column: str | None,
    code: str,
    at: str,
    message: str,
    hint: str | None,
) -> None:
    found = describe(tmp_path, tmp_path, "Identity", write(content, name, column))
    assert found.file is None
    (finding,) = found.findings
    assert (finding.code, finding.path) == (code, (at,))
    assert message in finding.message
    assert "None" not in finding.message
    assert (finding.hint is None) if hint is None else hint in (finding.hint or "")
    said = finding.message + (finding.hint or "")
    assert "CANARY" not in said.replace("'CANARYx.org'", "")
    assert "CAN" not in said.replace("'CANARYx.org'", "")
    assert "12345678" not in said


def test_a_million_bad_lines_are_one_mistake(tmp_path: Path, write: Write) -> None:
    found = describe(tmp_path, tmp_path, "Identity", write("1\n" * 10_000, "u.ndjson", None))
    assert len(found.findings) == MAX_FINDINGS + 1
    assert "not shown" in found.findings[-1].message


def test_a_reference_of_another_shape_is_the_schemas_to_report(tmp_path: Path) -> None:
    for reference in ({}, {"file": 3}, {"file": "u.csv", "column": 4}):
        assert describe(tmp_path, tmp_path, "Identity", reference).file is None
        assert describe(tmp_path, tmp_path, "Identity", reference).findings == ()


def test_only_files_of_the_project_are_read(tmp_path: Path) -> None:
    root, folder = tmp_path / "project", tmp_path / "project" / "campaigns"
    folder.mkdir(parents=True)
    outside = tmp_path / "outside.csv"
    for file in (outside, root / "inside.csv", folder / "near.csv"):
        file.write_text("id\na\n")
    (folder / "link.csv").symlink_to(outside)
    (folder / "dir").symlink_to(tmp_path)
    (folder / "good.csv").symlink_to(root / "inside.csv")
    (folder / "loop.csv").symlink_to(folder / "loop.csv")
    (folder / "folder.csv").mkdir()
    os.mkfifo(folder / "pipe.csv")
    for name in ("near.csv", "../inside.csv", "good.csv", "./near.csv"):
        assert isinstance(locate(folder, root, name), Path), name
    refused = {
        "../../outside.csv": "outside the project",
        "link.csv": "outside the project",
        "dir/outside.csv": "outside the project",
        str(folder / "near.csv"): "outside the project",
        "missing.csv": "no such file",
        "near.csv/x.csv": "cannot be read",
        "loop.csv": "cannot be read",
        "folder.csv": "no regular file",
        "pipe.csv": "no regular file",
        "a\0.csv": "cannot be read",
        "x" * 300 + ".csv": "cannot be read",
    }
    for name, reason in refused.items():
        found = describe(folder, root, "Identity", {"file": name, "column": "id"})
        assert found.file is None, name
        assert [finding.code for finding in found.findings] == ["CTC350"], name
        assert reason in found.findings[0].message, name


def _described(root: Path, reference: dict[str, Any]) -> dict[str, Any]:
    found = describe(root, root, "Identity", reference).file
    assert found is not None
    return reference | {"sha256": found.sha256, "count": found.count}


def test_a_file_that_changed_before_is_noticed_before_the_first_value(tmp_path: Path, write: Write) -> None:
    reference = _described(tmp_path, write("id\na\nb\n"))
    write("id\na\nc\n")
    with pytest.raises(RecipientsChanged, match=r"^users\.csv has changed since it was planned, so nothing"):
        next(stream(tmp_path, tmp_path, reference))
    (tmp_path / "users.csv").unlink()
    with pytest.raises(
        RecipientsChanged, match=r"^users\.csv cannot be read: there is no such file; the path"
    ):
        next(stream(tmp_path, tmp_path, reference))


@pytest.mark.parametrize("how", ["rewritten", "appended", "replaced", "truncated"])
def test_a_file_that_changes_on_the_way_is_noticed(tmp_path: Path, write: Write, how: str) -> None:
    content = "id\n" + "".join(f"user-{number:06}\n" for number in range(5000))
    reference = _described(tmp_path, write(content))
    path = tmp_path / "users.csv"
    people = stream(tmp_path, tmp_path, reference)
    next(people)
    stamp = path.stat()
    if how == "rewritten":
        with path.open("r+b") as file:
            file.seek(-7, os.SEEK_END)
            file.write(b"999999\n")
        os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    elif how == "appended":
        with path.open("a") as file:
            file.write("mallory\n")
    elif how == "replaced":
        other = tmp_path / "other.csv"
        other.write_text(content.replace("user-000500", "mallory"))
        other.replace(path)
    else:
        os.truncate(path, 100)
    taken: list[str] = []
    with pytest.raises(RecipientsChanged, match=r"^users\.csv has changed since it was planned, so nothing"):
        taken.extend(people)
    assert "mallory" not in taken


class FailingDisk(io.BytesIO):
    """A file whose reading fails after some lines, as a network share or a broken disk does."""

    def readline(self, size: int | None = -1, /) -> bytes:
        if self.tell() > 20_000:
            raise OSError(errno.EIO, "Input/output error")
        return super().readline(size)


def test_a_file_whose_reading_fails_in_its_middle_is_no_shorter_file(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else half of the people get the message, and the send counts as whole."""
    content = "id\n" + "".join(f"user-{number:06}\n" for number in range(5000))
    reference = _described(tmp_path, write(content))
    whole = Path.open

    def failing(path: Path, mode: str = "r", *rest: Any) -> Any:
        with whole(path, mode, *rest) as file:
            return FailingDisk(file.read())

    monkeypatch.setattr("ctc.payloads.recipient_rows.Path.open", failing)
    monkeypatch.setattr("ctc.payloads.recipients._hash_of", lambda _: reference["sha256"])
    taken: list[str] = []
    with pytest.raises(RecipientsChanged, match=r"^users\.csv cannot be read any more$"):
        taken.extend(stream(tmp_path, tmp_path, reference))
    assert 0 < len(taken) < 5000
    found = describe(tmp_path, tmp_path, "Identity", {"file": "users.csv", "column": "id"})
    assert found.file is None
    assert [finding.message for finding in found.findings] == ["users.csv cannot be read: Input/output error"]


def test_a_file_that_was_described_streams_again_and_again(tmp_path: Path, write: Write) -> None:
    reference = _described(tmp_path, write("id\na\nb\n"))
    assert (
        list(stream(tmp_path, tmp_path, reference))
        == list(stream(tmp_path, tmp_path, reference))
        == ["a", "b"]
    )


def test_what_is_dropped_is_counted(tmp_path: Path, write: Write) -> None:
    found = describe(tmp_path, tmp_path, "Identity", write("id\na\nb\n\na\n a \nb\n", "u.csv", "id")).file
    assert found is not None
    assert (found.count, found.duplicates) == (2, 3)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id,name\na,x\nb,y\n\n\n", None),
        ("id,name\na,x\n,y\nb,z\n", "a row names nobody"),
        ("id,name\na,x\n\n \n,\nb,z\n", "3 rows name nobody"),
        ("id\na\n\n\nb\n\n", "2 rows name nobody"),
        ("id,name\n,a\nb,\n,c\n", "2 rows name nobody"),
    ],
)
def test_rows_that_name_nobody_are_told(tmp_path: Path, write: Write, content: str, said: str | None) -> None:
    found = describe(tmp_path, tmp_path, "Identity", write(content))
    assert found.file is not None
    assert [finding.code for finding in found.findings] == (["CTC357"] if said else [])
    assert all(f".csv: {said}, as " in finding.message for finding in found.findings)


@pytest.mark.parametrize("value", ["4.82E+10", "4,82E+10", "1E+05", "9.1e+11", "4.8e10", "9.8123456789E9"])
def test_a_number_that_a_spreadsheet_shortened_is_no_identity(
    tmp_path: Path, write: Write, value: str
) -> None:
    found = describe(tmp_path, tmp_path, "Identity", write(f"id\na\n{value.replace(',', '.')}\n"))
    assert [finding.code for finding in found.findings] == ["CTC355"]
    assert "spreadsheet" in found.findings[0].message
    assert value not in str(found.findings)
    for fine in (
        "E+10",
        "48E10",
        "4e10",
        "48.2E10",
        "4.82E10a",
        "4.8",
        "ann+e+1@acme.example",
        "+48100200300",
        "1E-5",
    ):
        assert _read(tmp_path, write(f"id\n{fine}\n")) == [fine]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("id\tname\na\tx\n", "tabs"),
        ("id;name\na;x\n", "semicolons"),
        ("a|id\n", "bars"),
        ("id\tname, first\n", "tabs"),
    ],
)
def test_another_separator_is_named(tmp_path: Path, write: Write, content: str, word: str) -> None:
    found = describe(tmp_path, tmp_path, "Identity", write(content))
    assert [finding.code for finding in found.findings] == ["CTC352"]
    assert f"separated by {word}" in found.findings[0].message


def test_a_tab_where_the_header_has_none_is_told(tmp_path: Path, write: Write) -> None:
    assert [f.code for f in describe(tmp_path, tmp_path, "Identity", write("id\na\tx\n")).findings] == [
        "CTC354"
    ]
    assert [f.code for f in describe(tmp_path, tmp_path, "Identity", write("id\na\0b\n")).findings] == [
        "CTC351"
    ]


def test_rows_are_found_whatever_the_order_of_the_columns_that_match(tmp_path: Path) -> None:
    """A person gets what is said of their row, or of nobody's; an author names columns in any order."""
    path = tmp_path / "u.csv"
    path.write_text("size,id,colour\nM,a,red\nL,b,red\n")
    for match in ({"size": "M", "colour": "red"}, {"colour": "red", "size": "M"}):
        assert [*groups_of(path, (0, 0, 0), "id", match).of(match).people] == ["a"]


def test_of_rows_that_match_the_same_are_sent_to_that_were_planned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "u.csv"
    path.write_text("id,colour\na,red\nb,blue\nc,red\n")
    stated = {"file": "u.csv", "column": "id", "match": {"colour": "red"}}
    found = describe(tmp_path, tmp_path, "Identity", stated).file
    assert found is not None
    planned = {**stated, "sha256": found.sha256, "count": found.count}
    assert [*stream(tmp_path, tmp_path, planned)] == ["a", "c"]
    path.write_text("id,colour\na,red\nb,blue\nc,red\nd,blue\n")
    assert [*stream(tmp_path, tmp_path, planned)] == ["a", "c"], "only another row changed"
    path.write_text("id,colour\na,red\nb,red\nc,red\n")
    with pytest.raises(RecipientsChanged, match=r"^u\.csv has changed since it was planned, so nothing more"):
        [*stream(tmp_path, tmp_path, planned)]

    def failing(*_: Any) -> Any:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("ctc.payloads.recipients.groups_of", failing)
    with pytest.raises(RecipientsChanged, match=r"^u\.csv cannot be read any more$"):
        [*stream(tmp_path, tmp_path, planned)]
    unread = describe(tmp_path, tmp_path, "Identity", stated)
    assert unread.file is None
    assert [one.message for one in unread.findings] == ["u.csv cannot be read: Input/output error"]


def test_a_file_beyond_the_bound_is_told_and_not_read(tmp_path: Path, write: Write) -> None:
    reference = write("id\na\n")
    os.truncate(tmp_path / "users.csv", MAX_BYTES + 1)
    found = describe(tmp_path, tmp_path, "Identity", reference)
    assert found.file is None
    assert [(finding.code, "1,000,000,000" in finding.message) for finding in found.findings] == [
        ("CTC350", True)
    ]
    assert not isinstance(locate(tmp_path, tmp_path, "users.csv"), Path)


def test_a_file_may_be_as_large_as_the_bound(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ctc.payloads import recipients

    reference = write("id\nann\n")
    for most, fine in ((7, True), (6, False)):
        monkeypatch.setattr(recipients, "MAX_BYTES", most)
        assert (describe(tmp_path, tmp_path, "Identity", reference).file is not None) is fine


@pytest.mark.parametrize(("length", "fine"), [(1 << 20, True), ((1 << 20) + 1, False)])
def test_a_line_may_be_as_long_as_the_bound(tmp_path: Path, write: Write, length: int, *, fine: bool) -> None:
    line = '{"id": "' + "x" * (length - len('{"id": ""}\n')) + '"}\n'
    reference = write('{"id": "ann"}\n' + line, "users.ndjson")
    found = describe(tmp_path, tmp_path, "Identity", reference)
    assert [one.message for one in found.findings] == (
        [] if fine else ["line 2 is longer than 1,048,576 bytes"]
    )


@pytest.mark.parametrize(("length", "fine"), [(131_072, True), (131_073, False)])
def test_a_field_of_csv_has_a_bound_and_no_quote_is_blamed(
    tmp_path: Path, write: Write, length: int, *, fine: bool
) -> None:
    found = describe(tmp_path, tmp_path, "Identity", write("id\n" + "x" * length + "\n"))
    assert [(one.code, one.message) for one in found.findings] == (
        [] if fine else [("CTC354", "line 2 holds a field of more than 131,072 characters")]
    )
