"""States that a ctc of 2026-11-27 wrote (tests/fixtures/states): they are read, and what it got wrong is told.

Each file holds the journal of a short story that was played with that version against its sandbox.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ctc.diagnostics import UserError
from ctc.payloads.payload import Payload, payload_of
from ctc.plans.facts import Facts
from ctc.plans.plan import Action, Change
from ctc.plans.planning import make_plan
from ctc.state.journal import Journal, load
from ctc.state.record import Record
from ctc.state.settling import resolve
from ctc.state.snapshots import state_of, text_of
from ctc.state.stores.memory import MemoryStore

STATES = Path(__file__).resolve().parents[2] / "fixtures" / "states"
NOW = datetime(2026, 11, 30, tzinfo=UTC)
FACTS = Facts(project="local", environment="local", zone=ZoneInfo("UTC"))


def old(name: str) -> Journal:
    store = MemoryStore(lambda: NOW)
    for line in (STATES / f"{name}.ndjson").read_text("utf-8").splitlines():
        row = json.loads(line)
        store._rows.append((datetime.fromisoformat(row["at"]), json.dumps(row["record"])))
    journal = load(store)
    assert state_of(text_of(journal.state)) == journal.state
    return journal


def spec_of(record: Record, **more: Any) -> Payload:
    """The spec as it was when the record was made."""
    body = dict(record.payload or {})
    fields = {"channel": record.channel, "variant": record.channel, "endpoint": record.endpoint, **more}
    return payload_of(
        body, **{"address": record.address, "revision": record.revision, "digest": record.digest, **fields}
    )


def planned(journal: Journal, *payloads: Payload) -> dict[str, Change]:
    addresses = {payload.address for payload in payloads}
    plan = make_plan(payloads, addresses, journal.state, FACTS, NOW)
    return {change.address: change for change in plan.changes}


def test_everything_that_was_ever_done_is_as_it_was() -> None:
    journal = old("plain")
    statuses = {address: record.shown.value for address, record in journal.state.records.items()}
    assert statuses == {
        "rejected": "scheduled",
        "replaced": "scheduled",
        "stopped": "stopped",
        "gone": "forgotten",
        "new": "scheduled",
        "freed": "scheduled",
        "now": "running",
        "letter": "sent",
    }
    assert not any(record.broken for record in journal.state.entries.values())
    specs = [spec_of(record) for record in journal.state.records.values() if not record.forgotten]
    actions = {address: change.action for address, change in planned(journal, *specs).items()}
    assert set(actions.values()) == {Action.UNCHANGED, Action.FROZEN}
    assert actions["stopped"] is Action.FROZEN
    back = spec_of(journal.state.records["new"], address="moved")
    assert planned(journal, back)["moved"].action is Action.BLOCKED


def test_a_second_create_after_a_rename_blocks_that_identity_alone() -> None:
    journal = old("merge")
    first, second = (journal.state.records[name] for name in ("welcome-in", "welcome"))
    changes = planned(journal, spec_of(first), spec_of(second))
    assert changes["welcome-in"].action is Action.UNCHANGED
    assert changes["welcome"].action is Action.BLOCKED
    assert changes["welcome"].in_doubt
    assert "was made a second time" in changes["welcome"].reason
    with pytest.raises(UserError, match="say which one stays"):
        resolve(journal, "welcome", sent=True, by="ann", campaign_id=5)
    resolve(journal, "welcome", sent=True, by="ann", campaign_id=second.id)
    assert planned(journal, spec_of(first), spec_of(second))["welcome"].action is Action.UNCHANGED


def test_twins_in_composition_become_one_entry() -> None:
    """The older ctc stopped the one and made the other: one is live."""
    journal = old("twins")
    record = journal.state.record("shop[cafe\u0301]")
    assert record is not None
    assert record.address == "shop[caf\u00e9]"
    assert len({one.id for one in record.tries}) == 2
    assert not record.broken
    assert set(journal.state.records) == {"shop[caf\u00e9]"}


@pytest.mark.breaks_the_promise
def test_twins_that_both_live_are_blocked() -> None:
    journal = old("twins_live")
    record = journal.state.record("shop[caf\u00e9]")
    assert record is not None
    assert len({one.id for one in record.tries}) == 2
    change = planned(journal, spec_of(record))["shop[caf\u00e9]"]
    assert (change.action, change.in_doubt) == (Action.BLOCKED, True)


def test_what_was_left_in_doubt_is_in_doubt() -> None:
    journal = old("doubt")
    records = journal.state.records
    changes = planned(journal, *(spec_of(record) for record in records.values()))
    assert [change.in_doubt for change in changes.values()] == [True, True]
    resolve(journal, "lost", sent=False, by="ann")
    again = replace(spec_of(records["lost"]), was=("nobody",))
    assert planned(journal, again, spec_of(records["other"]))["lost"].action is Action.CREATE
