"""What a plan makes again of files that the cache knows: no more than it compares, and that many files at a time.

A body that is made costs a hundred times what its facts cost: a guard that asked each body made a plan over ten
thousand campaigns six times slower, and nothing told.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from ctc.pipeline.engine.contents import Contents
from tests.cli.conftest import Ctc

SPEC = """\
version: 1
id: {id}
owner: growth
campaign:
  name: {id}
  target_mode: sms
  when: 2031-01-15 09:30
  where: {{event_name: Product Viewed, from: 2025-09-01, to: 2025-09-30}}
  content: {{body: {body}}}
"""
GUARDS = "{allow_broadcast: false, require_frequency_caps: true, require: [owner], quiet_hours: 22:00-07:00}"
COUNT = 40


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The files that were made again, some at a time."""
    found: list[list[str]] = []
    make = Contents._made

    def watched(self: Contents, paths: list[str]) -> object:
        found.append([Path(path).stem for path in paths])
        return make(self, paths)

    monkeypatch.setattr(Contents, "_made", watched)
    return found


@pytest.fixture
def known(ctc: Ctc, write: Callable[[str, str], Path]) -> Callable[[str, str], Path]:
    """A repository under guards that ask what a body says, and of which a run before remembers everything."""
    write("ctc.yaml", f"version: 1\nenvironments: {{sandbox: {{guards: {GUARDS}}}}}\n")
    for number in range(COUNT):
        write(f"campaigns/s{number:02}.yaml", SPEC.format(id=f"s{number:02}", body="for you"))
    assert ctc("plan").code == 0
    return write


def test_guards_ask_no_body_again(ctc: Ctc, known: object, made: list[list[str]]) -> None:
    planned = ctc("plan", "--exit-code")
    assert (planned.code, made) == (3, [])
    assert f"{COUNT} create" in planned.out


def test_what_changed_is_made_again_together(
    ctc: Ctc, known: Callable[[str, str], Path], made: list[list[str]]
) -> None:
    assert ctc("apply", "--auto-approve").code == 0
    changed = [f"s{number:02}" for number in range(0, COUNT, 4)]
    for name in changed:
        known(f"campaigns/{name}.yaml", SPEC.format(id=name, body="for all of you"))
    assert ctc("plan").code == 0  # which remembers them
    made.clear()
    planned = ctc("plan", "--exit-code")
    assert (planned.code, made) == (3, [changed])
    assert f"{len(changed)} replace, {COUNT - len(changed)} unchanged" in planned.out


def test_an_apply_makes_what_it_sends_together(ctc: Ctc, known: object, made: list[list[str]]) -> None:
    assert ctc("apply", "--auto-approve").code == 0
    assert [len(paths) for paths in made] == [COUNT]


@pytest.mark.parametrize("options", [("-v",), ("-o", "saved.plan"), ("-v", "-o", "saved.plan")])
def test_what_is_shown_or_saved_is_made_again_together(
    ctc: Ctc, known: object, made: list[list[str]], options: tuple[str, ...]
) -> None:
    assert ctc("plan", *options).code == 0
    assert [len(paths) for paths in made] == [COUNT]


def test_where_breaches_stand_is_looked_for_together(
    ctc: Ctc, known: Callable[[str, str], Path], made: list[list[str]]
) -> None:
    known("ctc.yaml", "version: 1\nenvironments: {sandbox: {guards: {max_reach: 5}}}\n")
    assert ctc("plan").code == 1  # which remembers what holds under these guards
    made.clear()
    planned = ctc("plan")
    assert planned.out.count("CTC503") >= COUNT
    assert [len(paths) for paths in made] == [COUNT]
