"""Two versions of a text as a reviewer is shown them: which words, how much around them, what is called out."""

from typing import Any

import pytest

from ctc.wording.markup import called_out, is_html, visible
from ctc.wording.texts import Piece, compare, shortened, text_difference

FORMS = {"gone": "[-{}-]", "new": "{{+{}+}}", "same": "{}"}
WORDS = [f"w{number}" for number in range(40)]


def shown(pieces: tuple[Piece, ...]) -> str:
    return "".join(FORMS[piece.kind].format(piece.text) for piece in pieces)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("", "", ""),
        ("", "a", "{+a+}"),
        ("a", "", "[-a-]"),
        ("tea now", "tea now", "tea now"),
        ("green tea", "black tea", "[-green-]{+black+} tea"),
        ("tea, green", "tea, black", "tea, [-green-]{+black+}"),
        ("one two three", "four five three", "[-one two-]{+four five+} three"),
        ("one\ntwo three", "four\nfive three", "[-one-]{+four+}\n[-two-]{+five+} three"),
        ("one  two", "four  five", "[-one  two-]{+four  five+}"),
        ("one two", "one ", "one [-two-]"),
        ("one two ", "four two ", "[-one-]{+four+} two "),
        ("one ", "four ", "[-one-]{+four+} "),
        ("a b", "a {{ Profile.Name }} b", "a {+{{ Profile.Name }} +}b"),
        ("<b>x</b>", "<i>x</b>", "[-<b>-]{+<i>+}x</b>"),
        (" green", " black", " [-green-]{+black+}"),
        ("x y", " z", "[-x y-]{+ z+}"),
        (" z", "x y", "[- z-]{+x y+}"),
        ("5%", "6%", "[-5-]{+6+}%"),
    ],
)  # fmt: skip
def test_words_that_differ(before: str, after: str, said: str) -> None:
    assert shown(compare(before, after)) == said


def test_long_texts_are_aligned_by_sentences_first() -> None:
    """Above so many pairs of words. Of a sentence that is too long itself nothing is aligned."""

    between = " ".join(f"This is sentence number {number}." for number in range(400))
    before, after = (f"Tea is {one}. {between} Cake is {one}." for one in ("hot", "cold"))
    change = "[-hot-]{+cold+}"
    assert shown(compare(before, after)) == f"Tea is {change}. {between} Cake is {change}."
    words = [" ".join(f"{letter}{number}" for number in range(1_100)) for letter in "ab"]
    said = shown(compare(f"Hi. Yes. {words[0]}. Bye.", f"Ho. Yes. {words[1]}. Bye."))
    assert said == f"[-Hi-]{{+Ho+}}. Yes. [-{words[0]}-]{{+{words[1]}+}}. Bye."


def test_texts_of_too_many_sentences_went_and_came() -> None:
    before, after = ("".join(f"{letter}{number}.\n" for number in range(2_001)) for letter in "ab")
    assert shown(compare(before, after)) == f"[-{before[:-2]}-]{{+{after[:-2]}+}}.\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x" * 40, "x" * 40),
        ("y" * 41, "y" * 41),
        (" ".join(WORDS[:14]), " ".join(WORDS[:14])),
        (" ".join(WORDS[:15]), f"{' '.join(WORDS[:6])} … {' '.join(WORDS[9:15])}"),
        (" ".join(WORDS), f"{' '.join(WORDS[:6])} … {' '.join(WORDS[34:])}"),
    ],
    ids=["short", "one word", "14 words", "15 words", "40 words"],
)
def test_what_is_unchanged_between_two_changes_is_cut(text: str, said: str) -> None:
    change = Piece(kind="new", text="+")
    assert shown(shortened((change, Piece(kind="same", text=text), change))) == f"{{+++}}{said}{{+++}}"


def test_at_its_ends_a_text_shows_what_stands_beside_the_change() -> None:
    same = Piece(kind="same", text=" ".join(WORDS))
    assert shown(shortened((same, Piece(kind="new", text="+"), same))) == (
        f"… {' '.join(WORDS[34:])}{{+++}}{' '.join(WORDS[:6])} …"
    )


@pytest.mark.parametrize(("length", "said"), [(600, "x" * 600), (601, "x" * 600 + "… (601 characters)")])
def test_what_went_or_came_is_shown_up_to_a_length(length: int, said: str) -> None:
    assert shown(shortened((Piece(kind="gone", text="x" * length),))) == f"[-{said}-]"


@pytest.mark.parametrize(("changes", "more"), [(30, 0), (31, 1), (45, 15)])
def test_sixty_pieces_are_shown_and_the_changes_behind_them_counted(changes: int, more: int) -> None:
    pieces = tuple(Piece(kind=kind, text=" and ") for _ in range(changes) for kind in ("new", "same"))
    assert shortened(pieces[:61])[60:] == (
        (Piece(kind="same", text="\n… and 1 more places\n"),) if more else ()
    )
    found = shortened(pieces)
    assert found[:60] == pieces[:60]
    assert found[60:] == ((Piece(kind="same", text=f"\n… and {more} more places\n"),) if more else ())


A, B = "https://a.example/x", "https://b.example/y"
CALLED: list[tuple[str, str, str, list[tuple[str, tuple[str, ...], tuple[str, ...]]]]] = [
    ("a link", f"See {A}.", f"See {B}!", [("link", (A,), (B,))]),
    ("no link", f"See {A}.", f"Look: {A}", []),
    ("its place", f"{A} {B}", f"{B} {A}", [("link", (B,), (B,))]),
    ("one of two equal ones", f"{A} {A}", f"{A} {B}", [("link", (A,), (B,))]),
    ("a link in HTML", f'<p><a href="{A}?a=1&amp;b=2">x</a>', f'<p><a href="{A}?a=1&amp;b=3">x</a>',
     [("link", (f"{A}?a=1&b=2",), (f"{A}?a=1&b=3",))]),
    ("an app's own", "acme://cart/1", "acme://cart/2", [("link", ("acme://cart/1",), ("acme://cart/2",))]),
    ("a mail", "mailto:a@x.example", "mailto:b@x.example",
     [("link", ("mailto:a@x.example",), ("mailto:b@x.example",))]),
    ("a number", "call tel:+1", "call tel:+2", [("link", ("tel:+1",), ("tel:+2",))]),
    ("no scheme", "://a", "://b", []),
    ("an image", f'<img src="{A}">', f"<IMG alt='' src = '{B}'>",
     [("image", (A,), (B,)), ("markup", ("<img src>",), ("<IMG alt='' src>",))]),
    ("an image that is linked", f'<img src="{A}">{B}', f'<img src="{A}">{B}z', [("link", (B,), (f"{B}z",))]),
    ("a value", "{{ a }} {% if b %}", "{{ c }} {% if\n b %}", [("personalisation", ("{{ a }}",), ("{{ c }}",))]),
    ("a tag", "<p>x</p>", "<p><b>x</b></p>", [("markup", (), ("</b>", "<b>"))]),
    ("a tag less", "<p><b>x</b></p>", "<p>x</p>", [("markup", ("</b>", "<b>"), ())]),
    ("a tag twice", "<p><br>x", "<p><br>x<br>", [("markup", (), ("<br>",))]),
    ("a tag in a text", "x", "<p>x</p>", []),
    ("a comment", "<p>x<!-- a <b> -->", "<p>x<!-- c -->", [("markup", ("<!-- a <b> -->",), ("<!-- c -->",))]),
    ("all in their order", f'<p>{{{{ a }}}}{A}<img src="1">', f'<p><i>{{{{ b }}}}{B}<img src="2">',
     [("link", (A,), (B,)), ("image", ("1",), ("2",)),
      ("personalisation", ("{{ a }}",), ("{{ b }}",)), ("markup", (), ("<i>",))]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "called"), [row[1:] for row in CALLED], ids=[row[0] for row in CALLED]
)
def test_what_deserves_a_line_of_its_own(before: str, after: str, called: Any) -> None:
    assert [(one.what, one.gone, one.new) for one in called_out(before, after)] == called


def test_of_thousands_of_links_those_are_told_that_went_and_came() -> None:
    before, after = ([f"{A}/{number}" for number in range(1_001)] for _ in range(2))
    after[5] = B
    [links] = called_out(" ".join(before), " ".join(reversed(after)))
    assert (links.what, links.gone, links.new) == ("link", (f"{A}/5",), (B,))


def test_long_markup_is_told_by_its_ends_and_a_sum() -> None:
    def style(colour: str) -> str:
        return f"<p><style>{'a' * 60}{colour}{'b' * 60}</style>"

    [found] = called_out(style("red"), style("tan"))
    assert (len(found.gone), len(found.new)) == (1, 1)
    assert found.gone[0].startswith(f"<style>{'a' * 53} … {'b' * 32}</style> (138 characters, ")
    assert found.gone[0][-9:] != found.new[0][-9:]
    [short] = called_out("<p>x", f"<p>x<style>{'a' * 105}</style>")
    assert short.new == (f"<style>{'a' * 105}</style>",), "120 characters are shown as they are"


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>Green\n  tea</p><div>now</div>", "Green tea\nnow"),
        ("<p>Tea &amp; <b>cake</b>s</p>", "Tea & cakes"),
        ("<style>p {}</style><p>x</p><script>y()</script >z<!-- w -->", "x\nz"),
        ("<STYLE>p {}\nq {}</STYLE><P>x</P><SCRIPT>y()\nz()</Script>z<!-- v\nw -->", "x\nz"),
        ("a\u200b\u034f\u200c b<br>c", "a b\nc"),
        ("<li>a</li><li> </li><li>b</li>", "a\nb"),
    ],
)
def test_what_a_reader_sees(html: str, words: str) -> None:
    assert visible(html) == words


@pytest.mark.parametrize(
    ("text", "html"), [("<p>", True), ("</DIV>", True), ("a < b", False), ("<x>", False)]
)
def test_what_is_html(text: str, html: bool) -> None:
    assert is_html(text) is html


def test_a_mail_is_compared_by_what_is_read_and_nothing_stands_for_no_difference() -> None:
    old, new = "<p>Green tea</p>", "<p>Green <b>tea</b></p>"
    assert text_difference(old, new).pieces == ()
    assert [one.what for one in text_difference(old, new).called] == ["markup"]
    assert shown(text_difference(old, "<p>Black tea</p>").pieces) == "[-Green-]{+Black+} tea"
    assert shown(text_difference("Green tea", old).pieces) != "", (
        "a text that became a page is compared whole"
    )
    assert shown(text_difference("<p>tea  now</p>", "<p>tea now</p>").pieces) == "<p>tea[-  -]{+ +}now</p>"
