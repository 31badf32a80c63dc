"""What a run meets seldom: a system that tells nothing, a plan that is too large, a catalog of somebody else's, a state
that was bound long ago. Each is told in its own words, and none ends in a traceback."""

import getpass
import os
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import pytest

from ctc.clevertap.listing import Listing
from ctc.diagnostics import Diagnostic, UserError
from ctc.pipeline import apply, doctor_environment, init, plan, runners, saved_plans, states
from ctc.pipeline.changed import _export
from ctc.pipeline.doctor_environment import environment_checks
from ctc.pipeline.plan_checks import standing_breaches
from ctc.pipeline.preview import _stopped
from ctc.plans.action import Action
from ctc.plans.plan import Change
from ctc.project.opening import open_project
from ctc.state.store import StoreError
from tests.unit.pipeline.test_whose_state_it_is import Opened

AT: Final = datetime(2031, 1, 15, 9, 30, tzinfo=UTC)


def test_a_user_without_a_name_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    for error in (KeyError("uid not found"), OSError("no such user")):

        def nobody(error: Exception = error) -> str:
            raise error

        monkeypatch.setattr(getpass, "getuser", nobody)
        assert runners.person_name({}).partition("@")[0] == "unknown"
        assert (
            runners.person_name({"GITHUB_ACTOR": "ann", "CIRCLE_USERNAME": "bob"}).partition("@")[0] == "ann"
        )


@pytest.mark.parametrize(("error", "is_gone"), [(ProcessLookupError, True), (PermissionError, False)])
def test_a_process_of_somebody_else_is_there(
    monkeypatch: pytest.MonkeyPatch, error: type[OSError], is_gone: bool
) -> None:
    def kill(pid: int, signal: int) -> None:
        assert (pid, signal) == (77, 0)
        raise error

    monkeypatch.setattr(runners, "_place", lambda: "0123abcd")
    monkeypatch.setattr(os, "kill", kill)
    assert runners.is_gone("ann@host:77@0123abcd.5") is is_gone
    assert not runners.is_gone("ann@host:77@0123abce.5")


def test_a_plan_that_is_too_large_or_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.plan").write_bytes(b"{}" * 10)
    monkeypatch.setattr(saved_plans, "MAX_BYTES", 19)
    for name, why in (("a.plan", "no plan holds more than 0 MB"), ("gone", "No such file or directory")):
        with pytest.raises(UserError) as caught:
            saved_plans.load(tmp_path / name)
        (found,) = caught.value.diagnostics
        assert (found.code, found.message) == ("CTC520", f"{tmp_path / name} cannot be read: {why}")
    assert not saved_plans.is_saved(tmp_path)


def test_a_server_that_does_not_answer_binds_no_state(tmp_path: Path) -> None:
    opened: Any = Opened(tmp_path, local=True)
    for status, said, hint in (
        (None, "nobody answers for environment 'live' (x)", "its `api`: is the server running?"),
        (
            401,
            "CleverTap refused the account of environment 'live' (x)",
            "`account_id`, `passcode` and `region`",
        ),
    ):
        opened.client.listing = lambda *_, status=status: Listing(
            complete=False, detail="x", http_status=status
        )
        with pytest.raises(UserError) as caught:
            states.refuse_strangers(opened)
        (found,) = caught.value.diagnostics
        assert (found.code, found.message) == ("CTC727", f"{said}, so no state is bound to it")
        assert found.hint == f"look at {hint}"


def test_a_state_that_is_no_file_is_kept_out_of_nothing(tmp_path: Path) -> None:
    opened: Any = Opened(tmp_path)
    opened.environment.state = lambda: "postgresql://localhost/d"
    assert states.kept_out_of_git(opened) is None
    opened.environment.state = lambda: "sqlite:///.ctc/live.db"
    assert states.kept_out_of_git(opened) is None
    assert (tmp_path / ".ctc" / ".gitignore").read_text() == "*\n"
    opened.environment.state = lambda: "sqlite:///state/live.db"
    (tmp_path / "state" / ".gitignore").write_text("*.log\n")
    assert states.kept_out_of_git(opened) == tmp_path / "state" / ".gitignore"


def test_a_state_that_is_bound_to_nothing_wants_credentials(tmp_path: Path) -> None:
    def unset() -> str:
        raise UserError(Diagnostic.of("CTC804", "CTC_ID is not set"))

    opened: Any = Opened(tmp_path)
    opened.account_id = unset
    with pytest.raises(UserError, match="CTC_ID is not set"):
        states.check_binding(opened, states.empty_journal())


PROJECT: Final = """\
version: 1
project: acme
environments:
  live: {region: in1, timezone: Asia/Kolkata, account_id: A, passcode: "{{ env.CTC_CODE }}", state: "sqlite:///l.db"}
  odd: {region: "{{ env.CTC_REGION }}", timezone: UTC, account_id: A, passcode: P, state: "sqlite:///l.db"}
"""


@pytest.fixture
def doctor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What a doctor sees of an environment: each thing's name, health and words."""
    (tmp_path / "ctc.yaml").write_text(PROJECT)
    monkeypatch.setattr(
        doctor_environment, "_server", lambda *_: iter([SimpleNamespace(name="asked", health="x")])
    )

    def see(name: str, environ: dict[str, str], journal: Any = None, *, ask: bool = True) -> dict[str, str]:
        def opens(_: Any, *, durable: bool) -> Any:
            assert durable is False, "who only looks begins nothing"
            if isinstance(journal, Exception):
                raise journal
            return journal or states.empty_journal()

        monkeypatch.setattr(doctor_environment, "open_journal", opens)
        environment = open_project(tmp_path, environ).environments[name]
        opened: Any = SimpleNamespace(environment=environment)
        found: list[Any] = [*environment_checks(opened, environ, ask=ask)]
        assert {one.part for one in found[:-1]} == {f"environment {name}"}
        return {one.name: f"{one.health}: {getattr(one, 'seen', '')}" for one in found}

    return see


def test_what_a_doctor_sees_of_an_environment(doctor: Any) -> None:
    binding = SimpleNamespace(project="acme", environment="live")
    journal = SimpleNamespace(state=SimpleNamespace(binding=binding, serial=7))
    fine = {
        "host": "fine: in1.api.clevertap.com",
        "time zone": "fine: Asia/Kolkata",
        "credentials": "fine: account id and passcode are set",
        "state": "fine: serial 7, bound to acme/live",
        "asked": "x: ",
    }
    code = {"CTC_CODE": "c"}
    assert doctor("live", code, journal) == fine
    assert doctor("live", code)["state"] == "fine: not begun yet; the first apply begins it"
    assert "asked" not in doctor("live", code, journal, ask=False)
    unset = doctor("live", {}, journal)
    assert "asked" not in unset
    assert unset["credentials"].startswith(
        "wrong: ctc.yaml:4: passcode needs the environment variable CTC_CODE"
    )
    assert unset["state"] == fine["state"]
    proxied = doctor("live", {**code, "HTTPS_PROXY": "http://proxy.example:3128"}, journal)
    assert proxied["proxy"] == "note: requests go through proxy.example:3128"
    odd = doctor("live", {**code, "HTTPS_PROXY": "ftp://x"}, journal)
    assert odd["proxy"].startswith("wrong: ")
    assert (odd["state"], "asked" in odd) == (fine["state"], False)
    nowhere = doctor("odd", {}, journal)
    assert nowhere["host"].startswith("wrong: ctc.yaml:5: region needs the environment variable CTC_REGION")
    assert nowhere.keys() == {"host", "time zone", "credentials"}, "else the same would be told of the state"
    assert doctor("sandbox", {})["credentials"] == "fine: none are needed"


@pytest.mark.parametrize(
    ("error", "seen"),
    [
        (UserError(Diagnostic.of("CTC702", "no state", "begin one")), "wrong: no state"),
        (StoreError("no server: secret-code"), "wrong: no server: ***"),
        (PermissionError(13, "Permission denied", "/x/l.db"), "wrong: /x/l.db: Permission denied"),
        (OSError("disk"), "wrong: disk"),
    ],
)
def test_a_state_that_cannot_be_looked_at_is_what_is_wrong(doctor: Any, error: Exception, seen: str) -> None:
    found = doctor("live", {"CTC_CODE": "secret-code"}, error)
    assert found["state"] == seen
    assert found["asked"] == "x: ", "and all else is looked at"


def test_a_clone_without_its_files_cannot_say_what_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = {"1" * 40: b"a", "2" * 40: b"b"}
    monkeypatch.setattr(
        "ctc.pipeline.changed.contents", lambda _, names: iter([held.get(name) for name in names])
    )
    wanted = [("a.yaml", 1, "1" * 40), ("deep/b.yaml", 1, "2" * 40)]
    _export("main", tmp_path, wanted, tmp_path)
    assert [(tmp_path / name).read_bytes() for name in ("a.yaml", "deep/b.yaml")] == [b"a", b"b"]
    lacks = [*wanted, ("c.yaml", 1, "3" * 40)]
    for files, most, why in (
        (lacks, 9, "this clone lacks c.yaml of it"),
        (lacks, 2, "its files hold more than 0 MB"),
    ):
        monkeypatch.setattr("ctc.pipeline.changed.MAX_BYTES", most)
        with pytest.raises(UserError) as caught:
            _export("main", tmp_path, files, tmp_path)
        (found,) = caught.value.diagnostics
        assert (found.code, found.message) == ("CTC855", f"what changed since main is not known: {why}")
        assert (found.hint or "").startswith("a pipeline needs the whole history")


def test_a_catalog_is_not_drafted_over_what_is_there_or_not_valid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    begins = "# ours\nversion: 1\n"
    (tmp_path / "ctc.yaml").write_text("version: 9\n")
    assert init.name_what_is_used(tmp_path, {}, begins) is None
    assert not (tmp_path / "catalog.yaml").exists()
    (tmp_path / "ctc.yaml").write_text("version: 1\n")
    (tmp_path / "campaigns").mkdir()
    assert init.name_what_is_used(tmp_path, {}, begins) == "catalog.yaml"
    assert (tmp_path / "catalog.yaml").read_text().startswith(begins)
    assert init.name_what_is_used(tmp_path, {}, "other") is None
    assert (tmp_path / "catalog.yaml").read_text().startswith(begins)


def test_what_is_stopped_is_shown_as_it_would_have_gone_out() -> None:
    environment: Any = SimpleNamespace(name="live", timezone="Asia/Kolkata")
    change = Change(
        address="a[hi]", action=Action.STOP, reason="", channel="push", endpoint="/1/targets/create.json"
    )
    body = {"target_mode": "push", "content": {"title": "x"}}
    found = _stopped(change._replace(scheduled_on=AT), body, environment)
    assert (found.address, found.environment, found.locale, found.channel) == ("a[hi]", "live", "hi", "push")
    assert (found.variant, found.endpoint, found.body, found.action) == (
        "push",
        "/1/targets/create.json",
        body,
        "stop",
    )
    assert found.when == "Wed 15 Jan 2031, 15:00 Asia/Kolkata, unless it is stopped"
    odd = _stopped(change._replace(endpoint="/1/of/old.json"), body, environment)
    assert (odd.variant, odd.when) == ("", "as soon as it was applied, unless it is stopped")


def test_what_has_no_zone_breaches_nothing_yet() -> None:
    settings: Any = SimpleNamespace(environment=SimpleNamespace(timezone=""))
    assert [*standing_breaches(settings, ())] == []


@pytest.mark.parametrize(
    ("sandbox", "records", "there", "is_so"),
    [
        (True, {}, True, True),
        (False, {}, True, False),
        (True, {"a": 1}, True, False),
        (True, {}, False, False),
    ],
)
def test_a_new_state_over_a_sandbox_that_is_not_new(
    tmp_path: Path, sandbox: bool, records: dict[str, int], there: bool, is_so: bool
) -> None:
    (tmp_path / ".ctc" / "sandbox").mkdir(parents=True)
    if there:
        (tmp_path / ".ctc" / "sandbox" / "sandbox.db").touch()
    environment = SimpleNamespace(is_sandbox=sandbox)
    opened: Any = SimpleNamespace(project=SimpleNamespace(root=tmp_path), environment=environment)
    journal: Any = SimpleNamespace(state=SimpleNamespace(records=records))
    assert plan._begins_over_a_sandbox(opened, journal) is is_so


def test_the_clocks_of_a_run_are_those_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(apply.time, "sleep", slept.append)
    monkeypatch.setattr(apply, "steady", lambda: 5.0)
    clock = apply.SystemClock()
    clock.sleep(3.5)
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert (slept, clock.monotonic(), clock.now().tzinfo) == ([3.5], 5.0, UTC)


def test_what_is_sent_depends_on_no_file_from_the_first_request_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody may edit a spec while a run is at it; what is stopped or stays has no body to send."""
    held: list[str] = []
    payload = SimpleNamespace(address="")
    changes = [
        SimpleNamespace(action=action, payload=SimpleNamespace(address=action.value)) for action in Action
    ]
    changes += [SimpleNamespace(action=Action.CREATE, payload=None)]
    made: Any = SimpleNamespace(
        plan=SimpleNamespace(notable=changes), session="session", journal="journal", facts="facts",
        compilation=SimpleNamespace(payloads=[payload]),
    )  # fmt: skip
    monkeypatch.setattr(apply, "hold", lambda payloads: held.extend(one.address for one in payloads))
    monkeypatch.setattr(apply, "interruptible", nullcontext)
    monkeypatch.setattr(apply, "identities_of", lambda payloads: [*payloads])
    monkeypatch.setattr(apply, "_recipients", lambda of: of)
    monkeypatch.setattr(apply, "run_of", lambda *given: given)
    monkeypatch.setattr(apply, "apply_plan", lambda plan, run: (plan, run))
    plan_, run = apply.apply(made, print, bool)  # type: ignore[misc]
    assert {*held} == {"create", "replace", "adopt", "estimate"}
    assert plan_ is made.plan  # type: ignore[comparison-overlap]
    assert run == ("session", "journal", "facts", print, bool, made, [payload])  # type: ignore[comparison-overlap]
