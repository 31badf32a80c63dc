"""Raw API bodies, or the commands that send them, as they are pasted: their values, endpoints and places."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from ctc.canonical import Json
from ctc.diagnostics import BEGINNING, Diagnostic, Place, Severity
from ctc.payloads.curl import is_curl
from ctc.payloads.languages import READ, language_of, mend_of, tool_of
from ctc.payloads.lenient_json import JsonText, TextPlaces, read_json, read_values
from ctc.payloads.pasted import Request, Unusable, is_collection, is_http, of_collection, of_curl, of_http
from ctc.payloads.shapes import endpoint_of, is_query
from ctc.suggest import nearest
from ctc.validation.finding import Finding
from ctc.variants import ENDPOINTS, SEND

OTHER_ENDPOINTS: Final = {
    "/1/targets/list.json": "this lists campaigns: `ctc status` shows those that ctc made, as CleverTap has them now",
    "/1/targets/stop.json": "this stops one: `ctc stop ADDRESS` stops a campaign that ctc made",
    "/1/targets/result.json": "this asks for a result: `ctc status ADDRESS` shows what CleverTap says of it",
    "/1/message/report.json": "this asks for a report, which CleverTap's dashboard shows",
    "/1/upload": "this uploads profiles or events, which ctc does not",
    "/1/events.json": "this reads events, which ctc does not",
    "/1/profiles.json": "this reads profiles, which ctc does not",
    "/1/profile.json": "this reads a profile, which ctc does not",
}
"""What the requests of the API do that make no campaign, and the command of ctc's that does it."""
MAX_REQUESTS: Final = 1_000
"""Requests of one pasted text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiBody:
    """One request body; ``places`` say where each key and value stands in the pasted text."""

    value: Mapping[str, Json]
    endpoint: str
    places: TextPlaces
    file: str

    def diagnostic(self, finding: Finding) -> Diagnostic:
        """A finding about the body, placed at the key or value that a person would edit."""
        places = self.places
        place = places.key(finding.path) if finding.at == "key" else places.value(finding.path)
        return Diagnostic.of(
            finding.code,
            finding.message,
            finding.hint,
            file=self.file,
            place=place,
            path=finding.path,
            severity=finding.severity,
        )


Read = tuple[ApiBody | None, tuple[Diagnostic, ...]]
"""A body, and all that is wrong with its text (CTC36x). None where it cannot be read or its endpoint not be told."""


def read_payloads(text: str, *, file: str = "-", endpoint: str | None = None) -> tuple[Read, ...]:
    """Every request in a pasted text; at least one, and none is left out without a word.

    ``endpoint`` is the path that the caller states; without it the command's URL says, and without one the
    body's shape. Whether CleverTap takes the body is the schema's to say.
    """
    if is_curl(text):
        return _reads(of_curl(text), file, endpoint)
    if is_http(text):
        return _reads(of_http(text), file, endpoint)
    values, found = read_values(text, file=file, most=MAX_REQUESTS + 1)
    if not values:
        return ((None, _named(text, file) or found),)
    if len(values) > MAX_REQUESTS:
        return _too_many(file)
    if len(values) == 1 and is_collection(values[0].value):
        return _of_collection(values[0], file, endpoint)
    if tool := tool_of(values[0].value):
        message = f"this is {tool}, which is not read here"
        return ((None, (_error("CTC360", message, file, values[0].places.value(()), READ),)),)
    return (_body(values[0], found, file, endpoint), *(_body(one, (), file, endpoint) for one in values[1:]))


def _too_many(file: str) -> tuple[Read, ...]:
    message = f"there are more than {MAX_REQUESTS:,} requests here, and each of them would be a spec"
    hint = "paste them in parts; what differs in a few values is one spec with `each`"
    return ((None, (_error("CTC360", message, file, BEGINNING, hint),)),)


def _named(text: str, file: str) -> tuple[Diagnostic, ...]:
    """What a text is that is no JSON at all."""
    if (language := language_of(text)) is None:
        return ()
    message = f"this is {language}, which is not read here"
    return (_error("CTC360", message, file, BEGINNING, mend_of(language)),)


def _reads(requests: Iterable[Request | Unusable], file: str, endpoint: str | None) -> tuple[Read, ...]:
    """Requests that make nothing are left out, with a word, where others beside them make something."""
    asked = list(islice(requests, MAX_REQUESTS + 1))
    if len(asked) > MAX_REQUESTS:
        return _too_many(file)
    reads = [_one(request, file, endpoint) for request in asked]
    if not reads:
        message = "there is no request with a body here"
        return ((None, (_error("CTC360", message, file, BEGINNING, READ),)),)
    if all(body is None for body, _ in reads):
        return tuple(reads)
    return tuple(
        (body, tuple(map(_left_out, found))) if request.path in OTHER_ENDPOINTS else (body, found)
        for request, (body, found) in zip(asked, reads, strict=True)
    )


def _left_out(found: Diagnostic) -> Diagnostic:
    return found._replace(severity=Severity.INFO, message=f"{found.message}; it is left out")


def _one(request: Request | Unusable, file: str, endpoint: str | None) -> Read:
    if isinstance(request, Unusable):
        if other := _other(request.path, file, request.origin):
            return None, (other,)
        return None, (_error(request.code, request.message, file, request.origin, request.hint),)
    read, found = read_json(request.body, file=file, origin=request.origin, is_verbatim=request.is_verbatim)
    if read is None:
        other = _other(request.path, file, request.origin)
        return None, (other,) if other else found
    return _body(read, found, file, endpoint, request.path)


def _body(
    read: JsonText, found: tuple[Diagnostic, ...], file: str, endpoint: str | None, path: str | None = None
) -> Read:
    start = read.places.value(())
    if not isinstance(read.value, dict):
        message = "a payload is a JSON object, and this is none"
        return None, (*found, _error("CTC362", message, file, start, "paste the whole body, from { to }"))
    chosen = _endpoint(read.value, endpoint, path, file, start)
    if isinstance(chosen, Diagnostic):
        return None, (*found, chosen)
    return ApiBody(value=read.value, endpoint=chosen, places=read.places, file=file), found


def _of_collection(read: JsonText, file: str, endpoint: str | None) -> tuple[Read, ...]:
    requests = (
        Request(body=body, path=path, origin=read.places.value(way), is_verbatim=False)
        for way, body, path in of_collection(read.value)
    )
    return _reads(requests, file, endpoint)


def _endpoint(
    body: Mapping[str, Json], stated: str | None, path: str | None, file: str, start: Place
) -> str | Diagnostic:
    if stated and path and stated != path:
        message = f"--endpoint says {stated}, and the command's URL says {path}"
        return _error("CTC366", message, file, start, "leave --endpoint out")
    named = stated or path
    if named is not None:
        return named if named in ENDPOINTS else _unknown(named, file, start)
    if body.keys() == {"id"}:
        hint = OTHER_ENDPOINTS["/1/targets/stop.json"]
        return _error("CTC366", "this names a campaign that is there, and makes none", file, start, hint)
    if is_query(body):
        return _error(
            "CTC367",
            "this is an audience alone: no name, no content, no schedule, so it cannot be sent",
            file,
            start,
            'put it inside `where` of a campaign, as in {"name": …, "where": {"advanced_query": …}}',
        )
    shape = endpoint_of(body)
    if shape is None:
        return _error(
            "CTC365",
            "the payload alone does not tell which endpoint it is for",
            file,
            start,
            f"say it with --endpoint, as in --endpoint {SEND.format(channel='push')}; there are "
            + ", ".join(ENDPOINTS),
        )
    return shape


def _unknown(named: str, file: str, start: Place) -> Diagnostic:
    path = re.sub(r"^https?://[^/]*", "", named.strip())
    if other := _other(path, file, start):
        return other
    guess = path if path in ENDPOINTS else _meant(path)
    hint = f"did you mean '{guess}'?" if guess else "there are " + ", ".join(ENDPOINTS)
    return _error("CTC366", f"{named} is no endpoint that takes a campaign or a message", file, start, hint)


def _meant(path: str) -> str | None:
    """The endpoint whose last word somebody mistyped; another word is another request."""
    words = {endpoint.rpartition("/")[2].removesuffix(".json"): endpoint for endpoint in reversed(ENDPOINTS)}
    last = path.partition("?")[0].rstrip("/").rpartition("/")[2]
    if "/" not in path:
        return None
    word = nearest(last.removesuffix(".json"), words)
    return words[word] if word else None


def _other(path: str | None, file: str, start: Place) -> Diagnostic | None:
    hint = OTHER_ENDPOINTS.get(path or "")
    return _error("CTC366", f"{path} makes no campaign and no message", file, start, hint) if hint else None


def _error(code: str, message: str, file: str, place: Place, hint: str) -> Diagnostic:
    return Diagnostic.of(code, message, hint, file=file, place=place)
