"""``ctc comment`` against a server that answers as GitHub and GitLab do: one comment, and no secret shown."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

MARKER = "<!-- ctc plan: acme/production -->"
TOKEN = "ghs_canary_7f2a"


class Forge:
    """The comments of one review, a hundred a page, and whatever ``routes`` hold; ``status`` refuses everything."""

    def __init__(self) -> None:
        self.comments: list[dict[str, Any]] = []
        self.status = 0
        self.routes: dict[str, Any] | None = None
        self.seen: list[tuple[str, str, str]] = []

    def answer(self, verb: str, path: str, body: bytes, token: str) -> tuple[int, Any]:
        self.seen.append((verb, path, token))
        if self.status:
            return self.status, {"message": "no"}
        parts = urlsplit(path)
        if self.routes is not None:
            return (200, self.routes[parts.path]) if parts.path in self.routes else (404, {})
        if verb == "GET":
            start = (int(parse_qs(parts.query)["page"][0]) - 1) * 100
            return 200, self.comments[start : start + 100]
        text = json.loads(body)["body"]
        if verb == "POST":
            self.comments.append({"id": len(self.comments) + 1, "body": text})
            return 201, self.comments[-1]
        wanted = int(parts.path.rsplit("/", 1)[-1])
        next(each for each in self.comments if each["id"] == wanted)["body"] = text
        return 200, {}


@pytest.fixture
def forge() -> Iterator[tuple[Forge, str]]:
    state = Forge()

    class Handler(BaseHTTPRequestHandler):
        def reply(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            token = self.headers.get("authorization") or self.headers.get("private-token") or ""
            status, value = state.answer(self.command, self.path, body, token)
            data = value if isinstance(value, bytes) else json.dumps(value).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PATCH = do_PUT = reply  # noqa: N815 - the names that http.server calls

        def log_message(self, *args: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield state, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(params=["github", "gitlab"])
def pipeline(request: pytest.FixtureRequest, forge: tuple[Forge, str], write: Callable) -> dict[str, str]:
    """The environment of a job that runs for a review."""
    if request.param == "gitlab":
        return {
            "GITLAB_CI": "true",
            "CI_API_V4_URL": f"{forge[1]}/api/v4",
            "CI_PROJECT_ID": "acme/campaigns",
            "CI_MERGE_REQUEST_IID": "7",
            "GITLAB_TOKEN": TOKEN,
        }
    event = write("event.json", json.dumps({"pull_request": {"number": 7}}))
    return {
        "GITHUB_ACTIONS": "true",
        "GITHUB_API_URL": forge[1],
        "GITHUB_REPOSITORY": "acme/campaigns",
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_TOKEN": TOKEN,
    }


def test_one_comment_a_plan_is_written_and_written_again(
    ctc: Callable, write: Callable, forge: tuple[Forge, str], pipeline: dict[str, str]
) -> None:
    state, _ = forge
    state.comments += [{"id": n + 1, "body": f"> {MARKER}\nnot mine"} for n in range(150)]
    write("plan.md", f"{MARKER}\nfirst")
    assert ctc("comment", "plan.md", "--update-only", **pipeline).code == 0
    assert len(state.comments) == 150
    assert ctc("comment", "plan.md", **pipeline).code == 0
    write("plan.md", f"{MARKER}\nsecond")
    answer = ctc("comment", "plan.md", "--update-only", **pipeline)
    assert answer.code == 0
    assert [each["body"] for each in state.comments[150:]] == [f"{MARKER}\nsecond"]
    assert all(TOKEN in token for _, _, token in state.seen)
    assert TOKEN not in answer.out + answer.err


@pytest.mark.parametrize("status", [401, 403, 404, 422, 500])
def test_a_refusal_says_what_is_missing_and_shows_no_token(
    ctc: Callable, write: Callable, forge: tuple[Forge, str], pipeline: dict[str, str], status: int
) -> None:
    forge[0].status = status
    write("plan.md", f"{MARKER}\nfirst")
    answer = ctc("comment", "plan.md", **pipeline)
    assert answer.code == 1
    assert f"answered {status}" in answer.err
    assert TOKEN not in answer.out + answer.err


def test_what_names_no_review_is_told(ctc: Callable, write: Callable) -> None:
    write("plan.md", f"{MARKER}\nfirst")
    assert "GITHUB_ACTIONS nor GITLAB_CI" in ctc("comment", "plan.md").err
    missing = ctc("comment", "plan.md", GITHUB_ACTIONS="true", GITHUB_REF="refs/heads/main")
    assert missing.code == 1
    assert "no pull request" in missing.err
    far = {"GITLAB_CI": "1", "CI_API_V4_URL": "http://gitlab.example/api", "CI_PROJECT_ID": "1"}
    plain = ctc("comment", "plan.md", **far, CI_MERGE_REQUEST_IID="1", GITLAB_TOKEN=TOKEN)
    assert "not https" in plain.err
    write("notes.md", "hello")
    assert ctc("comment", "notes.md").code == 2
