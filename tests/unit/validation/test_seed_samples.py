"""What a sample of the API's page does is never an error."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import json5
import pytest

from ctc.diagnostics import Severity
from ctc.validation.payload import validate_payload
from ctc.variants import CREATE, SEND, variant_of

SEED = Path(__file__).parents[2] / "fixtures" / "seed"
SAMPLES = sorted(path.name for path in SEED.iterdir())


def read(name: str) -> tuple[str, Any]:
    channel = Path(name).stem.removeprefix("send-")
    endpoint = SEND.format(channel=channel) if name.startswith("send-") else CREATE
    return endpoint, json5.loads((SEED / name).read_text(encoding="utf-8"))


def test_all_twenty_two_samples_are_here() -> None:
    assert len(SAMPLES) == 22


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_has_no_error(name: str) -> None:
    endpoint, body = read(name)
    found = validate_payload(endpoint, body, raw=True, broadcast=False)
    assert [f for f in found if f.severity is Severity.ERROR] == []


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != "advanced-query.jsonc"])
def test_a_sample_is_the_usual_form_throughout(name: str) -> None:
    endpoint, body = read(name)
    assert validate_payload(endpoint, body, raw=True, broadcast=False) == ()
    assert validate_payload(endpoint, body, raw=False, broadcast=False) == ()


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != "advanced-query.jsonc"])
def test_a_sample_is_of_the_variant_that_it_is_filed_under(name: str) -> None:
    endpoint, body = read(name)
    variant = variant_of(endpoint, body)
    assert variant is not None
    assert Path(name).stem.removesuffix("-buttons") == variant.name


def test_the_query_sample_belongs_inside_where() -> None:
    _, query = read("advanced-query.jsonc")
    _, body = read("sms.json")
    assert validate_payload(CREATE, {**body, "where": query}, raw=True, broadcast=False) == ()
    (finding,) = validate_payload(CREATE, query, raw=True, broadcast=False)
    assert (finding.severity, finding.path) == (Severity.WARNING, ("advanced_query",))


def keys(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    for key, below in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(key, str):
            yield (*path, key)
        if isinstance(below, dict | list):
            yield from keys(below, (*path, key))


def slip(key: str) -> str:
    """The key with its second letter doubled: one edit away."""
    return key[:2] + key[1:2] + key[2:] if len(key) > 1 else key * 2


FREE_KEYS = {"Key", "key", "k1", "k2", "1", "2"}


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != "advanced-query.jsonc"])
def test_each_misspelled_key_is_found_at_that_key_and_nothing_else_is_said(name: str) -> None:
    endpoint, whole = read(name)
    for path in keys(whole):
        if path[-1] in FREE_KEYS:
            continue
        body = deepcopy(whole)
        holder = body
        for part in path[:-1]:
            holder = holder[part]
        wrong = slip(str(path[-1]))
        renamed = {wrong if key == path[-1] else key: value for key, value in holder.items()}
        holder.clear()
        holder.update(renamed)
        found = validate_payload(endpoint, body, raw=False, broadcast=False)
        assert [(f.path, f.at) for f in found] == [((*path[:-1], wrong), "key")], (path, found)
