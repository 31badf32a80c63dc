"""One comment a review, kept up to date."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit

import httpcore2

from ctc.forge.review import Review, marker_of

Headers = list[tuple[bytes, bytes]]
_PAGES: Final = 100
_SECONDS: Final = 30.0
_OTHERS: Final = frozenset({403, 404})
"""How a forge answers who would change another one's comment, or one that is gone."""
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})


class Written(StrEnum):
    """What became of the comment."""

    CREATED = "created"
    UPDATED = "updated"
    LEFT = "left"
    """There is none, and none was to be begun."""


class Refused(Exception):
    """The forge did not take it; the message says what it said."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status
        """What it answered; 0 where it did not."""


@dataclass(frozen=True, slots=True)
class Forge:
    """A forge that is asked with these headers, which hold the token; it follows no redirect."""

    headers: Headers
    pool: httpcore2.ConnectionPool

    def ask(self, verb: str, url: str, body: dict[str, str] | None = None) -> Any:
        """The answer's JSON. Raises Refused."""
        try:
            return json.loads(self.read(verb, url, body))
        except (ValueError, RecursionError):
            raise Refused(f"{urlsplit(url).hostname} answered with something that is no JSON") from None

    def read(self, verb: str, url: str, body: dict[str, str] | None = None) -> bytes:
        """The answer's bytes. Raises Refused."""
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            raise Refused(f"{parts.scheme}://{parts.hostname} is not https: no token is sent there")
        headers = [*self.headers, (b"user-agent", b"ctc"), (b"content-type", b"application/json")]
        content = json.dumps(body).encode() if body is not None else None
        timeout = dict.fromkeys(("connect", "read", "write", "pool"), _SECONDS)
        try:
            answer = self.pool.request(
                verb, url, headers=headers, content=content, extensions={"timeout": timeout}
            )
        except (httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.ProtocolError) as error:
            raise Refused(f"{parts.hostname} cannot be asked: {type(error).__name__}") from None
        if answer.status >= 300:
            raise Refused(_why(parts.hostname or "", answer.status), answer.status)
        return answer.content


def comment(review: Review, text: str, *, begin: bool) -> Written:
    """Writes ``text`` as the comment that its marker names. With ``begin`` a comment is begun where there is none.

    What somebody else wrote below the same marker is no comment of ours, nor is what may not be changed. Raises
    Refused, and ValueError where the text begins with no marker.
    """
    marker = marker_of(text)
    if marker is None:
        raise ValueError("the text begins with no marker of ctc's")
    with httpcore2.ConnectionPool() as pool:
        forge = Forge(review.headers, pool)
        for known in _known(forge, review, marker):
            try:
                forge.ask(*review.update(known), {"body": text})
            except Refused as refused:
                if refused.status not in _OTHERS:
                    raise
            else:
                return Written.UPDATED
        if not begin:
            return Written.LEFT
        forge.ask("POST", review.create(), {"body": text})
        return Written.CREATED


def _known(forge: Forge, review: Review, marker: str) -> Iterator[int]:
    """The ids of the comments that begin with this marker, and that may be ours."""
    for page in range(1, _PAGES + 1):
        comments = forge.ask("GET", f"{review.create()}?per_page=100&page={page}")
        if not isinstance(comments, list):
            raise Refused("the forge's list of comments is no list")
        for each in comments:
            is_one = isinstance(each, dict) and marker_of(str(each.get("body", ""))) == marker
            if is_one and review.may_be_ours(each):
                yield int(each["id"])
        if len(comments) < 100:
            return


def _why(host: str, status: int) -> str:
    words = {
        401: "the token is not valid",
        403: "the token may not write here: GitHub needs `permissions: pull-requests: write`, GitLab a token with api",
        404: "there is no such review, or the token may not see it",
        422: "the text was not taken",
    }
    return f"{host} answered {status}: {words.get(status, 'nothing was written')}"
