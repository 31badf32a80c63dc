"""The identity sends: ``/1/send/<channel>.json``."""

from collections.abc import Mapping
from typing import Any, Final

from ctc.sandbox.answer import INVALID_RECIPIENTS, NOT_BOOLEAN, TO_MISSING, Answer, fail, success
from ctc.sandbox.checks import provider_error
from ctc.sandbox.content import content_error
from ctc.sandbox.store import Call
from ctc.sandbox.targets import Sandbox
from ctc.variants import IDENTIFIERS, SEND_LIMIT

QUEUED: Final = "Added to queue for processing"


def send(sandbox: Sandbox, call: Call) -> Answer:
    """Queues one send. A recipient that nobody knows is fine: delivery is the provider's matter [seed]."""
    answer = _check(sandbox, call)
    count = recipients_of(call.body.get("to"))
    sandbox.store.log(call, answer, recipients=count)
    return answer


def _check(sandbox: Sandbox, call: Call) -> Answer:
    body = call.body
    if body.get("to") is None:
        return fail("to is a mandatory field", code=TO_MISSING)
    count = recipients_of(body["to"])
    if not count:
        return fail("Invalid recipients", code=INVALID_RECIPIENTS)
    if count > SEND_LIMIT:
        return fail(f"Invalid recipients: more than {SEND_LIMIT} in one request", code=INVALID_RECIPIENTS)
    if not isinstance(body.get("respect_frequency_caps", True), bool):
        return fail("respect_frequency_caps must be a Boolean", code=NOT_BOOLEAN)
    error = content_error(call.channel, body) or provider_error(body, sandbox.settings)
    if error:
        return fail(error)
    return success(message=QUEUED)


def recipients_of(to: object) -> int | None:
    """How many recipients ``to`` names over all identifier kinds; None where its shape is not the API's."""
    if not isinstance(to, Mapping) or not all(_is_kind(kind, ids) for kind, ids in to.items()):
        return None
    return sum(len(ids) for ids in to.values())


def _is_kind(kind: str, ids: Any) -> bool:
    return (
        kind in IDENTIFIERS
        and isinstance(ids, list)
        and all(isinstance(one, str) and one.strip() for one in ids)
    )
