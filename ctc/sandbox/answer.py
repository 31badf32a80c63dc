"""What the API answers: an HTTP status and a JSON object."""

from dataclasses import dataclass
from typing import Final

from ctc.canonical import Json

OK: Final = 200
BAD_REQUEST: Final = 400
UNAUTHORIZED: Final = 401
FORBIDDEN: Final = 403
NOT_FOUND: Final = 404
CONFLICT: Final = 409
TOO_LARGE: Final = 413
TOO_MANY: Final = 429

TO_MISSING: Final = 21
NOT_BOOLEAN: Final = 73
INVALID_JSON: Final = 78
INVALID_RECIPIENTS: Final = 84
UNEXPECTED: Final = 89


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer. ``accepted`` says whether the request had the effect that it asked for."""

    status: int
    body: dict[str, Json]
    accepted: bool = False
    id: int | None = None
    """The campaign that the request made or stopped."""


def success(*, campaign_id: int | None = None, **fields: Json) -> Answer:
    return Answer(status=OK, body={"status": "success", **fields}, accepted=True, id=campaign_id)


def fail(error: str, *, status: int = BAD_REQUEST, code: int | None = None) -> Answer:
    """``{"status": "fail", "error": …}``, with the ``code`` where the API documents one [seed]."""
    body: dict[str, Json] = {"status": "fail", "error": error}
    if code is not None:
        body["code"] = code
    return Answer(status=status, body=body)
