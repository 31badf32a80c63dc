"""Where the names of a tracking plan, or of the specs, are written: into the catalog that there is, into the file that
is named, never over what cannot be read, and never twice."""

from io import BytesIO
from pathlib import Path

import pytest
import yaml

from ctc.diagnostics import UserError
from ctc.pipeline import cataloguing
from ctc.pipeline.cataloguing import drafted, imported, plan_in

PLAN = "event,property,type\nBought,Price,number\nSeen,,\nLeft,City,string\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "ctc.yaml").write_text("version: 1\n")
    (tmp_path / "plan.csv").write_text(PLAN)
    return tmp_path


def events(here: Path, output: str | None = None) -> list[str]:
    text, _, _ = imported(here, {}, here / "plan.csv", here / output if output else None)
    return [*yaml.safe_load(text)["events"]]


def test_what_another_file_says_is_not_said_twice(here: Path) -> None:
    (here / "catalog").mkdir()
    (here / "catalog" / "a.yaml").write_text("version: 1\nevents: {Bought: {}}\nandroid_channels: [x]\n")
    (here / "catalog" / "b.yaml").write_text("version: 1\nevents: {Left: {}}\n")
    assert events(here) == ["Bought", "Seen"], "the first of them is added to"
    assert events(here, "catalog/b.yaml") == ["Left", "Seen"]
    assert events(here, "catalog/c.yaml") == ["Seen"], "and so is a new one"
    text, _, _ = imported(here, {}, here / "plan.csv", None)
    assert "android_channels: [x]" in text


def test_line_ends_stay_and_a_new_catalog_begins_as_it_is_told(here: Path) -> None:
    (here / "catalog.yaml").write_bytes(b"version: 1\r\nevents:\r\n  Own: {}\r\n")
    text, plan, notes = imported(here, {}, here / "plan.csv", None)
    assert text.count("\r\n") == text.count("\n")
    assert [*yaml.safe_load(text)["events"]] == ["Own", "Bought", "Seen", "Left"]
    assert ([*plan.events], notes) == (["Bought", "Seen", "Left"], [])
    (here / "catalog.yaml").unlink()
    assert drafted(here, {}, None, "# ours\nversion: 1\n").startswith("# ours\nversion: 1\n")
    (here / "new.yaml").write_text("# theirs\nversion: 1\n")
    assert drafted(here, {}, here / "new.yaml", "# ours\n").startswith("# theirs\n")
    (here / "new.yaml").write_bytes(b"\xef\xbb\xbf# theirs\n")
    assert drafted(here, {}, here / "new.yaml").startswith("# theirs\n"), "nothing but a comment is a catalog"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\xff\xfe", "it is no text of 20 MB at most"),
        (None, "it is no text of 20 MB at most"),
        (b"a: [\n", "at line 1, "),
        (b"version: 1\n\nevents: 5\n", "at line 3, "),
        (b"version: 1\n---\nversion: 1\n",
         "it holds several documents, and nobody knows which one is meant: name another file"),
    ],
)  # fmt: skip
def test_a_file_that_no_names_can_be_added_to(here: Path, data: bytes | None, why: str) -> None:
    file = here / "other.yaml"
    file.mkdir() if data is None else file.write_bytes(data)
    with pytest.raises((UserError, OSError)) as caught:
        drafted(here, {}, file)
    if isinstance(caught.value, UserError):
        (found,) = caught.value.diagnostics
        assert found.code == "CTC830"
        assert found.message.startswith(f"{file} is no catalog that names can be added to: {why}")
    else:
        assert data is None


def test_a_file_that_is_too_large(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "other.yaml").write_text("version: 1\n")
    monkeypatch.setattr(cataloguing, "LARGEST", 11)
    assert drafted(here, {}, here / "other.yaml").startswith("version: 1\n")
    monkeypatch.setattr(cataloguing, "LARGEST", 10)
    with pytest.raises(UserError, match="it is no text of 0 MB at most"):
        drafted(here, {}, here / "other.yaml")
    with pytest.raises(UserError, match="a tracking plan has 0 MB at most, and this has more"):
        plan_in(here / "plan.csv")


def test_a_plan_may_come_by_standard_input(here: Path) -> None:
    assert [*plan_in(Path("-"), BytesIO(PLAN.encode())).events] == ["Bought", "Seen", "Left"]
    for text, why in (
        ('{"a": NaN}', "it begins like JSON, and is none: NaN is no number"),
        ('["\\ud800"]', "it begins like JSON, and is none: "),
        ("\ufeff  {", "it begins like JSON, and is none: "),
    ):
        with pytest.raises(UserError) as caught:
            plan_in(Path("-"), BytesIO(text.encode()))
        assert caught.value.diagnostics[0].message.startswith(f"- cannot be imported: {why}")


def test_what_was_not_understood_is_told_once_at_its_file(here: Path) -> None:
    (here / "plan.csv").write_text("event,property,type\nA,x,strange\nB,x,strange\nC,y,odd\n")
    _, plan, notes = imported(here, {}, here / "plan.csv", None)
    assert [one.message for one in notes] == [*dict.fromkeys(plan.notes)]
    assert {(one.code, str(one.severity), one.file) for one in notes} <= {
        ("CTC831", "warning", str(here / "plan.csv"))
    }
    assert notes
