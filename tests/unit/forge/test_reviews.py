"""Which review a pipeline runs for, and what is asked of its forge: a wrong URL writes on somebody else's work."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ctc.forge.review import GitHub, GitLab, NoReview, marker_of, review_of

GITHUB = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_API_URL": "https://api.github.com/",
    "GITHUB_REPOSITORY": "acme/campaigns",
    "GITHUB_TOKEN": "t0ken",
}
GITLAB = {
    "GITLAB_CI": "true",
    "CI_API_V4_URL": "https://gitlab.example/api/v4/",
    "CI_PROJECT_ID": "acme/campaigns",
    "CI_MERGE_REQUEST_IID": "7",
    "GITLAB_TOKEN": "t0ken",
}
HUB = GitHub(api="https://api.github.com", repository="acme/campaigns", number=7, token="t0ken")
LAB = GitLab(api="https://gitlab.example/api/v4", project="acme/campaigns", number=7, token="t0ken")


@pytest.fixture
def event(tmp_path: Path) -> Callable[[str], dict[str, str]]:
    def written(text: str) -> dict[str, str]:
        (tmp_path / "event.json").write_text(text)
        return {"GITHUB_EVENT_PATH": str(tmp_path / "event.json")}

    return written


def test_what_is_asked_of_github() -> None:
    assert HUB.headers == [
        (b"authorization", b"Bearer t0ken"),
        (b"accept", b"application/vnd.github+json"),
        (b"x-github-api-version", b"2022-11-28"),
    ]
    issue = "https://api.github.com/repos/acme/campaigns/issues"
    assert HUB.create() == f"{issue}/7/comments"
    assert HUB.update(41) == ("PATCH", f"{issue}/comments/41")


@pytest.mark.parametrize(
    ("token", "user", "may_be"),
    [
        ("ghs_x", {"type": "User"}, False),
        ("ghs_x", {"type": "Bot"}, True),
        ("ghs_x", None, True),
        ("ghp_x", {"type": "User"}, True),
    ],
)
def test_a_persons_comment_is_none_of_a_jobs(token: str, user: Any, may_be: bool) -> None:
    """Who wrote it first could change the plan below it later."""
    hub = GitHub(api="https://api.github.com", repository="acme/campaigns", number=7, token=token)
    assert hub.may_be_ours({"user": user, "body": "x"}) is may_be


def test_a_note_of_gitlabs_own_is_none_of_ours() -> None:
    assert (LAB.may_be_ours({"system": True}), LAB.may_be_ours({"body": "x"})) == (False, True)


def test_what_is_asked_of_gitlab() -> None:
    assert LAB.headers == [(b"private-token", b"t0ken")]
    notes = "https://gitlab.example/api/v4/projects/acme%2Fcampaigns/merge_requests/7/notes"
    assert LAB.create() == notes
    assert LAB.update(41) == ("PUT", f"{notes}/41")


NUMBERED = json.dumps({"pull_request": {"number": 7}})


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        (NUMBERED, ""),
        (NUMBERED, "refs/pull/8/merge"),
        ("{", "refs/pull/7/merge"),
        ("[]", "refs/pull/7/head"),
        ('{"pull_request": {}}', "refs/pull/7/merge"),
        ('{"pull_request": {"number": null}}', "refs/pull/7/merge"),
        ('{"pull_request": {"number": "x"}}', "refs/pull/7/merge"),
        ("[" * 100_000, "refs/pull/7/merge"),
    ],
)
def test_the_number_of_a_pull_request(event: Callable[..., dict[str, str]], text: str, ref: str) -> None:
    """Its event says it; where that is none of a pull request, its ref."""
    assert review_of({**GITHUB, **event(text), "GITHUB_REF": ref, **GITLAB, "GITLAB_CI": ""}) == HUB


@pytest.mark.parametrize("where", [{"GITHUB_EVENT_PATH": "/no/such/file"}, {}])
def test_an_event_that_is_not_there_names_nothing(where: dict[str, str]) -> None:
    assert review_of({**GITHUB, **where, "GITHUB_REF": "refs/pull/7/merge"}) == HUB


@pytest.mark.parametrize(
    "ref", ["", "refs/heads/main", "refs/pull/x/merge", "refs/pull/7/other", "x/refs/pull/7/merge"]
)
def test_a_run_for_no_pull_request_writes_nowhere(ref: str) -> None:
    for where in ({"GITHUB_REF": ref}, {}):
        with pytest.raises(NoReview, match=r"^this run is for no pull request: GITHUB_EVENT_PATH and"):
            review_of({**GITHUB, **where})


def test_a_merge_request() -> None:
    assert review_of(GITLAB) == LAB
    fork = {**GITLAB, "CI_PROJECT_ID": "9", "CI_MERGE_REQUEST_PROJECT_ID": LAB.project}
    assert review_of(fork) == LAB  # of another number 7 it would have written over the plan
    for number in ("", "x", "-7", "7.0"):
        with pytest.raises(
            NoReview, match=r"^this job is for no merge request: CI_MERGE_REQUEST_IID is not set$"
        ):
            review_of({**GITLAB, "CI_MERGE_REQUEST_IID": number})
    with pytest.raises(
        NoReview, match=r"^this job is for no merge request: CI_MERGE_REQUEST_IID is not set$"
    ):
        review_of({name: value for name, value in GITLAB.items() if name != "CI_MERGE_REQUEST_IID"})


@pytest.mark.parametrize("name", ["GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_TOKEN"])
def test_what_github_lacks_is_named(name: str) -> None:
    whole = {**GITHUB, "GITHUB_REF": "refs/pull/7/merge"}
    for lacking in ({**whole, name: ""}, {key: whole[key] for key in whole if key != name}):
        with pytest.raises(NoReview, match=rf"^{name} is not set"):
            review_of(lacking)


@pytest.mark.parametrize("name", ["CI_API_V4_URL", "CI_PROJECT_ID", "GITLAB_TOKEN"])
def test_what_gitlab_lacks_is_named(name: str) -> None:
    with pytest.raises(NoReview, match=rf"^{name} is not set"):
        review_of({**GITLAB, name: ""})


def test_a_machine_that_is_no_pipeline_writes_nowhere() -> None:
    with pytest.raises(NoReview, match=r"^neither GITHUB_ACTIONS nor GITLAB_CI is set: this is no pipeline"):
        review_of({**GITHUB, **GITLAB, "GITHUB_ACTIONS": "", "GITLAB_CI": ""})


MARK = "<!-- ctc plan: acme/production -->"


@pytest.mark.parametrize(
    ("text", "marker"),
    [
        (MARK, MARK),
        (f"  {MARK}\t\nA plan", MARK),
        (f"{MARK} and more\n", None),
        (f"A plan\n{MARK}", None),
        (f"<!-- ctc {'x' * 500} -->", f"<!-- ctc {'x' * 500} -->"),
        (f"<!-- ctc {'x' * 501} -->", None),
        ("<!-- ctc  -->", None),
        ("<!-- somebody plan -->", None),
        ("", None),
    ],
)
def test_what_a_comment_of_ours_begins_with(text: str, marker: Any) -> None:
    """Whatever else is taken for one is a comment of a colleague's that the next run overwrites."""
    assert marker_of(text) == marker
