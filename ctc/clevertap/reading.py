"""The outcome table: from one answer to what became of the request."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from ctc.clevertap.exchange import Answer
from ctc.clevertap.listing import campaign_id
from ctc.clevertap.outcome import Outcome, Result

REJECTING: Final = frozenset({400, 401, 403, 404, 405})
"""HTTP statuses that say for certain that nothing was made [newer docs]."""
REJECTING_IN_WORDS: Final = frozenset({402, 406, 413, 415, 422})
"""Those that say so where the API's own refusal stands in the body: without it, a host between may have answered.
409 settles nothing whatever it says: a gateway that repeats a POST answers the second one with it."""
THROTTLING: Final = 429
UNEXPECTED: Final = 89
"""The API's "Unexpected error, please try again" [seed]: it may have happened after the fact."""
SHORTEST_SECRET: Final = 4
"""Shorter texts are parts of common words, which would be struck out too."""
_MEANING: Final = {
    401: "the credentials are wrong, or belong to another region's host",
    403: "the account may not do this",
    404: "the host has no such endpoint",
    429: "too many requests at a time",
}

Promise = Callable[[Mapping[str, Any]], str]
"""What a success body lacks, in words; empty where it has all that its endpoint promises."""


def create_promise(body: Mapping[str, Any]) -> str:
    return "" if campaign_id(body.get("id")) is not None else "says success and gives no id"


def send_promise(body: Mapping[str, Any]) -> str:
    return "" if isinstance(body.get("message"), str) else "says success without its message"


def estimate_promise(body: Mapping[str, Any]) -> str:
    """Estimates, or the request id of an asynchronous one (also beside ``status: partial``) [seed], [client code]."""
    return "" if "estimates" in body or "req_id" in body else "holds no estimates"


def no_promise(_body: Mapping[str, Any]) -> str:
    return ""


def outcome_of(answer: Answer, promise: Promise, secrets: Iterable[str]) -> Outcome:
    """What became of a request, as far as its answer tells.

    Each of ``secrets`` is struck out of the text of an error, for it may quote what it was sent.
    """
    if answer.status is None:
        result = Result.IN_DOUBT if answer.byte_left else Result.NOT_SENT
        return Outcome(result=result, detail=answer.problem)
    body = _without(_json(answer.body), secrets)
    if answer.status == THROTTLING:
        return _said(Result.THROTTLED, answer.status, body)
    if answer.status in REJECTING:
        result = Result.IN_DOUBT if _is_unexpected(body or {}) else Result.REJECTED
        return _said(result, answer.status, body)
    if answer.status in REJECTING_IN_WORDS and _refuses(body or {}):
        return _said(Result.REJECTED, answer.status, body)
    if not 200 <= answer.status < 300:
        return _said(Result.IN_DOUBT, answer.status, body)
    if body is None:
        return _said(Result.IN_DOUBT, answer.status, None, "the answer cannot be read as a JSON object")
    return _accepted(answer.status, body, promise)


def _without(body: Mapping[str, Any] | None, secrets: Iterable[str]) -> Mapping[str, Any] | None:
    if not body or not isinstance(error := body.get("error"), str):
        return body
    return {**body, "error": struck_out(error, secrets)}


def struck_out(text: str, secrets: Iterable[str]) -> str:
    """The text without ``secrets``, in whatever case it quotes them; the short ones as words of their own."""
    known = sorted({*secrets} - {""}, key=len, reverse=True)
    long = [re.escape(secret) for secret in known if len(secret) >= SHORTEST_SECRET]
    short = [re.escape(secret) for secret in known if len(secret) < SHORTEST_SECRET]
    if long:
        text = re.sub("|".join(long), "***", text, flags=re.IGNORECASE)
    if short:
        text = re.sub(rf"(?<![\w*])(?:{'|'.join(short)})(?![\w*])", "***", text, flags=re.IGNORECASE)
    return text


def _accepted(status: int, body: Mapping[str, Any], promise: Promise) -> Outcome:
    if body.get("status") == "fail":
        return _said(Result.IN_DOUBT if _is_unexpected(body) else Result.REJECTED, status, body)
    is_asynchronous = promise is estimate_promise and body.get("status") == "partial" and "req_id" in body
    if body.get("status") != "success" and not is_asynchronous:
        return _said(Result.IN_DOUBT, status, body, "the answer says neither success nor fail")
    lack = promise(body)
    if lack:
        return _said(Result.IN_DOUBT, status, body, f"the answer {lack}")
    return _said(Result.SENT, status, body, "accepted")


def _is_unexpected(body: Mapping[str, Any]) -> bool:
    """Whether a refusal is code 89, which settles nothing whatever the HTTP status."""
    fails = body.get("status") == "fail"
    return fails and str(body.get("code")).strip() in {str(UNEXPECTED), f"{UNEXPECTED}.0"}


def _refuses(body: Mapping[str, Any]) -> bool:
    """Whether a body is the API's own refusal: ``{"status": "fail", "error": <text>, …}`` [seed]."""
    return body.get("status") == "fail" and isinstance(body.get("error"), str) and not _is_unexpected(body)


def _said(result: Result, status: int, body: Mapping[str, Any] | None, detail: str = "") -> Outcome:
    error = (body or {}).get("error")
    told = (body or {}).get("code")
    code = told if isinstance(told, int) and not isinstance(told, bool) else None
    words = [detail] if detail else []
    if isinstance(error, str) and error:
        words.append(f"CleverTap says: {error[:500]}")
    elif status in _MEANING:
        words.append(_MEANING[status])
    words.append(f"HTTP {status}" + (f", code {code}" if code is not None else ""))
    return Outcome(
        result=result,
        detail="; ".join(words),
        http_status=status,
        code=code,
        id=campaign_id((body or {}).get("id")),
        body=body or {},
    )


def _json(data: bytes) -> Mapping[str, Any] | None:
    try:
        value = json.loads(data.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")
