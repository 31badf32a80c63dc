"""`ctc catalog check --env`: an account is asked about the catalog's names, and nothing is created in it."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from ctc.catalog.catalog import Catalog
from ctc.pipeline.accounts import account_of
from ctc.sandbox.embedded import running
from tests import commands

ACCOUNT = Catalog(data={"segments": {"vip": {"live": 1700001}}, "android_channels": ["offers"]})
CATALOG = """\
version: 1
events:
  Product Viewed: {}
  Chargedd: {}
  Never Used: {}
segments:
  vip: {live: 1700001}
  strangers: {live: 12}
profile: {City: text}
android_channels: [offers]
"""
SPEC = """\
version: 1
id: {id}
campaign:
  name: {id}
  target_mode: sms
  when: 2031-01-15 10:00
  where: {{event_name: {event}, from: 2026-01-01, to: 2026-01-31}}
  content: {{body: "Hello. Reply STOP to opt out"}}
"""


def checked(folder: Path, *arguments: str) -> tuple[int, list[dict[str, Any]]]:
    done = commands.said(
        "catalog", "check", "--format", "json", *arguments, folder=folder, environ=os.environ
    )
    assert done.err == "", done.err
    return done.code, json.loads(done.out)["diagnostics"]


def said(found: list[dict[str, Any]], code: str) -> list[str]:
    return [each["path"] for each in found if each["code"] == code]


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_what_the_account_has_not_is_told_at_its_name(tmp_path: Path) -> None:
    people = tmp_path / "people.ndjson"
    yesterday = int(f"{datetime.now(UTC) - timedelta(days=1):%Y%m%d}")
    ann = {
        "identities": {"Identity": "ann"},
        "devices": [{"platform": "android"}],
        "events": [
            {"name": name, "day": yesterday, "properties": {}, "session": {}}
            for name in ("App Launched", "Product Viewed")
        ],
        "segments": [1700001],
    }
    people.write_text(json.dumps(ann) + "\n")
    folder = tmp_path / "repository"
    (folder / "campaigns").mkdir(parents=True)
    (folder / "catalog.yaml").write_text(CATALOG)
    for name, event in (("a", "Product Viewed"), ("b", "Chargedd")):
        (folder / f"campaigns/{name}.yaml").write_text(SPEC.format(id=name, event=event))
    with running(tmp_path / "data", settings=account_of(ACCOUNT, "UTC"), load=people) as url:
        account = (
            f"api: {url}, account_id: sandbox, passcode: sandbox, timezone: UTC, requests_per_second: 100"
        )
        (folder / "ctc.yaml").write_text(f"version: 1\nenvironments:\n  live: {{{account}}}\n")
        code, found = checked(folder, "--env", "live")
        assert code == 1
        assert said(found, "CTC833") == ["/segments/strangers"]
        assert "/events/Chargedd" in said(found, "CTC832")
        [idle] = [each["message"] for each in found if each["code"] == "CTC834"]
        assert "properties of profiles" in idle
        assert "1 event that no spec uses" in idle
        assert said(checked(folder)[1], "CTC833") == []
        (folder / "ctc.yaml").write_text(
            f"version: 1\nenvironments:\n  live: {{{account.replace('passcode: sandbox', 'passcode: other')}}}\n"
        )
        code, found = checked(folder, "--env", "live")
        assert code == 1
        [refused] = [each for each in found if each["severity"] == "error"]
        assert refused["message"].startswith("the account answers no estimate: ")
        assert "other" not in refused["message"]
        with urlopen(f"{url}/sandbox/log.json") as answer:
            asked = [each["kind"] for each in json.load(answer)["requests"]]
    assert len(asked) == 5  # a control, two events, two segments
    assert set(asked) == {"estimate"}
