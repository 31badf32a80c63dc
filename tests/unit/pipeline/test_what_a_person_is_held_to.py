"""Who settles a doubt or takes a campaign over is held against what CleverTap lists: a slip would send twice."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import pytest

from ctc.diagnostics import Diagnostic, UserError
from ctc.payloads.payload import Payload
from ctc.pipeline import adopting, resolving
from ctc.state.record import Status
from tests.golden.run_stories import DOUBT, Told, edited, later, met
from tests.golden.stories_of_several import alone, only
from tests.unit.apply.conftest import Made, campaign, message
from tests.unit.state.test_what_a_person_settles import claim

HERE: Final = Path()


def opened(world: Told) -> Any:
    return SimpleNamespace(
        session=SimpleNamespace(client=world.clevertap), journal=world.journal(), facts=world.facts
    )


@pytest.fixture
def settles(monkeypatch: pytest.MonkeyPatch) -> Any:
    """``ctc state resolve`` over a world, whose repository has these identity sends that wait for a person."""

    def resolve(world: Told, glob: str, *sends: Payload, **said: Any) -> list[str]:
        monkeypatch.setattr(resolving, "opened_state", lambda *_: nullcontext(opened(world)))
        monkeypatch.setattr(resolving, "held_sends", lambda *_: sends)
        monkeypatch.setattr(resolving, "person", lambda: "ann")
        usual: dict[str, Any] = {"sent": False, "campaign_id": None, "batch": None, "why": "seen"}
        return resolving.resolve(HERE, {}, None, glob, **{**usual, **said})

    return resolve


def in_doubt(*names: str, made: bool = False) -> Told:
    world = Told()
    met(*[(DOUBT, made)] * len(names), then=alone(*map(campaign, names)))(world)
    later(world)
    return world


def refusal(ask: Any) -> tuple[str, str]:
    with pytest.raises(UserError) as caught:
        ask()
    (found,) = caught.value.diagnostics
    return found.code, found.message


def test_all_that_a_glob_takes_is_settled_at_once(settles: Any) -> None:
    world = in_doubt("sale-a", "sale-b", "other")
    assert settles(world, "sale-*") == ["sale-a", "sale-b"]
    state = world.journal().state
    assert {name: state.records[name].status for name in ("sale-a", "sale-b", "other")} == {
        "sale-a": Status.NOT_SENT,
        "sale-b": Status.NOT_SENT,
        "other": Status.IN_DOUBT,
    }
    told = [entry.record for entry in world.store.read() if entry.record["kind"] == "resolution"]
    assert [(one["address"], one["result"], one["by"], one["why"]) for one in told] == [
        (name, "not_sent", "ann", "seen") for name in ("sale-a", "sale-b")
    ]


def test_a_glob_that_takes_nothing_of_what_is_in_doubt_is_a_slip(settles: Any) -> None:
    world = in_doubt("sale")
    only(world, campaign("made"))
    for glob in ("made*", "sal?x"):
        code, message_ = refusal(lambda glob=glob: settles(world, glob))
        assert (code, f"of what is in doubt, '{glob}' matches no address" in message_) == ("CTC528", True)
    assert refusal(lambda: settles(world, "made"))[0] == "CTC705"
    assert refusal(lambda: settles(world, "gone"))[0] == "CTC704"


def test_what_is_listed_with_its_marker_was_made_whatever_is_said(settles: Any) -> None:
    world = in_doubt("a", "b", made=True)
    code, told = refusal(lambda: settles(world, "a"))
    assert (code, "CleverTap lists 1700000001 with its marker" in told) == ("CTC733", True)
    code, told = refusal(lambda: settles(world, "a", sent=True, campaign_id=1700000002))
    assert (code, "1700000002 carries the marker of another identity" in told) == ("CTC706", True)
    assert settles(world, "a", sent=True, campaign_id=1700000001) == ["a"]
    assert world.journal().state.records["a"].id == 1700000001


def test_the_predecessor_that_a_replace_stopped_says_nothing_of_its_successor(settles: Any) -> None:
    world = Told()
    only(world, campaign())
    later(world)
    met((DOUBT, False), then=alone(edited()))(world)
    later(world)
    assert [made.id for made in world.clevertap.made] == [1700000001]
    assert settles(world, "one") == ["one"]


def test_where_nobody_can_be_asked_a_persons_word_counts(settles: Any) -> None:
    def refused(*_: date) -> Any:
        raise UserError(Diagnostic.of("CTC804", "CTC_CODE is not set"))

    world = in_doubt("a", made=True)
    world.clevertap.listing = refused  # type: ignore[method-assign]
    assert settles(world, "a") == ["a"]


def test_of_people_who_were_written_to_by_name_nothing_is_listed(settles: Any) -> None:
    world = Told()
    met((DOUBT, False), then=alone(message()))(world)
    later(world)
    world.clevertap.calls.clear()
    assert settles(world, "letter") == ["letter"]
    assert world.clevertap.calls == []


def test_sends_that_wait_are_vouched_for_by_what_their_spec_says(settles: Any) -> None:
    world = Told()
    only(world, campaign())
    later(world)
    world.begin()
    only(world, campaign())
    sends = (message("letter-a", revision=3), message("letter-b"), message("note"))
    assert settles(world, "letter-*", *sends, sent=True) == ["letter-a", "letter-b"]
    assert settles(world, "note", *sends) == ["note"]
    records = world.journal().state.records
    for send in sends[:2]:
        known = records[send.address]
        assert (known.status, known.revision, known.digest) == (Status.SENT, send.revision, send.digest)
        assert (known.endpoint, known.channel) == (send.endpoint, send.channel)


def test_what_another_run_began_anew_meanwhile_was_not_looked_at(
    settles: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = in_doubt("a", "b")
    settle = resolving.settle

    def meanwhile(journal: Any, address: str, **said: Any) -> None:
        settle(journal, address, **said)
        journal.append(lambda _: [claim("b", "new", revision=2)])

    monkeypatch.setattr(resolving, "settle", meanwhile)
    code, told = refusal(lambda: settles(world, "?"))
    assert (code, told) == ("CTC705", "b: another run began it anew")


FOUND: Final = 7


@pytest.fixture
def adopts(monkeypatch: pytest.MonkeyPatch) -> Any:
    """``ctc adopt`` over a world and a repository; what a person was shown."""

    def adopt(world: Told, address: str, *specs: Payload, number: int = FOUND, yes: bool = True) -> list[Any]:
        compilation = SimpleNamespace(payloads=specs, failed=False, documents=len(specs))
        monkeypatch.setattr(adopting, "settings_for", lambda *given, **_: given)
        monkeypatch.setattr(adopting, "compile_project", lambda _: compilation)
        monkeypatch.setattr(adopting, "opened_state", lambda *_, **__: nullcontext(opened(world)))
        seen: list[Any] = []
        done = adopting.adopt_campaign(
            HERE, {}, None, address, number, lambda one: (seen.append(one), yes)[1]
        )
        assert done is yes
        return seen

    return adopt


def by_hand(world: Told, *, days: int = 0, name: str = "By hand") -> Told:
    at = world.time.now() + timedelta(days=days)
    now = world.time.now()
    world.clevertap.made += [Made(6, "Another", {}, now, at), Made(FOUND, name, {}, now, at)]
    return world


def test_what_a_script_made_is_recorded_as_the_campaign_of_an_address(adopts: Any) -> None:
    world = by_hand(Told(), days=3)
    payload = campaign("new[7]", revision=2, was=("old",))
    (seen,) = adopts(world, "new[7]", campaign("x"), replace(payload, key_columns=("sku",)))
    assert (seen.id, seen.name, seen.status) == (FOUND, "By hand", "pending")
    record = world.journal().state.records["new[7]"]
    assert (record.id, record.revision, record.status, record.name) == (FOUND, 2, Status.SCHEDULED, "By hand")
    assert (record.scheduled_on, record.digest) == (seen.scheduled_on, "")
    assert (record.endpoint, record.channel) == (payload.endpoint, payload.channel)
    assert record.address == "new[7]"


@pytest.mark.parametrize(("days", "is_found"), [(31, True), (-31, True), (32, False), (-32, False)])
def test_it_is_looked_for_a_month_around_today(adopts: Any, days: int, is_found: bool) -> None:
    """And on the days of its schedule."""
    world, soon = Told(), campaign(when="20310102 09:30")
    only(world, campaign("other", when="20310102 09:30"))
    by_hand(world, days=days)
    if is_found:
        assert adopts(world, "one", soon)
    else:
        code, told = refusal(lambda: adopts(world, "one", soon))
        assert (code, told) == ("CTC729", f"CleverTap does not list {FOUND}")
    assert adopts(by_hand(Told(), days=60), "one", campaign(when="20310302 09:30"))


def test_whose_campaign_it_is(adopts: Any) -> None:
    world = by_hand(Told())
    only(world, campaign("old"), campaign("other"))
    old, other = (made.name for made in world.clevertap.made[2:])
    world.begin()
    for name, is_own in ((old, True), (other, False), ("Plain", True)):
        world.clevertap.made[1].name = name
        payload = campaign(was=("old",))
        if is_own:
            assert adopts(world, "one", payload, yes=False)
        else:
            code, told = refusal(lambda payload=payload: adopts(world, "one", payload))
            assert code == "CTC729"
            assert told == f"{FOUND} carries the marker of another identity, so it is not one"
    assert world.journal().state.records == {}, "nobody said yes"


def test_only_a_campaign_of_the_repository_takes_one_over(adopts: Any) -> None:
    world = by_hand(Told())
    assert refusal(lambda: adopts(world, "letter", message())) == ("CTC729", "letter is an identity send")
    assert refusal(lambda: adopts(world, "onne", campaign())) == ("CTC729", "onne has no spec here")
