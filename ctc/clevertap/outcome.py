"""What became of one request: the table of the README section "What ctc promises"."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from ctc.canonical import Json


class Result(StrEnum):
    """How a POST ended, as far as the client can know."""

    SENT = "sent"
    """2xx, ``status: success``, with what the endpoint promises (an id, a message, a list)."""
    REJECTED = "rejected"
    """The API refused it: nothing was created."""
    THROTTLED = "throttled"
    """429: nothing was created; may be tried again after a wait."""
    NOT_SENT = "not_sent"
    """No byte of the request left this machine."""
    IN_DOUBT = "in_doubt"
    """Bytes left and no answer settles what became of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The answer to one request, without secrets: ``detail`` is what people read."""

    result: Result
    detail: str
    http_status: int | None = None
    code: int | None = None
    """The API's own error code (21, 73, 78, 84, 89), where the body had one."""
    id: int | None = None
    body: Mapping[str, Json] = field(default_factory=dict)
    at: datetime | None = None
    """The server's clock when it answered, where it told."""
