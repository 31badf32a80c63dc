"""Exit codes: frozen, because pipelines branch on them. When several hold, the order is 2, 4, 1, 3."""

from enum import IntEnum


class Exit(IntEnum):
    """What a command's exit status says."""

    FINE = 0
    PROBLEMS = 1
    USAGE = 2
    CHANGES = 3
    DOUBT = 4
