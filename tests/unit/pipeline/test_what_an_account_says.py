"""What an account answers of the names of a catalog: what is wrong, what is worth a look, and what is fine."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ctc.choice import Choice
from ctc.clevertap.outcome import Outcome, Result
from ctc.pipeline import catalog_account
from ctc.pipeline.catalog_account import Question, _heard
from ctc.pipeline.settings import settings_for
from ctc.project.catalog import open_catalog

NOW = datetime(2031, 1, 1, tzinfo=UTC)
NOBODY = {"estimates": {"android": 0, "ios": 0}}
PUSH = "nobody whom a push can reach"
SAID: list[tuple[str, Result, dict[str, Any], list[tuple[str, str, str, str | None]]]] = [
    ("events", Result.SENT, {"estimates": {"android": 1}}, []),
    ("segments", Result.SENT, {"estimates": {"ios": 1}}, []),
    ("events", Result.REJECTED, {}, [("CTC833", "error", "the account of live refuses 'a': no",
     "look the id up in CleverTap's dashboard")]),
    ("events", Result.IN_DOUBT, NOBODY, [("CTC834", "warning", "'a' could not be asked about: no", None)]),
    ("segments", Result.SENT, {}, [("CTC834", "warning", "'a' could not be asked about: no", None)]),
    ("events", Result.SENT, NOBODY, [("CTC832", "warning", f"{PUSH} did 'a' in the last 30 days in live",
     "look in the dashboard whether the app sends it under this name")]),
    ("segments", Result.SENT, NOBODY, [("CTC832", "warning", f"{PUSH} is in 'a' in live", None)]),
]  # fmt: skip


@pytest.mark.parametrize(("section", "result", "body", "told"), SAID)
def test_what_an_account_says_of_a_name(
    tmp_path: Path, section: str, result: Result, body: dict[str, Any], told: list[Any]
) -> None:
    (tmp_path / "catalog.yaml").write_text("version: 1\nsegments:\n  a: 1\nevents:\n  a:\n", "utf-8")
    [document] = open_catalog(tmp_path).documents
    question = Question(document=document, section=section, name="a", audience={})
    found = [*_heard(question, Outcome(result=result, detail="no", body=body), NOW, "live")]
    assert [(one.code, one.severity, one.message, one.hint) for one in found] == told
    assert {one.line for one in found} <= {3 if section == "segments" else 5}


CATALOG = """\
version: 1
events: {Bought: {}, Idle: {}, Old: {}}
segments: {ours: {live: 5}, theirs: {other: 6}}
profile: {City: text}
providers: {push: [fcm]}
"""
SPEC = """\
version: 1
id: tea
campaign:
  {name: Tea, target_mode: sms, when: now, content: {body: Reply STOP},
   where: {event_name: Bought, from: 20300101, to: 20300201}}
"""


@pytest.fixture
def live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What is said of a project's catalog by an account that answers so; what it was asked."""
    monkeypatch.chdir(tmp_path)
    environment = "{timezone: UTC, region: in1, account_id: a, passcode: b}"
    (tmp_path / "ctc.yaml").write_text(
        f"version: 1\nproject: acme\nenvironments: {{live: {environment}}}\n", "utf-8"
    )
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "campaigns" / "tea.yaml").write_text(SPEC, "utf-8")

    def said(*answers: Outcome, catalog: str = CATALOG) -> tuple[list[tuple[str, str, str]], list[Any]]:
        (tmp_path / "catalog.yaml").write_text(catalog, "utf-8")
        left, bodies = [*answers], []
        monkeypatch.setattr(
            catalog_account, "asked", lambda _, body: (bodies.append(json.loads(body)), left.pop(0))[1]
        )
        settings = settings_for(tmp_path, {}, Choice(env="live"))
        found = catalog_account.compared(settings, {}, NOW, iter)
        assert {one.file for one in found} <= {"catalog.yaml"}
        return [(one.code, str(one.severity), one.message) for one in found], bodies

    return said


FINE = Outcome(result=Result.SENT, detail="", body={"estimates": {"android": 1}})
REFUSED = Outcome(result=Result.REJECTED, detail="no such segment")
SILENCE = "not compared, as no question of the API answers it: "


def test_each_name_in_use_is_asked_about_after_a_control(live: Any) -> None:
    found, bodies = live(FINE, REFUSED, Outcome(result=Result.SENT, detail="", body=NOBODY))
    month = {"from": 20301202, "to": 20310101}
    assert [{key: one[key] for key in ("where", "segment") if key in one} for one in bodies] == [
        {"where": {"event_name": "App Launched", **month}},
        {"segment": 5},
        {"where": {"event_name": "Bought", **month}},
    ]
    assert found == [
        ("CTC833", "error", "the account of live refuses 'ours': no such segment"),
        ("CTC832", "warning", f"{PUSH} did 'Bought' in the last 30 days in live"),
        ("CTC834", "info", f"{SILENCE}properties of profiles, providers, 2 events that no spec uses"),
    ]


def test_an_account_that_answers_no_control_is_asked_nothing_else(live: Any) -> None:
    found, bodies = live(REFUSED)
    assert found == [("CTC834", "error", "the account answers no estimate: no such segment")]
    assert len(bodies) == 1


def test_what_was_not_compared_is_said_where_there_is_any(live: Any) -> None:
    assert live(FINE, FINE, catalog="version: 1\nevents: {Bought: {}}\n")[0] == []
    one = live(FINE, FINE, catalog="version: 1\nevents: {Bought: {}, Idle: {}}\n")[0]
    assert one == [("CTC834", "info", f"{SILENCE}1 event that no spec uses")]


def test_what_no_question_answers_is_told_of_each_section(live: Any) -> None:
    named = {
        "profile: {a: text}": "properties of profiles",
        "providers: {push: [a]}": "providers",
        "provider_groups: [a]": "provider groups",
        "control_groups: [a]": "control groups",
        "android_channels: [a]": "Android's channels",
        "webhook_endpoints: [a]": "webhook endpoints",
        "whatsapp_templates: {a: {name: a, header: none, body: 0}}": "WhatsApp templates",
    }
    for section, words in named.items():
        found, _ = live(FINE, catalog=f"version: 1\n{section}\n")
        assert found == [("CTC834", "info", f"{SILENCE}{words}")]
    found, _ = live(FINE, catalog="\n".join(["version: 1", *named]) + "\n")
    assert found == [("CTC834", "info", f"{SILENCE}{', '.join(named.values())}")]
    assert live(FINE, catalog="version: 1\nevents: {}\n")[0] == []
