"""A memory that cannot be read or written costs time, and a file that changes under a run costs the run: neither ever
gives an answer that is of something else."""

import json
import sqlite3
from pathlib import Path
from typing import Any, Final

import pytest

from ctc.choice import Choice
from ctc.diagnostics import UserError
from ctc.payloads.payload import Payload
from ctc.pipeline.compile import USUAL, compile_project
from ctc.pipeline.engine.contents import Contents, hold
from ctc.pipeline.engine.fast import cache as module
from ctc.pipeline.engine.fast import remembered
from ctc.pipeline.engine.fast.cache import Cache
from ctc.pipeline.engine.fast.remembered import Memory
from ctc.pipeline.families.data import located
from ctc.pipeline.settings import settings_for
from ctc.project.opening import open_project

SPEC: Final = """\
version: 1
id: {id}
campaign: {{name: {id}, target_mode: sms, when: now, segment: 5, content: {{body: {body}}}}}
"""


class Broken:
    """A database that was fine when it was opened."""

    def __init__(self, error: sqlite3.Error) -> None:
        self.error, self.closed = error, False

    def execute(self, *_: object) -> Any:
        raise self.error

    def close(self) -> None:
        self.closed = True

    def __enter__(self) -> "Broken":
        return self

    def __exit__(self, *_: object) -> None:
        pass


@pytest.mark.parametrize(
    ("error", "stays"),
    [(sqlite3.OperationalError("locked"), True), (sqlite3.DatabaseError("no database"), False)],
)
@pytest.mark.parametrize("ask", ["among", "put", "keep_only"])
def test_a_memory_that_fails_is_done_without(
    tmp_path: Path, error: sqlite3.Error, stays: bool, ask: str
) -> None:
    """One that is busy is another run's; one that is broken makes room."""
    file = tmp_path / "lint.db"
    store, broken = Cache(file, b"x"), Broken(error)
    store.put([("a", b"1")])
    store._db.close()  # type: ignore[union-attr]
    store._db = broken  # type: ignore[assignment]
    given: Any = {"among": ["a"], "put": [("b", b"2")], "keep_only": ["b"]}[ask]
    assert not getattr(store, ask)(given)
    assert (broken.closed, store._db, file.exists()) == (True, None, stays)
    assert not store.among(["a"])
    store.put([("a", b"2")])
    store.keep_only([])
    store.close()


def test_a_memory_that_cannot_be_removed_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def unlink(path: Path, *, missing_ok: bool) -> None:
        tried.append(path.name)
        raise PermissionError

    monkeypatch.setattr(Path, "unlink", unlink)
    module._remove(tmp_path / "lint.db")
    assert tried == ["lint.db"]
    monkeypatch.setattr(Path, "unlink", lambda path, missing_ok: tried.append(path.name))
    module._remove(tmp_path / "lint.db")
    assert tried[1:] == ["lint.db", "lint.db-journal"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "ctc.yaml").write_text("version: 1\n")
    for name in "abc":
        (tmp_path / "campaigns" / f"{name}.yaml").write_text(SPEC.format(id=name, body="Hi"))
    return tmp_path


def compiled(here: Path) -> tuple[Payload, ...]:
    return compile_project(settings_for(here, {}, Choice())).payloads


def test_what_changed_since_it_was_looked_at_is_not_sent(here: Path) -> None:
    settings = settings_for(here, {}, Choice())
    known = {one.address: one for one in compiled(here)}
    contents = Contents(settings)
    path = str(here / "campaigns" / "b.yaml")
    for text in (SPEC.format(id="b", body="Other"), SPEC.format(id="d", body="Hi"), "id: ["):
        Path(path).write_text(text)
        with pytest.raises(UserError) as caught:
            Contents(settings).text(path, "b", known["b"].digest)
        (found,) = caught.value.diagnostics
        assert (found.code, found.file) == ("CTC110", "campaigns/b.yaml")
        assert (
            found.message
            == "this file, or something that it includes, has changed while ctc was at work with it"
        )
        assert found.hint == "run again: nothing is sent but what was planned"
    Path(path).unlink()
    with pytest.raises(UserError):
        contents.text(path, "b", known["b"].digest)
    assert json.loads(contents.text(str(here / "campaigns/a.yaml"), "a", known["a"].digest))["name"] == "a"


def test_a_run_that_cannot_hold_what_it_sends_does_not_begin(here: Path) -> None:
    payloads = compile_project(settings_for(here, {}, Choice()), means=USUAL._replace(write=None)).payloads
    (here / "campaigns" / "c.yaml").write_text(SPEC.format(id="c", body="Other"))
    with pytest.raises(UserError, match="has changed while ctc was at work with it"):
        hold(payloads)


def test_what_stands_beside_a_spec_has_another_answer_when_it_is_another(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, rows, names = here / "campaigns", here / "campaigns/r.csv", set[str]()
    project = open_project(here, {})

    def answer(kind: Any, folder: str, name: str) -> str:
        return Memory(project).answer((kind, folder, name))

    told = [answer("data", str(folder), "r.csv")]
    for text in ("n\na\n", "n\nb\n", ""):
        rows.write_text(text)
        told.append(answer("data", str(folder), "r.csv"))
    assert len({*told}) == 4
    assert answer("data", str(folder), "r.csv") == told[-1]
    assert answer("data", ".", str(rows)) == told[-1], "a path of the command line"
    monkeypatch.setattr(remembered, "MAX_DATA", 0)
    assert answer("data", str(folder), "r.csv") == told[-1]
    rows.write_text("n")
    assert answer("data", str(folder), "r.csv") == "", "too large: it is asked for in every run"

    opens = Path.open

    def refuse(path: Path, *how: Any, **more: Any) -> Any:
        if path == rows:
            raise PermissionError(13, "Permission denied")
        return opens(path, *how, **more)

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(remembered, "MAX_DATA", 9)
    denied = answer("data", str(folder), "r.csv")
    assert denied not in {*told, ""}
    people = answer("recipients", str(folder), "r.csv")
    assert people == denied, "the same reason"
    monkeypatch.undo()
    monkeypatch.chdir(here)
    assert answer("recipients", str(folder), "r.csv") not in {people, *told}
    for add in (None, "x.j2", "y.j2"):
        if add:
            (folder / add).write_text("")
        names.add(answer("names", str(folder), ""))
    assert len(names) == 3


def test_data_over_a_link_is_no_data_of_the_repository(here: Path) -> None:
    project, campaigns = open_project(here, {}), here / "campaigns"
    (here / "real.csv").write_text("n\na\n")
    (campaigns / "deep").mkdir()
    (campaigns / "deep" / "rows.csv").write_text("n\na\n")
    (campaigns / "link.csv").symlink_to(here / "real.csv")
    (campaigns / "to").symlink_to("deep")
    (campaigns / "gone.csv").symlink_to("nowhere")
    for name in ("link.csv", "to/rows.csv", "gone.csv"):
        assert str(located(campaigns, project, name)).startswith("it is reached over a symbolic link")
    for name in ("", "  ", "a\0b", "/etc/passwd", "../real.csv"):
        assert str(located(campaigns, project, name)).startswith("it is outside the ")
    for folder, name in (
        (campaigns, "deep/rows.csv"),
        (campaigns / "deep", "rows.csv"),
        (campaigns, "./deep/rows.csv"),
    ):
        found = located(folder, project, name)
        assert (found.path, found.shown) == (campaigns / "deep/rows.csv", "campaigns/deep/rows.csv")  # type: ignore[union-attr]
