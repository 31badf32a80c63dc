"""A plan of thousands speaks in families: what all have in common once, and little more than a screen."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import click
import pytest

from ctc.cli.views.plan_json import plan_as_json
from ctc.cli.views.plan_markdown import plan_as_markdown
from ctc.cli.views.plan_text import plan_as_text
from ctc.payloads.payload import payload_of
from ctc.plans.edits import common_edits, edit_of
from ctc.plans.families import Block, in_families
from ctc.plans.pace import pace_of
from ctc.plans.plan import Action, Change, Edit, FieldDifference, Plan, Reach, Recorded
from ctc.plans.saved import SavedPlan, read, write
from ctc.plans.staleness import stale
from ctc.rows.family_data import FamilyData

NOW = datetime(2031, 1, 14, 12, 0, tzinfo=UTC)
WHEN = NOW + timedelta(days=1)


def changed(number: int, action: Action = Action.REPLACE) -> Change:
    before = {
        "name": f"P{number}",
        "content": {"title": f"Tea {number}", "body": f"₹{number}. Until Sunday. Bye"},
    }
    after = {**before, "content": {**before["content"], "body": f"₹{number}. Until Monday. Bye"}}  # type: ignore[dict-item]
    body = {"target_mode": "push", "when": "20310115 12:00", **after}
    return Change(
        address=f"price-drop[P{number},{number}]",
        action=action,
        reason="its bytes changed",
        channel="push",
        payload=payload_of(
            body, address="x", revision=1, channel="push", variant="push", endpoint="/1/targets/create.json"
        ),
        before=before,
        scheduled_on=WHEN,
        difference=(
            FieldDifference(
                path="/content/body",
                before=before["content"]["body"],
                after=after["content"]["body"],  # type: ignore[index]
            ),
        ),
    )


def plan_of(count: int, *others: Change) -> Plan:
    return Plan(environment="production", changes=(*(changed(n) for n in range(count)), *others))


def text_of(plan: Plan, *expand: str) -> str:
    return click.unstyle(plan_as_text(plan, now=NOW, timezone="UTC", expand=expand, rate=1.0))


def test_a_family_that_goes_out_in_two_nights_names_both() -> None:
    """A reviewer who sees one of them would take all for that night's."""
    later = WHEN + timedelta(days=1)
    every = [changed(number)._replace(scheduled_on=later if number % 2 else WHEN) for number in range(60)]
    text = " ".join(text_of(Plan(environment="production", changes=tuple(every))).split())
    assert f"{WHEN:%Y-%m-%d %H:%M}" in text
    assert f"{later:%Y-%m-%d %H:%M}" in text
    at_once = every[0]._replace(scheduled_on=None)
    assert f"{WHEN:%Y-%m-%d %H:%M}" not in text_of(
        Plan(environment="production", changes=(at_once, *every[1:]))
    )


def test_three_thousand_changes_fit_a_screen_and_a_comment() -> None:
    plan = plan_of(3000)
    text = text_of(plan)
    assert len(text.splitlines()) <= 24
    assert "in all 3,000: /content/body: `Until Sunday.` → `Until Monday.`" in text
    markdown = plan_as_markdown(plan, project="acme", now=NOW, timezone="UTC", rate=1.0)
    assert len(markdown.encode()) <= 10_000
    assert "in all 3,000" in markdown
    assert "6,001 requests" in text
    assert "6,001 requests" in markdown


def test_json_keeps_each_change_and_adds_the_families() -> None:
    told = json.loads(json.dumps(plan_as_json(plan_of(3000))))
    assert len(told["changes"]) == 3000
    [family] = told["families"]
    assert (family["family"], family["action"], family["count"]) == ("price-drop", "replace", 3000)
    assert family["common"] == [
        {"path": "/content/body", "before": "Until Sunday.", "after": "Until Monday.", "count": 3000}
    ]
    assert family["samples"] == ["price-drop[P0,0]", "price-drop[P1500,1500]", "price-drop[P2999,2999]"]


@pytest.mark.parametrize(("count", "is_one"), [(5, False), (6, True)])
def test_a_family_begins_at_six_instances(count: int, is_one: bool) -> None:
    items = list(in_families(plan_of(count)))
    assert any(isinstance(item, Block) for item in items) is is_one


def test_each_action_of_a_family_is_a_block_and_other_campaigns_stand_alone() -> None:
    stops = [changed(n, Action.STOP) for n in range(100, 110)]
    alone = changed(1)._replace(address="welcome")
    once = changed(1, Action.STOP)._replace(address="price-drop")  # a single one, before it became a family
    items = list(in_families(plan_of(20, *stops, alone, once)))
    assert [
        (i.family, i.action.value, len(i.changes)) if isinstance(i, Block) else i.address for i in items
    ] == [
        ("price-drop", "replace", 20),
        ("price-drop", "stop", 10),
        "welcome",
        "price-drop",
    ]


@pytest.mark.parametrize(("count", "is_one"), [(3, False), (4, True)])
def test_up_to_three_changes_of_one_action_stand_alone(count: int, is_one: bool) -> None:
    stops = [changed(n, Action.STOP) for n in range(100, 100 + count)]
    items = [item for item in in_families(plan_of(20, *stops)) if item.action is Action.STOP]
    assert [isinstance(item, Block) for item in items] == ([True] if is_one else [False] * count)


def test_a_family_is_shown_one_by_one_where_that_is_asked_for() -> None:
    assert text_of(plan_of(20), "price-drop*").count("replace  push") == 20
    assert text_of(plan_of(20), "price-drop").count("replace  push") == 20


def test_what_two_of_a_family_have_in_common_is_told_and_what_one_has_alone_is_not() -> None:
    def odd(number: int, after: str) -> Change:
        more = FieldDifference(path="/content/title", before="Tea", after=after)
        return changed(number)._replace(difference=(*changed(number).difference, more))

    few = (odd(0, "Coffee"), odd(1, "Coffee"), odd(2, "Milk"), *(changed(n) for n in range(3, 9)))
    [block] = in_families(Plan(environment="p", changes=few))
    assert isinstance(block, Block)
    assert [(edit.after, count) for edit, count in block.common] == [("Until Monday.", 9), ("Coffee", 2)]


def test_keys_stand_as_people_count() -> None:
    [block] = in_families(plan_of(12))
    assert isinstance(block, Block)
    assert [change.address for change in block.changes][-2:] == ["price-drop[P10,10]", "price-drop[P11,11]"]


def test_what_stands_out_is_named() -> None:
    loud = changed(7)._replace(reach=Reach(total=9000, platforms={}, asked_at=NOW))
    plan = Plan(environment="p", changes=(*(changed(n) for n in range(7)), loud))
    text = " ".join(text_of(plan).split())
    assert "largest reach, 9,000: price-drop[P7,7]" in text
    assert "reaches 9,000 in the 1 of 8 that were asked" in text
    assert "most differences" not in text, "all differ alike"
    more = FieldDifference(path="/content/title", before="Tea", after="Coffee")
    odd = changed(3)._replace(difference=(*changed(3).difference, more))
    mixed = Plan(
        environment="p", changes=(*(changed(n) for n in range(3)), odd, *(changed(n) for n in range(4, 8)))
    )
    assert "most differences, 2: price-drop[P3,3]" in " ".join(text_of(mixed).split())


@pytest.mark.parametrize(
    ("before", "after", "edit"),
    [
        ("Until Sunday only", "Until Monday only", ("Until Sunday", "Until Monday")),
        ("a", "b", ("a", "b")),
        ("same words", "same words more", ("words", "words more")),
        ("x x", "x", ("x x", "x")),
        ("Buy tea", "Get tea", ("Buy", "Get")),
        (1, 2, ("1", "2")),
    ],
)
def test_of_two_texts_the_words_that_differ(before: object, after: object, edit: tuple[str, str]) -> None:
    found = edit_of(FieldDifference(path="/p", before=before, after=after))
    assert found == Edit(path="/p", before=edit[0], after=edit[1])


@pytest.mark.parametrize(
    ("before", "after", "edit"),
    [
        ("{0} fell to {1}. Bye", "{0} ({1})! Bye", ("fell to ….", "(…)!")),
        ("{0} fell", "“{0}”, fell", ("…", "“…”,")),
        ("now ₹{1} Sunday", "now ₹{1} Monday", ("Sunday", "Monday")),
        ("now ₹{1} only", "now {1} € only", ("₹…", "… €")),
        ("<b>{0}</b>", "<i>{0}</i>", ("b…b", "i…i")),
        ("{0}: {1}", "{0}: {1}!", ("…", "…!")),
        ("See {0} now", "See {0} now at {1}", None),
        ("Until Sunday {0}", "Until Monday {0}", ("Until Sunday", "Until Monday")),
    ],
)
def test_what_all_rows_share_is_found_beside_what_they_write(
    before: str, after: str, edit: tuple[str, str] | None
) -> None:
    rows = [(f"Tea {n}", f"{n * 7}.5") for n in range(1, 9)]
    differences = [FieldDifference(path="/p", before=before.format(*r), after=after.format(*r)) for r in rows]
    changes = [changed(n)._replace(difference=(one,)) for n, one in enumerate(differences)]
    shared = [(Edit(path="/p", before=edit[0], after=edit[1]), 8)] if edit else []
    assert list(common_edits(changes)) == shared


def test_creates_that_come_after_their_schedule_are_known() -> None:
    soon = [changed(n)._replace(scheduled_on=NOW + timedelta(minutes=3)) for n in range(200)]
    pace = pace_of(soon, 1.0, NOW)
    assert pace.requests == 401
    assert len(pace.late) == 200  # the stops alone take longer than three minutes
    assert not pace_of(soon, 100.0, NOW).late


def test_a_send_takes_a_request_for_each_thousand() -> None:
    people = {"Identity": [f"u{number}" for number in range(2500)]}
    letter = payload_of(
        {"to": people},
        address="x",
        revision=1,
        channel="sms",
        variant="send-sms",
        endpoint="/1/send/sms.json",
    )
    change = changed(1)._replace(action=Action.CREATE, payload=letter, scheduled_on=None)
    assert pace_of([change], 1.0, NOW).requests == 4, "one of them lists"


def test_the_longest_text_of_a_family_is_shown() -> None:
    text = " ".join(text_of(plan_of(60, changed(1000)._replace(reason="its bytes changed"))).split())
    assert "longest text" in text
    assert "price-drop[P1000,1000]" in text


def test_reasons_that_differ_in_an_id_alone_are_one() -> None:
    changes = [
        changed(n)._replace(reason=f"{n + 500} is scheduled and is stopped", recorded=Recorded(id=n + 500))
        for n in range(9)
    ]
    text = " ".join(text_of(Plan(environment="p", changes=tuple(changes))).split())
    assert "each is scheduled and is stopped" in text
    assert "1 ×" not in text


def test_a_saved_plan_of_thousands_holds_digests_and_shows_the_same() -> None:
    loud = changed(7)._replace(reach=Reach(total=9000, platforms={}, asked_at=NOW))
    data = FamilyData("price-drop", "products.csv", "ab" * 32, 3000)
    made = replace(plan_of(3000), families=(data,))
    made = replace(made, changes=(*made.changes[:7], loud, *made.changes[8:]))
    content = write(SavedPlan(plan=made))
    again = read(content, "saved.plan").plan
    assert text_of(again) == text_of(made)
    assert sum(change.payload is not None for change in again.changes) < 24
    assert [change.digest for change in again.changes] == [change.digest for change in made.changes]
    assert len(content) / 3000 < 1000
    assert write(SavedPlan(plan=again)) == content
    assert stale(again, made) == ()


def test_small_families_are_saved_whole() -> None:
    data = FamilyData("price-drop", "products.csv", "ab" * 32, 9)
    made = replace(plan_of(9), families=(data,))
    again = read(write(SavedPlan(plan=made)), "saved.plan").plan
    assert all(change.payload is not None for change in again.changes)


def _new(number: int, value: str) -> Change:
    where = {
        "event_name": "Viewed",
        "from": 20310101,
        "to": 20310107,
        "event_properties": [{"name": "SKU", "operator": "equals", "value": value}],
    }
    body = {"name": "n", "target_mode": "push", "when": "now", "where": where, "content": {"title": "t"}}
    payload = payload_of(
        body, address="x", revision=1, channel="push", variant="push", endpoint="/1/targets/create.json"
    )
    return Change(address=f"f[{number}]", action=Action.CREATE, reason="new", channel="push", payload=payload)


@pytest.mark.parametrize(
    ("values", "said"),
    [(["a", "b"], "to, for f[0]: did Viewed"), (["a", "a"], "to: did Viewed")],
    ids=["each its own", "one of all"],
)
def test_whom_a_new_family_goes_to_is_told(values: list[str], said: str) -> None:
    plan = Plan(environment="production", changes=tuple(_new(n, values[n % len(values)]) for n in range(10)))
    assert said in text_of(plan)
    assert 'SKU is "a"' in text_of(plan)
    assert 'SKU is "a"' in plan_as_markdown(plan, project="acme", now=NOW, timezone="UTC", rate=1.0)
