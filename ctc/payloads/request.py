"""From a payload to the request that is sent: it differs in two named places alone, and here is where.

The places are the name marker and ``when`` under a lead time. An identity send has neither: its batches
differ in ``to``.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from ctc.canonical import Json, canonical_bytes
from ctc.patterns import pattern
from ctc.payloads.payload import Payload

_MARKED: Final = pattern(
    r"(?P<name>.*) #(?P<identity>[a-z2-7]{8})-(?P<digest>[a-z2-7]{4})", re.DOTALL | re.IGNORECASE
)


_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS: Final = [one + other for one in _LETTERS for other in _LETTERS]


class MarkedName(NamedTuple):
    """A campaign's name as CleverTap lists it, taken apart: what the author wrote and the marker's halves."""

    name: str
    identity: str
    digest: str


def marker_of(
    *, project: str, environment: str, address: str, revision: int, digest: str, attempt: int = 1
) -> str:
    """``xxxxxxxx-yyyy``: 40 bits of the identity, 20 bits of the payload's digest and the attempt.

    The alphabet is that of base32 in lower case, so a marker is one word to a double click. ``attempt``
    counts from 1 the creates of one revision, so that a stopped predecessor cannot be taken for its successor.
    """
    return f"{identity_of(project, environment, address, revision)}-{_word(canonical_bytes([digest, attempt]), 4)}"


def digest_words(digest: str, attempts: int) -> list[str]:
    """The second halves of the markers that so many attempts at one payload may carry, whatever its name."""
    head = canonical_bytes([digest])[:-1]
    return [_word(b"%b,%d]" % (head, attempt), 4) for attempt in range(1, attempts + 1)]


def identity_of(project: str, environment: str, address: str, revision: int) -> str:
    """The first half of every marker of one identity: project + environment + address + revision."""
    [word] = identities_of(project, environment, address, [revision])
    return word


def identities_of(project: str, environment: str, address: str, revisions: Iterable[int]) -> list[str]:
    """The same at many revisions: they differ in their last part alone."""
    head = canonical_bytes([project, environment, address])[:-1]
    return [_word(b"%b,%d]" % (head, revision), 8) for revision in revisions]


def split_marker(name: str) -> MarkedName | None:
    """The parts of a marked name, or None where a name carries no marker.

    Blanks that a listing puts behind it, and capitals, are not the author's: a marker is found all the same.
    """
    match = _MARKED.fullmatch(name.rstrip())
    if match is None:
        return None
    return MarkedName(name=match["name"], identity=match["identity"].lower(), digest=match["digest"].lower())


def request_value(payload: Payload, *, marker: str | None, when: str | None) -> Json:
    """The body of the request for a create.

    ``marker`` is appended to the name; ``when`` (``YYYYMMDD HH:MM``) takes the place of ``now``. Raises
    ValueError where the payload has no such place, so that a request never differs anywhere else.
    """
    body = dict(payload.body)
    if marker is not None:
        name = body.get("name")
        if payload.is_send or not isinstance(name, str):
            raise ValueError(f"{payload.address}: has no name to mark")
        body["name"] = f"{name} #{marker}"
    if when is not None:
        body["when"] = _later(payload, body.get("when"), when)
    return body


def send_body(payload: Payload, to: Mapping[str, Sequence[str]]) -> bytes:
    """The bytes of one batch of an identity send: the payload with these recipients in ``to``."""
    if not payload.is_send:
        raise ValueError(f"{payload.address}: is not an identity send")
    return canonical_bytes({**payload.body, "to": {kind: list(people) for kind, people in to.items()}})


def _later(payload: Payload, now: Json, when: str) -> Json:
    if now == "now":
        return when
    if isinstance(now, Mapping) and now.get("type") == "now":
        return {**now, "type": "later", "delivery_date_time": [when]}
    raise ValueError(f"{payload.address}: is not sent now, so no lead time applies")


def _word(data: bytes, length: int) -> str:
    """The beginning of its hash in base32, lower case, of at most eight letters: thousands are asked for."""
    number = int.from_bytes(hashlib.sha256(data).digest()[:5], "big")
    quarters = (number >> 30, number >> 20 & 0x3FF, number >> 10 & 0x3FF, number & 0x3FF)
    return "".join([_PAIRS[quarter] for quarter in quarters])[:length]
