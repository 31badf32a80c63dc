"""Commands that people are told to type: whole, so that they can be pasted."""

import shlex
from collections.abc import Sequence
from datetime import datetime

from ctc.plans.facts import Facts
from ctc.state.intents import BatchRecord, Intent, Verb


def typed(facts: Facts, *words: str) -> str:
    """``ctc WORDS --env NAME``, quoted for a shell."""
    return shlex.join(["ctc", *words, *environment(facts)])


def environment(facts: Facts) -> list[str]:
    """The option that names the environment; none where a state is looked at without one."""
    return ["--env", facts.environment] if facts.environment else []


def resolving(facts: Facts, address: str, *, is_send: bool, batch: BatchRecord | None = None) -> str:
    """How a person says what became of it: the command, and its other end."""
    number = ["--batch", str(batch.index)] if batch is not None and batch.of > 1 else []
    sent = "--sent" if is_send else "--sent ID"
    return (
        f"`{typed(facts, 'state', 'resolve', address, *number)} {sent} --why TEXT` or `--not-sent --why TEXT`"
    )


def is_send(intent: Intent) -> bool:
    return intent.verb is Verb.SEND


def by_itself(facts: Facts, doubtful: Sequence[Intent], now: datetime) -> str:
    """When the listing settles it, where a lag is stated and nobody needs to do more than to wait."""
    settled = max(intent.flies_until(facts.listing_lag, facts.timeout) for intent in doubtful)
    if facts.listing_lag is None or now >= settled or any(map(is_send, doubtful)):
        return ""
    local = settled.astimezone(facts.zone)
    return f"It settles itself after {local:%H:%M:%S} ({facts.zone.key}): run again. Or else: "
