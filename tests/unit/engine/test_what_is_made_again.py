"""Bodies that a run looks into: made again where only facts are known, and kept by their digests from then on."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ctc.canonical import digest_of
from ctc.choice import Choice
from ctc.payloads.payload import Payload
from ctc.pipeline.compile import USUAL, compile_project
from ctc.pipeline.engine import units
from ctc.pipeline.engine.contents import hold
from ctc.pipeline.engine.fast import bodies
from ctc.pipeline.engine.fast.bodies import Bodies
from ctc.pipeline.settings import settings_for
from ctc.project.cache import cache_folder

SPEC = """\
version: 1
id: {id}
campaign:
  name: {id} goes out
  target_mode: sms
  when: 2031-01-15 09:30
  where: {{event_name: Charged, from: 2026-01-01, to: 2026-01-31}}
  content: {{body: "{body} Reply STOP to opt out", sms: {{template_id: "1107161234567890123"}}}}
"""
NAMES = ("a", "b", "c")
Looked = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "ctc.yaml").write_text("{version: 1, environments: {local: {api: sandbox, timezone: UTC}}}")
    for name in NAMES:
        (tmp_path / "campaigns" / f"{name}.yaml").write_text(SPEC.format(id=name, body="Hello"))
    return tmp_path


@pytest.fixture
def looked(here: Path, monkeypatch: pytest.MonkeyPatch) -> Looked:
    """How many files a run makes again that looks into some campaigns, and what these say."""
    made: list[int] = []
    really = units.units_of_each

    def counting(settings, read):  # type: ignore[no-untyped-def]
        made.append(len(read))
        return really(settings, read)

    def look(*names: str, cache: bool = True) -> tuple[int, list[str]]:
        found = compile_project(settings_for(here, os.environ, Choice()), means=USUAL._replace(cache=cache))
        wanted = [payload for payload in found.payloads if payload.address in (names or NAMES)]
        made.clear()
        with monkeypatch.context() as patched:
            patched.setattr(units, "units_of_each", counting)
            hold(wanted)
        assert all(digest_of(payload.body) == payload.digest for payload in wanted)
        return sum(made), [said(payload) for payload in wanted]

    look()  # facts are known from here on
    return look


def said(payload: Payload) -> str:
    return str(payload.body["content"]["body"]).partition(" ")[0]


def test_what_was_made_again_once_is_not_made_a_second_time(looked: Looked) -> None:
    assert looked() == (3, ["Hello"] * 3)
    assert looked() == (0, ["Hello"] * 3)


def test_beside_what_is_kept_only_the_rest_is_made(looked: Looked) -> None:
    assert looked("b") == (1, ["Hello"])
    assert looked() == (2, ["Hello"] * 3)
    assert looked("c") == (0, ["Hello"])


def test_what_changed_is_never_what_it_was(looked: Looked, here: Path) -> None:
    looked()
    file = here / "campaigns" / "b.yaml"
    before = file.read_text()
    file.write_text(before.replace("Hello", "Goodbye"))
    assert looked() == (0, ["Hello", "Goodbye", "Hello"]), "what is read in this run is at hand"
    assert looked() == (1, ["Hello", "Goodbye", "Hello"])
    file.write_text(before)
    looked()
    assert looked() == (0, ["Hello"] * 3)


def test_a_body_that_is_not_what_its_digest_says_is_none(looked: Looked, here: Path) -> None:
    looked()
    kept = Bodies(here)
    found = compile_project(settings_for(here, os.environ, Choice())).payloads
    kept.put({found[0].digest: '{"name": "everybody"}', found[1].digest: "no JSON"})
    assert looked() == (2, ["Hello"] * 3)


def test_more_than_are_kept_are_not_asked_for(looked: Looked, monkeypatch: pytest.MonkeyPatch) -> None:
    looked("a", "b")
    monkeypatch.setattr(bodies, "MOST", 2)
    assert looked() == (3, ["Hello"] * 3), "three would push each other out"
    assert looked("c") == (1, ["Hello"]), "and none of them was kept"


def test_what_names_people_is_never_kept(here: Path) -> None:
    """Recipients and rows of data stand in their files alone."""
    campaigns = here / "campaigns"
    campaigns.joinpath("letter.yaml").write_text(
        "{version: 1, id: letter, message: {channel: sms, to: {Identity: [ann-secret]}, content: {body: Hello}}}"
    )
    campaigns.joinpath("rows.csv").write_text("n\nbob-secret\n")
    row = SPEC.format(id="rows", body="{{ n }}").replace(
        "id: rows", "id: rows\neach: {file: rows.csv, key: n}"
    )
    campaigns.joinpath("rows.yaml").write_text(row)
    for _ in range(2):
        found = compile_project(settings_for(here, os.environ, Choice())).payloads
        assert len(found) == len(NAMES) + 2
        hold(found)
    folder = cache_folder(here, os.environ)
    assert folder is not None
    assert b"Hello" in (folder / "bodies.db").read_bytes()
    assert b"secret" not in (folder / "bodies.db").read_bytes()
