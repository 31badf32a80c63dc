"""The sandbox's account has what the catalog says, segments by any id included."""

import json
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from ctc.catalog.catalog import Catalog
from ctc.pipeline.accounts import account_of
from ctc.sandbox.embedded import running

CATALOG = Catalog(
    data={
        "segments": {"vip": {"production": 1700001, "staging": 12}},
        "providers": {"sms": ["Gupshup"]},
        "control_groups": ["holdout"],
    }
)
BODY = {"name": "a", "target_mode": "sms", "when": "now", "content": {"body": "x"}, "estimate_only": True}


def asked(url: str, **body: Any) -> dict[str, Any]:
    headers = {"X-CleverTap-Account-Id": "sandbox", "X-CleverTap-Passcode": "sandbox"}
    headers["Content-Type"] = "application/json"
    data = json.dumps({**BODY, **body}).encode()
    try:
        with urlopen(Request(f"{url}/1/targets/create.json", data=data, headers=headers)) as answer:
            found: dict[str, Any] = json.load(answer)
    except OSError as error:
        found = json.loads(error.read())  # type: ignore[attr-defined]
    return found


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_names_and_segments_of_the_catalog(tmp_path: Path) -> None:
    people = tmp_path / "people.ndjson"
    ann = {"identities": {"Phone": "+91"}, "subscribed": ["sms"], "segments": [1700001]}
    people.write_text(json.dumps(ann) + "\n")
    with running(tmp_path / "data", settings=account_of(CATALOG, "UTC"), load=people) as url:
        assert asked(url, segment=1700001)["estimates"] == {"sms": 1}
        assert asked(url, segment=12)["estimates"] == {"sms": 0}
        assert "Segment 77" in asked(url, segment=77)["error"]
        assert asked(url, segment=12, provider_nick_name="Gupshup")["status"] == "success"
        assert "provider" in asked(url, segment=12, provider_nick_name="Other")["error"]
        group = {"type": "custom", "name": "holdout"}
        assert asked(url, segment=12, control_group=group)["status"] == "success"
        assert asked(url, segment=12, control_group={**group, "name": "x"})["status"] == "fail"
