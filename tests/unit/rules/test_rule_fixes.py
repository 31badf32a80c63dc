"""Edits mend what they say, and leave every other byte alone."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from ctc.validation.rules.catalog import BY_CODE, edits_for, run_rules
from ctc.validation.rules.edit import Edit, Insert, Rename, Replace, below
from ctc.validation.rules.fixes import apply_fixes
from ctc.validation.rules.rule import Rule, Subject

SPEC = """\
# The head of the file stays.
version: 1     # so does this
id:   tasting

campaign:
    name:  'Tasting'   # two blanks
    target_mode: push
    content:
        title: "Don’t miss it"    # a comment
        body: >-
            It’s on
            Saturday
        platform_specific:
            ios: {ct_mediaUrl: "https://a.example/1.jpg",   badge_count: 1}   # flow
            android:
                # a note of the author
                wzrk_cid: Marketing
"""
CONTENT = ("campaign", "content")


def lines_changed(before: str, after: str) -> list[tuple[str, str]]:
    return [
        (a, b)
        for a, b in zip(before.splitlines(keepends=True), after.splitlines(keepends=True), strict=True)
        if a != b
    ]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_untouched_lines_are_the_same_bytes(ending: str, start: str) -> None:
    text = start + SPEC.replace("\n", ending)
    edits: list[Edit] = [
        Replace(path=(*CONTENT, "title"), old="’", new="'"),
        Replace(path=(*CONTENT, "body"), old="’", new="'"),
        Insert(path=(*CONTENT, "platform_specific", "ios"), key="mutable-content", value="true"),
        Rename(path=(*CONTENT, "platform_specific", "android", "wzrk_cid"), new="channel"),
    ]
    after = apply_fixes(text.encode(), [(0, edit) for edit in edits]).decode()
    assert lines_changed(text, after) == [
        (
            f'        title: "Don’t miss it"    # a comment{ending}',
            f'        title: "Don\'t miss it"    # a comment{ending}',
        ),
        (f"            It’s on{ending}", f"            It's on{ending}"),
        (
            f'            ios: {{ct_mediaUrl: "https://a.example/1.jpg",   badge_count: 1}}   # flow{ending}',
            '            ios: {mutable-content: "true", ct_mediaUrl: "https://a.example/1.jpg",   badge_count: 1}   '
            f"# flow{ending}",
        ),
        (f"                wzrk_cid: Marketing{ending}", f"                channel: Marketing{ending}"),
    ]


def test_a_key_is_added_on_a_line_of_its_own() -> None:
    text = "campaign:\n  ios:\n    # why\n    a: 1   # one\n"
    after = apply_fixes(
        text.encode(), [(0, Insert(path=("campaign", "ios"), key="category", value="CTNotification"))]
    )
    assert after.decode() == "campaign:\n  ios:\n    # why\n    category: CTNotification\n    a: 1   # one\n"


def test_two_keys_at_one_place() -> None:
    edits: list[Edit] = [Insert(path=("a",), key=key, value="x") for key in ("one", "two")]
    assert apply_fixes(b"a:\n  b: 1\n", [(0, edit) for edit in edits]) == b"a:\n  one: x\n  two: x\n  b: 1\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: it’s\n", "a: it's\n"),
        ("a: 'it’s'\n", "a: 'it''s'\n"),
        ('a: "it’s"\n', 'a: "it\'s"\n'),
        ('a: "it\\u2019s"\n', 'a: "it\'s"\n'),
        ("a: |\n  it’s\n  here # no comment\nb: 1\n", "a: |\n  it's\n  here # no comment\nb: 1\n"),
        ("- a\n", "- a\n"),
    ],
)
def test_a_text_in_each_style(before: str, after: str) -> None:
    edit = Replace(path=("a",), old="’", new="'")
    assert apply_fixes(before.encode(), [(0, edit)]).decode() == after


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ('a: "{{ greeting }}"\n', Replace(path=("a",), old="’", new="'")),
        ("a: &x it’s\nb: *x\n", Replace(path=("a",), old="’", new="'")),
        ("a: {category: X}\n", Insert(path=("a",), key="category", value="Y")),
        ("a: {}\n", Insert(path=("a",), key="category", value="Y")),
        ("a: 1\n", Rename(path=("b",), new="c")),
        ("a: 1\nc: 2\n", Rename(path=("a",), new="c")),
        ("a: 1\n", Replace(path=("a", "b", 0), old="x", new="y")),
        ("a: [1, : {\n", Rename(path=("a",), new="b")),
    ],
    ids=[
        "in a variable",
        "behind an anchor",
        "there already",
        "empty",
        "gone",
        "taken",
        "elsewhere",
        "no YAML",
    ],
)
def test_what_cannot_be_mended_is_left_alone(text: str, edit: Edit) -> None:
    assert apply_fixes(text.encode(), [(0, edit)]) == text.encode()


def test_one_that_fails_does_not_hinder_the_others() -> None:
    edits: list[Edit] = [
        Replace(path=("a",), old="’", new="'"),
        Replace(path=("c",), old="’", new="'"),
    ]
    after = apply_fixes("a: &x it’s\nb: *x\nc: it’s\n".encode(), [(0, edit) for edit in edits])
    assert after.decode() == "a: &x it’s\nb: *x\nc: it's\n"


def test_each_document_by_its_index() -> None:
    text = "a: 1\n---\n# second\na: 2\n"
    assert (
        apply_fixes(text.encode(), [(1, Rename(path=("a",), new="b"))]).decode()
        == "a: 1\n---\n# second\nb: 2\n"
    )
    assert apply_fixes(text.encode(), [(2, Rename(path=("a",), new="b"))]).decode() == text


def test_other_bytes_than_utf_8_are_left_alone() -> None:
    assert apply_fixes(b"a: \xff\n", [(0, Rename(path=("a",), new="b"))]) == b"a: \xff\n"


MENDED = [rule for rule in BY_CODE.values() if isinstance(rule, Rule) and rule.fix is not None]


@pytest.mark.parametrize("rule", MENDED, ids=lambda rule: rule.code)
def test_what_a_rule_mends_it_finds_no_more(
    rule: Rule, example: Callable[..., Subject], subject: Callable[..., Subject]
) -> None:
    found = example(rule.bad, rule.channels)
    yaml = YAML()
    out = StringIO()
    yaml.dump({"campaign": dict(found.body)}, out)
    edits = [(0, below(("campaign",), edit)) for edit in edits_for(found, run_rules(found))]
    mended = YAML(typ="safe", pure=True).load(apply_fixes(out.getvalue().encode(), edits))["campaign"]
    again = subject(found.channel)
    body = {**again.body, **mended}
    after = Subject(address="a", variant="", channel=found.channel, endpoint=found.endpoint, body=body)
    assert rule.code in {f.code for f in run_rules(found)}
    assert rule.code not in {f.code for f in run_rules(after)}


KEYS = st.text(st.characters(categories=["Ll", "Lu"], max_codepoint=0x17F), min_size=1, max_size=6)
TEXTS = st.text(
    st.sampled_from(list("ab’'\"\\ :#-{}[],&*!|>%@`\n\t")) | st.characters(categories=["L", "S"]), max_size=20
)
VALUES = st.recursive(
    TEXTS | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None, max_examples=150)
@given(data=st.dictionaries(KEYS, VALUES, min_size=1, max_size=4), flow=st.booleans(), picked=st.data())
def test_an_edit_changes_its_value_and_no_other(
    data: dict[str, Any], flow: bool, picked: st.DataObject
) -> None:
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = flow
    yaml.allow_unicode = True
    out = StringIO()
    yaml.dump(data, out)
    text = out.getvalue()
    try:
        before = YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError:  # ruamel.yaml writes `{a: :b}` and cannot read it
        reject()
    key = picked.draw(st.sampled_from(sorted(before)))
    after = YAML(typ="safe", pure=True).load(
        apply_fixes(text.encode(), [(0, Replace(path=(key,), old="’", new="'"))]).decode()
    )
    for other in before:
        expected = before[other]
        if other == key and isinstance(expected, str):
            expected = expected.replace("’", "'")
        assert after[other] == expected
