"""Segments by name: the id of the environment is sent, and a name that has none is an error at its place."""

from collections.abc import Callable
from typing import Any

import pytest

from ctc.catalog.catalog import Catalog
from ctc.payloads.segments import named_segments
from ctc.specs.spec import Spec

KNOWN = Catalog(data={"segments": {"vip": {"production": 12, "test": 7}, "new": {"production": 9}}})
BROKEN = Catalog(data={}, is_broken=True)
SILENT = Catalog(data={"events": {}})


@pytest.mark.parametrize(
    ("body", "made"),
    [
        ({"segment": "vip"}, {"segment": 12}),
        ({"segment": "all"}, {"segment": "all"}),
        ({"segment": 5}, {"segment": 5}),
        ({"segment": "5"}, {"segment": "5"}),
        ({"segment": " "}, {"segment": " "}),
        ({"exclude_segments": ["vip", "3", 4]}, {"exclude_segments": ["12", "3", 4]}),
        ({"exclude_segments": "vip"}, {"exclude_segments": "vip"}),
        (
            {"where": {"event_name": "E", "exclude_segments": ["new"]}},
            {"where": {"event_name": "E", "exclude_segments": ["9"]}},
        ),
        ({"segment": "vip", "exclude_segments": ["new"]}, {"segment": 12, "exclude_segments": ["9"]}),
    ],
)
def test_a_name_becomes_the_id_of_its_environment(
    make_spec: Callable[..., Spec], body: dict[str, Any], made: dict[str, Any]
) -> None:
    body, made = ({"name": "N", **one} for one in (body, made))
    assert named_segments(make_spec(body), body, KNOWN, "production") == (made, ())


@pytest.mark.parametrize(
    ("body", "catalog", "environment", "path", "says", "hint"),
    [
        ({"segment": "vpi"}, KNOWN, "test", "/segment", "no segment 'vpi'", "did you mean 'vip'?"),
        ({"segment": "zzzzz"}, KNOWN, "test", "/segment", "no segment", "the catalog knows: vip, new"),
        ({"segment": "new"}, KNOWN, "test", "/segment", "no id in test", "add 'test:' to it"),
        ({"segment": "vip"}, BROKEN, "test", "/segment", "cannot be looked up", "mend the catalog first"),
        (
            {"segment": "vip"},
            Catalog(data={"segments": {}}),
            "test",
            "/segment",
            "no segment",
            "add it under",
        ),
        (
            {"exclude_segments": ["1", "moon"]},
            KNOWN,
            "test",
            "/exclude_segments/1",
            "no segment 'moon'",
            "knows",
        ),
        (
            {"where": {"exclude_segments": ["moon"]}},
            KNOWN,
            "test",
            "/where/exclude_segments/0",
            "no segment 'moon'",
            "knows",
        ),
    ],
    ids=[
        "a slip",
        "nothing like it",
        "none here",
        "a broken catalog",
        "an empty one",
        "kept out",
        "kept out within",
    ],
)
def test_a_name_without_an_id_is_told_at_its_place_and_stays(
    make_spec: Callable[..., Spec],
    body: dict[str, Any],
    catalog: Catalog,
    environment: str,
    path: str,
    says: str,
    hint: str,
) -> None:
    made, (problem,) = named_segments(make_spec(body), body, catalog, environment)
    assert made == body
    assert (problem.code, problem.path, problem.line) == ("CTC454", f"/campaign{path}", 4)
    assert says in problem.message
    assert hint in str(problem.hint)


def test_a_catalog_that_says_nothing_of_segments_changes_nothing_nor_do_bodies_that_are_no_campaign(
    make_spec: Callable[..., Spec],
) -> None:
    body = {"segment": "vip"}
    assert named_segments(make_spec(body), body, SILENT, "test") == (body, ())
    assert named_segments(make_spec(body, kind="send"), body, KNOWN, "test") == (body, ())
