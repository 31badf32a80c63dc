"""Canonical JSON and the digest over it.

Sorted keys, no blanks, UTF-8, no NaN; floats as Python's shortest repr. These bytes are frozen: changing them
changes every digest ever recorded.
"""

import hashlib
import json
from typing import Any, Final

_ENCODER: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
_WRITER: Final = json.JSONEncoder(separators=(",", ":"))

Json = Any
"""A JSON value: None, bool, int, float, str, list of Json, dict of str to Json."""


def canonical_bytes(value: Json) -> bytes:
    """The one serialisation of a JSON value. Raises ValueError for NaN and infinities."""
    return _ENCODER.encode(value).encode()


def same(one: Json, other: Json) -> bool:
    """Whether two values are one in JSON: to Python 1 is true, and 1.0 too."""
    return bool(one == other) and canonical_bytes(one) == canonical_bytes(other)


def compact(value: Json) -> str:
    """A value as JSON on one line, its keys as they stand: to keep it, not to compare it."""
    return _WRITER.encode(value)


def digest_of(value: Json) -> str:
    """SHA-256 over the canonical bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_bytes(value)).hexdigest()
