"""What a person settles, gives up or carries elsewhere, word for word, in ``settled.txt``: how each mistake is refused,
the records that each word of theirs adds, and the entries that all of them add up to. ``CTC_GOLDEN=write`` writes what
is said now; read the difference before it is committed.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from ctc.diagnostics import UserError
from ctc.state.log import lines_of
from tests.golden.adding_up import added_up
from tests.golden.sections import hold
from tests.unit.state.test_what_a_person_settles import AT, REFUSED, WRITTEN, journal

FILE: Final = Path(__file__).with_name("settled.txt")


def told(before: Any, act: Any) -> Iterator[str]:
    found = journal(*before)
    serial = found.state.serial
    try:
        act(found)
    except UserError as refused:
        yield from (f"  {one.code}: {one.message}\n    {one.hint}" for one in refused.diagnostics)
    for entry in found._store.read(after=serial):
        yield f"  {(entry.at - AT).total_seconds():g}: {json.dumps(entry.record, ensure_ascii=False)}"
    for line in lines_of(found._store.read()):
        if line.serial > serial:
            yield f"  log {json.dumps(line.as_json())}"
    yield from added_up(found)


ROWS: Final = {row[0]: row[1:3] for row in (*REFUSED, *WRITTEN)}


@pytest.mark.breaks_the_promise
@pytest.mark.parametrize("name", ROWS)
def test_what_a_person_says_is_refused_or_written_so(name: str) -> None:
    hold(FILE, name, told(*ROWS[name]), ROWS)
