"""One letter wrong in any name that an example uses is found, at its place; where the catalog is silent, nothing is."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ctc.catalog import own
from ctc.catalog.catalog import Catalog
from ctc.choice import Choice
from ctc.diagnostics import JsonPath
from ctc.pipeline.engine.judging import subject_of
from ctc.pipeline.engine.units import all_units
from ctc.pipeline.settings import settings_for
from ctc.validation.rules.catalog import RULES, run_rules
from ctc.validation.rules.rule import Subject

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = settings_for(ROOT, {}, Choice())
CATALOG = SETTINGS.catalogued.catalog
SUBJECTS = [subject_of(unit, CATALOG) for unit in all_units(SETTINGS)]
CODES = {rule.code for rule in RULES if rule.sections}


def named() -> Iterator[tuple[Subject, JsonPath, str, str]]:
    """Every name of the catalog that a body holds: the body, the path, the name and its section."""
    for subject in SUBJECTS:
        for path, value in leaves(subject.body):
            for section, name in names_at(path, value):
                yield subject, path, section, name


def leaves(value: Any, path: JsonPath = ()) -> Iterator[tuple[JsonPath, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))
    else:
        yield path, value


def names_at(path: JsonPath, value: Any) -> Iterator[tuple[str, str]]:  # noqa: C901 - one line for each kind
    if not isinstance(value, str) or not path:
        return
    last, around = path[-1], {part for part in path if isinstance(part, str)}
    if last == "event_name":
        yield "events", value
    elif last == "revenue_property" or (last == "name" and "event_properties" in around):
        yield "event property", value
    elif last == "name" and "profile_fields" in around:
        yield "profile", value
    elif last == "wzrk_cid":
        yield "android_channels", value
    elif last == "webhook_endpoint_name":
        yield "webhook_endpoints", value
    elif last == "template_name":
        yield "whatsapp_templates", value
    elif last in ("deep_link", "actionUrl", "cta_link1") or (last == "text" and {"android", "ios"} & around):
        address, _, _ = value.partition("?")
        yield "links", address
    if "content" in around:
        for name in ("Profile.name", "Profile.City"):
            if name in value:
                yield "liquid", name


NAMED = list(named())
KNOWN = {
    "events": {*CATALOG.section("events"), *own.EVENTS},
    "profile": {*CATALOG.section("profile"), *own.PROFILE},
}


def slipped(draw: st.DrawFn, name: str) -> str:
    at = draw(st.integers(0, len(name) - 1))
    kind = draw(st.sampled_from(["drop", "double", "other", "swap"]))
    if kind == "drop":
        return name[:at] + name[at + 1 :]
    if kind == "double":
        return name[:at] + name[at] + name[at:]
    if kind == "swap" and at + 1 < len(name):
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return name[:at] + draw(st.sampled_from([c for c in "abxyzQ" if c != name[at]])) + name[at + 1 :]


def with_value(body: Any, path: JsonPath, value: Any) -> Any:
    if not path:
        return value
    if isinstance(body, dict):
        return {k: with_value(v, path[1:], value) if k == path[0] else v for k, v in body.items()}
    return [with_value(v, path[1:], value) if n == path[0] else v for n, v in enumerate(body)]


def at(body: Any, path: JsonPath) -> Any:
    for part in path:
        body = body[part]
    return body


@st.composite
def slips(draw: st.DrawFn) -> tuple[Subject, JsonPath, str]:
    subject, path, section, name = draw(st.sampled_from(NAMED))
    prefix = ""
    if section == "links":
        prefix = name.partition("://")[0] + "://"
        rest = name[len(prefix) :]
        wrong = prefix + slipped(draw, rest.partition("/")[0] if prefix.startswith("http") else rest)
        if prefix.startswith("http"):
            wrong += rest[len(rest.partition("/")[0]) :]
    elif section == "liquid":
        wrong = "Profile." + slipped(draw, name.removeprefix("Profile."))
    else:
        wrong = slipped(draw, name)
    value = at(subject.body, path)
    changed = value.replace(name, wrong, 1)
    assume(changed != value)
    return replace(subject, body=with_value(subject.body, path, changed)), path, wrong


@settings(max_examples=400, deadline=None)
@given(slips())
def test_a_slip_is_found_at_its_place(case: tuple[Subject, JsonPath, str]) -> None:
    subject, path, wrong = case
    if wrong.strip() == "" or wrong in {*KNOWN["events"], *KNOWN["profile"]} or is_fitting(wrong):
        return
    found = [finding for finding in run_rules(subject) if finding.code in CODES]
    assert any(finding.path == path for finding in found), (path, wrong, found)


def is_fitting(wrong: str) -> bool:
    """Whether what came of it is no mistake: another link of the catalog, or a name that Liquid knows."""
    from ctc.validation.rules.names_of_links import is_allowed, is_opened_by

    if "://" in wrong:
        if not wrong.startswith("http"):
            return is_opened_by(wrong, tuple(CATALOG.deep_links() or ()))
        return is_allowed(wrong, tuple(CATALOG.hosts() or ()))
    return wrong.removeprefix("Profile.") in own.LIQUID


@settings(max_examples=200, deadline=None)
@given(slips())
def test_a_silent_catalog_finds_nothing(case: tuple[Subject, JsonPath, str]) -> None:
    subject = replace(case[0], catalog=Catalog())
    assert not [finding for finding in run_rules(subject) if finding.code in CODES]


@pytest.mark.parametrize("section", ["events", "event property", "profile", "android_channels", "links"])
def test_the_examples_use_names_of_every_kind(section: str) -> None:
    assert any(each == section for _, _, each, _ in NAMED)
