"""What a plan says of each row of the action table, and what is said of data files: ``reasons.txt``, ``faults.txt``.

``CTC_GOLDEN=write`` writes what is said now; read the difference before it is committed.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

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
from tests.unit.rows.test_data_files import FAULTS, read

FOLDER = Path(__file__).parent


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


def faults() -> str:
    """Of files of rows, by their number in the table."""
    told = []
    for number, (data, _) in enumerate(FAULTS):
        for one in read(data)[0].problems:
            told.append(f"{number} {one.code} {one.line}:{one.column}: {one.message}\n  {one.hint}\n")
    return "".join(told)


@pytest.mark.parametrize(("name", "say"), [("reasons.txt", said), ("faults.txt", faults)])
def test_each_is_said_in_these_words(name: str, say: Callable[[], str]) -> None:
    shown, file = say(), FOLDER / name
    if os.environ.get("CTC_GOLDEN") == "write":
        file.write_text(shown, encoding="utf-8")
    assert shown == file.read_text(encoding="utf-8")
