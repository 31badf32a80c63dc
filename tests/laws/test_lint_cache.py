"""Law: whatever is edited between two runs, lint over a cache says what lint without one says."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctc.choice import Choice
from ctc.diagnostics import UserError
from ctc.pipeline.engine.fast import examining
from ctc.pipeline.lint import Way, lint_project
from ctc.project.cache import cache_folder

PROJECT = "version: 1\nproject: law\nvars: {brand: %s}\n%s"
SETTINGS = (
    "",
    "rules: {CTC492: error}\n",
    "rules: {CTC407: 'off', CTC408: 'off'}\n",
    "environments: {sandbox: {api: sandbox, timezone: Asia/Kolkata, vars: {shade: red}}}\n",
    "environments: {production: {timezone: Asia/Kolkata, region: in1}}\n",
)
SPEC = """\
version: 1
id: %(id)s
%(more)s
campaign:
  name: %(name)s
  target_mode: sms
  when: %(when)s
  where: {event_name: %(event)s, from: 2026-01-01, to: 2026-01-20}
  content: {body: "%(body)s Reply STOP to opt out.", sms: {template_id: "1107161234567890123"}}
"""
SEND = """\
version: 1
id: %(id)s
message:
  channel: sms
  to: {Identity: {file: %(file)s, column: id}}
  content: {body: "%(body)s", sms: {template_id: "1107161234567890123"}}
"""
FOLDERS = ("campaigns", "campaigns/autumn")
IDS = st.sampled_from(["one", "two", "three"])
BODIES = st.sampled_from(
    [
        "Hello",
        "{{ brand }}",
        "{{ colour }}",
        "{{ shade }}",
        "{% include 'a.txt' %}",
        "{% include 'b.txt' %}",
        "{% include 'c.txt' ignore missing %}",
        "{% include colour ~ '.txt' %}",
        "{{ 1 / 0 }}",
        "{{ broken",
        "http://staging.example.com",
    ]
)
TEXTS = st.sampled_from(
    ["Hi", "{{ brand }}", "{{ colour }}", "{% include 'b.txt' %}", "{% include 'a.txt' %}", "{{ oh"]
)
LINES = st.sampled_from(
    [
        "vars: {colour: b}",
        "vars: {colour: a, unused: 1}",
        "each: {locale: [en, hi]}",
        "each: {locale: [en, en]}",
        "ignore: {CTC492: known}",
        "ignore: {CTC493: known, CTC407: known}\nvars: {colour: a}",
        "environments: [production]",
        "owner: me@example.com",
        "guards: {max_reach: many}",
        "colour: red",
    ]
)


@st.composite
def specs(draw: st.DrawFn) -> str:
    """One file of one or two documents, right or wrong."""
    words = {
        "id": draw(IDS),
        "more": draw(LINES),
        "name": draw(st.sampled_from(["Welcome", "{{ brand }}", "'{{ id }} {{ locale }}'", "[]"])),
        "when": draw(st.sampled_from(["now", "2031-01-02 10:00", "yesterday"])),
        "event": draw(st.sampled_from(["Charged", "Viewed"])),
        "body": draw(BODIES),
        "file": draw(st.sampled_from(["people.csv", "nobody.csv", "../../outside.csv"])),
    }
    written = draw(st.sampled_from([SPEC, SPEC, SPEC, SEND])) % words
    again = draw(st.sampled_from(["", "", "---\n" + SPEC % {**words, "id": draw(IDS)}, "---\n: [", "\0"]))
    return written + again


SPEC_FILES = [f"{folder}/{name}.yaml" for folder in FOLDERS for name in "ab"]
SPEC_EDITS = st.tuples(st.sampled_from(SPEC_FILES), specs())
TEMPLATES = [f"{folder}/{name}.txt" for folder in ("campaigns/_shared", "campaigns") for name in "ab"]
OTHER_EDITS = st.one_of(
    st.tuples(st.sampled_from(SPEC_FILES), st.none()),
    st.tuples(st.sampled_from(TEMPLATES), TEXTS),
    st.tuples(st.sampled_from(TEMPLATES), st.none()),
    st.tuples(
        st.sampled_from([f"{folder}/people.csv" for folder in FOLDERS]),
        st.sampled_from(["id\n1\n2\n", "id\n1\n3\n", "name\n1\n", "id\n", "id\n\0\n"]) | st.none(),
    ),
    st.tuples(
        st.just("ctc.yaml"),
        st.builds(
            lambda brand, more: PROJECT % (brand, more), st.sampled_from("xy"), st.sampled_from(SETTINGS)
        ),
    ),
)
BEGINNINGS = st.tuples(*(specs() for _ in SPEC_FILES), *(TEXTS for _ in TEMPLATES))
RUNS = st.sampled_from(
    [
        *[Choice()] * 12,
        Choice(variables={"colour": "a"}),
        Choice(variables={"colour": "b"}),
        Choice(env="sandbox"),
        Choice(env="production"),
        Choice(select=("one",)),
        Choice(exclude=("t*",)),
    ]
)
PATHS = st.sampled_from([(), (), (), (), (Path("campaigns/autumn"),), (Path("campaigns/a.yaml"),)])


def said(way: Way, paths: tuple[Path, ...], choice: Choice) -> object:
    """What lint answers, to the last field."""
    try:
        report = lint_project(Path.cwd(), {}, paths, choice, way)
    except UserError as error:
        return repr(error.diagnostics)
    return repr(report)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    before = Path.cwd()
    root = tmp_path_factory.mktemp("law")
    os.chdir(root)
    yield root
    os.chdir(before)


def begin(root: Path) -> None:
    for entry in root.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    for folder in ("campaigns/_shared", *FOLDERS):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "ctc.yaml").write_text(PROJECT % ("x", ""))


def edit(root: Path, name: str, text: str | None) -> None:
    path = root / name
    if text is None:
        path.unlink(missing_ok=True)
    else:
        path.write_text(text)


@settings(max_examples=25, deadline=None)
@given(
    beginning=BEGINNINGS,
    rounds=st.lists(st.tuples(SPEC_EDITS | OTHER_EDITS, OTHER_EDITS, RUNS, PATHS), min_size=3, max_size=6),
)
def test_a_cache_changes_no_answer(
    here: Path,
    beginning: tuple[str, ...],
    rounds: list[tuple[tuple[str, str | None], tuple[str, str | None], Choice, tuple[Path, ...]]],
) -> None:
    begin(here)
    for name, text in zip([*SPEC_FILES, *TEMPLATES], beginning, strict=True):
        edit(here, name, text)
    assert said(Way(), (), Choice()) == said(Way(cache=False), (), Choice())
    for first, second, choice, paths in rounds:
        for name, text in (first, second):
            edit(here, name, text)
        fresh = said(Way(cache=False), paths, choice)
        assert said(Way(), paths, choice) == fresh  # partly from the cache
        assert said(Way(), paths, choice) == fresh  # all of it from the cache


def test_processes_change_no_answer(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(here)
    for number in range(40):
        words = {
            "id": f"c{number % 30}",
            "more": "vars: {colour: a}",
            "name": f"N{number % 9}",
            "when": "now",
        }
        text = SPEC % {
            **words,
            "event": "Charged",
            "body": "{% include 'a.txt' %}" if number % 2 else "{{ oh",
        }
        (here / "campaigns" / f"{number}.yaml").write_text(text)
    (here / "campaigns/_shared/a.txt").write_text("{{ brand }}")
    alone = said(Way(cache=False, processes=False), (), Choice())
    for limit in ("WAVE", "MANY", "FIRST", "CHUNK"):
        monkeypatch.setattr(examining, limit, 8)
    assert said(Way(cache=False), (), Choice()) == alone
    assert said(Way(), (), Choice()) == alone
    assert said(Way(), (), Choice()) == alone


@pytest.mark.parametrize("at", [0, 20, 100, 4096, 5000, 9000])
def test_a_damaged_cache_changes_no_answer(here: Path, at: int) -> None:
    begin(here)
    for number in range(12):
        words = {"id": f"c{number}", "more": "", "name": "Same", "when": "now", "event": "Charged"}
        (here / "campaigns" / f"{number}.yaml").write_text(SPEC % {**words, "body": "Hello"})
    fresh = said(Way(), (), Choice())
    folder = cache_folder(here, os.environ)
    assert folder is not None
    file = folder / "lint.db"
    data = bytearray(file.read_bytes())
    at = min(at, len(data) - 64)
    data[at : at + 64] = bytes(byte ^ 0x55 for byte in data[at : at + 64])
    file.write_bytes(data)
    assert said(Way(), (), Choice()) == fresh
    file.write_bytes(data[: len(data) // 2])
    assert said(Way(), (), Choice()) == fresh
    file.write_bytes(b"")
    assert said(Way(), (), Choice()) == fresh
    assert said(Way(), (), Choice()) == fresh
