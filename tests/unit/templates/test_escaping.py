"""HTML files escape what they write; what goes out unescaped, or is escaped markup, is told and can be mended."""

import html
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctc.specs.expansion import expand
from ctc.specs.reading import read_documents
from ctc.templates.render import render
from ctc.templates.source import TemplateText

DISH = "Mac & <Cheese>"
CLAIM = "Brewed <b>slowly</b>"
HTML_NAMES = ["a.html", "a.html.j2", "A.HTML.J2", "a.htm", "mail.html.jinja2"]
OTHER_NAMES = ["a.j2", "a.txt", "html", "a.html.txt", "a.xhtml.md"]


class Files:
    def __init__(self, files: dict[str, str]) -> None:
        self.files = files

    def find(self, name: str) -> TemplateText | None:
        text = self.files.get(name)
        return None if text is None else TemplateText(name=name, shown=name, text=text)

    def names(self) -> list[str]:
        return [*self.files]


def rendered(leaf: str, files: dict[str, str] | None = None, **variables: object) -> tuple[str, list[str]]:
    """The leaf's text, and the codes of what was found, with the names of files."""
    documents, _ = read_documents("x.yaml", b"version: 1\nid: x\ncampaign: {x: 1}\n")
    (spec,), _ = expand(
        documents[0], project_vars=variables, environment="e", environment_vars={}, cli_vars={}
    )

    out, problems, _ = render(spec._replace(body={"x": leaf}), Files(files or {}))
    return out.body["x"], [f"{problem.code} {problem.file}:{problem.line}" for problem in problems]


@pytest.mark.parametrize("name", HTML_NAMES)
def test_html_escapes(name: str) -> None:
    assert rendered(f"{{% include '{name}' %}}", {name: "<p>{{ x }}</p>"}, x=DISH) == (
        "<p>Mac &amp; &lt;Cheese&gt;</p>",
        [],
    )


@pytest.mark.parametrize("name", OTHER_NAMES)
def test_other_files_do_not_and_it_is_told(name: str) -> None:
    text, found = rendered(f"{{% include '{name}' %}}", {name: "<p>{{ x }}</p>"}, x=DISH)
    assert (text, found) == (f"<p>{DISH}</p>", [f"CTC476 {name}:1"])


def test_safe_is_explicit() -> None:
    files = {"a.html": "\n<p>{{ x }}</p>", "b.html": "<p>{{ x | safe }}</p>"}
    assert rendered("{% include 'a.html' %}", files, x=CLAIM)[1] == ["CTC477 a.html:2"]
    assert rendered("{% include 'b.html' %}", files, x=CLAIM) == (f"<p>{CLAIM}</p>", [])


@pytest.mark.parametrize(
    ("leaf", "found"),
    [
        ("<p>{{ x }}</p>", ["CTC476 x.yaml:3"]),
        ("<p>{{ x | e }}</p>", []),
        ("<p>{{ x | safe }}</p>", []),
        ("{{ x }}", []),
        ("Hello {{ x }}", []),
        ("<p>{% if x %}{{ x }}{% endif %}</p>", ["CTC476 x.yaml:3"]),
        ("<p>{% if x %}{{ x | e }}{% endif %}</p>", []),
        ("<p>{{ '<b>ours</b>' if x else '' }}</p>", []),
        ("<p>{% set y = x %}{{ y }}</p>", ["CTC476 x.yaml:3"]),
        ("<p>{{ plain }}</p>", []),
        ("<a href='{{ url }}'>x</a>", ["CTC476 x.yaml:3"]),
    ],
)
def test_a_leaf_with_html(leaf: str, found: list[str]) -> None:
    assert rendered(leaf, x=DISH, plain="Mac & Cheese", url="?a=1&copy=2")[1] == found


def test_macros_give_what_their_own_file_gives() -> None:
    """A macro of a file that does not escape gives text, whoever calls it; one of an HTML file gives markup."""
    files = {
        "links.j2": "{% macro web(x) %}https://a.example/?q={{ x }}&copy=1{% endmacro %}",
        "parts.html": "{% macro p(x) %}<p>{{ x }}</p>{% endmacro %}",
        "a.html": "{% from 'links.j2' import web %}{% from 'parts.html' import p %}"
        '<a href="{{ web(1) }}">{{ p(x) }}{{ p(x) ~ p(x) }}</a>',
        "text.j2": "Hello {{ x }}",
        "outer.html": "<p>{% include 'text.j2' %}</p>",
    }
    cheese = html.escape(DISH)
    assert rendered("{% include 'a.html' %}", files, x=DISH) == (
        f'<a href="https://a.example/?q=1&amp;copy=1"><p>{cheese}</p><p>{cheese}</p><p>{cheese}</p></a>',
        [],
    )
    assert rendered("{% include 'outer.html' %}", files, x=DISH)[1] == ["CTC476 text.j2:1"]


def test_a_macro_of_an_html_file_is_not_told_of_where_a_leaf_takes_it_in() -> None:
    """Else `lint --fix` would escape its markup once more, and recipients would read it."""
    files = {"parts.html": "{% macro p(x) %}<b>{{ x }}</b>{% endmacro %}"}
    leaf = "{% from 'parts.html' import p %}<p>{{ p(x) }}</p>"
    assert rendered(leaf, files, x=DISH) == (f"<p><b>{html.escape(DISH)}</b></p>", [])


def test_what_a_block_says_of_escaping_holds_within_it() -> None:
    files = {
        "raw.html": "<p>{% autoescape false %}{{ x }}{% endautoescape %}{{ x }}</p>",
        "text.j2": "<p>{% autoescape true %}{{ x }}{% endautoescape %}</p>",
    }
    cheese = html.escape(DISH)
    assert rendered("{% include 'raw.html' %}", files, x=DISH) == (
        f"<p>{DISH}{cheese}</p>",
        ["CTC476 raw.html:1"],
    )
    assert rendered("{% include 'text.j2' %}", files, x=DISH) == (f"<p>{cheese}</p>", [])
    assert rendered("<p>{% autoescape true %}{{ x }}{% endautoescape %}</p>", x=DISH) == (
        f"<p>{cheese}</p>",
        [],
    )


class Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.tags: list[str] = []

    def handle_data(self, data: str) -> None:
        self.seen.append(data)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)


VALUES = st.text(
    st.sampled_from("<>&\"'ab/ !#;x") | st.characters(exclude_categories=["Cs", "Cc"]), max_size=20
)


@given(VALUES)
def test_every_text_comes_out_as_itself(value: str) -> None:
    """Whatever a value holds, a reader of the HTML gets exactly that text and no tag of its making."""
    files = {
        "a.html": "{% macro m(v) %}{{ v }}{% endmacro %}<p>{{ x }}</p><p>{{ m(x) }}</p><p>{{ x ~ '' }}</p>"
        "{% for each in [x] %}<p>{{ each | trim or each }}</p>{% endfor %}{% set y %}{{ x }}{% endset %}<p>{{ y }}</p>"
        "<p>{{ [x, ''] | join }}</p><p>{{ '%s' | format(x) }}</p><p>{{ x.replace('q', 'r') }}</p>"
    }
    text, _ = rendered("{% include 'a.html' %}", files, x=value)
    reader = Text()
    reader.feed(text)
    reader.close()
    assert set(reader.tags) == {"p"}
    assert len(reader.tags) == 8
    assert text.startswith(
        f"<p>{html.escape(value).replace('&#x27;', '&#39;').replace('&quot;', '&#34;')}</p>"
    )


@pytest.mark.parametrize(("count", "told"), [(20, 20), (21, 20)])
@pytest.mark.parametrize("name", ["", "a.j2"])
def test_so_many_values_of_one_text_are_told(name: str, count: int, told: int) -> None:
    """And no more: a page in which nothing is escaped is one mistake."""
    text = "<p>\n" + "\n".join(f"{{{{ x{number} }}}}" for number in range(count))
    values = {f"x{number}": f"<b>{number}</b>" for number in range(count)}
    leaf = f"{{% include '{name}' %}}" if name else text
    assert len(rendered(leaf, {name: text}, **values)[1]) == told


@pytest.mark.parametrize(("length", "shown"), [(60, "a" * 57 + "<b>"), (61, "a" * 58 + "<b…")])
def test_a_long_value_is_told_by_its_beginning(length: int, shown: str) -> None:
    value = "a" * (length - 3) + "<b>"
    documents, _ = read_documents("x.yaml", b"version: 1\nid: x\ncampaign: {x: '<p>{{ v }}</p>'}\n")
    (spec,), _ = expand(
        documents[0], project_vars={"v": value}, environment="e", environment_vars={}, cli_vars={}
    )
    _, [problem], _ = render(spec, Files({}))
    assert problem.message == f"this value is not escaped, and HTML reads it as something else: {shown!r}"
