"""What a spec's templates refer to."""

from collections.abc import Callable
from typing import Any

import pytest

from ctc.specs.spec import Spec
from ctc.templates.render import render
from ctc.templates.usage import Reads, Usage, compared_in, names_in, reads_name, usage, variables_in


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


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{{ new < old }}", {"new", "old"}),
        ("{{ 1 < old <= row.new }}", {"old", "new"}),
        ("{% if row['Old price'] >= 5 and new == 7 %}x{% endif %}", {"Old price"}),
        ("{{ new > 5 == old }}", {"new"}),
        ("{{ row[name] > 5 }}", set()),
        ("{{ other.new < 5 }}", set()),
        ("{{ (new + 1) < 5 }}", set()),
        ("{{ new == old }}", set()),
        ("<b>{{ new }}</b>", set()),
        ("{{ new < }}", set()),
    ],
)
def test_what_a_text_puts_in_an_order(text: str, names: set[str]) -> None:
    """Columns of CSV that are compared as numbers, and are texts where no schema says otherwise."""
    assert compared_in(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [("{{ price }}", {"price"}), ("{{ a ~ b | upper }}", {"a", "b"}), ("none", set()), ("{{ broken", set())],
)
def test_the_variables_of_a_text(text: str, names: set[str]) -> None:
    assert variables_in(text) == names


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{{ named ~ 1 }}", True),
        ("{{ other ~ 1 }}", False),
        ("named, as a word", False),
        ("{%- include 'outer.j2' %}", False),
        ("{% include 'bad.j2' %}", False),
        ("{% from 'links.j2' import deep with context %}{{ deep(1) }}", False),
        ("{% include which %}", True),
        ("{% import which as m %}", True),
        ("{% extends which %}", True),
        ("{% set x = 1 %}", False),
    ],
)
def test_whether_a_name_is_read_or_may_be(
    text: str, says: bool, spec_of: Callable[..., Spec], files: Any
) -> None:
    document = spec_of("version: 1\nid: sale\ncampaign: {}\n").document
    assert reads_name("named", document, Reads(texts=(text,)), files) is says


def test_one_text_of_many_is_enough_to_read_a_name(spec_of: Callable[..., Spec], files: Any) -> None:
    document = spec_of("version: 1\nid: sale\ncampaign: {}\n").document
    texts = ("nothing of it", "{{ named ~ 1 }}", "{% set x = 1 %}")
    assert reads_name("named", document, Reads(texts=texts), files)
    assert not reads_name("named", document, Reads(texts=texts[::2]), files)


def test_a_name_that_a_file_reads_is_read(spec_of: Callable[..., Spec], files: Any) -> None:
    document = spec_of("version: 1\nid: sale\ncampaign: {}\n").document
    assert reads_name("nmae", document, Reads(texts=("{% include 'outer.j2' %}",)), files)
    assert reads_name("a", document, Reads(names=frozenset({"a"})), files)
    assert not reads_name("b", document, Reads(names=frozenset({"a"})), files)


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
        ("{{ row.get('sku') }}", {"row", "get", "sku"}),
        ("{{ row.get(name) }}", {"row", "get", "name", "*"}),
        ("{{ row.get() }}", {"row", "get", "*"}),
        ("{% for name, cell in row.items() %}{{ cell }}{% endfor %}", {"row", "items", "*"}),
        ("{{ row['values']() }}", {"row", "values", "*"}),
        ("{{ other.get('sku') }}", {"other"}),
        ("{% include 'a.j2' %}", {"*"}),
        ("{% include 'a.j2' without context %}", set()),
        ("{% from 'a.j2' import cell %}{{ cell(sku) }}", {"sku"}),
        ("{% from 'a.j2' import cell with context %}{{ cell() }}", {"*"}),
        ("{% import 'a.j2' as a with context %}{{ a.cell() }}", {"*"}),
        ("{% extends 'a.j2' %}", {"*"}),
        ("{{ arrow.sku }}", {"arrow"}),
        ("{{ row.sku", set()),
    ],
)
def test_the_columns_that_a_text_reads(text: str, names: set[str]) -> None:
    """A column that no text reads is told; so one that is read by any way must not be."""
    assert names_in(text) == names
