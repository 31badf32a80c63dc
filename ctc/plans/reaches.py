"""Estimates: whom a payload is for, as a key; how to ask; how to read the answer."""

from collections.abc import Mapping
from datetime import datetime

from ctc.canonical import Json, canonical_bytes
from ctc.payloads.payload import Payload
from ctc.plans.plan import Reach


def audience_of(payload: Payload) -> str:
    """A digest over everything that decides who gets it: payloads with one audience share one estimate."""
    return payload.audience


def question_of(payload: Payload) -> str:
    """Payloads with one audience share an answer; an asynchronous estimate has one of its own."""
    is_async = payload.is_estimate and payload.body.get("async_estimate")
    return audience_of(payload) + ("async" if is_async else "")


def estimate_body(payload: Payload) -> bytes:
    """The payload as an estimate: it asks for the reach and creates nothing [seed]."""
    body = {
        key: value for key, value in payload.body.items() if key not in ("skip_estimate", "async_estimate")
    }
    if payload.is_estimate:
        body = dict(payload.body)
    return canonical_bytes({**body, "estimate_only": True})


def reach_of(answer: Mapping[str, Json], asked_at: datetime) -> Reach | None:
    """The reach out of an answer, [api] (g); None where it holds none, or a figure that is no count.

    An asynchronous estimate answers with a request id alone: its total is 0 and ``request_id`` is set.
    """
    estimates = answer.get("estimates")
    request_id = answer.get("req_id") or answer.get("request_id")
    if not isinstance(estimates, Mapping) or not estimates:
        return (
            Reach(total=0, platforms={}, asked_at=asked_at, request_id=str(request_id))
            if request_id
            else None
        )
    platforms = {str(name): count for name, count in estimates.items() if _is_count(count)}
    if len(platforms) < len(estimates):
        return None
    return Reach(total=sum(platforms.values()), platforms=platforms, asked_at=asked_at)


def _is_count(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def reach_known(payload: Payload, reach: Reach | None) -> int | None:
    """How many people it gets to; an identity send says so itself, and an estimate that is only asked for does not."""
    if payload.is_send:
        from ctc.payloads.batches import recipient_count  # most plans send to nobody by name

        to = payload.body.get("to")
        return recipient_count(to) if isinstance(to, dict) else 0
    return reach.total if reach and reach.request_id is None else None
