"""What ``ctc apply`` does: a plan that somebody said yes to, executed step by step."""

import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

from ctc.apply.applied import Applied
from ctc.apply.applying import apply_plan
from ctc.apply.events import Listener
from ctc.apply.ports import Recipients
from ctc.apply.run import Run
from ctc.clocks import steady
from ctc.payloads.batches import Batch, batches
from ctc.payloads.payload import Payload
from ctc.pipeline.engine.contents import hold
from ctc.pipeline.plan import Planned
from ctc.pipeline.runners import runner_name
from ctc.pipeline.sessions import Session
from ctc.plans.action import Action
from ctc.plans.facts import Facts
from ctc.plans.renames import former
from ctc.signals import interruptible
from ctc.state.journal import Journal

_USED: Final = frozenset({Action.CREATE, Action.REPLACE, Action.ADOPT, Action.ESTIMATE})
"""What asks for a payload's body: from the first request on it must not depend on files that people edit."""


class SystemClock:
    """The machine's clocks."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return steady()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def apply(made: Planned, listener: Listener, on_interrupt: Callable[[], None]) -> Applied:
    """Executes the plan against its own session. Ctrl-C lets the request in flight end, and then stops.

    Raises UserError where a file has changed since it was planned.
    """
    hold(change.payload for change in made.plan.notable if change.payload and change.action in _USED)
    with interruptible(on_interrupt) as interrupted:
        run = run_of(
            made.session,
            made.journal,
            made.facts,
            listener,
            interrupted,
            _recipients(made),
            identities_of(made.compilation.payloads),
        )
        return apply_plan(made.plan, run)


def run_of(
    opened: Session,
    journal: Journal,
    facts: Facts,
    listener: Listener,
    interrupted: Callable[[], bool],
    recipients: Recipients,
    identities: Collection[tuple[str, int]] = (),
) -> Run:
    """A run with this machine's clocks and this session's client."""
    return Run(
        journal=journal,
        client=opened.client,
        clock=SystemClock(),
        facts=facts,
        failpoints=opened.failpoints,
        listener=listener,
        interrupted=interrupted,
        recipients=recipients,
        identities=identities,
        runner=runner_name(os.environ),
        new_id=lambda: uuid4().hex,
        words=opened.environment.without_values,
        rate=opened.environment.requests_per_second,
    )


def identities_of(payloads: Iterable[Payload]) -> list[tuple[str, int]]:
    """Every address that a repository has or had, with its revision."""
    return [
        (address, payload.revision) for payload in payloads for address in (payload.address, *former(payload))
    ]


def _recipients(made: Planned) -> Callable[[Payload], Iterator[Batch]]:
    paths, root = made.compilation.paths, made.session.project.root

    def of(payload: Payload) -> Iterator[Batch]:
        return batches(payload.body["to"], folder=Path(paths[payload.address]).parent, root=root)

    return of
