"""Cells of the crash matrix that stand for the others; `python tests/crash_matrix.py` plays all of them."""

from itertools import combinations
from typing import Any

import pytest
from crash_cells import FACTORS, Cell, cells, possible
from crash_covering import pairs_of
from crash_judge import problems, truth_of
from crash_story import Report, play
from crash_world import Site


def cell(number: int, work: str, failpoint: str, **rest: str) -> Cell:
    usual = {"how": "kill", "nth": "1", "heals": "at once", "runners": "1", "plan": "fresh"}
    usual |= {"lag": "unknown", "store": "sqlite", "server": "answers"}
    return Cell(number=number, work=work, failpoint=failpoint, **(usual | rest))


CELLS = [
    cell(901, "create", "inside-append", nth="2", plan="saved"),
    cell(902, "create", "after-intent", lag="stated"),
    cell(903, "create", "after-last-byte", nth="2", server="drops", store="postgresql", runners="2"),
    cell(904, "replace", "inside-stop", heals="after a re-run"),
    cell(905, "send", "inside-batch", nth="2", server="5xx"),
    cell(906, "reconcile", "inside-reconcile", store="postgresql"),
    cell(907, "create", "after-intent", how="pause", lag="stated"),
    cell(908, "create", "inside-snapshot"),
    cell(909, "send", "before-outcome", store="postgresql", how="int"),
]


@pytest.mark.parametrize("each", CELLS, ids=lambda each: f"{each.work}-{each.how}-{each.failpoint}")
def test_nothing_is_sent_twice_and_nothing_is_called_what_it_is_not(world: Any, each: Cell) -> None:
    report: Report = play(each, world)
    assert not report.problems, "\n".join(report.problems + report.story)
    assert report.reached


def test_the_judge_sees_a_second_create(world: Any) -> None:
    """A judge that never finds anything proves nothing: here somebody sends again behind ctc's back."""
    site = Site(
        root=world.folder / "judged",
        project="judged",
        sandbox=world.sandbox,
        launcher=world.launcher,
        state="sqlite:///.ctc/state.db",
        lag_stated=False,
    )
    site.set_up()
    site.spec("one", 1)
    assert site.apply().code == 0
    assert problems(site) == []
    (site.root / ".ctc" / "state.db").unlink()
    text = (site.root / "ctc.yaml").read_text()
    (site.root / "ctc.yaml").write_text(text + "    name_marker: false\n")
    site.apply()
    site.close()
    assert len(truth_of(site).ids("one")) == 2
    assert any("created 2 times" in problem for problem in problems(site))


def test_every_two_values_meet_or_cannot() -> None:
    every, impossible = cells()
    rows = [{name: getattr(each, name) for name in FACTORS} for each in every]
    met = {pair for row in rows for pair in combinations([(name, row[name]) for name in FACTORS], 2)}
    assert all(possible(row) for row in rows)
    assert met | set(impossible) == set(pairs_of(FACTORS))
    assert not met & set(impossible)
    assert [each.number for each in every] == list(range(1, len(rows) + 1))
