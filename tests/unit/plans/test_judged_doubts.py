"""What a listing proves of a create whose answer is lost: adopted by mistake is silence, made again is twice."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ctc.clevertap.listing import ListedCampaign, Listing
from ctc.plans.facts import Facts
from ctc.plans.index import index_of
from ctc.plans.judgement import Verdict
from ctc.plans.matching import judge_intent, seen
from ctc.state.intents import Intent, Verb
from ctc.state.record import Record, Status
from ctc.state.state import State
from ctc.state.tries import End, Try

AT = datetime(2031, 1, 1, 12, tzinfo=UTC)
MARKER, OTHER, STRANGER = "abcdefgh-aaaa", "abcdefgh-bbbb", "zzzzzzzz-aaaa"
NAME = "Price drop of the week"
FACTS = Facts(project="acme", environment="test", zone=ZoneInfo("UTC"), listing_lag=60.0, timeout=30.0)
SETTLED = AT + timedelta(seconds=2 * 30 + 60)
"""A request begins within one timeout of its intent and lasts one more; what it made is listed a lag later."""


FAR = timedelta(days=1, seconds=1)


def listed(number: int, name: str, status: str = "pending", at: datetime | None = None) -> ListedCampaign:
    return ListedCampaign(id=number, name=name, status=status, scheduled_on=at)


def judged(*campaigns: ListedCampaign, **other: Any) -> Any:
    intent = Intent(
        **{
            "id": "i",
            "verb": Verb.CREATE,
            "at": AT,
            "timeout": 30.0,
            "runner": "r",
            "revision": 1,
            "digest": "d",
            "marker": MARKER,
            **other.get("intent", {}),
        }
    )
    told_at = other.get("told_at", other.get("now", SETTLED))
    index = index_of(Listing(complete=other.get("complete", True), campaigns=campaigns, at=told_at))
    record = Record(
        address="one",
        status=Status.IN_DOUBT,
        name=f"{other.get('name', NAME)} #{MARKER}",
        marker=MARKER,
        open=(intent,),
        tries=other.get("tries", ()),
    )
    return judge_intent(
        intent,
        record,
        None if other.get("unasked") else index,
        other.get("known", {MARKER, OTHER}),
        State(shown=other.get("shown", {}), entries=other.get("entries", {})),
        other.get("facts", FACTS),
        other.get("now", SETTLED),
    )


DENIED = Try(intent="h", serial=2, end=End.NOTHING, marker=OTHER)
ITS_OWN = listed(1, f"{NAME} #{MARKER}")
CASES: list[tuple[str, Callable[[], Any], Verdict]] = [
    ("it is listed", lambda: judged(ITS_OWN), Verdict.ADOPT),
    ("it is listed twice in one answer", lambda: judged(ITS_OWN, ITS_OWN), Verdict.ADOPT),
    ("it is listed, and the rest is not", lambda: judged(ITS_OWN, complete=False), Verdict.ADOPT),
    ("two carry its marker", lambda: judged(ITS_OWN, listed(2, f"{NAME} #{MARKER}")), Verdict.CLASH),
    (
        "its id is listed under a second name",
        lambda: judged(ITS_OWN, listed(1, "Somebody else's")),
        Verdict.CLASH,
    ),
    (
        "its id is that of another entry",
        lambda: judged(ITS_OWN, entries={7: Record(address="two", status=Status.SENT, born=7, id=1)}),
        Verdict.CLASH,
    ),
    (
        "one that nobody knows carries its identity",
        lambda: judged(listed(2, f"x #{OTHER}"), known={MARKER}),
        Verdict.CLASH,
    ),
    ("its stopped predecessor is listed", lambda: judged(listed(2, f"x #{OTHER}")), Verdict.NOT_SENT),
    (
        "an earlier attempt is listed that was settled as not made",
        lambda: judged(listed(2, f"x #{OTHER}"), tries=(DENIED,)),
        Verdict.CLASH,
    ),
    ("an id that was listed before is not", lambda: judged(shown={"2031-01-02": (9,)}), Verdict.DOUBT),
    ("an id of another day is not", lambda: judged(shown={"2031-01-09": (9,)}), Verdict.NOT_SENT),
    ("one id has two names", lambda: judged(listed(2, "x"), listed(2, "y")), Verdict.DOUBT),
    ("another campaign is listed", lambda: judged(listed(2, f"{NAME} #{STRANGER}")), Verdict.NOT_SENT),
    ("nothing is listed, long after", judged, Verdict.NOT_SENT),
    (
        "nothing is listed a moment too early",
        lambda: judged(now=SETTLED - timedelta(seconds=1)),
        Verdict.DOUBT,
    ),
    ("nothing is listed, and the listing is not whole", lambda: judged(complete=False), Verdict.DOUBT),
    (
        "nothing is listed, and nobody stated a lag",
        lambda: judged(facts=Facts(project="acme", environment="test", zone=ZoneInfo("UTC"))),
        Verdict.DOUBT,
    ),
    ("nothing is listed, and the answer tells no time", lambda: judged(told_at=None), Verdict.DOUBT),
    ("it is listed, and the answer tells no time", lambda: judged(ITS_OWN, told_at=None), Verdict.ADOPT),
    (
        "nothing is listed, and by one of two clocks it is young",
        lambda: judged(intent={"at": SETTLED - timedelta(seconds=1), "offset": 3600.0}),
        Verdict.DOUBT,
    ),
    (
        "nothing is listed, and the answer is older than the request, though a clock that was set says otherwise",
        lambda: judged(told_at=AT - timedelta(hours=1)),
        Verdict.DOUBT,
    ),
    (
        "nothing is listed, the store's clock was set ahead, and the other was a little ahead from the beginning",
        lambda: judged(told_at=SETTLED + timedelta(seconds=59), now=AT + timedelta(hours=1)),
        Verdict.DOUBT,
    ),
    (
        "nothing is listed, the store's clock was set ahead, and it is old by the other all the same",
        lambda: judged(told_at=SETTLED + timedelta(seconds=60), now=AT + timedelta(hours=1)),
        Verdict.NOT_SENT,
    ),
    ("a run with a longer timeout may still send", lambda: judged(intent={"timeout": 31.0}), Verdict.DOUBT),
    ("CleverTap was not asked", lambda: judged(ITS_OWN, unasked=True), Verdict.DOUBT),
    (
        "an identity send is listed nowhere",
        lambda: judged(ITS_OWN, intent={"verb": Verb.SEND}),
        Verdict.DOUBT,
    ),
    ("its name carries no marker", lambda: judged(ITS_OWN, intent={"marker": ""}), Verdict.DOUBT),
    (
        "a name that was cut within its marker",
        lambda: judged(listed(2, f"{NAME} #{MARKER[:9]}")),
        Verdict.CLASH,
    ),
    ("its name without its marker", lambda: judged(listed(2, f" {NAME} ")), Verdict.CLASH),
    (
        "its name, which has blanks, without them",
        lambda: judged(listed(2, NAME), name=f" {NAME} "),
        Verdict.CLASH,
    ),
    ("its name without its marker, stopped", lambda: judged(listed(2, NAME, "stopped")), Verdict.NOT_SENT),
    ("its name without its marker, at that time", lambda: judged(listed(2, NAME, at=AT)), Verdict.CLASH),
    (
        "its name without its marker, days later",
        lambda: judged(listed(2, NAME, at=AT + FAR)),
        Verdict.NOT_SENT,
    ),
    ("an id under two names", lambda: judged(listed(2, "x"), listed(2, "y")), Verdict.DOUBT),
    (
        "other words, and half of its marker",
        lambda: judged(listed(2, f"A copy #{MARKER[:8]}")),
        Verdict.CLASH,
    ),
    ("a name that was cut behind its own words", lambda: judged(listed(2, f"{NAME} #")), Verdict.CLASH),
    ("a name in other capitals", lambda: judged(listed(2, f"{NAME} #{MARKER[:10]}".upper())), Verdict.CLASH),
    ("a short name that begins alike", lambda: judged(listed(2, "Price drop")), Verdict.NOT_SENT),
]


@pytest.mark.parametrize(("case", "verdict"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_a_listing_proves(case: Callable[[], Any], verdict: Verdict) -> None:
    found = case()
    assert found.verdict is verdict
    assert found.reason
    assert (found.campaign is not None) is (verdict is Verdict.ADOPT)


def test_a_clash_names_what_a_person_must_look_at() -> None:
    several = judged(*(listed(number, f"{NAME} #{MARKER}") for number in range(1, 9)))
    assert "several candidates (1, 2, 3, 4, 5)" in several.reason
    assert "a candidate (2)" in judged(listed(2, f"x #{OTHER}"), known={MARKER}).reason


def test_of_what_a_listing_lacks_the_first_three_are_named() -> None:
    found = judged(shown={"2031-01-02": (9, 8, 40, 7)})
    assert "lacks 4 that it showed before (7, 8, 9)" in found.reason
    assert "state lost" in found.reason


STATUSES: list[tuple[Status, str, Status]] = [
    # recorded, listed, and what is believed
    (Status.SCHEDULED, "pending", Status.SCHEDULED),
    (Status.SCHEDULED, "running", Status.RUNNING),
    (Status.SCHEDULED, "completed", Status.SENT),
    (Status.SCHEDULED, "STOPPED", Status.STOPPED),
    (Status.SCHEDULED, "dreaming", Status.SCHEDULED),
    (Status.STOPPED, "pending", Status.STOPPED),
    (Status.STOPPED, "running", Status.RUNNING),
    (Status.STOPPED, "completed", Status.SENT),
    (Status.IN_DOUBT, "completed", Status.IN_DOUBT),
]


@pytest.mark.parametrize(("recorded", "word", "believed"), STATUSES)
def test_a_listing_lags_and_a_stop_that_was_answered_holds(
    recorded: Status, word: str, believed: Status
) -> None:
    record = Record(address="one", status=recorded, id=5)
    index = index_of(Listing(complete=True, campaigns=(listed(5, "x", word), listed(6, "y", "completed"))))
    assert seen(record, index).status is believed
    assert seen(record, None) == record
    assert seen(Record(address="one", status=recorded), index).status is recorded


def test_what_is_listed_as_stopped_was_stopped_by_the_last_that_asked() -> None:
    """Whatever else of it is open stays so: a create in doubt, of which nobody knows."""
    usual = {"at": AT, "timeout": 30.0, "runner": "r", "revision": 1, "digest": "d"}
    wanted = ((Verb.CREATE, ""), (Verb.STOP, "gone"), (Verb.STOP, "replace"))
    asked = [Intent(id=f"i{verb}{why}", verb=verb, purpose=why, **usual) for verb, why in wanted]
    record = Record(address="one", status=Status.SCHEDULED, id=5, open=tuple(asked))
    index = index_of(Listing(complete=True, campaigns=(listed(5, "x", "stopped"),)))
    found = seen(record, index)
    assert (found.status, found.stopped_by, found.open) == (Status.STOPPED, "replace", tuple(asked[:1]))
    assert seen(record._replace(open=()), index).stopped_by == ""
