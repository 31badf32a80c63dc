"""One comment a review and the plan that was reviewed, as requests: what is asked, and what is made of each answer."""

import json
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import httpcore2
import pytest

from ctc.forge import commenting
from ctc.forge.commenting import Forge, Refused, Written, comment
from ctc.forge.review import GitLab, NoReview
from ctc.forge.reviewed import reviewed_plan

MARK = "<!-- ctc plan: acme/production -->"
REVIEW = GitLab(api="https://lab.example/api", project="1", number=7, token="t0ken")
NOTES = "https://lab.example/api/projects/1/merge_requests/7/notes"
Answer = Callable[[str, str], tuple[int, bytes]]


class Pool:
    """What carries the requests: says what it was given, and hands back what it is told."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked: list[tuple[str, str, Any]] = []
        self.told: list[dict[str, Any]] = []

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *_: object) -> None: ...

    def request(self, verb: str, url: str, **more: Any) -> Any:
        body = more["content"]
        self.asked.append((verb, url, json.loads(body) if body is not None else None))
        self.told.append(more)
        status, content = self.answer(verb, url)
        return SimpleNamespace(status=status, content=content)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[[Answer], Pool]:
    def through(answer: Answer) -> Pool:
        pool = Pool(answer)
        monkeypatch.setattr(commenting.httpcore2, "ConnectionPool", lambda: pool)
        return pool

    return through


def forge(answer: Answer) -> tuple[Forge, Pool]:
    pool = Pool(answer)
    return Forge([(b"private-token", b"t0ken")], pool), pool  # type: ignore[arg-type]


def test_a_request_carries_its_token_and_gives_up_after_half_a_minute() -> None:
    asks, pool = forge(lambda *_: (200, b'{"id": 1}'))
    assert asks.ask("PUT", "https://lab.example/x", {"body": "text"}) == {"id": 1}
    assert pool.asked == [("PUT", "https://lab.example/x", {"body": "text"})]
    assert pool.told[0]["headers"] == [
        (b"private-token", b"t0ken"),
        (b"user-agent", b"ctc"),
        (b"content-type", b"application/json"),
    ]
    seconds = {"connect": 30.0, "read": 30.0, "write": 30.0, "pool": 30.0}
    assert pool.told[0]["extensions"] == {"timeout": seconds}
    assert asks.read("GET", "https://lab.example/x") == b'{"id": 1}'
    assert pool.asked[-1] == ("GET", "https://lab.example/x", None)


@pytest.mark.parametrize(
    ("url", "goes"),
    [
        ("https://lab.example/x", True),
        ("http://127.0.0.1:80/x", True),
        ("http://localhost/x", True),
        ("http://[::1]:80/x", True),
        ("http://lab.example/x", False),
        ("ftp://lab.example/x", False),
    ],
)
def test_no_token_travels_in_the_open(url: str, goes: bool) -> None:
    asks, pool = forge(lambda *_: (200, b"[]"))
    if goes:
        assert asks.ask("GET", url) == []
        return
    with pytest.raises(Refused, match=r"^(http|ftp)://lab\.example is not https: no token is sent there$"):
        asks.ask("GET", url)
    assert not pool.asked


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (299, ""),
        (300, "nothing was written"),
        (302, "nothing was written"),
        (401, "the token is not valid"),
        (403, "the token may not write here: GitHub needs `permissions: .*`, GitLab a token with api"),
        (404, "there is no such review, or the token may not see it"),
        (422, "the text was not taken"),
        (500, "nothing was written"),
    ],
)
def test_what_a_forge_refuses_is_told(status: int, says: str) -> None:
    asks, _ = forge(lambda *_: (status, b"[]"))
    if not says:
        assert asks.ask("GET", "https://lab.example/x") == []
        return
    with pytest.raises(Refused, match=rf"^lab\.example answered {status}: {says}$"):
        asks.ask("GET", "https://lab.example/x")


@pytest.mark.parametrize("content", [b"<html>", b"[" * 100_000, b"\xff"])
def test_what_is_no_json_is_told(content: bytes) -> None:
    asks, _ = forge(lambda *_: (200, content))
    with pytest.raises(Refused, match=r"^lab\.example answered with something that is no JSON$"):
        asks.ask("GET", "https://lab.example/x")


@pytest.mark.parametrize(
    "error", [httpcore2.ConnectError, httpcore2.ReadTimeout, httpcore2.RemoteProtocolError]
)
def test_a_forge_that_cannot_be_reached_is_told(error: type[Exception]) -> None:
    def broken(*_: str) -> tuple[int, bytes]:
        raise error("t0ken")

    asks, _ = forge(broken)
    with pytest.raises(Refused, match=rf"^lab\.example cannot be asked: {error.__name__}$"):
        asks.ask("GET", "https://lab.example/x")


def pages(*bodies: Any) -> Answer:
    """A hundred comments a page, numbered from 1; ``None`` stands for one that is no comment."""
    every = [None if body is None else {"id": n, "body": body} for n, body in enumerate(bodies, start=1)]

    def answer(verb: str, url: str) -> tuple[int, bytes]:
        start = 100 * (int(url.rpartition("=")[2]) - 1) if verb == "GET" else 0
        return 200, json.dumps(every[start : start + 100] if verb == "GET" else {}).encode()

    return answer


@pytest.mark.parametrize(
    ("bodies", "begin", "written", "asks"),
    [
        ((), True, Written.CREATED, [("GET", 1), ("POST", None)]),
        ((), False, Written.LEFT, [("GET", 1)]),
        (("hello", None, f"> {MARK}", f"{MARK}\nold"), True, Written.UPDATED, [("GET", 1), ("PUT", 4)]),
        ((f"{MARK}\na", f"{MARK}\nb"), False, Written.UPDATED, [("GET", 1), ("PUT", 1)]),
        (("x",) * 99, True, Written.CREATED, [("GET", 1), ("POST", None)]),
        (("x",) * 100, True, Written.CREATED, [("GET", 1), ("GET", 2), ("POST", None)]),
        ((*["x"] * 250, MARK), True, Written.UPDATED, [("GET", 1), ("GET", 2), ("GET", 3), ("PUT", 251)]),
        (("<!-- ctc plan: acme/staging -->",), True, Written.CREATED, [("GET", 1), ("POST", None)]),
    ],
)
def test_one_comment_is_found_again_or_begun(
    asked: Callable[[Answer], Pool], bodies: Any, begin: bool, written: Written, asks: list[Any]
) -> None:
    pool = asked(pages(*bodies))
    assert comment(REVIEW, f"{MARK}\nnew", begin=begin) is written
    urls = {
        "GET": lambda page: f"{NOTES}?per_page=100&page={page}",
        "POST": lambda _: NOTES,
        "PUT": lambda number: f"{NOTES}/{number}",
    }
    assert [(verb, url) for verb, url, _ in pool.asked] == [(verb, urls[verb](of)) for verb, of in asks]
    said = [body for verb, _, body in pool.asked if verb != "GET"]
    assert said == ([] if written is Written.LEFT else [{"body": f"{MARK}\nnew"}])
    assert all(each["headers"][0] == (b"private-token", b"t0ken") for each in pool.told)


@pytest.mark.parametrize(("status", "verbs"), [(403, ["GET", "PUT", "PUT"]), (404, ["GET", "PUT", "PUT"])])
def test_anothers_comment_with_our_marker_is_passed_over(
    asked: Callable[[Answer], Pool], status: int, verbs: list[str]
) -> None:
    """Somebody may have pasted it: a review would be without its plan from then on."""
    listed = pages(f"{MARK}\npasted", f"{MARK}\nours")
    pool = asked(lambda verb, url: (status, b"") if url.endswith("/1") else listed(verb, url))
    assert comment(REVIEW, f"{MARK}\nnew", begin=True) is Written.UPDATED
    assert [verb for verb, *_ in pool.asked] == verbs


def test_a_change_that_the_forge_cannot_make_is_told(asked: Callable[[Answer], Pool]) -> None:
    asked(lambda verb, url: (500, b"") if verb == "PUT" else pages(MARK)(verb, url))
    with pytest.raises(Refused):
        comment(REVIEW, f"{MARK}\nnew", begin=True)


def test_a_review_of_endless_comments_is_read_for_so_long(asked: Callable[[Answer], Pool]) -> None:
    pool = asked(lambda verb, _: (200, json.dumps([{"id": 1}] * 100 if verb == "GET" else {}).encode()))
    assert comment(REVIEW, MARK, begin=True) is Written.CREATED
    assert len(pool.asked) == 101


def test_what_is_no_list_of_comments_is_told_and_nothing_is_written(asked: Callable[[Answer], Pool]) -> None:
    pool = asked(lambda *_: (200, b'{"message": "?"}'))
    with pytest.raises(Refused, match=r"^the forge's list of comments is no list$"):
        comment(REVIEW, MARK, begin=True)
    assert len(pool.asked) == 1


def test_a_text_that_nobody_would_find_again_is_not_written(asked: Callable[[Answer], Pool]) -> None:
    pool = asked(lambda *_: (200, b"[]"))
    with pytest.raises(ValueError, match=r"^the text begins with no marker of ctc's$"):
        comment(REVIEW, f"A plan\n{MARK}", begin=True)
    assert not pool.asked


JOB = {
    "CI_API_V4_URL": "https://lab.example/api/",
    "CI_PROJECT_ID": "acme/campaigns",
    "CI_COMMIT_SHA": "c0/ffee",
    "GITLAB_TOKEN": "t0ken",
}
HOME = "https://lab.example/api/projects/acme%2Fcampaigns"
MERGED = f"{HOME}/repository/commits/c0%2Fffee/merge_requests"
ROUTES: Mapping[str, Any] = {
    MERGED: [
        {"iid": 9, "state": "opened"},
        {"iid": 8, "state": "merged"},
        {"iid": "6", "state": "merged"},
        None,
    ],
    f"{HOME}/merge_requests/8/pipelines": [
        {"id": 83, "source": "push"},
        {"id": 82},
        {"id": 81, "source": "merge_request_event"},
    ],
    f"{HOME}/pipelines/82/jobs": [
        {"id": 802, "name": "lint"},
        {"id": 801, "name": "ctc-check"},
        {"id": 800, "name": "ctc-check"},
    ],
    f"{HOME}/jobs/801/artifacts/ctc-out/ctc.plan": b"the plan",
}


def lab(routes: Mapping[str, Any]) -> Answer:
    def answer(verb: str, url: str) -> tuple[int, bytes]:
        path, _, query = url.partition("?")
        assert (verb, query) == ("GET", "" if "artifacts" in url else "per_page=100")
        if path not in routes:
            return 404, b"{}"
        found = routes[path]
        return 200, found if isinstance(found, bytes) else json.dumps(found).encode()

    return answer


def test_the_plan_of_the_newest_check_of_the_merge_request_is_fetched(
    asked: Callable[[Answer], Pool],
) -> None:
    """What an apply is bound to: another request's plan, or an older check's, is one that nobody agreed to."""
    pool = asked(lab(ROUTES))
    assert reviewed_plan(JOB) == b"the plan"
    assert [url.partition("?")[0] for _, url, _ in pool.asked] == [*ROUTES]
    assert all(each["headers"][0] == (b"private-token", b"t0ken") for each in pool.told)


EIGHT = "merge request 8"


@pytest.mark.parametrize(
    ("path", "rows", "said"),
    [
        (MERGED, {}, "the forge answered with something that is no list"),
        (MERGED, [], "no merge request brought this commit, so nobody reviewed a plan of it"),
        (MERGED, [{"iid": 9, "state": "opened"}, {"iid": 8}], "no merge request brought this commit, so.*"),
        (f"{HOME}/merge_requests/8/pipelines", [{"id": 83, "source": "push"}], f"{EIGHT} has no job ctc-check.*"),
        (f"{HOME}/pipelines/82/jobs", [{"id": 802, "name": "lint"}, {"id": 1}], f"{EIGHT} has no job ctc-check.*"),
        (f"{HOME}/jobs/801/artifacts/ctc-out/ctc.plan", None, f"the check of {EIGHT} saved no plan: .* 404: .*"),
    ],
)  # fmt: skip
def test_without_a_reviewed_plan_there_is_none(
    asked: Callable[[Answer], Pool], path: str, rows: Any, said: str
) -> None:
    asked(lab({key: value for key, value in {**ROUTES, path: rows}.items() if value is not None}))
    with pytest.raises(Refused, match=rf"^{said}$"):
        reviewed_plan(JOB)


@pytest.mark.parametrize("name", [*JOB])
def test_what_a_job_lacks_is_named(name: str) -> None:
    with pytest.raises(NoReview, match=rf"^{name} is not set"):
        reviewed_plan({**JOB, name: ""})
