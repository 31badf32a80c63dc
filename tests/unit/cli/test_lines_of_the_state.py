"""What ``ctc status``, ``ctc state`` and ``ctc log`` print: a line a record, word for word and colour for colour."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ctc.clevertap.listing import ListedCampaign
from ctc.cli.views.records import history_line, line_of, other_lines, overview_as_json, record_lines
from ctc.cli.views.times import distance, shown
from ctc.pipeline.standing import Overview, Standing
from ctc.plans.facts import Facts
from ctc.state.actors import Actor
from ctc.state.intents import BatchRecord, Intent, Verb
from ctc.state.log import LogLine
from ctc.state.record import Record, Status
from tests.styles import in_words

NOW = datetime(2031, 1, 15, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
AS_IT_IS = "2031-01-15 14:00 UTC (in 2h)"


def standing(
    status: Status = Status.SCHEDULED, listed: dict[str, str] | None = None, **fields: Any
) -> Standing:
    record = Record(**{"address": "drop[en]", "status": status, **fields})
    return Standing(record=record, status=status, **(listed or {}))


@pytest.mark.parametrize(
    ("found", "lines"),
    [
        (standing(), ["  <cyan><b>scheduled</> drop[en]  "]),
        (standing(Status.SENT), ["  <green><b>sent     </> drop[en]  "]),
        (standing(Status.RUNNING), ["  <yellow><b>running  </> drop[en]  "]),
        (standing(Status.STOPPED), ["  <b>stopped  </> drop[en]  "]),
        (
            standing(
                channel="push",
                revision=3,
                id=17,
                batches={1: "a"},
                batch_count=2,
                scheduled_on=LATER,
                detail="x",
            ),
            [f"  <cyan><b>scheduled</> drop[en]  push · revision 3 · id 17 · 1 of 2 batches · {AS_IT_IS}"],
        ),
        (standing(batches={1: "a"}, batch_count=1, id=0), ["  <cyan><b>scheduled</> drop[en]  id 0"]),
        (
            standing(Status.IN_DOUBT, detail="no\nanswer"),
            ["  <red><b>in_doubt </> drop[en]  ", "            no\\nanswer"],
        ),
        (standing(Status.REJECTED, detail="why"), ["  <red><b>rejected </> drop[en]  ", "            why"]),
        (standing(Status.NOT_SENT, detail="why"), ["  <b>not_sent </> drop[en]  ", "            why"]),
        (standing(Status.NOT_SENT), ["  <b>not_sent </> drop[en]  "]),
        (
            standing(Status.IN_DOUBT, {"told": "told\n", "drift": "moved\n"}, detail="why"),
            [
                "  <red><b>in_doubt </> drop[en]  ",
                "<yellow>            drift: moved\\n</>",
                "            told\\n",
            ],
        ),
    ],
)
def test_a_record_is_a_line_and_what_is_to_be_done_stands_below_it(found: Standing, lines: list[str]) -> None:
    assert [in_words(line) for line in record_lines(found, now=NOW, timezone="UTC", verbose=False)] == lines


def test_more_of_a_record_where_more_is_asked_for() -> None:
    named = standing(name="Tea\n", digest="d1")
    assert [*record_lines(named, now=NOW, timezone="UTC", verbose=True)][1:] == [
        "            name: Tea\\n",
        "            digest: d1",
    ]
    assert len([*record_lines(named, now=NOW, timezone="UTC", verbose=False)]) == 1
    assert len([*record_lines(standing(digest="d1"), now=NOW, timezone="UTC", verbose=True)]) == 1


def listed(number: int, status: str = "pending", when: datetime | None = LATER) -> ListedCampaign:
    return ListedCampaign(id=number, name=f"name {number}\n", status=status, scheduled_on=when)


FACTS = Facts(project="acme", environment="live", zone=ZoneInfo("UTC"))


@pytest.mark.parametrize(("count", "named"), [(0, 0), (1, 1), (10, 10), (11, 10)])
def test_what_others_made_is_named_as_far_as_people_read(count: int, named: int) -> None:
    others = tuple(listed(number) for number in range(count))
    found = Overview(standings=(), others=others)
    lines = [*other_lines(found, FACTS, whole=True)]
    if count:
        assert lines[0] == f"\n{count} in these days are of others:"
        assert lines[1] == "  pending   0  name 0\\n"
    assert sum("name" in line for line in lines) == named
    assert ("  … and 1 more: --format json lists all" in lines) is (count > named)
    assert [*other_lines(found, FACTS, whole=False)] == []


def test_a_second_copy_is_told_with_what_stops_it() -> None:
    found = Overview(standings=(), copies=(("a", listed(7)),), others=(listed(8, when=None),))
    (line,) = other_lines(found, FACTS, whole=False)
    assert in_words(line) == (
        "<red>  copy      a  CleverTap lists 7 (pending) beside it: `ctc stop a --env live` stops every copy</>"
    )
    one = {"id": 7, "name": "name 7\n", "status": "pending", "scheduled_on": LATER.isoformat()}
    assert overview_as_json(found, whole=True) == {
        "format_version": 1,
        "records": [],
        "copies": [{"address": "a", **one}],
        "others": [{"id": 8, "name": "name 8\n", "status": "pending", "scheduled_on": None}],
    }
    assert "others" not in overview_as_json(found, whole=False)


def test_a_record_as_json() -> None:
    def intent(name: str, batch: BatchRecord | None = None, doubt: str = "") -> Intent:
        return Intent(
            id=name,
            verb=Verb.SEND,
            at=NOW,
            timeout=30,
            runner="ann",
            revision=1,
            digest="d1",
            batch=batch,
            doubt=doubt,
        )

    batch = BatchRecord(index=2, of=3, sha256="h", count=5)
    whole = standing(
        Status.IN_DOUBT,
        {"listed": "pending", "drift": "moved", "told": "told"},
        id=17,
        digest="d1",
        channel="sms",
        name="Tea",
        scheduled_on=LATER,
        batches={1: "a"},
        batch_count=3,
        detail="detail",
        open=(intent("i1", batch, "why"), intent("i2"), replace(intent("i3"), verb=Verb.STOP)),
    )
    bare = standing(Status.SENT, detail="detail")
    first, second = overview_as_json(Overview(standings=(whole, bare)), whole=False)["records"]
    assert first == {
        "address": "drop[en]",
        "revision": 1,
        "status": "in_doubt",
        "id": 17,
        "digest": "d1",
        "scheduled_on": LATER.isoformat(),
        "channel": "sms",
        "name": "Tea",
        "listed": "pending",
        "drift": "moved",
        "detail": "told",
        "batches": {"sent": 1, "of": 3},
        "in_doubt": [
            {"intent": "i1", "batch": 2, "why": "why"},
            {"intent": "i2", "batch": None, "why": None},
        ],
    }
    assert (second["id"], second["scheduled_on"], second["listed"], second["drift"]) == (None,) * 4
    assert (second["detail"], second["batches"], second["in_doubt"]) == ("detail", None, [])


def test_a_line_of_history_leaves_out_what_says_nothing() -> None:
    record = {"v": 1, "kind": "intent", "address": "a", "payload": {"x": 1}, "markers": ["m"], "id": 7}
    record |= {"why": "x\ny", "code": 0, "none": None, "empty": "", "list": [], "map": {}}
    assert (
        in_words(history_line(NOW, record))
        == "  2031-01-15 12:00:00 UTC  <b>intent</>  id 7, why x\\ny, code 0"
    )


ANN = Actor(user="ann", host="laptop")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            LogLine(
                serial=1,
                at=NOW.astimezone(ZoneInfo("Asia/Kolkata")),
                event="sent",
                address="a",
                actor=ANN,
                detail="x\ny",
                data={"id": 7, "revision": 2},
            ),
            "<green><b>sent       </> a  id 7 · revision 2 · x\\ny · by ann on laptop",
        ),
        (
            LogLine(serial=1, at=NOW, event="halted", data={"revision": 1}, address=""),
            "<red><b>halted     </>",
        ),
        (LogLine(serial=1, at=NOW, event="unheard", data={"revision": 0}, address=""), "<b>unheard    </>"),
        *(
            (LogLine(serial=1, at=NOW, event=event, address="a", data={}), f"<{colour}><b>{event:<11}</> a")
            for colour, events in (
                ("green", ("sent", "resumed")),
                ("cyan", ("adopted", "resolved")),
                ("yellow", ("stopped", "not_sent")),
                ("red", ("rejected", "in_doubt", "halted")),
                ("magenta", ("freed",)),
            )
            for event in events
        ),
    ],
)
def test_a_line_of_the_log(line: LogLine, said: str) -> None:
    assert in_words(line_of(line)) == f"  2031-01-15 12:00:00 UTC  {said}"


@pytest.mark.parametrize(
    ("moment", "timezone", "said"),
    [
        (None, "UTC", "now"),
        (NOW, "UTC", "2031-01-15 12:00 UTC (now)"),
        (LATER, "UTC", "2031-01-15 14:00 UTC (in 2h)"),
        (LATER, "Asia/Kolkata", "2031-01-15 19:30 Asia/Kolkata (14:00 UTC, in 2h)"),
        (
            NOW + timedelta(hours=8),
            "Asia/Kolkata",
            "2031-01-16 01:30 Asia/Kolkata (2031-01-15 20:00 UTC, in 8h)",
        ),
    ],
)
def test_a_moment_in_the_accounts_zone_and_in_utc(moment: datetime | None, timezone: str, said: str) -> None:
    assert shown(moment, NOW, timezone) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "now"), (0.9, "now"), (-0.9, "now"), (1, "in 1s"), (-1, "1s ago"), (-7500, "2h 5m ago")],
)
def test_how_far_away(seconds: float, said: str) -> None:
    assert distance(NOW + timedelta(seconds=seconds), NOW) == said
