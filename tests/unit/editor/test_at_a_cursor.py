"""What is offered, said and found at a cursor, which a ``¦`` marks in each text."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ctc.editor import actions, completing, reading
from ctc.editor.cursor import Cursor, cursor_at, is_in_template, key_on, word_at
from ctc.editor.knowledge import page_of
from ctc.editor.workspace import Workspace
from ctc.validation.schema.fields import Field, fields_of, roots

SPEC = """\
version: 1
id: hello
vars: {who: World, count: 5}
campaign:
  name: Hello
  target_mode: push
  when: 2031-01-15 09:30
  where: {event_name: App Launched, from: 2026-01-01, to: 2026-01-31}
  content:
    title: "Hello {{ who }}"
    body: "{% include 'text.j2' %}"
    platform_specific:
      android: {wzrk_cid: Marketing}
"""
PROJECT = """\
version: 1
project: acme
vars: {brand: Acme}
environments: {production: {timezone: UTC, vars: {limit: 3}}, sandbox: {vars: {local: yes it is}}}
"""


def marked(text: str) -> tuple[list[str], int, int]:
    """The lines without the mark, and where it stood."""
    before, _, after = text.partition("¦")
    return (before + after).split("\n"), before.count("\n"), len(before.rpartition("\n")[2])


def at(text: str) -> Cursor:
    return cursor_at(*marked(text))


@pytest.mark.parametrize(
    ("text", "field", "key", "typed"),
    [
        ("¦", "", None, ""),
        ("a: ¦", "a", "a", ""),
        ("a: b¦c", "a", "a", "b"),
        ("a: 'b¦", "a", "a", "b"),
        ('"a": "b¦', "a", "a", "b"),
        ("'a b': ¦", "a b", "a b", ""),
        ("a:\n  b: ¦", "a.b", "b", ""),
        ("a:\n  ¦", "a", None, ""),
        ("a:\n  b: 1\n  ¦", "a", None, ""),
        ("a:\n  b: 1\n¦", "", None, ""),
        ("a:\n  b:\n    c: 1\n  d: ¦", "a.d", "d", ""),
        ("a:\n- ¦", "a[]", None, ""),
        ("a:\n- b:\n    c: ¦", "a[].b.c", "c", ""),
        ("a:\n  b:\n  - c:\n      d: ¦", "a.b[].c.d", "d", ""),
        ("x: 1\na:\n- b:\n  - c:\n      d: ¦", "a[].b[].c.d", "d", ""),
        ("a:\n- b: 1\nc:\n- d: ¦", "c[].d", "d", ""),
        ("a: {b: 1, c: {d: 2}, e: {f: ¦", "a.e.f", "f", ""),
        ("a:\n  - b: 1\n    c: ¦", "a[].c", "c", ""),
        ("a:\n  - - ¦", "a[][]", None, ""),
        ("- a: 1\n- b: ¦", "[].b", "b", ""),
        ("a: {b: 1, ¦", "a", None, ""),
        ("a: {b: ¦", "a.b", "b", ""),
        ("a: {b: x¦", "a.b", "b", "x"),
        ("a: {b: {c: ¦", "a.b.c", "c", ""),
        ("a: {b: {c: 1}, d: ¦", "a.d", "d", ""),
        ("a: {b: [1, ¦", "a.b[]", None, ""),
        ("a: [{b: ¦", "a[].b", "b", ""),
        ("a: [¦", "a[]", None, ""),
        ("a: {b: 1}\nc: ¦", "c", "c", ""),
        ("a: {\n  b: 1,\n  c: ¦", "a.c", "c", ""),
        ("a: [\n  {b: 1},\n  {c: ¦", "a[].c", "c", ""),
        ("a:\n  - {b: ¦", "a[].b", "b", ""),
        ("a:\n  - [{b: ¦", "a[][].b", "b", ""),
        ('a: {b: "}", c: ¦', "a.c", "c", ""),
        ("a: {'b': '¦", "a.b", "b", ""),
        ("a: {b: 1} ¦", "a", "a", "{b: 1} "),
        ("a: {{ b¦", "a", "a", "{{ b"),
        ("a: |\n  text ¦", "a", "a", "text"),
        ("a: >-\n  text\n\n  more¦", "a", "a", "more"),
        ("a:\n  b: |\n    text\n  c: ¦", "a.c", "c", ""),
        ("a: &x {b: ¦", "a.b", "b", ""),
        ("a: !t &x ¦", "a", "a", "!t &x "),
        ("a: 1\n---\nb: ¦", "b", "b", ""),
        ("a:\n  b: 1\n---\n  ¦", "", None, ""),
        ("a:\n  b: ¦\n---\nc: 1", "a.b", "b", ""),
        ("a:\n  # b: 1\n  c: ¦", "a.c", "c", ""),
        ("a: {b: 1,\nc: ¦", "a.c", "c", ""),
        ("a: {b: 1\nc: 2\nd: ¦", "d", "d", ""),
        ("a: {b: 'it is', c: \"it's\", d: don't, e: ¦", "a.e", "e", ""),
        ('a: {b: "{{ c ¦', "a.b", "b", "{{ c"),
    ],
)
def test_the_way_to_a_cursor(text: str, field: str, key: str | None, typed: str) -> None:
    found = at(text)
    assert (found.field, found.key, found.typed) == (field, key, typed)


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("a: {{ b¦", True),
        ("a: '{{ b }} c¦", False),
        ("a: '{% if b¦", True),
        ("a: '{% if b %} ¦", False),
        ("a: '{{ b }} {{ c¦", True),
        ("a: |\n  {{ b¦", True),
        ("a: b¦", False),
        ("a: {b: '{% if ¦", True),
        ("{% include '¦", True),
    ],
)
def test_whether_a_template_is_open(text: str, inside: bool) -> None:
    lines, line, column = marked(text)
    assert is_in_template(lines[line][:column]) is inside


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("a¦\nb", (0, 2)),
        ("a¦\n---\nb", (0, 1)),
        ("a\n---\nb¦", (2, 3)),
        ("a\n---\nb\n--- # x\nc¦\nd", (4, 6)),
        ("a\n---¦\nb", (0, 1)),
    ],
)
def test_the_lines_of_a_document(text: str, document: tuple[int, int]) -> None:
    assert at(text).document == document


def test_a_bracket_that_was_forgotten_long_ago() -> None:
    opened = ["a: {b: 1,", *["  x: 1," for _ in range(40)]]
    assert cursor_at(opened, 30, 5).field == "a.x"
    assert cursor_at(opened, 31, 5).key == "x"


@pytest.mark.parametrize(
    ("text", "word"),
    [("ab c¦d ef", "cd"), ("¦ab", "ab"), ("ab¦", "ab"), ("a-b_c.d¦ e", "a-b_c.d"), ("a ¦ b", ""), ("¦", "")],
)
def test_the_word_under_a_column(text: str, word: str) -> None:
    (line,), _, column = marked(text)
    assert word_at(line, column) == word
    assert word_at(line, 99) == (line.split(" ")[-1] if line else "")


@pytest.mark.parametrize(
    ("line", "key"),
    [("  a: 1", "a"), ("- 'a b': 1", "a b"), ("a", None), ("# a: 1", None), ("a:1", None), ("a :", "a")],
)
def test_the_key_that_a_line_begins_with(line: str, key: str | None) -> None:
    assert key_on(line) == key


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one campaign, a template and a catalog; the current folder."""
    monkeypatch.chdir(tmp_path)
    files = {
        "ctc.yaml": PROJECT,
        "catalog.yaml": "version: 1\nevents: {App Launched: {}, Left: {}}\nprofile: {Plan: text}\n",
        "campaigns/hello.yaml": SPEC,
        "campaigns/_shared/text.j2": "Good to see you.",
        "campaigns/own.j2": "{{ who }}",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path


Asked = Callable[..., Any]


def offered(here: Path, text: str, name: str = "campaigns/hello.yaml") -> list[completing.Offer]:
    lines, line, column = marked(text)
    workspace = Workspace(here, {})
    workspace.put(here / name, "\n".join(lines))
    return completing.offers(workspace, here / name, lines, line, column)


def labels(found: list[completing.Offer]) -> list[str]:
    return [each.label for each in found]


def put_in(before: str, after: str) -> str:
    assert before in SPEC
    return SPEC.replace(before, after, 1)


@pytest.mark.parametrize(
    ("before", "after", "kind", "some"),
    [
        ("  target_mode: push", "  target_mode: ¦", "value", ["push", "webpush", "email"]),
        ("{event_name: App Launched", "{event_name: ¦", "name", ["App Launched", "Left"]),
        ("  content:", "  draft: ¦\n  content:", "value", ["true", "false"]),
        ("{{ who", "{{ ¦", "variable", ["brand", "who", "count", "id", "revision", "environment"]),
        ("include 'text.j2'", "include '¦'", "template", ["own.j2", "text.j2"]),
        ("    title:", "    ¦title:", "key", ["title", "body"]),
    ],
)
def test_what_could_stand_there(here: Path, before: str, after: str, kind: str, some: list[str]) -> None:
    found = offered(here, put_in(before, after))
    assert {each.kind for each in found} == {kind}
    assert {*some} <= {*labels(found)}
    assert len(labels(found)) == len(set(labels(found)))


def test_what_belongs_to_one_place_alone(here: Path) -> None:
    message = "id: a\nmessage:\n  channel: ¦\n"
    assert "externaltrigger" in labels(offered(here, message))
    assert labels(offered(here, "environments: ¦\n")) == ["production", "sandbox"]
    assert labels(offered(here, "campaign:\n  environments: ¦\n")) == []
    text = PROJECT.replace("environments: {", "environments: {zeta: {timezone: UTC, region: in1}, ")
    (here / "ctc.yaml").write_text(text, "utf-8")
    assert labels(offered(here, "environments: ¦\n")) == ["production", "sandbox", "zeta"]
    (here / "ctc.yaml").write_text(PROJECT, "utf-8")
    profile = "campaign:\n  where:\n    profile_fields:\n      - name: ¦"
    assert "Plan" in labels(offered(here, profile))
    assert "Plan" not in labels(offered(here, "campaign:\n  content:\n    name: ¦"))
    assert offered(here, "<p style='x: ¦", "campaigns/own.html") == []
    assert labels(offered(here, "channel: ¦\n")) == []


def test_what_is_put_in_and_what_is_said_beside_it(here: Path) -> None:
    keys = {each.label: each for each in offered(here, put_in("    title:", "    ¦title:"))}
    assert keys["title"].text == "title: "
    assert keys["platform_specific"].text == "platform_specific:"
    above = {each.label: each.text for each in offered(here, "¦")}
    assert [above[key] for key in ("id", "labels", "each", "vars")] == ["id: ", "labels:", "each:", "vars:"]
    assert keys["title"].detail == "text, required" or keys["title"].detail.endswith(", required")
    assert keys["title"].about.startswith("**content.title**")
    values = {each.label: each for each in offered(here, put_in("{{ who", "{{ ¦"))}
    assert values["brand"].detail == "'Acme'"
    assert values["who"].detail == "of this document"
    assert {name: each.text for name, each in values.items()} == {name: name for name in values}
    assert values["id"].detail == ""
    assert values["local"].detail == "'yes it is'"
    assert "limit" not in values
    (left,) = (each for each in offered(here, put_in("App Launched", "¦")) if each.label == "Left")
    assert (left.text, left.detail) == ("Left", "catalog: events")


def test_what_stands_below_one_chosen_name_is_not_offered_below_another_key(here: Path) -> None:
    """``guards`` of an environment have the same depth as its ``vars``, and the same way there but for the end."""
    text = "version: 1\nenvironments:\n  production:\n    KEY:\n      ¦\n"
    assert "max_reach" in labels(offered(here, text.replace("KEY", "guards"), "ctc.yaml"))
    assert "max_reach" not in labels(offered(here, text.replace("KEY", "vars"), "ctc.yaml"))
    assert "max_reach" not in labels(
        offered(here, "version: 1\nvars:\n  production:\n    guards:\n      ¦\n", "ctc.yaml")
    )


def test_a_broken_project_offers_what_needs_none(here: Path) -> None:
    (here / "ctc.yaml").write_text("version: 1\nbroken\n", "utf-8")
    assert labels(offered(here, put_in("{{ who", "{{ ¦"))) == [
        "who",
        "count",
        "id",
        "revision",
        "environment",
    ]
    assert offered(here, put_in("include 'text.j2'", "include '¦'")) == []
    assert labels(offered(here, "environments: ¦\n")) == []
    assert offered(here, put_in("event_name: App Launched", "event_name: ¦")) == []
    assert "push" in labels(offered(here, put_in("target_mode: push", "target_mode: ¦")))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("vars: {a: 1, b: {c: 2}}\n", ["a", "b"]),
        ("vars:\n  a: 1\n  b:\n    c: 2\n", ["a", "b"]),
        ("each:\n  - a: 1\n    b: {c: 2}\n  - a: 2\n", ["a", "b", "a"]),
        ("each: {a: {data: x}}\n", ["a"]),
        ("other: {a: 1}\na: 2\n", []),
    ],
)
def test_the_names_that_a_document_gives_to_its_templates(text: str, names: list[str]) -> None:
    lines = text.split("\n")
    assert [*completing.variables_written(lines, (0, len(lines)))] == names


def hovered(here: Path, text: str) -> str:
    lines, line, column = marked(text)
    workspace = Workspace(here, {})
    path = here / "campaigns/hello.yaml"
    workspace.put(path, "\n".join(lines))
    return reading.hover(workspace, path, lines, line, column) or ""


def test_what_is_said_of_a_key_and_what_its_value_becomes(here: Path) -> None:
    said = hovered(here, put_in("    title:", "    ti¦tle:"))
    assert said.startswith("**content.title**")
    assert said.endswith('\n\n---\n\nrenders to\n\n`hello`: `"Hello World"`')
    assert hovered(here, put_in("    title:", "   ¦ title:")) == said
    assert '`"Hello World"`' in hovered(here, put_in("Hello {{", "He¦llo {{"))
    assert "**where.event_name**" in hovered(here, put_in("{event_name", "{event¦_name"))
    assert hovered(here, put_in("wzrk_cid", "wzrk_¦cid")).startswith(
        "**content.platform_specific.android.wzrk_cid**"
    )
    own = hovered(here, put_in("wzrk_cid", "my_¦own"))
    assert own.startswith("**content.platform_specific.android.NAME**")
    assert '`"App Launched"`' in hovered(here, put_in("App Launched", "App ¦Launched"))
    for put in (("id: hello", "i¦d: hello"), ("count: 5", "na¦me: 5"), ("count: 5", "na¦me: {{ who }}")):
        assert "renders to" not in hovered(here, put_in(*put)), "it is no name of the campaign"
    assert hovered(here, "campaign:\n  nothing¦: 1\n") == ""
    assert "`20260131`" in hovered(here, put_in(" to: 2026", " t¦o: 2026"))


def test_of_every_field_what_is_known_is_told_and_nothing_else() -> None:
    for schema in {name for names in roots().values() for name in names}:
        for field in fields_of(schema):
            page = page_of(field)
            known = {
                "values: ": bool(field.allowed),
                "limits: ": bool(field.limits),
                "source: ": bool(field.source),
                "example: ": field.example is not None,
            }
            assert {word: f"\n{word}" in page for word in known} == known
            assert field.description in page
            assert "\n\n\n" not in page
            assert (page.split("\n")[0], ", required" in page) == (f"**{field.path}**", field.is_required)


def test_a_page_of_all_that_can_be_known_of_a_field() -> None:
    field = Field(
        path="content.title",
        types=("string", "object"),
        is_required=True,
        allowed=("a", "b"),
        limits=("1 to 3 characters", "no blank"),
        example='"Tea"',
        description="What is read first.",
        source="[docs]",
    )
    assert page_of(field).split("\n") == [
        *(
            "**content.title**",
            "",
            "What is read first.",
            "",
            "string or object, required",
            "",
            "values: `a`, `b`",
        ),
        *("", "limits: 1 to 3 characters; no blank", "", 'example: `title: "Tea"`', "", "source: [docs]"),
    ]
    bare = replace(
        field, types=(), is_required=False, allowed=(), limits=(), example=None, description="", source=""
    )
    assert page_of(bare) == "**content.title**\n\nany"


def test_of_a_file_that_is_gone_the_field_is_told_all_the_same(here: Path) -> None:
    lines, line, column = marked(put_in("    title:", "    ti¦tle:"))
    said = reading.hover(Workspace(here, {}), here / "campaigns" / "gone.yaml", lines, line, column)
    assert (said or "").startswith("**content.title**")
    assert "renders to" not in (said or "")


def test_entries_of_a_list_are_counted_and_instances_are_few(here: Path) -> None:
    cards = """\
version: 1
id: cards
each: [{key: a, n: 1}, {key: b, n: 2}, {key: c, n: 3}, {key: d, n: 4}, {key: e, n: 5}]
campaign:
  target_mode: notificationinbox
  template_type: carousel
  content:
    - title: {text: first}
    # the second
    - title:
        text: "{{ n }} `second`"
      message: {text: m}
    - title: {te¦xt: third}
"""
    said = hovered(here, cards)
    assert said.endswith("\n\nand 2 more instances")
    assert said.count("`: `") == 3
    assert '"third"' in said
    second = hovered(here, cards.replace("¦", "").replace('text: "{{', 'te¦xt: "{{'))
    assert '`"1 ˋsecondˋ"`' in second
    assert '"first"' in hovered(here, cards.replace("¦", "").replace("{text: first", "{te¦xt: first"))
    three = cards.replace(", {key: d, n: 4}, {key: e, n: 5}", "")
    assert "more instances" not in hovered(here, three)


def test_what_another_document_of_the_file_becomes_is_not_told(here: Path) -> None:
    """Also where it begins on the line that ends the one of the cursor."""
    other = """{version: 1, id: other, campaign: {name: Other, target_mode: push, when: 2031-01-15 09:30,
      where: {event_name: A, from: 2026-01-01, to: 2026-01-31}, content: {title: Tea, body: Now}}}"""
    said = [hovered(here, put_in("    title:", "    ti¦tle:") + mark + other) for mark in ("---\n", "--- ")]
    assert [text.count("`hello`: ") for text in said] == [1, 1]
    assert not any("other" in text for text in said)


def test_a_long_value_is_cut(here: Path) -> None:
    said = hovered(here, put_in("Hello {{ who }}", "He¦llo " + "x" * 400))
    assert said.rpartition(": `")[2] == '"Hello ' + "x" * 293 + "`"


def found(here: Path, text: str) -> tuple[str, int, int] | None:
    lines, line, column = marked(text)
    target = reading.definition(Workspace(here, {}), here / "campaigns/hello.yaml", lines, line, column)
    return (target.path.relative_to(here).as_posix(), target.line, target.column) if target else None


def test_where_a_name_is_written(here: Path) -> None:
    own = ("campaigns/hello.yaml", 2, 7)
    assert found(here, put_in("{{ who", "{{ w¦ho")) == own
    assert found(here, put_in("{{ who }}", "{{ who.na¦me }}")) == own
    assert found(here, put_in("{{ who }}", "{{ bra¦nd }}")) == ("ctc.yaml", 2, 7)
    assert found(here, put_in("{{ who }}", "{{ nob¦ody }}")) is None
    template = ("campaigns/_shared/text.j2", 0, 0)
    for text in ("'¦text.j2'", "'te¦xt.j2'", "'text.j2¦'"):
        assert found(here, put_in("'text.j2'", text)) == template
    assert found(here, put_in("'text.j2'", "¦'text.j2'")) is None
    assert found(here, put_in("'text.j2'", "'own¦.j2'")) == ("campaigns/own.j2", 0, 0)
    (here / "campaigns" / "text.j2").touch()
    assert found(here, put_in("'text.j2'", "'te¦xt.j2'")) == ("campaigns/text.j2", 0, 0), "the one beside it"
    assert found(here, put_in("'text.j2'", "'gone¦.j2'")) is None
    (here.parent / "outside.j2").write_text("secret", "utf-8")
    assert found(here, put_in("'text.j2'", "'../../out¦side.j2'")) is None
    twice = "a: {who: 1}\n" + SPEC.replace("vars:", "each:").replace("{who", "- {who").replace(
        "each: -", "each:\n  -"
    )
    assert found(here, twice.replace("{{ who", "{{ w¦ho")) == ("campaigns/hello.yaml", 4, 5)


def test_the_documents_of_a_file() -> None:
    text = """\
id: 'one'
campaign:
  target_mode: push
---
# nothing yet
---
id: two
message:
  channel: sms
x: 1
---
id: three
"""
    shown = [(s.name, s.detail, s.line, s.end) for s in reading.symbols(text.split("\n"))]
    assert shown == [("one", "campaign push", 0, 2), ("two", "message sms", 6, 9), ("three", "", 11, 12)]
    assert [*reading.symbols([""])] == []


def mended(text: str, name: str = "campaigns/hello.yaml") -> tuple[str, int, int] | None:
    lines, line, column = marked(text)
    fix = actions.rename_key(Path(name), lines, line, column)
    if fix is None:
        return None
    assert (fix.title, fix.line) == (f"Write {fix.text}", line)
    return fix.text, fix.start, fix.end


def test_a_misspelled_key_becomes_the_one_that_is_meant() -> None:
    assert mended(put_in("    title:", "    ¦titel:")) == ("title", 4, 9)
    assert mended(put_in("    title:", "    titel¦:")) == ("title", 4, 9)
    assert mended(put_in("{event_name", "{¦event_nme")) == ("event_name", 10, 19)
    assert mended(put_in("{event_name: App", "{event_¦nme : App")) == ("event_name", 10, 19)
    assert mended(put_in("    title:", "    ¦title:")) is None
    assert mended(put_in("    title:", "    ¦zzzzzz:")) is None
    assert mended(put_in("Hello {{", "titel¦ {{")) is None
    assert mended(put_in("    title:", "    ¦titel:"), "campaigns/hello.j2") is None
    assert mended("\n¦") is None


def test_what_lint_would_mend(here: Path) -> None:
    path = here / "campaigns/hello.yaml"
    assert [*actions.mend(Workspace(here, {}), path)] == []
    workspace = Workspace(here, {})
    ios = "ios: {ct_mediaUrl: 'https://a.example/1.jpg'}"
    text = put_in("android: {wzrk_cid: Marketing}", ios)
    workspace.put(path, text)
    (fix,) = actions.mend(workspace, path)
    assert (fix.title, fix.line) == ("Mend what is mechanical (ctc lint --fix)", None)
    assert fix.text == text.replace(ios, ios.replace("{", '{mutable-content: "true", '))
    assert [*actions.mend(workspace, here / "campaigns/gone.yaml")] == []


@pytest.mark.parametrize(
    ("text", "above"),
    [
        ("- a\n- b¦", [1]),
        ("a:\n  - x: 1\nb:\n  - y: ¦", [0]),
        ("a:\n- x: 1\nb:\n- y: 1\n- z: ¦", [1]),
        ("a:\n- x: 1\nb: ¦", [0]),
        ("- a:\n    - x\n    - y\n- b:\n    - z¦", [1, 0]),
        ("- a:\n    - x\n    - y\n- b: ¦", [1]),
        ("- a:\n- - x\n  - y\n  - z: ¦", [1, 2]),
        ("- a\n\n# c\n- b:\n    c: 1\n  d: ¦", [1]),
        ("- a: 1\n- b:\n    c:\n      d: ¦", [1]),
        ("- a: 1\n- b: |\n    - text\n    more¦", [1]),
        ("a: [{b: ¦", [0]),
    ],
)
def test_entries_of_the_same_list_are_counted(text: str, above: list[int]) -> None:
    lines, line, _ = marked(text)
    assert reading._indexed(lines, line, ["[]"] * len(above)) == above


def test_each_spec_that_is_begun_and_no_file_yet_is_looked_at(here: Path) -> None:
    names = ("campaigns/z.yaml", "campaigns/b.yaml", "notes.yaml")
    texts = {here / name: "version: 1\nid: [\n" for name in names}
    found = Workspace(here, {}, texts=texts).findings()
    assert [Path(file).name for file in found if found[file]] == ["b.yaml", "hello.yaml", "z.yaml"]


def test_a_file_that_is_taken_for_a_spec_and_is_none_is_told(here: Path) -> None:
    """Whoever writes it would wait for a campaign that never goes out."""
    (here / "campaigns" / "late.yml").write_text(SPEC, "utf-8")
    found = Workspace(here, {}).findings()
    assert {Path(file).name: [one.code for one in found[file]] for file in found}["late.yml"] == ["CTC112"]
