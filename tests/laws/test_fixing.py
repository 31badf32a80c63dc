"""Laws of ``lint --fix``: a second time changes nothing, and nothing is changed but what was to be mended."""

import json
import re
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctc.specs.reading import read_documents
from ctc.validation.rules.edit import Edit, Insert, Replace
from ctc.validation.rules.fixes import apply_fixes

PLAIN = {"’": "'", "“": '"', "”": '"', "–": "-", "…": "...", "\u00a0": " "}
WORDS = st.lists(
    st.sampled_from(
        [
            "It’s",
            "“now”",
            "–",
            "here…",
            "a\u00a0b",
            "x: y",
            "a",
            "a#1",
            "é",
            "{{ 'It’s' }}",
            "{% if a %}’{% endif %}",
            "日本",
        ]
    ),
    min_size=1,
    max_size=6,
).map(" ".join)
COMMENTS = st.sampled_from(["", "", "  # it’s “said” – once"])
STYLES = st.sampled_from(["plain", "single", "double", "literal", "folded", "long"])
INDENT = "    "


def written(text: str, style: str, comment: str) -> str:
    if style == "single":
        return "'" + text.replace("'", "''") + "'" + comment
    if style == "double":
        return json.dumps(text, ensure_ascii=False) + comment
    if style in ("literal", "folded"):
        lines = text.replace(" ", "\n" + INDENT)
        return f"{'|' if style == 'literal' else '>-'}{comment}\n{INDENT}{lines}"
    if style == "long":
        return text.replace(" ", "\n" + INDENT)
    return text + comment


@st.composite
def specs(draw: st.DrawFn) -> str:
    style = draw(STYLES)
    lines = [
        draw(st.sampled_from(["# the head’s own “comment”", "version: 1"])),
        "content:",
        f"  first: It’s not asked{draw(COMMENTS)}",
        f"  body: {written(draw(WORDS), style, draw(COMMENTS))}",
        "# between – the lines",
        draw(
            st.sampled_from(
                [
                    "  ios: {a: 1,  b: ’}",
                    "  ios:\n    # why’s that\n    a: 1",
                    "  ios: {}",
                    "  ios: &x {a: 1}\n  b: *x",
                ]
            )
        ),
    ]
    return "\n".join(lines) + "\n"


@st.composite
def files(draw: st.DrawFn) -> bytes:
    documents = draw(st.lists(specs(), min_size=1, max_size=3))
    start = draw(st.sampled_from(["", "", "\ufeff", "---\n", "---\n---\n", "# empty\n---\n"]))
    text = start + "---\n".join(documents)
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"]))).encode()


def edits(index: int) -> list[tuple[int, Edit]]:
    replaces: list[Edit] = [Replace(path=("content", "body"), old=old, new=new) for old, new in PLAIN.items()]
    insert = Insert(path=("content", "ios"), key="mutable-content", value="true")
    return [(index, edit) for edit in (*replaces, insert)]


def values(data: bytes) -> list[Any]:
    documents, problems = read_documents("x.yaml", data)
    return [document.data for document in documents] if not problems else []


def comments(data: bytes) -> list[str]:
    return re.findall(
        "# (?:it’s “said” – once|between – the lines|the head’s own “comment”|why’s that)", data.decode()
    )


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=files(), index=st.integers(0, 2))
def test_a_fix_is_safe_and_done_at_once(data: bytes, index: int) -> None:
    after = apply_fixes(data, edits(index))
    assert apply_fixes(after, edits(index)) == after
    before = values(data)
    if not before:
        return
    now = values(after)
    assert len(now) == len(before)
    for number, (old, new) in enumerate(zip(before, now, strict=True)):
        assert_mended(old, new) if number == index else assert_same(old, new)
    assert comments(after) == comments(data)
    assert (b"\r\n" in after) == (b"\r\n" in data)
    assert after.startswith(b"\xef\xbb\xbf") == data.startswith(b"\xef\xbb\xbf")


def assert_same(old: Any, new: Any) -> None:
    assert old == new


def assert_mended(old: Any, new: Any) -> None:
    """The two places that the edits name may differ, and only as they say; a template's own code is left alone."""
    old, new = old["content"], new["content"]
    assert new["first"] == old["first"]
    assert re.findall(r"{[{%].*?[}%]}", new["body"]) == re.findall(r"{[{%].*?[}%]}", old["body"])
    mended = "".join(PLAIN.get(char, char) for char in old["body"])
    assert new["body"] == mended or "{" in old["body"]
    assert set(new["body"]) <= set(old["body"]) | set("".join(PLAIN.values()))
    assert {key: value for key, value in new["ios"].items() if key != "mutable-content"} == {
        key: value for key, value in old["ios"].items() if key != "mutable-content"
    }


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=files())
def test_lines_that_hold_nothing_to_mend_keep_their_bytes(data: bytes) -> None:
    after = apply_fixes(data, edits(0)).split(b"\n")
    kept = [line for line in data.split(b"\n") if b"first:" in line or line.lstrip().startswith(b"#")]
    assert [line for line in kept if line not in after] == []
