"""HTML as a browser cuts it: what a page would run, fetch or read is seen by ctc as well."""

import pytest

from ctc.hypertext import RAW, Piece, pieces, unescaped


def text(words: str, within: str = "") -> Piece:
    return Piece("text", words, within=within)


def start(name: str, *attributes: tuple[str, str | None], closes: bool = False) -> Piece:
    return Piece("start", name, list(attributes), closes)


def end(name: str) -> Piece:
    return Piece("end", name)


def comment(words: str) -> Piece:
    return Piece("comment", words)


CASES: list[tuple[str, list[Piece]]] = [
    ("", []),
    ("a &amp; b", [text("a &amp; b")]),
    ("a<b>c</b>d", [text("a"), start("b"), text("c"), end("b"), text("d")]),
    ("<B Class=X>", [start("b", ("class", "X"))]),
    ("<a-b:c1/>", [start("a-b:c1", closes=True)]),
    ("<br />", [start("br", closes=True)]),
    ("<br/ >", [start("br")]),
    ("<a href='x y' b=\"z\" c d=e>", [start("a", ("href", "x y"), ("b", "z"), ("c", None), ("d", "e"))]),
    ("<a href = x>", [start("a", ("href", "x"))]),
    ("<a href=x/y>", [start("a", ("href", "x/y"))]),
    ("<a href=>", [start("a", ("href", ""))]),
    ("<a =x>", [start("a", ("=x", None))]),
    ("<a b/c>", [start("a", ("b", None), ("c", None))]),
    ("<a b='&lt;&#65;'>", [start("a", ("b", "<A"))]),
    ("<a b=&lt;>", [start("a", ("b", "<"))]),
    ("<a b='>'>c", [start("a", ("b", ">")), text("c")]),
    ("<a b='c", []),
    ("<a", []),
    ("<a ", []),
    ("x<a b", [text("x")]),
    ("a < b", [text("a "), text("<"), text(" b")]),
    ("<1>", [text("<"), text("1>")]),
    ("<\u00e9>", [text("<"), text("\u00e9>")]),
    ("</a b=c>d", [Piece("end", "a", [("b", "c")]), text("d")]),
    ("</ a>b", [comment(" a"), text("b")]),
    ("</>b", [comment(""), text("b")]),
    ("</", [comment("")]),
    ("<", [text("<")]),
    ("<!-- a --> b", [comment(" a "), text(" b")]),
    ("<!-- a --!> b", [comment(" a "), text(" b")]),
    ("<!-->b-->", [comment(""), text("b-->")]),
    ("<!--->b-->", [comment(""), text("b-->")]),
    ("<!---->b", [comment(""), text("b")]),
    ("<!-- a", [comment(" a")]),
    ("<!doctype html>a", [comment("doctype html"), text("a")]),
    ("<?php a ?>b", [comment("php a ?"), text("b")]),
    ("<!a", [comment("a")]),
    ("<script>a<b></script>c", [start("script"), text("a<b>", "script"), end("script"), text("c")]),
    ("<SCRIPT>a</Script >", [start("script"), text("a", "script"), end("script")]),
    ("<script>a</scripts>", [start("script"), text("a</scripts>", "script")]),
    ("<script></script>", [start("script"), end("script")]),
    ("<plaintext>a</plaintext>", [start("plaintext"), text("a</plaintext>", "plaintext")]),
    ("<title>a<b></title>", [start("title"), text("a<b>"), end("title")]),
    ("<textarea></b></textarea>", [start("textarea"), text("</b>"), end("textarea")]),
    ("<noscript>a<b></noscript>", [start("noscript"), text("a"), start("b"), end("noscript")]),
]


@pytest.mark.parametrize(("source", "found"), CASES, ids=[source or "nothing" for source, _ in CASES])
def test_the_pieces_of_html(source: str, found: list[Piece]) -> None:
    assert [*pieces(source)] == found


@pytest.mark.parametrize("tag", sorted(RAW - {"plaintext"}))
def test_what_holds_no_tags_is_one_text(tag: str) -> None:
    assert [*pieces(f"<{tag}><a></{tag}>")] == [start(tag), text("<a>", tag), end(tag)]


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ("a", "a"),
        ("&lt;&amp;&nbsp;&eacute;", "<&\xa0\u00e9"),
        ("&#65;&#x41;", "AA"),
        (f"&#{'9' * 9};b", "\ufffdb"),
        (f"&#X{'f' * 9}b", "\ufffd"),
        (f"&#{'9' * 5000};", "\ufffd"),
        ("&zzz;", "&zzz;"),
    ],
)
def test_references_are_read(source: str, read: str) -> None:
    assert unescaped(source) == read
