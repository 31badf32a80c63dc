"""What no test would notice is told of the campaigns that were chosen, of those with tests and of those without; and
the tests that are generated say what each of several people gets."""

from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from ctc.choice import Choice
from ctc.diagnostics import UserError
from ctc.pipeline import strength
from ctc.pipeline.strength import generated, shown_texts, strength_of

SPEC: Final = """\
version: 1
id: {id}
campaign:
  name: {id}
  target_mode: sms
  when: now
  where: {{event_name: Bought, from: 20291201, to: 20291231}}
  content: {{body: "{body} Reply STOP", sms: {{template_id: "1"}}}}
"""
PERSON: Final = {"events": [{"name": "Bought", "on": "2029-12-05"}]}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three campaigns: one with a test, one whose test fails, one without any."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "ctc.yaml").write_text("version: 1\n")
    for name in ("good", "bad", "bare"):
        (tmp_path / "campaigns" / f"{name}.yaml").write_text(SPEC.format(id=name, body="Hi"))
    cases = [
        {"name": "in", "campaign": "good", "person": PERSON, "expect": {"audience": True}},
        {"name": "out", "campaign": "good", "person": {}, "expect": {"audience": False}},
        {"name": "wrong", "campaign": "bad", "person": PERSON, "expect": {"audience": False}},
        {"name": "gone", "campaign": "nobody", "person": {}, "expect": {"audience": False}},
    ]
    (tmp_path / "campaigns" / "some.test.yaml").write_text(yaml.dump({"version": 1, "tests": cases}))
    return tmp_path


def strong(here: Path, *paths: str, **chosen: Any) -> tuple[set[str], int]:
    """Of which campaigns changes are told, and how many tests fail without any."""
    found = strength_of(here, {}, [here / path for path in paths], Choice(**chosen))
    return {Path(one.file).stem for one in found.changes}, found.failing


def test_of_which_campaigns_changes_are_told(here: Path) -> None:
    assert strong(here) == ({"good", "bad", "bare"}, 2)
    assert strong(here, "campaigns/some.test.yaml") == ({"good"}, 2), "those that the tests there name"


@pytest.mark.parametrize(
    ("select", "told", "failing"),
    [
        ("good", {"good"}, 0),
        ("ba*", {"bad", "bare"}, 1),
        ("bare", {"bare"}, 0),
        ("bad", {"bad"}, 1),
        ("nobody", set(), 1),
    ],
)
def test_only_what_is_chosen_counts(here: Path, select: str, told: set[str], failing: int) -> None:
    assert strong(here, select=(select,)) == (told, failing)


def test_who_chooses_nothing_is_told(here: Path) -> None:
    for paths in ((), ("campaigns/some.test.yaml",)):
        with pytest.raises(UserError, match="goood"):
            strong(here, *paths, select=("goood",))
    with pytest.raises(UserError, match="bare"):
        strong(here, "campaigns/some.test.yaml", select=("bare",))


def cases_of(here: Path, address: str) -> list[dict[str, Any]]:
    text, why = generated(here, {}, address, Choice())
    assert why is None
    found: Any = yaml.safe_load(text)
    return list(found["tests"])


def test_of_each_campaign_that_is_meant_tests_are_written(here: Path) -> None:
    assert {one["campaign"] for one in cases_of(here, "ba*")} == {"bad", "bare"}
    told = cases_of(here, "good")
    assert {one["expect"]["audience"] for one in told if "audience" in one["expect"]} == {True, False}
    assert [one["expect"] for one in told if "message" in one["expect"]] == [
        {"message": {"body": "Hi Reply STOP"}}
    ]
    text, why = generated(here, {}, "goood", Choice())
    assert (text, why) == ("", "--generate 'goood' matches no address (did you mean 'good'?)")


def test_what_is_personal_is_written_down_for_who_is_known_and_who_is_not(here: Path) -> None:
    body = "{% raw %}{{ Profile.Name | default: 'you' }} in {{ Profile.City | default: 'town' }}{% endraw %}"
    (here / "campaigns" / "bare.yaml").write_text(SPEC.format(id="bare", body=body))
    told = {one["name"]: (one.get("person"), one["expect"]["message"]["body"])
            for one in cases_of(here, "bare") if "message" in one["expect"]}  # fmt: skip
    name, city = ({"profile": {key: f"«{key}»"}} for key in ("Name", "City"))
    assert told == {
        "somebody of whom nothing is known reads this": ({}, "you in town Reply STOP"),
        "what is personal stands in its place": (
            {"profile": {"Name": "«Name»", "City": "«City»"}}, "«Name» in «City» Reply STOP"),
        "nothing is known of Name": (city, "you in «City» Reply STOP"),
        "nothing is known of City": (name, "«Name» in town Reply STOP"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        ({"title": "a", "subject": "b", "body": "c", "message": "d", "other": "e"},
         {"title": "a", "subject": "b", "body": "c", "message": "d"}),
        ({"title": {"text": "a"}, "body": {"text": "b", "x": 1}, "subject": 5}, {"title": "a"}),
        ({"title": "x" * 500, "body": "x" * 501}, {"title": "x" * 500}),
        ([{"title": "a"}, {"title": "b"}], {"title": "a"}),
        ([], {}),
        ("text", {}),
    ],
)  # fmt: skip
def test_what_of_a_content_a_person_reads(content: Any, texts: dict[str, str]) -> None:
    assert shown_texts(content) == texts


@pytest.mark.parametrize("error", [strength.Undecided("nobody can tell"), ValueError("no number")])
def test_one_person_whom_nobody_can_decide_is_left_out(
    here: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    whole, decide, asked = cases_of(here, "good"), strength.decision_of, list[int]()

    def once(*given: Any) -> Any:
        asked.append(1)
        if len(asked) == 1:
            raise error
        return decide(*given)

    monkeypatch.setattr(strength, "decision_of", once)
    assert cases_of(here, "good") == whole[1:]
    assert len(asked) > 1


HOOK: Final = "campaign: {name: x, target_mode: webhook, when: now, webhook_endpoint_name: crm, segment: 5}"
BROKEN: Final = "{% raw %}{{ Profile.Name | nothing_known: 1 }}{% endraw %}"


def test_what_nobody_can_decide_is_no_test(here: Path) -> None:
    """A request without a text, and a text that cannot be filled."""
    spec = SPEC.format(id="bare", body="Hi")
    event = "where: {event_name: Bought, from: 20291201, to: 20291231}"
    for text, expected in (
        (spec.replace(event, "segment: 5"), [{"message": {"body": "Hi Reply STOP"}}]),
        (f"version: 1\nid: bare\n{HOOK}\n", []),
        (SPEC.format(id="bare", body=BROKEN).replace(event, "segment: 5"), []),
    ):
        (here / "campaigns" / "bare.yaml").write_text(text)
        told = yaml.safe_load(generated(here, {}, "bare", Choice())[0]) or {}
        texts = [one["expect"] for one in told.get("tests") or [] if "message" in one["expect"]]
        assert texts == expected
