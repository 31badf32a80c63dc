"""Templates that want gigabytes or minutes, or out of their box: a finding, at once."""

import resource
from collections.abc import Callable
from typing import Any

import pytest

from ctc.diagnostics import Diagnostic
from ctc.specs.spec import Spec
from ctc.templates.budget import Budget, LimitPassed, Room
from ctc.templates.leaves import skeletons_of
from ctc.templates.limits import MAX_TEXT
from ctc.templates.render import render
from ctc.templates.source import TemplateSource

Leaf = Callable[..., tuple[Any, tuple[Diagnostic, ...]]]

TOO_MUCH = [
    "{{ 'a' * 10 ** 9 }}",
    "{% set x = range(99999) | list %}{% for i in range(99999) %}{{ 'a'.format(x) }}{% endfor %}",
    "{% set x = range(99999) | list %}{% for i in range(99999) %}{{ 'a' | replace('b', x) }}{% endfor %}",
    "{{ 10 ** 9 * 'a' }}",
    "{{ [0] * 10 ** 9 }}",
    "{{ 9 ** (9 ** 9) }}",
    "{{ 'a' | center(10 ** 9) }}",
    "{{ 'a'.center(10 ** 9) }}",
    "{{ 'a'.ljust(10 ** 9) }}",
    "{{ 'a'.rjust(10 ** 9) }}",
    "{{ '1'.zfill(10 ** 9) }}",
    "{{ '\t'.expandtabs(10 ** 9) }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '%*d' % (10 ** 9, 1) }}",
    "{{ '%1000000000d' | format(1) }}",
    "{{ '{:>1000000000}'.format(1) }}",
    "{{ '{:>{w}}'.format(1, w=10 ** 9) }}",
    "{{ big.replace('', big) | length }}",
    "{{ big | replace('', 'xxxxxxxx') | length }}",
    "{{ big.join([big, big]) | length }}",
    "{{ items | join(big) | length }}{{ [big, big] | join }}",
    "{{ 'a\nb' | indent(10 ** 9) }}",
    "{{ big | wordwrap(1, wrapstring='xxxxxxxx') | length }}",
    "{{ [1] | batch(10 ** 9, 'x') | list | length }}",
    "{{ [1] | slice(10 ** 9) | list }}",
    "{{ city | tojson(indent=10 ** 9) }}",
    "{{ 2.5 | round(10 ** 9, 'ceil') }}",
    "{{ 'a' | truncate(10 ** 9) }}",
    "{{ big ~ big }}",
    "{{ big + big }}",
    "{{ [big, big] }}",
    "{{ big }}{{ big }}",
    "{{ range(99999) | map('center', 10000) | list | length }}",
    "{{ range(99999) | map('string') | join(big) }}",
    "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    "{% for i in range(99999) %}{{ big }}{% endfor %}",
    "{% for i in range(99999) %}{% if 'zz' in big %}{% endif %}{% endfor %}",
    "{% for i in range(99999) %}{% if big.find('zz') %}{% endif %}{% endfor %}",
    "{% for i in range(99999) %}{% if big is in ['a'] %}{% endif %}{% endfor %}",
    "{% for i in range(99999) %}{% set x = big[1:] %}{% endfor %}",
    "{% for i in range(99999) %}{% set x = big | upper %}{% endfor %}",
    "{% set x %}{% for i in range(99999) %}{{ big }}{% endfor %}{% endset %}{{ x }}",
    "{% set n = namespace(x='a') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
    "{% set n = namespace(x='a') %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}",
    "{% set n = namespace(x='a') %}{% for i in range(60) %}{% set n.x = [n.x, n.x] | join %}{% endfor %}",
    "{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}",
    "{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = dict(a=n.x, b=n.x) %}{% endfor %}{{ n.x }}",
    "{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}{{ n.x }}",
    "{% set n = namespace(x=3) %}{% for i in range(60) %}{% set n.x = n.x * n.x %}{% endfor %}{{ n.x }}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% macro m(n) %}{% for i in range(9) %}{{ m(n - 1) if n else '' }}{% endfor %}{% endmacro %}{{ m(40) }}",
    "{% for a in [1, 2] recursive %}{{ loop([a, a]) }}{% endfor %}",
    "{% include 'self.j2' %}",
]


LONG = [
    pytest.param("{{ big }}" * 3_000, id="a long value, often"),
    pytest.param("{{ name }}" * 7_000, id="many names"),
    pytest.param("{{ name }}{{ name | upper }}{% if name %}y{% endif %}" * 2_000, id="many tags"),
    pytest.param("{{ [1" + ", 1" * 10_000 + "] | length }}", id="a long expression"),
]


@pytest.mark.parametrize("template", [*TOO_MUCH, *LONG])
def test_too_much_is_refused(leaf: Leaf, template: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _, (problem,) = leaf(template)
    assert problem.code == "CTC204", problem.message
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # KiB


def test_the_leaves_of_a_file_share_a_limit(spec_of: Callable[..., Spec], files: TemplateSource) -> None:
    lines = "".join(f"  k{number}: a{{{{ long }}}}\n" for number in range(500))
    spec = spec_of("version: 1\nid: sale\ncampaign:\n" + lines, long="x" * 900_000)
    room = Room()
    rendered, (problem,), _ = render(spec, files, room)
    assert (problem.code, problem.line) == ("CTC204", 116)
    assert rendered.body["k499"] == spec.body["k499"]
    _, (problem,), _ = render(spec, files, room)
    assert (problem.code, problem.line) == ("CTC204", 4)


def test_the_tags_of_a_file_share_a_limit_and_instances_have_them_in_common(
    spec_of: Callable[..., Spec], files: TemplateSource
) -> None:
    lines = "".join(f"  k{n}: '{{{{ n ~ {n} }}}}'\n" for n in range(9))
    spec = spec_of("version: 1\nid: sale\ncampaign:\n" + lines)
    room = Room()
    room.tags = 5 * len(" n ~ 0 ")
    _, (problem,), _ = render(spec, files, room)
    assert (problem.code, problem.line) == ("CTC204", 10)
    assert "500,000 characters in their tags" in problem.message
    room = Room()
    room.tags = 9 * len(" n ~ 0 ")
    assert [render(spec, files, room)[1] for _ in range(3)] == [(), (), ()]


@pytest.mark.parametrize(
    ("limit", "words"), [("steps", "50,000,000 steps"), ("work", "2,000,000,000 characters and entries")]
)
def test_the_leaves_of_a_file_share_what_they_may_do(
    spec_of: Callable[..., Spec], files: TemplateSource, limit: str, words: str
) -> None:
    leaf = '"{% for i in range(900) %}{{ name }}{% endfor %}"'
    spec = spec_of("version: 1\nid: sale\ncampaign:\n" + "".join(f"  k{n}: {leaf}\n" for n in range(9)))
    room = Room()
    setattr(room, limit, 4_000)
    rendered, (problem,), _ = render(spec, files, room)
    assert problem.code == "CTC204"
    assert words in problem.message
    assert rendered.body["k0"] != spec.body["k0"]
    assert rendered.body["k8"] == spec.body["k8"]


@pytest.mark.parametrize(
    ("template", "code", "says"),
    [
        ("{{ range(10 ** 9) | list }}", "CTC205", "Range too big"),
        ("{{ ('9' * 5000) | int }}", "CTC204", "a whole number of more than 4,096 digits"),
        ("{{ [items, items] | sum(start=[]) }}", "CTC205", "sum adds numbers alone"),
    ],
)
def test_other_ways_to_much_end_too(leaf: Leaf, template: str, code: str, says: str) -> None:
    _, (problem,) = leaf(template)
    assert problem.code == code
    assert says in problem.message


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ ''['__class__'] }}",
        "{{ items | attr('__class__') }}",
        "{{ items | map(attribute='__class__') | list }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ range.__self__ }}",
        "{{ liquid.__globals__ }}",
        "{{ liquid.__code__ }}",
        "{{ self.__init__ }}",
        "{{ self._TemplateReference__context }}",
        "{{ '{0.__class__}'.format(1) }}",
        "{{ '{0.__class__.__mro__[1]}'.format_map({'0': 1}) }}",
        "{{ (1).to_bytes(10 ** 9, 'big') }}",
        "{{ 'x'.encode() }}",
        "{{ 'x'.translate({120: big}) }}",
        "{{ items.append(1) }}",
        "{{ items.clear() }}",
        "{{ city.update({'x': 1}) }}",
        "{{ city.pop('name') }}",
        "{{ namespace.__init__ }}",
        "{% set x = cycler('a') %}{{ x.__class__ }}",
        "{% import 'links.j2' as l %}{{ l.deep.__call__ }}",
        "{% import 'links.j2' as l %}{{ l._body_stream }}",
        "{{ ().__class__.__bases__[0].__subclasses__() }}",
        "{{ env }}",
        "{{ config }}",
        "{{ now() }}",
        "{% include '/etc/passwd' %}",
        "{% extends '../../x' %}",
    ],
)
def test_there_is_no_way_out_of_the_box(leaf: Leaf, template: str) -> None:
    value, problems = leaf(template)
    assert value == template
    assert [p.code in ("CTC202", "CTC203", "CTC205", "CTC208") for p in problems] == [True]


def test_limits_leave_room_for_real_work(leaf: Leaf) -> None:
    template = "{% for i in range(2000) %}<li>{{ i }}: {{ name | upper }} {{ items | join(', ') }}</li>\n{% endfor %}"
    value, problems = leaf(template)
    assert problems == ()
    assert len(value) > 40_000


def test_a_large_text_passes_as_it_is(leaf: Leaf) -> None:
    value, problems = leaf("{{ big }}")
    assert problems == ()
    assert len(value) == 900_000


def test_what_is_allowed_is_allowed_to_its_end() -> None:
    budget = Budget()
    budget.steps, budget.work = 1, MAX_TEXT
    budget.step()
    budget.spend(MAX_TEXT)
    for more in (budget.step, lambda: budget.spend(1), lambda: Budget().spend(MAX_TEXT + 1)):
        with pytest.raises(LimitPassed):
            more()


def test_what_a_file_has_together_is_said_limit_by_limit() -> None:
    for name, words in (
        ("text", "come to more than 100,000,000 characters"),
        ("steps", "take more than 50,000,000 steps (turns of loops, calls, filters)"),
        ("tags", "hold more than 500,000 characters in their tags"),
        ("work", "make more than 2,000,000,000 characters and entries on the way"),
    ):
        room = Room()
        setattr(room, name, 0)
        assert room.lacks() is None
        setattr(room, name, -1)
        assert room.lacks() == words
    room = Room()
    room.compile("", map(str, range(5_000)))
    assert room.lacks() is None
    room.compile("", ["one more"])
    assert room.lacks() == "hold more than 5,000 templates that differ"


def test_a_tag_counts_up_to_its_end_and_once_a_file() -> None:
    room = Room()
    before = room.tags
    for _ in range(2):
        room.compile("text {{ name }} and {% if x %} }} {{ open", ())
    assert before - room.tags == len(" name ") + len(" if x ") + len(" open")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("none", 0),
        ("{{ a }} and {{ b }}", 0),
        ("{{ a }} {{ b | upper }} {{ c ~ 'x' }}", 2),
        ("{{ a ~ 'x' }} {{ a ~ 'y' }}", 1),
        ("{% if a %}{{ b | upper }}{% endif %}", 1),
        ("{{ a }}\r", 1),
    ],
)
def test_what_of_a_text_is_compiled_counts_and_a_bare_name_is_not(text: str, count: int) -> None:
    """Thousands of names cost nothing; of expressions that differ in a quoted text alone the first one does."""
    assert len({*skeletons_of(text)}) == count
