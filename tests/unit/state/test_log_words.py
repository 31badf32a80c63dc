"""Every word that the log tells an event by is one that may be asked for."""

from datetime import UTC, datetime

import pytest

from ctc.state.fold import _KINDS
from ctc.state.log import EVENTS, lines_of
from ctc.state.store import Entry

AT = datetime(2031, 1, 1, tzinfo=UTC)
RESULTS = ["sent", "rejected", "not_sent", "in_doubt", "stopped", ""]


@pytest.mark.parametrize("by", ["listing", "ann"])
@pytest.mark.parametrize("result", RESULTS)
@pytest.mark.parametrize("kind", _KINDS)
def test_it_is_known(kind: str, result: str, by: str) -> None:
    (line,) = lines_of([Entry(serial=1, at=AT, record={"kind": kind, "result": result, "by": by})])
    assert line.event in EVENTS
