"""What a later run reads again: what changed, or what hangs on what changed, and nothing else. Its answers are the
same in either case, as the law of the cache says; here it is held that it is quick."""

import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace

import pytest

from ctc.choice import Choice
from ctc.diagnostics import Diagnostic
from ctc.pipeline.engine.fast import cache, examiner, examining
from ctc.pipeline.engine.means import Means
from ctc.pipeline.lint import Way, lint_project
from ctc.pipeline.settings import settings_for
from ctc.project.cache import cache_folder

SPEC = """\
version: 1
id: {id}
campaign:
  name: {id} goes out
  target_mode: sms
  when: 2031-01-15 {hour:02}:30
  where: {{event_name: Charged, from: 2026-01-01, to: 2026-01-31}}
  content: {{body: "{body} Reply STOP to opt out", sms: {{template_id: "1107161234567890123"}}}}
"""
SEND = """\
version: 1
id: send
message:
  channel: sms
  to: {Identity: {file: people.csv, column: id}}
  content: {body: "Hello", sms: {template_id: "1107161234567890123"}}
"""
ROWS = """\
version: 1
id: rows
each: {file: rows.csv, key: n}
campaign:
  name: rows {{ n }}
  target_mode: sms
  when: 2031-01-15 09:30
  where: {event_name: Charged, from: 2026-01-01, to: 2026-01-31}
  content: {body: "{{ n }} Reply STOP to opt out", sms: {template_id: "1107161234567890123"}}
"""
Reads = Callable[..., int]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Five specs: a plain one, one with a template, one that computes its name, one of a list, one of rows."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "campaigns" / "_shared").mkdir(parents=True)
    write = {
        "ctc.yaml": "version: 1\nproject: acme\nvars: {which: a.txt}\n",
        "campaigns/plain.yaml": SPEC.format(id="plain", hour=9, body="Hi"),
        "campaigns/include.yaml": SPEC.format(id="include", hour=11, body="{% include 'a.txt' %}"),
        "campaigns/open.yaml": SPEC.format(id="open", hour=13, body="{% include which %}"),
        "campaigns/send.yaml": SEND,
        "campaigns/rows.yaml": ROWS,
        "campaigns/_shared/a.txt": "Good day.",
        "campaigns/_shared/b.txt": "Good day.",
        "campaigns/people.csv": "id\na\nb\n",
        "campaigns/rows.csv": "n\na\nb\n",
    }
    for name, text in write.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def reads(here: Path) -> Reads:
    """How many files a run reads anew."""

    def run(*paths: Path, choice: Choice | None = None, cache: bool = True) -> int:
        told = [(0, 0)]
        way = Way(tell=lambda done, of: told.append((done, of)), cache=cache)
        lint_project(here, os.environ, paths, choice or Choice(), way)
        done, of = told[-1]
        assert done == of
        return done

    return run


def told(here: Path) -> tuple[Diagnostic, ...]:
    return lint_project(here, os.environ, (), Choice(), Way()).diagnostics


def test_of_what_did_not_change_nothing_is_read_again(here: Path, reads: Reads) -> None:
    assert reads() == 5
    assert reads() == 0
    assert reads(here / "campaigns" / "plain.yaml") == 0
    assert reads(cache=False) == 5
    assert reads() == 0


@pytest.mark.parametrize(
    ("file", "users"),
    [
        ("plain.yaml", 1),
        ("_shared/a.txt", 2),
        ("people.csv", 1),
        ("rows.csv", 1),
        ("_shared/b.txt", 0),
    ],
)
def test_what_changed_is_read_again_and_who_uses_it(here: Path, reads: Reads, file: str, users: int) -> None:
    assert reads() == 5
    path = here / "campaigns" / file
    before = path.read_text("utf-8")
    path.write_text(f"{before}\n", "utf-8")
    assert reads() == users
    assert reads() == 0
    path.write_text(before, "utf-8")
    assert reads() == users


def test_other_settings_are_another_memory_and_both_are_kept(here: Path, reads: Reads) -> None:
    assert reads() == 5
    choice = Choice(variables={"which": "b.txt"})
    assert reads(choice=choice) == 5
    assert reads(choice=choice) == 0
    assert reads() == 0


def test_who_wants_payloads_reads_what_was_read_without_them_and_no_more(here: Path, reads: Reads) -> None:
    guarded = Choice(env="sandbox")
    assert (reads(), reads(choice=guarded), reads()) == (5, 5, 0)
    for name in ("include.yaml", "plain.yaml"):
        path = here / "campaigns" / name
        path.write_text(f"{path.read_text('utf-8')}\n", "utf-8")
        assert (reads(), reads(choice=guarded), reads(choice=guarded), reads()) == (1, 1, 0, 0)


@pytest.mark.parametrize("entry", [b"", b"[]", b"5", b'["a"]', b"\xff"])
def test_an_entry_that_nobody_can_read_costs_its_own_file(
    here: Path, reads: Reads, entry: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reads() == 5
    among = cache.Cache.among
    for name in ("include.yaml", "plain.yaml"):
        damaged = lambda store, paths, name=name: {  # noqa: E731
            path: entry if path.endswith(name) else known for path, known in among(store, paths).items()
        }
        monkeypatch.setattr(cache.Cache, "among", damaged)
        assert reads() == 1


def test_a_file_that_came_back_is_read_again(here: Path, reads: Reads) -> None:
    assert reads() == 5
    plain = here / "campaigns" / "plain.yaml"
    plain.rename(here / "plain.yaml")
    assert reads() == 0
    (here / "plain.yaml").rename(plain)
    assert reads() == 1, "what is gone is forgotten"


def test_many_files_are_asked_and_kept_some_at_a_time(
    here: Path, reads: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examining, "WAVE", 2)
    monkeypatch.setattr(examining, "CHUNK", 1)
    assert reads() == 5
    assert reads() == 0


def test_a_large_family_costs_no_more_to_read_than_to_remember(
    here: Path, reads: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examiner, "MANY", 2)
    assert reads() == 5
    assert reads() == 0
    (here / "campaigns" / "rows.csv").write_text("n\na\nb\nc\n", "utf-8")
    assert reads() == 1
    assert reads() == 1


def test_a_template_that_was_meant_stands_in_either_folder(here: Path, reads: Reads) -> None:
    """Beside the spec or in the project's folder; who was told to write another name is told so until it is there."""
    (here / "campaigns" / "wrong.yaml").write_text(
        SPEC.format(id="wrong", hour=15, body="{% include 'foot.tx' %}")
    )
    (here / "campaigns" / "_shared" / "foot.txt").write_text("Good day.", "utf-8")
    for _ in range(2):
        (found,) = (one for one in told(here) if one.file.endswith("wrong.yaml"))
        assert (found.code, found.hint) == ("CTC203", "did you mean 'foot.txt'?")
    (here / "campaigns" / "_shared" / "foot.txt").unlink()
    assert reads() == 1


def test_people_in_a_file_without_a_name_are_a_finding_and_no_crash(here: Path) -> None:
    (here / "campaigns" / "send.yaml").write_text(
        SEND.replace("file: people.csv", "file: [people.csv]"), "utf-8"
    )
    assert {one.file for one in told(here) if one.severity == "error"} == {"campaigns/send.yaml"}


def test_what_a_spec_accepts_and_how_serious_the_project_takes_the_rest(here: Path) -> None:
    text = SPEC.format(id="plain", hour=9, body="http://a.example/x")
    ignored = text.replace("campaign:", "ignore: {CTC472: an old shop}\ncampaign:").replace(
        " Reply STOP to opt out", ""
    )
    (here / "campaigns" / "plain.yaml").write_text(ignored, "utf-8")
    (here / "ctc.yaml").write_text("version: 1\nvars: {which: a.txt}\nrules: {CTC414: error}\n", "utf-8")
    found = [(one.code, str(one.severity)) for one in told(here) if one.file.endswith("plain.yaml")]
    assert found == [("CTC414", "error")]


def test_nothing_is_kept_where_there_is_no_project(here: Path, reads: Reads) -> None:
    (here / "ctc.yaml").unlink()
    assert reads() == reads() == 5
    folder = cache_folder(here, os.environ)
    assert folder is None or not (folder / "lint.db").exists()


@pytest.mark.parametrize(("file", "users"), [("people.csv", 1), ("rows.csv", 1), ("_shared/a.txt", 2)])
def test_that_a_file_beside_a_spec_is_gone_is_remembered_too(
    here: Path, reads: Reads, file: str, users: int
) -> None:
    path = here / "campaigns" / file
    text = path.read_text("utf-8")
    path.unlink()
    assert reads() == 5
    assert reads() == 0
    path.write_text(text, "utf-8")
    assert reads() == users
    path.unlink()
    path.mkdir()
    assert reads() == users
    assert reads() == 0


@pytest.mark.parametrize("name", ["gone.csv", "../../outside.csv", "a\\0b", ".", "_shared"])
def test_of_a_list_that_cannot_be_read_the_reason_is_remembered(here: Path, reads: Reads, name: str) -> None:
    (here / "campaigns" / "send.yaml").write_text(SEND.replace("people.csv", f'"{name}"'), "utf-8")
    assert reads() == 5
    assert reads() == 0


@pytest.mark.parametrize(("files", "wanted", "made"), [(320, True, 1), (319, True, 0), (320, False, 0)])
def test_processes_are_made_for_many_files_and_where_they_are_wanted(
    here: Path, files: int, wanted: bool, made: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They take a second to begin, and an editor has none to give."""
    asked: list[int] = []
    monkeypatch.setattr(examining._Run, "_workers", lambda *_: asked.append(1))
    settings = settings_for(here, {}, Choice())
    with ExitStack() as stack:
        run = examining._Run(settings=settings, means=Means(cache=False, processes=wanted), stack=stack)
        paths = [f"campaigns/{number}.yaml" for number in range(files)]
        kept: list[object] = []
        examined = SimpleNamespace(examine=lambda some, encoded: (kept.append(encoded), [*some])[1])
        found = [
            (one, path)
            for some, done in run._outcomes(examined, paths)
            for one, path in zip(some, done, strict=True)
        ]
    assert (found, len(asked)) == ([(path, path) for path in paths], made)
    assert {*map(repr, kept)} == {"False"}, "where nothing is kept"
