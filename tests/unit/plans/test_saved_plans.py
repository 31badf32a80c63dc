"""A plan as a file: read back equal, and refused in every way of being stale, cut short or edited."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ctc.canonical import digest_of
from ctc.diagnostics import Diagnostic, Severity, UserError
from ctc.payloads.payload import Payload, payload_of
from ctc.plans.facts import Facts
from ctc.plans.plan import Action, Plan, Reach
from ctc.plans.planning import make_plan
from ctc.plans.saved import SavedPlan, read, write
from ctc.plans.staleness import stale
from ctc.rows.family_data import FamilyData
from ctc.state import records
from ctc.state.fold import fold
from ctc.state.record import Binding
from ctc.state.state import State
from ctc.state.store import Entry

NOW = datetime(2031, 1, 1, 12, tzinfo=UTC)
FACTS = Facts(
    project="acme", environment="test", account_id="A", region="in1", zone=ZoneInfo("UTC"), commit="c1"
)


def payload(address: str, title: str = "Hello", **body: Any) -> Payload:
    value = {
        "name": "N",
        "target_mode": "push",
        "when": "20310201 09:30",
        "content": {"title": title},
        **body,
    }
    return payload_of(
        address=address,
        revision=1,
        was=("old",),
        channel="push",
        variant="push",
        endpoint="/1/targets/create.json",
        body=value,
        guards={"max_reach": 3},
        labels=("spring",),
        owner="growth",
        file="campaigns/a.yaml",
        line=4,
    )


def state() -> State:
    binding = Binding(project="acme", environment="test", account_id="A", region="in1", lineage="L")
    return fold([Entry(serial=1, at=NOW, record=records.init(binding))])


def plan(*payloads: Payload, facts: Facts = FACTS) -> Plan:
    reaches = {one.address: Reach(total=9, platforms={"ios": 9}, asked_at=NOW) for one in payloads}
    return make_plan(payloads, {one.address for one in payloads}, state(), facts, NOW, reaches=reaches)


def test_read_gives_back_what_was_written() -> None:
    saved = SavedPlan(plan=plan(payload("a"), payload("b")), variables={"x": "1"}, select=("a*",))
    assert read(write(saved), "plan.json") == saved


def test_of_what_stays_as_it_is_a_saved_plan_holds_the_digest_alone() -> None:
    """Ten thousand campaigns at rest would else fill a file that a pipeline keeps for each pull request."""
    made = plan(payload("a", title="Fresh"), payload("b", title="Resting"))
    resting = made.changes[1]._replace(action=Action.UNCHANGED, reason="as recorded (scheduled)")
    made = replace(made, changes=(made.changes[0], resting))
    data = write(SavedPlan(plan=made))
    assert b"Fresh" in data
    assert b"Resting" not in data
    reviewed = read(data, "plan.json").plan
    assert stale(reviewed, made) == ()
    edited = replace(made, changes=(made.changes[0], resting._replace(digest="0" * 64)))
    assert ["its payload was" in found.message for found in stale(reviewed, edited)] == [True]


def test_what_guards_and_the_plan_say_is_kept_word_for_word() -> None:
    """What a reviewer saw is what apply goes by: a finding that got lost would block nothing."""
    told = [Diagnostic(code=f"CTC5{n}", severity=one, message="m", file="a.yaml", line=3, hint="h") for n, one in
            enumerate(Severity, 10)]  # fmt: skip
    made = plan(payload("a"))
    change = made.changes[0]._replace(guards=tuple(told))
    saved = SavedPlan(plan=replace(made, changes=(change,), diagnostics=tuple(told)))
    again = read(write(saved), "plan.json")
    assert again == saved
    assert all(isinstance(one.severity, Severity) for one in again.plan.changes[0].guards)


def test_recipients_are_counts_and_hashes() -> None:
    send = replace(
        payload("letter", to={"Identity": ["jane.doe"], "Email": ["j@example.org"]}),
        endpoint="/1/send/sms.json",
        variant="send-sms",
    )
    data = write(SavedPlan(plan=plan(send)))
    assert b"jane" not in data
    assert b"example.org" not in data
    assert json.loads(data)["changes"][0]["payload"]["body"]["to"]["Identity"]["count"] == 1


@pytest.mark.parametrize("cut", [0, 1, 40, -3])
def test_a_file_that_was_cut_short_is_refused(cut: int) -> None:
    data = write(SavedPlan(plan=plan(payload("a"))))[:cut]
    with pytest.raises(UserError) as caught:
        read(data, "plan.json")
    assert caught.value.diagnostics[0].code == "CTC520"


@pytest.mark.parametrize(
    "edit",
    [
        lambda value: value["changes"][0]["payload"]["body"].update(when="now"),
        lambda value: value.update(serial=0),
        lambda value: value.update(format_version=2),
        lambda value: value.pop("sha256"),
        lambda value: value.update(kind="song"),
        lambda value: value.update(serial=float("nan")),
        lambda value: value.update(serial=float("inf")),
        lambda value: value.update(commit="half of a character: \ud800"),
    ],
)
def test_a_file_that_was_edited_is_refused(edit: Any) -> None:
    value = json.loads(write(SavedPlan(plan=plan(payload("a")))))
    edit(value)
    with pytest.raises(UserError) as caught:
        read(json.dumps(value).encode(), "plan.json")
    assert caught.value.diagnostics[0].code == "CTC520"


def parts() -> list[tuple[str, ...]]:
    """Every key of a plan and of its first change."""
    value = json.loads(write(SavedPlan(plan=plan(payload("a")))))
    return [(key,) for key in value] + [("changes", key) for key in value["changes"][0]]


@pytest.mark.parametrize("other", [[["x"]], {"x": []}, 7, "soon"], ids=str)
@pytest.mark.parametrize("path", parts(), ids=".".join)
def test_a_part_of_another_kind_is_refused_or_read_as_what_it_says(path: tuple[str, ...], other: Any) -> None:
    """Also with the right hash: another program may have written it. What is read can be compared, and is text."""
    value = json.loads(write(SavedPlan(plan=plan(payload("a")))))
    place = value["changes"][0] if len(path) > 1 else value
    place[path[-1]] = other
    if path != ("sha256",):
        value["sha256"] = digest_of({key: said for key, said in value.items() if key != "sha256"})
    try:
        saved = read(json.dumps(value).encode(), "plan.json")
    except UserError as error:
        said = {found.code for found in error.diagnostics}
    else:
        said = {found.code for found in stale(saved.plan, REVIEWED)}
        words = [saved.plan.environment, saved.plan.host, saved.as_of, *saved.select, *saved.exclude]
        assert all(isinstance(word, str) for word in (*words, *saved.variables.values()))
    assert said <= {"CTC520", "CTC521"}


@pytest.mark.parametrize("text", ["[]", "[1]", "7", "null", '"a plan"'])
def test_json_that_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="no plan of ctc's"):
        read(text.encode(), "plan.json")


REVIEWED = plan(payload("a"))
STALE = [
    (replace(REVIEWED, environment="other"), "environment"),
    (replace(REVIEWED, account_id="B"), "account id"),
    (replace(REVIEWED, region="us1"), "region"),
    (replace(REVIEWED, lineage="M"), "lineage"),
    (replace(REVIEWED, serial=2), "serial"),
    (plan(payload("a", title="Other")), "payload"),
    (plan(replace(payload("a"), revision=2)), "revision"),
    (plan(payload("a"), payload("b", title="B")), "b is not in it"),
    (plan(), "nothing is to be said"),
    (plan(payload("a", when="20310101 12:01")), "now it is blocked"),
]


@pytest.mark.parametrize(("fresh", "says"), STALE, ids=[row[1] for row in STALE])
def test_every_way_of_being_stale_is_named(fresh: Plan, says: str) -> None:
    found = stale(REVIEWED, fresh)
    assert any(says in diagnostic.message for diagnostic in found)
    assert {diagnostic.code for diagnostic in found} == {"CTC521"}


def test_the_words_name_what_was_and_what_is() -> None:
    other = (
        plan(payload("a", title="Other"))
        .changes[0]
        ._replace(revision=12, endpoint="/1/send/externaltrigger.json")
    )
    old, new = REVIEWED.changes[0].digest, other.digest
    assert [found.message for found in stale(REVIEWED, replace(REVIEWED, changes=(other,)))] == [
        "the saved plan is stale: a: its revision was 1 and is 12",
        "the saved plan is stale: a: its endpoint was /1/targets/create.json and is /1/send/externaltrigger.json",
        f"the saved plan is stale: a: its payload was {old[:12]} and is {new[:12]}",
    ]


@pytest.mark.parametrize(
    ("before", "now", "says"),
    [
        ({"max_creates": 0}, {"max_creates": 5}, ["`max_creates` was 0 and is 5"]),
        ({"max_creates": 0}, {}, ["`max_creates` was 0 and is gone"]),
        ({"allow_now": False, "min_rows": 9}, {"min_rows": 8}, ["`allow_now` was false", "`min_rows` was 9"]),
        ({"max_creates": 5}, {"max_creates": 4, "allow_now": False}, []),
        ({"max_change": {"x": "5%", "y": "6%"}}, {"max_change": {"y": "6%", "x": "5%"}}, []),
        (None, {"max_creates": 5}, []),
    ],
)
def test_guards_that_hold_no_more_are_named(before: Any, now: Any, says: list[str]) -> None:
    """None: a plan that an older ctc saved, which kept none."""
    saved = read(write(SavedPlan(plan=replace(REVIEWED, guards=before))), "plan.json").plan
    found = [one.message for one in stale(saved, replace(REVIEWED, guards=now))]
    assert len(found) == len(says)
    for message, part in zip(found, says, strict=True):
        assert part in message


def test_addresses_are_told_in_their_order() -> None:
    names = "abcdefgh"
    found = stale(plan(), plan(*(payload(name, title=name) for name in reversed(names))))
    assert [one.message.split(": ")[1].split()[0] for one in found] == [*names]


def test_all_differences_are_told_at_once_and_the_commit_is_none() -> None:
    fresh = replace(plan(payload("a", title="Other")), serial=7, region="us1")
    assert len(stale(REVIEWED, fresh)) == 3
    assert stale(REVIEWED, replace(REVIEWED, commit="c2")) == ()


def of_a_day(count: int, *, day: str = "2031-01-01", sha256: str = "a" * 64) -> Plan:
    every = [replace(payload(f"drop[{n}]", title=day, when="now"), as_of=day, was=()) for n in range(count)]
    made = make_plan(every, {one.address for one in every}, state(), FACTS, NOW)
    return replace(made, families=(FamilyData(family="drop", shown="f.csv", sha256=sha256, rows=count),))


def test_what_follows_from_other_rows_or_another_day_is_told_once() -> None:
    reviewed = of_a_day(50)
    [rows] = stale(reviewed, of_a_day(60, sha256="b" * 64))
    assert "the rows of drop (f.csv) are not those" in rows.message
    [day] = stale(reviewed, of_a_day(50, day="2031-01-02"))
    assert "its days were counted from 2031-01-01, and would be from 2031-01-02 now" in day.message
    assert stale(reviewed, of_a_day(50)) == ()


def test_of_thousands_that_differ_some_are_named() -> None:
    found = stale(of_a_day(300), of_a_day(10))
    assert len(found) == 21
    assert "270 more of its addresses are not as they were, beginning with drop[" in found[-1].message


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            replace(FACTS, zone=ZoneInfo("Asia/Kolkata")),
            "go out at 2031-02-01 09:30 UTC, and now at 2031-02-01 04:00",
        ),
        (replace(FACTS, guards={"lead_time": "45m"}), ""),
    ],
)
def test_another_time_zone_is_another_time(facts: Facts, said: str) -> None:
    found = stale(plan(payload("a")), plan(payload("a"), facts=facts))
    assert [said in one.message for one in found] == ([True] if said else [])


def test_a_lead_time_that_was_reviewed_must_still_hold() -> None:
    now = payload("a", when="now")
    lead = replace(FACTS, guards={"lead_time": "45m"})
    assert stale(plan(now, facts=lead), plan(now, facts=lead)) == ()
    later = make_plan([now], {"a"}, state(), lead, NOW + timedelta(hours=3))
    assert stale(plan(now, facts=lead), later) == ()
    [guard, found] = stale(plan(now, facts=lead), plan(now))
    assert ("`lead_time` was" in guard.message, "and now at once" in found.message) == (True, True)


def test_guards_and_broadcast_are_reviewed_like_any_line() -> None:
    for other in (replace(payload("a"), guards={"max_reach": 4}), replace(payload("a"), broadcast=True)):
        [found] = stale(plan(payload("a")), plan(other))
        assert "its own guards" in found.message


@pytest.mark.parametrize("levels", [300, 960, 990, 100_000])
def test_a_file_that_is_nested_without_an_end_is_refused(levels: int) -> None:
    """Some are read and cannot be hashed; others cannot even be read."""
    deep = b"[" * levels + b"]" * levels
    for data in (deep, b'{"kind": "ctc-plan", "format_version": 1, "a": ' + deep + b"}"):
        with pytest.raises(UserError) as caught:
            read(data, "a.plan")
        assert caught.value.diagnostics[0].code == "CTC520"
