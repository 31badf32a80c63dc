"""What a person carried to another name since the plan, or between two tries: under the old one nothing is made, as the
new one leads to nothing of that, and people would get it by either name."""

from typing import Any

import pytest

from ctc.apply.applied import End
from ctc.clevertap.outcome import Outcome, Result
from ctc.state import records
from ctc.state.settling import move

NOT_SENT = (Outcome(result=Result.NOT_SENT, detail="refused"), False)
NO = (Outcome(result=Result.REJECTED, detail="no"), False)
EDITED = {"title": "Better", "body": "There"}


def carried(world: Any, source: str = "a", target: str = "b") -> None:
    move(world.journal(), source, target, by="ann")


def test_a_create_that_was_planned_before_the_move(world: Any, make_campaign: Any) -> None:
    world.clevertap.faults = [NO]
    world.apply(make_campaign("a"))
    plan = world.plan(make_campaign("a"))
    carried(world)
    [done] = world.apply(plan=plan).done
    assert (done.end, done.problem, done.detail.partition(":")[0]) == (
        End.SKIPPED,
        True,
        "a became b on 2031-01-01",
    )
    world.apply(make_campaign("b", content=EDITED))
    assert [made.body["content"] for made in world.clevertap.made] == [EDITED]


def test_a_second_try_after_the_move(world: Any, make_campaign: Any, failpoint: Any) -> None:
    world.clevertap.faults = [NOT_SENT]
    point = failpoint("after-outcome", act=lambda: carried(world))
    [done] = world.apply(make_campaign("a"), failpoint=point).done
    assert done.end is End.SKIPPED
    world.apply(make_campaign("b", content=EDITED))
    assert len(world.clevertap.made) == 1


def test_a_message_that_was_planned_before_the_move(world: Any, make_message: Any) -> None:
    world.clevertap.faults = [NO]
    world.apply(make_message("a"))
    plan = world.plan(make_message("a"))
    carried(world)
    world.apply(plan=plan)
    world.apply(make_message("b", text="Better"))
    assert [sent["content"] for sent in world.clevertap.sends] == [{"body": "Better"}]


def test_a_family_that_became_another(world: Any, make_campaign: Any) -> None:
    world.clevertap.faults = [NO]
    world.apply(make_campaign("a[x]"))
    plan = world.plan(make_campaign("a[x]"), make_campaign("a[y]"))
    journal = world.journal()
    journal.append(
        lambda _: [records.moved(source="a[x]", target="b[x]"), records.renamed(source="a", target="b")]
    )
    done = world.apply(plan=plan).done
    assert [one.end for one in done] == [End.SKIPPED, End.SKIPPED]
    assert world.clevertap.made == []


@pytest.mark.parametrize("revision", [1, 2])
def test_who_frees_the_old_name_may_use_it_again(world: Any, make_campaign: Any, revision: int) -> None:
    world.apply(make_campaign("a"))
    carried(world)
    journal = world.journal()
    journal.append(lambda _: [records.freed(address="a", by="ann", why="another campaign")])
    again = make_campaign("a", revision=revision, content=EDITED)
    world.apply(again, make_campaign("b", name="Name of a"))
    assert len(world.clevertap.made) == 2
