"""What a spec's templates refer to."""

from collections.abc import Callable
from typing import Any

import pytest

from ctc.specs.spec import Spec
from ctc.templates.render import render
from ctc.templates.usage import Reads, Usage, names_in, usage


def used(spec: Spec, files: Any) -> Usage:
    return usage(spec.document, render(spec, files)[2], files)


def test_names_through_branches_and_files(spec_of: Callable[..., Spec], files: Any) -> None:
    text = (
        "version: 1\nid: sale\nvars: {a: '{{ b }}'}\nowner: '{{ who }}'\ncampaign:\n"
        "  one: \"{% if never %}{% include 'outer.j2' %}{% endif %}\"\n"
        "  two: \"{{ x['k'] }} {{ y | default('z') }}\"\n"
        "  three: \"{% from 'links.j2' import deep with context %}{{ deep('/' ~ path) }}\"\n"
        '  four: "{% for i in items %}{{ i }}{% endfor %}{% set own = 1 %}{{ own }}"\n'
        "  five: '{{ broken'\n"
    )
    found = used(spec_of(text), files)
    assert found.variables == {"b", "who", "never", "nmae", "x", "y", "path", "id", "items"}
    assert found.templates == {"_shared/outer.j2", "_shared/bad.j2", "_shared/links.j2"}
    assert not found.is_open


def test_a_computed_name_leaves_it_open(spec_of: Callable[..., Spec], files: Any) -> None:
    text = "version: 1\nid: sale\ncampaign: {x: '{% include which %}'}\n"
    assert used(spec_of(text), files).is_open


@pytest.mark.parametrize(
    "written",
    [
        "vars: {a: '{{ seen }}'}",
        "each: [{key: a, b: '{{ seen }}'}]",
        "guards: {max_reach: '{{ seen }}'}",
        "description: '{{ seen }}'",
        "owner: '{{ seen }}'",
        "labels: ['a {{ seen }}']",
    ],
)
def test_what_stands_beside_the_body_reads_variables_too(
    spec_of: Callable[..., Spec], files: Any, written: str
) -> None:
    """Else CTC407 would call a variable unused that the owner's line reads."""
    spec = spec_of(f"version: 1\nid: sale\n{written}\ncampaign: {{x: y}}\n")
    assert usage(spec.document, Reads(), files).variables == {"seen"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{{ price }}", {"price"}),
        ("no template", set()),
        ("{{ row.price }}", {"row", "price"}),
        ("{{ row['Old price'] }} of {{ row.sku }}", {"row", "Old price", "sku"}),
        ("{{ row[name] }}", {"row", "name", "*"}),
        ("{{ row }}", {"row", "*"}),
        ("{{ row | length }}", {"row", "*"}),
        ("{{ row.sku }}{% for cell in row %}{{ cell }}{% endfor %}", {"row", "sku", "*"}),
        ("{{ arrow.sku }}", {"arrow"}),
        ("{{ row.sku", set()),
    ],
)
def test_the_columns_that_a_text_reads(text: str, names: set[str]) -> None:
    """A column that no text reads is told; so one that is read by any way must not be."""
    assert names_in(text) == names
