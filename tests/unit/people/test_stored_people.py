"""People of a file: kept whole in the cache, read anew when the file changes, and told where a line is wrong."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ctc.people.load import LoadError, open_loaded
from ctc.people.population import Device, Profile
from ctc.people.stored import open_people

ANN: dict[str, Any] = {
    "identities": {"Identity": "ann", "Email": "ann@example.org", "Phone": "+4915550000001"},
    "properties": {"Customer Type": "Gold", "tags": ["reader", 1], "Żółć": None},
    "groups": {"demographics": {"Age": 41}, "geo_fields": {"Country": "Germany"}},
    "devices": [
        {"platform": "ios", "push": False, "last_active": 20260101},
        {"platform": "web"},
        {"platform": "android", "last_active": "2026-01-10"},
    ],
    "subscribed": ["sms", "email"],
    "segments": [1700001, 12],
    "events": [
        {"name": "Charged", "day": 20260105, "properties": {"Amount": 20}, "session": {"first_time": True}},
        {"name": "Charged", "day": "2026-01-03", "properties": {"Amount": 7}},
        {"name": "Viewed", "on": 20260104},
    ],
}


def written(folder: Path, *lines: Any) -> Path:
    file = folder / "people.ndjson"
    file.write_text("\ufeff" + "\n\n".join(json.dumps(line) for line in lines) + "\n", "utf-8")
    return file


def test_a_person_comes_back_whole(tmp_path: Path) -> None:
    people = open_loaded(tmp_path / "cache.db", written(tmp_path, ANN, {}))
    ann, nobody = people.profiles.values()
    assert ann == Profile(
        id=1,
        properties=ANN["properties"],
        groups=ANN["groups"],
        identities=ANN["identities"],
        devices=(
            Device(platform="android", push=True, last_active=20260110),
            Device(platform="ios", push=False, last_active=20260101),
            Device(platform="web", push=True, last_active=0),
        ),
        subscribed=frozenset({"sms", "email"}),
        segments=frozenset({12, 1700001}),
    )
    assert nobody == Profile(id=3), "the number of its line"
    assert (tmp_path / "cache.db").stat().st_mode & 0o777 == 0o600, "people are nobody else's to read"
    charged = [
        (event.profile, event.day, event.properties, event.session) for event in people.events("Charged")
    ]
    assert charged == [(1, 20260103, {"Amount": 7}, {}), (1, 20260105, {"Amount": 20}, {"first_time": True})]
    assert [event.day for event in people.events("Viewed")] == [20260104]
    assert list(people.events("Nothing")) == []
    assert {12, 1700001} <= people.segments.keys()


def test_a_cache_is_believed_until_the_file_changes(tmp_path: Path) -> None:
    cache, people = tmp_path / "cache.db", written(tmp_path, ANN)
    open_loaded(cache, people)
    before = cache.stat().st_ino
    assert open_loaded(cache, people).profiles.keys() == {1}
    assert cache.stat().st_ino == before
    written(tmp_path, ANN, ANN)
    assert open_loaded(cache, people).profiles.keys() == {1, 3}
    cache.write_bytes(b"no database at all" * 300)
    assert open_loaded(cache, people).profiles.keys() == {1, 3}


def test_a_cache_of_this_version_asks_for_nobody(tmp_path: Path) -> None:
    def nobody() -> Iterator[Any]:
        raise AssertionError("the people were made again")
        yield

    open_people(tmp_path / "cache.db", "one", iter([]))
    open_people(tmp_path / "cache.db", "one", nobody())
    with pytest.raises(AssertionError, match="made again"):
        open_people(tmp_path / "cache.db", "two", nobody())


WRONG: list[tuple[Any, str]] = [
    ([], "a profile must be an object"),
    ({"propertys": {}}, "unknown key 'propertys' of a profile: did you mean 'properties'?"),
    ({"zzz": {}}, "unknown key 'zzz' of a profile: known are identities, properties"),
    ({"profile": {}, "properties": {}}, "a profile says both 'profile' and 'properties'"),
    ({"properties": 5}, "properties must be an object"),
    ({"groups": []}, "groups must be an object"),
    ({"groups": {"demographic": {}}}, "unknown group 'demographic': did you mean 'demographics'?"),
    ({"groups": {"geo_fields": 4}}, "geo_fields must be an object"),
    ({"identities": {"Emial": "x"}}, "unknown identity 'Emial': did you mean 'Email'?"),
    ({"identities": {"Email": 5}}, "identity Email must be a text"),
    ({"devices": {}}, "devices must be a list"),
    ({"devices": [{"platform": "andriod"}]}, "unknown platform 'andriod': did you mean 'android'?"),
    ({"devices": [{}]}, "unknown platform None: known are android, ios, web"),
    ({"devices": [{"platform": "ios", "push": "yes"}]}, "a device takes push as true or false"),
    ({"devices": [{"platform": "ios", "last_active": 20260230}]}, "last_active as YYYYMMDD"),
    ({"subscribed": ["fax"]}, "unknown channel 'fax': known are email, sms, whatsapp"),
    ({"segments": [True]}, "a segment's id is a number, and True is none"),
    ({"segments": [0]}, "a segment's id is a number, and 0 is none"),
    ({"events": [{"name": "Charged"}]}, "an event needs a name, and a day as YYYYMMDD"),
    ({"events": [{"name": "", "day": 20260105}]}, "an event needs a name"),
    ({"events": [{"name": "Charged", "day": "2026-02-30"}]}, "a day as YYYYMMDD"),
    ({"events": [{"name": "Charged", "day": True}]}, "a day as YYYYMMDD"),
    (
        {"events": [{"name": "Charged", "day": 20260105, "properties": []}]},
        "an event's properties must be an object",
    ),
    ({"events": [{"name": "Charged", "day": 20260105, "session": []}]}, "session must be an object"),
    ({"segment": "vip"}, "a segment's id is a number, such as 1700001"),
    ({"segment": 0}, "a segment's id is a number, such as 1700001"),
    ({"segment": True}, "a segment's id is a number, such as 1700001"),
    ({"segment": 5, "name": 7}, "a segment's name is a text"),
    ({"segment": 5, "query": {}}, "unknown key 'query' of a segment"),
    ({"segment": 5, "where": []}, "where must be an object"),
]


@pytest.mark.parametrize(("line", "words"), WRONG, ids=[words for _, words in WRONG])
def test_a_line_that_is_wrong_is_named(tmp_path: Path, line: Any, words: str) -> None:
    with pytest.raises(LoadError) as caught:
        open_loaded(tmp_path / "cache.db", written(tmp_path, ANN, line))
    assert "people.ndjson, line 3: " in str(caught.value)
    assert words in str(caught.value)


def test_what_is_no_file_or_no_json_is_named(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="cannot be read: No such file"):
        open_loaded(tmp_path / "cache.db", tmp_path / "nobody.ndjson")
    file = tmp_path / "people.ndjson"
    for text in ("{", "[" * 100_000):
        file.write_text("{}\n" + text)
        with pytest.raises(LoadError, match=r"people\.ndjson, line 2: "):
            open_loaded(tmp_path / "cache.db", file)


def test_people_who_cannot_be_read_leave_nothing_behind(tmp_path: Path) -> None:
    people = written(tmp_path, ANN, {"devices": [{"platform": "tv"}]})
    with pytest.raises(LoadError):
        open_loaded(tmp_path / "cache.db", people)
    assert [path.name for path in tmp_path.iterdir()] == ["people.ndjson"]
