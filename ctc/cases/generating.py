"""The tests that people forget: each clause missed alone, the days around a window, another spelling, nothing known.

A person who meets every clause is made first; then, one thing at a time, one who just does not. What each expects is
what the campaign does today: whoever takes the tests over reads them, and so says that it is meant.
"""

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ctc.audience import BASE_EVENT, PROFILE_GROUPS
from ctc.canonical import Json
from ctc.cases.values import DERIVED, enough, fitting, variants
from ctc.people.days import read_day
from ctc.query.operators import NEGATED

Said = dict[str, Any]
"""A person as a test writes one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One test to be: a name and a person."""

    name: str
    person: Said


def drafts_of(body: Mapping[str, Any], today: date, named: Mapping[int, str]) -> Iterator[Draft]:
    """The persons to ask about, the one who meets every clause first. ``named`` gives segments their names."""
    work = _Drafting(body, today, named)
    yield Draft(name="somebody who meets every condition", person=work.base())
    seen: list[Said] = [work.base()]
    for draft in work.drafts():
        if draft.person not in seen:
            seen.append(draft.person)
            yield draft


class _Drafting:
    def __init__(self, body: Mapping[str, Any], today: date, named: Mapping[int, str]) -> None:
        self.body, self.today, self.named = body, today, named
        where = body.get("where")
        self.where: Mapping[str, Any] = where if isinstance(where, Mapping) else {}
        query = self.where.get("advanced_query")
        self.query: Mapping[str, Any] = query if isinstance(query, Mapping) else {}

    def events(self) -> Iterator[tuple[str, Mapping[str, Any], bool]]:
        """The events that are asked for: what they are part of, and whether every one of them is needed."""
        if self.where.get("event_name") is not None:
            yield "base", {key: self.where[key] for key in BASE_EVENT if key in self.where}, True
        for event in self.query.get("did_all") or ():
            yield "all", event, True
        for index, event in enumerate(self.alternatives()):
            yield "any", event, index == 0
        for event in self.query.get("did_none") or ():
            yield "none", event, False

    def alternatives(self) -> Sequence[Mapping[str, Any]]:
        either = self.query.get("did_any")
        found = either.get("any_events") if isinstance(either, Mapping) else either
        return found or ()

    def conditions(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The conditions on the profile, each with its group; nothing is the profile's own."""
        for entry in self.where.get("profile_fields") or ():
            yield "", entry
        common = self.where.get("common_profile_properties") or {}
        for group in PROFILE_GROUPS:
            for entry in common.get(group) or ():
                yield "" if group == "profile_fields" else group, entry

    def segments(self) -> tuple[list[Json], list[Json]]:
        """Those to be in, and those not to be in."""
        excluded = [*(self.body.get("exclude_segments") or ()), *(self.where.get("exclude_segments") or ())]
        wanted = [self.body["segment"]] if str(self.body.get("segment")).isdecimal() else []
        return [self._name(each) for each in wanted], [self._name(each) for each in excluded]

    def _name(self, number: Json) -> Json:
        return self.named.get(int(number), int(number))

    def base(self, *, skip: int = -1, alternative: int = 0) -> Said:
        """Somebody who meets everything, but for the event of that position."""
        person: Said = {}
        for group, entry in self.conditions():
            _put(person, group, entry, fitting(entry))
        person["events"] = []
        for position, (kind, event, needed) in enumerate(self.events()):
            chosen = position - self._before("any") == alternative if kind == "any" else needed
            if chosen and position != skip:
                person["events"] += self.done(event)
        wanted, excluded = self.segments()
        if wanted or excluded:
            person["segments"] = wanted
        return {key: value for key, value in person.items() if value or key == "segments"}

    def _before(self, kind: str) -> int:
        return [each[0] for each in self.events()].index(kind)

    def done(self, event: Mapping[str, Any], count: int | None = None, on: date | None = None) -> list[Said]:
        """An event done as often as it is asked for."""
        operator, value = event.get("operator"), event.get("value")
        if count is None:
            count = enough(str(operator), value) if operator else 1
        day = on or self.within(event)
        made: Said = {"name": event["event_name"], "on": day.isoformat()}
        for key, name in (("event_properties", "properties"), ("session_properties", "session")):
            found = {
                entry["name"]: value
                for entry in event.get(key) or ()
                if (value := fitting(entry)) is not None and entry["name"] not in DERIVED
            }
            if found:
                made[name] = found
        return [copy.deepcopy(made) for _ in range(count)]

    def within(self, event: Mapping[str, Any]) -> date:
        first, last = read_day(event.get("from")), read_day(event.get("to"))
        start = first or (last or self.today) - timedelta(days=7)
        for offset in range(60):
            day = start + timedelta(days=offset)
            if (last is None or day <= last) and _on_day(event, day):
                return day
        return start

    def drafts(self) -> Iterator[Draft]:
        yield Draft(name="nobody of whom nothing is known", person=self._nothing())
        yield from self._of_profile()
        yield from self._of_events()
        yield from self._of_segments()

    def _nothing(self) -> Said:
        return {"segments": []} if any(self.segments()) else {}

    def _of_profile(self) -> Iterator[Draft]:
        for group, entry in self.conditions():
            for said, value in variants(entry):
                person = self.base()
                _put(person, group, entry, value, replace=True)
                yield Draft(name=f"{entry['name']}: {said}", person=_clean(person))
            if not group and entry.get("operator", "equals") not in NEGATED:
                person = self.base()
                profile = person.get("profile", {})
                if entry["name"] in profile:
                    other = entry["name"].swapcase()
                    profile[other] = profile.pop(entry["name"])
                    yield Draft(name=f"{entry['name']}: the name in another spelling", person=person)

    def _of_events(self) -> Iterator[Draft]:
        alternatives = len(self.alternatives())
        for index in range(1, alternatives):
            name = self.alternatives()[index]["event_name"]
            yield Draft(name=f"{name} alone is enough", person=self.base(alternative=index))
        for position, (kind, event, _) in enumerate(self.events()):
            if kind == "any" and position - self._before("any") > 0:
                yield from self._around(event, self.base(skip=self._before("any")))
            elif kind == "none":
                person = self.base()
                person["events"] = [*person.get("events", []), *self.done(event)]
                yield Draft(name=f"{event['event_name']} was done", person=person)
                yield from self._around(event, self.base())
            else:
                without = self.base(skip=position)
                yield Draft(name=f"{event['event_name']} was not done", person=without)
                yield from self._around(event, without)

    def _around(self, event: Mapping[str, Any], person: Said) -> Iterator[Draft]:
        """The edges of an event's window, of its count, and of its conditions."""
        for said, done in self._edges(event):
            events = [*person.get("events", []), *done]
            yield Draft(name=f"{event['event_name']}: {said}", person=_clean({**person, "events": events}))

    def _edges(self, event: Mapping[str, Any]) -> Iterator[tuple[str, list[Said]]]:
        first, last = read_day(event.get("from")), read_day(event.get("to"))
        if first is not None:
            yield "the day before `from`", self.done(event, on=first - timedelta(days=1))
            yield "on the day of `from`", self.done(event, on=first)
        if last is not None:
            yield "on the day of `to`", self.done(event, on=last)
            yield "the day after `to`", self.done(event, on=last + timedelta(days=1))
        if event.get("operator") is not None and isinstance(event.get("value"), int):
            for count in range(max(event["value"] - 1, 0), event["value"] + 3):
                yield f"done {count} times", self.done(event, count)
        for key, name in (("event_properties", "properties"), ("session_properties", "session")):
            for entry in event.get(key) or ():
                yield from self._conditioned(event, entry, name)

    def _conditioned(
        self, event: Mapping[str, Any], entry: Mapping[str, Any], name: str
    ) -> Iterator[tuple[str, list[Said]]]:
        if entry["name"] in ("first_time", "last_time"):
            twice = self.done(event)
            days, end = (1, "to") if entry["name"] == "last_time" else (-1, "from")
            outside = read_day(event.get(end)) or self.within(event)
            other = self.done({"event_name": event["event_name"]}, on=outside + timedelta(days=days))
            yield f"not for the {entry['name'].split('_')[0]} time", [*twice, *other]
            return
        for said, value in variants(entry):
            done = self.done(event)
            for each in done:
                each.setdefault(name, {})
                if value is None:
                    each[name].pop(entry["name"], None)
                else:
                    each[name][entry["name"]] = value
            yield f"{entry['name']} {said}", done

    def _of_segments(self) -> Iterator[Draft]:
        wanted, excluded = self.segments()
        for number in wanted:
            left = [each for each in wanted if each != number]
            yield Draft(name=f"not in segment {number}", person={**self.base(), "segments": left})
        for number in excluded:
            person = {**self.base(), "segments": [*wanted, number]}
            yield Draft(name=f"in segment {number}, which is left out", person=person)


def _on_day(event: Mapping[str, Any], day: date) -> bool:
    actual = {"day_of_week": day.isoweekday() % 7 + 1, "day_of_month": day.day}
    for entry in event.get("session_properties") or ():
        if entry.get("name") in actual:
            wanted = entry.get("value")
            values = wanted if isinstance(wanted, list) else [wanted]
            if str(actual[entry["name"]]) not in map(str, values):
                return False
    return True


def _put(person: Said, group: str, entry: Mapping[str, Any], value: Json, *, replace: bool = False) -> None:
    holder = (
        person.setdefault("groups", {}).setdefault(group, {}) if group else person.setdefault("profile", {})
    )
    if value is None:
        if replace:
            holder.pop(entry["name"], None)
    elif replace or entry["name"] not in holder:
        holder[entry["name"]] = value


def _clean(person: Said) -> Said:
    """Without what holds nothing."""
    groups = {name: group for name, group in person.get("groups", {}).items() if group}
    made = {**person, "groups": groups}
    return {key: value for key, value in made.items() if value or key == "segments"}
