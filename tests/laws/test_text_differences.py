"""Compared texts: nothing is lost, nothing is invented, and size does not matter."""

from hypothesis import given
from hypothesis import strategies as st

from ctc.wording.markup import called_out, visible
from ctc.wording.texts import compare, text_difference

words = st.lists(
    st.sampled_from(["tea", "a", " ", "  ", "\n", ".", "<b>", "{{ x }}", "é", "ten"]), max_size=40
)


@given(words, words)
def test_pieces_are_both_texts(old: list[str], new: list[str]) -> None:
    before, after = "".join(old), "".join(new)
    pieces = compare(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after
    assert all(piece.text for piece in pieces)


@given(words)
def test_a_text_is_the_same_as_itself(text: list[str]) -> None:
    told = text_difference("".join(text), "".join(text))
    assert all(piece.kind == "same" for piece in told.pieces)
    assert told.called == ()


@given(words, words)
def test_a_difference_is_never_shown_as_nothing(old: list[str], new: list[str]) -> None:
    before, after = "".join(old), "".join(new)
    told = text_difference(before, after)
    assert before == after or told.called or any(piece.kind != "same" for piece in told.pieces)


def test_mail_of_100_kilobytes_edited_in_three_places() -> None:
    rows = [
        f"<p>Offer {n}: {'tea' if n % 7 else 'coffee'} from <b>estate {n % 13}</b>.</p>\n"
        for n in range(2300)
    ]
    before = "<html><body>" + "".join(rows) + '<a href="https://shop.example/a">Shop</a></body></html>'
    assert len(before) > 100_000
    after = before.replace("Offer 3:", "Bargain 3:").replace("Offer 1700:", "Bargain 1700:")
    after = after.replace("shop.example/a", "shop.example/b")
    told = text_difference(before, after)
    assert [piece.text for piece in told.pieces if piece.kind != "same"] == ["Offer", "Bargain"] * 2
    assert [(one.what, one.gone, one.new) for one in told.called] == [
        ("link", ("https://shop.example/a",), ("https://shop.example/b",))
    ]
    assert sum(len(piece.text) for piece in told.pieces) < 1_000


def test_two_large_texts_without_a_common_word() -> None:
    told = text_difference("ab " * 30_000, "cd " * 30_000)
    assert {piece.kind for piece in told.pieces} >= {"gone", "new"}
    assert sum(len(piece.text) for piece in told.pieces) < 3_000


def test_what_a_reader_sees_of_mail() -> None:
    mail = "<style>p {}</style><p>Tea &amp; <b>cake</b></p><!-- hidden --><td>For two</td>"
    assert visible(mail) == "Tea & cake\nFor two"


def test_an_edited_alt_text_and_personalisation_are_called_out() -> None:
    told = text_difference(
        '<p>Hi {{ a }}</p><img alt="x" src="https://c/1">', '<p>Hi {{ b }}</p><img alt="y" src="https://c/1">'
    )
    assert [one.what for one in told.called] == ["personalisation", "markup"]


def test_one_of_two_equal_links_is_called_out() -> None:
    mail = '<a href="https://x/a">1</a><a href="https://x/b">2</a><a href="https://x/a">3</a>'
    told = called_out(mail, mail.replace('x/a">3', 'x/b">3'))
    assert [(one.what, one.gone, one.new) for one in told] == [("link", ("https://x/a",), ("https://x/b",))]


def test_links_of_every_scheme_are_found() -> None:
    told = called_out("", "go https://a.b/c?d=1&amp;e or shop://cart, tel:+91, mailto:a@b.c")
    assert told[0].new == ("https://a.b/c?d=1&e", "shop://cart", "tel:+91", "mailto:a@b.c")


def test_thousands_of_sentences_of_which_none_is_left_went_and_came_as_a_whole() -> None:
    before, after = "tea for two. " * 2001, "ten of us! " * 2001
    pieces = compare(before, after)
    assert [piece.kind for piece in pieces if piece.text.strip()] == ["gone", "new"]
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after
