"""What a plan says of each row of the action table, word for word: ``reasons.txt``.

``CTC_GOLDEN=write`` writes what is said now; read the difference before it is committed.
"""

import os
from pathlib import Path

from ctc.plans.planning import make_plan
from tests.unit.plans.test_action_table import (
    BROKEN,
    FACTS,
    NOW,
    ONE,
    PEOPLE,
    RECONCILED,
    ROWS,
    Story,
    change,
)

FILE = Path(__file__).parent / "reasons.txt"


def said() -> str:
    told = []
    for name, story, payload, *_ in (*ROWS, *BROKEN, *PEOPLE):
        wanted = [payload] if payload else []
        plan = make_plan(wanted, {one.address for one in wanted}, story().state(), FACTS, NOW)
        told += [(name, one.action.value, one.reason) for one in plan.changes]
    for name, listing, facts, ago, *_ in RECONCILED:
        one = change(Story().tried(ONE, ago=ago).state(), ONE, listing=listing, facts=facts)
        assert one is not None
        told.append((f"listed: {name}", one.action.value, one.reason))
    return "".join(f"{name}\n  {action}: {reason}\n" for name, action, reason in told)


def test_each_reason_is_said_in_these_words() -> None:
    shown = said()
    if os.environ.get("CTC_GOLDEN") == "write":
        FILE.write_text(shown, encoding="utf-8")
    assert shown == FILE.read_text(encoding="utf-8")
