"""A fixed small part of the storm; `make storm` plays stories that nobody chose."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import pytest
from storm_playing import played
from storm_stores import InFiles, InMemory, InPostgresql
from storm_story import WIDER_SINCE

from ctc.apply import creating, writing
from ctc.apply.writing import Writer
from ctc.state import account, fold
from ctc.state.ledger import ALLOWED
from ctc.state.state import State

SAME: Final = 7_004
PUT_BACK: Final = 57
"""A story in which an older copy of a state is put back."""


# Of the last six, one puts a state back since whose copy nothing but messages went out, one has a spec beside the
# copy of it, which a run that stood still makes after that, in one a commit that no run heard of names a rename, in
# one a row's text changes while its create is in doubt, in one a copy stands beside what was renamed with a word, and
# in one what was made by hand is adopted, and then renamed without a word, with another text and another time.
NAMED: Final = (1_796_011_974, 1_796_015_008, 1_796_025_301, 1_796_025_630, 1_796_032_376, 1_796_035_233)
REVERTED: Final = 1_796_070_658
"""A commit that no run heard of says what a campaign was called, and is reverted."""
PLAYED: Final = (*range(1, 13), *NAMED, REVERTED, *range(WIDER_SINCE, WIDER_SINCE + 4))


@pytest.mark.parametrize("seed", PLAYED)
def test_the_promise_holds_in_stories_that_were_played_before(seed: int, tmp_path: Path) -> None:
    story, breach = played(seed, tmp_path, InMemory())
    assert not breach, "\n".join((*story.told, breach))


def test_a_story_is_the_same_each_time_and_in_each_store(tmp_path: Path) -> None:
    stories = []
    for number, stores in enumerate((InMemory(), InMemory(), InFiles())):
        folder = tmp_path / str(number)
        folder.mkdir()
        stories.append(played(SAME, folder, stores)[0].told)
    assert stories[0] == stories[1] == stories[2]
    assert len(stories[0]) > 50


def test_each_store_keeps_a_copy_and_puts_it_back(tmp_path: Path) -> None:
    stories = []
    for number, stores in enumerate((InMemory(), InFiles(), InPostgresql())):
        folder = tmp_path / str(number)
        folder.mkdir()
        stories.append(played(PUT_BACK, folder, stores)[0].told)
        stores.close()
    assert stories[0] == stories[1] == stories[2]
    assert any("an older copy is put back" in line for line in stories[0])


def _without_an_intent(writer: Writer, decide: Any, *, intent: Any = None) -> bool:
    """A request that leaves though nothing durable says so."""
    if intent is not None:
        return decide(writer.journal.state) is not None
    return _claim(writer, decide)


_claim = Writer.claim


def _frees(total: Any, record: Any, entry: Any) -> None:
    """What somebody deleted in the dashboard is taken for what was never made."""
    account.lost(total, record, entry)
    for born, known in list(total.entries.items()):
        if known.id == record["id"]:
            total.entries[born] = known._replace(tries=(), revision=0, digest="")


def _planted(what: str) -> Any:
    if what == "what is lost":
        return patch.dict(fold._KINDS, {"lost": _frees})
    if what == "an intent":
        return patch.object(Writer, "claim", _without_an_intent)
    if what == "that messages wait":
        return patch.object(State, "waits", lambda *_: False)
    if what == "what others began":
        return patch.object(Writer, "untold", lambda *_: "")
    if what == "the ledger":
        return patch.object(writing, "may_create", lambda *_: ALLOWED)
    return patch.object(creating, "_was_there", lambda *_: False)


@pytest.fixture
def places(tmp_path: Path) -> Iterator[Path]:
    return (tmp_path / str(number) for number in range(100))


@pytest.mark.breaks_the_promise
@pytest.mark.parametrize(
    ("what", "seeds", "says"),
    [
        ("an intent", range(1, 3), "without a durable intent"),
        ("the ledger", range(1, 40), "second"),
        ("what others began", range(409, 410), "second"),
        ("that messages wait", range(143, 144), "a second time"),
        ("what is lost", range(28, 29), "nothing in the state knows it"),
        ("whose id an answer names", range(1, 60), "is taken for what"),
    ],
)
def test_a_guard_that_is_missing_is_noticed(
    what: str, seeds: range, says: str, places: Iterator[Path]
) -> None:
    with _planted(what):
        for seed in seeds:
            folder = next(places)
            folder.mkdir()
            _, breach = played(seed, folder, InMemory())
            if breach:
                break
    assert says in breach
