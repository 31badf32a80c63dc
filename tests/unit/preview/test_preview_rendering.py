"""Fragments and the page as text: escaping, odd shapes, one self-contained document."""

import base64
import hashlib
import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctc.diagnostics import Diagnostic, Severity
from ctc.preview import PERSONAS, Message, message_html, render_page, script, stylesheet
from ctc.preview.mail import quiet
from ctc.preview.rendering import environment
from ctc.preview.text import Marked
from ctc.variants import CHANNEL_NAMES, VARIANTS

HOSTILE = "</p><script>alert(1)</script>\"' onx=1 {{ Profile.name }}"


def message(**more: Any) -> Message:
    fields: dict[str, Any] = {
        "address": "price-drop[en]",
        "environment": "production",
        "channel": "push",
        "variant": "push",
        "endpoint": "/1/targets/create.json",
        "body": {"name": "N", "target_mode": "push", "content": {"title": "T", "body": "B"}},
    }
    return Message(**{**fields, **more})


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(html)
    return parser.found


KEYS = st.sampled_from(
    [
        "title",
        "body",
        "subject",
        "text",
        "message",
        "media",
        "url",
        "action",
        "links",
        "type",
        "platform_specific",
        "ios",
        "android",
        "chrome",
        "ct_ContentSlider",
        "items",
        "header",
        "replacements",
        "buttons",
        "attachments",
        "value",
        "template_name",
        "wzrk_acts",
        "icon",
        "ct_mediaUrl",
        "background_image",
        "sender_name",
    ]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.just(HOSTILE)
BODIES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=25,
)


@given(st.sampled_from(VARIANTS), BODIES, BODIES)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_body_can_be_shown_and_stays_escaped(variant: Any, content: Any, rest: Any) -> None:
    body = {"content": content, "webhook_key_value": rest, "template_type": "carousel", "devices": rest}
    html = message_html(body, variant.channel, variant.name, PERSONAS[0])
    for tag, attributes in tags(html):
        assert tag not in {"script", "object", "embed", "form"}
        assert not [name for name in attributes if name.startswith("on")]


@pytest.mark.parametrize(
    "channel", ["push", "webpush", "email", "sms", "whatsapp", "notificationinbox", "webhook", "?"]
)
def test_an_empty_body_can_be_shown(channel: str) -> None:
    assert message_html({}, channel, "whatever", PERSONAS[-1]).strip()


@pytest.mark.parametrize("channel", ["page", "message", "changes", "unknown", "../page", "fax"])
def test_what_is_no_channel_is_shown_as_such(channel: str) -> None:
    body = {"content": {"body": "Hi"}}
    assert message_html(body, channel, "x") == message_html(body, "?", "x")


def test_bad_liquid_is_a_badge() -> None:
    html = message_html({"content": {"title": "{{ x | nope }}", "body": "b"}}, "push", "push", PERSONAS[0])
    assert "Personalisation cannot be read" in html
    assert "unknown filter" in html
    assert "{{ x | nope }}" in html


def test_recipients_are_nowhere_in_the_page() -> None:
    body = {"to": {"Email": ["ann@example.org"]}, "content": {"body": "hello"}}
    before = {"to": {"Email": ["bob@example.org"]}, "content": {"body": "hullo"}}
    page = render_page(
        [message(channel="sms", variant="send-sms", endpoint="/1/send/sms.json", body=body, before=before)],
        title="t",
    )
    assert "@example.org" not in page.replace("asha@example", "")
    assert "1 recipient by Email" in page


def test_the_policy_names_the_script_that_stands_in_the_page() -> None:
    page = render_page([message()], title="t")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    code = re.search(r"<script>(.*?)</script>", page, re.S)
    assert policy
    assert code
    digest = base64.b64encode(hashlib.sha256(code[1].encode()).digest()).decode()
    rules = policy[1].replace("&#39;", "'")
    assert rules == (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    assert page.index("Content-Security-Policy") < page.index("<style>")


def test_the_page_names_nothing_outside_itself() -> None:
    found = tags(render_page([message()], title="t"))
    assert not [tag for tag, attributes in found if "src" in attributes or tag in {"link", "base", "img"}]
    code = re.sub(r"^\s*//.*$", "", script(), flags=re.M)
    assert "//" not in code.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"url\((?!\"data:)", stylesheet())


def test_the_same_messages_give_the_same_page() -> None:
    assert render_page([message()], title="t", generated="g") == render_page(
        [message()], title="t", generated="g"
    )


def test_no_message_is_a_page_too() -> None:
    assert "There is no message to show" in render_page([], title="t")


def test_hostile_labels_are_escaped_everywhere() -> None:
    hostile = message(
        address=HOSTILE,
        environment=HOSTILE,
        locale=HOSTILE,
        file=HOSTILE,
        when=HOSTILE,
        action=HOSTILE,
        labels=(HOSTILE,),
        body={"name": HOSTILE, "content": {"title": HOSTILE, "body": HOSTILE}},
        before={"name": "x", "content": {}},
    )
    found = tags(render_page([hostile, message()], title=HOSTILE, generated=HOSTILE))
    assert [tag for tag, _ in found].count("script") == 1
    assert not [name for _, attributes in found for name in attributes if name.startswith("on")]


def test_a_channel_is_called_as_people_call_it() -> None:
    body = {"name": "N", "target_mode": "notificationinbox", "content": [{"title": {"text": "T"}}]}
    page = render_page([message(), message(channel="notificationinbox", variant="", body=body)], title="t")
    chips = re.findall(r'class="chip" data-channel="(\w+)".*?</span>([^<]+)<span class="n">(\d+)<', page)
    assert chips == [
        ("push", CHANNEL_NAMES["push"], "1"),
        ("notificationinbox", CHANNEL_NAMES["notificationinbox"], "1"),
    ]
    assert CHANNEL_NAMES["notificationinbox"] == "Inbox"


def test_what_a_filter_offers_stands_in_one_order() -> None:
    page = render_page([message(environment=name) for name in ("c", "a", "b", "a")], title="t")
    assert re.findall("<option>([abc])<", page) == ["a", "b", "c"]
    one = render_page(
        [message(environment="a"), message(environment="a"), message(environment="")], title="t"
    )
    assert not re.findall("<option>([abc])<", one), "there is nothing to choose"
    assert re.findall('<p class="sub">(.*)</p>', one) == ["3 messages"]
    assert re.findall('<p class="sub">(.*)</p>', render_page([message()], title="t", generated="at 9")) == [
        "1 message · at 9"
    ]


@pytest.mark.parametrize(
    ("source", "first"),
    [
        ("<head><b>x</b>y</head>z", "z"),
        ("<title>T</title>Hi", "Hi"),
        ("<script>a<b></b>c</script>Hi <b>you</b>", "Hi you"),
        ("a <title>b", "a"),
        ("<title>a</head>b</title>c", "c"),
    ],
)
def test_the_first_words_of_a_mail_are_those_that_are_read(source: str, first: str) -> None:
    assert quiet(source).preheader == first


LISTED: list[tuple[dict[str, Any], str, str, bool]] = [
    ({"content": {"title": "Tea  NOW", "body": "Hot\n tea"}}, "Tea  NOW", "name tea now hot tea", False),
    ({"content": {"body": "Hi {{ Profile.name }}"}}, "Hi Asha Verma", "name hi asha verma", True),
    ({"content": {"subject": "Sale", "body": "<p>x</p>"}}, "Sale", "name sale", False),
    ({"content": [{"title": {"text": "One"}, "message": {"text": "Two"}}, 5]}, "One", "name one two", False),
    ({"content": {"template_name": "ns:offer_1"}}, "offer_1", "name offer_1", False),
    ({"webhook_endpoint_name": "Till"}, "Till", "name till", False),
    ({"content": {"title": True}}, "true", "name true", False),
    ({"content": 5}, "Name", "name", False),
    ({"content": {"body": "x" * 1_000}}, "x" * 120, "name " + "x" * 400, False),
]


@pytest.mark.parametrize(("body", "snippet", "searched", "is_personal"), LISTED)
def test_a_message_is_found_by_its_names_and_by_what_is_read(
    body: dict[str, Any], snippet: str, searched: str, is_personal: bool
) -> None:
    one = message(body={"name": "Name", **body}, file="f.yaml", labels=("L1", "l2"), locale="en")
    page = render_page([one], title="t")
    attributes = next(found for tag, found in tags(page) if tag == "a" and "data-q" in found)
    assert (
        attributes["data-q"]
        == f"price-drop[en] name f.yaml l1 l2 {searched.removeprefix('name').strip()}".strip()
    )
    assert attributes["href"] == "#price-drop%5Ben%5D%40production"
    assert f'<span class="row-snippet">{snippet}</span>' in page
    assert f'data-personal="{"1" if is_personal else ""}"' in page


def test_of_a_long_message_the_search_looks_through_its_beginning() -> None:
    body = {"name": "N" * 500, "content": {"title": "a" * 500, "body": "b" * 500}}
    page = render_page([message(body=body, environment="")], title="t")
    attributes = next(found for tag, found in tags(page) if tag == "a" and "data-q" in found)
    assert attributes["data-q"] == f"price-drop[en] {'n' * 500} {'a' * 400} {'b' * 400}"[:600]
    assert attributes["href"] == "#price-drop%5Ben%5D"


def test_all_that_is_known_of_a_message_stands_above_it() -> None:
    """And below it what was sent before, beside what would be sent now."""
    found = Diagnostic.of("CTC430", "too <long>", severity=Severity.WARNING)
    more = {"when": "on Monday", "locale": "en", "labels": ("a", "b"), "file": "f.yaml", "line": 7}
    before = {"name": "N", "content": {"title": "Old", "body": "B"}}
    page = render_page([message(**more, action="replace", before=before, findings=(found,))], title="t")
    head = page[page.index('<header class="msg">') :].partition("</header>")[0]
    assert unescape(" ".join(re.sub("<[^>]*>", " ", head).split())) == (
        "Push replace price-drop[en] N When on Monday To Everybody Environment production Locale en Labels a, b "
        "Spec f.yaml:7 Endpoint /1/targets/create.json CTC430 too <long>"
    )
    assert 'class="warning"' in head
    assert re.findall('class="side-name">([^<]*)<', page) == ["Before", "After"]
    bare = render_page([message(environment="", body={})], title="t")
    head = bare[bare.index('<header class="msg">') :].partition("</header>")[0]
    assert " ".join(re.sub("<[^>]*>", " ", head).split()) == (
        "Push price-drop[en] To Everybody Endpoint /1/targets/create.json"
    )
    assert bare.count("data-side>") == 1


def test_a_message_that_was_personal_and_is_no_more_can_be_read_as_each_reader() -> None:
    now = {"name": "N", "content": {"body": "Hi"}}
    page = render_page([message(body=now, before={"content": {"body": "Hi {{ Profile.name }}"}})], title="t")
    assert 'data-personal="1"' in page
    assert 'data-personal=""' in render_page([message(body=now, before=now)], title="t")


@pytest.mark.parametrize("value", [None, "text", 5, 1.5, True, ["a"], ("a",)], ids=repr)
def test_a_value_has_no_attributes_of_its_own(value: object) -> None:
    """A body of another form than its template expects shows nothing, and never what Python calls by that name."""
    found = environment().from_string("{{ x.title }}{{ x.real }}{{ x.count }}{{ x['index'] }}{{ x.a.b }}|")
    assert found.render(x=value) == "|"


def test_the_keys_of_a_mapping_are_its_attributes() -> None:
    found = environment().from_string("{{ x.items }}{{ x['keys'] }}{{ x.values }}|")
    assert found.render(x={"items": 1, "keys": 2}) == "12|"


EDGE = "<i class=edge><span class=sr> (end of part </span>{}<span class=sr>) </span></i>"
CULPRIT = '<b class=culprit title="Not in GSM-7">{}</b>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Tea", "Tea"),
        ("a" * 160, "a" * 160),
        ("a" * 161, "a" * 153 + EDGE.format(1) + "a" * 8),
        ("a" * 307, "a" * 153 + EDGE.format(1) + "a" * 153 + EDGE.format(2) + "a"),
        ("Tea & \u092c<", f"Tea &amp; {CULPRIT.format(chr(0x92C))}&lt;"),
        (Marked("Tea"), "<mark class=chg>Tea</mark>"),
        (None, ""),
    ],
)
def test_an_sms_is_shown_in_its_parts_with_what_makes_them_short(text: Any, html: str) -> None:
    assert str(environment().filters["sms_text"](text)) == html


@pytest.mark.parametrize(
    ("value", "place", "html"),
    [
        ("a<b", "", "a&lt;b"),
        ("a" * 45, "android.collapsed.body", "a" * 45),
        ("a" * 43 + "  bc", "android.collapsed.body", "a" * 43 + "…"),
        (Marked("a&b"), "", "<mark class=chg>a&amp;b</mark>"),
        (Marked(""), "", ""),
        (5, "", "5"),
        (None, "", ""),
        ([1], "android.collapsed.body", ""),
    ],
)
def test_a_value_is_cut_and_marked_where_it_is_shown(value: Any, place: str, html: str) -> None:
    assert str(environment().filters["shown"](value, place)) == html


@pytest.mark.parametrize(
    ("name", "halves"),
    [("ns:offer", ("ns", "offer")), ("offer", ("", "offer")), ("a:b:c", ("a:b", "c")), ("", ("", ""))],
)
def test_a_template_of_whatsapp_has_a_namespace_and_a_name(name: str, halves: tuple[str, str]) -> None:
    assert environment().filters["halves"](name) == {"namespace": halves[0], "name": halves[1]}


def test_what_stands_in_no_form_that_is_due_is_shown_as_nothing() -> None:
    known = environment().globals
    assert [known["seq"](value) for value in ([1], (1,), "a", {"a": 1}, None)] == [[1], (1,), (), (), ()]
    assert [known["pairs"](value) for value in ({"a": 1}, [1], "a", None)] == [[("a", 1)], [], [], []]
    assert str(environment().filters["parted"]("a.b<c.d")) == "a.<wbr>b&lt;c.<wbr>d"
