"""How many people a plan reaches: each audience is asked for once, who is asked too often is waited for, and what was
answered is known to the next plan."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import pytest

from ctc.apply.claims import THROTTLED
from ctc.clevertap.outcome import Outcome, Result
from ctc.payloads.payload import Payload
from ctc.pipeline import reaching
from ctc.pipeline.reaching import estimates, remembered
from ctc.plans.plan import Reach
from tests.unit.apply.conftest import campaign, message

NOW: Final = datetime(2031, 1, 15, 12, tzinfo=UTC)
FACTS: Final[Any] = SimpleNamespace(account_id="A", region="in1")
BUSY: Final = Outcome(result=Result.THROTTLED, detail="too many")
NO: Final = Outcome(result=Result.REJECTED, detail="Field where is invalid")
FEW, MANY = ({"event_name": name, "from": 20300101, "to": 20300201} for name in ("Few", "Many"))


def figures(**found: int) -> Outcome:
    return Outcome(result=Result.SENT, detail="", body={"status": "success", "estimates": found})


class Asked:
    """An environment whose CleverTap gives these answers one after the other; the time that is waited for."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, *answers: Outcome) -> None:
        self.left, self.names, self.slept = [*answers], list[str](), list[float]()
        (folder / "project").mkdir(exist_ok=True)
        monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "caches"))
        monkeypatch.setattr(reaching.time, "sleep", self.slept.append)
        self.opened: Any = SimpleNamespace(
            client=SimpleNamespace(estimate=self._answer),
            project=SimpleNamespace(root=folder / "project"),
            environment=SimpleNamespace(name="live"),
        )

    def _answer(self, body: bytes) -> Outcome:
        asked = json.loads(body)
        assert asked["estimate_only"] is True
        self.names.append(asked["name"])
        return self.left.pop(0)

    def of(self, *chosen: Payload, beside: Sequence[Payload] = ()) -> tuple[dict[str, Reach], list[str]]:
        return estimates(self.opened, self.journal(), FACTS, chosen, (*chosen, *beside), iter)

    def journal(self, **reach: Reach) -> Any:
        return SimpleNamespace(now=lambda: NOW, state=SimpleNamespace(reach=reach))

    def known(self, *payloads: Payload, facts: Any = FACTS, **recorded: Reach) -> dict[str, Reach]:
        return remembered(self.opened, self.journal(**recorded), facts, payloads)


def reach(total: int, at: datetime = NOW) -> Reach:
    return Reach(total=total, platforms={"android": total}, asked_at=at)


def test_each_audience_is_asked_for_once_and_all_who_have_it_share_the_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked(tmp_path, monkeypatch, figures(android=5), figures(android=9))
    found, unknown = asked.of(
        campaign("a", where=FEW), campaign("b", where=FEW), campaign("c", where=MANY),
        beside=(campaign("d", where=FEW), campaign("e", where={**FEW, "to": 20300202})),
    )  # fmt: skip
    assert sorted(asked.names) == ["Name of a", "Name of c"], "the first of those that are alike is asked for"
    assert found.keys() == {"a", "b", "c", "d"}
    assert found["a"] == found["b"] == found["d"] != found["c"]
    assert (unknown, asked.slept) == ([], [])


def test_who_asks_too_often_waits_and_gives_up_at_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked(tmp_path, monkeypatch, BUSY, BUSY, figures(android=5))
    assert asked.of(campaign()) == ({"one": reach(5)}, [])
    assert asked.slept == [*THROTTLED[:2]]
    asked = Asked(tmp_path, monkeypatch, *[BUSY] * 9)
    assert asked.of(campaign()) == ({}, ["one: its reach is not known: too many"])
    assert len(asked.names) == len(THROTTLED) + 1


@pytest.mark.parametrize(
    ("answer", "why"),
    [(NO, "Field where is invalid"), (figures(), "the answer holds no figures")],
)
def test_of_whom_nobody_knows_the_rest_are_told_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: Outcome, why: str
) -> None:
    asked = Asked(tmp_path, monkeypatch, answer, figures(android=9))
    found, unknown = asked.of(campaign("b", where=MANY), campaign("a", where=FEW))
    assert [*found.values()] == [reach(9)]
    assert len(unknown) == 1
    assert unknown[0].endswith(f": its reach is not known: {why}")
    assert {unknown[0].partition(":")[0], *found} == {"a", "b"}


def test_the_next_plan_knows_what_was_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(tmp_path, monkeypatch, figures(android=5))
    one, same, other = campaign("a", where=FEW), campaign("b", where=FEW), campaign("c", where=MANY)
    assert asked.known(one) == {}
    asked.of(one)
    assert asked.known(one, same, other, message()) == {"a": reach(5), "b": reach(5)}
    for elsewhere in ({"account_id": "B"}, {"region": "eu1"}):
        assert asked.known(one, facts=SimpleNamespace(**{**vars(FACTS), **elsewhere})) == {}
    asked.opened.environment.name = "staging"
    assert asked.known(one) == {}


@pytest.mark.parametrize(("minutes", "is_newer"), [(-1, True), (0, False), (1, False)])
def test_the_newer_of_two_answers_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, minutes: int, is_newer: bool
) -> None:
    asked = Asked(tmp_path, monkeypatch, figures(android=5))
    one = campaign()
    asked.of(one)
    recorded = {one.audience: reach(7, NOW + timedelta(minutes=minutes))}
    assert asked.known(one, **recorded) == ({"one": reach(5)} if is_newer else {})


def test_an_answer_that_is_to_come_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    partial = Outcome(result=Result.SENT, detail="", body={"status": "partial", "req_id": "r7"})
    asked = Asked(tmp_path, monkeypatch, partial)
    one = campaign(estimate_only=True, async_estimate=True)
    assert asked.of(one)[0]["one"].request_id == "r7"
    assert asked.known(one) == {}


def test_of_many_audiences_the_newest_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reaching, "_KEPT", 2)
    file = tmp_path / "reach.json"
    for name, day in (("a", 2), ("c", 3), ("b", 1), ("d", 4)):
        reaching.remember(file, "A", {name: {"asked_at": f"2031-01-0{day}T00:00:00+00:00"}})
    assert [*reaching.recall(file, "A")] == ["d", "c"]
