"""Sugar becomes the API's own form, in place, so that JSON Pointers stay the same.

Three things alone are sugar: a date written ``2025-09-01``, a day counted from the one that the campaign goes out on
(``7 days ago``), and ``when`` written as a time that people read.
Everything else stays as the author wrote it, and what is wrong with it is the schema's to say.
"""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, JsonPath, Severity
from ctc.payloads.clock import ClockError, api_date, api_time, day_after, relative_day
from ctc.specs.spec import Spec
from ctc.zones import zone_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


class Departure(NamedTuple):
    """``is_now``: it is the day of the run. ``is_many``: it goes out on several days, and ``day`` means nothing."""

    day: date
    is_now: bool = False
    is_many: bool = False


def departure(when: Json, as_of: date) -> Departure:
    """The day of a ``when`` in the API's own form; the day of the run for ``now``, and for what cannot be read."""
    if isinstance(when, str):
        return _of(when, as_of)
    if not isinstance(when, dict):
        return Departure(as_of, is_now=True)
    dates = when.get("delivery_date_time")
    if (
        when.get("type") == "recurring"
        or "repeat_type" in when
        or (isinstance(dates, list) and len(dates) > 1)
    ):
        return Departure(as_of, is_many=True)
    written = dates[0] if isinstance(dates, list) and dates else dates
    return _of(written, as_of) if isinstance(written, str) else Departure(as_of, is_now=True)


def _of(written: str, as_of: date) -> Departure:
    try:
        return Departure(date(int(written[:4]), int(written[4:6]), int(written[6:8])))
    except ValueError:
        return Departure(as_of, is_now=True)


_EVENT_LISTS: Final = ("did_all", "did_any", "did_none")
"""Lists of events below ``where.advanced_query``; ``did_any`` may hold its list as ``any_events``: [seed],
[client code]."""


class Desugared(NamedTuple):
    """A body in the API's own form, and an error at each value that cannot be one."""

    body: Mapping[str, Json]
    problems: tuple[Diagnostic, ...] = ()
    is_of_a_day: bool = False
    """Whether it would be another one on another day: a day is counted from that of the run."""


def desugared(spec: Spec, timezone: str, as_of: date) -> Desugared:
    """The body of a rendered spec in the API's own form.

    ``timezone`` is the IANA name of the environment's zone; ValueError where tzdata lacks it. ``as_of`` is the day of
    the run. A value with an error, and any value that is not sugar, stays as it was, and what holds none is shared
    with the spec.
    """
    body = spec.body
    if spec.kind == "message":
        return Desugared(body)
    work = _Desugaring(spec, zone_of(timezone), as_of)
    found = {}
    if "when" in body:
        found["when"] = work.when(body["when"])
    if "where" in body:
        found["where"] = work.where(body["where"])
    return Desugared({**body, **found}, tuple(work.problems), work.is_of_a_day)


class _Desugaring:
    """One body under way. Each method gives a value in the API's form, the very same where there is no sugar in it."""

    def __init__(self, spec: Spec, zone: "ZoneInfo", as_of: date) -> None:
        self.spec, self.zone = spec, zone
        self.problems: list[Diagnostic] = []
        self.is_of_a_day = False
        self._day: Departure = Departure(as_of, is_now=True)

    def where(self, where: Json) -> Json:
        if not isinstance(where, dict):
            return where
        made = self._range(where, ("where",))
        query = where.get("advanced_query")
        if not isinstance(query, dict):
            return made
        lists = {name: self._events(query[name], name) for name in _EVENT_LISTS if name in query}
        return {**made, "advanced_query": {**query, **lists}}

    def when(self, when: Json) -> Json:
        made = self._when(when)
        self._day = departure(made, self._day.day)
        return made

    def _when(self, when: Json) -> Json:
        if isinstance(when, str):
            return self._time(when, self.zone, ("when",))
        if not isinstance(when, dict):
            return when
        made = dict(when)
        zone = None if when.get("delivery_timezone") == "user" else self.zone
        if "start_time" in when:
            made["start_time"] = self._time(when["start_time"], zone, ("when", "start_time"))
        dates = when.get("delivery_date_time")
        path: JsonPath = ("when", "delivery_date_time")
        if isinstance(dates, list):
            made["delivery_date_time"] = [
                self._time(written, zone, (*path, index)) for index, written in enumerate(dates)
            ]
        elif dates is not None:
            made["delivery_date_time"] = self._time(dates, zone, path)
        if "end_by_date" in when:
            made["end_by_date"] = self._date(when["end_by_date"], ("when", "end_by_date"))
        return made

    def _events(self, events: Json, *below: str) -> Json:
        if isinstance(events, dict) and below == ("did_any",) and "any_events" in events:
            return {**events, "any_events": self._events(events["any_events"], *below, "any_events")}
        if not isinstance(events, list):
            return events
        path: JsonPath = ("where", "advanced_query", *below)
        return [
            self._range(event, (*path, index)) if isinstance(event, dict) else event
            for index, event in enumerate(events)
        ]

    def _range(self, value: dict[str, Json], path: JsonPath) -> dict[str, Json]:
        """With ``from`` and ``to`` as the integers YYYYMMDD that the API has."""
        made = value
        for end in ("from", "to"):
            if end in value:
                day = self._date(value[end], (*path, end))
                if day is not value[end]:
                    made = {**made, end: int(day)}
        return made

    def _date(self, written: Json, path: JsonPath) -> Json:
        days = relative_day(written) if isinstance(written, str) else None
        try:
            if days is not None:
                return self._counted(days, path)
            day = api_date(written) if isinstance(written, str) else None
        except ClockError as error:
            return self._kept(written, error, path)
        return written if day is None else day

    def _counted(self, days: int, path: JsonPath) -> str:
        """A day counted from the one that the campaign goes out on. Raises ClockError where it goes out on several."""
        if self._day.is_many or path[0] == "when":
            raise ClockError(
                "CTC381",
                "a day is counted from the one that the campaign goes out on, and this one goes out on several",
                "write the day itself, as in 2025-09-01",
            )
        self.is_of_a_day = self.is_of_a_day or self._day.is_now
        try:
            return day_after(self._day.day, days)
        except OverflowError:
            raise ClockError("CTC340", "this day lies outside the calendar", "count fewer days") from None

    def _time(self, written: Json, zone: "ZoneInfo | None", path: JsonPath) -> Json:
        try:
            time = api_time(written, zone) if isinstance(written, str) else None
        except ClockError as error:
            return self._kept(written, error, path)
        return written if time is None else time

    def _kept(self, written: Json, error: ClockError, path: JsonPath) -> Json:
        self.problems.append(
            self.spec.diagnostic(error.code, Severity.ERROR, error.message, path, hint=error.hint)
        )
        return written
