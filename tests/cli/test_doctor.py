"""``ctc doctor``: what is there, what is missing for the chosen environment, and no secret."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

PROJECT = """version: 1
project: acme
environments:
  production:
    region: in1
    account_id: "{{ env.CLEVERTAP_ACCOUNT_ID }}"
    passcode: "{{ env.CLEVERTAP_PASSCODE }}"
    timezone: Asia/Kolkata
    state: "{{ env.CTC_STATE }}"
"""
CANARY = "canary-9f31"


def test_the_sandbox_needs_nothing(ctc: Callable, write: Callable) -> None:
    write("ctc.yaml", PROJECT)
    answer = ctc("doctor")
    assert answer.code == 0, answer.out
    assert "in1.api.clevertap.com" in answer.out
    assert "✗" not in answer.out


def test_what_the_chosen_environment_lacks_is_told_at_its_line(ctc: Callable, write: Callable) -> None:
    write("ctc.yaml", PROJECT)
    answer = ctc("doctor", "--env", "production", "--offline", CLEVERTAP_PASSCODE=CANARY)
    assert answer.code == 1
    assert "ctc.yaml:6: account_id" in answer.out
    assert "CLEVERTAP_ACCOUNT_ID" in answer.out
    assert CANARY not in answer.out + answer.err


def test_json_is_as_lints(ctc: Callable, write: Callable) -> None:
    write("ctc.yaml", PROJECT)
    answer = ctc("doctor", "--env", "production", "--offline", "--format", "json")
    found = json.loads(answer.out)
    assert found["format_version"] == 1
    assert (
        found["summary"]["errors"] == len([d for d in found["diagnostics"] if d["severity"] == "error"]) == 3
    )
    assert {d["code"] for d in found["diagnostics"] if d["severity"] == "error"} == {"CTC853"}


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    ("written", "environ", "words"),
    [
        ("api: https://evil.example", {}, "names a host evil.example that is neither"),
        ("region: in1", {"HTTPS_PROXY": "socks5://10.0.0.1:1080"}, "a proxy of another kind"),
        (
            "region: in1",
            {"HTTPS_PROXY": "http://u:{canary}@proxy:99999"},
            "HTTPS_PROXY is no address of a proxy",
        ),
    ],
)
def test_a_host_or_a_proxy_that_is_refused_is_one_line_of_the_report(
    ctc: Callable, write: Callable, written: str, environ: dict[str, str], words: str, form: str
) -> None:
    settings = "{" + written + ", account_id: a, passcode: b, timezone: UTC, state: 'sqlite:///a.db'}"
    write("ctc.yaml", f"version: 1\nproject: p\nenvironments: {{production: {settings}}}\n")
    given = {name: text.format(canary=CANARY) for name, text in environ.items()}
    answer = ctc("doctor", "--env", "production", "--format", form, **given)
    assert (answer.code, answer.err) == (1, "")
    assert CANARY not in answer.out
    if form == "json":
        found = [each["message"] for each in json.loads(answer.out)["diagnostics"]]
        assert len([each for each in found if words in each]) == 1, found
    else:
        plain = " ".join(answer.out.split())
        assert (plain.count(words), "✓ credentials" in plain) == (1, True), plain
        assert f"✓ {written}" not in plain
    other = ctc("doctor", **given)
    assert "✓ production:    api" not in other.out


def test_a_broken_project_file_is_told(ctc: Callable, write: Callable) -> None:
    write("ctc.yaml", "version: 1\nenvironmets: {}\n")
    answer = ctc("doctor")
    assert answer.code == 1
    assert "ctc.yaml:2" in answer.out
    assert "did you mean 'environments'?" in answer.out
    assert ctc("doctor", "--env", "nowhere").code == 1


def test_hooks_that_nobody_installed_are_told(ctc: Callable, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    assert "no .pre-commit-config.yaml" in ctc("doctor").out
    assert ctc("init").code == 0
    assert "help: `pre-commit install`" in ctc("doctor").out
    (tmp_path / ".git/hooks/pre-commit").write_text("#!/bin/sh\n")
    assert "pre-commit is set up" in ctc("doctor").out


def test_a_saved_plan_is_shown_as_it_was(ctc: Callable, write: Callable) -> None:
    write(
        "campaigns/a.yaml",
        "version: 1\nid: a\nmessage:\n  channel: sms\n  to: {Identity: [JohnDoe]}\n  content: {body: Hi}\n",
    )
    planned = ctc("plan", "-o", "a.plan")
    shown = ctc("show", "a.plan")
    assert shown.code == 0
    assert shown.out == planned.out
    assert json.loads(ctc("show", "a.plan", "--format", "json").out)["changes"][0]["address"] == "a"
    write("b.plan", "{}")
    assert "CTC520" in ctc("show", "b.plan").err


@pytest.mark.breaks_the_promise
@pytest.mark.parametrize(("file", "name"), [(".ctc", "CleverTap"), (".ctc/sandbox.db", "state")])
def test_what_is_broken_of_its_own_is_one_line_among_the_others(
    ctc: Callable, write: Callable, file: str, name: str
) -> None:
    write("ctc.yaml", PROJECT)
    write(file, "junk")
    answer = ctc("doctor")
    assert answer.code == 1
    assert answer.err == ""
    assert f"✗ {name}:" in answer.out
    assert "✓ Python:" in answer.out
    assert "CleverTap:" in answer.out
