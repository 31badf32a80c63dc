"""An identity is spent for ever: what may follow an attempt. A wrong row is a message that goes out twice."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ctc.state.ledger import ALLOWED, Identity, Refused, breaks, may_create
from ctc.state.record import Record, Status
from ctc.state.state import State
from ctc.state.tries import End, Name, Try

DUE = datetime(2031, 2, 1, 9, 30, tzinfo=UTC)
BEFORE, AFTER = DUE - timedelta(minutes=30), DUE + timedelta(minutes=1)
REPLACED: dict[str, Any] = {"stopped_by": "replace", "stopped_at": BEFORE, "listed_stopped": True}
ONE = Identity(address="sale", revision=2)


def attempt(end: End = End.MADE, **fields: Any) -> Try:
    return Try(**{"intent": "i", "serial": 7, "end": end, "id": 1700, "scheduled_on": DUE, **fields})


def entry(*tries: Try, **fields: Any) -> Record:
    known = {"address": "sale", "revision": 2, "digest": "d", "status": Status.SCHEDULED}
    return Record(**{**known, **fields, "tries": tries})


ATTEMPTS: list[tuple[str, Try, bool]] = [
    ("nothing came of it", attempt(End.NOTHING), True),
    ("nobody knows yet", attempt(End.OPEN), False),
    ("nobody knows yet, and a replace stopped it", attempt(End.OPEN, **REPLACED), False),
    ("it was made", attempt(), False),
    ("it was made and goes out at once", attempt(scheduled_on=None), False),
    ("a replace stopped it in time, and it is listed so", attempt(**REPLACED), True),
    (
        "a replace stopped it, and nobody saw it stopped",
        attempt(**{**REPLACED, "listed_stopped": False}),
        False,
    ),
    ("a replace stopped it the moment it began", attempt(**{**REPLACED, "stopped_at": DUE}), False),
    ("a replace stopped it when it had begun", attempt(**{**REPLACED, "stopped_at": AFTER}), False),
    ("a replace stopped what went out at once", attempt(**{**REPLACED, "scheduled_on": None}), False),
    ("a replace whose stop was never answered", attempt(**{**REPLACED, "stopped_at": None}), False),
    ("what recurs is stopped between two times", attempt(**REPLACED, recurring=True), True),
    (
        "what recurs is stopped after its first",
        attempt(**{**REPLACED, "stopped_at": AFTER}, recurring=True),
        True,
    ),
    ("a person stopped it", attempt(**{**REPLACED, "stopped_by": "person"}), False),
    ("its spec was gone", attempt(**{**REPLACED, "stopped_by": "gone"}), False),
]


@pytest.mark.parametrize(
    ("tried", "allowed"), [row[1:] for row in ATTEMPTS], ids=[row[0] for row in ATTEMPTS]
)
def test_what_may_follow_an_attempt(tried: Try, allowed: bool) -> None:
    found = may_create([entry(tried)], ONE)
    assert (found == ALLOWED) is allowed
    if isinstance(found, Refused):
        assert (found.open, found.doubt) == (tried.end is End.OPEN,) * 2
        assert "(stopped)" not in found.reason
    over = entry(attempt(End.NOTHING), tried, attempt(End.NOTHING))
    assert (may_create([over], ONE) == ALLOWED) is allowed, "wherever it stands among others"
    older = entry(attempt(), revision=1)
    assert (may_create([older, entry(tried), older], ONE) == ALLOWED) is allowed, "and beside what entries"


@pytest.mark.parametrize(("revision", "allowed"), [(1, True), (2, False), (3, False)])
def test_a_revision_is_spent_by_itself_and_never_goes_back(revision: int, allowed: bool) -> None:
    found = may_create([entry(attempt(), revision=revision)], ONE)
    assert (found == ALLOWED) is allowed
    nothing = may_create([entry(attempt(End.NOTHING), revision=revision)], ONE)
    assert (nothing == ALLOWED) is (revision < 3), "a higher one is recorded, whatever came of it"


def test_a_replace_that_came_too_late_spends_the_revision_that_it_was_for() -> None:
    assert isinstance(may_create([entry(stopped_by="late", status=Status.STOPPED)], ONE), Refused)
    assert may_create([entry(stopped_by="late", revision=1, status=Status.STOPPED)], ONE) == ALLOWED


def test_an_attempt_under_any_earlier_name_counts() -> None:
    """A renamed campaign that is sent again is sent twice; where it was made is what a person looks for."""
    found = may_create([entry(), entry(attempt(), address="old", status=Status.STOPPED)], ONE)
    assert isinstance(found, Refused)
    assert found.reason == "revision 2 is spent: 1700 exists (stopped) as old"
    assert " as " not in str(may_create([entry(attempt())], ONE))
    without_an_id = may_create([entry(attempt(id=None))], ONE)
    assert isinstance(without_an_id, Refused)
    assert "it was sent" in without_an_id.reason


BATCHES: list[tuple[str, int, str, int | None, bool]] = [
    # what, the batch that went, of which payload, the batch that is asked for, whether it may go
    ("another batch of the same send", 1, "d", 2, True),
    ("the next one, whichever that is", 1, "d", 0, True),
    ("the same batch", 2, "d", 2, False),
    ("a batch of what the spec said before", 1, "e", 2, False),
    ("a batch, and a create is asked for", 1, "d", None, False),
    ("a create, and a batch is asked for", 0, "d", 2, False),
]


@pytest.mark.parametrize("row", BATCHES, ids=[row[0] for row in BATCHES])
def test_each_batch_is_spent_by_itself(row: tuple[str, int, str, int | None, bool]) -> None:
    _, went, digest, asked, allowed = row
    wanted = Identity(address="sale", revision=2, batch=asked, digest="d")
    made = entry(attempt(batch=went, digest=digest, scheduled_on=None))
    assert (may_create([made], wanted) == ALLOWED) is allowed


@pytest.mark.parametrize(
    ("tried", "serial"),
    [
        (attempt(), 7),
        (attempt(End.OPEN), 7),
        (attempt(End.NOTHING), 0),
        (attempt(**REPLACED), 0),
        (attempt(**{**REPLACED, "stopped_by": "person"}), 0),
        (attempt(**{**REPLACED, "stopped_at": AFTER}), 7),
    ],
)
def test_a_second_attempt_breaks_the_promise_where_people_get_the_first(tried: Try, serial: int) -> None:
    assert breaks([entry(tried)], ONE) == serial
    assert breaks([entry(tried, revision=1), entry(tried, revision=3)], ONE) == 0


def test_an_identity_whose_promise_was_broken_is_for_a_person() -> None:
    found = may_create([entry(attempt(breaks=3))], ONE)
    assert isinstance(found, Refused)
    assert (found.doubt, found.open) == (True, False)


def test_what_a_name_led_to_is_told_in_the_order_in_which_it_was_begun() -> None:
    born = (64, 1, 8, 33)
    entries = {one: entry(attempt())._replace(born=one, address="sale") for one in born}
    state = State(entries=entries, names={"sale": Name(entries=born, current=64)})
    assert [one.born for one in state.reached("sale")] == [1, 8, 33, 64]


REFUSALS: list[tuple[str, Record, str, bool]] = [
    ("it goes back", entry(attempt(), revision=3), "revision 3 is recorded: none goes back", False),
    (
        "it goes back, under another name",
        entry(revision=3, address="old"),
        "revision 3 is recorded as old: none goes back",
        False,
    ),
    (
        "too late",
        entry(stopped_by="late"),
        "a replace came too late for this revision: it stays stopped",
        False,
    ),
    ("open", entry(attempt(End.OPEN)), "an attempt of it is under way or in doubt", True),
    (
        "open under another name",
        entry(attempt(End.OPEN), address="old"),
        "an attempt of it as old is under way or in doubt",
        True,
    ),
    ("made", entry(attempt()), "revision 2 is spent: 1700 exists", False),
    ("stopped", entry(attempt(), status=Status.STOPPED), "revision 2 is spent: 1700 exists (stopped)", False),
    ("sent", entry(attempt(id=None)), "revision 2 is spent: it was sent", False),
    ("id 0", entry(attempt(id=0)), "revision 2 is spent: 0 exists", False),
]


@pytest.mark.parametrize("row", REFUSALS, ids=[row[0] for row in REFUSALS])
def test_why_an_identity_is_spent(row: tuple[str, Record, str, bool]) -> None:
    _, known, reason, is_open = row
    found = may_create([entry(attempt(End.NOTHING)), known], ONE)
    assert found == Refused(reason, doubt=is_open, open=is_open)
