"""How many people a plan reaches: asked once for each audience, and kept with its age beside the
repository: figures for people."""

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from ctc.clevertap.outcome import Outcome, Result
from ctc.files import write
from ctc.payloads.payload import Payload
from ctc.pipeline.sessions import Session
from ctc.plans.facts import Facts
from ctc.plans.plan import Reach
from ctc.plans.reaches import audience_of, estimate_body, question_of, reach_of
from ctc.project.cache import cache_folder, is_mine
from ctc.state.journal import Journal

Progress = Callable[[Sequence[Payload]], Iterator[Payload]]
"""Goes through payloads that each cost a request, and may show how far it got."""


def remembered(
    opened: Session, journal: Journal, facts: Facts, payloads: Sequence[Payload]
) -> dict[str, Reach]:
    """By address, the last answers of earlier plans where they are newer than what the state has."""
    file = _file(opened)
    recalled = recall(file, _account(facts)) if file else {}
    known = {audience: _read(entry) for audience, entry in recalled.items()}
    found: dict[str, Reach] = {}
    for payload in payloads if known else ():
        reach = None if payload.is_send else known.get(audience_of(payload))
        recorded = journal.state.reach.get(audience_of(payload)) if reach else None
        if reach is not None and (recorded is None or recorded.asked_at < reach.asked_at):
            found[payload.address] = reach
    return found


def estimates(
    opened: Session,
    journal: Journal,
    facts: Facts,
    chosen: Sequence[Payload],
    payloads: Sequence[Payload],
    progress: Progress,
) -> tuple[dict[str, Reach], list[str]]:
    """The reach of each payload by its address, and what there is to say of those that have none.

    Each distinct audience of ``chosen`` is asked for once, and the answers are remembered; other ``payloads`` with the
    same audience share them.
    """
    by_question = {question_of(payload): payload for payload in reversed(chosen)}
    answers: dict[str, Reach] = {}
    unknown: list[str] = []
    for payload in progress(list(by_question.values())):
        outcome = asked(opened, estimate_body(payload))
        reach = reach_of(outcome.body, journal.now()) if outcome.result is Result.SENT else None
        if reach is not None:
            answers[question_of(payload)] = reach
        else:
            why = "the answer holds no figures" if outcome.result is Result.SENT else outcome.detail
            unknown.append(f"{payload.address}: its reach is not known: {why}")
    counted = {
        audience_of(payload): _written(answers[question])
        for question, payload in by_question.items()
        if question in answers and answers[question].request_id is None
    }
    file = _file(opened) if counted else None
    if file is not None:
        remember(file, _account(facts), counted)
    return {p.address: answers[question_of(p)] for p in payloads if question_of(p) in answers}, unknown


def asked(opened: Session, body: bytes) -> Outcome:
    """The answer to an estimate. Where CleverTap is asked too often it is waited for, a bounded number of times."""
    from ctc.apply.claims import THROTTLED

    for wait in (*THROTTLED, 0.0):
        outcome = opened.client.estimate(body)
        if outcome.result is not Result.THROTTLED:
            break
        time.sleep(wait)
    return outcome


def _file(opened: Session) -> Path | None:
    """Where answers are remembered; None where there is no place to believe."""
    folder = cache_folder(opened.project.root, os.environ)
    return folder / f"reach-{opened.environment.name}.json" if folder else None


def _account(facts: Facts) -> str:
    """Which account the figures are of, without naming it in a file."""
    return sha256(f"{facts.account_id}\0{facts.region}".encode()).hexdigest()[:16]


def _written(reach: Reach) -> Mapping[str, object]:
    return {"total": reach.total, "platforms": dict(reach.platforms), "asked_at": reach.asked_at.isoformat()}


def _read(entry: Mapping[str, object]) -> Reach | None:
    """None for whatever :func:`_written` does not write."""
    total, platforms, asked_at = entry.get("total"), entry.get("platforms"), entry.get("asked_at")
    if not isinstance(total, int) or not isinstance(platforms, dict) or not isinstance(asked_at, str):
        return None
    if not all(isinstance(count, int) for count in platforms.values()):
        return None
    try:
        moment = datetime.fromisoformat(asked_at)
    except ValueError:
        return None
    return Reach(total=total, platforms=platforms, asked_at=moment) if moment.tzinfo else None


_KEPT: Final = 10_000
"""Audiences that are kept; the oldest go first."""


def recall(path: Path, account: str) -> dict[str, dict[str, Any]]:
    """``{audience digest: {total, platforms, asked_at}}`` of one account; nothing where the file cannot be read."""
    try:
        if not is_mine(path):
            return {}
        value = json.loads(path.read_text("utf-8"))
        found = value["reaches"] if value["account"] == account else {}
        return {str(key): dict(entry) for key, entry in found.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def remember(path: Path, account: str, answers: Mapping[str, Mapping[str, Any]]) -> None:
    """Adds answers; the file is replaced whole. A folder that cannot be written remembers nothing."""
    known = {**recall(path, account), **answers}
    newest = sorted(known.items(), key=lambda pair: str(pair[1].get("asked_at")), reverse=True)[:_KEPT]
    with suppress(OSError):
        write(path, json.dumps({"account": account, "reaches": dict(newest)}).encode(), private=True)
