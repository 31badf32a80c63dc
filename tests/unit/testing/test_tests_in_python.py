"""``ctc.testing``: a campaign, whether a person gets it, what is read; and what pytest shows of ``*.test.yaml``."""

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import ctc.testing
from ctc.pipeline.settings import settings_for
from ctc.testing import Campaign, NotDecided, audience, campaign, message
from ctc.testing.plugin import pytest_collect_file

SPEC = """\
version: 1
id: tea
vars: {word: "Until Sunday"}
each: {city: [Pune, Kochi]}
campaign:
  name: Tea
  target_mode: push
  when: now
  where:
    event_name: Viewed
    from: 7 days ago
    to: today
    common_profile_properties:
      profile_fields: [{name: City, operator: equals, value: "{{ city }}"}]
  content:
    title: "{{ liquid(\\"Profile.Name | default: 'Friend'\\") }}, tea in {{ city }}"
    body: "{{ word }}."
    platform_specific: {android: {wzrk_cid: Offers}}
---
version: 1
id: by-segment
campaign:
  name: Seg
  target_mode: sms
  when: now
  segment: 1700001
  content: {body: "Hello. Reply STOP to opt out"}
---
version: 1
id: drop
each: {file: rows.csv, key: sku, row: row.json}
campaign:
  name: "Drop {{ sku }}"
  target_mode: sms
  when: 2031-01-02 10:00
  where: {event_name: Viewed, from: 2030-12-25, to: 2030-12-31}
  content: {body: "Now {{ sku }}. Reply STOP to opt out"}
"""
VIEWED = {"name": "Viewed", "on": "2031-01-10"}
PUNE = {"profile": {"City": "Pune", "Name": "Asha"}, "events": [VIEWED]}
CASES = """\
version: 1
tests:
  - {name: fine, campaign: "tea[Pune]", as_of: 2031-01-12, person: {profile: {City: Goa}}, expect: {audience: false}}
  - name: wrong
    campaign: "tea[Pune]"
    as_of: 2031-01-12
    person: {profile: {City: Goa}}
    expect: {audience: true}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with two cities, a segment and a family from rows; not the current folder."""
    shop = tmp_path / "shop"
    (shop / "campaigns").mkdir(parents=True)
    project = (
        "version: 1\nenvironments: {production: {timezone: Asia/Kolkata, region: in1, vars: {word: Now}}}\n"
    )
    for name, text in {
        "ctc.yaml": project,
        "campaigns/tea.yaml": SPEC.replace('vars: {word: "Until Sunday"}\n', ""),
        "campaigns/rows.csv": "sku\nA1\n",
        "campaigns/row.json": '{"properties": {"sku": {"type": "string"}}}',
    }.items():
        (shop / name).write_text(text, "utf-8")
    (shop / "ctc.yaml").write_text(project + 'vars: {word: "Until Sunday"}\n', "utf-8")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    return shop


def test_a_campaign_of_a_project_elsewhere_and_of_the_one_around(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = campaign("tea[Pune]", root=here)
    assert isinstance(found, Campaign)
    assert (found.address, found.body["content"]["body"]) == ("tea[Pune]", "Until Sunday.")
    assert (
        campaign("tea[Pune]", root=str(here), variables={"word": "Soon"}).body["content"]["body"] == "Soon."
    )
    assert campaign("tea[Pune]", root=here, env="production").body["content"]["body"] == "Now."
    with pytest.raises(LookupError):
        campaign("tea[Pune]")
    monkeypatch.chdir(here / "campaigns")
    assert campaign("tea[Pune]").address == "tea[Pune]"
    assert audience("tea[Pune]", PUNE, as_of="2031-01-12")
    assert message("tea[Pune]", PUNE)["body"] == "Until Sunday."
    assert repr(found) == "Campaign(address='tea[Pune]')"


@pytest.mark.parametrize(
    ("address", "why"),
    [("tea", "'tea' names 2 campaigns: tea.Pune., tea.Kochi."), ("te", "te"), ("tea[Goa]", "tea.Goa.")],
)
def test_no_campaign_or_more_than_one(here: Path, address: str, why: str) -> None:
    with pytest.raises(LookupError, match=why):
        campaign(address, root=here)


def test_of_a_family_that_cannot_be_compiled_whole_no_part_stands_for_it(here: Path) -> None:
    spec = here / "campaigns" / "tea.yaml"
    each = "each: [{key: Pune, city: Pune}, {key: Kochi, city: '{{ nobody }}'}]\n"
    spec.write_text(SPEC.replace("each: {city: [Pune, Kochi]}\n", each), "utf-8")
    with pytest.raises(LookupError, match=r"^tea cannot be compiled: `nobody` is defined nowhere: the"):
        campaign("tea[*]", root=here)


def test_an_instance_that_a_row_makes(here: Path) -> None:
    row = {"sku": "B2"}
    assert campaign("drop", row=row, root=here).body["name"] == "Drop B2"
    assert message("drop", {}, row=row, root=here)["body"] == "Now B2. Reply STOP to opt out"
    viewed = {"events": [{"name": "Viewed", "on": "2030-12-30"}]}
    assert audience("drop", viewed, row=row, root=here)
    assert campaign("drop[A1]", root=here).body["name"] == "Drop A1"


@pytest.mark.parametrize("day", ["2031-01-12", date(2031, 1, 12)])
def test_who_gets_it_on_a_day(here: Path, day: str | date) -> None:
    assert audience("tea[Pune]", PUNE, as_of=day, root=here)
    assert not audience("tea[Kochi]", PUNE, as_of=day, root=here)
    assert not audience("tea[Pune]", {"profile": {"City": "Pune"}}, as_of=day, root=here)


def test_days_are_counted_from_the_day_that_is_asked_about(here: Path) -> None:
    """As ``as_of:`` of a test does: what `7 days ago` is does not follow the clock."""
    days = ("09", "10", "17", "18")
    assert [audience("tea[Pune]", PUNE, as_of=f"2031-01-{day}", root=here) for day in days] == [
        False,
        True,
        True,
        False,
    ]
    asked = campaign("tea[Pune]", as_of="2031-01-12", root=here)
    assert asked.body["where"]["from"] == 20310105
    assert audience(asked, PUNE, as_of="2031-01-12")
    spec = here / "campaigns" / "tea.yaml"
    spec.write_text(spec.read_text("utf-8").replace("{{ word }}", "{{ as_of | date('%-d %B') }}"), "utf-8")
    assert message("tea[Pune]", PUNE, as_of=date(2031, 1, 12), root=here)["body"] == "12 January."


def test_what_nobody_can_tell_is_no_answer(here: Path) -> None:
    with pytest.raises(
        NotDecided, match=r"^nobody can tell who is in segment 1700001: say it with `segments:`"
    ):
        audience("by-segment", {}, root=here)
    with pytest.raises(NotDecided, match=r"^there is no segment 'vip' in the catalog for this environment$"):
        audience("by-segment", {"segments": ["vip"]}, root=here)
    spec = here / "campaigns" / "both.yaml"
    where = "where: {event_name: Viewed, from: 2031-01-05, to: 2031-01-12, exclude_segments: ['1700001']}"
    both = SPEC.split("---\n")[1].replace("id: by-segment", "id: both")
    spec.write_text(both.replace("segment: 1700001", where), "utf-8")
    with pytest.raises(
        NotDecided, match=r"^nobody can tell who is in segment 1700001: say it with `segments:`"
    ):
        audience("both", {"events": [VIEWED]}, as_of="2031-01-12", root=here)
    assert audience("by-segment", {"segments": [1700001]}, root=here)
    assert not audience("by-segment", {"segments": [5]}, root=here)


def test_a_person_that_cannot_be_read(here: Path) -> None:
    for ask in (audience, message):
        with pytest.raises(
            ValueError, match=r"^unknown key 'profle' of a profile: did you mean 'profile'\?$"
        ):
            ask("tea[Pune]", {"profle": {}}, root=here)


def test_what_is_read(here: Path) -> None:
    assert message("tea[Pune]", PUNE, root=here)["title"] == "Asha, tea in Pune"
    assert message("tea[Pune]", {}, root=here)["title"] == "Friend, tea in Pune"
    asked = campaign("tea[Kochi]", root=here)
    assert message(asked, PUNE)["title"] == "Asha, tea in Kochi"


def test_a_text_that_cannot_be_filled_is_not_read(here: Path) -> None:
    spec = here / "campaigns" / "tea.yaml"
    spec.write_text(
        spec.read_text("utf-8").replace("Profile.Name | default: 'Friend'", "Profile.Name | nowhere"), "utf-8"
    )
    with pytest.raises(NotDecided, match=r"^the text cannot be filled: title: unknown filter 'nowhere'$"):
        message("tea[Pune]", PUNE, root=here)


def test_only_what_is_public_has_a_name() -> None:
    for name in ctc.testing.__all__:
        assert getattr(ctc.testing, name).__name__ == name
    with pytest.raises(AttributeError, match=r"^module 'ctc\.testing' has no attribute 'asked'$"):
        _ = ctc.testing.asked  # type: ignore[attr-defined]


class Watching:
    """What pytest reports of a run within this one."""

    def __init__(self) -> None:
        self.said: dict[str, tuple[str, str]] = {}
        self.places: list[tuple[str, int | None, str]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            self.said[report.nodeid] = (report.outcome, str(report.longrepr))
            self.places.append(report.location)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.said[report.nodeid] = ("uncollected", str(report.longrepr))


def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Watching:
    """One with this plugin alone."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    watching = Watching()
    alone = ("-q", "-p", "ctc.testing.plugin", "-p", "no:cacheprovider", "-c", os.devnull)
    pytest.main([*alone, "--rootdir", str(folder), str(folder)], plugins=[watching])
    return watching


def test_pytest_runs_each_case_and_shows_the_line_that_says_why(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "campaigns" / "tea.test.yaml").write_text(CASES, "utf-8")
    (here / "campaigns" / "deep").mkdir()
    (here / "campaigns" / "deep" / "more.test.yaml").write_text(CASES.replace("wrong", "again"), "utf-8")
    (here / "campaigns" / "tea.yml").write_text("no test", "utf-8")
    opened: list[Path] = []

    def settings_of(root: Path, *given: Any, **more: Any) -> Any:
        opened.append(root)
        return settings_for(root, *given, **more)

    monkeypatch.setattr("ctc.pipeline.settings.settings_for", settings_of)
    found = run(here, monkeypatch)
    assert opened == [here], "one for all of its files"
    assert {name: outcome for name, (outcome, _) in found.said.items()} == {
        "campaigns/deep/more.test.yaml::fine": "passed",
        "campaigns/deep/more.test.yaml::again": "failed",
        "campaigns/tea.test.yaml::fine": "passed",
        "campaigns/tea.test.yaml::wrong": "failed",
    }
    _, why = found.said["campaigns/tea.test.yaml::wrong"]
    lines = why.splitlines()
    assert [line.split(": ")[1] for line in lines] == ["kept out"] * len(lines), (
        "no line of Python stands around"
    )
    assert [line.rpartition("/")[2] for line in lines] == [
        "tea.yaml:9: kept out: the person does not meet 'did Viewed from 2031-01-05 to 2031-01-12'",
        "tea.yaml:13: kept out: the person does not meet 'City is Pune'",
    ]
    assert ("campaigns/tea.test.yaml", 3, "wrong") in found.places


def test_a_file_of_cases_that_is_wrong_and_one_of_nobody(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "campaigns" / "bad.test.yaml").write_text("version: 1\ntests: {}\nmore: 1\n", "utf-8")
    (here.parent / "elsewhere" / "tea.test.yaml").write_text(CASES, "utf-8")
    found = run(here.parent, monkeypatch)
    ((name, (outcome, why)),) = found.said.items()
    assert (name, outcome) == ("shop/campaigns/bad.test.yaml", "uncollected")
    assert [line.split(" ")[0].rpartition("/")[2] for line in why.splitlines()] == [
        "bad.test.yaml:2:",
        "bad.test.yaml:3:",
    ]


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [("ctc.yaml", "a: [\n", "CTC101"), ("catalog.yaml", "version: 1\nevents: 5\n", "CTC303")],
)
def test_cases_of_a_project_that_cannot_be_read_are_not_asked(
    here: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, code: str
) -> None:
    """As `ctc test` says it: the file and the line, and no line of Python."""
    (here / "campaigns" / "tea.test.yaml").write_text(CASES, "utf-8")
    (here / name).write_text(text, "utf-8")
    ((outcome, why),) = run(here, monkeypatch).said.values()
    assert outcome == "uncollected"
    assert [line.split(" ")[1] for line in why.splitlines()] == [code]


def test_what_is_no_file_of_cases_is_left_to_others(here: Path) -> None:
    parent: Any = None
    for name in ("campaigns/tea.yaml", "campaigns/tea.yml", "test.yaml", "campaigns/tea.test.yml"):
        assert pytest_collect_file(here / name, parent) is None
    assert pytest_collect_file(here.parent / "elsewhere" / "tea.test.yaml", parent) is None
