"""A session of an environment: what a store complains of while it lasts."""

from pathlib import Path

import pytest

from ctc.diagnostics import UserError
from ctc.pipeline.sessions import session
from ctc.project.opening import open_project
from ctc.state.store import StoreError

PROJECT = """\
version: 1
environments: {live: {region: in1, timezone: UTC, account_id: ACC-0UNT, passcode: "{{ env.HUSH }}"}}
"""


def test_what_a_store_complains_of_is_told_without_credentials(tmp_path: Path) -> None:
    """A server's complaint may hold the URL that it was asked by, and a log is read by many."""
    (tmp_path / "ctc.yaml").write_text(PROJECT, "utf-8")
    environ = {"HUSH": "hush-hush-hush"}
    project = open_project(tmp_path, environ)
    with (
        pytest.raises(UserError) as caught,
        session(project, project.environments["live"], environ),
    ):
        raise StoreError("no such server: ctc:hush-hush-hush@db")
    (told,) = caught.value.diagnostics
    assert told.code == "CTC701"
    assert "no such server: ctc:" in told.message
    assert "hush" not in told.message
