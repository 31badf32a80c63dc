"""Cells of the crash matrix that stand for the others; `make crash-matrix` plays all of them."""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from queue import SimpleQueue

import pytest
from crash_cells import FACTORS, cells, counts, possible, representatives
from crash_covering import pairs_of
from crash_judge import problems, truth_of
from crash_running import play_in, worlds
from crash_world import FAKETIME, Site, World

SIDE_BY_SIDE = 6
"""So many cells are played at a time, as they wait more than they work; in one test, for each process that plays some
begins servers of its own."""


@pytest.fixture
def free() -> Iterator[SimpleQueue[World]]:
    with worlds(SIDE_BY_SIDE, warm=True) as made:
        yield made


def test_nothing_is_sent_twice_and_nothing_is_called_what_it_is_not(free: SimpleQueue[World]) -> None:
    world = free.get()
    try:
        the_judge_sees_a_second_create(world)
    finally:
        free.put(world)
    playable = [cell for cell in representatives() if FAKETIME or cell.clock == "true"]
    reports = play_in(free, playable)
    broken = [report for report in reports if report.problems]
    assert not broken, "\n".join(
        line for each in broken for line in (each.cell.name, *each.problems, *each.story)
    )


def test_those_that_stand_for_the_others_strike_everywhere_and_meet_every_misbehaviour() -> None:
    chosen = representatives()
    for name, values in FACTORS.items():
        assert {getattr(cell, name) for cell in chosen} == set(values)


def the_judge_sees_a_second_create(world: World) -> None:
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


def test_the_readme_counts_the_cells() -> None:
    readme = (Path(__file__).parents[3] / "README.md").read_text()
    assert readme.partition("<!-- matrix: begin -->\n")[2].partition("<!-- matrix: end -->")[0] == counts()
