"""Sugar becomes the API's own form, in place, so that JSON Pointers stay the same.

Two things alone are sugar: a date written ``2025-09-01``, and ``when`` written as a time that people read.
Everything else stays as the author wrote it, and what is wrong with it is the schema's to say.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, Path, Severity
from ctc.payloads.clock import ClockError, api_date, api_time
from ctc.payloads.zones import zone_of
from ctc.specs.spec import Spec

_RANGE: Final = ("from", "to")
_EVENT_LISTS: Final[tuple[Path, ...]] = (
    ("did_all",),
    ("did_any",),
    ("did_any", "any_events"),
    ("did_none",),
)
"""Lists of events below ``where.advanced_query``: [seed], [client code]."""


def desugar(spec: Spec, timezone: str) -> tuple[Mapping[str, Json], tuple[Diagnostic, ...]]:
    """The body of a rendered spec in the API's own form, and an error at each value that cannot be one.

    ``timezone`` is the IANA name of the environment's zone; ValueError where tzdata lacks it. A value with an
    error, and any value that is not sugar, stays as it was.
    """
    body: Json = spec.body
    if spec.kind == "message":
        return spec.body, ()
    found = []
    for path, replacement in _replacements(spec.body, timezone):
        if isinstance(replacement, ClockError):
            found.append(
                spec.diagnostic(
                    replacement.code, Severity.ERROR, replacement.message, path, hint=replacement.hint
                )
            )
        else:
            body = _replaced(body, path, replacement)
    return body, tuple(found)


def _replacements(body: Mapping[str, Json], timezone: str) -> Iterator[tuple[Path, Json | ClockError]]:
    zone = zone_of(timezone)
    for path, written in _range_dates(body):
        day = _try(api_date, written)
        if day is not None:
            yield path, day if isinstance(day, ClockError) else int(day)
    when = body.get("when")
    users_clock = isinstance(when, Mapping) and when.get("delivery_timezone") == "user"
    for path in _times(when):
        time = _try(lambda text: api_time(text, None if users_clock else zone), _at(body, path))
        if time is not None:
            yield path, time
    if isinstance(when, Mapping):
        day = _try(api_date, when.get("end_by_date"))
        if day is not None:
            yield ("when", "end_by_date"), day


def _try(convert: Any, value: Json) -> str | ClockError | None:
    try:
        return convert(value) if isinstance(value, str) else None
    except ClockError as error:
        return error


def _range_dates(body: Mapping[str, Json]) -> Iterator[tuple[Path, Json]]:
    """Every ``from`` and ``to`` that is a YYYYMMDD integer in the API, with its path."""
    where = body.get("where")
    if not isinstance(where, Mapping):
        return
    for end in _RANGE:
        if end in where:
            yield ("where", end), where[end]
    for below in _EVENT_LISTS if "advanced_query" in where else ():
        path: Path = ("where", "advanced_query", *below)
        events = _at(body, path)
        for index, event in enumerate(events if isinstance(events, list) else ()):
            if isinstance(event, Mapping):
                yield from (((*path, index, end), event[end]) for end in _RANGE if end in event)


def _times(when: Json) -> Iterator[Path]:
    """The paths of every ``YYYYMMDD HH:MM`` in ``when``, a string or an object [newer docs], [client code]."""
    if isinstance(when, str):
        yield ("when",)
    if isinstance(when, Mapping):
        yield ("when", "start_time")
        dates = when.get("delivery_date_time")
        if isinstance(dates, list):
            yield from (("when", "delivery_date_time", index) for index in range(len(dates)))
        else:
            yield ("when", "delivery_date_time")


def _at(value: Json, path: Path) -> Json:
    for part in path:
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int):
            value = value[part]
        else:
            return None
    return value


def _replaced(value: Json, path: Path, leaf: Json) -> Json:
    """``value`` with ``leaf`` at ``path``; shares all that it can, changes nothing."""
    if not path:
        return leaf
    head, rest = path[0], path[1:]
    if isinstance(value, list):
        return [_replaced(item, rest, leaf) if index == head else item for index, item in enumerate(value)]
    return {**value, head: _replaced(value[head], rest, leaf)}
