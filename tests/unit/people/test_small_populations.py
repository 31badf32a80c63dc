"""People in memory, the days that they write, and what bounds a file of them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from ctc.people import load
from ctc.people.days import number_of, read_day
from ctc.people.events import Event
from ctc.people.load import LoadError, open_loaded, read_people
from ctc.people.person import day_of, person_of
from ctc.people.population import Occurrence, Profile, SmallPopulation, WithSegments, population_of
from ctc.people.segments import SEGMENTS, Segment
from ctc.people.stored import write_people


@pytest.mark.parametrize(
    ("number", "day"),
    [
        (20260105, "2026-01-05"),
        (20241231, "2024-12-31"),
        (20240229, "2024-02-29"),
        (20260229, None),
        (20261301, None),
        (20260100, None),
        (0, None),
        (True, None),
        ("20260105", None),
        (20260105.0, None),
        (10**40, None),
        (-20260105, None),
    ],
)
def test_a_day_is_eight_digits(number: Any, day: str | None) -> None:
    found = read_day(number)
    assert (found.isoformat() if found else None) == day
    assert found is None or number_of(found) == number
    assert day_of(number) == (number if day else None)
    assert day is None or day_of(day) == number


@pytest.mark.parametrize("text", ["2026-1-5", "2026-02-30", "20260105", "2026-W01-1", "tomorrows!", ""])
def test_other_words_are_no_day(text: str) -> None:
    assert day_of(text) is None


def test_a_file_s_segments_stand_over_the_sample_s_and_over_ids_that_people_carry() -> None:
    ann = Profile(id=1, segments=frozenset({1001, 77, 78}))
    bob = Profile(id=2, segments=frozenset({78}))
    events = [Occurrence("Charged", 20260105, {"a": 1}, {"s": 2}), Occurrence("Charged", 20260101, {}, {})]
    mine = Segment(id=78, name="mine", where={"event_name": "Charged"})
    for people in ([mine, (ann, events), (bob, [])], [(ann, events), (bob, []), mine]):
        found = population_of(people)
        assert [*found.profiles] == [1, 2]
        assert found.segments[78] == mine
        assert found.segments[77] == Segment(id=77, name="")
        assert found.segments[1001] == Segment(id=1001, name=""), "they say who is in it"
        assert found.segments[1002] == SEGMENTS[1002]
        assert [*found.events("Charged")] == [
            Event(1, 20260101, {}, {}),
            Event(1, 20260105, {"a": 1}, {"s": 2}),
        ]
        assert [*found.events("Viewed")] == []


def test_nobody_is_in_a_segment_that_was_only_named() -> None:
    people = SmallPopulation([Profile(id=1)])
    more = WithSegments(people, [77, 1001])
    assert more.segments[77] == Segment(id=77, name="")
    assert more.segments[1001] == SEGMENTS[1001], "what the people know of themselves holds"
    assert more.profiles == people.profiles
    assert [*more.events("Charged")] == []


def test_people_of_one_day_did_things_in_the_order_of_the_file(tmp_path: Path) -> None:
    said = [Occurrence("Viewed", 20260105, {"n": n}, {}) for n in range(5)]
    write_people(tmp_path / "a.db", "1", [(Profile(id=1), said)])
    stored = load.open_people(tmp_path / "a.db", "1", iter(()))
    assert [event.properties["n"] for event in stored.events("Viewed")] == [0, 1, 2, 3, 4]
    assert [e.properties["n"] for e in population_of([(Profile(id=1), said)]).events("Viewed")] == [
        0,
        1,
        2,
        3,
        4,
    ]


def test_of_thousands_of_events_each_keeps_its_own_properties(tmp_path: Path) -> None:
    """Texts of the first few hundred are remembered, as most share theirs with others."""
    shared = {"shared": True}
    said = [Occurrence("Viewed", 20260105, shared if n % 2 else {"n": n}, {}) for n in range(2000)]
    write_people(tmp_path / "a.db", "1", [(Profile(id=1), (one for one in said))])
    stored = load.open_people(tmp_path / "a.db", "1", iter(()))
    assert [event.properties for event in stored.events("Viewed")] == [one.properties for one in said]


def test_a_segment_is_written_over_an_id_that_was_carried(tmp_path: Path) -> None:
    mine = Segment(id=77, name="mine", where={"event_name": "Charged"})
    for n, people in enumerate(
        (
            [(Profile(id=1, segments=frozenset({77})), []), mine],
            [mine, (Profile(id=1, segments=frozenset({77})), [])],
        )
    ):
        write_people(tmp_path / f"{n}.db", "1", people)
        stored = load.open_people(tmp_path / f"{n}.db", "1", iter(()))
        assert stored.segments[77] == mine
        assert stored.segments[1001] == SEGMENTS[1001]


@pytest.mark.parametrize(("length", "fine"), [(1_000_000, True), (1_000_001, False)])
def test_one_person_has_a_bound(tmp_path: Path, length: int, *, fine: bool) -> None:
    file = tmp_path / "people.ndjson"
    line = '{"properties": {"a": "@"}}'
    file.write_text("{}\n" + line.replace("@", "x" * (length - len(line))) + "\n")
    if fine:
        assert [profile.id for profile, _ in read_people(file)] == [1, 2]  # type: ignore[misc]
        return
    with pytest.raises(LoadError, match=re.escape("line 2: one person is more than 1,000,000 bytes")):
        list(read_people(file))


def test_what_is_no_file_is_told_and_not_waited_for(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="is no regular file"):
        open_loaded(tmp_path / "cache.db", tmp_path)
    with pytest.raises(LoadError, match="cannot be read: "):
        list(read_people(tmp_path))


def test_what_people_are_kept_by_changes_with_how_they_are_kept(tmp_path: Path, monkeypatch: Any) -> None:
    """A cache of an older ctc would else be believed where people are read in another way now."""
    file = tmp_path / "people.ndjson"
    file.write_text('{"properties": {"City": "Pune"}}\n')
    cache = tmp_path / "cache.db"
    open_loaded(cache, file)
    before = cache.stat().st_ino
    monkeypatch.setattr(load, "_FORMAT", "next")
    open_loaded(cache, file)
    assert cache.stat().st_ino != before


SAID: list[tuple[dict[str, Any], str]] = [
    ({"devices": [{"platform": "ios", "push": 1}]}, "a device takes push as true or false and last_active as YYYYMMDD"),
    ({"devices": [{"platform": "ios", "last_active": ""}]}, "a device takes push"),
    ({"devices": [{"platform": "ios", "last_active": None}]}, "a device takes push"),
    ({"devices": [{"platform": 5}]}, "unknown platform 5: known are android, ios, web"),
    ({"subscribed": "sms"}, "subscribed must be a list"),
    ({"segments": 5}, "segments must be a list"),
    ({"segments": [1.5]}, "a segment's id is a number, and 1.5 is none"),
    ({"events": {}}, "events must be a list"),
    ({"events": [{"name": 5, "day": 20260105}]}, "an event needs a name, and a day as YYYYMMDD"),
    ({"events": [{"name": "x", "day": 20260105, "on": 20260105}]}, "an event says both 'day' and 'on'"),
    ({"identities": ["x"]}, "identities must be an object"),
    ({"on": 5}, "unknown key 'on' of a profile: known are identities, properties, groups, devices, subscribed"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "says"), SAID, ids=[says for _, says in SAID])
def test_what_is_wrong_with_a_person_is_told(data: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        person_of(1, data)


def test_a_device_is_reachable_and_never_seen_where_nothing_else_is_said() -> None:
    profile, events = person_of(7, {"devices": [{"platform": "ios"}, {"platform": "web", "last_active": 0}]})
    assert [(one.push, one.last_active) for one in profile.devices] == [(True, 0), (True, 0)]
    assert (profile.id, events, json.dumps(dict(profile.properties))) == (7, [], "{}")
