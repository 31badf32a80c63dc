"""Writes the state that an apply of a whole repository would leave behind, without asking anybody for anything.

``python benchmarks/recorded.py`` in a repository that uses the sandbox: every payload is recorded as sent, through the
journal's own store, a few thousand records at a time.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from ctc.choice import Choice
from ctc.payloads.payload import Payload
from ctc.pipeline.compile import compile_project
from ctc.pipeline.sessions import Session, session
from ctc.pipeline.settings import settings_for
from ctc.pipeline.states import open_journal
from ctc.plans.schedule import schedule_of
from ctc.state import records
from ctc.state.claims import Claim
from ctc.state.intents import Verb

_TOGETHER = 4_000


def main() -> None:
    compilation = compile_project(settings_for(Path.cwd(), os.environ, Choice()))
    with session(compilation.project, compilation.environment, os.environ) as opened:
        journal = open_journal(opened, durable=True)
        after = journal.state.serial
        entries = list(_sent(opened, compilation.payloads))
        for start in range(0, len(entries), _TOGETHER):
            after += len(opened.store.append(entries[start : start + _TOGETHER], after=after))
        journal.refresh()
        journal.compact()
        print(f"{len(journal.state.records)} addresses are recorded")


def _sent(opened: Session, payloads: tuple[Payload, ...]) -> Iterator[records.Entry]:
    for number, payload in enumerate(payloads, start=1):
        schedule = schedule_of(payload, opened.zone)
        claim = Claim(
            intent=uuid4().hex,
            verb=Verb.CREATE,
            address=payload.address,
            revision=payload.revision,
            digest=payload.digest,
            timeout=30.0,
            runner="benchmark:1",
            attempt=1,
            name=str(payload.body["name"]),
            endpoint=payload.endpoint,
            channel=payload.channel,
            scheduled_on=schedule.at,
            payload=payload.body,
        )
        yield records.intent(claim)
        yield records.outcome(
            intent_id=claim.intent, address=payload.address, result="sent", detail="", campaign_id=number
        )


if __name__ == "__main__":
    main()
