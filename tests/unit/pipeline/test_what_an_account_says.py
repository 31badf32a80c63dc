"""What an account answers of the names of a catalog: what is wrong, what is worth a look, and what is fine."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ctc.clevertap.outcome import Outcome, Result
from ctc.pipeline.catalog_account import Question, _heard
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
