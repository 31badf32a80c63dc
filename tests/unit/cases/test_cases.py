"""Cases one by one: what fails, with which line, and what cannot be decided."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ctc.choice import Choice
from ctc.cli.views.junit import as_junit
from ctc.cli.views.tested import as_json
from ctc.diagnostics import Diagnostic, Place
from ctc.pipeline.strength import generated
from ctc.pipeline.testing import CaseReport, run_tests
from ctc.validation.schema.engine import gate

SPEC = """\
version: 1
id: tea
each: {city: [Pune, Kochi]}
campaign:
  name: Tea
  target_mode: push
  when: 2031-01-02 10:00
  where:
    event_name: Viewed
    from: 2030-12-25
    to: 2030-12-31
    event_properties: [{name: Price, operator: less_than, value: 500}]
    common_profile_properties:
      profile_fields: [{name: City, operator: equals, value: "{{ city }}"}]
  content:
    title: "{{ liquid(\\"Profile.Name | default: 'Friend'\\") }}, tea in {{ city }}"
    body: Until Sunday.
    platform_specific: {android: {wzrk_cid: Offers}}
---
version: 1
id: by-segment
campaign:
  name: Seg
  target_mode: sms
  when: now
  segment: 1700001
  content: {body: "Hello – Reply STOP to opt out"}
---
version: 1
id: order
message:
  channel: sms
  to: {Identity: [ann]}
  content: {body: Hello}
"""


@pytest.fixture
def tested(tmp_path: Path) -> Callable[..., CaseReport]:
    (tmp_path / "ctc.yaml").write_text("version: 1\n")
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "campaigns/tea.yaml").write_text(SPEC)

    def run(*cases: dict[str, Any], **files: str) -> CaseReport:
        whole = [{"name": f"case {n}", **case} for n, case in enumerate(cases)]
        (tmp_path / "campaigns/tea.test.yaml").write_text(json.dumps({"version": 1, "tests": whole}))
        for name, text in files.items():
            (tmp_path / "campaigns" / name).write_text(text)
        return run_tests(tmp_path, {}, [tmp_path / "campaigns"], Choice())

    return run


def viewed(on: str = "2030-12-28", price: Any = 300) -> dict[str, Any]:
    return {"name": "Viewed", "on": on, "properties": {"Price": price}}


PUNE = {"profile": {"City": "Pune", "Name": "Asha"}, "events": [viewed()]}


def messages(found: CaseReport) -> list[str]:
    return [failure.message for outcome in found.outcomes for failure in outcome.failures]


@pytest.mark.parametrize(
    ("campaign", "person", "expect"),
    [
        ("tea[Pune]", PUNE, {"audience": True, "message": {"title": "Asha, tea in Pune"}}),
        ("tea[Kochi]", PUNE, {"audience": False}),
        ("tea[Pune]", {**PUNE, "events": [viewed("2031-01-01")]}, {"audience": False}),
        ("tea[Pune]", {**PUNE, "events": [viewed(price=500)]}, {"audience": False}),
        (
            "tea",
            {},
            {"audience": False, "message": {"title": {"contains": ["Friend", "tea"], "lacks": "Asha"}}},
        ),
        ("by-segment", {"segments": [1700001]}, {"audience": True, "sms": {"encoding": "UCS-2", "parts": 1}}),
        ("by-segment", {"segments": []}, {"audience": False}),
        ("order", {"identities": {"Identity": "ann"}}, {"audience": True}),
        ("order", {"identities": {"Identity": "bob"}}, {"audience": False}),
        ("tea[Pune]", {**PUNE, "events": [viewed("20301228")]}, {"audience": True}),
    ],
)
def test_what_passes(tested: Callable[..., CaseReport], campaign: str, person: Any, expect: Any) -> None:
    if "20301228" in str(person):
        person = {**person, "events": [{**person["events"][0], "on": 20301228}]}
    found = tested({"campaign": campaign, "person": person, "expect": expect})
    assert messages(found) == []
    assert not found.failed


@pytest.mark.parametrize(
    ("campaign", "person", "expect", "why", "line"),
    [
        ("tea[Kochi]", PUNE, {"audience": True}, "kept out: the person does not meet 'City is Kochi'", 14),
        ("tea[Pune]", PUNE, {"audience": False}, "let in: the person meets 'City is Pune'", 14),
        (
            "tea[Pune]",
            PUNE,
            {"message": {"title": "Asha"}},
            "the title is 'Asha, tea in Pune', not 'Asha'",
            16,
        ),
        ("tea[Pune]", PUNE, {"message": {"titel": "x"}}, "did you mean 'title'?", 1),
        ("tea[Pune]", PUNE, {"sms": {"parts": 1}}, "tea[Pune] is no SMS", 1),
        ("tae", PUNE, {"audience": True}, "did you mean 'tea'?", 1),
        ("tea[Goa]", PUNE, {"audience": True}, "'tea' has no instance 'tea[Goa]'", 1),
        ("by-segment", {}, {"audience": True}, "nobody can tell who is in segment 1700001", 26),
        ("by-segment", {}, {"audience": False}, "nobody can tell who is in segment 1700001", 26),
        ("by-segment", {"segments": ["vip"]}, {"audience": True}, "there is no segment 'vip'", 1),
        ("order", {}, {"audience": False}, "say `identities:` of the person", 1),
        (
            "tea[Pune]",
            {**PUNE, "events": [viewed(price="300")]},
            {"audience": True},
            "'Price' is the text '300' and is compared with the number 500",
            9,
        ),
        (
            "tea[Pune]",
            {**PUNE, "events": [viewed(price="300")]},
            {"audience": False},
            "'Price' is the text '300' and is compared with the number 500",
            9,
        ),
    ],
)
def test_what_fails(
    tested: Callable[..., CaseReport], campaign: str, person: Any, expect: Any, why: str, line: int
) -> None:
    found = tested({"campaign": campaign, "person": person, "expect": expect})
    assert found.failed
    failures = [failure for outcome in found.outcomes for failure in outcome.failures]
    assert any(why in failure.message and failure.line == line for failure in failures), failures


LATER = """\
version: 1
id: later
campaign:
  name: Later
  target_mode: push
  when: {when}
  where: {{advanced_query: {{did_all: [{{event_name: Viewed}}]}}}}
  content: {{title: Hi, body: There, platform_specific: {{android: {{wzrk_cid: Offers}}}}}}
"""


@pytest.mark.parametrize(
    "when",
    [
        "2031-01-02 10:00",
        "{type: later, delivery_date_time: ['2031-01-02 10:00']}",
        "{type: later, delivery_date_time: 2031-01-02 10:00}",
        "{type: later, delivery_date_time: ['2031-06-02 10:00', '2031-01-02 10:00']}",
        "{type: recurring, start_time: 2031-01-02 10:00, repeat_type: day, repeats_every: 1}",
    ],
)
def test_the_day_of_a_case_is_that_of_when_in_each_of_its_forms(
    tested: Callable[..., CaseReport], when: str
) -> None:
    """A span without an end goes up to that day: a case would be decided as if it went out in 2030."""
    days = ("2030-12-28", True), ("2031-01-03", False)
    cases = [
        {"campaign": "later", "person": {"events": [viewed(on)]}, "expect": {"audience": inside}}
        for on, inside in days
    ]
    assert messages(tested(*cases, **{"later.yaml": LATER.format(when=when)})) == []


def test_one_clause_that_keeps_out_decides_whatever_is_in_doubt(tested: Callable[..., CaseReport]) -> None:
    person = {"profile": {"City": "Goa"}, "events": [viewed(price="300")]}
    assert not tested({"campaign": "tea", "person": person, "expect": {"audience": False}}).failed


def test_a_doubt_that_changes_nothing_is_none(tested: Callable[..., CaseReport]) -> None:
    """Another occurrence meets the condition for sure."""
    person = {**PUNE, "events": [viewed(price="300"), viewed(price=300)]}
    assert messages(tested({"campaign": "tea[Pune]", "person": person, "expect": {"audience": False}}))


@pytest.mark.parametrize(
    "case",
    [
        {"campaign": "tea", "expect": {}},
        {"campaign": "tea", "expect": {"audience": True}},
        {"campaign": "tea", "person": {}, "expect": {"audience": "yes"}},
        {"campaign": "tea", "person": {"profle": {}}, "expect": {"audience": True}},
        {"campaign": "tea", "person": {}, "as_of": "2031-02-30", "expect": {"audience": True}},
        {"campaign": "tea", "person": {}, "as_of": "tomorrow", "expect": {"audience": True}},
        {
            "campaign": "tea",
            "person": {"events": [{"name": "x", "on": "soon"}]},
            "expect": {"audience": True},
        },
        {"campaign": "tea", "person": {}, "expect": {"reach": {"at_least": "2%"}}},
        {"campaign": "tea", "expect": {"reach": {}}},
        {"campaign": "tea", "expect": {"reach": {"at_least": "200%"}}},
        {"campaign": "tea", "person": {}, "expect": {"message": {}}},
        {"campaign": "tea", "person": {}, "population": "x", "expect": {"audience": True}},
        {"person": {}, "expect": {"audience": True}},
    ],
)
def test_a_test_that_is_wrong_or_cannot_fail_is_told(
    tested: Callable[..., CaseReport], case: dict[str, Any]
) -> None:
    found = tested(case)
    assert found.failed
    assert found.problems
    assert not found.outcomes


@pytest.mark.parametrize(
    "text", ["", "[]", "version: 1", "version: 2\ntests: []", "tests: [", "\x00", "version: 1\ntests: {}"]
)
def test_a_file_that_is_none(tested: Callable[..., CaseReport], tmp_path: Path, text: str) -> None:
    found = tested(**{"bad.test.yaml": text})
    assert found.failed
    assert all(problem.file.endswith("bad.test.yaml") for problem in found.problems)


@pytest.mark.parametrize(
    ("expect", "why"),
    [
        ({"message": {"title": {"contains": ""}}}, "'contains' names no text"),
        ({"message": {"title": {"lacks": []}}}, "'lacks' names no text"),
        ({"message": {"buttons": [{"text": {"contains": ["a", ""]}}]}}, "'contains' names no text"),
        ({"reach": {"at_least": 0}}, "holds for any number"),
        ({"reach": {"at_least": "0%", "at_most": "100%"}}, "holds for any number"),
        ({"reach": {}}, "no bound"),
    ],
)
def test_what_cannot_fail_is_no_test(
    tested: Callable[..., CaseReport], expect: dict[str, Any], why: str
) -> None:
    found = tested({"campaign": "tea[Pune]", "expect": expect})
    assert [(each.code, why in each.message) for each in found.problems] == [("CTC840", True)]
    assert found.failed
    assert not found.outcomes


@pytest.mark.parametrize("bound", [{"at_most": "20%"}, {"at_most": 5}, {"at_least": 0, "at_most": 5}])
def test_nothing_follows_from_a_file_without_people(
    tested: Callable[..., CaseReport], bound: dict[str, Any]
) -> None:
    """An export that came out empty must not pass as a small audience."""
    case = {"campaign": "tea[Pune]", "population": "people.ndjson", "expect": {"reach": bound}}
    assert messages(tested(case, **{"people.ndjson": "\n"})) == [
        "the population holds nobody, so nothing follows from it"
    ]


def test_reach_over_people_of_a_file(tested: Callable[..., CaseReport]) -> None:
    people = "".join(
        json.dumps({"properties": {"City": city}, "events": [viewed()]}) + "\n"
        for city in ["Pune"] * 3 + ["Goa"] * 7
    )
    case = {"campaign": "tea[Pune]", "population": "people.ndjson"}
    fits = {**case, "expect": {"reach": {"at_least": "30%", "at_most": 3}}}
    more = {**case, "expect": {"reach": {"at_least": "30.1%"}}}
    gone = {**case, "population": "none.ndjson", "expect": {"reach": {"at_least": 1}}}
    most = {**case, "expect": {"reach": {"at_most": 2}}}
    found = tested(fits, more, most, gone, **{"people.ndjson": people})
    assert [outcome.passed for outcome in found.outcomes] == [True, False, False, False]
    assert messages(found) == [
        "reaches 3 of 10 people (30.0%), not at least 30.1%",
        "reaches 3 of 10 people (30.0%), not at most 2",
        "the reach cannot be counted: there is no file 'none.ndjson' beside the test or in the repository",
    ]


def test_people_of_a_file_outside_of_the_repository_are_not_read(
    tested: Callable[..., CaseReport], tmp_path: Path
) -> None:
    """A test comes with a pull request: what else this machine holds is none of its business."""
    outside = tmp_path.parent / f"{tmp_path.name}-outside.ndjson"
    outside.write_text(json.dumps({"properties": {"City": "Pune"}, "events": [viewed()]}) + "\n")
    case = {"campaign": "tea[Pune]", "expect": {"reach": {"at_least": 1}}}
    for name in (f"../{outside.name}", f"../../{outside.name}", str(outside)):
        [said] = messages(tested({**case, "population": name}))
        assert said.startswith(f"the reach cannot be counted: there is no file '{name}' beside the test or")


def test_json_is_as_published_and_junit_is_xml(tested: Callable[..., CaseReport]) -> None:
    from xml.etree import ElementTree

    bad = {"name": "<&>\u0000\u202e", "campaign": "tea[Kochi]", "person": PUNE, "expect": {"audience": True}}
    found = tested({"campaign": "tea", "person": {}, "expect": {"audience": False}}, bad)
    said = json.loads(as_json(found.outcomes))
    assert gate("output.test").is_valid(said)
    assert said["summary"] == {"passed": 2, "failed": 1}
    root = ElementTree.fromstring(as_junit(found.outcomes).split("\n", 1)[1])
    assert root.get("failures") == "1"
    kept = Diagnostic.of(
        "CTC305", "'a' is no <key>", "b", file="x\u202e.test.yaml", place=Place(line=7, column=2)
    )
    root = ElementTree.fromstring(as_junit(found.outcomes, [kept]).split("\n", 1)[1])
    assert (root.get("tests"), root.get("errors")) == ("4", "1")
    [case] = root.findall("testsuite[@errors='1']/testcase")
    assert (case.get("classname"), case.get("file"), case.get("line")) == (
        "CTC305",
        r"x\u202e.test.yaml",
        "7",
    )
    assert case[0].get("message") == "'a' is no <key>"


def test_tests_are_no_specs(tested: Callable[..., CaseReport], tmp_path: Path) -> None:
    from ctc.pipeline.lint import lint_project

    tested({"campaign": "tea", "person": {}, "expect": {"audience": False}})
    report = lint_project(tmp_path, {}, [], Choice())
    assert report.files == 1
    assert not [d for d in report.diagnostics if d.file.endswith(".test.yaml")]


def test_a_row_makes_one_instance_of_a_family(tested: Callable[..., CaseReport], tmp_path: Path) -> None:
    spec = (
        "version: 1\nid: drop\neach: {file: rows.csv, key: sku, where: '{{ new < old }}', row: row.json}\n"
        "campaign:\n  name: 'Drop {{ sku }}'\n  target_mode: sms\n  when: 2031-01-02 10:00\n"
        "  where: {event_name: Viewed, event_properties: [{name: SKU, operator: equals, value: '{{ sku }}'}]}\n"
        "  content: {body: 'Now {{ new }}. Reply STOP to opt out'}\n"
    )
    files = {"drop.yaml": spec, "rows.csv": "sku,old,new\nA1,9,5\n"}
    files["row.json"] = json.dumps({"properties": {"old": {"type": "integer"}, "new": {"type": "integer"}}})
    person = {"events": [{"name": "Viewed", "on": "2031-01-01", "properties": {"SKU": "B2"}}]}
    case = {
        "campaign": "drop",
        "person": person,
        "expect": {"audience": True, "message": {"body": {"contains": "7"}}},
    }
    found = tested(
        {**case, "row": {"sku": "B2", "old": 9, "new": 7}},
        {**case, "row": {"sku": "B2", "old": 5, "new": 7}},
        {**case, "row": {"sku": "B2"}},
        {"campaign": "drop[A1]", "person": person, "expect": {"audience": False}},
        **files,
    )
    assert [outcome.passed for outcome in found.outcomes] == [True, False, False, True]
    assert "its `where` leaves it out" in messages(found)[0]


def test_all_that_is_wrong_is_told_at_once_and_the_others_are_run(tested: Callable[..., CaseReport]) -> None:
    fine = {"campaign": "by-segment", "person": {}, "expect": {"audience": False}}
    report = tested(
        fine,
        {"campaign": "by-segment", "person": {}, "expect": {"audience": "maybe"}},
        {"campaign": "by-segment", "expect": {"audience": True}},
        {"campaign": "by-segment", "expect": {}, "person": {"events": [{"name": "A", "on": "tomorrow"}]}},
        {**fine, "person": {"events": [{"name": "A", "on": "tomorrow"}]}},
        {"campaign": "by-segment"},
        fine,
    )
    assert {found.path for found in report.problems} == {
        "/tests/1/expect/audience",
        "/tests/2/expect/audience",
        "/tests/3/expect",
        "/tests/4/person/events/0/on",
        "/tests/5",
    }
    assert [outcome.case.index for outcome in report.outcomes] == [0, 6]


def test_what_is_wrong_with_every_instance_is_said_once(tested: Callable[..., CaseReport]) -> None:
    spec = SPEC.partition("---")[0].replace("target_mode", "target_moed").replace("id: tea", "id: tree")
    found = tested(
        {"campaign": "tree[*]", "person": {}, "expect": {"audience": False}}, **{"tree.yaml": spec}
    )
    [failure] = found.outcomes[0].failures
    assert "tree cannot be compiled: 'target_moed' is not a key here" in failure.message


def test_a_file_that_cannot_be_read_is_named_where_a_campaign_is_missing(
    tested: Callable[..., CaseReport], tmp_path: Path
) -> None:
    case = {"campaign": "gone", "person": {}, "expect": {"audience": False}}
    assert tested(case).outcomes[0].failures[0].message == "there is no campaign 'gone'"
    broken = {"broken.yaml": 'id: gone\ncampaign: {name: "a\\q"}\n'}
    said = tested(case, **broken).outcomes[0].failures[0].message
    assert said.startswith("there is no campaign 'gone'; ../")
    assert said.partition("broken.yaml:2")[2].startswith(" cannot be read: an escape that YAML does not know")
    assert "broken.yaml:2 cannot be read" in str(generated(tmp_path, {}, "gone", Choice())[1])


@pytest.mark.parametrize(
    ("campaign", "asked"),
    [
        ("tea", ["tea[Kochi]", "tea[Pune]"]),
        ("tea[Pune]", ["tea[Pune]"]),
        ("tea[P*]", ["tea[Pune]"]),
        ("te?", ["tea[Kochi]", "tea[Pune]"]),
        ("*e*", ["by-segment", "order", "tea[Kochi]", "tea[Pune]"]),
    ],
)
def test_a_case_asks_all_that_its_name_takes(
    tested: Callable[..., CaseReport], campaign: str, asked: list[str]
) -> None:
    found = tested({"name": "n", "campaign": campaign, "person": {}, "expect": {"audience": False}})
    assert sorted(outcome.campaign for outcome in found.outcomes) == asked


def test_a_name_that_is_written_out_is_looked_up(
    tested: Callable[..., CaseReport], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A repository has as many tests as campaigns: each must not go through all of the others'."""
    looked: list[str] = []
    monkeypatch.setattr("ctc.pipeline.testing.matches", lambda address, glob: looked.append(address))
    case = {"name": "n", "campaign": "tea[Pune]", "person": {}, "expect": {"audience": False}}
    assert [outcome.campaign for outcome in tested(case).outcomes] == ["tea[Pune]"]
    assert looked == []
