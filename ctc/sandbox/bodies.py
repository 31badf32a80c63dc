"""What a request brings: read up to a bound, and one JSON object or nothing."""

import json
import math
from typing import Any, Final

from starlette.requests import Request


async def body_of(request: Request, limit: int) -> bytes | None:
    """The request's body, or None where it is longer than ``limit`` bytes."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            return None
        parts.append(part)
    return b"".join(parts)


def object_of(raw: bytes) -> dict[str, Any] | None:
    """The JSON object that these bytes are, or None.

    Comments, NaN, 1e999, other encodings, half of a character and what is nested without an end are none. A whole
    number beyond 64 bits is read as most readers of JSON do: as one with a fraction.
    """
    try:
        value = json.loads(raw.decode(), parse_constant=_no_constant, parse_float=_finite, parse_int=_whole)
        if b"\\u" in raw:
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and _is_shallow(value) else None


def _is_shallow(value: Any) -> bool:
    level = [value]
    for _ in range(_MOST_LEVELS):
        below = [inner for each in level for inner in (each.values() if isinstance(each, dict) else each)]
        level = [each for each in below if isinstance(each, dict | list)]
        if not level:
            return True
    return False


def _whole(text: str) -> int | float:
    return int(text) if len(text) < _SURE else _bounded(text)


def _bounded(text: str) -> int | float:
    number = int(text)
    return number if -(2**63) <= number < 2**63 else _finite(text)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is too large")
    return number


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


_MOST_LEVELS: Final = 100
_SURE: Final = 18
"""Digits of a number that 64 bits always hold."""
