"""What a plan does to one address, and the order in which that is safe."""

from enum import Enum
from typing import Final


class Action(Enum):
    """What apply would do; the value is the word people and machines read, ``glyph`` what a terminal shows."""

    CREATE = "create"
    REPLACE = "replace"
    STOP = "stop"
    ADOPT = "adopt"
    ESTIMATE = "estimate"
    FORGET = "forget"
    UNCHANGED = "unchanged"
    FROZEN = "frozen"
    SKIPPED = "skipped"
    BLOCKED = "blocked"
    ERROR = "error"

    __hash__ = object.__hash__  # that of Enum is a function of Python, and plans count by actions

    @property
    def glyph(self) -> str:
        return _GLYPHS[self]

    @property
    def is_change(self) -> bool:
        """Whether it changes something: frozen, unchanged, blocked and an estimate do not."""
        return self in _CHANGES


_GLYPHS = {
    Action.CREATE: "+",
    Action.REPLACE: "±",
    Action.STOP: "-",
    Action.ADOPT: "&",
    Action.ESTIMATE: "?",
    Action.FORGET: "×",
    Action.UNCHANGED: "=",
    Action.FROZEN: "*",
    Action.SKIPPED: "~",
    Action.BLOCKED: "!",
    Action.ERROR: "!",
}
_CHANGES = frozenset({Action.CREATE, Action.REPLACE, Action.STOP, Action.ADOPT, Action.FORGET})

SAFE_ORDER: Final = (
    Action.ADOPT,
    Action.STOP,
    Action.REPLACE,
    Action.CREATE,
    Action.ESTIMATE,
    Action.FORGET,
    Action.UNCHANGED,
    Action.FROZEN,
    Action.SKIPPED,
    Action.BLOCKED,
    Action.ERROR,
)
"""First what exists is known, then what must not go out is stopped, and only then is anything sent."""
