"""ci/pipeline.sh, as GitHub and GitLab run it, against a server that answers as they do."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from ctc.forge.commenting import Refused
from ctc.forge.review import NoReview
from ctc.forge.reviewed import reviewed_plan
from ctc.starter.texts import text
from tests.cli.test_comment import TOKEN, Forge, forge, pipeline
from tests.commands import Said
from tests.inherited import inherited

__all__ = ["forge", "pipeline"]

SCRIPT = Path(__file__).resolve().parents[2] / "ci" / "pipeline.sh"
PROJECT = """\
version: 1
project: acme
environments:
  staging:
    api: http://127.0.0.1:9
    account_id: "{{ env.CLEVERTAP_ACCOUNT_ID }}"
    passcode: "{{ env.CLEVERTAP_PASSCODE }}"
    timezone: UTC
    state: "{{ env.CTC_STATE }}"
"""
SPEC = (Path(__file__).resolve().parents[2] / "tests/fixtures/specs/tea.yaml").read_text("utf-8")

Run = Callable[..., Said]


@pytest.fixture
def run(tmp_path: Path, write: Callable[[str, str], Path]) -> Run:
    write("ctc.yaml", PROJECT)
    write("campaigns/tea.yaml", SPEC)
    (tmp_path / "out").mkdir()

    def job(mode: str, **environ: str) -> Said:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        kept = {"PATH": path, "HOME": str(tmp_path), "CTC_MODE": mode, "CTC_OUT": str(tmp_path / "out")}
        done = subprocess.run(
            ["bash", str(SCRIPT)],
            cwd=tmp_path,
            env={**kept, **inherited(**environ)},
            capture_output=True,
            text=True,
            check=False,
        )
        return Said(code=done.returncode, out=done.stdout, err=done.stderr)

    return job


def test_a_review_gets_its_plan_as_one_comment(
    run: Run,
    write: Callable[[str, str], Path],
    forge: tuple[Forge, str],
    pipeline: dict[str, str],
    tmp_path: Path,
) -> None:
    job = {**pipeline, "CTC_ENVIRONMENT": "sandbox", "GITHUB_OUTPUT": str(tmp_path / "said")}
    first = run("check", **job)
    assert first.code == 0, first
    (comment,) = forge[0].comments
    assert "tea" in comment["body"]
    assert (tmp_path / "said").read_text("utf-8") == "exit-code=3\n"
    assert "<html" in (tmp_path / "out" / "ctc-preview.html").read_text("utf-8")
    write("campaigns/tea.yaml", SPEC.replace("body: Tea", "body: Green tea"))
    assert run("check", **job).code == 0
    (again,) = forge[0].comments
    assert "Green tea" in again["body"]
    assert TOKEN not in first.out + first.err


def test_a_fork_has_no_secrets_and_writes_no_comment(
    run: Run, forge: tuple[Forge, str], pipeline: dict[str, str]
) -> None:
    said = run("check", **pipeline, CTC_ENVIRONMENT="staging")
    assert said.code == 0, said
    assert "no secrets" in said.err
    assert "tea" in said.out
    assert forge[0].comments == []


def test_a_mistake_ends_a_check_before_anything_is_planned(
    run: Run, write: Callable[[str, str], Path], forge: tuple[Forge, str], pipeline: dict[str, str]
) -> None:
    write("campaigns/tea.yaml", SPEC.replace("body:", "bodi:"))
    said = run("check", **pipeline)
    assert said.code == 1
    assert "CTC305" in said.out
    assert forge[0].comments == []


def test_a_check_that_fails_leaves_no_older_plan_in_the_comment(
    run: Run,
    write: Callable[[str, str], Path],
    forge: tuple[Forge, str],
    pipeline: dict[str, str],
    tmp_path: Path,
) -> None:
    """A reviewer would say yes to what nobody makes any more; and what failed is saved for no apply."""
    job = {**pipeline, "CTC_ENVIRONMENT": "sandbox"}
    assert run("check", **job).code == 0
    plan = tmp_path / "out" / "ctc.plan"
    assert plan.exists()
    untidy = SPEC.replace("version: 1", "version:   1").replace("Tea", "Green tea")
    failing = "version: 1\ntests:\n  - name: it\n    campaign: teapot\n    expect: {audience: true}\n"
    for broken, file, says in (
        ("lint", "campaigns/tea.yaml", SPEC.replace("body: Tea", "bodi: Green tea")),
        ("fmt", "campaigns/tea.yaml", untidy),
        ("test", "campaigns/tea.test.yaml", failing),
    ):
        if broken == "test":
            write("campaigns/tea.yaml", SPEC)
        write(file, says)
        assert run("check", **job).code == 1
        assert not plan.exists()
        (comment,) = forge[0].comments
        assert comment["body"].startswith("<!-- ctc plan: acme/sandbox -->\n")
        assert ("**error CTC305**" in comment["body"]) == (broken == "lint")
        assert ("there is none" in comment["body"]) == (broken == "lint")
        assert ("Green tea" in comment["body"]) == (broken == "fmt")


def test_nothing_to_do_begins_no_comment(
    run: Run, forge: tuple[Forge, str], pipeline: dict[str, str]
) -> None:
    assert run("apply").code == 0
    assert run("check", **pipeline).code == 0
    assert forge[0].comments == []


@pytest.mark.parametrize(
    ("head", "number", "said"),
    [("abc", "7", ""), ("", "7", "nobody reviewed a plan of it"), ("abc", "", "never ran")],
)
def test_the_workflow_fetches_the_plan_that_was_reviewed(
    write: Callable[[str, str], Path], tmp_path: Path, head: str, number: str, said: str
) -> None:
    """The step's own words, with a stand-in for GitHub's command: what is asked, and where the plan is put."""
    job = yaml.safe_load(text("github.yml"))["jobs"]["apply"]
    step = next(each for each in job["steps"] if "run" in each)
    stand_in = write(
        "bin/gh",
        f"""#!/bin/sh
case "$*" in
  *commits/c0ffee/pulls*) echo "{head}" ;;
  *"campaigns.yml/runs?event=pull_request&head_sha={head or "?"} "*) echo "{number}" ;;
  "run download {number or "?"} --repo us/here --name ctc --dir "*) mkdir "$9" && touch "$9/ctc.plan" ;;
  *) exit 9 ;;
esac
""",
    )
    stand_in.chmod(0o755)
    environ = {"GITHUB_REPOSITORY": "us/here", "GITHUB_SHA": "c0ffee", "RUNNER_TEMP": str(tmp_path)}
    done = subprocess.run(
        ["bash", "-e", "-c", step["run"]],
        env={"PATH": f"{stand_in.parent}{os.pathsep}{os.environ['PATH']}", **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) == (said == ""), done
    assert said in done.stderr
    assert (tmp_path / "reviewed/ctc.plan").exists() == (said == "")
    plan = job["steps"][-1]["with"]["plan"]
    assert "github.event_name == 'push' && format('{0}/reviewed/ctc.plan', runner.temp)" in plan


def test_without_the_reviewed_plan_nothing_is_applied(run: Run) -> None:
    said = run("apply", CTC_ENVIRONMENT="sandbox", CTC_PLAN="reviewed/ctc.plan")
    assert said.code == 1
    assert "no reviewed plan" in said.err


def test_what_was_reviewed_is_applied_or_nothing_is(
    run: Run,
    write: Callable[[str, str], Path],
    forge: tuple[Forge, str],
    pipeline: dict[str, str],
    tmp_path: Path,
) -> None:
    assert run("check", **pipeline, CTC_ENVIRONMENT="sandbox").code == 0
    reviewed = str(tmp_path / "out" / "ctc.plan")
    write("campaigns/tea.yaml", SPEC.replace("body: Tea", "body: Green tea"))
    assert run("apply", CTC_PLAN=reviewed).code == 1
    write("campaigns/tea.yaml", SPEC)
    applied = run("apply", CTC_PLAN=reviewed)
    assert applied.code == 0, applied
    assert "1 applied" in applied.out + applied.err


PROJECT_API = "/api/v4/projects/acme%2Fcampaigns"


@pytest.fixture
def merged(forge: tuple[Forge, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """What GitLab says of a commit that merge request 7 brought, its check's jobs among it; a job for that commit."""
    environ = {
        "GITLAB_CI": "true",
        "CI_PIPELINE_SOURCE": "push",
        "CI_API_V4_URL": f"{forge[1]}/api/v4",
        "CI_PROJECT_ID": "acme/campaigns",
        "CI_COMMIT_SHA": "c0ffee",
        "GITLAB_TOKEN": TOKEN,
    }
    forge[0].routes = {
        f"{PROJECT_API}/repository/commits/c0ffee/merge_requests": [
            {"iid": 6, "state": "closed"},
            {"iid": 7, "state": "merged"},
        ],
        f"{PROJECT_API}/merge_requests/7/pipelines": [
            {"id": 71, "source": "merge_request_event"},
            {"id": 73, "source": "push"},
            {"id": 72, "source": "merge_request_event"},
        ],
        f"{PROJECT_API}/pipelines/72/jobs": [{"id": 700, "name": "lint"}, {"id": 701, "name": "ctc-check"}],
    }
    return forge[0].routes, environ


def test_gitlab_applies_what_the_merge_request_showed_or_nothing(
    run: Run, write: Callable[[str, str], Path], merged: tuple[dict[str, Any], dict[str, str]], tmp_path: Path
) -> None:
    routes, environ = merged
    assert run("check", CTC_ENVIRONMENT="sandbox", CTC_COMMENT="false").code == 0
    routes[f"{PROJECT_API}/jobs/701/artifacts/ctc-out/ctc.plan"] = (tmp_path / "out/ctc.plan").read_bytes()
    write("campaigns/tea.yaml", SPEC.replace("body: Tea", "body: Green tea"))
    differs = run("apply", **environ)
    assert differs.code == 1
    assert "CTC521" in differs.err
    write("campaigns/tea.yaml", SPEC)
    applied = run("apply", **environ)
    assert applied.code == 0, applied
    assert "1 applied" in applied.out + applied.err
    assert TOKEN not in applied.out + applied.err


def test_gitlab_sends_nothing_that_nobody_reviewed(
    run: Run, merged: tuple[dict[str, Any], dict[str, str]]
) -> None:
    answer = run("apply", **merged[1])
    assert answer.code == 1
    assert "nothing is applied: the check of merge request 7 saved no plan" in answer.err
    assert answer.out == ""


@pytest.mark.parametrize(
    ("path", "rows", "said"),
    [
        ("/repository/commits/c0ffee/merge_requests", None, "404"),
        (
            "/repository/commits/c0ffee/merge_requests",
            [{"iid": 7, "state": "opened"}],
            "no merge request brought",
        ),
        ("/merge_requests/7/pipelines", [], "no job ctc-check"),
        ("/pipelines/72/jobs", [{"id": 1, "name": "lint"}], "no job ctc-check"),
        ("/pipelines/72/jobs", {"message": "?"}, "no list"),
    ],
)
def test_what_is_missing_of_a_review_is_told(
    merged: tuple[dict[str, Any], dict[str, str]], path: str, rows: Any, said: str
) -> None:
    routes, environ = merged
    routes[PROJECT_API + path] = rows
    if rows is None:
        del routes[PROJECT_API + path]
    with pytest.raises(Refused, match=said):
        reviewed_plan(environ)
    with pytest.raises(NoReview, match="GITLAB_TOKEN is not set"):
        reviewed_plan({**environ, "GITLAB_TOKEN": ""})


def test_a_later_step_reads_what_an_apply_did_and_its_code_stays(
    run: Run, write: Callable[[str, str], Path], tmp_path: Path
) -> None:
    events = tmp_path / "events.ndjson"
    assert run("apply", CTC_ENVIRONMENT="sandbox", CTC_EVENTS=str(events)).code == 0
    told = [json.loads(line)["event"] for line in events.read_text("utf-8").splitlines()]
    assert told[-1] == "finished"
    assert "sent" in told
    stand_in = write("bin/ctc", '#!/bin/sh\n[ "$1" != apply ] || exit 4\n')
    stand_in.chmod(0o755)
    path = f"{stand_in.parent}{os.pathsep}{os.environ['PATH']}"
    assert run("apply", PATH=path, CTC_EVENTS=str(events)).code == 4


def test_nothing_is_installed_without_a_hash() -> None:
    """Neither what ctc needs, nor what builds it: an isolated build would fetch that anew, whatever it is by then."""
    root = SCRIPT.parents[1]
    texts = {
        file: file.read_text("utf-8") for file in (root / "action.yml", *sorted((root / "ci").iterdir()))
    }
    typed = [
        line for words in texts.values() for line in words.splitlines() if re.search(r"pip.*\$|pip3? ", line)
    ]
    installs = [line for line in typed if "$here" in line]
    assert len(installs) == 2
    assert all("--require-hashes" in line or "--no-build-isolation --no-index" in line for line in installs)
    assert [line for line in typed if line not in installs] == [
        'pip=("$1/bin/python" -m pip --disable-pip-version-check install --quiet)'
    ]


def test_doubt_is_shown_as_what_it_is(run: Run, write: Callable[[str, str], Path], tmp_path: Path) -> None:
    stand_in = write("bin/ctc", '#!/bin/sh\n[ "$1" != apply ] || exit 4\n')
    stand_in.chmod(0o755)
    said = run(
        "apply",
        PATH=f"{stand_in.parent}{os.pathsep}{os.environ['PATH']}",
        GITHUB_OUTPUT=str(tmp_path / "said"),
    )
    assert said.code == 4
    assert "ctc status" in said.err
    assert (tmp_path / "said").read_text("utf-8") == "exit-code=4\n"
    assert run("destroy").code == 2
