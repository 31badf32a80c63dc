"""What somebody reads, held against what a test expects: each difference in words, and the two places it is about."""

from typing import Any

import pytest

from ctc.cases.reading_message import differences

Said = tuple[str, tuple[str | int, ...], tuple[str | int, ...] | None]
PAGE = "<p>Green   tea</p><b>now</b>"
CARDS = [{"title": {"text": "Tea"}, "image": "a.png"}, {"title": {"text": "Cake"}}]
LONG = "x" * 200

READ: list[tuple[str, Any, Any, list[Said]]] = [
    ("as expected", {"title": "Tea"}, {"title": "Tea", "body": "Now"}, []),
    ("nothing asked", {}, {"title": "Tea"}, []),
    ("another text", {"title": "Tea"}, {"title": "Cake"},
     [("the title is 'Cake', not 'Tea'", ("title",), ("title",))]),
    ("a text of 200", LONG, LONG + "x", [(f"the message is '{LONG}…', not '{LONG}'", (), ())]),
    ("a key that is another's slip", {"titel": "Tea"}, {"title": "Tea"},
     [("the message has no 'titel': did you mean 'title'?", ("titel",), None)]),
    ("a key that is nobody's", {"zzz": "Tea"}, {"title": "Tea", "body": "Now"},
     [("the message has no 'zzz': it has title, body", ("zzz",), None)]),
    ("a key of nothing", {"a": {"zzz": 1}}, {"a": {}}, [("the a has no 'zzz': it has nothing", ("a", "zzz"), ("a",))]),
    ("a key of what is none", {"a": {"zzz": 1}}, {"a": 5},
     [("the a has no 'zzz': it has nothing", ("a", "zzz"), ("a",))]),
    ("of several both are told", {"a": 1, "b": 2}, {"a": 2, "b": 1},
     [("the a is 2, not 1", ("a",), ("a",)), ("the b is 1, not 2", ("b",), ("b",))]),
    ("a flag is no number", {"a": True}, {"a": 1}, [("the a is 1, not True", ("a",), ("a",))]),
    ("nor is a number a flag", {"a": 1}, {"a": True}, [("the a is True, not 1", ("a",), ("a",))]),
    ("the same flag", {"a": True}, {"a": True}, []),
    ("a number is no text", {"a": "1"}, {"a": 1}, [("the a is 1, not '1'", ("a",), ("a",))]),
    ("nothing there", {"a": "x"}, {"a": None}, [("the a is missing, not 'x'", ("a",), ("a",))]),
    ("its text is meant", {"title": "Tea"}, {"title": {"text": "Tea"}}, []),
    ("its text is another", {"title": "Tea"}, {"title": {"text": "Cake"}},
     [("the title is 'Cake', not 'Tea'", ("title",), ("title", "text"))]),
    ("its text by its key", {"title": {"text": "Tea"}}, {"title": {"text": "Tea"}}, []),
    ("its text in part", {"title": {"contains": "ea"}}, {"title": {"text": "Tea"}}, []),
    ("its text lacks it", {"title": {"lacks": "ea"}}, {"title": {"text": "Tea"}},
     [("the title contains 'ea': it is 'Tea'", ("title", "lacks"), ("title", "text"))]),
    ("a text has no keys", {"title": {"colour": "red"}}, {"title": {"text": "Tea"}},
     [("the title is a text", ("title",), ("title",))]),
    ("text and more", {"title": {"colour": "red"}}, {"title": {"text": "Tea", "colour": "blue"}},
     [("the title.colour is 'blue', not 'red'", ("title", "colour"), ("title", "colour"))]),
    ("the first card", {"title": "Tea", "image": "b.png"}, CARDS,
     [("the 0.image is 'a.png', not 'b.png'", ("image",), (0, "image"))]),
    ("no card", {"title": "Tea"}, [], [("the message has no 'title': it has nothing", ("title",), None)]),
    ("each card", [{"title": "Tea"}, {"title": "Tea"}], CARDS,
     [("the 1.title is 'Cake', not 'Tea'", (1, "title"), (1, "title", "text"))]),
    ("one card fewer", [{"title": "Cake"}], CARDS,
     [("the message has 2 entries, not 1", (), ()),
      ("the 0.title is 'Tea', not 'Cake'", (0, "title"), (0, "title", "text"))]),
    ("no list at all", {"cards": ["a"]}, {"cards": "a"}, [("the cards has 0 entries, not 1", ("cards",), ("cards",))]),
    ("contains all", {"contains": ["Green", "tea"]}, "Green tea", []),
    ("contains one", {"contains": ["Green", "cake"], "lacks": "tea"}, "Green tea",
     [("the message lacks 'cake': it is 'Green tea'", ("contains",), ()),
      ("the message contains 'tea': it is 'Green tea'", ("lacks",), ())]),
    ("a number in a number", {"contains": 5}, {"a": 15}, []),
    ("a page by its words", "Green tea\nnow", PAGE, []),
    ("a page as it is written", PAGE, PAGE, []),
    ("words of a page", {"contains": ["Green tea", "<b>"]}, PAGE, []),
    ("words that a page lacks", {"contains": "cake", "lacks": ["Green tea", "<b>"]}, PAGE,
     [("the message lacks 'cake': it is 'Green tea\nnow'", ("contains",), ()),
      ("the message contains 'Green tea': it is 'Green tea\nnow'", ("lacks",), ()),
      ("the message contains '<b>': it is 'Green tea\nnow'", ("lacks",), ())]),
    ("a part beside a key", {"contains": "x", "other": 1}, {"contains": "x", "other": 2},
     [("the other is 2, not 1", ("other",), ("other",))]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("expected", "actual", "said"), [row[1:] for row in READ], ids=[row[0] for row in READ]
)
def test_what_is_otherwise_than_expected(expected: Any, actual: Any, said: list[Said]) -> None:
    assert [tuple(one) for one in differences(expected, actual)] == said
