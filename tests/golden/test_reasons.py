"""What is said, word for word: of each row of the action table, of data files, of what people paste.

``CTC_GOLDEN=write`` writes what is said now; read the difference before it is committed.
"""

import os
from collections.abc import Callable
from pathlib import Path as File

import pytest

from ctc.canonical import canonical_bytes
from ctc.diagnostics import JsonPath
from ctc.payloads.clock import ClockError, api_time
from ctc.payloads.importing import ApiBody, read_payloads
from ctc.plans.planning import make_plan
from ctc.zones import zone_of
from tests.golden.paste_corpus import CORPUS
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
from tests.unit.plans.test_other_revisions import OTHERS, of_the_third
from tests.unit.plans.test_unknown_names import judged, listed
from tests.unit.rows.test_data_files import FAULTS, read

FOLDER = File(__file__).parent


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
    for name, campaigns, more, *_ in OTHERS:
        found = judged(*campaigns, payload=of_the_third(more), held="", **more)
        if found.reason:
            told.append((f"other revisions: {name}", found.verdict.value, found.reason))
    told += [("unknown names", found.verdict.value, found.reason) for found in [judged(listed())]]
    return "".join(f"{name}\n  {action}: {reason}\n" for name, action, reason in told)


def faults() -> str:
    """Of files of rows, by their number in the table."""
    told = []
    for number, (data, _) in enumerate(FAULTS):
        for one in read(data)[0].problems:
            told.append(f"{number} {one.code} {one.line}:{one.column}: {one.message}\n  {one.hint}\n")
    return "".join(told)


def pastes() -> str:
    """Of each pasted text: what is read, for which endpoint, and where what is wrong."""
    told = []
    for kind, texts in CORPUS.items():
        for name, text in texts.items():
            told.append(f"{kind}: {name}\n")
            for body, found in read_payloads(text, file="paste"):
                if body is not None:
                    told.append(f"  {body.endpoint} {canonical_bytes(body.value).decode()}\n")
                    told += [f"    at {path[-1]} {placed(body, path)}\n" for path in body.places.keys]
                for one in found:
                    place = f"{one.line}:{one.column}{one.path}"
                    told.append(f"  {one.code} {one.severity} {place}: {one.message}\n    {one.hint}\n")
    return "".join(told)


TIMES = [
    ("2031-02-30 09:30", "UTC"),
    ("2031-01-15T09:30+24:00", "UTC"),
    ("2031-01-15T09:30+00:60", "UTC"),
    ("9999-12-31T23:59-05:00", "UTC"),
    ("2031-01-15 09:30:01", "UTC"),
    ("2031-03-30 02:30", "Europe/Berlin"),
    ("20310330 02:30", "Europe/Berlin"),
    ("2031-10-26 02:30", "Europe/Berlin"),
    ("2031-10-26T02:30[Europe/Berlin]", "UTC"),
    ("2031-01-15T09:30[Europe/Berlni]", "UTC"),
    ("2031-01-15T09:30+05:00[Europe/Berlin]", "UTC"),
    ("2031-01-15T09:30Z", ""),
]


def times() -> str:
    """Of a ``when`` that cannot be sent; without a zone it is the users' own."""
    told = []
    for text, zone in TIMES:
        try:
            api_time(text, zone_of(zone) if zone else None)
        except ClockError as error:
            told.append(
                f"{text} {zone or 'on their own clocks'}\n  {error.code}: {error.message}\n  {error.hint}\n"
            )
    return "".join(told)


def placed(body: ApiBody, path: JsonPath) -> str:
    key, value = body.places.key(path), body.places.value(path)
    return f"{key.line}:{key.column}, {value.line}:{value.column}"


@pytest.mark.parametrize(
    ("name", "say"),
    [("reasons.txt", said), ("faults.txt", faults), ("pastes.txt", pastes), ("times.txt", times)],
)
def test_each_is_said_in_these_words(name: str, say: Callable[[], str]) -> None:
    shown, file = say(), FOLDER / name
    if os.environ.get("CTC_GOLDEN") == "write":
        file.write_text(shown, encoding="utf-8")
    assert shown == file.read_text(encoding="utf-8")
