"""Nights of a family whose rows stay in the file for days, by a machine's clock that goes on."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scenarios.apply.conftest import PATIENCE, environ_of

FAKETIME = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)
MANY = 260
"""Rows that are new each night: with their outcomes more records than a snapshot waits for."""
CONFIG = {"api": "sandbox", "timezone": "UTC", "requests_per_second": 1000}


@pytest.mark.skipif(FAKETIME is None, reason="needs libfaketime (Debian: faketime)")
def test_what_an_earlier_night_told_is_no_strangers(tmp_path: Path) -> None:
    """Its entries are settled, and CleverTap still lists its campaigns: the state is not older than the account for it,
    so messages go out; and status calls none of them another's."""
    environments = {"version": 1, "default_environment": "local", "environments": {"local": CONFIG}}
    (tmp_path / "ctc.yaml").write_text(json.dumps(environments))
    campaigns = tmp_path / "campaigns"
    campaigns.mkdir()
    drop = {
        "version": 1,
        "id": "drop",
        "each": {"file": "rows.csv", "key": ["sku"]},
        "campaign": {
            "name": "{{ sku }}",
            "target_mode": "sms",
            "when": "now",
            "where": {"event_name": "Charged", "from": "7 days ago", "to": "yesterday"},
            "content": {"body": "{{ sku }}"},
        },
    }
    (campaigns / "drop.yaml").write_text(json.dumps(drop))
    message = {"channel": "sms", "to": {"Identity": ["u1"]}, "content": {"body": "{{ sku }}"}}
    alert = {"version": 1, "id": "alert", "each": {"file": "few.csv", "key": "sku"}, "message": message}
    (campaigns / "alert.yaml").write_text(json.dumps(alert))
    (campaigns / "few.csv").write_text("sku\nA1\nB2\n")
    for night in range(1, 4):
        rows = [f"n{each}-{number}" for each in range(1, night + 1) for number in range(MANY)]
        (campaigns / "rows.csv").write_text("\n".join(["sku", *rows]))
        message = {"channel": "sms", "to": {"Identity": ["u1"]}, "content": {"body": "Hello"}}
        (campaigns / "message.yaml").write_text(
            json.dumps({"version": 1, "id": "message", "revision": night, "message": message})
        )
        said = on(f"2031-01-0{night} 10:00:00", tmp_path, "apply", "--auto-approve")
        due = MANY + 1 + (2 if night == 1 else 0)
        assert f"Planned {due}: {due} applied." in said
        assert "2 told before" in on(f"2031-01-0{night} 10:03:00", tmp_path, "plan", "--select", "alert*")
        overview = json.loads(on(f"2031-01-0{night} 10:05:00", tmp_path, "status", "--format", "json"))
        assert not overview["others"]
        assert not overview["copies"]


def on(moment: str, folder: Path, *args: str) -> str:
    """Runs ctc to its end on a machine whose clock says so when it begins."""
    clock = {"LD_PRELOAD": str(FAKETIME), "FAKETIME": f"@{moment}"}
    command = [sys.executable, "-m", "ctc", *args]
    environ = {**environ_of({}), **clock, "HOME": os.environ["HOME"]}
    done = subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
