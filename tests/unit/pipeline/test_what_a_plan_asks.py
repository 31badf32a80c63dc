"""What a plan asks of CleverTap, and only where it must; and what a saved one is held against when it is applied."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import pytest

from ctc.choice import Choice, Given
from ctc.diagnostics import Diagnostic, Severity, UserError
from ctc.pipeline import plan, saved_plans
from ctc.pipeline.plan import Wanted, _named, refuse_broken
from ctc.plans.action import Action
from ctc.plans.plan import Change, Reach
from tests.unit.apply.conftest import campaign, message

NOW: Final = datetime(2031, 1, 15, tzinfo=UTC)


class Asks:
    """A plan over campaigns a, b and a message c; what was asked on its way, and what it was made of."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.asked, self.made, self.needs, self.over = list[Any](), list[dict[str, Any]](), False, False
        self.payloads = (campaign("a", was=("old",)), campaign("b"), message("c"))
        self.journal: Any = SimpleNamespace(
            now=lambda: NOW, state=SimpleNamespace(records={}), refresh=lambda: self.asked.append("refresh"),
            look_up=lambda names: self.asked.append(("look up", *names)),
        )  # fmt: skip
        self.opened: Any = SimpleNamespace(client=SimpleNamespace(listing="listing"), environment="live")
        patch.setattr(
            plan, "needs_listing", lambda state, now: (state, now) == (self.journal.state, NOW) and self.needs
        )
        patch.setattr(plan, "_begins_over_a_sandbox", lambda *_: self.over)
        patch.setattr(plan, "windows_of", lambda _state, chosen, *_: [one.address for one in chosen])
        patch.setattr(
            plan, "sweep", lambda listing, days, _now: self.asked.append((listing, *days)) or "listed"
        )
        patch.setattr(plan, "remembered", lambda _o, _j, _f, chosen: {one.address: "known" for one in chosen})
        patch.setattr(plan, "_made", self._make)
        patch.setattr(plan, "asked_for", lambda changes, _guards, *, every: changes[: 3 if every else 1])
        patch.setattr(plan, "estimates", self._estimates)
        self.none = False

    def _make(self, where: str, compilation: Any, state: Any, facts: Any, now: Any, **more: Any) -> Any:
        assert (where, state, now) == ("live", self.journal.state, NOW)
        self.made.append(more)
        changes = [SimpleNamespace(payload=None if self.none else one) for one in self.payloads]
        return SimpleNamespace(changes=changes, number=len(self.made))

    def _estimates(self, _o: Any, _j: Any, _f: Any, asked: Any, shares: Any, progress: Any) -> Any:
        self.asked.append(
            ("estimates", [one.address for one in asked], [one.address for one in shares], progress)
        )
        return {"b": "asked"}, ["c: not known"]

    def __call__(self, **wanted: Any) -> Any:
        self.asked.clear()
        self.made.clear()
        compilation: Any = SimpleNamespace(payloads=self.payloads)
        asks = Wanted(**{"choice": Choice(), **wanted})
        return plan.plan_of(self.opened, self.journal, SimpleNamespace(guards={}), compilation, asks, iter)  # type: ignore[arg-type]


@pytest.fixture
def asks(monkeypatch: pytest.MonkeyPatch) -> Asks:
    return Asks(monkeypatch)


LOOK: Final = ("look up", "a", "old", "b", "c")


def test_nothing_is_asked_where_nobody_needs_it(asks: Asks) -> None:
    made, notes = asks()
    assert (made.number, notes, asks.asked) == (1, [], [LOOK])
    (given,) = asks.made
    assert given == {"listing": None, "selected": None, "reaches": dict.fromkeys("abc", "known")}


@pytest.mark.parametrize("why", ["needs", "over"])
def test_a_listing_is_asked_for_what_is_chosen(asks: Asks, why: str) -> None:
    setattr(asks, why, True)
    asks()
    assert asks.asked == [LOOK, ("listing", "a", "b", "c"), "refresh"]
    assert asks.made[0]["listing"] == "listed"
    asks(choice=Choice(select=("a", "c")))
    assert asks.asked[1] == ("listing", "a", "c")
    assert asks.made[0]["selected"]("a")
    assert not asks.made[0]["selected"]("b")
    assert asks.made[0]["reaches"] == {"a": "known", "c": "known"}
    for way in ({"ask": False}, {"no_state": True}):
        asks(**way)
        assert asks.asked == [LOOK]


@pytest.mark.parametrize(("way", "whose"), [("estimate", ["a"]), ("estimate_all", ["a", "b", "c"])])
def test_reaches_are_asked_for_and_shared(asks: Asks, way: str, whose: list[str]) -> None:
    made, notes = asks(**{way: True})
    assert (made.number, notes) == (2, ["c: not known"])
    assert asks.asked[1:] == [("estimates", whose, ["a", "b"], iter)]
    assert asks.made[1]["reaches"] == {"a": "known", "b": "asked", "c": "known"}
    asks.none = True
    made, notes = asks(**{way: True})
    assert (made.number, notes, len(asks.asked)) == (1, [], 1)


def test_a_choice_is_kept_by_the_addresses_that_it_came_to() -> None:
    known = ["a", "b", "c"]
    plain = Choice(select=("a*",), exclude=("c",))
    assert _named(plain, known) is plain
    branch = _named(Choice(changed=("main",), named=frozenset("ab"), exclude=("b",)), known)
    assert (branch.select, branch.changed, branch.exclude, branch.named) == ((), (), (), frozenset())
    assert branch.within == {"a"}
    paths = _named(Choice(within=frozenset("bc"), select=("b",), env="live"), known)
    assert (paths.within, paths.env, paths.select) == ({"b"}, "live", ())


def test_what_cannot_be_compiled_is_not_planned() -> None:
    told = [Diagnostic.of(code, code, severity=severity) for code, severity in
            (("CTC305", Severity.ERROR), ("CTC412", Severity.WARNING), ("CTC302", Severity.ERROR))]  # fmt: skip
    made: Any = SimpleNamespace(failed=True, diagnostics=told, documents=3)
    with pytest.raises(UserError) as caught:
        refuse_broken(made)
    assert [one.code for one in caught.value.diagnostics] == ["CTC305", "CTC302"]
    made.failed = False
    refuse_broken(made)
    made.documents, made.project = 0, SimpleNamespace(campaigns=Path("x/specs"))
    with pytest.raises(UserError, match="there is no spec under specs/, so there is nothing to plan"):
        refuse_broken(made)


def reach(total: int) -> Reach:
    return Reach(total=total, platforms={}, asked_at=NOW)


@dataclass
class Now:
    """The plan as it is made again."""

    changes: tuple[Change, ...]


@pytest.fixture
def saved(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A saved plan of a, b and c that is planned again; what the choice was then."""
    changes = [Change(address=name, action=Action.CREATE, reason="") for name in "abc"]
    reaches = (reach(1), reach(2), None)
    before = [one._replace(reach=known) for one, known in zip(changes, reaches, strict=True)]
    then = SimpleNamespace(environment="live", changes=before)
    file = SimpleNamespace(plan=then, variables={"x": "1"}, select=("a*",), exclude=("b",), as_of="2031-01-10",
                           within=None)  # fmt: skip
    seen: dict[str, Any] = {"differences": [], "file": file}

    class Made(SimpleNamespace):
        def _replace(self, **more: Any) -> Any:
            return SimpleNamespace(**{**vars(self), **more})

    @contextmanager
    def planned(cwd: Path, environ: Any, wanted: Wanted) -> Any:
        assert (cwd, environ) == (Path("here"), {"E": "1"})
        assert wanted == Wanted(choice=wanted.choice)
        seen["choice"] = wanted.choice
        yield Made(plan=Now(changes=(changes[0], changes[1]._replace(reach=reach(7)), changes[2])))

    monkeypatch.setattr(saved_plans, "load", lambda path: file if path == Path("p") else None)
    monkeypatch.setattr(saved_plans, "planned", planned)
    monkeypatch.setattr(
        saved_plans, "stale", lambda before, _now: seen["differences"] if before is then else None
    )
    return seen


def restored(given: Choice | None = None) -> Any:
    with saved_plans.restored(Path("here"), {"E": "1"}, Path("p"), given) as made:
        return made


def test_a_saved_plan_is_made_again_of_what_it_was_made_of(saved: Any) -> None:
    made = restored()
    assert [change.reach.total if change.reach else None for change in made.plan.changes] == [1, 7, None]
    choice = saved["choice"]
    assert (choice.env, choice.variables, choice.select, choice.exclude) == (
        "live",
        {"x": "1"},
        ("a*",),
        ("b",),
    )
    assert (choice.within, choice.data, choice.as_of) == (None, {}, date(2031, 1, 10))
    rows = {"a": Given(shown="x", content=b"")}
    restored(Choice(data=rows, as_of=date(2031, 1, 11)))
    assert (saved["choice"].data, saved["choice"].as_of) == (rows, date(2031, 1, 11))
    restored(Choice(data=rows))
    assert saved["choice"].as_of == date(2031, 1, 10)
    saved["file"].within, saved["file"].as_of = ("a", "b"), ""
    restored()
    assert (saved["choice"].within, saved["choice"].as_of) == (frozenset("ab"), None)


def test_each_difference_keeps_a_saved_plan_from_being_applied(saved: Any) -> None:
    saved["differences"] = [Diagnostic.of("CTC521", "one"), Diagnostic.of("CTC521", "two")]
    with pytest.raises(UserError) as caught:
        restored()
    assert [one.message for one in caught.value.diagnostics] == ["one", "two"]


def test_a_plan_is_saved_with_all_that_it_was_made_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one order, whatever the order of a set: who compares two files sees what differs."""
    monkeypatch.setattr(saved_plans, "write", lambda saved: repr(saved).encode())
    kept: list[Any] = []
    monkeypatch.setattr(saved_plans, "SavedPlan", lambda **given: kept.append(given) or given)
    choice = Choice(variables={"x": "1"}, select=("a*",), exclude=("b",), as_of=date(2031, 1, 15),
                    within=frozenset("hgfedcba"))  # fmt: skip
    file = tmp_path / "a.plan"
    saved_plans.save(SimpleNamespace(plan="plan", choice=choice), file)  # type: ignore[arg-type]
    assert kept == [
        {"plan": "plan", "variables": {"x": "1"}, "select": ("a*",), "exclude": ("b",), "as_of": "2031-01-15",
         "within": tuple("abcdefgh")}]  # fmt: skip
    assert file.stat().st_mode & 0o777 == 0o600, "it may hold what nobody else should read"
    saved_plans.save(SimpleNamespace(plan="plan", choice=Choice()), file)  # type: ignore[arg-type]
    assert (kept[1]["as_of"], kept[1]["within"]) == ("", None)
