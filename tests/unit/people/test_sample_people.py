"""The shipped sample: the same every time, and large enough to reach somebody with every sample query."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ctc.canonical import digest_of
from ctc.people.load import LoadError, open_loaded, read_people
from ctc.people.population import Population
from ctc.people.sample.generate import VERSION, generate
from ctc.people.segments import SEGMENTS
from ctc.people.stored import StoredPopulation, open_people, write_people
from ctc.query.evaluate import audience_of, members
from ctc.sandbox.reach import count_reach

TODAY = date(2026, 11, 24)
PLATINUM = {"common_profile_properties": {"profile_fields": [{"name": "Customer Type", "value": "Platinum"}]}}
APPLE = {"common_profile_properties": {"profile_fields": [{"name": "Fruit", "value": "Apple"}]}}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return open_people(tmp_path_factory.mktemp("sample") / "sample.db", VERSION, generate())


def test_the_sample_is_the_same_every_time() -> None:
    assert list(generate(size=50)) == list(generate(size=50))


def test_its_figures_are_pinned(sample: Population) -> None:
    """A change here changes every reach that somebody has seen: raise the sample's VERSION with it."""
    body = {"target_mode": "push", "where": {"event_name": "Charged", "from": 20250101, "to": 20251231}}
    assert len(sample.profiles) == 10_000
    assert count_reach(body, sample, TODAY) == PINNED


PINNED = {"android": 1091, "ios": 479}
FIRST = "8790e97a5349ebc80d93fcddf1a809101ad69b16a7e73aba86f6f8c9fe4ed035"
"""Over the first 300 people and what they did: each of them is somebody whom a reach counted."""


def test_its_people_are_the_same_for_all_who_have_that_version() -> None:
    told = [
        [
            profile.id,
            profile.properties,
            profile.groups,
            profile.identities,
            [[device.platform, device.push, device.last_active] for device in profile.devices],
            sorted(profile.subscribed),
            sorted(profile.segments),
            [list(event) for event in events],
        ]
        for profile, events in generate(size=300)
    ]
    assert (VERSION, digest_of(told)) == ("3", FIRST)
    assert digest_of([[p.id, p.properties["City"]] for p, _ in generate(size=3, seed=7)]) != digest_of(
        [[p.id, p.properties["City"]] for p, _ in generate(size=3)]
    )


WHO = {1001: 503, 1002: 1254, 1003: 2157, 1004: 861, 1005: 1841, 1006: 32}


def test_how_many_are_in_its_segments_is_pinned(sample: Population) -> None:
    assert {number: len(audience_of({"segment": number}, sample, today=TODAY)) for number in SEGMENTS} == WHO


@pytest.mark.parametrize(
    "where",
    [
        {"event_name": "Charged", "from": 20171001, "to": 20171220, **PLATINUM},
        {"event_name": "App Launched", "from": 20150101, "to": 20150303, **PLATINUM},
        {"event_name": "Charged", "from": 20190101, "to": 20191220},
        {"event_name": "Charged", "from": 20150101, "to": 20150303},
        {"event_name": "App Launched", "from": 20190101, "to": 20190418},
        {"event_name": "Added To Cart", "from": 20200610, "to": 20200619, **APPLE},
        {
            "advanced_query": {
                "did_all": [
                    {
                        "event_name": "App Launched",
                        "from": 20200101,
                        "to": 20200218,
                        "operator": "greater_than_equals",
                        "value": 2,
                    }
                ]
            }
        },
    ],
)
def test_the_documentation_s_sample_queries_reach_somebody(sample: Population, where: dict[str, Any]) -> None:
    assert members(where, sample, today=TODAY)


@pytest.mark.parametrize("segment", SEGMENTS)
def test_every_segment_reaches_some_and_not_all(sample: Population, segment: int) -> None:
    assert 0 < len(audience_of({"segment": segment}, sample, today=TODAY)) < 5_000


def test_a_stored_population_is_what_was_written(tmp_path: Path) -> None:
    people = list(generate(size=40))
    write_people(tmp_path / "people.db", "1", people)
    stored = StoredPopulation(tmp_path / "people.db")
    assert stored.profiles == {profile.id: profile for profile, _ in people}
    happened = [
        (p.id, e.day, e.properties, e.session) for p, events in people for e in events if e.name == "Charged"
    ]
    assert sorted(map(repr, stored.events("Charged"))) == sorted(
        f"Event(profile={who}, day={day}, properties={props!r}, session={session!r})"
        for who, day, props, session in happened
    )
    days = [event.day for event in stored.events("App Launched")]
    assert days == sorted(days)


def test_a_cache_of_another_version_or_a_broken_one_is_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "people.db"
    for broken in (b"", b"not a database at all", None):
        if broken is not None:
            file.write_bytes(broken)
        open_people(file, "1", generate(size=3))
        population = open_people(file, "1", iter(()))
        assert len(population.profiles) == 3
    population = open_people(file, "2", generate(size=4))
    assert len(population.profiles) == 4
    assert [path.name for path in tmp_path.iterdir()] == ["people.db"]


def test_people_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "people.ndjson"
    ann = {
        "identities": {"Email": "ann@example.org", "Phone": "+49155"},
        "properties": {"City": "Berlin"},
        "groups": {"demographics": {"Age": 41}},
        "devices": [
            {"platform": "ios", "last_active": 20240101},
            {"platform": "web", "last_active": 20250101},
        ],
        "subscribed": ["email"],
        "events": [{"name": "Charged", "day": 20260105, "properties": {"Amount": 20}}],
    }
    file.write_text(json.dumps(ann) + "\n\n{}\n")
    population = open_loaded(tmp_path / "cache.db", file)
    assert sorted(population.profiles) == [1, 3]
    assert [device.platform for device in population.profiles[1].devices] == ["web", "ios"]
    body = {"target_mode": "email", "where": {"event_name": "Charged", "from": 20260101, "to": 20260131}}
    assert count_reach(body, population, TODAY) == {"email": 1}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "line 2"),
        ("[]", "a profile must be an object"),
        ('{"propertys": {}}', "did you mean 'properties'"),
        ('{"identities": {"Mail": "x"}}', "unknown identity 'Mail'"),
        ('{"identities": {"Email": 1}}', "identity Email must be a text"),
        ('{"devices": [{"platform": "tv"}]}', "unknown platform 'tv'"),
        ('{"devices": [{"platform": "ios", "last_active": 20250230}]}', "YYYYMMDD"),
        ('{"events": [{"name": "x", "day": "today"}]}', "an event needs a name"),
        ('{"subscribed": ["fax"]}', "unknown channel 'fax'"),
        ('{"groups": {"x": {}}}', "unknown group 'x'"),
    ],
)
def test_a_line_that_cannot_be_loaded_is_named(tmp_path: Path, line: str, why: str) -> None:
    file = tmp_path / "people.ndjson"
    file.write_text("{}\n" + line + "\n")
    with pytest.raises(LoadError, match="line 2") as caught:
        list(read_people(file))
    assert why in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="cannot be read"):
        open_loaded(tmp_path / "cache.db", tmp_path / "none.ndjson")
