"""One campaign on its way, step by step: what is wrong with it is told once, and it is sound where nothing is; and what
a memory of files depends on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from ctc.choice import Choice
from ctc.pipeline.engine.fast.context import context_of
from ctc.pipeline.engine.instances import Shared, made
from ctc.pipeline.neighbours import Folders
from ctc.pipeline.settings import Settings, settings_for
from ctc.specs.expansion import expand
from ctc.specs.reading import read_documents

PROJECT: Final = """\
version: 1
vars: {brand: Acme}
rules: {CTC412: error}
environments: {live: {api: sandbox, timezone: Asia/Kolkata, guards: {max_reach: 5}}}
"""
CATALOG: Final = "version: 1\nsegments: {ours: {live: 7}}\n"
BODY: Final = "name: x, target_mode: sms, when: now, segment: 5, content: {body: Hi}"
Made = Callable[..., tuple[Any, list[tuple[str, str]], Shared]]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "ctc.yaml").write_text(PROJECT)
    (tmp_path / "catalog.yaml").write_text(CATALOG)
    return tmp_path


def settings_of(here: Path, **more: Any) -> Settings:
    found = settings_for(here, {}, Choice(env="live", as_of=date(2031, 1, 15)))
    return replace(found, **more)


@pytest.fixture
def make(here: Path) -> Made:
    """The unit of a spec, and the codes and paths of what is wrong with it beside its body."""

    def make(text: str, *, sound: bool = True, **more: Any) -> tuple[Any, list[tuple[str, str]], Shared]:
        settings = settings_of(here, **more)
        (document,) = read_documents("campaigns/a.yaml", f"version: 1\nid: a\n{text}\n".encode())[0]
        specs, problems = expand(document, project_vars=settings.project.vars, environment="live",
                                 environment_vars={}, cli_vars={}, as_of="2031-01-15")  # fmt: skip
        assert not problems
        shared = Shared(settings, here / "campaigns" / "a.yaml", Folders(settings.project))
        unit, found = made(shared, specs[0], settings.environment, sound=sound)
        return unit, [(one.code, one.path) for one in found], shared

    return make


def test_a_sound_one_has_a_payload_where_one_is_wanted(make: Made, here: Path) -> None:
    unit, found, shared = make(f"campaign: {{{BODY}}}")
    assert (unit.is_sound, found, shared.is_of_a_day, unit.findings) == (True, [], False, ())
    assert (unit.payload.address, unit.payload.as_of, unit.path) == ("a", "", here / "campaigns" / "a.yaml")
    assert (unit.variant.name, unit.environment.name, unit.body["segment"]) == ("sms", "live", 5)
    assert make(f"campaign: {{{BODY}}}", sound=False)[0].payload is None
    assert make(f"campaign: {{{BODY}}}", payloads=False)[0].payload is None


@pytest.mark.parametrize(
    ("text", "found", "findings", "sound"),
    [
        (BODY.replace("Hi", "'{{ nobody }}'"), [("CTC202", "/campaign/content/body")], [], False),
        (BODY.replace("segment: 5", "segment: theirs"), [("CTC454", "/campaign/segment")], [], False),
        (BODY.replace("now", "someday"), [], ["CTC304"], False),
        (BODY.replace("Hi", "Hi, titel: x"), [], ["CTC305"], False),
        (BODY.replace("sms", "fax"), [], ["CTC301"], False),
        (BODY.replace("Hi", "'{{ brand }}'"), [], [], True),
        (BODY.replace("segment: 5", "segment: ours"), [], [], True),
    ],
)
def test_what_is_wrong_is_told_once_and_makes_nothing_sound(
    make: Made, text: str, found: list[tuple[str, str]], findings: list[str], sound: bool
) -> None:
    unit, told, _ = make(f"campaign: {{{text}}}")
    assert (told, [one.code for one in unit.findings]) == (found, findings)
    assert (unit.is_sound, unit.payload is not None) == (sound, sound)


def test_what_has_no_name_or_no_form_is_no_unit(make: Made) -> None:
    unit, told, _ = make("campaign: {name: x, content: {body: Hi}}")
    assert unit is None or not unit.is_sound
    assert told or unit.findings


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (BODY.replace("Hi", "'{{ as_of }}'"), True),
        (BODY.replace("segment: 5", "where: {event_name: A, from: 7 days ago, to: yesterday}"), True),
        (BODY.replace("Hi", "as_of"), False),
    ],
)
def test_what_would_be_another_on_another_day_is_told(make: Made, text: str, day: bool) -> None:
    unit, told, shared = make(f"campaign: {{{text}}}")
    assert told == []
    assert (shared.is_of_a_day, unit.payload.as_of) == (day, "2031-01-15" if day else "")


def test_a_memory_depends_on_all_that_is_stated_and_on_no_day(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = settings_of(here)
    known = context_of(first)
    assert len(known) == 32
    for same in (
        {"as_of": date(2031, 1, 16), "is_clock": True},
        {"every_environment": True},
        {"sends": True},
        {"payloads": False},
    ):
        assert context_of(replace(first, **same)) == known
    assert (
        context_of(settings_for(here, {"SECRET": "x"}, Choice(env="live", as_of=date(2031, 1, 15)))) == known
    )
    others = {
        context_of(replace(first, variables={"x": "1"})),
        context_of(replace(first, variables={"x": "2"})),
    }
    for file, old, new in (
        ("ctc.yaml", "Acme", "Other"),
        ("ctc.yaml", "error", "info"),
        ("ctc.yaml", "Kolkata", "Tokyo"),
        ("ctc.yaml", "max_reach: 5", "max_reach: 6"),
        ("catalog.yaml", "live: 7", "live: 8"),
    ):
        text = (here / file).read_text()
        (here / file).write_text(text.replace(old, new))
        others.add(context_of(settings_of(here)))
        (here / file).write_text(text)
    others.add(context_of(settings_for(here, {}, Choice(env="sandbox"))))
    monkeypatch.chdir(here / "campaigns")
    others.add(context_of(settings_of(here)))
    assert len(others - {known}) == 9
