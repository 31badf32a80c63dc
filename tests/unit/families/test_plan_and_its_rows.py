"""A plan names the rows and the day that it was made with; of a large family some audiences are asked for."""

import json
from dataclasses import replace
from datetime import date

import pytest

from ctc.choice import Choice
from ctc.cli.views.plan_json import plan_as_json
from ctc.cli.views.plan_markdown import plan_as_markdown
from ctc.cli.views.plan_text import plan_as_text
from ctc.pipeline.plan import Wanted, planned
from ctc.pipeline.saved_plans import save
from ctc.plans.plan import Plan, Recorded
from ctc.plans.samples import asked_for
from tests.unit.families.conftest import Repository
from tests.unit.families.test_family_guards import plan, product
from tests.unit.families.test_plans_of_a_day import ctc
from tests.unit.plans.test_action_table import NOW, campaign

HEADER = "sku,name,Old price,new_price\n"


def plan_of(repository: Repository, choice: Choice | None = None) -> Plan:
    with planned(repository.root, {}, Wanted(choice=choice or Choice(), no_state=True)) as made:
        return made.plan


def test_a_plan_names_its_rows_and_how_many_were_left_out(repository: Repository) -> None:
    repository.spec(("  row:", '  where: "{{ new_price < 200 }}"\n  row:'))
    made = plan_of(repository)
    [data] = made.families
    assert (data.rows, data.left_out) == (2, 1)
    line = f"price-drop: 2 rows of campaigns/products.csv (sha256 {data.sha256[:12]}); 1 left out by `where`"
    assert line in " ".join(plan_as_text(made, now=NOW, timezone="UTC").split())
    assert "2 rows of campaigns/products.csv" in plan_as_markdown(
        made, project="acme", now=NOW, timezone="UTC"
    )
    [told] = json.loads(json.dumps(plan_as_json(made)))["data"]
    assert (told["sha256"], told["left_out"], told["told"]) == (data.sha256, 1, 0)


def test_what_was_told_before_is_counted_in_one_line(repository: Repository) -> None:
    made = plan_of(repository)
    made = replace(made, changes=tuple(change._replace(is_told=True) for change in made.changes))
    assert "; 2 told before" in " ".join(plan_as_text(made, now=NOW, timezone="UTC").split())


def test_what_was_stopped_is_not_counted_as_told(repository: Repository) -> None:
    """Nobody heard of it, and its row sends nothing when it comes back."""
    made = plan_of(repository)
    told, stopped = (change._replace(is_told=True) for change in made.changes)
    stopped = stopped._replace(recorded=Recorded(status="stopped"))
    made = replace(made, changes=(told, stopped))
    text = " ".join(plan_as_text(made, now=NOW, timezone="UTC").split())
    assert "; 1 told before; 1 stopped before, and not sent again" in text
    [data] = json.loads(json.dumps(plan_as_json(made)))["data"]
    assert (data["told"], data["stopped"]) == (1, 1)


def test_a_plan_names_its_day_where_something_depends_on_it(repository: Repository) -> None:
    day = Choice(as_of=date(2031, 3, 1))
    assert plan_of(repository, day).as_of == ""
    repository.spec(("\"It was ₹{{ row['Old price'] }}\"", '"{{ as_of }}"'))
    made = plan_of(repository, day)
    assert made.as_of == "2031-03-01"
    assert "days are counted from 2031-03-01" in plan_as_text(made, now=NOW, timezone="UTC")


def test_a_saved_plan_keeps_the_day_that_was_named(repository: Repository) -> None:
    repository.spec(("\"It was ₹{{ row['Old price'] }}\"", '"{{ as_of }}"'))
    assert ctc("plan", "-o", "saved.plan", "--as-of", "2031-01-02").code == 0
    answer = ctc("apply", "saved.plan")
    assert answer.code == 0, answer.err


def test_a_saved_plan_refuses_other_bytes_that_say_the_same(repository: Repository) -> None:
    assert ctc("plan", "-o", "saved.plan").code == 0
    rows = (repository.root / "campaigns/products.csv").read_text()
    repository.write("campaigns/products.csv", rows.replace("590.00", "590.0"))
    answer = ctc("apply", "saved.plan")
    assert answer.code == 1
    assert "the rows of price-drop" in answer.err


def test_the_rows_of_a_saved_plan_are_in_it_by_their_hash(repository: Repository) -> None:
    with planned(repository.root, {}, Wanted(choice=Choice(), durable=True)) as made:
        save(made, repository.root / "saved.plan")
        [kept] = json.loads((repository.root / "saved.plan").read_text())["families"]
        assert kept["sha256"] == made.plan.families[0].sha256


@pytest.mark.parametrize(
    ("count", "sample", "every", "expected"),
    [
        (20, 0, False, 20),
        (3000, 0, False, 20),
        (3000, 50, False, 50),
        (3000, 5, False, 20),
        (90, 0, True, 90),
    ],
)
def test_of_a_family_some_audiences_are_asked_for_that_are_spread_over_it(
    count: int, sample: int, *, every: bool, expected: int
) -> None:
    guards = {"sample": sample} if sample else {}
    made = plan([campaign("alone"), *(product(n, guards=guards) for n in range(count))])
    found = [change.address for change in asked_for(made.changes, {}, every=every)]
    assert found[0] == "alone"
    assert len(found) == len(set(found)) == expected + 1
    assert found[1] == "drop[P0,5]"
    assert found[-1] == f"drop[P{count - 1},5]"


def test_instances_of_one_audience_are_one_question() -> None:
    one = [replace(product(n), audience="same") for n in range(30)]
    assert len(list(asked_for(plan(one).changes, {}))) == 1
    assert (
        len(list(asked_for(plan([replace(product(n), audience=f"{n % 7}") for n in range(90)]).changes, {})))
        == 7
    )


def test_an_estimate_asks_twenty_of_a_family_and_says_so(repository: Repository) -> None:
    rows = "".join(f"K{n},Tea {n},9,5\n" for n in range(30))
    repository.write("campaigns/products.csv", HEADER + rows)
    some = ctc("plan", "--estimate", "--no-state")
    assert "in the 20 of 30 that were asked" in " ".join(some.out.split()), some.out + some.err
    every = ctc("plan", "--estimate-all", "--no-state")
    assert "that were asked" not in every.out
    assert "reaches" in every.out
