"""Rendering: values, types, and where a mistake is said."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from ctc.diagnostics import Diagnostic
from ctc.specs.spec import Spec
from ctc.templates.budget import Room
from ctc.templates.render import condition, render
from ctc.templates.source import TemplateText

Leaf = Callable[..., tuple[Any, tuple[Diagnostic, ...]]]


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("no template", "no template"),
        ("{{ n }}", 5),
        ("{{ digits }}", "07"),
        ("{{ items }}", ["a", "b"]),
        ("{{ city }}", {"name": "Pune"}),
        ("{{ nothing }}", None),
        ("{{ n > 3 }}", True),
        ("{{ n / 2 }}", 2.5),
        ("{{ (1, 2) }}", [1, 2]),
        ("{{ name | upper }}", "ANN"),
        ("{{ digits | int }}", 7),
        ("{{ '<' | e }}", "&lt;"),
        ("{{- n -}}", 5),
        ("{{n}}", 5),
        ("{{ n }}%", "5%"),
        ("{{ n }}{{ n }}", "55"),
        (" {{ n }}", " 5"),
        ("{{ n }}\n", "5\n"),
        ("{{ n if n < 3 else 'many' }}", "many"),
        ("{{ missing | default('x') }}", "x"),
        ("{{ [{'a': 1}, {'a': 2}] | sum('a') }}", 3),
        ("{{ [{'a': 1}, {'a': 2}] | sum('a', 4) }}", 7),
        ("{{ [1, 2] | sum(start=4) }}", 7),
        ("{{ missing is defined }}", False),
        ("{{ city.missing is undefined }}", True),
        ("{% if missing is defined %}a{% else %}b{% endif %}", "b"),
        ("{% raw %}{{ Profile.name }}{% endraw %}", "{{ Profile.name }}"),
        ("{{ liquid(\"Profile.name | default: 'there'\") }}", "{{ Profile.name | default: 'there' }}"),
        ("{% include 'hello.j2' %}!", "Hello Ann!"),
        ("{% from 'links.j2' import deep with context %}{{ deep('/a') }}", "app://a?id=sale"),
        ("{% import 'links.j2' as links with context %}{{ links.deep('/b') }}", "app://b?id=sale"),
        ("{% for i in items %}{{ loop.index }}/{{ loop.length }}{{ i }}{% endfor %}", "1/2a2/2b"),
        ("{% macro m(a) %}[{{ a }}]{% endmacro %}{{ m(n) }}", "[5]"),
        ("{{ 'a}}b' }}", "a}}b"),
        ("{{ id }}-{{ revision }}-{{ environment }}", "sale-1-sandbox"),
        ("{{ items | join(', ') }}", "a, b"),
        ("{{ items | map('upper') | list }}", ["A", "B"]),
        ("{{ items | map('upper') | join(', ') }}", "A, B"),
        ("{{ items | map('upper') | join }}", "AB"),
        ("{{ items | reject('eq', 'a') | map('replace', 'b', 'c') | join('+') }}", "c"),
        ("{{ city.values() | join(d='-') }}{{ city.keys() | map('title') | join('/') }}", "PuneName"),
        ("{{ items | map('length') | sum(start=3) }}", 5),
        ("{{ items | map('upper') | batch(1, '-') | list }}", [["A"], ["B"]]),
        ("{{ items | map('upper') | slice(3, '-') | list }}", [["A"], ["B"], ["-"]]),
        ("{{ '{:,}'.format(1299000) }}", "1,299,000"),
        ("{{ '%.2f' % 1.5 }}", "1.50"),
        ("{{ 'ab' * 2 }}", "abab"),
        ("{{ 1e308 }}", 1e308),
        ("{{ 1_000.5 }}", 1000.5),
        ("{{ " + "9" * 308 + " }}", int("9" * 308)),
        ("{{ 0xFF + 0XFF }}", 510),
    ],
)
def test_values(leaf: Leaf, template: str, value: object) -> None:
    rendered, problems = leaf(template)
    assert problems == ()
    assert repr(rendered) == repr(value)
    assert type(rendered) is type(value)


@pytest.mark.parametrize(
    ("template", "code", "column", "says", "hint"),
    [
        ("{{ nmae }}", "CTC202", 10, "`nmae` is defined nowhere", "did you mean 'name'?"),
        ("a {{ n }} {{ nmae }}", "CTC202", 20, "`nmae`", "did you mean 'name'?"),
        ("{{ {1: 2, 'foo': 3}.fop }}", "CTC202", 27, "this mapping has no `fop`", "did you mean 'foo'?"),
        *(
            (f"{{{{ [] | {name} }}}}", "CTC202", 6, "the list is empty here", "use default()")
            for name in ("first", "last", "min", "max")
        ),
        *(
            (f"{{{{ missing | {name} }}}}", "CTC202", 10, "`missing` is defined nowhere", None)
            for name in ("first", "last", "min", "max", "join", "length")
        ),
        (
            "{% macro save(by) %}Save {{ by }}{% endmacro %}{{ save() }}",
            "CTC202",
            21,
            "the macro needs `by`, and is called without it",
            "by=''",
        ),
        ("{{ city.nam }}", "CTC202", 15, "this mapping has no `nam`", "did you mean 'name'?"),
        ("{{ name.x }}", "CTC202", 15, "this text has no `x`", None),
        ("{% if %}", "CTC201", 6, "an expression is missing", None),
        ("{{ Profile.name | default: 'x' }}", "CTC201", 6, "`:` cannot stand here", "Liquid"),
        ("{% include 'helo.j2' %}", "CTC203", 6, "no template 'helo.j2'", "did you mean 'hello.j2'?"),
        ("{{ n + 'x' }}", "CTC205", 6, "`+` cannot take a number and a text", None),
        ("{{ 1 / 0 }}", "CTC205", 6, "division by zero", None),
        ("{{ range }}", "CTC206", 6, "function", None),
        ("x {{ range(3) }}", "CTC209", 6, "list", "join"),
        ("x {{ {'a': 1}.items() }}", "CTC209", 6, "list", "join"),
        ("x {{ cycler('a') }}", "CTC209", 6, "reader", "values"),
        ("x {{ items | map('upper') | upper }}", "CTC209", 6, "list", "join"),
        ("x {{ items | map('upper') ~ '!' }}", "CTC209", 6, "list", "join"),
        ("x {{ '%s' % [items | map('upper')] }}", "CTC209", 6, "list", "join"),
        ("x {{ '{}'.format(range) }}", "CTC209", 6, "function", "parentheses"),
        ("x {{ 'x' | replace('x', items | map('upper')) }}", "CTC209", 6, "list", "join"),
        ("x {{ [cycler('a')] | join }}", "CTC209", 6, "reader", "values"),
        ("x {{ '%c' % 55357 }}", "CTC206", 6, "half of a character", "itself"),
        ("{{ city['%c' % 55357] }}", "CTC202", 6, r"no `\ud83d`", None),
        ("{{ {'%c' % 55357: 1} }}", "CTC206", 6, "half of a character", "itself"),
        ("x {{ range }}", "CTC209", 6, "function", "parentheses"),
        ("{{ items | map('upper') }}", "CTC206", 6, "generator", "| list"),
        ("{{ {n: 1} }}", "CTC206", 6, "key 5", None),
        ("{{ n * 1e308 * 1e308 }}", "CTC206", 6, "inf is no JSON value", "below"),
        ("{{ [1, n * -1e308 * 1e308] }}", "CTC206", 6, "-inf is no JSON value", None),
        ("{{ 1e999 }}", "CTC201", 6, "1e999 is beyond what a JSON number can hold", None),
        ("x {{ -1_0e9_99 > 3 }}", "CTC201", 6, "1_0e9_99 is beyond what", None),
        ("{{ " + "9" * 309 + " }}", "CTC201", 6, "9" * 40 + " is beyond what", None),
        ("{{ 10.0 ** 400 }}", "CTC205", 6, "a number grows beyond what JSON can hold", None),
        ("{{ (1e308 * 10) | int }}", "CTC205", 6, "a number grows beyond what JSON can hold", None),
        ("{{ 10 ** 400 * 1.5 }}", "CTC205", 6, "a number grows beyond what JSON can hold", None),
        ("{{ 0.0 / 0 }}", "CTC205", 6, "division by zero", None),
        ("{{ 'soon' | days(1) }}", "CTC205", 6, "this is no day: one is written as in 2031-01-15", None),
        ("{{ '2031-02-31' | days(1) }}", "CTC205", 6, "this is no day: one is written as in", None),
        ("{{ [missing] }}", "CTC202", 11, "`missing`", None),
        ("{{ ''.__class__ }}", "CTC208", 6, "not open to templates", None),
        ("{{ items.append(1) }}", "CTC208", 6, "append", None),
        ("{{ 'x' | random }}", "CTC201", 6, "random", None),
        ("{{ lipsum() }}", "CTC202", 10, "lipsum", None),
    ],
)
def test_mistakes(leaf: Leaf, template: str, code: str, column: int, says: str, hint: str | None) -> None:
    rendered, (problem, *others) = leaf(template)
    assert others == []
    assert (problem.code, problem.file, problem.line, problem.column) == (code, "campaigns/x.yaml", 4, column)
    assert problem.path == "/campaign/x"
    assert says in problem.message
    assert hint is None or hint in (problem.hint or "")
    assert rendered == template


def test_the_names_that_are_known_stand_in_their_order(leaf: Leaf) -> None:
    _, (problem,) = leaf("{{ quuxly }}")
    names = (problem.hint or "").removeprefix("known names: ").split(", ")
    assert names == sorted(names)
    assert len(names) > 2


def test_a_mistake_inside_of_a_block_is_said_at_its_line(spec_of: Callable[..., Spec], files: Any) -> None:
    text = (
        "version: 1\nid: sale\ncampaign:\n  a: |\n\n    one {{ n }}\n    two {{ nmae }}\n"
        "  b: >\n    folded\n    lines {{ nope }}\n  c: |\n    x\n    {% if n %}\n    y\n"
    )
    _, problems, _ = render(spec_of(text), files)
    assert [(p.code, p.line, p.column) for p in problems] == [
        ("CTC202", 7, 12),
        ("CTC202", 10, 14),
        ("CTC201", 13, 5),
    ]


@pytest.mark.parametrize(
    ("name", "code", "file", "line", "column"),
    [
        ("bad.j2", "CTC202", "_shared/bad.j2", 3, 6),
        ("syntax.j2", "CTC201", "_shared/syntax.j2", 2, 1),
        ("outer.j2", "CTC202", "_shared/bad.j2", 3, 6),
    ],
)
def test_a_mistake_in_an_included_file(
    leaf: Leaf, name: str, code: str, file: str, line: int, column: int
) -> None:
    _, (problem,) = leaf("{% include '" + name + "' %}")
    assert (problem.code, problem.file, problem.line, problem.column) == (code, file, line, column)
    assert "included from campaigns/x.yaml:4" in problem.message


def test_the_chain_of_includes_is_said(leaf: Leaf) -> None:
    _, (problem,) = leaf("{% include 'outer.j2' %}")
    assert problem.message.endswith("(included from _shared/outer.j2:2, included from campaigns/x.yaml:4)")


def test_of_a_long_chain_of_includes_the_nearest_are_said(spec_of: Callable[..., Spec]) -> None:
    texts = {f"t{number}.j2": f"\n{{% include 't{number + 1}.j2' %}}" for number in range(8)}
    texts["t8.j2"] = "{{ nowhere }}"

    class Chain:
        def find(self, name: str) -> TemplateText | None:
            return TemplateText(name=name, shown=f"_shared/{name}", text=texts[name])

        def names(self) -> list[str]:
            return [*texts]

    spec = spec_of("version: 1\nid: sale\ncampaign:\n  x: \"{% include 't0.j2' %}\"\n")
    _, [problem], _ = render(spec, Chain())
    nearest = ", ".join(f"included from _shared/t{number}.j2:2" for number in (7, 6, 5, 4))
    assert problem.message.endswith(f"({nearest}, included from campaigns/x.yaml:4)")
    assert (problem.file, problem.line, problem.column) == ("_shared/t8.j2", 1, 4)


@pytest.mark.parametrize(("variables", "near"), [(900, True), (1_001, False)])
def test_a_name_is_held_against_so_many_and_no_more(leaf: Leaf, variables: int, *, near: bool) -> None:
    """A file may use as many unknown names as it defines others."""
    _, [problem] = leaf("{{ colur }}", colour="red", **{f"v{number}": 1 for number in range(variables)})
    assert problem.hint == ("did you mean 'colour'?" if near else "add it to `vars`, or use default()")


@pytest.mark.parametrize("length", [199, 200])
def test_names_are_listed_where_they_are_few(leaf: Leaf, length: int) -> None:
    _, [problem] = leaf("{{ qqq }}")
    known = str(problem.hint).removeprefix("known names: ")
    filler = "z" * (length - len(known) - len(", "))
    _, [problem] = leaf("{{ qqq }}", **{filler: 1})
    listed = f"known names: {known}, {filler}"
    assert problem.hint == (listed if length < 200 else "add it to `vars`, or use default()")


@pytest.mark.parametrize(("length", "fine"), [(10_000, True), (10_001, False)])
def test_a_form_of_a_day_has_a_length(leaf: Leaf, length: int, *, fine: bool) -> None:
    form = "%Y".ljust(length, "x")
    value, problems = leaf("{{ as_of | date(form) }}", form=form)
    assert [problem.code for problem in problems] == ([] if fine else ["CTC205"])
    assert (value == "2030" + "x" * (length - 2)) is fine


def test_file_variables_are_templates_over_those_before_them(
    spec_of: Callable[..., Spec], files: Any
) -> None:
    text = (
        "version: 1\nid: sale\nvars:\n  a: '{{ n }}'\n  b: '{{ a + 1 }} {{ name }}'\n  name: '{{ name }} B'\n"
        "  c: ['{{ name }}', {k: '{{ b }}'}]\ncampaign: {x: '{{ b }}', y: '{{ c }}', z: '{{ a }}'}\n"
    )
    rendered, problems, _ = render(spec_of(text), files)
    assert problems == ()
    assert rendered.body == {"x": "6 Ann", "y": ["Ann B", {"k": "6 Ann"}], "z": 5}
    assert rendered.file_vars == {}
    assert rendered.variables["name"] == "Ann B"


def test_a_file_variable_sees_no_later_one(spec_of: Callable[..., Spec], files: Any) -> None:
    text = "version: 1\nid: sale\nvars:\n  a: '{{ later }}'\n  later: 1\ncampaign: {x: y}\n"
    _, (problem,), _ = render(spec_of(text), files)
    assert (problem.code, problem.line, problem.path) == ("CTC202", 4, "/vars/a")


def test_project_variables_are_plain_data(leaf: Leaf) -> None:
    assert leaf("{{ v }}!", v="{{ name }}") == ("{{ name }}!", ())


def test_the_envelope_is_rendered_where_it_may_be(spec_of: Callable[..., Spec], files: Any) -> None:
    text = (
        "version: 1\nid: sale\ndescription: 'for {{ name }}'\nowner: '{{ name }}@x'\nlabels: ['{{ name }}', b]\n"
        "guards: {max_reach: '{{ n }}'}\ncampaign: {x: y}\n"
    )
    rendered, problems, _ = render(spec_of(text), files)
    assert problems == ()
    assert (rendered.description, rendered.owner, rendered.labels) == ("for Ann", "Ann@x", ("Ann", "b"))
    assert rendered.guards == {"max_reach": 5}


def test_a_key_is_never_a_template(spec_of: Callable[..., Spec], files: Any) -> None:
    text = "version: 1\nid: sale\ncampaign:\n  ok: 1\n  '{{ name }}': 2\n"
    _, (problem,), _ = render(spec_of(text), files)
    assert (problem.code, problem.line, problem.column) == ("CTC207", 5, 3)


def test_all_mistakes_of_all_leaves_come_together(spec_of: Callable[..., Spec], files: Any) -> None:
    lines = "".join(f"  k{i}: '{{{{ missing{i} }}}}'\n" for i in range(500))
    _, problems, _ = render(spec_of("version: 1\nid: sale\ncampaign:\n" + lines), files)
    assert [p.line for p in problems] == list(range(4, 504))


def test_a_condition_beside_the_body_sees_the_files_variables(
    spec_of: Callable[..., Spec], files: Any
) -> None:
    text = "version: 1\nid: sale\nvars: {least: '{{ n }}', most: '{{ least + 1 }}'}\ncampaign: {x: y}\n"
    spec = spec_of(text)
    assert condition(spec, "{{ most > least }}", ("each", "where"), files, Room()) == (True, ())
    value, (problem,) = condition(spec, "{{ nope }}", ("id",), files, Room())
    assert (value, problem.code, problem.line, problem.path) == ("{{ nope }}", "CTC202", 2, "/id")
    text = text.replace("{{ n }}", "{{ nope }}")
    _, problems = condition(spec_of(text), "{{ n }}", ("id",), files, Room())
    assert [(each.code, each.line, each.path) for each in problems] == [
        ("CTC202", 3, "/vars/least"),
        ("CTC205", 3, "/vars/most"),
    ]


USES = """-M;+M;M + 1;1 + M;M - 1;1 - M;M * 2;2 * M;M / 2;2 / M;M // 2;2 // M;M % 2;2 % M;M ** 2;2 ** M;M < 1;M <= 1
M > 1;M >= 1;M == 1;1 == M;M != 1;M in [1];1 in M;M[0];M['a'];M.x;M();M.x();M | int;M | float;M | length;M | list
M | upper;M | join;M | sort;M | sum;M | abs;M | round;M ~ 'a';'a' ~ M;[M][0] + 1;not M;M and 1
M | tojson;[M] | tojson;{'a': M} | tojson
M or 1;1 if M else 2;'%s' % M;'%d' % M;'{}'.format(M);range(M);{M: 1};M is iterable"""


@pytest.mark.parametrize("use", re.split("[;\n]", USES))
def test_what_is_defined_nowhere_is_told_however_it_is_used(leaf: Leaf, use: str) -> None:
    """Else a text goes out with a hole in it, or a condition holds that nobody decided."""
    _, problems = leaf(f"{{{{ {use.replace('M', 'nmae')} }}}}")
    assert [(one.code, "`nmae`" in one.message) for one in problems] == [("CTC202", True)]


def test_a_file_with_a_hole_has_it_for_each_spec_that_imports_it(leaf: Callable[..., Any]) -> None:
    """What a file exports was kept once its holes had been told: the specs after the first one passed."""
    text = "{% from 'signed.j2' import deep %}{{ deep('x') }}"
    for _ in range(3):
        _, problems = leaf(text)
        assert [(one.code, one.file, one.line) for one in problems] == [("CTC202", "_shared/signed.j2", 1)]
    with_sender = "{% from 'signed.j2' import deep with context %}{{ deep('x') }}"
    assert leaf(with_sender, sender="Ann") == ("app:/x", ())


def test_what_has_no_name_is_not_taken_for_an_expression(leaf: Leaf) -> None:
    """A row's column may have an empty name."""
    assert leaf("{{ n + 1 }} of {{ n }}", **{"": "wrong"}) == ("6 of 5", ())
