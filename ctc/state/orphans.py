"""What a runner left open that is known to be dead."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from ctc.state.state import State

ORPHANED: Final = "its run ended before any outcome was recorded"


def orphaned(state: State, is_gone: Callable[[str], bool]) -> State:
    """The state in which what a dead runner left open is in doubt."""
    entries = dict(state.entries)
    for born, record in state.entries.items():
        if record.open and any(not intent.doubt and is_gone(intent.runner) for intent in record.open):
            marked = (
                replace(intent, doubt=ORPHANED) if not intent.doubt and is_gone(intent.runner) else intent
                for intent in record.open
            )
            entries[born] = record._replace(open=tuple(marked))
    return replace(state, entries=entries)
