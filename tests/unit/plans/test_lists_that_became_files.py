"""A list in a spec became a file, which spells numbers otherwise: whom the one told, the other would tell again."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from ctc.plans.action import Action
from ctc.plans.respelling import respelt
from ctc.state.record import Record, Status
from ctc.state.tries import Family
from tests.unit.plans.test_action_table import campaign

CASES: list[tuple[str, list[str], dict[str, Any], str]] = [
    ("spelt otherwise", ["drop[100]"], {}, "drop[100.0] is drop[100] now"),
    (
        "spelt otherwise, behind one that is new",
        ["drop[99]", "drop[100]"],
        {},
        "drop[100.0] is drop[100] now",
    ),
    ("spelt otherwise, behind one that is not", ["drop[7]", "drop[100]"], {}, "drop[100.0] is drop[100] now"),
    ("spelt as it was", ["drop[7]"], {}, ""),
    ("new", ["drop[99]"], {}, ""),
    ("another family's", ["sale[100]"], {}, ""),
    ("of a list still", ["drop[100]"], {"key_columns": ()}, ""),
    ("meant to be told again", ["drop[100]"], {"revision": 4}, ""),
    ("of the revision that was told", ["drop[100]"], {"revision": 3}, "`revision: 4`"),
]


@pytest.mark.parametrize(
    ("addresses", "more", "says"), [row[1:] for row in CASES], ids=[row[0] for row in CASES]
)
def test_whom_a_file_would_tell_again(addresses: list[str], more: dict[str, Any], says: str) -> None:
    told = [
        Record(address="drop[100.0]", status=Status.SENT, revision=3),
        Record(address="drop[7]", status=Status.SENT, revision=3),
        Record(address="drop[99.0]", status=Status.REJECTED, revision=3),
    ]
    reader: Any = SimpleNamespace(family=lambda _: Family(), of_family=lambda _: told, record=lambda _: None)
    one = replace(campaign(), **{"key_columns": ("price",), "revision": 3, **more})
    every = [replace(one, address=address) for address in addresses]
    found = respelt(["drop"], replace(one, address="drop[9]"), every, reader)
    assert (found is not None) is bool(says)
    if found is not None:
        assert (found.action, says in found.reason) == (Action.BLOCKED, True)
