"""What the records of a journal come to, in lines of a golden file."""

import json
from collections.abc import Iterator
from typing import Final

from ctc.state.journal import Journal
from ctc.state.snapshots import state_of, text_of
from ctc.state.verifying import verify

OF_ALL: Final = ("v", "binding", "serial", "entries")


def added_up(journal: Journal) -> Iterator[str]:
    """What all records of a journal come to: its faults, what is known beside its entries, and those."""
    text = text_of(journal.state)
    kept = state_of(text)
    assert kept is not None
    assert kept == journal.state
    for born, record in journal.state.entries.items():
        for intent in (*(one.intent for one in record.tries), *(one.id for one in record.open)):
            assert kept.intents[intent] == born, "an answer that comes late finds its entry"
    yield f"  verified {json.dumps(verify(journal._store).as_json())}"
    head, *entries, _ = text.split("\n")
    known = {key: value for key, value in json.loads(head).items() if value and key not in OF_ALL}
    yield f"  state {json.dumps(known, ensure_ascii=False)}"
    yield from (f"  entry {line}" for line in entries[::2])
