"""A pasted text as the requests that it holds: curl commands, .http files, Postman collections, or JSON itself.

Headers are dropped on the way: they hold credentials, which are never shown and never written.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ctc.diagnostics import Place
from ctc.patterns import pattern
from ctc.payloads.curl import CurlError, path_of, read_curls

_LINE: Final = pattern("\r\n|\r|\n")
_METHOD: Final = r"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)[ \t]+(\S+)(?:[ \t]+HTTP/[\d.]+)?[ \t]*"
_REQUEST: Final = pattern(f"^{_METHOD}\r?$", re.MULTILINE)
_SEPARATOR: Final = pattern(r"^###.*$", re.MULTILINE)
_BEFORE: Final = pattern(r"(?:[ \t]*(?:#.*|//.*|@\w.*)?(?:\r?\n|\Z))*")
"""Comments, variables and blank lines, before a request and before its body."""
_HEADERS: Final = pattern(r"(?:[ \t]*\S.*\r?\n)*")
_SCRIPT: Final = pattern(r"^(?:<|>)[ \t>].*\Z", re.MULTILINE | re.DOTALL)
"""A script for the answer, or a file to write it to; at the beginning of a body, the file that it is read from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request, its body not yet read; ``path`` is that of its URL, where it has one."""

    body: str
    path: str | None
    origin: Place
    is_verbatim: bool = True
    """Whether the body stands in the text as it is: places within it can be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """A request whose body cannot be taken over: why, and how to mend it. Quotes no word of it."""

    code: str
    message: str
    hint: str
    origin: Place
    path: str | None = None


def is_http(text: str) -> bool:
    """Whether a text is an .http file, as editors send them."""
    return _REQUEST.match(text, _past(_BEFORE, text, 0, len(text))) is not None


def of_curl(text: str) -> Iterator[Request | Unusable]:
    """The requests of curl commands."""
    for found in read_curls(text):
        if isinstance(found, CurlError):
            yield Unusable(
                code=found.code,
                message=found.message,
                hint=found.hint,
                origin=place_at(text, found.start),
                path=found.path,
            )
            continue
        at = text.find(found.body, found.start) if found.body else -1
        is_verbatim = at >= 0
        origin = place_at(text, at if is_verbatim else found.start)
        yield Request(body=found.body, path=found.path, origin=origin, is_verbatim=is_verbatim)


def of_http(text: str) -> Iterator[Request | Unusable]:
    """The requests of an .http file."""
    ends = [*(found.start() for found in _SEPARATOR.finditer(text)), len(text)]
    begin = 0
    for end in ends:
        if found := _http(text, begin, end):
            yield found
        begin = end


def _http(text: str, begin: int, end: int) -> Request | Unusable | None:
    start = _past(_BEFORE, text, begin, end)
    line = _REQUEST.match(text, start, end)
    if line is None:
        return _without_request(text, start) if text[start:end].strip() else None
    start = _past(_HEADERS, text, min(line.end() + 1, end), end)
    start = _past(_BEFORE, text, start, end)
    body = _SCRIPT.sub("", text[start:end])
    path = path_of(line[1])
    if text.startswith("<", start):
        return Unusable(
            code="CTC364",
            message="the request reads its body from a file (< …), which ctc does not open",
            hint="run ctc import on that file, with --endpoint where it is needed",
            origin=place_at(text, start),
        )
    if not body.strip():
        return Request(body="{}", path=path, origin=place_at(text, line.start()), is_verbatim=False)
    return Request(body=body, path=path, origin=place_at(text, start))


def _past(pattern: "re.Pattern[str]", text: str, begin: int, end: int) -> int:
    """Behind what stands at ``begin``, where it does."""
    found = pattern.match(text, begin, end)
    return found.end() if found else begin


def _without_request(text: str, start: int) -> Unusable:
    return Unusable(
        code="CTC360",
        message="this part of the file begins with no request line, so nobody knows where it goes",
        hint="write POST and the URL above it, or import it by itself",
        origin=place_at(text, start),
    )


def is_collection(value: object) -> bool:
    """Whether a JSON value is a Postman collection."""
    return isinstance(value, dict) and isinstance(value.get("item"), list) and "info" in value


def of_collection(
    value: object, at: Sequence[str | int] = ()
) -> Iterator[tuple[tuple[str | int, ...], str, str | None]]:
    """The requests of a Postman collection with a body: the way to it, its text, and the path of its URL."""
    items = value.get("item") if isinstance(value, dict) else None
    for number, item in enumerate(items if isinstance(items, list) else ()):
        here = (*at, "item", number)
        yield from of_collection(item, here)
        request = item.get("request") if isinstance(item, dict) else None
        body = request.get("body") if isinstance(request, dict) else None
        text = body.get("raw") if isinstance(body, dict) else None
        if isinstance(request, dict) and isinstance(text, str) and text.strip():
            url = request.get("url")
            raw = url.get("raw") if isinstance(url, dict) else url
            path = path_of(raw) if isinstance(raw, str) else None
            yield (*here, "request", "body", "raw"), text, path


def place_at(text: str, offset: int) -> Place:
    """Line and column of an offset, from 1."""
    starts = _starts(text)
    line = bisect_right(starts, offset)
    return Place(line=line, column=offset - starts[line - 1] + 1)


@lru_cache(maxsize=4)
def _starts(text: str) -> tuple[int, ...]:
    """Where the lines of a text begin: it is asked for each of its requests."""
    return (0, *(found.end() for found in _LINE.finditer(text)))
