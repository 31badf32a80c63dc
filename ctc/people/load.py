"""People from a file: ``ctc sandbox --load FILE``, and the population of a test of a campaign.

NDJSON: one profile a line, with what he or she did, or one segment a line. Every key of a profile is optional::

    {"identities": {"Identity": "ann", "Email": "ann@example.org", "Phone": "+4915550000001"},
     "properties": {"Customer Type": "Gold", "City": "Berlin", "tags": ["reader"]},
     "groups": {"demographics": {"Age": 41}, "geo_fields": {"Country": "Germany"}},
     "devices": [{"platform": "android", "push": true, "last_active": 20260110}],
     "subscribed": ["email", "sms", "whatsapp"], "segments": [1700001],
     "events": [{"name": "Charged", "day": 20260105, "properties": {"Amount": 20}, "session": {}}]}
    {"segment": 1700002, "name": "Lapsed", "where": {"event_name": "Charged", "to": 20251231}}

Documented for people in docs/how-to/people-for-the-sandbox.md.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from ctc.people.person import known_keys, object_of, person_of
from ctc.people.population import Occurrence, Profile
from ctc.people.segments import Segment
from ctc.people.stored import StoredPopulation, open_people

_FORMAT: Final = "3"
"""Raised where people that were read before would be kept in another way now."""
_LONGEST: Final = 1_000_000
"""Bytes of one line: of one person with all that he or she did."""
_SEGMENT_KEYS: Final = ("segment", "name", "where")


class LoadError(ValueError):
    """The file cannot be loaded; the message names the line and says what is wrong with it."""


def open_loaded(cache: Path, file: Path) -> StoredPopulation:
    """The people of an NDJSON file, kept in ``cache`` until the file changes. Raises LoadError."""
    try:
        if file.exists() and not file.is_file():
            raise LoadError(f"{file} is no regular file")
        with file.open("rb") as data:
            digest = hashlib.file_digest(data, "sha256").hexdigest()
    except OSError as error:
        raise LoadError(f"{file} cannot be read: {error.strerror}") from error
    return open_people(cache, f"{_FORMAT} {digest}", read_people(file))


def read_people(file: Path) -> Iterator[tuple[Profile, list[Occurrence]] | Segment]:
    """The people of an NDJSON file, numbered by line. Raises LoadError at the first line that is wrong."""
    try:
        with file.open("rb") as lines:
            for number, line in enumerate(iter(partial(lines.readline, _LONGEST + 1), b""), start=1):
                if len(line) > _LONGEST:
                    raise LoadError(f"{file}, line {number}: one person is more than {_LONGEST:,} bytes")
                if line.strip():
                    yield _line(file, number, line)
    except OSError as error:
        raise LoadError(f"{file} cannot be read: {error.strerror}") from error


def _line(file: Path, number: int, line: bytes) -> tuple[Profile, list[Occurrence]] | Segment:
    try:
        data = json.loads(line)
        if b"\\u" in line:
            json.dumps(data, ensure_ascii=False).encode()
        if isinstance(data, Mapping) and "segment" in data:
            return _segment(data)
        return person_of(number, data)
    except (ValueError, RecursionError) as error:
        raise LoadError(f"{file}, line {number}: {_words(error)}") from error


def _words(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "this is not UTF-8"
    if isinstance(error, UnicodeEncodeError):
        return "half of a surrogate pair is no character"
    if isinstance(error, json.JSONDecodeError):
        return f"this is no JSON of one person ({error.msg[:1].lower()}{error.msg[1:]}, column {error.colno})"
    return str(error)


def _segment(data: Mapping[str, Any]) -> Segment:
    known_keys(data, _SEGMENT_KEYS, "a segment")
    number, name, where = data["segment"], data.get("name", ""), data.get("where")
    if isinstance(number, bool) or not isinstance(number, int) or not 0 < number < 2**63:
        raise ValueError("a segment's id is a number, such as 1700001")
    if not isinstance(name, str):
        raise ValueError("a segment's name is a text")
    return Segment(id=number, name=name, where=None if where is None else object_of(where, "where"))
