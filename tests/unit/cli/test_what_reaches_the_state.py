"""Which words of a command line reach what settles the state, and what is said of its answer."""

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ctc.pipeline import adopting, recalling, resolving
from ctc.pipeline import state as of_state

WHY: dict[str, Any] = {"why": "seen"}
FAULT = SimpleNamespace(serial=7, message="twice\nsent")


def found(*faults: Any, identities: int = 1_234) -> Any:
    doubts = range(2_000 if identities > 1 else 0)
    return SimpleNamespace(
        records=12_345,
        identities=identities,
        creates=4_321,
        doubts=doubts,
        faults=faults,
        as_json=lambda: {"as": "json"},
    )


@pytest.mark.parametrize(
    ("args", "module", "name", "answer", "given", "named", "out", "err", "code"),
    [
        (
            "state resolve tea* --sent --why seen",
            *(resolving, "resolve", ["tea[a]", "tea[b]"]),
            *((None, "tea*"), {"sent": True, "campaign_id": None, "batch": None, **WHY}),
            *("", "tea[a] is settled as sent\ntea[b] is settled as sent\n", 0),
        ),
        (
            "state resolve tea --sent 17 --batch 2 --why seen --env live",
            *(resolving, "resolve", ["tea"]),
            *(("live", "tea"), {"sent": True, "campaign_id": 17, "batch": 2, **WHY}),
            *("", "tea is settled as sent\n", 0),
        ),
        (
            "state resolve tea --sent 9223372036854775807 --why seen -q",
            *(resolving, "resolve", ["tea"]),
            *((None, "tea"), {"sent": True, "campaign_id": 2**63 - 1, "batch": None, **WHY}),
            *("", "", 0),
        ),
        (
            "state resolve tea --not-sent --why seen",
            *(resolving, "resolve", ["tea"]),
            *((None, "tea"), {"sent": False, "campaign_id": None, "batch": None, **WHY}),
            *("", "tea is settled as not sent\n", 0),
        ),
        (
            "state init --env live",
            *(of_state, "begin", of_state.Begun(found=1, unignored=None)),
            *(("live",), {}),
            *("the state is begun; 1 campaign of this project found in CleverTap\n", "", 0),
        ),
        (
            "state init",
            *(of_state, "begin", of_state.Begun(found=2, unignored=Path(".gitignore"))),
            *((None,), {}),
            "the state is begun; 2 campaigns of this project found in CleverTap\n",
            *("git does not ignore the state's file yet: name it in .gitignore\n", 0),
        ),
        (
            "state rebind --env live --why seen",
            *(of_state, "rebind", "an older copy"),
            *(("live", "seen"), {}),
            *("", "the state belongs to this environment; an older copy\n", 0),
        ),
        (
            "state verify backup.db --env live",
            *(of_state, "verified", found()),
            *(("live", "backup.db"), {}),
            "12,345 records, 1,234 identities, 4,321 creates and batches, 2,000 in doubt\nthe promise held\n",
            *("", 0),
        ),
        (
            "state verify",
            *(of_state, "verified", found(FAULT, FAULT, identities=1)),
            *((None, None), {}),
            "12,345 records, 1 identity, 4,321 creates and batches, 0 in doubt\n"
            "  record 7: twice\\nsent\n  record 7: twice\\nsent\nthe promise was broken\n",
            *("", 1),
        ),
        (
            "state verify --format json",
            *(of_state, "verified", found(FAULT)),
            *((None, None), {}),
            *('{"as": "json"}\n', "", 1),
        ),
    ],
)
def test_what_reaches_it(
    ctc: Any,
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    args: str,
    module: Any,
    name: str,
    answer: Any,
    given: tuple[Any, ...],
    named: dict[str, Any],
    out: str,
    err: str,
    code: int,
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(module, name, lambda *args, **more: asked.append((args, more)) or answer)
    said = ctc(*args.split(" "))
    assert (said.out, said.err, said.code) == (out, err, code)
    assert asked == [((here, os.environ, *given), named)]


def test_what_a_stop_is_told(ctc: Any, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Any, ...]] = []
    monkeypatch.setattr(recalling, "stop", lambda *given: asked.append(given))
    assert ctc("stop", "tea*", "two", "--why", "wrong", "--env", "live").code == 1
    assert ctc("stop", "--all").code == 1
    assert [each[:5] for each in asked] == [
        (here, os.environ, "live", ("tea*", "two"), "wrong"),
        (here, os.environ, None, (), ""),
    ]


def test_what_is_taken_over(ctc: Any, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Any, ...]] = []
    monkeypatch.setattr(adopting, "adopt_campaign", lambda *given: not asked.append(given))
    assert ctc("adopt", "tea", "--id", "7", "--env", "live", "--yes").code == 0
    assert asked[0][:5] == (here, os.environ, "live", "tea", 7)
