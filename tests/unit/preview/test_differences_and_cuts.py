"""What a page shows of a change, leaf by leaf, and where a device cuts a text."""

from typing import Any

import pytest

from ctc.preview.audience_words import audience, conditions
from ctc.preview.differences import differences, leaves, marked
from ctc.preview.limits import LIMITS, Limit
from ctc.preview.links import host, href
from ctc.preview.message import recipients
from ctc.preview.push import actions, colour
from ctc.preview.text import Marked, cut, plain

CITY = {"name": "City", "operator": "equals", "value": "Pune"}
HTML = "<p>Hi <b>you</b></p>"
LONG = "It rains in all of the hills today. " * 7


def told(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str]]:
    """The path of each difference, and its pieces: ``[-gone-]{+new+}``."""
    forms = {"gone": "[-{}-]", "new": "{{+{}+}}", "same": "{}"}
    return [
        (each.path, "".join(forms[piece.kind].format(piece.text) for piece in each.pieces))
        for each in differences(before, after)
    ]


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": True}, [("a", "[-1-]{+true+}")]),
        ({"b": "x", "a": "y"}, {"a": "z", "b": "w"}, [("a", "[-y-]{+z+}"), ("b", "[-x-]{+w+}")]),
        ({"a": None, "x": 1}, {"x": 1}, [("a", "[-null-]")]),
        ({"x": 1}, {"a": None, "x": 1}, [("a", "{+null+}")]),
        ({"a": []}, {"a": {}}, [("a", "[-[]-]{+{}+}")]),
        ({"a": ["x"]}, {"a": ["x", "y"]}, [("a.2", "{+y+}")]),
        ({"a": [{"b": "x y"}]}, {"a": [{"b": "x z"}]}, [("a.1.b", "x [-y-]{+z+}")]),
        (
            {"when": "20310115 09:30"},
            {"when": "20310116 09:30"},
            [("when", "2031-01-[-15-]{+16+} 09:30")],
        ),
        (
            {"when": {"at": 20310115}},
            {"when": {"at": 20310116}},
            [("when.at", "2031-01-[-15-]{+16+}")],
        ),
        ({"a": 20310115}, {"a": 20310116}, [("a", "[-20310115-]{+20310116+}")]),
        ({"to": {"Email": ["a"]}}, {"to": {"Email": ["b", "c"]}}, [("to.Email", "[-1-]{+2+}")]),
        ({"to": {"Email": ["a"]}}, {"to": {"Email": ["b"]}}, []),
        ({"segment": 5}, {"segment": 6}, [("audience", "[-segment 5-]\n{+segment 6+}")]),
        ({"segment": "all"}, {"segment": 6}, [("audience", "[-everybody-]\n{+segment 6+}")]),
        (
            {"exclude_segments": [1, 2]},
            {"segment": 5},
            [("audience", "[-not in segment 1 or 2-]\n{+segment 5+}")],
        ),
        (
            {"segment": 5, "exclude_segments": [1]},
            {"segment": 5},
            [("audience", "[-not in segment 1-]")],
        ),
        (
            {"segment": 5, "a": 2},
            {"segment": 5, "exclude_segments": [1], "a": 1},
            [("audience", "{+not in segment 1+}"), ("a", "[-2-]{+1+}")],
        ),
        ({"where": {"x": 1}}, {"where": {"x": 2}}, [("where.x", "[-1-]{+2+}")]),
        ({"a": HTML}, {"a": HTML.replace("you", "me")}, [("a", "Hi [-you-]{+me+}")]),
        ({"a": HTML}, {"a": "Hi you"}, [("a", "[-<p>-]Hi [-<b>-]you[-</b></p>-]")]),
        ({"a": "Hi me"}, {"a": HTML}, [("a", "{+<p>+}Hi [-me-]{+<b>you</b></p>+}")]),
        ({"a": LONG}, {"a": LONG[:240]}, [("a", "… It rains in all of the [-hills today. -]{+h+}")]),
        ({"a": LONG[:240]}, {"a": LONG}, [("a", "… It rains in all of the [-h-]{+hills today. +}")]),
    ],
)
def test_what_differs(before: dict[str, Any], after: dict[str, Any], shown: list[tuple[str, str]]) -> None:
    assert told(before, after) == shown


def test_a_long_text_shows_its_changes_and_a_mail_its_links_beside_them() -> None:
    ((path, shown),) = told({"a": LONG + "end"}, {"a": LONG + "close"})
    assert path == "a"
    assert shown.endswith("[-end-]{+close+}")
    assert shown.startswith("…")
    ((_, whole),) = told({"a": f"{LONG[:238]} a"}, {"a": f"{LONG[:238]} b"})
    assert whole == f"{LONG[:238]} [-a-]{{+b+}}", "of 240 characters all of it is shown"
    before, after = ({"a": f'<p>Hi <a href="https://{name}.example">x</a></p>'} for name in ("one", "two"))
    assert told(before, after) == [
        ("a", "(no word that is read changed)"),
        ("a: link", "[-https://one.example-]\n{+https://two.example+}"),
    ]


def test_leaves_and_marks() -> None:
    assert leaves({"a": {"b": [1, {"c": 2}]}, "d": {}, "e": []}) == {
        "a.b.1": 1,
        "a.b.2.c": 2,
        "d": {},
        "e": [],
    }
    assert leaves(5) == {"": 5}
    found = marked(
        {"a": "x", "b": ["y", "z"], "c": {"d": "w"}, "e": 1}, {"a": "x", "b": ["y"], "c": 5, "e": 2}
    )
    assert found == {"a": "x", "b": ["y", "z"], "c": {"d": "w"}, "e": 1}
    kinds = [type(each) for each in (found["a"], found["b"][0], found["b"][1], found["c"]["d"])]
    assert kinds == [str, str, Marked, Marked]
    assert type(marked("x", None)) is Marked


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("abcdef", "abcdef"),
        ("abcdefg", "abcde"),
        ("abcde\u0301g", "abcd"),
        ("abcd\u0301\u0301g", "abc"),
        ("abcd\u200dfg", "abcd\u200d"[:3]),
        ("abcde\u200dg", "abcd"),
        ("abcde\ufe0fg", "abcde\ufe0f"[:4]),
        ("abcd\u270b\U0001f3fbg", "abcd"),
        ("abcd\u270b\U0001f3ffg", "abcd"),
        ("abcde\U0001f3fag", "abcde"),
        ("abcde\U0001f400g", "abcde"),
        ("abcd\U0001f1e6\U0001f1ffg", "abcd"),
        ("abc\U0001f1e6\U0001f1ff\U0001f1e6\U0001f1ff", "abc\U0001f1e6\U0001f1ff"),
        ("abcd\U0001f1e5\U0001f1e6g", "abcd\U0001f1e5"),
        ("abcd\U0001f200\U0001f1e6g", "abcd\U0001f200"),
        ("abcde\U0001f200g", "abcde"),
        ("\u0301" * 7, ""),
    ],
    ids=ascii,
)
def test_a_cut_parts_nothing_that_belongs_together(text: str, seen: str) -> None:
    found = cut(text, Limit(place="p", field="f", characters=6, lines=1, source="s"))
    assert (found.seen, found.rest, found.length) == (seen, text[len(seen) :], len(text))
    assert found.is_cut is (len(text) > 6)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        (True, "true"),
        (False, "false"),
        (5, "5"),
        (1.5, "1.5"),
        (None, ""),
        ([], ""),
        ({"a": 1}, ""),
    ],
)
def test_a_leaf_as_text(value: object, text: str) -> None:
    assert plain(value) == text


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "Everybody"),
        ({"segment": "ALL"}, "Everybody"),
        ({"segment": 5}, "segment 5"),
        ({"to": {"Email": ["a"]}}, "1 recipient by Email"),
        ({"to": {"Email": ["a"], "FBID": ["b", "c"]}}, "3 recipients: 2 by FBID, 1 by Email"),
        ({"to": {"Email": {"file": "x", "count": 7}, "Identity": []}}, "7 recipients by Email"),
        ({"to": []}, "0 recipients"),
        ({"where": {"event_name": "Charged"}}, "did Charged"),
        ({"where": {"profile_fields": [CITY, "x"]}}, "City is Pune"),
        ({"where": {"common_profile_properties": {"x": [CITY], "y": 1}}}, "City is Pune"),
        ({"where": {"event_properties": [CITY]}}, "City is Pune"),
        ({"where": {"session_properties": [CITY]}}, "City is Pune"),
        ({"where": {"event_name": "Charged", "session_properties": [CITY]}}, "did Charged with City is Pune"),
        ({"where": {"advanced_query": {"did_all": [{"event_name": "A"}]}}}, "did A"),
        ({"where": {"advanced_query": {"did_none": [{"event_name": "A"}]}}}, "did not A"),
        (
            {
                "where": {
                    "advanced_query": {"did_any": {"any_events": [{"event_name": "A"}, {"event_name": "B"}]}}
                }
            },
            "did any of A, B",
        ),
        ({"where": {"advanced_query": []}}, "Everybody"),
        ({"where": {"exclude_segments": [1]}, "exclude_segments": [2]}, "not in segment 2 or 1"),
        ({"where": [1], "exclude_segments": 5}, "Everybody"),
        ({"segment": 5, "exclude_segments": [6]}, "segment 5; not in segment 6"),
    ],
    ids=str,
)
def test_who_gets_it_in_words(body: dict[str, Any], words: str) -> None:
    assert audience(body) == words
    assert "to" in body or "; ".join(conditions(body)) == ("" if words == "Everybody" else words)


@pytest.mark.parametrize(
    ("to", "counts"),
    [
        ({"Email": ["a", "b"], "FBID": []}, {"Email": 2}),
        ({"Email": {"count": 3}, "Identity": {"count": "x"}, "GPID": "z"}, {"Email": 3}),
        ({"Other": ["a"]}, {}),
        (None, {}),
    ],
)
def test_recipients_are_counts(to: object, counts: dict[str, int]) -> None:
    assert recipients({"to": to}) == counts


@pytest.mark.parametrize(
    ("value", "is_link"),
    [
        ("https://a.example/x?y#z", True),
        ("http://a.example:80", True),
        ("HTTPS://a.example", True),
        ("ftp://a.example", False),
        ("https://", False),
        ("https://u@a.example", False),
        ("https://a.example/\\x", False),
        ("https://a.example/ x", False),
        ("https://a.example:x", False),
        ("javascript:alert(1)", False),
        ("https://[", False),
        (5, False),
        ("", False),
    ],
)
def test_what_a_person_may_be_offered_to_open(value: object, is_link: bool) -> None:
    assert href(value) == (value if is_link else "")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("https://a.example/x", "a.example"),
        ("shop://offers", "shop://offers"),
        ("x" * 48, "x" * 48),
        ("x" * 49, "x" * 47 + "…"),
        (None, ""),
    ],
)
def test_what_is_shown_of_a_link(value: object, shown: str) -> None:
    assert host(value) == shown


ACT = {"l": "Buy", "dl": "shop://x", "id": 1}


@pytest.mark.parametrize(
    ("value", "titles"),
    [
        ([ACT, ACT], ["Buy", "Buy"]),
        (ACT, ["Buy"]),
        ('[{"l": "Buy", "dl": "shop://x"}]', ["Buy"]),
        ('[{l: "Buy", dl: "shop://x"}]', ["Buy"]),
        ("[{l: Buy}]", []),
        ("5", []),
        ([ACT, 5], ["Buy"]),
        (None, []),
        ("[" * 100_000, []),
    ],
    ids=lambda each: str(each)[:30],
)
def test_buttons_of_a_push(value: Any, titles: list[str]) -> None:
    found = actions(value)
    assert [each.title for each in found] == titles
    assert {each.link for each in found} <= {"shop://x"}


@pytest.mark.parametrize(
    ("value", "is_one"),
    [
        ("#0a1B2c", True),
        ("#0a1b2", False),
        ("#0a1b2c0", False),
        ("red", False),
        ("#0a1b2g", False),
        (5, False),
    ],
)
def test_a_colour_goes_into_a_style(value: object, is_one: bool) -> None:
    assert colour(value) == (value if is_one else "")


FIGURES = """\
Android, collapsed: Title 65 on 1, Body 45 on 1
Android, expanded: Title 65 on 1, Body 240 on 6
Android, expanded with an image: Body 90 on 2
Android: Button 25 on 1
iOS, lock screen: Title 50 on 1, Body 178 on 4
Chrome on Windows: Title 70 on 2, Body 140 on 4, Button 19 on 1
Firefox on Windows: Title 50 on 1, Body 200 on 4
Safari on macOS: Title 49 on 1, Body 103 on 2
Mail list, desktop: Subject 70 on 1, First words 120 on 1
Mail list, phone: Subject 41 on 1, First words 99 on 2
WhatsApp: Header value 60 on 1
"""


def test_the_figures_of_each_device_are_those_of_their_sources() -> None:
    """A figure that changes by itself tells somebody that a text fits which does not."""
    places: dict[str, list[str]] = {}
    for limit in LIMITS.values():
        places.setdefault(limit.place, []).append(f"{limit.field} {limit.characters} on {limit.lines}")
    assert "".join(f"{place}: {', '.join(told)}\n" for place, told in places.items()) == FIGURES
    for source in ("mojicnt", "pushowl", "webpushnotifications", "wordcounterfree", "emailtooltester"):
        told = [limit for limit in LIMITS.values() if limit.source.startswith(source)]
        assert told
        assert all(str(limit.characters) in limit.source for limit in told)
