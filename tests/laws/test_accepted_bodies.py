"""Laws of the quiet bodies: the one pass that finds nothing agrees with the two that would say what they find."""

from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutants import mutants
from payload_strategies import BODIES, bodies_of, day_number

from ctc.validation import calendar
from ctc.validation.schema.acceptance import compiled, is_accepted, tightened, told_apart
from ctc.validation.schema.engine import Gate, matches
from ctc.validation.schema.explain import schema_findings
from ctc.validation.schema.notes import Node, notes, tree
from ctc.validation.schema.published import bundled

RELAXED = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
NAMES = sorted(BODIES)


def says_nothing(name: str, body: Any) -> bool:
    return not schema_findings(f"payload.{name}", body, "the body") and not notes(f"payload.{name}", body)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@RELAXED
def test_a_body_is_quiet_where_nothing_is_said_of_it(name: str, data: st.DataObject) -> None:
    body = data.draw(st.one_of(bodies_of(name), mutants(name)))
    assert is_accepted(f"payload.{name}", body) == says_nothing(name, body)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@RELAXED
def test_of_a_body_that_is_refused_the_same_is_said_whether_or_not_annotations_were_asked_with_it(
    name: str, data: st.DataObject
) -> None:
    """Else a remark would be missing where something is wrong beside it, or a refusal where there is a remark."""
    body, schema = data.draw(st.one_of(bodies_of(name), mutants(name))), f"payload.{name}"
    errors, speaks = told_apart(schema, body)
    told = schema_findings(schema, body, "the body", errors=errors)
    assert told == schema_findings(schema, body, "the body")
    assert speaks or not notes(schema, body)


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_of_a_schema_are_accepted(name: str) -> None:
    for example in bundled(f"payload.{name}")["examples"]:
        unofficial = [note for note in notes(f"payload.{name}", example) if note.code == "CTC318"]
        assert is_accepted(f"payload.{name}", example) or unofficial
        assert not schema_findings(f"payload.{name}", example, "the body")


# ------------------------------------------------------------- what the annotations speak of, at every place

DAYS = st.one_of(
    st.sampled_from([20240229, 20250229, 20250229.0, "20250229", 20250431, 20251301, 202501011200, 1, True]),
    st.dates(date(1000, 1, 1)).map(day_number),
    st.integers(20250000, 20251399),
)
STAMPS = st.one_of(
    st.sampled_from(["now", "20240229 10:00", "20250229 10:00", "20310101 24:00", "20310101 09:60", "2031"]),
    st.sampled_from(["20310101 09:00\n", "20310101  09:00", "00010101 09:00", "\n20310101 09:00"]),
    st.builds("{}{:02} {:02}:{:02}".format, *map(st.integers, (202501, 0, 0, 0), (202512, 32, 25, 61))),
)
DEGREES = st.sampled_from(["12.97", "-91", "181", " 90 ", "1e3", "nan", "inf", "north", "", 200])
ODD = st.one_of(
    st.sampled_from([None, False, 0, 3.0, 3.5, 10**30, "", "x", "true"]),
    st.builds(list),
    st.builds(dict),
    DAYS,
    STAMPS,
    DEGREES,
)


def spoken(node: Node) -> st.SearchStrategy[Any]:
    """Values of which an annotation at this place, or below it, may speak, and others like them."""
    forms = [ODD, *([st.sampled_from(sorted(node.values))] if node.values else [])]
    if node.items is not None:
        forms.append(st.lists(spoken(node.items), max_size=2))
    if node.properties or node.known or node.order:
        forms += [mappings(node)] * 3
    return st.one_of(forms)


def mappings(node: Node) -> st.SearchStrategy[Any]:
    known = {key: spoken(below) for key, below in node.properties.items() if not below.names}
    unofficial = {key: spoken(below) for key, below in node.properties.items() if below.names}
    order = dict.fromkeys(node.order or (), DAYS)
    names = sorted(node.known or ("name",))
    slips = st.sampled_from([*(name[1:] for name in names), *(f"{name}s" for name in names), "Key", ""])
    own = st.dictionaries(slips, spoken(node.others) if node.others else ODD, max_size=1)
    some = st.fixed_dictionaries({}, optional={**known, **order})
    rare = st.one_of(st.builds(dict), st.builds(dict), st.fixed_dictionaries({}, optional=unofficial))
    return st.tuples(own, rare, some).map(lambda parts: {**parts[0], **parts[1], **parts[2]})


def annotations(part: Any) -> Any:
    """A schema of annotations alone, which takes every value."""
    if not isinstance(part, dict):
        return part
    kept = {key: below for key, below in part.items() if key.startswith("x-") or key == "$ref"}
    inside = ("items", "additionalProperties") if part.get("x-free") else ("items",)
    kept |= {key: annotations(part[key]) for key in inside if key in part}
    maps = {key: part[key].items() for key in ("properties", "$defs") if key in part}
    return kept | {key: {name: annotations(below) for name, below in map_} for key, map_ in maps.items()}


@cache
def silent(name: str) -> Gate:
    schema = annotations(bundled(f"payload.{name}"))
    return compiled(tightened(schema, schema))


@pytest.mark.parametrize("name", [name for name in NAMES if tree(f"payload.{name}") is not None])
@given(data=st.data())
@RELAXED
def test_silence_is_where_no_annotation_speaks(name: str, data: st.DataObject) -> None:
    value = data.draw(spoken(tree(f"payload.{name}")))
    assert silent(name).is_valid(value) == (not notes(f"payload.{name}", value))


LENIENT = {"lenient": "Why."}


@pytest.mark.parametrize(
    ("part", "spoken_of", "fine"),
    [
        ({"x-value-sources": {"in": "[client code]"}}, "in", "equals"),
        ({"x-types": {"string": {"source": "[client code]"}}}, "x", 3),
        ({"x-types": {"integer": LENIENT}}, 3.0, 3.5),
        ({"x-types": {"object": {"source": "[newer docs]"}, "array": LENIENT}}, [], {}),
        ({"x-calendar": "stamp"}, "20250229 10:00", "20240229 10:00"),
        ({"x-calendar": "date"}, 20250229, 20240229),
        ({"x-order": ["a", "b"]}, {"a": 20250102, "b": 20250101}, {"a": 20250101, "b": 20250102}),
        ({"x-order": ["a", "b"]}, {"a": "20250102", "b": 20250101}, {"a": 20250230, "b": 1}),
        ({"x-degrees": [-90, 90]}, "91", "90"),
        ({"x-free": True, "properties": {"title": {}}}, {"titel": 1}, {"title": 1, "Key": 1}),
        ({"properties": {"a": {"x-source": "[inferred]"}}}, {"a": 1}, {"b": 1}),
        ({"properties": {"a": {"x-lenient": "Why."}}}, {"a": None}, {}),
        ({"items": {"x-calendar": "date"}}, [20250101, 20250230], [20250101]),
        ({"additionalProperties": {"x-types": {"null": LENIENT}}}, {"k": None}, {"k": 1}),
        ({"properties": {"a": {"$ref": "#/$defs/b", "x-lenient": "Why."}}}, {"a": 1}, {"b": 1}),
        ({"properties": {"a": {"$ref": "#/$defs/b"}}}, {"a": 20250230}, {"a": 20250228}),
        ({"allOf": [{"maximum": 20250130}], "x-calendar": "date"}, 20250131, 20250130),
    ],
)
def test_each_annotation_turns_down_what_it_speaks_of(part: Any, spoken_of: Any, fine: Any) -> None:
    document = {**part, "$defs": {"b": {"x-calendar": "date"}}}
    made = compiled(tightened(document, document))
    assert not made.is_valid(spoken_of)
    assert made.is_valid(fine)


# ------------------------------------------------------------------------------------- the quick answers


def test_the_pattern_of_common_times_knows_all_but_the_leap_day() -> None:
    pattern = f"^{calendar.COMMON_STAMP}$"
    for year in ("1000", "1900", "2000", "2024", "2025", "8999", "9899", "9989", "9998", "9999"):
        for day in (f"{month:02}{day:02}" for month in range(14) for day in range(34)):
            exists = (
                calendar.exists(f"{year}{day}0930") and year != "9999"
            )  # its end lies outside the calendar
            assert matches(pattern, f"{year}{day} 09:30") == (exists and day != "0229")
    for clock in (f"{hour:02}:{minute:02}" for hour in range(100) for minute in range(100)):
        assert matches(pattern, f"20310101 {clock}") == calendar.exists(f"20310101{clock.replace(':', '')}")
    assert not matches(pattern, "03100101 09:30")


@given(st.one_of(DAYS, st.integers(), ODD), st.one_of(DAYS, st.integers(), ODD))
@settings(deadline=None)
def test_quick_answers_about_days_are_those_of_the_calendar(first: Any, last: Any) -> None:
    assert not calendar.is_common_day(first) or not any(calendar.real(first, "date", ()))
    both = {"from": first, "to": last}
    assert not calendar.are_ordered_days(first, last) or not any(calendar.ordered(both, ("from", "to"), ()))
