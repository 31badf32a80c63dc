"""Laws of the payload schemas: what the tables allow passes, what they forbid does not, and both engines agree."""

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from mutants import at, mutants, places
from payload_strategies import BODIES, bodies_of

from ctc.diagnostics import JsonPath, Severity
from ctc.validation.finding import Finding
from ctc.validation.payload import validate_payload
from ctc.validation.schema.engine import explainer, gate, problems
from ctc.validation.schema.published import bundled
from ctc.variants import BY_NAME, VARIANTS, variant_of

RELAXED = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
NAMES = sorted(BODIES)
FREE = ("ios", "android", "webhook_key_value", "ExternalTrigger", "kaiosKV", "kv", "params", "attachments")
"""Mappings in which unknown keys, or odd values, are allowed."""


def errors(name: str, body: Any, *, raw: bool = True) -> list[Finding]:
    found = validate_payload(BY_NAME[name].endpoint, body, raw=raw, broadcast=False)
    return [finding for finding in found if finding.severity is Severity.ERROR]


def test_every_variant_has_a_strategy() -> None:
    assert {variant.name for variant in VARIANTS} == set(BODIES)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@RELAXED
def test_what_the_tables_allow_has_no_error(name: str, data: st.DataObject) -> None:
    body = data.draw(bodies_of(name))
    assert variant_of(BY_NAME[name].endpoint, body) == BY_NAME[name]
    assert errors(name, body) == []
    assert errors(name, body, raw=False) == []


def is_free(path: JsonPath) -> bool:
    return any(part in FREE for part in path)


def covers(found: list[Finding], path: JsonPath) -> bool:
    """Whether a finding stands at ``path``, above it, or beside it in the same mapping."""
    return any(
        finding.path == path[: len(finding.path)] or finding.path[:-1] == path[:-1] for finding in found
    )


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@RELAXED
def test_an_unknown_key_is_an_error_at_that_key(name: str, data: st.DataObject) -> None:
    body = data.draw(bodies_of(name))
    mappings = [path for path, value in places(body) if isinstance(value, dict) and not is_free(path)]
    path = data.draw(st.sampled_from(mappings))
    at(body, path)["zzqqxx"] = 1
    found = errors(name, body)
    assert [(finding.code, finding.path) for finding in found] == [("CTC305", (*path, "zzqqxx"))]


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@RELAXED
def test_null_is_an_error_at_that_key(name: str, data: st.DataObject) -> None:
    body = data.draw(bodies_of(name))
    keys = [path for path, _ in places(body) if path and not is_free(path[:-1])]
    path = data.draw(st.sampled_from(keys))
    at(body, path[:-1])[path[-1]] = None
    assert covers(errors(name, body), path)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@RELAXED
def test_a_mapping_in_place_of_a_plain_value_is_an_error(name: str, data: st.DataObject) -> None:
    body = data.draw(bodies_of(name))
    leaves = [
        path for path, value in places(body) if not isinstance(value, dict | list) and not is_free(path[:-1])
    ]
    path = data.draw(st.sampled_from(leaves))
    at(body, path[:-1])[path[-1]] = {"zzqqxx": 1}
    assert covers(errors(name, body), path)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@RELAXED
def test_a_missing_required_key_is_an_error_at_its_mapping(name: str, data: st.DataObject) -> None:
    body = data.draw(bodies_of(name))
    key = data.draw(st.sampled_from(sorted(bundled(f"payload.{name}")["required"])))
    assume(key in body)
    del body[key]
    if key == "target_mode":
        found = errors(name, body, raw=False)
        assert [(finding.code, finding.path) for finding in found] == [("CTC302", ())]
        return
    assert ("CTC302", ()) in {(finding.code, finding.path) for finding in errors(name, body)}


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("send-")])
@given(data=st.data())
@RELAXED
def test_a_range_that_runs_backwards_is_one_error(name: str, data: st.DataObject) -> None:
    body = data.draw(bodies_of(name))
    ranges = [
        path for path, value in places(body) if isinstance(value, dict) and {"from", "to"} <= value.keys()
    ]
    ranges = [path for path in ranges if path[:1] == ("where",)]
    assume(ranges)
    path = data.draw(st.sampled_from(ranges))
    days = at(body, path)
    assume(days["from"] != days["to"])
    days["from"], days["to"] = days["to"], days["from"]
    assert [(finding.code, finding.path) for finding in errors(name, body)] == [("CTC310", (*path, "from"))]


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@RELAXED
def test_the_gate_and_the_explainer_agree(name: str, data: st.DataObject) -> None:
    body = data.draw(mutants(name))
    schema = f"payload.{name}"
    whole = [
        (
            str(error.validator),
            error.validator_value,
            error.schema,
            tuple(error.absolute_path),
            error.instance,
        )
        for error in explainer(schema).iter_errors(body)
    ]
    assert gate(schema).is_valid(body) == (not whole)
    parts = problems(schema, body)
    assert all(refusal in whole for refusal in parts)
    assert all(error in parts for error in whole)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@RELAXED
def test_what_the_gate_refuses_has_a_finding_that_is_an_error(name: str, data: st.DataObject) -> None:
    body = data.draw(mutants(name))
    variant = variant_of(BY_NAME[name].endpoint, body)
    found = errors(name, body)
    if variant is None:
        assert len(found) == 1
    elif not gate(f"payload.{variant.name}").is_valid(body):
        assert found


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@RELAXED
def test_no_finding_is_said_twice_and_no_body_is_changed(name: str, data: st.DataObject) -> None:
    body = data.draw(mutants(name))
    before = copy.deepcopy(body)
    found = validate_payload(BY_NAME[name].endpoint, body, raw=True, broadcast=False)
    assert len(found) == len(set(found))
    assert body == before
