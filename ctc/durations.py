"""Durations as people write them: ``30s``, ``15m``, ``2h``, ``1d``, ``1h30m``."""

import re
from typing import Final

from ctc.patterns import pattern

PATTERN: Final = r"^(\d+(\.\d+)?(ms|s|m|h|d))+$"
LONGEST: Final = 31_536_000
"""Seconds of a year, beyond which a setting is a slip, and ends of it lie outside the calendar."""
_PART = pattern(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_SECONDS: Final = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def seconds_of(text: str) -> float:
    """The seconds that a duration stands for. Raises ValueError where it is not one."""
    if not re.fullmatch(PATTERN, text):
        raise ValueError(f"not a duration: {text!r}")
    return sum(float(number) * _SECONDS[unit] for number, unit in _PART.findall(text))


def in_words(seconds: float) -> str:
    """``5400`` gives ``1h 30m``: at most two units, the largest first. A year has 365 days here."""
    left = round(seconds)
    parts = []
    for name, size in (("y", 31_536_000), ("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count}{name}")
        if len(parts) == 2:
            break
    return " ".join(parts) or "0s"
