"""Which review a pipeline runs for, as its environment says; and what is to be asked of the forge there."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import quote

from ctc.patterns import pattern

MARKER: Final = pattern(r"<!-- ctc [^\n]{1,500} -->")
"""How a comment of ctc's begins, so that the next run finds it."""

_APPS: Final = "ghs_"
"""How the tokens of GitHub's apps begin, a job's own among them."""


class NoReview(Exception):
    """The environment names no review to write to, or no token; the message says what is missing."""


class Review(Protocol):
    """One pull request or merge request, as requests to its forge. URLs are absolute."""

    @property
    def headers(self) -> list[tuple[bytes, bytes]]: ...

    def create(self) -> str:
        """Where its comments stand, and another one is begun."""
        ...

    def update(self, comment: int) -> tuple[str, str]:
        """The verb and the URL that replace a comment's text."""
        ...

    def may_be_ours(self, comment: Mapping[str, Any]) -> bool:
        """Whether who wrote it can be who writes now: else its writer could change a plan under our name."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class GitHub:
    """A pull request, as GITHUB_* of a runner names it."""

    api: str
    repository: str
    number: int
    token: str

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        return [
            (b"authorization", f"Bearer {self.token}".encode()),
            (b"accept", b"application/vnd.github+json"),
            (b"x-github-api-version", b"2022-11-28"),
        ]

    def create(self) -> str:
        return f"{self.api}/repos/{self.repository}/issues/{self.number}/comments"

    def update(self, comment: int) -> tuple[str, str]:
        return "PATCH", f"{self.api}/repos/{self.repository}/issues/comments/{comment}"

    def may_be_ours(self, comment: Mapping[str, Any]) -> bool:
        """The token of a job is an app's, and what an app writes is a bot's."""
        user = comment.get("user")
        is_person = isinstance(user, dict) and user.get("type") == "User"
        return not (is_person and self.token.startswith(_APPS))


@dataclass(frozen=True, slots=True, kw_only=True)
class GitLab:
    """A merge request, as CI_* of a job names it. Its number counts in its own project, not in a fork of that."""

    api: str
    project: str
    number: int
    token: str

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        return [(b"private-token", self.token.encode())]

    def create(self) -> str:
        return f"{self.api}/projects/{quote(self.project, safe='')}/merge_requests/{self.number}/notes"

    def update(self, comment: int) -> tuple[str, str]:
        return "PUT", f"{self.create()}/{comment}"

    def may_be_ours(self, comment: Mapping[str, Any]) -> bool:
        return not comment.get("system")


def review_of(environ: Mapping[str, str]) -> Review:
    """The review that this pipeline runs for. Raises NoReview."""
    if environ.get("GITHUB_ACTIONS"):
        return _github(environ)
    if environ.get("GITLAB_CI"):
        return _gitlab(environ)
    raise NoReview("neither GITHUB_ACTIONS nor GITLAB_CI is set: this is no pipeline that ctc knows")


def marker_of(text: str) -> str | None:
    """The first line of a text where it is a marker of ctc's."""
    line = text.partition("\n")[0].strip()
    return line if MARKER.fullmatch(line) else None


def _github(environ: Mapping[str, str]) -> GitHub:
    number = _number_of_event(environ) or _number_of_ref(environ.get("GITHUB_REF", ""))
    if number is None:
        raise NoReview("this run is for no pull request: GITHUB_EVENT_PATH and GITHUB_REF name none")
    return GitHub(
        api=needed(environ, "GITHUB_API_URL").rstrip("/"),
        repository=needed(environ, "GITHUB_REPOSITORY"),
        number=number,
        token=needed(environ, "GITHUB_TOKEN"),
    )


def _number_of_event(environ: Mapping[str, str]) -> int | None:
    try:
        event: Any = json.loads(Path(environ["GITHUB_EVENT_PATH"]).read_text("utf-8"))
        return int(event["pull_request"]["number"])
    except (KeyError, TypeError, ValueError, RecursionError, OSError):
        return None


def _number_of_ref(ref: str) -> int | None:
    found = re.fullmatch(r"refs/pull/(\d+)/(?:merge|head)", ref)
    return int(found[1]) if found else None


def _gitlab(environ: Mapping[str, str]) -> GitLab:
    number = environ.get("CI_MERGE_REQUEST_IID", "")
    if not number.isdecimal():
        raise NoReview("this job is for no merge request: CI_MERGE_REQUEST_IID is not set")
    return GitLab(
        api=needed(environ, "CI_API_V4_URL").rstrip("/"),
        project=environ.get("CI_MERGE_REQUEST_PROJECT_ID") or needed(environ, "CI_PROJECT_ID"),
        number=int(number),
        token=needed(environ, "GITLAB_TOKEN"),
    )


def needed(environ: Mapping[str, str], name: str) -> str:
    """A variable of the pipeline's. Raises NoReview where it is not set."""
    value = environ.get(name, "")
    if not value:
        raise NoReview(f"{name} is not set, and without it nothing can be asked there")
    return value
