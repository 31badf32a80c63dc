"""Instances from data in the ledger: what was told stays told, under whatever name and whatever its row says."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ctc.apply.applied import End
from ctc.plans.plan import Action
from ctc.rows.family_data import FamilyData

BOTH = ("sku", "price")


def row(make_campaign: Any, address: str, *, keys: tuple[str, ...] = ("sku",), **more: Any) -> Any:
    return replace(make_campaign(address, **{"when": "now", **more}), key_columns=keys)


def told(world: Any) -> None:
    """Sending began and ended long ago, and a run has seen it."""
    world.time.at += timedelta(days=2)


def test_what_was_told_is_compared_with_nothing(world: Any, make_campaign: Any) -> None:
    world.apply(row(make_campaign, "drop[a]"))
    told(world)
    edited = row(make_campaign, "drop[a]", content={"title": "Other", "body": "There"})
    [change] = world.plan(edited).changes
    assert (change.action, change.is_told, change.difference) == (Action.UNCHANGED, True, ())
    assert world.plan(row(make_campaign, "drop[a]", revision=2)).changes[0].action is Action.CREATE


def test_an_inline_list_stays_frozen(world: Any, make_campaign: Any) -> None:
    world.apply(make_campaign("drop[a]", when="now"))
    told(world)
    edited = make_campaign("drop[a]", when="now", content={"title": "Other", "body": "There"})
    assert world.plan(edited).changes[0].action is Action.FROZEN


def test_a_row_that_is_gone_is_stopped_where_it_is_due_and_else_no_news(
    world: Any, make_campaign: Any
) -> None:
    world.apply(row(make_campaign, "drop[out]"), row(make_campaign, "drop[due]", when="20310201 09:30"))
    told(world)
    world.apply(row(make_campaign, "drop[begun]"), row(make_campaign, "drop[due]", when="20310201 09:30"))
    data = FamilyData(family="drop", shown="f.csv", sha256="", rows=0)
    changes = {one.address: one.action for one in world.plan(families=[data]).changes}
    assert changes == {"drop[due]": Action.STOP}
    kept = data._replace(is_kept=True)
    assert world.plan(families=[kept]).changes == ()


def test_another_key_blocks_the_family_and_stops_nothing(world: Any, make_campaign: Any) -> None:
    world.apply(row(make_campaign, "drop[a]", when="20310201 09:30"))
    again = row(make_campaign, "drop[a,5]", keys=BOTH)
    [change] = world.plan(again).changes
    assert change.action is Action.BLOCKED
    assert "the key of its family was [sku] and is [sku, price] now" in change.reason
    world.apply(again)
    assert len(world.clevertap.made) == 1
    raised = row(make_campaign, "drop[a,5]", keys=BOTH, revision=2)
    assert world.apply(raised).counts["applied"] == 2
    assert world.journal().state.family("drop").key_columns == BOTH


def test_a_list_that_becomes_a_file_keeps_its_keys_or_says_so(world: Any, make_campaign: Any) -> None:
    world.apply(make_campaign("drop[a]"))
    same = row(make_campaign, "drop[a]", when="20310115 09:30")
    assert world.plan(same).changes[0].action is not Action.BLOCKED
    [change] = [one for one in world.plan(row(make_campaign, "drop[a,5]", keys=BOTH)).changes if one.payload]
    assert change.action is Action.BLOCKED
    assert "that of drop[a] and is [sku, price] now" in change.reason
    raised = row(make_campaign, "drop[a,5]", keys=BOTH, revision=2)
    assert Action.CREATE in {one.action for one in world.plan(raised).changes}


def test_a_campaign_that_becomes_a_family_has_no_key_to_keep(world: Any, make_campaign: Any) -> None:
    world.apply(make_campaign("drop"))
    [change] = [one for one in world.plan(row(make_campaign, "drop[a]", name="Other")).changes if one.payload]
    assert change.action is Action.CREATE


def test_an_older_checkout_tells_no_new_row(world: Any, make_campaign: Any) -> None:
    """The row is told by the revision that stands; told by the older one too, it would be heard of twice."""
    world.apply(row(make_campaign, "drop[a]", revision=2))
    [change] = [one for one in world.plan(row(make_campaign, "drop[b]")).changes if one.payload]
    assert change.action is Action.ERROR
    assert "revision 2 of its family" in change.reason
    world.apply(row(make_campaign, "drop[b]"), row(make_campaign, "drop[a]"))
    assert len(world.clevertap.made) == 1


def test_a_renamed_family_leads_to_every_key_that_it_ever_spent(world: Any, make_campaign: Any) -> None:
    """One of them is in no file on the day of the rename, and ``was`` is taken out before it comes back."""
    world.apply(row(make_campaign, "drop[a]"), row(make_campaign, "drop[b]"))
    told(world)
    world.apply(row(make_campaign, "sale[a]", name="Name of drop[a]", was=("drop",)))
    assert len(world.clevertap.made) == 2
    for address in ("sale[b]", "sale[a]"):
        [change] = [one for one in world.plan(row(make_campaign, address)).changes if one.payload]
        assert (change.action, change.is_told) == (Action.UNCHANGED, True)
    world.apply(row(make_campaign, "sale[c]"))
    assert len(world.clevertap.made) == 3
    for address in ("drop[c]", "drop[never]"):
        [change] = [one for one in world.plan(row(make_campaign, address)).changes if one.payload]
        assert change.action is Action.BLOCKED
        assert "became sale[" in change.reason
    world.apply(row(make_campaign, "drop[c]"), plan=None)
    assert len(world.clevertap.made) == 3


def test_a_spent_name_stays_spent_where_its_spec_says_that_it_was_a_third(
    world: Any, make_campaign: Any
) -> None:
    """Refused by one run, it was made by the next: that one had heard that the third became it."""
    later = {"name": "Sale", "when": "20310201 09:30"}
    world.apply(row(make_campaign, "drop[a]", **later))
    sale = row(make_campaign, "sale[a]", was=("drop",), **later)
    world.apply(sale)
    for _ in range(3):
        world.apply(sale, row(make_campaign, "drop[c]", was=("gift",), **later))
    assert len(world.clevertap.made) == 1


def test_a_family_that_two_branches_renamed_tells_nobody_twice(world: Any, make_campaign: Any) -> None:
    """One of them was applied first: whoever it told is told by the other one no more."""

    def rows(family: str, keys: str, **more: Any) -> list[Any]:
        said = [(key, {"name": f"Name of {key}", "when": "20310201 09:30", **more}) for key in keys]
        return [row(make_campaign, f"{family}[{key}]", **fields) for key, fields in said]

    world.apply(*rows("drop", "a"))
    world.apply(*rows("sale", "ab", was=("drop",)))
    for keys in ("ab", "abc"):
        world.apply(*rows("deal", keys, was=("drop",)))
    told = [made.name.partition(" #")[0] for made in world.clevertap.made]
    assert told == ["Name of a", "Name of b", "Name of c"]
    for name in ("drop", "sale"):
        assert {one.address for one in world.journal().state.reached(f"{name}[c]")} == {"deal[c]"}


def test_a_family_that_two_branches_renamed_keeps_the_key_of_the_first(
    world: Any, make_campaign: Any
) -> None:
    """Its branch was applied; the other one has another key, by which everybody would be told again."""
    when = "20310201 09:30"
    world.apply(row(make_campaign, "sale[a]", when=when, was=("drop",)))
    other = row(make_campaign, "deal[a,5]", keys=BOTH, when=when, was=("drop",))
    plan = world.plan(other)
    assert [change.action for change in plan.changes] == [Action.BLOCKED], "nor is anything stopped"
    assert "the key of its family was [sku] and is [sku, price] now" in plan.changes[0].reason
    raised = row(make_campaign, "deal[a,5]", keys=BOTH, when=when, was=("drop",), revision=2)
    assert Action.CREATE in {change.action for change in world.plan(raised).changes}


@pytest.mark.parametrize("revision", [1, 2])
def test_a_key_that_another_run_told_by_meanwhile_is_no_other(
    world: Any, make_campaign: Any, revision: int
) -> None:
    """Two commits, each planned before either was applied: the later one would tell everybody again."""
    plan = world.plan(row(make_campaign, "drop[a,5]", keys=BOTH, when="20310201 09:30", revision=revision))
    world.apply(row(make_campaign, "drop[b]", when="20310201 09:30"))
    [done] = world.apply(plan=plan).done
    if revision == 2:
        assert done.end is End.APPLIED
        return
    assert (done.end, len(world.clevertap.made)) == (End.SKIPPED, 1)
    assert done.detail == (
        "another run told its family by [sku] meanwhile, and its key is [sku, price]: plan again"
    )
    assert done.problem


def test_a_row_that_an_older_commit_would_tell_first_waits_for_a_plan(world: Any, make_campaign: Any) -> None:
    """Its family is at revision 2 by now, which would tell it once more."""
    when = "20310201 09:30"
    world.apply(row(make_campaign, "drop[a]", when=when))
    plan = world.plan(*(row(make_campaign, f"drop[{key}]", when=when) for key in "ab"))
    world.apply(row(make_campaign, "drop[a]", when=when, revision=2))
    done = world.apply(plan=plan).done
    assert [(one.address, one.end) for one in done] == [("drop[b]", End.SKIPPED)]
    assert done[0].detail == (
        "revision 2 of its family is recorded, and the spec says 1: a revision never goes back. Is "
        "this an old checkout?"
    )


@pytest.mark.parametrize(("day", "stops"), [("2031-01-01", False), ("2031-01-02", True)])
def test_the_file_of_yesterday_stops_nothing_though_it_was_planned_first(
    world: Any, make_campaign: Any, day: str, stops: bool
) -> None:
    """Today's run came between its plan and its yes: what it lacks is not gone."""
    rows = [row(make_campaign, f"drop[{key}]", when="20310201 09:30") for key in "abc"]
    world.facts = replace(world.facts, day="2031-01-01")
    world.apply(*rows[:2])
    data = FamilyData(family="drop", shown="f.csv", sha256="", rows=1)
    today, world.facts = world.facts, replace(world.facts, day=day)
    plan = world.plan(rows[0], families=[data])
    assert [one.address for one in plan.changes if one.action is Action.STOP] == ["drop[b]"]
    world.facts = replace(today, day="2031-01-02")
    world.apply(*rows)
    world.facts = replace(today, day=day)
    world.apply(plan=plan)
    stopped = [made.name.partition(" #")[0] for made in world.clevertap.made if made.stopped]
    assert stopped == (["Name of drop[b]"] if stops else [])
