"""A baseline accepts what was there when a repository began, each finding as often as it was, and nothing that is new;
one that cannot be read says why."""

import json
from collections import Counter
from pathlib import Path
from typing import Any, Final

import pytest

from ctc.diagnostics import Diagnostic, Severity, UserError
from ctc.pipeline import baseline
from ctc.pipeline.baseline import accept, read, remaining, root_of, write

EVERY: Final = ("CTC412", "CTC408")


def found(
    file: str, code: str = "CTC412", path: str = "/campaign", message: str = "m", line: int = 1
) -> Diagnostic:
    return Diagnostic(code=code, severity=Severity.WARNING, message=message, file=file, path=path, line=line)


def test_each_is_accepted_as_often_as_it_was_and_by_all_that_it_says(tmp_path: Path) -> None:
    root = tmp_path / "shop"
    inside, outside = str(root / "a.yaml"), str(tmp_path / "b.yaml")
    first = [
        found(inside),
        found(inside, line=9),
        found(outside),
        found(inside, message="n"),
        found("", path=""),
    ]
    accepted = accept([*first, found(inside, "CTC305")], root)
    assert accepted == Counter(
        {
            ("a.yaml", "CTC412", "/campaign", "m"): 2,
            ("../b.yaml", "CTC412", "/campaign", "m"): 1,
            ("a.yaml", "CTC412", "/campaign", "n"): 1,
            ("", "CTC412", "", "m"): 1,
        }
    )
    left = remaining(first, accepted, root)
    assert (left.left, left.accepted, left.gone) == ((), 5, 0)
    news = [
        *(found(inside, line=3), found(inside), found(inside), found(str(root / "c.yaml"))),
        *(
            found(inside, "CTC408"),
            found(inside, path="/x"),
            found(inside, message="o"),
            found(inside, "CTC305"),
        ),
    ]
    left = remaining(news, accepted, root)
    assert (left.left, left.accepted, left.gone) == (tuple(news[2:]), 2, 3)
    assert accepted.total() == 5, "it is asked again"


def test_what_may_not_be_ignored_is_not_accepted_though_somebody_wrote_it_down(tmp_path: Path) -> None:
    one = found("a.yaml", "CTC305")
    known = Counter({(("a.yaml"), "CTC305", "/campaign", "m"): 1, ("x", "CTC999", "", ""): 1})
    assert remaining([one], known, Path()).left == (one,)
    assert accept([found("a.yaml", "CTC999")], tmp_path) == Counter()


def test_a_baseline_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "known.json"
    known = Counter(
        {("b", "CTC412", "/x", "é\nm"): 2, ("a", "CTC408", "", "n"): 1, ("a", "CTC408", "", "m"): 3}
    )
    write(file, known)
    assert read(file) == known
    lines = file.read_text("utf-8").splitlines()
    assert lines[:3] == ["{", '  "format_version": 1,', '  "accepted": [']
    assert [json.loads(line.rstrip(","))["message"] for line in lines[3:6]] == ["m", "n", "é\nm"]
    assert lines[6:] == ["  ]", "}"]
    assert json.loads(lines[3].rstrip(",")) == {
        "file": "a",
        "code": "CTC408",
        "path": "",
        "message": "m",
        "count": 3,
    }
    write(file, Counter())
    assert read(file) == Counter()


NO: Final = "it is not what `ctc lint --write-baseline` wrote"
ENTRY: Final = {"file": "a", "code": "b", "path": "c", "message": "d", "count": 1}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("", NO),
        ("5", NO),
        ("[]", NO),
        ("{}", NO),
        ("[" * 100_000, NO),
        (b"\xff", NO),
        ({"format_version": 1}, NO),
        ({"format_version": 1, "accepted": [5]}, NO),
        ({"format_version": 1, "accepted": [{**ENTRY, "count": "x"}]}, NO),
        *(
            (
                {"format_version": 1, "accepted": [ENTRY, {key: ENTRY[key] for key in ENTRY if key != name}]},
                NO,
            )
            for name in ENTRY
        ),
        ({"format_version": 2, "accepted": []}, "its format is 2, and this ctc reads 1"),
        ({"format_version": "1", "accepted": []}, "its format is '1', and this ctc reads 1"),
        (None, "No such file or directory"),
    ],
)
def test_a_file_that_is_no_baseline(tmp_path: Path, data: Any, why: str) -> None:
    file = tmp_path / "known.json"
    if data is not None:
        text = json.dumps(data) if isinstance(data, dict) else data
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UserError) as caught:
        read(file)
    (one,) = caught.value.diagnostics
    assert (one.code, one.message) == ("CTC854", f"{file} is no baseline: {why}")
    assert one.hint == "make one with `ctc lint --baseline FILE --write-baseline`"


def test_a_baseline_that_is_too_large_or_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "known.json"
    write(file, Counter({("a", "b", "c", "d"): 1}))
    monkeypatch.setattr(baseline, "MAX_BYTES", file.stat().st_size)
    assert read(file).total() == 1
    monkeypatch.setattr(baseline, "MAX_BYTES", file.stat().st_size - 1)
    with pytest.raises(UserError, match=NO):
        read(file)
    with pytest.raises(UserError, match="is no baseline: it cannot be written: "):
        write(tmp_path, Counter())


def test_files_are_counted_from_the_project(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    assert root_of(tmp_path / "deep") == tmp_path / "deep"
    (tmp_path / "ctc.yaml").touch()
    assert root_of(tmp_path / "deep") == root_of(tmp_path) == tmp_path
