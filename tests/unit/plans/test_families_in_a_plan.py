"""What a plan makes of families whose specs, keys or days are others now: nobody is told twice, and nobody left out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ctc.payloads.payload import Payload
from ctc.plans.facts import Facts
from ctc.plans.families import block_of
from ctc.plans.family_guards import Group
from ctc.plans.jumps import jump_breaches, jumps_of
from ctc.plans.plan import Action, Change, Jump, Plan, Recorded
from ctc.plans.planning import make_plan
from ctc.plans.refusals import behind, is_old, near, older_name, other_keys
from ctc.rows.family_data import FamilyData
from ctc.state.record import Record, Status
from ctc.state.settled import SettledEntries, number_of
from ctc.state.state import State
from ctc.state.store import SettledRow, Snapshot
from ctc.state.stores.memory import MemoryStore
from ctc.state.tries import Family, Name
from tests.unit.plans.test_action_table import FACTS, NOW, ONE, Story, campaign

KEYS = ("sku", "price")


def row(address: str, keys: tuple[str, ...] = ("sku",), **more: Any) -> Payload:
    own = {name: more.pop(name) for name in ("numbers", "guards", "as_of") if name in more}
    return replace(campaign(address, **more), key_columns=keys, **own)


def planned(state: State, *payloads: Payload, facts: Facts = FACTS, **more: Any) -> Plan:
    return make_plan(payloads, {one.address for one in payloads}, state, facts, NOW, **more)


def actions(state: State, *payloads: Payload, **more: Any) -> dict[str, Action]:
    return {one.address: one.action for one in planned(state, *payloads, **more).changes}


def state(*known: Record, **more: Any) -> State:
    names = {one.address: Name(entries=(one.born,), current=one.born) for one in known}
    return State(entries={one.born: one for one in known}, names=names, **more)


def record(address: str, status: Status = Status.SENT, born: int = 1, **more: Any) -> Record:
    return Record(**{"address": address, "status": status, "born": born, "id": born, "revision": 1, **more})


def families(*columns: str, **more: Any) -> dict[str, Any]:
    return {"families": {"drop": Family(key_columns=columns, **more)}}


KEYED: list[tuple[str, State, Payload, Action | None]] = [
    ("the key as it was", state(**families("sku", revision=1)), row("drop[a]"), None),
    ("another key, all settled", state(**families("sku", revision=1)), row("drop[a,5]", KEYS), Action.BLOCKED),
    ("another order", state(**families("price", "sku", revision=1)), row("drop[a,5]", KEYS), Action.BLOCKED),
    ("a higher revision", state(**families("sku", revision=1)), row("drop[a,5]", KEYS, revision=2), None),
    ("as high a revision", state(**families("sku", revision=2)), row("drop[a,5]", KEYS, revision=2), Action.BLOCKED),
    ("an inline list of as many parts", state(record("drop[a]")), row("drop[a]"), None),
    ("an inline list of fewer parts", state(record("drop[a]")), row("drop[a,5]", KEYS), Action.BLOCKED),
    ("an inline list that came to nothing", state(record("drop[a]", Status.REJECTED)), row("drop[a,5]", KEYS), None),
    ("a campaign of that name", state(record("drop")), row("drop[a,5]", KEYS), None),
    ("another family", state(record("fall[a]")), row("drop[a,5]", KEYS), None),
    ("a list in its place", state(**families("sku", revision=1)), campaign("drop[a]"), None),
    ("a list of more parts", state(**families("sku", revision=1)), campaign("drop[a,5]"), Action.BLOCKED),
    ("a list of fewer parts", state(**families(*KEYS, revision=1)), campaign("drop[a]"), Action.BLOCKED),
    ("a list, sent again", state(**families("sku", revision=1)), campaign("drop[a,5]", revision=2), None),
    ("a list of another family", state(**families("sku", revision=1)), campaign("fall[a,5]"), None),
    ("a single one in its place", state(**families("sku", revision=1)), campaign("drop"), None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("known", "payload", "action"), [case[1:] for case in KEYED], ids=[c[0] for c in KEYED]
)
def test_another_key_of_a_family_blocks_it(known: State, payload: Payload, action: Action | None) -> None:
    """Under another key each row is a new one, and everybody would be told again."""
    found = planned(known, payload, campaign("other")).changes
    [made] = [one for one in found if one.payload is not None and one.address == payload.address]
    assert (made.action is Action.BLOCKED) is (action is Action.BLOCKED)
    assert ("the key of its family was" in made.reason) is (action is Action.BLOCKED)
    assert [one.action for one in found if one.address == "other"] == [Action.CREATE]


def test_the_words_say_how_to_go_on_with_another_key() -> None:
    found = other_keys(row("drop[a,5]", KEYS), state(**families("sku", revision=3)))
    assert found is not None
    assert "was [sku] and is [sku, price] now" in found.reason
    assert "`revision: 4`" in found.reason
    inline = state(record("drop[a]", revision=2), record("drop[b]", revision=5, born=2))
    found = other_keys(row("drop[a,5]", KEYS, revision=4), inline)
    assert found is not None
    assert "that of drop[a]" in found.reason
    assert "`revision: 6`" in found.reason
    assert other_keys(row("drop[a,5]", KEYS, revision=6), inline) is None


@pytest.mark.parametrize("status", [Status.SCHEDULED, Status.SENT])
@pytest.mark.parametrize("revision", [1, 2])
def test_another_key_under_another_name_blocks_it_too(status: Status, revision: int) -> None:
    """And while that stands nothing that the family was is stopped: nobody would hear of it."""
    known = state(
        record("drop[a]", status, key_columns=("sku",), scheduled_on=NOW + timedelta(days=9)),
        **families("sku", revision=1),
    )
    new = row("fall[a,5]", KEYS, was=("drop",), revision=revision)
    found = {one.address: one for one in planned(known, new).changes}
    assert (found["fall[a,5]"].action is Action.BLOCKED) is (revision == 1)
    assert ("was [sku] and is [sku, price] now" in found["fall[a,5]"].reason) is (revision == 1)
    assert {*found} == {"fall[a,5]"} | (
        {"drop[a]"} if revision == 2 and status is Status.SCHEDULED else set()
    )


def test_an_instance_that_gets_a_name_of_its_own_is_no_family() -> None:
    known = state(record("drop[a,5]", key_columns=KEYS), **families(*KEYS, revision=1))
    [made] = planned(known, campaign("fall[a]", was=("drop[a,5]",))).changes
    assert made.action is not Action.BLOCKED


def test_a_family_that_stands_is_not_blocked_for_one_that_names_it() -> None:
    known = state(record("drop[a]", key_columns=("sku",)), **families("sku", revision=1))
    found = planned(known, row("fall[a,5]", KEYS, was=("drop",)), row("drop[b]")).changes
    assert {one.address: one.action for one in found}["drop[b]"] is Action.CREATE


RESPELT = [
    ("100.0", "100", True),
    ("7.00", "7", True),
    ("1e3", "1000", True),
    (" x ", "x", True),
    ("100", "100", False),
    ("7.00", "7.00", False),
    ("x", "y", False),
    ("007", "7", True),
]


@pytest.mark.parametrize(("listed", "named", "is_blocked"), RESPELT)
@pytest.mark.parametrize("name", ["drop", "fall"])
def test_a_list_that_becomes_a_file_tells_nobody_again(
    listed: str, named: str, is_blocked: bool, name: str
) -> None:
    was = {"was": ("drop",)} if name == "fall" else {}
    new = row(f"{name}[{named}]", **was)
    [made] = [
        one for one in planned(state(record(f"drop[{listed}]")), new).changes if one.address == new.address
    ]
    assert (made.action is Action.BLOCKED) is is_blocked
    assert (f"drop[{listed}] is {name}[{named}] now" in made.reason) is is_blocked
    again = planned(state(record(f"drop[{listed}]")), replace(new, revision=2)).changes
    assert not any(one.action is Action.BLOCKED for one in again)
    rejected = state(record(f"drop[{listed}]", Status.REJECTED))
    assert not any(one.action is Action.BLOCKED for one in planned(rejected, new).changes)


@pytest.mark.parametrize(
    ("revision", "keys", "is_behind"),
    [(1, ("sku",), True), (2, ("sku",), False), (3, ("sku",), False), (1, (), False)],
)
def test_a_new_row_of_an_older_spec_is_no_news(revision: int, keys: tuple[str, ...], is_behind: bool) -> None:
    known = state(**families("sku", revision=2))
    found = behind(row("drop[a]", keys, revision=revision), known)
    assert (found is not None) is is_behind
    assert found is None or (found.action, "revision 2" in found.reason) == (Action.ERROR, True)


@pytest.mark.parametrize(
    ("today", "last", "old"),
    [
        ("2031-01-01", "2031-01-02", True),
        ("2031-01-02", "2031-01-02", False),
        ("2031-01-03", "2031-01-02", False),
        ("", "2031-01-02", False),
        ("2031-01-01", "", False),
    ],
)
def test_a_run_of_an_earlier_day_is_known(today: str, last: str, old: bool) -> None:
    assert is_old("drop", state(**families("sku", day=last)), replace(FACTS, day=today)) is old


GONE: list[tuple[str, Record, Payload, dict[str, Any], str]] = [
    ("a campaign", record("old", digest=ONE.digest), ONE, {}, "old"),
    ("what was refused, and may be there", record("old", Status.REJECTED, digest=ONE.digest), ONE, {}, "old"),
    ("another payload", record("old", digest="d"), ONE, {}, ""),
    ("an instance of a family that is gone", record("drop[a]", digest=ONE.digest), ONE, {}, "drop[a]"),
    (
        "one whose family stands",
        record("drop[a]", digest=ONE.digest, key_columns=("sku",)),
        replace(ONE, address="drop[b]", key_columns=("sku",)),
        {},
        "",
    ),
    (
        "one whose family stands with its file alone",
        record("drop[a]", digest=ONE.digest),
        ONE,
        {"families": [FamilyData("drop", "f.csv", "a", 0)]},
        "",
    ),
    ("its own name", record("old", digest=ONE.digest), replace(ONE, address="new", was=("old",)), {}, ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("known", "payload", "more", "twin"), [case[1:] for case in GONE], ids=[case[0] for case in GONE]
)
def test_what_was_sent_under_a_name_that_is_gone_is_not_sent_again(
    known: Record, payload: Payload, more: dict[str, Any], twin: str
) -> None:
    found = planned(state(known), payload, **more)
    [made] = [one for one in found.changes if one.payload is not None]
    assert (made.action is Action.BLOCKED) is bool(twin)
    assert f"recorded under {twin} ({known.status}), whose spec is gone" in made.reason or not twin
    assert f"was: [{twin}]" in made.reason or not twin


def test_of_several_names_that_are_gone_the_first_is_told() -> None:
    known = state(*(record(name, digest=ONE.digest, born=n) for n, name in enumerate(("c", "a", "b"), 1)))
    [made] = [one for one in planned(known, ONE).changes if one.payload is not None]
    assert "recorded under a " in made.reason


@pytest.mark.parametrize(("status", "blocked"), [(Status.SENT, False), (Status.REJECTED, True)])
def test_a_payload_that_was_pasted_over_one_that_stands_is_meant(status: Status, blocked: bool) -> None:
    """A higher revision of what stands says so; what was never made says nothing."""
    known = state(record("old", digest=ONE.digest), record("one", status, born=2, digest="d"))
    [made] = [one for one in planned(known, replace(ONE, revision=2)).changes if one.payload is not None]
    assert ("whose spec is gone" in made.reason) is blocked


def settled(address: str, payload: Payload, known: dict[str, Family]) -> State:
    store = MemoryStore()
    store.append([{"v": 2, "kind": "x"}], after=0)
    data = '[1,0,77,"xb7jgkjo-gqyk","i",1796000000]'
    old = SettledRow(name=address, born=3, digest=number_of(payload.digest), data=data)
    store.write_snapshot(Snapshot(serial=1, text="{}"), [old])
    return State(settled=SettledEntries(store, 1, {"drop": ("sku",)}), families=known)


def test_what_is_settled_of_a_family_that_is_gone_is_not_sent_again_by_a_row() -> None:
    """Renamed without a word, a family would tell all of its rows once more, though they are long over."""
    fresh, drop = row("fall[a]", name="Same"), Family(key_columns=("sku",), revision=1)
    known = settled("drop[a]", fresh, {"drop": drop})
    [made] = planned(known, fresh).changes
    assert made.action is Action.BLOCKED
    assert "recorded under drop[a] (sent)" in made.reason
    beside = settled("drop[a]", fresh, {"fall": Family(key_columns=("sku",), revision=1), "drop": drop})
    assert actions(beside, fresh) == {"fall[a]": Action.BLOCKED}, "that others stand is no word of it"
    alone = replace(fresh, key_columns=(), address="other")
    assert actions(known, alone) == {"other": Action.CREATE}, "of what is no row the names are enough"
    both = actions(known, fresh, row("drop[z]", name="Other"))
    assert both["fall[a]"] is Action.CREATE, (
        "the family stands: a row of it is gone, and another may say the same"
    )
    became = {
        "drop": replace(drop, became="fall"),
        "fall": Family(key_columns=("sku",), revision=1, older=("drop",)),
    }
    renamed = actions(settled("drop[a]", fresh, became), row("fall[b]", name="Same"))
    assert renamed == {"fall[b]": Action.CREATE}, "its names lead there already"
    third = actions(settled("drop[a]", fresh, became), row("fall[b]"), replace(fresh, address="spring[a]"))
    assert third["spring[a]"] is Action.BLOCKED, "that a family became another is no word of a third one"
    kept = state(record("drop[a]", digest=fresh.digest), families=became)
    assert actions(kept, row("fall[b]", name="Same"))["fall[b]"] is Action.CREATE, (
        "whether it is settled or not"
    )


def test_what_counts_from_a_day_says_so_of_the_whole_plan() -> None:
    dated = row("drop[b]", as_of="2031-01-01")
    assert planned(State(), row("drop[a]"), dated).as_of == "2031-01-01"
    assert planned(State(), row("drop[a]")).as_of == ""
    stops = Story().tried(campaign("gone"), "sent").state()
    assert planned(stops, dated).as_of == "2031-01-01"


def test_a_name_that_became_another_is_told_with_its_day() -> None:
    became = Name(entries=(1,), became="new", became_at=datetime(2031, 1, 1, 20, tzinfo=UTC))
    facts = replace(FACTS, zone=ZoneInfo("Asia/Kolkata"))
    found = older_name("old", State(names={"old": became}), facts)
    assert found is not None
    assert "old became new on 2031-01-02: what was sent" in found.reason
    assert "ctc state forget old --env test" in found.reason
    undated = older_name("old", State(names={"old": became._replace(became_at=None)}), facts)
    assert undated is not None
    assert "old became new: what" in undated.reason


NEAR: list[tuple[timedelta, str]] = [
    (timedelta(minutes=2), ""),
    (timedelta(minutes=1), "is less than two minutes ahead"),
    (timedelta(), "has passed"),
    (-timedelta(minutes=1), "has passed"),
]


@pytest.mark.parametrize(("ahead", "says"), NEAR)
def test_a_schedule_that_is_too_near_is_told_with_its_time(ahead: timedelta, says: str) -> None:
    when = NOW + ahead
    found = near(campaign(when=f"{when:%Y%m%d %H:%M}"), FACTS, NOW)
    assert (found is None) is (not says)
    assert found is None or found.reason.startswith(f"its schedule ({when:%Y-%m-%d %H:%M} UTC) {says}:")
    assert near(campaign(when="now"), FACTS, NOW) is None


def group(*sends: Payload, **more: Any) -> Group:
    changes = [Change(address=one.address, action=Action.CREATE, reason="", payload=one) for one in sends]
    data = FamilyData("drop", "f.csv", "a", 3, file="campaigns/drop.yaml", line=3)
    return Group(**{"family": "drop", "data": data, "sends": changes, **more})


def priced(address: str, keys: tuple[str, ...] = KEYS, **numbers: float) -> Payload:
    return row(address, keys, numbers=numbers)


def entry(address: str, born: int, status: Status = Status.SENT, **numbers: float) -> Record:
    return record(address, status, born, numbers=numbers)


JUMPS: list[tuple[str, list[Record], Payload, list[tuple[str, float, float]]]] = [
    ("nothing before", [], priced("drop[a,5]", price=5), []),
    ("another price", [entry("drop[a,9]", 1)], priced("drop[a,5]", price=5), [("price", 9, 5)]),
    ("the newest", [entry("drop[a,9]", 2), entry("drop[a,7]", 1)], priced("drop[a,5]", price=5), [("price", 9, 5)]),
    ("of another key", [entry("drop[b,9]", 1)], priced("drop[a,5]", price=5), []),
    ("that came to nothing", [entry("drop[a,9]", 1, Status.REJECTED)], priced("drop[a,5]", price=5), []),
    ("the same price", [entry("drop[a,5.0]", 1)], priced("drop[a,5]", price=5), []),
    ("itself", [entry("drop[a,5]", 1)], priced("drop[a,5]", price=5), []),
    ("a key of other columns", [entry("drop[a]", 1)], priced("drop[a,5]", price=5), []),
    ("the first column", [entry("drop[9,a]", 1)], priced("drop[5,a]", ("price", "sku"), price=5), [("price", 9, 5)]),
    (
        "the first column, beside another key",
        [entry("drop[9,a]", 1), entry("drop[7,b]", 2)],
        priced("drop[5,a]", ("price", "sku"), price=5),
        [("price", 9, 5)],
    ),
    ("the only column", [entry("drop[9]", 1)], priced("drop[5]", ("price",), price=5), [("price", 9, 5)]),
    ("beside the key", [entry("drop[a]", 1, price=9)], priced("drop[a]", ("sku",), price=5), [("price", 9, 5)]),
    ("beside the key, unknown", [entry("drop[a]", 1)], priced("drop[a]", ("sku",), price=5), []),
    ("of nothing", [entry("drop[a]", 1, Status.REJECTED, price=9)], priced("drop[a]", ("sku",), price=5), []),
    (
        "the farthest first",
        [entry("drop[a]", 1, price=10, stock=10, mass=0)],
        priced("drop[a]", ("sku",), price=15, stock=30, mass=1),
        [("mass", 0, 1), ("stock", 10, 30), ("price", 10, 15)],
    ),
    (
        "as far, by name",
        [entry("drop[a]", 1, price=10, mass=10)],
        priced("drop[a]", ("sku",), price=15, mass=5),
        [("mass", 10, 5), ("price", 10, 15)],
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("known", "sent", "jumps"), [case[1:] for case in JUMPS], ids=[case[0] for case in JUMPS]
)
def test_how_far_a_number_went(
    known: list[Record], sent: Payload, jumps: list[tuple[str, float, float]]
) -> None:
    found = jumps_of({"drop": group(sent)}, state(*known))
    said = [(one.column, one.before, one.after) for one in found.get(sent.address, ())]
    assert said == jumps
    other = group(sent, data=None)
    assert jumps_of({"drop": other}, state(*known)) == {}
    assert jumps_of({"of a list": other, "drop": group(sent)}, state(*known)) == found
    assert all(one.address == sent.address for every in found.values() for one in every)


@pytest.mark.parametrize(
    ("before", "after", "share"),
    [(50, 75, 50), (50, 25, 50), (-50, -25, 50), (5, 5, 0), (0, 0, 0), (0, 1, float("inf"))],
)
def test_a_share_is_of_what_it_was(before: float, after: float, share: float) -> None:
    assert Jump(address="a", column="price", before=before, after=after).share == share


def test_the_three_that_went_farthest_are_named() -> None:
    sent = [
        replace(priced(f"drop[{n}]", ("sku",), price=n), guards={"max_change": {"price": "50%"}})
        for n in range(1, 7)
    ]
    made = group(*sent, payload=sent[0])
    prices = {1: 2.0, 2: 1.25, 3: 1.5, 4: 1.6, 5: 1.5001, 6: 1.6}
    jumps = {
        f"drop[{n}]": (
            Jump(address=f"drop[{n}]", column="price", before=100, after=100 * now),
            Jump(address=f"drop[{n}]", column="stock", before=1, after=9),
        )
        for n, now in prices.items()
    }
    [found] = jump_breaches({"drop": made}, FACTS, jumps)
    assert found.message == (
        "drop: 4 instances changed by more than max_change (price: 50%): drop[1] (price 100 → 200), "
        "drop[4] (price 100 → 160), drop[6] (price 100 → 160) and 1 more"
    )
    one = {name: told for name, told in jumps.items() if name == "drop[1]"}
    [found] = jump_breaches({"drop": made}, FACTS, one)
    assert found.message.startswith("drop: 1 instance changed")
    assert found.message.endswith("drop[1] (price 100 → 200)")
    three = {name: told for name, told in jumps.items() if name != "drop[5]"}
    [found] = jump_breaches({"one that is as it was": replace(made, sends=[]), "drop": made}, FACTS, three)
    assert found.message.endswith("drop[6] (price 100 → 160)")


def test_a_second_create_of_one_identity_is_told_whatever_is_planned() -> None:
    story = Story().tried(ONE, "sent").tried(ONE, "sent", attempt=2)
    found = planned(story.state(), ONE).diagnostics
    assert [
        (one.code, one.message.startswith("one: revision 1 was made a second time (77)")) for one in found
    ] == [("CTC530", True)]
    assert planned(Story().tried(ONE, "sent").state(), ONE).diagnostics == ()


GOES: list[tuple[str, Record, list[FamilyData], dict[str, Action]]] = [
    ("a row whose family is gone with it", record("drop[a]", key_columns=("sku",)), [], {}),
    (
        "a row whose family stands",
        record("drop[a]", key_columns=("sku",)),
        [FamilyData("drop", "f", "a", 0)],
        {},
    ),
    ("of a list that is a file now", record("drop[a]"), [FamilyData("drop", "f", "a", 0)], {}),
    ("of a list", record("drop[a]"), [], {"drop[a]": Action.FORGET}),
]


@pytest.mark.parametrize(
    ("known", "data", "expected"), [row[1:] for row in GOES], ids=[row[0] for row in GOES]
)
def test_what_a_row_told_is_no_news_when_it_goes(
    known: Record, data: list[FamilyData], expected: dict[str, Action]
) -> None:
    """A file of the next night lacks nearly all rows of this one's: none of them is worth a line."""
    assert actions(state(known), families=data) == expected


@pytest.mark.parametrize("recorded", [False, True], ids=["not yet", "by an earlier run"])
@pytest.mark.parametrize("keeps", [False, True])
def test_what_is_left_of_a_renamed_family_stays_as_the_newer_one_says(recorded: bool, keeps: bool) -> None:
    """Its rows are in no file any more, so that none of them goes over."""
    later, of_data = NOW + timedelta(days=1), [FamilyData("sale", "f.csv", "a", 1, is_kept=keeps)]
    left = record("drop[a]", Status.SCHEDULED, scheduled_on=later, key_columns=("sku",))
    became = (
        {"families": {"drop": Family(became="sale"), "sale": Family(older=("drop",))}} if recorded else {}
    )
    now = row("sale[b]", was=() if recorded else ("drop",))
    found = actions(state(left, **became), now, families=of_data)
    assert found.get("drop[a]") is (None if keeps else Action.STOP)


def test_reasons_that_differ_in_an_id_or_a_key_alone_are_one() -> None:
    changes = [
        Change(
            address=f"drop[{key}]",
            action=Action.STOP,
            reason=f"drop[{key}] is gone, and {number} is scheduled",
            recorded=Recorded(id=number),
        )
        for key, number in (("a", 11), ("b", 12), ("c", 13), ("d", 14))
    ]
    block = block_of("drop", Action.STOP, changes, None)
    assert block.reasons == (("drop[…] is gone, and each is scheduled", 4),)
