"""A breach names the line that a reviewer would change: the campaign's own guard, else what it forbids, else its id."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ctc.diagnostics import JsonPath, Place, Severity
from ctc.payloads.payload import Held, Payload
from ctc.plans.facts import Facts
from ctc.plans.guarding import breaches, change_breaches, guarded, plan_breaches
from ctc.plans.guards import QuietHours, read_guards
from ctc.plans.loosened import with_own
from ctc.plans.plan import Action, Change, Plan, Reach
from ctc.plans.planning import make_plan
from ctc.plans.recipients import without_recipients
from ctc.state.state import State
from tests.unit.plans.test_action_table import NOW, Story, campaign, letter

KOLKATA = ZoneInfo("Asia/Kolkata")
FACTS = Facts(project="acme", environment="test", zone=KOLKATA)


class Lines:
    """Places that name themselves: the line of a path is its place in this list, the column one more."""

    def __init__(self, *known: str) -> None:
        self.known = ["id", *known]

    def key(self, path: JsonPath) -> Place:
        line = self.known.index("/".join(map(str, path))) + 10
        return Place(line=line, column=line + 1)

    value = key

    def inside(self, path: JsonPath, offset: int) -> Place:
        return self.key(path)


def placed(payload: Payload, guards: Mapping[str, Any], lines: Lines) -> Payload:
    return replace(payload, guards=guards, content=Held(body=payload.body, places=lines))


def told(payload: Payload, guards: Mapping[str, Any], reach: int | None = None) -> list[tuple[str, str]]:
    """The code of each breach, and the key at whose place it stands."""
    lines = payload.content.places  # type: ignore[attr-defined]
    known = Reach(total=reach, platforms={}, asked_at=NOW) if reach is not None else None
    change = Change(address="one", action=Action.CREATE, reason="", payload=payload, reach=known)
    found = change_breaches(change, replace(FACTS, guards=guards), NOW)
    for one in found:
        assert (one.severity, one.column, one.file) == (Severity.ERROR, one.line + 1, payload.file)
        assert one.message.startswith(f"{payload.address}: ")
        assert one.hint
    return [(one.code, lines.known[one.line - 10]) for one in found]


WHERE, WHEN, TO, SEGMENT = "campaign/where", "campaign/when", "message/to", "campaign/segment"
OF_A_SEGMENT = replace(campaign(), content=Held(body={"name": "N", "when": "20310201 09:30", "segment": 7}))
AT_NIGHT = campaign(when="20310201 23:00")
SENT_NOW = campaign(when="now")
TO_ALL = campaign(where={}, broadcast=True)
PLACES: list[tuple[Payload, dict[str, Any], dict[str, Any], int | None, tuple[str, str]]] = [
    (campaign(), {}, {"max_reach": 5}, 6, ("CTC501", WHERE)),
    (campaign(), {"max_reach": 5}, {}, 6, ("CTC501", "guards/max_reach")),
    (campaign(), {}, {"min_reach": 5}, 4, ("CTC502", WHERE)),
    (campaign(), {"min_reach": 5}, {}, 4, ("CTC502", "guards/min_reach")),
    (campaign(), {}, {"min_reach": 5}, None, ("CTC503", WHERE)),
    (campaign(), {"min_reach": 5}, {}, None, ("CTC503", "guards/min_reach")),
    (campaign(), {"max_reach": 5, "min_reach": 5}, {}, None, ("CTC503", "guards/max_reach")),
    (OF_A_SEGMENT, {}, {"max_reach": 5}, 6, ("CTC501", SEGMENT)),
    (AT_NIGHT, {}, {"quiet_hours": "22:00-08:00"}, None, ("CTC506", WHEN)),
    (AT_NIGHT, {"quiet_hours": "22:00-08:00"}, {}, None, ("CTC506", "guards/quiet_hours")),
    (SENT_NOW, {}, {"allow_now": False}, None, ("CTC507", WHEN)),
    (SENT_NOW, {"allow_now": False}, {}, None, ("CTC507", "guards/allow_now")),
    (TO_ALL, {}, {"allow_broadcast": False}, None, ("CTC508", WHERE)),
    (TO_ALL, {"allow_broadcast": False}, {}, None, ("CTC508", "guards/allow_broadcast")),
    (
        campaign(respect_frequency_caps=False),
        {},
        {"require_frequency_caps": True},
        None,
        ("CTC509", "campaign/respect_frequency_caps"),
    ),
    (
        campaign(respect_frequency_caps=False),
        {"require_frequency_caps": True},
        {},
        None,
        ("CTC509", "guards/require_frequency_caps"),
    ),
    (campaign(), {}, {"require": ["owner"]}, None, ("CTC510", "id")),
    (campaign(), {"max_stops": 1}, {}, None, ("CTC512", "id")),
    (campaign(), {"quiet_hours": "21:00-21:00"}, {}, None, ("CTC512", "guards/quiet_hours")),
    (letter(5), {}, {"max_reach": 4}, None, ("CTC501", TO)),
    (letter(5), {"max_reach": 4}, {}, None, ("CTC501", "guards/max_reach")),
    (letter(0), {}, {"min_reach": 1}, None, ("CTC502", TO)),
]


@pytest.mark.parametrize(("payload", "own", "environment", "reach", "expected"), PLACES)
def test_where_a_breach_stands(
    payload: Payload,
    own: dict[str, Any],
    environment: dict[str, Any],
    reach: int | None,
    expected: tuple[str, str],
) -> None:
    lines = Lines(
        *(f"guards/{name}" for name in own), WHERE, SEGMENT, WHEN, TO, "campaign/respect_frequency_caps"
    )
    assert told(placed(payload, own, lines), environment, reach) == [expected]


def test_a_loosened_guard_is_shown_at_its_own_line() -> None:
    payload = placed(campaign(), {"max_reach": 500}, Lines("guards/max_reach"))
    change = Change(address="one", action=Action.CREATE, reason="", payload=payload)
    facts = replace(FACTS, guards={"max_reach": 100}, own_before={"one": {"max_reach": 50}})
    (done,) = with_own([change], facts)
    assert [(one.line, one.column) for one in done.guards] == [(11, 12), (11, 12)]
    assert [one.message for one in done.guards] == [
        "one: its own `max_reach` is 500, and its environment's 100",
        "one: its own `max_reach` was 50 when this environment was last applied, and is 500 now",
    ]
    gone = placed(campaign(), {}, Lines(""))
    gone.content.places.known[0] = ""  # type: ignore[attr-defined]
    (done,) = with_own([change._replace(payload=gone)], replace(facts, guards={}))
    assert [(one.code, one.line) for one in done.guards] == [("CTC513", 10)]


CREATE = Change(address="one", action=Action.CREATE, reason="", payload=campaign())
WIDE = {"max_creates": 3, "max_stops": 5, "ancestry": 7, "max_total_reach": 9}
OVER_ALL: list[tuple[dict[str, Any], list[Action], str, int, str]] = [
    ({"max_creates": 1}, [Action.CREATE, Action.REPLACE], "CTC504", 3, "makes 2 campaigns; max_creates is 1"),
    ({"max_creates": 0}, [Action.CREATE, Action.STOP], "CTC504", 3, "makes 1 campaign;"),
    ({"max_stops": 1}, [Action.STOP, Action.REPLACE], "CTC505", 5, "stops 2 campaigns; max_stops is 1"),
    ({"max_stops": 0}, [Action.CREATE, Action.STOP], "CTC505", 5, "stops 1 campaign;"),
    ({"ancestry": True}, [Action.CREATE], "CTC511", 7, "cannot be compared"),
    ({"max_total_reach": 1}, [Action.CREATE], "CTC503", 9, "the reach of the plan is unknown"),
    ({"max_stop": 1}, [Action.CREATE], "CTC512", 2, "max_stop"),
]  # fmt: skip


@pytest.mark.parametrize(("guards", "actions", "code", "line", "says"), OVER_ALL)
def test_a_guard_over_the_whole_plan_stands_in_the_projects_file(
    guards: dict[str, Any], actions: list[Action], code: str, line: int, says: str
) -> None:
    facts = replace(FACTS, guards=guards, guards_file="other.yaml", guards_line=2, guards_lines=WIDE)
    state = State(commit="c" * 40)
    changes = [CREATE._replace(address=f"c{n}", action=action) for n, action in enumerate(actions)]
    _, found = guarded(changes, facts, NOW, state, families=())
    assert [(one.code, one.file, one.line, one.severity) for one in found] == [
        (code, "other.yaml", line, Severity.ERROR)
    ]
    assert says in found[0].message
    assert found[0].hint


@pytest.mark.parametrize(
    ("ancestry", "is_ancestor", "codes"),
    [
        (True, False, ["CTC730", "CTC511"]),
        (True, None, ["CTC730", "CTC511"]),
        (True, True, ["CTC730"]),
        (False, False, ["CTC730", "CTC732"]),
        (False, None, ["CTC730"]),
        (False, True, ["CTC730"]),
    ],
)
def test_a_halt_and_an_older_checkout_are_told_first(
    ancestry: bool, is_ancestor: bool | None, codes: list[str]
) -> None:
    facts = replace(FACTS, guards={"ancestry": ancestry}, is_ancestor=is_ancestor)
    stop = Change(address="one", action=Action.STOP, reason="")
    found = plan_breaches([stop], facts, State(commit="c" * 40, halted="ann, to look"))
    assert [one.code for one in found] == codes
    assert "ann, to look" in found[0].message
    assert not any("c" * 13 in one.message for one in found), "a commit is shown by its first twelve"
    if "CTC511" in codes:
        assert ("is no ancestor" in found[1].message) is (is_ancestor is False)
    plan = Plan(environment="test", changes=(stop,), diagnostics=found)
    assert [one.code for one in breaches(plan)] == [code for code in codes if code != "CTC732"]
    assert plan_breaches([stop], facts, State()) == ()


@pytest.mark.parametrize("count", [1, 2, 3])
def test_what_an_older_checkout_would_undo_is_counted(count: int) -> None:
    undone = [Action.STOP, Action.REPLACE, Action.FORGET][:count]
    changes = [CREATE._replace(action=action) for action in (*undone, Action.CREATE, Action.UNCHANGED)]
    [found] = plan_breaches(changes, replace(FACTS, is_ancestor=False), State(commit="c"))
    assert f"and {count} of these changes" in found.message
    assert found.severity is Severity.WARNING


NIGHT = {"quiet_hours": "22:00-08:00"}


@pytest.mark.parametrize(
    ("quiet", "at", "covered"),
    [
        ("22:00-08:00", "21:59", False),
        ("22:00-08:00", "22:00", True),
        ("22:00-08:00", "07:59", True),
        ("22:00-08:00", "08:00", False),
        ("12:00-14:00", "11:59", False),
        ("12:00-14:00", "12:00", True),
        ("12:00-14:00", "13:59", True),
        ("12:00-14:00", "14:00", False),
        ("22:00 – 08:00", "23:00", True),
        ("23:59-00:00", "23:59", True),
    ],
)
def test_quiet_hours_begin_at_their_minute_and_end_before_it(quiet: str, at: str, covered: bool) -> None:
    read, problems = read_guards({"quiet_hours": quiet})
    assert isinstance(read.quiet_hours, QuietHours)
    assert not problems
    moment = datetime.strptime(f"20310201 {at}", "%Y%m%d %H:%M").replace(tzinfo=KOLKATA)
    assert read.quiet_hours.cover(moment.astimezone(UTC), KOLKATA) is covered
    assert str(read.quiet_hours) == quiet.replace(" – ", "-")


def test_the_first_time_within_quiet_hours_is_named() -> None:
    several = campaign(
        when={"type": "later", "delivery_date_time": ["20310201 09:00", "20310201 23:10", "20310202 23:20"]}
    )
    change = Change(address="one", action=Action.CREATE, reason="", payload=several)
    [found] = change_breaches(change, replace(FACTS, guards=NIGHT), NOW)
    assert "it goes out at 23:10 (Asia/Kolkata), within quiet_hours 22:00-08:00" in found.message


@pytest.mark.parametrize(
    ("payload", "codes"), [(campaign(when="now"), []), (letter(), ["CTC506"])], ids=["a create", "a send"]
)
def test_a_lead_time_moves_a_create_out_of_quiet_hours_and_no_identity_send(
    payload: Payload, codes: list[str]
) -> None:
    at_night = datetime(2031, 1, 1, 7, 45, tzinfo=KOLKATA)
    change = Change(address=payload.address, action=Action.CREATE, reason="", payload=payload)
    facts = replace(FACTS, guards={**NIGHT, "lead_time": "15m"})
    assert [one.code for one in change_breaches(change, facts, at_night)] == codes
    earlier = at_night - timedelta(minutes=1)
    assert [one.code for one in change_breaches(change, facts, earlier)] == ["CTC506"]


@pytest.mark.parametrize("action", [*Action])
def test_guards_are_asked_of_what_sends_alone(action: Action) -> None:
    change = CREATE._replace(action=action, payload=campaign(when="now"))
    found = change_breaches(change, replace(FACTS, guards={"allow_now": False}), NOW)
    assert bool(found) is (action in (Action.CREATE, Action.REPLACE))
    assert change_breaches(change._replace(payload=None), replace(FACTS, guards=NIGHT), NOW) == ()


def test_a_broadcast_that_names_its_people_is_none() -> None:
    forbids = replace(FACTS, guards={"allow_broadcast": False})
    change = Change(address="letter", action=Action.CREATE, reason="", payload=letter())
    assert change_breaches(change, forbids, NOW) == ()


FORMS: list[tuple[str, Any, Any]] = [
    ("max_reach", 0, 0),
    ("max_creates", 0, 0),
    ("sample", 1, 1),
    ("max_gone", "100%", 100.0),
    ("max_gone", "0%", 0.0),
    ("max_gone", "12.5 %", 12.5),
    ("max_change", {"price": "250%"}, {"price": 250.0}),
    ("max_change", {1: "5%"}, {"1": 5.0}),
    ("require", ["x-a", "owner"], ("x-a", "owner")),
    ("lead_time", "1h30m", timedelta(minutes=90)),
    ("lead_time", "365d", timedelta(days=365)),
    *((name, None, None) for name in ("max_reach", "min_reach", "max_total_reach", "sample", "max_creates")),
    *((name, None, None) for name in ("max_stops", "quiet_hours", "lead_time", "min_rows")),
]
WRONG: list[tuple[str, Any, str]] = [
    ("max_gone", "101%", "at most 100%"),
    ("max_gone", "1234567%", "a share such as"),
    ("max_gone", None, "a share such as"),
    ("require", ["x-"], "a list out of"),
    ("require", [5], "a list out of"),
    ("require", "owner", "a list out of"),
    ("require", ["owner", "phone"], "a list out of"),
    ("sample", 0, "1 or more"),
    ("sample", "1", "a whole number"),
    ("allow_now", None, "true or false"),
    ("ancestry", 1, "true or false"),
    ("lead_time", "99999999999999d", "a duration such as"),
    ("lead_time", ["30m"], "a duration such as"),
    ("lead_time", "366d", "at most a year"),
    ("quiet_hours", ["22:00-08:00"], "a span of the day"),
    ("max_change", ["price"], "name columns"),
    ("max_change", {"price": 5}, "a share such as"),
    ("max_raech", 5, "did you mean 'max_reach'?"),
    ("zzz", 5, "see `ctc schema spec`"),
]


@pytest.mark.parametrize(("name", "written", "read"), FORMS)
def test_each_form_of_a_guard(name: str, written: Any, read: Any) -> None:
    guards, problems = read_guards({}, {name: written} if name not in ("max_creates", "max_stops") else {})
    if name in ("max_creates", "max_stops"):
        guards, problems = read_guards({name: written})
    assert (getattr(guards, name), problems) == (read, [])


@pytest.mark.parametrize(("name", "written", "says"), WRONG)
def test_each_form_that_is_none(name: str, written: Any, says: str) -> None:
    guards, problems = read_guards({name: written})
    assert len(problems) == 1
    assert says in problems[0]
    assert guards == read_guards({})[0]


def test_a_campaign_cannot_state_a_guard_of_the_whole_plan() -> None:
    guards, problems = read_guards({"max_creates": 3, "max_reach": 9}, {"max_creates": 100, "min_reach": 1})
    assert (guards.max_creates, guards.max_reach, guards.min_reach) == (3, 9, 1)
    assert (guards.own, len(problems)) == ({"max_creates", "min_reach"}, 1)


@pytest.mark.parametrize(
    ("stated", "asks"),
    [
        ({}, False),
        ({"max_reach": 1}, True),
        ({"min_reach": 1}, True),
        ({"max_total_reach": 1}, True),
        ({"sample": 1}, False),
    ],
)
def test_what_bounds_a_reach_asks_for_it(stated: dict[str, Any], asks: bool) -> None:
    assert read_guards(stated)[0].asks_reach is asks


def test_recipients_are_hidden_and_their_file_is_named() -> None:
    file = {"file": "people.csv", "count": 3}
    hidden = without_recipients({"to": {"Identity": ["a", "b"], "Email": file}, "content": {"body": "Hi"}})
    assert hidden["content"] == {"body": "Hi"}
    assert hidden["to"]["Email"] == file  # type: ignore[index,call-overload]
    assert hidden["to"]["Identity"]["count"] == 2  # type: ignore[index,call-overload]
    assert without_recipients({"name": "N"}) == {"name": "N"}


def test_who_gets_it_stands_in_no_text_that_is_shown_or_kept() -> None:
    """A family's text may hold the column that its recipients come from: a link with their address."""
    body = {
        "to": {"Email": ["ann@example.org", "ann"], "Identity": ["C-1001", 7]},
        "content": {
            "body": "ann@example.org: see /u?e=ann@example.org&c=C-1001, not C-10011",
            "links": ["C-1001"],
        },
        "tag_group": "ann",
    }
    hidden = without_recipients(body)
    assert hidden["content"] == {
        "body": "«recipient»: see /u?e=«recipient»&c=«recipient», not C-10011",
        "links": ["«recipient»"],
    }
    assert hidden["tag_group"] == "ann", "three letters are a word of the text"
    assert hidden["to"]["Email"]["count"] == 2


@pytest.mark.parametrize(
    ("commit", "here", "is_ancestor", "before", "is_told"),
    [
        ("c", "d", None, None, True),
        ("c", None, None, None, False),
        (None, "d", None, None, False),
        ("c", "d", True, None, False),
        ("c", "d", False, None, False),
        ("c", "d", None, {}, False),
    ],
)
def test_a_clone_that_lacks_what_was_applied_says_what_it_cannot_compare(
    commit: str | None, here: str | None, is_ancestor: bool | None, before: Any, is_told: bool
) -> None:
    facts = replace(FACTS, commit=here, is_ancestor=is_ancestor, guards_before=before)
    found = [one for one in plan_breaches([], facts, State(commit=commit)) if one.code == "CTC515"]
    assert [one.severity for one in found] == ["warning"] * is_told


def test_whose_place_is_looked_for_is_heard_of_before() -> None:
    """Bodies that are made again when they are asked for are made together: each that is missed costs its own time."""
    names = ("a", "b", "c", "d")
    changes = [CREATE._replace(address=name, payload=campaign(name, when="now")) for name in names]
    changes[1] = changes[1]._replace(payload=campaign("b"))
    changes[2] = changes[2]._replace(action=Action.STOP)
    heard: list[str] = []
    facts = replace(FACTS, guards={"allow_now": False})
    guarded(changes, facts, NOW, State(), families=(), expect=lambda payload: heard.append(payload.address))
    assert heard == ["a", "d"]


def test_whose_words_are_compared_is_heard_of_before() -> None:
    """A plan reads the body of what is another one than it was, of two and three as of one."""
    known = Story()
    for name in ("a", "b", "c", "d"):
        known.tried(campaign(name), "sent")
    edited = [campaign(name, content={"title": "T"}) for name in ("a", "b", "d", "new")]
    payloads, heard = [*edited, campaign("c")], []
    make_plan(
        payloads,
        {one.address for one in payloads},
        known.state(),
        FACTS,
        NOW,
        selected=lambda address: address != "d",
        expect=lambda payload: heard.append(payload.address),
    )
    assert heard == ["a", "b"]
