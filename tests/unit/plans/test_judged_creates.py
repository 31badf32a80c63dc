"""What a listing says of a create that is planned: what is there already is adopted, and never made a second time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ctc.clevertap.listing import ListedCampaign, Listing
from ctc.payloads.payload import Payload
from ctc.plans.index import index_of
from ctc.plans.judgement import Judgement, Verdict
from ctc.plans.matching import judge_intent, judge_new, marker_for
from ctc.state.intents import Intent, Verb
from ctc.state.record import Record, Status
from ctc.state.state import State
from ctc.state.tries import End, Name, Try
from tests.unit.plans.test_action_table import FACTS, NOW, campaign

ADOPT, ABSENT, CLASH, UNCLAIMED = Verdict.ADOPT, Verdict.ABSENT, Verdict.CLASH, Verdict.UNCLAIMED
AT = datetime(2031, 2, 1, 9, 30, tzinfo=UTC)
LONG = "A sale of a name that goes on"
ONE = campaign(name=LONG)
FOREIGN = f"{marker_for(FACTS, 'one', ONE, 1)[:8]}-aaaa"
Rows = Sequence[tuple[int, str, str]]


def marked(number: int, of: Payload = ONE, address: str = "one") -> str:
    return marker_for(FACTS, address, of, number)


def judged(rows: Rows, payload: Payload = ONE, record: Record | None = None, **more: Any) -> Judgement:
    names = {record.address: Name(entries=(1,), current=1)} if record else {}
    state = State(entries={1: record} if record else {}, names=names)
    listed = [
        ListedCampaign(id=number, name=f"N #{marker}", status=status) for number, marker, status in rows
    ]
    index = index_of(Listing(complete=True, campaigns=tuple(listed)), NOW)
    return judge_new(payload, state, index, more.get("known", frozenset()), FACTS)


KNOWN = Record(address="one", status=Status.REJECTED, attempt=3, markers=(marked(3),), born=1)
OWN: list[tuple[str, Rows, Record | None, Verdict, int | None, str]] = [
    ("nothing", [], None, ABSENT, None, ""),
    ("its first attempt", [(5, marked(1), "pending")], None, ADOPT, 5, "5 (pending)"),
    ("its last that is looked for", [(5, marked(32), "pending")], None, ADOPT, 5, ""),
    ("one later than that", [(5, marked(33), "pending")], None, CLASH, None, "a candidate (5)"),
    ("as many beyond those that are known", [(5, marked(35), "pending")], KNOWN, ADOPT, 5, ""),
    ("one more than that", [(5, marked(36), "pending")], KNOWN, CLASH, None, "(5)"),
    ("what its own entry knows", [(5, marked(3), "pending")], KNOWN, ABSENT, None, ""),
    ("two that are live", [(5, marked(1), "pending"), (6, marked(2), "running")], None, CLASH, None, "(5, 6)"),
    ("a stopped one, and the live one", [(6, marked(1), "stopped"), (5, marked(2), "running")], None, ADOPT, 5, "5"),
    ("two that are stopped", [(6, marked(1), "stopped"), (5, marked(2), "stopped")], None, ADOPT, 6, "6 (stopped)"),
    ("another's", [(5, FOREIGN, "pending")], None, CLASH, None, "(5)"),
    ("another's, stopped", [(5, FOREIGN, "stopped")], None, CLASH, None, "(5)"),
    ("another's, stopped, and its own", [(5, FOREIGN, "stopped"), (6, marked(1), "pending")], None, ADOPT, 6, ""),
    ("its own, stopped, and another's", [(5, marked(1), "stopped"), (6, FOREIGN, "pending")], None, CLASH, None, "(6)"),
    ("its own and another's", [(5, marked(1), "pending"), (6, FOREIGN, "pending")], None, CLASH, None, "(5, 6)"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "record", "verdict", "adopted", "says"), [row[1:] for row in OWN], ids=[row[0] for row in OWN]
)
def test_what_carries_its_identity(
    rows: Rows, record: Record | None, verdict: Verdict, adopted: int | None, says: str
) -> None:
    found = judged(rows, record=record)
    assert found.verdict is verdict
    assert says in found.reason
    assert (found.campaign.id if found.campaign else None) == adopted
    if adopted:
        assert found.marker == {number: marker for number, marker, _ in rows}[adopted]
        assert marked(found.attempt) == found.marker, "the next attempt has another marker"
        assert list(found.markers) == [marker for _, marker, _ in rows], (
            "its predecessors are no strangers later"
        )


def test_what_this_state_knows_is_no_second_one() -> None:
    rows = [(5, marked(1), "pending")]
    assert judged(rows, known=frozenset({marked(1)})).verdict is ABSENT


def test_what_was_made_under_its_former_name_is_its_own() -> None:
    renamed = replace(ONE, address="two", was=("one",))
    found = judged([(5, marked(2), "pending")], renamed)
    assert (found.verdict, found.attempt) == (ADOPT, 2)
    assert judged([(5, marked(2), "pending")], replace(ONE, address="two")).verdict is ABSENT


def denied(marker: str, digest: str, end: End = End.NOTHING, revision: int = 1) -> Record:
    one = Try(intent="i", serial=1, digest=digest, end=end, marker=marker)
    return Record(
        address="one", status=Status.REJECTED, revision=revision, tries=(one,), markers=(marker,), born=1
    )


OTHER = campaign(name=LONG, content={"title": "T"})
REFUSED: list[tuple[str, Record, Rows, Verdict, str]] = [
    ("this payload", denied(marked(1), ONE.digest), [(5, marked(1), "pending")], ADOPT, "recorded as not made"),
    ("this payload, stopped", denied(marked(1), ONE.digest), [(5, marked(1), "stopped")], ADOPT, "5 (stopped)"),
    ("another payload", denied(marked(1, OTHER), OTHER.digest), [(5, marked(1, OTHER), "running")], CLASH, "(5)"),
    ("another, stopped", denied(marked(1, OTHER), OTHER.digest), [(5, marked(1, OTHER), "stopped")], ABSENT, ""),
    (
        "twice",
        denied(marked(1), ONE.digest),
        [(5, marked(1), "pending"), (6, marked(1), "pending")],
        CLASH,
        "several candidates (5, 6)",
    ),
    ("of another revision", denied(marked(1), ONE.digest, revision=2), [(5, marked(1), "pending")], ABSENT, ""),
    ("what is known to be made", denied(marked(1), ONE.digest, End.MADE), [(5, marked(1), "pending")], ABSENT, ""),
    ("without a marker", denied("", ONE.digest), [(5, "", "pending")], ABSENT, ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("record", "rows", "verdict", "says"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_what_is_listed_although_it_was_refused(
    record: Record, rows: Rows, verdict: Verdict, says: str
) -> None:
    found = judged(rows, record=record)
    assert found.verdict is verdict
    assert says in found.reason
    assert found.markers == ((marked(1),) if verdict is ADOPT else ())


@pytest.mark.parametrize("listed", range(1, 5))
def test_each_attempt_of_each_entry_is_looked_for(listed: int) -> None:
    """Two entries of its revision, as after a name that was given up and taken again, each with two attempts."""
    entries = {
        born: denied(marked(first), ONE.digest)._replace(
            born=born,
            tries=tuple(
                Try(intent=f"i{n}", serial=n, digest=ONE.digest, end=End.NOTHING, marker=marked(n))
                for n in (first, first + 1)
            ),
        )
        for born, first in ((1, 1), (2, 3))
    }
    state = State(entries=entries, names={"one": Name(entries=(1, 2), current=2)})
    there = ListedCampaign(id=5, name=f"N #{marked(listed)}", status="pending")
    index = index_of(Listing(complete=True, campaigns=(there,)), NOW)
    found = judge_new(ONE, state, index, frozenset(), FACTS)
    assert (found.verdict, found.marker) == (ADOPT, marked(listed))
    intent = Intent(
        id="o", verb=Verb.CREATE, at=AT, timeout=30.0, runner="r", revision=1, digest="d", marker=marked(9)
    )
    doubted = judge_intent(intent, entries[1 + (listed > 2)], index, set(), state, FACTS, NOW)
    assert (doubted.verdict, "(5)" in doubted.reason) == (CLASH, True)


DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
NOWISH = campaign(name=LONG, when="now")
ALIKE: list[tuple[str, Payload, str, str, datetime | None, Verdict]] = [
    ("its name and time", ONE, LONG, "pending", AT, UNCLAIMED),
    ("with other capitals and blanks", ONE, f" {LONG.upper()} ", "pending", AT, UNCLAIMED),
    ("blanks of its own that came back as none", campaign(name=f" {LONG} "), LONG, "pending", AT, UNCLAIMED),
    ("another time", ONE, LONG, "pending", AT + SECOND, ABSENT),
    ("no time that is known", ONE, LONG, "pending", None, ABSENT),
    ("stopped", ONE, LONG, "Stopped", AT, ABSENT),
    ("another name", ONE, "Another sale with a long name", "pending", AT, ABSENT),
    ("its name, cut", ONE, LONG[:25], "pending", AT, UNCLAIMED),
    ("its name, cut to as little as a service may", ONE, LONG[:24], "pending", AT, UNCLAIMED),
    ("the beginning of its name", ONE, LONG[:23], "pending", AT, ABSENT),
    ("its name, cut behind it", ONE, f"{LONG} #", "pending", AT, UNCLAIMED),
    ("its name, and more", ONE, f"{LONG} #a", "pending", AT, ABSENT),
    ("a day from now", NOWISH, LONG, "running", NOW + DAY, UNCLAIMED),
    ("a day ago", NOWISH, LONG, "running", NOW - DAY, UNCLAIMED),
    ("more than a day from now", NOWISH, LONG, "running", NOW + DAY + SECOND, ABSENT),
    ("more than a day ago", NOWISH, LONG, "running", NOW - DAY - SECOND, ABSENT),
    ("no name at all", campaign(name=""), "", "pending", AT, ABSENT),
]  # fmt: skip


@pytest.mark.parametrize(
    ("payload", "name", "status", "at", "verdict"), [row[1:] for row in ALIKE], ids=[row[0] for row in ALIKE]
)
def test_a_campaign_of_its_name_and_time_that_nobody_knows(
    payload: Payload, name: str, status: str, at: datetime | None, verdict: Verdict
) -> None:
    index = index_of(
        Listing(complete=True, campaigns=(ListedCampaign(id=5, name=name, status=status, scheduled_on=at),)),
        NOW,
    )
    assert judge_new(payload, State(), index, frozenset(), FACTS).verdict is verdict
    known = Record(address="other", status=Status.SCHEDULED, id=5, born=1)
    owned = State(entries={1: known}, names={"other": Name(entries=(1,), current=1)})
    assert judge_new(payload, owned, index, frozenset(), FACTS).verdict is ABSENT


def test_where_nobody_knows_when_it_was_asked_nothing_is_near_now() -> None:
    one = ListedCampaign(id=5, name=LONG, status="running", scheduled_on=NOW)
    index = index_of(Listing(complete=True, campaigns=(one,)))
    assert judge_new(NOWISH, State(), index, frozenset(), FACTS).verdict is ABSENT


SALE = "Sale"
CUT: list[tuple[str, str, str, datetime | None, Verdict]] = [
    ("cut behind it", f"{SALE} #", "pending", AT + 9 * DAY, CLASH),
    ("whole, near its time", SALE, "pending", AT + DAY, CLASH),
    ("whole, a day before its time", SALE, "pending", AT - DAY, CLASH),
    ("whole, near the request alone", SALE, "pending", NOW, Verdict.NOT_SENT),
    ("whole, far from its time", SALE, "pending", AT + DAY + SECOND, Verdict.NOT_SENT),
    ("its beginning", SALE[:3], "pending", AT, Verdict.NOT_SENT),
    ("stopped", SALE, "stopped", AT, Verdict.NOT_SENT),
]


@pytest.mark.parametrize(
    ("name", "status", "at", "verdict"), [row[1:] for row in CUT], ids=[row[0] for row in CUT]
)
def test_of_a_short_name_what_is_left_of_it_may_be_its_own(
    name: str, status: str, at: datetime | None, verdict: Verdict
) -> None:
    intent = Intent(
        id="i", verb=Verb.CREATE, at=NOW - 9 * DAY, timeout=30.0, runner="r", revision=1, digest="d",
        marker=marked(1), scheduled_on=AT,
    )  # fmt: skip
    record = Record(
        address="one", status=Status.IN_DOUBT, name=f"{SALE} #{intent.marker}", open=(intent,), born=1
    )
    shown = ListedCampaign(id=5, name=name, status=status, scheduled_on=at)
    index = index_of(Listing(complete=True, at=NOW, campaigns=(shown,)))
    facts = replace(FACTS, listing_lag=60.0)
    assert judge_intent(intent, record, index, set(), State(), facts, NOW).verdict is verdict
    other = Record(address="other", status=Status.SCHEDULED, id=5, born=2)
    owned = State(entries={2: other}, names={"other": Name(entries=(2,), current=2)})
    whole = name == SALE
    expected = Verdict.NOT_SENT if whole else verdict
    assert judge_intent(intent, record, index, set(), owned, facts, NOW).verdict is expected


def test_of_many_that_may_be_it_the_first_five_are_named_and_one_can_be_taken_over() -> None:
    named = [ListedCampaign(id=n, name=LONG, status="pending", scheduled_on=AT) for n in range(11, 18)]
    index = index_of(Listing(complete=True, campaigns=tuple(named)))
    found = judge_new(ONE, State(), index, frozenset(), FACTS)
    assert found.reason.startswith(
        "CleverTap lists 11, 12, 13, 14, 15 with its name and time, which this state"
    )
    assert "`ctc adopt one --id 11 --env test` takes it over" in found.reason
    intent = Intent(
        id="i", verb=Verb.CREATE, at=AT, timeout=30.0, runner="r", revision=1, digest="d", marker=marked(1)
    )
    record = Record(
        address="one", status=Status.IN_DOUBT, name=f"{LONG} #{marked(1)}", open=(intent,), born=1
    )
    cut = judge_intent(intent, record, index, set(), State(), FACTS, NOW)
    assert (cut.verdict, "lists 11, 12, 13, 14, 15 with a name" in cut.reason) == (CLASH, True)
