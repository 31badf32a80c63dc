"""Guards of a family: what it reaches together, what is gone, how many rows there are, how far a number went."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from ctc.payloads.payload import Payload
from ctc.plans.guarding import breaches
from ctc.plans.plan import Plan, Reach
from ctc.plans.planning import make_plan
from ctc.rows.family_data import FamilyData
from tests.unit.families.conftest import Repository
from tests.unit.plans.test_action_table import FACTS, NOW, Story, campaign

KEY = ("sku", "price")


def product(number: int, price: float = 5.0, guards: Mapping[str, Any] | None = None, **more: Any) -> Payload:
    made = campaign(f"drop[P{number},{price:g}]", where={"event_name": f"E{number}"}, **more)
    return replace(
        made, guards=guards or {}, audience=f"a{number}", key_columns=KEY, numbers={"price": price}
    )


def data(rows: int, **more: Any) -> FamilyData:
    return FamilyData("drop", "products.csv", "ab" * 32, rows, file="campaigns/drop.yaml", line=3, **more)


def plan(
    payloads: Sequence[Payload],
    *,
    families: Sequence[FamilyData] = (),
    story: Story | None = None,
    asked: int = 0,
    people: int = 10,
    guards: Mapping[str, Any] | None = None,
) -> Plan:
    reaches = {p.address: Reach(total=people, platforms={}, asked_at=NOW) for p in payloads[:asked]}
    return make_plan(
        payloads,
        {payload.address for payload in payloads},
        (story or Story()).state(),
        replace(FACTS, guards=guards or {}),
        NOW,
        reaches=reaches,
        families=families,
    )


def codes(made: Plan) -> list[str]:
    return sorted({found.code for found in breaches(made)})


def told(made: Plan, code: str) -> str:
    [found] = [each for each in made.diagnostics if each.code == code]
    assert found.hint
    return found.message


def recorded(payloads: Sequence[Payload]) -> Story:
    story = Story()
    for payload in payloads:
        story.tried(payload, "sent")
    return story


@pytest.mark.parametrize(
    ("guards", "asked", "expected"),
    [
        ({"max_reach": 10}, 8, []),
        ({"max_reach": 10}, 7, ["CTC503"]),
        ({"max_reach": 10, "sample": 4}, 4, []),
        ({"max_reach": 10, "sample": 4}, 3, ["CTC503"]),
        ({"max_reach": 9, "sample": 4}, 4, ["CTC501"]),
        ({"max_reach": 10, "sample": 40}, 8, []),
        ({"max_total_reach": 80}, 8, []),
        ({"max_total_reach": 79}, 8, ["CTC542"]),
        ({"max_total_reach": 80}, 4, ["CTC503"]),
        ({"max_total_reach": 80, "sample": 4}, 4, []),
        ({"max_total_reach": 79, "sample": 4}, 4, ["CTC542"]),
    ],
)
@pytest.mark.parametrize("of_plan", [False, True])
def test_the_reach_of_a_family(
    guards: dict[str, Any], asked: int, expected: list[str], *, of_plan: bool
) -> None:
    own = {} if of_plan else guards
    made = plan([product(n, guards=own) for n in range(8)], asked=asked, guards=guards if of_plan else {})
    assert codes(made) == expected
    of_total = [one.code for one in made.diagnostics if one.code in ("CTC503", "CTC542")]
    assert "max_total_reach" not in guards or of_total == expected, (
        "the plan's is not told of its families again"
    )


def test_a_plan_says_that_a_reach_rests_on_a_sample() -> None:
    made = plan([product(n, guards={"max_reach": 10, "sample": 4}) for n in range(8)], asked=4)
    assert "4 audiences" in told(made, "CTC543")
    every = plan([product(n, guards={"max_reach": 10, "sample": 4}) for n in range(8)], asked=8)
    assert not every.diagnostics


def test_the_total_of_a_plan_counts_what_is_in_no_family() -> None:
    alone = [campaign(name, where={"event_name": name}) for name in ("one", "two")]
    payloads = [*alone, *(product(n) for n in range(8))]
    assert codes(plan(payloads, asked=10, guards={"max_total_reach": 100})) == []
    assert "100 people" in told(plan(payloads, asked=10, guards={"max_total_reach": 99}), "CTC542")


@pytest.mark.parametrize(
    ("live", "gone", "guards", "is_data", "is_breach"),
    [
        (10, 5, {}, True, False),
        (10, 6, {}, True, True),
        (10, 6, {}, False, False),
        (10, 2, {"max_gone": "10%"}, True, True),
        (10, 2, {"max_gone": "10%"}, False, True),
        (10, 1, {"max_gone": "10%"}, True, False),
        (10, 9, {"max_gone": "100%"}, True, False),
        (5, 5, {}, True, False),
        (6, 6, {}, True, True),
    ],
)
def test_what_is_gone_from_a_file(
    live: int, gone: int, guards: dict[str, Any], *, is_data: bool, is_breach: bool
) -> None:
    every = [product(n, guards=guards) for n in range(live)]
    families = [data(live - gone, guards=guards)] if is_data else []
    made = plan(every[gone:], families=families, story=recorded(every))
    assert ("CTC544" in codes(made)) is is_breach
    if is_breach:
        assert f"{gone} of {live}" in told(made, "CTC544")


def test_a_family_whose_document_is_gone_is_stopped_and_no_guard_of_its_own_is_asked() -> None:
    every = [product(n) for n in range(10)]
    assert codes(plan([], story=recorded(every))) == []


def test_instances_under_a_new_name_are_not_gone() -> None:
    every = [product(n) for n in range(10)]
    renamed = [replace(each, address=each.address.replace("drop[", "fall["), was=("drop",)) for each in every]
    made = plan(renamed, families=[data(10)._replace(family="fall")], story=recorded(every))
    assert codes(made) == []


def test_a_higher_revision_with_another_key_takes_no_row_away() -> None:
    """All of the family is made anew, as its spec says: the instances of the old key are stopped, and not gone."""
    every = [product(n) for n in range(10)]
    raised = [
        replace(p, address=f"drop[P{n}]", key_columns=("sku",), revision=2) for n, p in enumerate(every)
    ]
    made = plan(raised, families=[data(10, key_columns=("sku",))], story=recorded(every))
    assert codes(made) == []
    assert {change.action.value for change in made.changes} == {"create", "stop"}
    cut = plan(every[6:], families=[data(4, key_columns=KEY)], story=recorded(every))
    assert codes(cut) == ["CTC544"]


def test_a_number_that_is_no_part_of_the_key_is_compared_with_the_recorded_one() -> None:
    guards = {"max_change": {"price": "50%"}}
    before = replace(product(1, guards=guards), address="drop[P1]", key_columns=("sku",))
    before = replace(before, numbers={"price": 100.0})
    now = replace(before, digest="other", numbers={"price": 30.0})
    story = recorded([before])
    made = plan([now], families=[data(1)], story=story)
    assert "price 100 → 30" in told(made, "CTC546")


def test_a_run_of_an_earlier_day_stops_nothing() -> None:
    every = [replace(product(n), key_columns=KEY) for n in range(3)]
    story = recorded(every)

    def of(day: str) -> Plan:
        facts = replace(FACTS, day=day)
        return make_plan(every[:1], {every[0].address}, story.state(), facts, NOW, families=[data(1)])

    late, early = of("2031-01-02"), of("2030-12-31")
    assert [change.action.value for change in late.changes] == ["stop", "stop", "unchanged"]
    assert [change.action.value for change in early.changes] == ["unchanged"]
    assert early.families[0].is_old


def test_a_file_of_few_rows() -> None:
    made = plan([product(1)], families=[data(1)], guards={"min_rows": 2})
    assert told(made, "CTC545").startswith("drop: products.csv holds 1 row;")
    assert codes(plan([product(1), product(2)], families=[data(2)], guards={"min_rows": 2})) == []


def test_a_price_that_jumps() -> None:
    guards = {"max_change": {"price": "80%"}}
    story = recorded([product(1, 100.0), product(2, 100.0), product(1, 50.0)])
    near = [product(1, 40.0, guards), product(2, 20.0, guards), product(3, 1.0, guards)]
    assert codes(plan(near, families=[data(3)], story=story)) == []
    far = plan([product(1, 9.0, guards), product(2, 500.0, guards)], families=[data(2)], story=story)
    assert told(far, "CTC546").endswith("drop[P2,500] (price 100 → 500), drop[P1,9] (price 50 → 9)")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("max_gone", "10"),
        ("max_gone", "101%"),
        ("max_gone", 10),
        ("max_change", "80%"),
        ("max_change", {"price": 80}),
        ("sample", 0),
        ("min_rows", "5"),
        ("max_total_reach", -1),
    ],
)
def test_a_guard_that_cannot_be_read(name: str, value: Any) -> None:
    assert "CTC512" in codes(plan([product(1)], guards={name: value}))


def test_a_column_that_no_row_has_cannot_be_held_against_anything(repository: Repository) -> None:
    repository.spec(("campaign:", "guards: {max_change: {new_prise: 80%}}\ncampaign:"))
    [(code, file, line, _)] = repository.faults()
    assert (code, file, line) == ("CTC134", "price-drop.yaml", 7)


@pytest.mark.parametrize("where", ["spec", "environment"])
def test_a_column_of_texts_cannot_be_held_against_anything(repository: Repository, where: str) -> None:
    guard = "guards: {max_change: {Old price: 80%}}"
    if where == "environment":
        repository.write("ctc.yaml", f"version: 1\nenvironments: {{sandbox: {{api: sandbox, {guard}}}}}\n")
    own = f"{guard}\ncampaign:" if where == "spec" else "campaign:"
    schema = '{"properties": {"new_price": {"type": "number"}}}'
    repository.write("campaigns/product.schema.json", schema)
    repository.spec(("campaign:", own))
    found = [(code, file, line) for code, file, line, _ in repository.faults()]
    assert found[:1] == [("CTC140", "price-drop.yaml", 7 if where == "spec" else 4)]


@pytest.mark.parametrize("kind", ["number", "integer", ["integer", "null"], "string"])
def test_a_column_of_numbers_of_either_kind_can_be_held_against(repository: Repository, kind: Any) -> None:
    schema = {"properties": {"new_price": {"type": "number"}, "Old price": {"type": kind}}}
    repository.write("campaigns/product.schema.json", json.dumps(schema))
    repository.spec(("campaign:", "guards: {max_change: {Old price: 80%}}\ncampaign:"))
    found = [code for code, *_ in repository.faults()]
    assert found == (["CTC140"] if kind == "string" else [])


def test_a_schema_that_asks_too_much_is_told(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctc.rows.instances.MAX_LOOKS", 1)
    repository.spec()
    assert ("CTC138", "price-drop.yaml", 6, 8) in repository.faults()


def test_guards_of_a_spec_are_read_from_it(repository: Repository) -> None:
    repository.spec(
        ("campaign:", "guards: {max_change: {Old price: 80%}, min_rows: 2, max_gone: 5%}\ncampaign:")
    )
    found = repository.payloads()["price-drop[A1,590]"]
    assert found.numbers == {"Old price": 790, "new_price": 590}
    [known] = repository.compile().families
    assert (known.family, known.rows, known.left_out, known.line_of("min_rows")) == ("price-drop", 2, 0, 7)
