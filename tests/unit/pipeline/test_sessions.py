"""A session of an environment: what a store complains of while it lasts."""

from pathlib import Path
from zoneinfo import ZoneInfo

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


PLACES = """\
version: 1
project: acme
environments:
  live: {region: eu1, timezone: UTC, state: "sqlite:///live.db", account_id: A, passcode: P}
  bare: {timezone: UTC, account_id: A}
  none: {timezone: UTC, region: in1, account_id: A, passcode: P}
  other: {timezone: UTC, region: in1, state: "{{ env.CTC_STATE }}"}
  local: {api: "http://127.0.0.1:9/x", timezone: UTC, state: "sqlite:///local.db"}
"""


def said(folder: Path, name: str, environ: dict[str, str], what: str) -> object:
    """What a session of an environment says, or why it cannot, in words."""
    (folder / "ctc.yaml").write_text(PLACES, "utf-8")
    project = open_project(folder, environ)
    try:
        with session(project, project.environments[name], environ) as opened:
            found = getattr(opened, what)
            return found() if callable(found) else found
    except UserError as error:
        return [f"{one.code} {one.message} ({one.hint})" for one in error.diagnostics]


def test_where_a_session_sends(tmp_path: Path) -> None:
    assert said(tmp_path, "live", {}, "api") == "https://api.clevertap.com"
    assert said(tmp_path, "local", {}, "api") == "http://127.0.0.1:9/x"
    lacks = "environment 'bare' states no `region`, or an `api`, which it needs to ask CleverTap"
    assert said(tmp_path, "bare", {}, "api") == [f"CTC803 {lacks} (add `region: in1`)"]
    assert said(tmp_path, "live", {}, "check") is None
    found = said(tmp_path, "bare", {}, "check")
    assert isinstance(found, list)
    assert [one.split("`")[1] for one in found] == ["state", "passcode", "region"], "all of it at once"
    assert said(tmp_path, "none", {}, "check") == [
        "CTC803 environment 'none' states no `state`, which it needs to plan and apply (add `state: postgresql://…`)"
    ]
    assert said(tmp_path, "live", {}, "project_name") == "acme"
    assert said(tmp_path, "live", {}, "zone") == ZoneInfo("UTC")
    assert said(tmp_path, "sandbox", {}, "account_id") == "sandbox"


def test_where_a_session_keeps_its_state(tmp_path: Path) -> None:
    """Never in a job whose files are gone when it ends: the next one would send again."""
    job = {"CI": "true"}
    found = said(tmp_path, "live", job, "store")
    assert isinstance(found, list)
    assert found == [
        "CTC725 the state of environment 'live' is a file, and this is a pipeline (CI is set): a fresh checkout "
        "or an old cache would not know what was sent, and send it again (point `state:` to a postgresql:// URL; "
        "where the file's disk really outlives the job, set CTC_LOCAL_STATE=1)"
    ]
    for name, environ in (("live", {}), ("live", {**job, "CTC_LOCAL_STATE": "1"}), ("local", job)):
        assert not isinstance(said(tmp_path, name, environ, "store"), list)
    secret = {"CTC_STATE": "redis://ctc:hush-hush@h/1"}
    refused = said(tmp_path, "other", secret, "store")
    assert isinstance(refused, list)
    assert refused[0].startswith("CTC701 ")
    assert "hush" not in refused[0]


def test_what_is_to_be_done_at_the_end_is_done_before_the_state_closes(tmp_path: Path) -> None:
    (tmp_path / "ctc.yaml").write_text(PLACES, "utf-8")
    project, told = open_project(tmp_path, {}), list[bool]()
    with session(project, project.environments["local"], {}) as opened:
        opened.at_end(lambda: told.append(opened.store.exists()))
        assert opened.store.exists() is False
        assert told == []
        assert opened.store is opened.store
    assert told == [False]
