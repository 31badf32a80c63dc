"""``ctc stop`` stops what is named, all of it and nothing else, after a yes where more than one address is meant; where
there is nothing to stop it says why."""

from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import pytest

from ctc.diagnostics import UserError
from ctc.pipeline import recalling
from tests.golden.run_stories import Told, later
from tests.golden.stories_of_several import MARCH
from tests.unit.apply.conftest import campaign, message

HERE: Final = Path()
MADE: Final = (
    *(campaign("sale[a]"), campaign("sale[b]"), campaign("tea", when=MARCH)),
    *(message(), message("note")),
)


class Stops:
    """Stops over a world; who was asked of what, and how the state was opened."""

    def __init__(self, world: Told, monkeypatch: pytest.MonkeyPatch) -> None:
        self.world, self.asked, self.opened = world, list[list[str]](), list[Any]()
        monkeypatch.setattr(recalling, "opened_state", self._open)
        monkeypatch.setattr(recalling, "run_of", lambda *_: world.run())
        monkeypatch.setattr(recalling, "person", lambda: "ann")

    def _open(self, *given: Any, **how: Any) -> Any:
        self.opened.append((given, how))
        state = SimpleNamespace(session=None, journal=self.world.journal(), facts=self.world.facts)
        return nullcontext(state)

    def __call__(self, *named: str, yes: bool = True) -> Any:
        def agree(what: Any) -> bool:
            self.asked.append([one.address for one in what.all])
            return yes

        return recalling.stop(HERE, {}, "live", named, "a slip", self.world.events.append, agree, print)

    def refused(self, *named: str) -> tuple[str, str | None]:
        with pytest.raises(UserError) as caught:
            self(*named)
        (found,) = caught.value.diagnostics
        assert found.code == "CTC604"
        return found.message, found.hint


@pytest.fixture
def stops(monkeypatch: pytest.MonkeyPatch) -> Stops:
    world = Told()
    world.apply(*MADE)
    later(world)
    return Stops(world, monkeypatch)


def stopped(stops: Stops) -> list[str]:
    return [
        made.name.removeprefix("Name of ").partition(" #")[0]
        for made in stops.world.clevertap.made
        if made.stopped
    ]


def test_one_address_is_stopped_without_a_question(stops: Stops) -> None:
    told = stops("sale[b]")
    assert [one.address for one in told.done] == ["sale[b]"]
    assert (stopped(stops), stops.asked) == (["sale[b]"], [])
    assert stops.opened == [((HERE, {}, "live"), {"asks": True, "begins": False, "tell": print})]
    assert stops.refused("sale[b]") == ("sale[b] is stopped: there is nothing to stop", None)


@pytest.mark.parametrize(
    "named", [("sale*",), ("sale[b]", "sale[a]"), ("sale*", "sale[a]"), ("sale[?]", "letter")]
)
def test_several_are_stopped_after_a_yes(stops: Stops, named: tuple[str, ...]) -> None:
    assert stops(*named, yes=False) is None
    assert stopped(stops) == []
    assert len(stops(*named).done) == 2
    assert stopped(stops) == ["sale[a]", "sale[b]"]
    assert stops.asked == [["sale[a]", "sale[b]"]] * 2


def test_all_are_stopped_under_a_halt(stops: Stops, monkeypatch: pytest.MonkeyPatch) -> None:
    assert stops(yes=False) is None
    assert stops.world.journal().state.halted == ""
    halt = recalling.halt

    def meanwhile(journal: Any, **said: Any) -> None:
        stops.world.apply(*MADE, campaign("late"))
        halt(journal, **said)

    monkeypatch.setattr(recalling, "halt", meanwhile)
    assert len(stops().done) == 4
    assert stopped(stops) == ["sale[a]", "sale[b]", "tea", "late"], "another run was at it until the halt"
    assert stops.asked == [["sale[a]", "sale[b]", "tea"]] * 2
    halted = stops.world.journal().state.halted
    assert "ann" in halted
    assert "a slip" in halted
    assert stops.opened[0][1] == {"asks": True, "begins": True, "tell": print}


def test_why_there_is_nothing_to_stop(stops: Stops) -> None:
    assert stops.refused("letter") == ("letter is an identity send, which nothing can recall", None)
    sends = "2 identity sends, which nothing can recall"
    assert stops.refused("letter", "note") == (f"nothing of 'letter' 'note' can be stopped: {sends}", None)
    assert stops.refused("?ot?")[0].endswith(": 1 identity send, which nothing can recall")
    assert stops.refused("sal") == ("nothing is recorded of sal", "did you mean 'sale'?")
    stops.world.apply(*MADE, campaign("cup[x[y]"))
    assert stops.refused("cupp") == ("nothing is recorded of cupp", "did you mean 'cup'?")
    assert stops.refused("tea", "teq") == ("nothing is recorded of teq", "did you mean 'tea'?")
    stops("sale*")
    assert stops.refused("sale*")[0] == "nothing of 'sale*' can be stopped: 2 stopped or over"
    stops("tea")
    stops("cup*")
    over = f"4 stopped or over, {sends}"
    assert stops.refused("*") == (f"nothing of '*' can be stopped: {over}", None)


def test_of_what_is_over_a_copy_may_be_left(stops: Stops) -> None:
    """Only the listing shows it, so it is asked; where it cannot be, that is said."""
    stops("tea")
    made = stops.world.clevertap.made[2]
    made.stopped = None
    stops.world.clevertap.complete = False
    message_, _ = stops.refused("tea")
    assert message_.startswith("tea is stopped: there is nothing to stop; ")
    assert "whether it lists a copy" in message_
