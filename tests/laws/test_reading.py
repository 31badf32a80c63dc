"""All ways of reading agree: libyaml with a builder of our own, the short way for what is plain, and ruamel.yaml."""

import json
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel_reading import read_by_reference

from ctc.diagnostics import Diagnostic
from ctc.specs.document import Document
from ctc.specs.node_reading import documents_of
from ctc.specs.quick import values_of
from ctc.specs.reading import compose, read_documents
from ctc.specs.text import decode

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "campaigns").rglob("*.yaml"))
CASES = sorted((ROOT / "tests" / "golden" / "yaml").glob("*.yaml"))

KEYS = st.sampled_from(["a", "b", "name", "from", "NO", "1", "null", "<", "é", "x-y", "in app", "=", "0x1"])
PLAIN_WORDS = """
NO  yes  no  on  true  True  TRUE  false  null
Null  ~  0  -0  7  -7  007  +48100200300  0x1F
0o17  1_000  22:30  1.5  -1.5  .5  1.  1e3  1E-3
+1.5  01.5  2025-09-01  1.2.3  .  ..  =  <=  12e
0x  0o8  1e  12:30:45  http://x.example/y#z  a:b  it's  a #b  2031-01-15 09:30
two words  say "x"  0b11  -0b1  0B1  -0x1F  +0x1F  0X1F  00.5  -01e3
09.  1e400  -1E400  .inf  -.INF  .nan  +.5  +5  -007  -0o7  1_0.5
18446744073709551615  18446744073709551616  -9223372036854775809  1e-400  5e-324
0x123456789012345678901234567890123456789  0o1234567012345670123456701234567012345670123456701
inf  nan  infinity  1d5  0.1e+03  -?x  y  n
"""
PLAIN_EACH = [word for line in PLAIN_WORDS.splitlines() for word in line.split("  ") if word]
PLAIN = st.sampled_from(PLAIN_EACH)
ODD = ["! 12", "!!str 1", "!x 1", "&a 1", "*a", "?x", "? x", "<<", "%x", "1: 2", "~: x", "'a':", "#"]
"""What the lanes may treat differently, each with a word of its own; the short way leaves it to them."""
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=12)
BLOCKS = st.lists(
    st.sampled_from(["", "x", "two words", "  indented", "{{ a }}", "# no comment", "- a"]), min_size=1
)


def flow(value: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    lists = st.lists(value, max_size=3).map(lambda items: "[" + ", ".join(items) + "]")
    pairs = st.dictionaries(KEYS, value, max_size=3)
    return lists | pairs.map(lambda d: "{" + ", ".join(f"{json.dumps(k)}: {v}" for k, v in d.items()) + "}")


FLOW_SCALARS = TEXTS.map(lambda t: json.dumps(t, ensure_ascii=False)) | st.sampled_from(
    ["1", "NO", "x", "'y'"]
)
SCALARS = (
    PLAIN.filter(lambda text: text not in ("- ",))
    | TEXTS.map(lambda text: json.dumps(text, ensure_ascii=False))
    | TEXTS.filter(lambda text: max(text, default="") < "\U00010000").map(json.dumps)
    | TEXTS.map(lambda text: "'" + text.replace("'", "''") + "'")
    | st.recursive(FLOW_SCALARS, flow, max_leaves=6)
)


def indented(lines: list[str], by: str) -> list[str]:
    return [by + line if line else line for line in lines]


@st.composite
def nodes(draw: st.DrawFn, depth: int = 0) -> list[str]:
    """The lines of a value that begins on the line below its key."""
    by = draw(st.sampled_from(["  ", "    ", " "]))
    lines: list[str] = []
    if draw(st.booleans()) or depth == 0:
        for key in draw(st.lists(KEYS, min_size=1, max_size=4, unique=True)):
            lines += entry(draw, json.dumps(key) if key in "<=" else key, ":", depth, by)
    else:
        for _ in range(draw(st.integers(1, 3))):
            lines += entry(draw, "", "-", depth, by)
    return lines


def entry(draw: st.DrawFn, key: str, mark: str, depth: int, by: str) -> list[str]:
    kind = draw(st.sampled_from(["scalar", "scalar", "block", "nested", "comment"]))
    if kind == "block":
        header = draw(st.sampled_from(["|", "|-", "|+", ">", ">-", ">+"]))
        body = draw(BLOCKS)
        first = next((line for line in body if line.strip()), "x")
        body = ["x"] if first.startswith(" ") else body
        return [f"{key}{mark} {header}", *indented(body, by)]
    if kind == "nested" and depth < 3:
        return [f"{key}{mark}", *indented(draw(nodes(depth + 1)), by)]
    comment = "  # a comment" if kind == "comment" else ""
    return [f"{key}{mark} {draw(SCALARS)}{comment}"]


@st.composite
def files(draw: st.DrawFn) -> bytes:
    documents = draw(st.lists(nodes(), min_size=1, max_size=3))
    end = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    text = (end + "---" + end).join(end.join(lines) for lines in documents)
    return (draw(st.sampled_from(["", "\ufeff", "# first" + end])) + text + end).encode()


def paths(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, inner in entries:
        yield from paths(inner, (*path, key))


def assert_same(data: bytes) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        slow, slow_problems = read_by_reference("x.yaml", data)
    for fast, fast_problems in (read_documents("x.yaml", data), read_by_nodes(data)):
        assert [d.data for d in fast] == [d.data for d in slow]
        assert repr([d.data for d in fast]) == repr([d.data for d in slow])
        for one, other in zip(fast, slow, strict=True):
            assert_same_places(one, other)
        assert worded(fast_problems) == worded(slow_problems)


def read_by_nodes(data: bytes) -> tuple[tuple[Document, ...], tuple[Diagnostic, ...]]:
    """As ``read_documents``, without the short way."""
    text, problems = decode("x.yaml", data)
    return documents_of("x.yaml", text, compose) if text is not None else ((), problems)


def assert_short_way_is_sure(text: str) -> None:
    """What the short way reads, the long way reads alike and without a word."""
    values = values_of(text)
    said = [value for value in values or [] if value is not None]
    if said:
        documents, problems = read_by_nodes(text.encode())
        assert not problems
        assert repr([d.data for d in documents]) == repr(said)


def worded(problems: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    """Without the words and the column of bad syntax, which are the parser's own."""
    return [p._replace(message="", column=1, hint=None) if p.code == "CTC101" else p for p in problems]


def assert_same_places(one: Document, other: Document) -> None:
    for path in paths(one.data):
        assert one.places.key(path) == other.places.key(path), path
        assert one.places.value(path) == other.places.value(path), path
        text = at(one.data, path)
        for offset in range(len(text)) if isinstance(text, str) else ():
            assert one.places.inside(path, offset) == other.places.inside(path, offset), (path, offset)


def at(value: object, path: tuple[str | int, ...]) -> object:
    for part in path:
        value = value[part]  # type: ignore[index]
    return value


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(files())
def test_both_lanes_read_generated_files_alike(data: bytes) -> None:
    assert_same(data)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), st.sampled_from(EXAMPLES))
def test_whatever_both_lanes_read_they_read_alike(data: st.DataObject, path: Path) -> None:
    """Examples with something foreign in them. One lane may refuse what the other reads, never misread it."""
    text = path.read_text("utf-8")
    start = data.draw(st.integers(0, len(text)))
    piece = text[start : start + data.draw(st.integers(20, 400))]
    at = data.draw(st.integers(0, len(piece)))
    foreign = data.draw(
        st.sampled_from(
            ["&a ", "*a", "'", '"', "- ", ": ", "{", "]", ",", "\n", "  ", "\t", "#", "!!str ", "---\n"]
        )
    )
    mixed = ("a: " + piece[:at] + foreign + piece[at:]).encode()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        slow, slow_problems = read_by_reference("x.yaml", mixed)
    fast, fast_problems = read_documents("x.yaml", mixed)
    if all(problem.code != "CTC101" for problem in (*slow_problems, *fast_problems)):
        assert [d.data for d in fast] == [d.data for d in slow]


@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.sampled_from(
            ["a: ", "- ", "? ", "{", "[", "]", "}", ", ", ": ", "\n", "\n  ", "\r", "---\n", "'", '"']
        )
        | PLAIN,
        max_size=12,
    ).map("".join)
)
def test_the_short_way_reads_nothing_that_it_should_not(text: str) -> None:
    assert_short_way_is_sure(text)


@pytest.mark.parametrize("word", sorted({*PLAIN_EACH, *ODD}))
def test_the_short_way_knows_every_word(word: str) -> None:
    for text in (
        f"a: {word}",
        f"- {word}\n- b",
        f"[{word}, b]",
        f'{{"a":{word}}}',
        f"{{b: {word}, c}}",
        f"{word}: a",
    ):
        assert_short_way_is_sure(text)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_the_short_way_reads_the_examples(path: Path) -> None:
    text = path.read_text("utf-8")
    assert values_of(text) is not None or "&" in text
    assert_short_way_is_sure(text)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_both_lanes_read_every_example_alike(path: Path) -> None:
    assert_same(path.read_bytes())


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_yaml_1_2_as_it_is_specified(path: Path) -> None:
    """``name.yaml`` reads as ``name.json``: an array of documents. Cases after the YAML test suite's."""
    documents, problems = read_documents(path.name, path.read_bytes())
    assert not problems
    assert [d.data for d in documents] == json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert_same(path.read_bytes())


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_get_an_answer(data: bytes) -> None:
    documents, problems = read_documents("x.yaml", data)
    assert documents or problems
    for problem in problems:
        assert problem.line >= 1
        assert problem.column >= 1


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("ab:-{}[]\"'&*!|>#%@`,?\n \t\\~<0"), max_size=60))
def test_any_syntax_gets_an_answer(text: str) -> None:
    documents, problems = read_documents("x.yaml", text.encode())
    assert documents or problems
    lines = text.count("\n") + 1
    for problem in problems:
        assert problem.line <= lines + 1


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
        lambda s: st.lists(s, max_size=4) | st.dictionaries(TEXTS, s, max_size=4),
    )
)
def test_json_is_yaml(value: object) -> None:
    documents, problems = read_documents("x.yaml", json.dumps({"value": value}, ensure_ascii=False).encode())
    merges = "<<" in json.dumps(value)
    if not merges:
        assert not problems
        assert documents[0].data == {"value": value}
