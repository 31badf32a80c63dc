"""The cut way of rendering gives what plain Jinja gives; places inside of texts are where the text came from."""

import copy
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from unittest.mock import patch

import jinja2
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ctc.specs.reading import read_documents
from ctc.specs.spec import Spec
from ctc.templates.counting import CURRENT, Rendering
from ctc.templates.cutting import bare, filled, is_template
from ctc.templates.expressions import to_json
from ctc.templates.leaves import Scope, render_leaf, render_plainly
from ctc.templates.render import render
from ctc.templates.source import TemplateText
from ctc.templates.usage import Reads, usage
from tests.specs_by_hand import spec_of

FILES = {
    "hello.j2": "Hello {{ name }}{% if n > 2 %}!{% endif %}\n",
    "broken.j2": "one\n{{ nowhere }} {{ 'a' + 1 }}\n",
    "links.j2": "{% macro deep(path) %}app:/{{ path }}?id={{ id }}{% endmacro %}",
}
VARIABLES = {
    "name": "Ann",
    "n": 3,
    "id": "x",
    "items": ["a", "b"],
    "rate": 1.5,
    "no": None,
    "yes": True,
    "city": {"name": "Pune", "names": [1, 2]},
    "markup": "<b>&</b>",
}


class Files:
    def find(self, name: str) -> TemplateText | None:
        return TemplateText(name=name, shown=name, text=FILES[name]) if name in FILES else None

    def names(self) -> Iterable[str]:
        return FILES


LITERALS = st.sampled_from(
    ["", " ", "x", "20% off", "\n", "\n\n", "{", "}", "}}", "%}", "'", '"', "\\", "é", "{ {", "#"]
)
EXPRESSIONS = st.sampled_from(
    [
        "name",
        " n ",
        "n+1",
        " n ~ 'x' ",
        "items",
        "items|join(', ')",
        " name|upper ",
        "city.name",
        "city['name']",
        "'lit'",
        '"}}"',
        "'a' 'b'",
        "n if yes else 'no'",
        "no",
        "rate",
        "yes",
        "markup",
        "markup|e",
        "items[0]",
        "missing|default('d')",
        "missing is defined",
        "range(3)|list",
        "{'a': 1}",
        "{'a': {'b': 1}}",
        "'%s-%s' % (n, name)",
        "- name",
        "name -",
        "name.missing",
        "missing",
        "1/0",
        "liquid(\"x | default: 'y'\")",
        "items|map('upper')|list",
        "'\\n'",
        "n\n",
        "name[1:]",
        "(n, 1)",
        "'x' in name",
        "city.names|sum",
        "namespace",
        "true",
        "self",
        "loop",
        "none",
        "name|replace('n', 'm')",
        "'a' ~ 'b' ~ n",
        "n == '3'",
        "not yes",
        "n.'x'",
        "n|'x'",
        "n is 'x'",
        "dict('n'=1)",
        "n 'x'",
        "n|uppr",
        "n +",
        "city.gone ~ absent",
    ]
)
STATEMENTS = st.sampled_from(
    [
        ("{% if yes %}", "{% else %}", "{% endif %}"),
        ("{% if n > 5 %}", "{% elif name == 'Ann' %}", "{% endif %}"),
        ("{% for i in items %}", "{{ i }}{{ loop.index }}", "{% endfor %}"),
        ("{%- if yes -%}", "", "{%- endif %}"),
        ("{% set z = 'q' %}", "{{ z }}", ""),
        ("{% set z %}", "b", "{% endset %}{{ z }}"),
        ("{% include 'hello.j2' %}", "", ""),
        ("{% from 'links.j2' import deep with context %}", "{{ deep('/a') }}", ""),
        ("{% raw %}", "{{ x }}", "{% endraw %}"),
        ("{%raw%}", "{% if\n{% raw %}{{ absent }}", "{%  endraw  %}"),
        ("{% raw %}", "{%- endraw %}{{ n }}{% raw %}", "{% endraw %}"),
        ("{% raw\n%}", "{#", "{% endraw %}{{ absent }}"),
        ("{# c #}", "", ""),
        ("{% macro m(a) %}", "{{ a }}", "{% endmacro %}{{ m('k') }}"),
        ("{% filter upper %}", "b", "{% endfilter %}"),
        ("{% for k, v in city.items() %}", "{{ k }}", "{% endfor %}"),
        ("{% for i in [] %}", "{% else %}none", "{% endfor %}"),
        ("{% from 'links.j2' import\nlost with context %}", "{{ lost('/a') }}", ""),
        ("{% include 'gone.j2' %}", "", ""),
        ("{% if yes %}", "{% for i in items %}", "{% endfor %}"),
        ("{% if yes %}", "", ""),
        ("{% for %}", "", "{% endfor %}"),
        ("{% include 'broken.j2' %}", "", ""),
        ("{% for i in absent %}", "{{ absent }}", "{% endfor %}"),
        ("{% if city['gone'] == 'x' %}", "{{ absent\n~ 'y' }}", "{% endif %}"),
    ]
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    parts = []
    for _ in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(["literal", "expression", "expression", "statement"]))
        if kind == "literal":
            parts.append(draw(LITERALS))
        elif kind == "expression":
            parts.append("{{" + draw(EXPRESSIONS) + "}}")
        else:
            first, middle, last = draw(STATEMENTS)
            parts += [first, draw(LITERALS), middle, draw(LITERALS), last]
    return "".join(parts)


def outcome(text: str, way: object) -> tuple[str, object]:
    token = CURRENT.set(Rendering(Files()))
    try:
        value = to_json(way(text, Scope(dict(VARIABLES))))  # type: ignore[operator]
        return "value", repr(value)
    except Exception as error:  # whatever one way raises the other has to raise
        return "error", isinstance(error, jinja2.TemplateSyntaxError)
    finally:
        CURRENT.reset(token)


def short(text: str, variables: Mapping[str, object]) -> object:
    pieces = bare(text)
    return None if pieces is None else filled(pieces, variables)


def test_the_short_way_fills_small_texts_alone() -> None:
    assert short("{{ name }}, {{ n }}", VARIABLES) == "Ann, 3"
    assert short("{{ n }}", VARIABLES) == 3
    assert short("{{ long }}" * 3, {"long": "x" * 4000}) is None
    assert short("{{ yes }}{{ no }}{{ rate }}{{ n }}", VARIABLES) is None


@settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts())
def test_cutting_changes_nothing(text: str) -> None:
    kind, value = outcome(text, render_plainly)
    filled_in = short(text, VARIABLES)
    assert filled_in is None or (kind, value) == ("value", repr(filled_in))
    if kind == "value":
        assert outcome(text, render_leaf) == (kind, value)
    else:
        assert outcome(text, render_leaf)[0] == "error"


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts())
@example("{% if yes %}\n{% raw %}{{ x }}{% endraw %}")
@example("{% if yes %}{% endif %}\n{% for x in [1] %}{% if yes %}\n{% endif %}\n{% raw %}{{ x }}{% endraw %}")
def test_what_goes_wrong_is_told_as_if_nothing_were_cut(text: str) -> None:
    """But of parts on one line, of which an unknown name comes before what cannot be read behind it."""
    (document,), _ = read_documents("x.yaml", json.dumps({"campaign": {"x": text}}).encode())
    body: dict[str, Any] = {"x": text}
    spec = spec_of({}, body, variables=VARIABLES)._replace(document=document)
    quickly = render(spec, Files())[1]
    with patch("ctc.templates.leaves.cut", return_value=None):
        plainly = render(spec, Files())[1]
    early = {told.code for told in quickly} == {"CTC202"} and {told.code for told in plainly} == {"CTC201"}
    assert plainly == quickly or (early and "{%" not in text)


@settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts())
def test_counting_changes_nothing(text: str) -> None:
    """Where the counting environment writes a text, Jinja as it comes writes the same."""
    kind, value = outcome(text, render_plainly)
    plain = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        loader=jinja2.DictLoader({name: text.removesuffix("\n") for name, text in FILES.items()}),
    )
    plain.globals["liquid"] = lambda text: "{{ " + text + " }}"
    if kind == "value" and isinstance(value, str) and value[0] in "'\"":
        assert repr(plain.from_string(text).render(VARIABLES)) == value


@st.composite
def bodies(draw: st.DrawFn) -> object:
    leaves = texts() | st.sampled_from(["plain", "", "{", 7, 1.5, True, None])
    return draw(
        st.recursive(
            leaves,
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["a", "b", "{{ k }}"]), inner, max_size=3)
            ),
            max_leaves=8,
        )
    )


def rendering(body: object) -> tuple[Spec, Spec, Reads]:
    """A spec whose description is a template too: as it was, rendered, and what its leaves read."""
    data = {"id": "x", "description": "{{ who }} {{ n + other }}", "campaign": {"x": body, "y": {"z": 1}}}
    spec = spec_of(data, data["campaign"], variables=VARIABLES)
    rendered, _, reads = render(spec, Files())
    return spec, rendered, reads


def leaf_by_leaf(value: object) -> object:
    """What rendering makes of a value, each text by itself and plainly; a text that has no value stays."""
    if isinstance(value, dict):
        return {key: leaf_by_leaf(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [leaf_by_leaf(inner) for inner in value]
    if not isinstance(value, str):
        return value
    token = CURRENT.set(Rendering(Files()))
    try:
        return to_json(render_plainly(value, Scope(dict(VARIABLES))))
    except Exception:
        return value
    finally:
        CURRENT.reset(token)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(bodies())
def test_a_body_is_its_leaves_rendered_and_what_holds_no_template_is_shared(body: object) -> None:
    before = copy.deepcopy(body)
    spec, rendered, _ = rendering(body)
    assert repr(rendered.body["x"]) == repr(leaf_by_leaf(body))
    assert spec.body["x"] == before
    assert rendered.body["y"] is spec.body["y"]


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(bodies())
def test_rendering_sees_all_that_a_body_refers_to(body: object) -> None:
    """The quick way to the names of bare texts finds what the general one finds, and no leaf is left out."""

    def leaves(value: object) -> Iterator[str]:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        yield from (text for each in inner for text in leaves(each))
        if isinstance(value, str) and is_template(value):
            yield value

    spec, _, reads = rendering(body)
    every = Reads(texts=tuple(leaves(spec.body)))
    assert usage(spec.document, reads, Files()) == usage(spec.document, every, Files())


STYLES = [
    lambda text: json.dumps(text, ensure_ascii=False),
    lambda text: "'" + text.replace("'", "''").replace("\n", "\n\n    ") + "'",
    lambda text: "|\n" + "".join("    " + line + "\n" if line else "\n" for line in text.split("\n")),
    lambda text: ">\n" + "".join("    " + line + "\n" if line else "\n" for line in text.split("\n")),
    lambda text: (
        "&anchor !!str |-\n" + "".join("    " + line + "\n" if line else "\n" for line in text.split("\n"))
    ),
]
WORDS = st.lists(
    st.lists(st.sampled_from(["one", "two", "it's", "{{", "}}", "#3", "é", "a:b", '"q"']), max_size=4).map(
        " ".join
    ),
    min_size=1,
    max_size=5,
).map("\n".join)


@pytest.mark.parametrize("style", STYLES, ids=["double", "single", "literal", "folded", "anchored"])
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(words=WORDS)
def test_the_place_of_a_word_is_where_it_is_written(style: object, words: str) -> None:
    written = "a:\n  b: " + style(words + "\nTARGET it\n") + "\n"  # type: ignore[operator]
    documents, problems = read_documents("x.yaml", written.encode())
    assert not problems
    value = documents[0].data["a"]["b"]
    place = documents[0].places.inside(("a", "b"), value.index("TARGET"))
    line = written.split("\n")[place.line - 1]
    assert line[place.column - 1 :].startswith("TARGET")
