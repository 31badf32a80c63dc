"""A raw API body, or the curl command that sends it, as it is pasted: its value, endpoint and places."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, Place, Severity, pointer
from ctc.payloads.curl import CurlError, is_curl, read_curl
from ctc.payloads.lenient_json import TextPlaces, read_json
from ctc.suggest import nearest
from ctc.validation.finding import Finding
from ctc.variants import CREATE, ENDPOINTS, SEND, send_endpoint

_OF_WHERE: Final = frozenset(
    {"advanced_query", "common_profile_properties", "event_name", "event_properties", "from", "to"}
)
_OF_CREATE: Final = frozenset({"target_mode", "when", "where", "segment", "name"})
_OF_PUSH: Final = frozenset({"ios", "android"})
_OF_WEBPUSH: Final = frozenset({"safari", "chrome", "firefox", "kaios"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiBody:
    """One request body; ``places`` say where each key and value stands in the pasted text."""

    value: Mapping[str, Json]
    endpoint: str
    places: TextPlaces
    file: str = "-"

    def diagnostic(self, finding: Finding) -> Diagnostic:
        """A finding about the body, placed at the key or value that a person would edit."""
        places = self.places
        place = places.key(finding.path) if finding.at == "key" else places.value(finding.path)
        return Diagnostic(
            code=finding.code,
            severity=finding.severity,
            message=finding.message,
            file=self.file,
            line=place.line,
            column=place.column,
            path=pointer(finding.path),
            hint=finding.hint,
        )


def read_payload(
    text: str, *, file: str = "-", endpoint: str | None = None
) -> tuple[ApiBody | None, tuple[Diagnostic, ...]]:
    """The body in a pasted text, and all that is wrong with the text itself (CTC36x).

    ``endpoint`` is the path that the caller states; without it the command's URL says, and without one the
    body's shape. The body is None where it cannot be read or its endpoint cannot be told. Whether CleverTap
    takes the body is the schema's to say.
    """
    origin, path = Place(line=1, column=1), None
    if is_curl(text):
        try:
            command = read_curl(text)
        except CurlError as error:
            return None, (_error(error.code, error.message, file, origin, error.hint),)
        origin = _origin(text, command.body)
        text, path = command.body, command.path
    read, found = read_json(text, file=file, origin=origin)
    if read is None:
        return None, found
    start = read.places.value(())
    if not isinstance(read.value, dict):
        message = "a payload is a JSON object, and this is none"
        return None, (*found, _error("CTC362", message, file, start, "paste the whole body, from { to }"))
    chosen = _endpoint(read.value, endpoint, path, file, start)
    if isinstance(chosen, Diagnostic):
        return None, (*found, chosen)
    return ApiBody(value=read.value, endpoint=chosen, places=read.places, file=file), found


def _origin(text: str, body: str) -> Place:
    """Where the body stands in the command; 1:1 where quoting has changed it."""
    offset = text.find(body) if body else -1
    if offset < 0:
        return Place(line=1, column=1)
    before = text[:offset]
    return Place(
        line=len(re.findall("\r\n|\r|\n", before)) + 1, column=len(re.split("[\r\n]", before)[-1]) + 1
    )


def _endpoint(
    body: Mapping[str, Json], stated: str | None, path: str | None, file: str, start: Place
) -> str | Diagnostic:
    if stated and path and stated != path:
        message = f"--endpoint says {stated}, and the command's URL says {path}"
        return _error("CTC366", message, file, start, "leave --endpoint out")
    named = stated or path
    if named is not None:
        return named if named in ENDPOINTS else _unknown(named, file, start)
    if _is_query(body):
        return _error(
            "CTC367",
            "this is an audience alone: no name, no content, no schedule, so it cannot be sent",
            file,
            start,
            'put it inside `where` of a campaign, as in {"name": …, "where": {"advanced_query": …}}',
        )
    shape = _by_shape(body)
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
    guess = path if path in ENDPOINTS else nearest(path, ENDPOINTS)
    hint = f"did you mean '{guess}'?" if guess else "there are " + ", ".join(ENDPOINTS)
    return _error("CTC366", f"{named} is no endpoint that takes a campaign or a message", file, start, hint)


def _is_query(body: Mapping[str, Json]) -> bool:
    """A bare ``{"advanced_query": …}``, which the vendor's page shows on its own [seed]."""
    return bool(body) and body.keys() <= _OF_WHERE and not _is_recipients(body.get("to"))


def _is_recipients(to: Json) -> bool:
    return isinstance(to, Mapping)


def _by_shape(body: Mapping[str, Json]) -> str | None:
    if not _is_recipients(body.get("to")) or "target_mode" in body:
        return CREATE if body.keys() & _OF_CREATE else None
    if "ExternalTrigger" in body:
        return send_endpoint("externaltrigger", body)
    content = body.get("content")
    channel = _channel(body, content) if isinstance(content, Mapping) else None
    return SEND.format(channel=channel) if channel else None


def _channel(body: Mapping[str, Json], content: Mapping[str, Json]) -> str | None:
    """The channel of an identity send, where its content can belong to one alone; title and body are two's."""
    platforms = content.get("platform_specific")
    keys = platforms.keys() if isinstance(platforms, Mapping) else frozenset()
    if content.keys() & {"subject", "sender_name"}:
        return "email"
    if content.keys() & {"template_name", "template_type"}:
        return "whatsapp"
    if keys & _OF_PUSH or body.keys() & {"badge_id", "badge_icon"}:
        return None if keys & _OF_WEBPUSH else "push"
    if keys & _OF_WEBPUSH:
        return "webpush"
    return "sms" if "body" in content and "title" not in content else None


def _error(code: str, message: str, file: str, place: Place, hint: str) -> Diagnostic:
    return Diagnostic(
        code=code,
        severity=Severity.ERROR,
        message=message,
        file=file,
        line=place.line,
        column=place.column,
        hint=hint,
    )
