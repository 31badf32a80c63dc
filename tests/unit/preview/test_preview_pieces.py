"""The pieces of the preview: cutting, personas, quiet emails, links, buttons, audiences, differences."""

import unicodedata
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ctc.personalisation.filling import fill, is_personal
from ctc.personalisation.personas import PERSONAS
from ctc.preview.audience_words import audience
from ctc.preview.differences import differences, marked
from ctc.preview.limits import LIMITS, Limit
from ctc.preview.links import host, href
from ctc.preview.mail import PICTURE, quiet
from ctc.preview.message import recipients
from ctc.preview.push import actions, colour
from ctc.preview.text import Marked, cut
from ctc.wording.markup import is_html

BY_KEY = {persona.key: persona for persona in PERSONAS}
NOBODY = BY_KEY["missing"]
ASHA = BY_KEY["complete"]


def limit(characters: int) -> Limit:
    return Limit(place="here", field="Body", characters=characters, lines=1, source="a test")


# Cutting


def test_every_limit_has_a_source() -> None:
    assert all(entry.source and entry.characters > 0 and entry.lines > 0 for entry in LIMITS.values())


@pytest.mark.parametrize(
    ("text", "size", "seen"),
    [
        ("exactly ten", 11, "exactly ten"),
        ("one too many", 11, "one too ma"),
        ("e\u0301e\u0301e\u0301e\u0301", 4, "e\u0301"),  # an accent stays with its letter
        ("ab👩‍👩‍👧cd", 5, "ab"),  # a family is not split
        ("ab👍🏽cdefg", 4, "ab"),  # nor a skin tone
        ("ab🇮🇳🇮🇳x", 4, "ab"),  # nor a flag
        ("ab🇮🇳🇮🇳xy", 5, "ab🇮🇳"),
        ("🇮🇳🇮🇳🇮🇳", 5, "🇮🇳🇮🇳"),
    ],
)
def test_cuts(text: str, size: int, seen: str) -> None:
    assert cut(text, limit(size)).seen == seen


@given(st.text(max_size=300), st.integers(min_value=1, max_value=200))
def test_nothing_is_lost_in_a_cut_and_what_is_seen_fits(text: str, size: int) -> None:
    found = cut(text, limit(size))
    assert found.seen + found.rest == text
    assert len(found.seen) + found.is_cut <= size
    assert found.is_cut == (len(text) > size)
    assert not (found.rest and found.seen and unicodedata.combining(found.rest[0]))


# Personalisation


def test_a_default_stands_in_and_a_gap_is_reported() -> None:
    content = {
        "title": "Hi {{ Profile.name | default: 'there' }}",
        "body": "In {{ Profile.city }}: {{ Profile.x }}",
    }
    asha, nobody = fill(content, ASHA), fill(content, NOBODY)
    assert asha.value == {"title": "Hi Asha Verma", "body": "In Mumbai: [x]"}
    assert (asha.problems, asha.gaps) == ((), ())
    assert nobody.value == {"title": "Hi there", "body": "In : "}
    assert nobody.gaps == ("body",)


@pytest.mark.parametrize("text", ["@Profile.name", "${Name}", "{ not }", "100% {off}", "{{", "}}"])
def test_what_is_not_liquid_stays(text: str) -> None:
    assert fill(text, ASHA).value == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{{ Profile.name | shout }}", "unknown filter 'shout'"),
        ("{{ Profile.name | default: }", "end of file"),
        ("{% if %}x{% endif %}", "missing expression"),
        ("{% include 'other' %}", "no template can be included: other"),
        ("{% nonsense %}", "nonsense"),
        ("{{ 1 | divided_by: 0 }}", "divide by 0"),
        ("{% for a in (1..1000) %}{% for b in (1..1000) %}x{% endfor %}{% endfor %}", "limit"),
        ("{% for a in (1..100) %}" * 30 + "{% endfor %}" * 30, "nesting limit"),
        ("{{ 'aaaaaaaaaa'" + " | replace: 'a', 'aaaaaaaaaa'" * 20 + " }}", "too long"),
        ("{{ 'aaaaaaaaaa'" + " | base64_encode" * 90 + " }}", "too long"),
        ("{{ 9" + " | times: 999999999999" * 3000 + " }}", "4300 digits"),
        ("{% assign a = 'aaaaaaaaaa' %}" + "{% assign a = a | append: a %}" * 40 + "{{ a }}", "limit"),
    ],
)
def test_bad_or_greedy_liquid_is_shown_as_written_with_the_reason(text: str, reason: str) -> None:
    found = fill({"body": text}, ASHA)
    assert found.value == {"body": text}
    [problem] = found.problems
    assert problem.startswith("body: ")
    assert reason in problem


@given(st.text(alphabet=st.sampled_from("{}%|.'\" :(),ab0=Profileifend"), max_size=60))
def test_liquid_never_raises(text: str) -> None:
    for persona in PERSONAS:
        fill({"body": "{{" + text, "title": "{%" + text + "%}"}, persona)


def test_marks_survive_and_paths_count_from_one() -> None:
    found = fill(
        [{"text": Marked("{{ Profile.nothing | nope }}")}, {"text": Marked("{{ Profile.name }}")}], ASHA
    )
    assert found.problems[0].startswith("1.text: ")
    assert isinstance(found.value[1]["text"], Marked)
    assert is_personal({"a": [{"b": "{{ x }}"}]})
    assert not is_personal({"a": ["{ x }", 1, None, True]})


# Emails


def test_an_email_is_kept_but_for_what_fetches_or_runs() -> None:
    found = quiet(
        '<style>@import "x.css";p{color:red;background:url(http://a.example/b.png)}'
        "@media (prefers-color-scheme: dark){p{color:#fff}}</style>"
        '<p class="x" onclick="x()">5 &lt; 6 &amp; <b>bold</b> <img src="https://a.example/c.png" alt="C">'
        '<a href="https://a.example/d">d</a><script>alert(1)</script><iframe src="//a.example">in</iframe>'
        '<link rel="stylesheet" href="//a.example/e.css"><table background="https://a.example/f.png"></table>'
        '<img src="data:image/png;base64,AA==">'
    )
    document = found.document
    assert '<p class="x">5 &lt; 6 &amp; <b>bold</b>' in document
    assert f'src="{PICTURE}" data-ctc-src="https://a.example/c.png" alt="C"' in document
    assert '<a href="about:srcdoc#" title="https://a.example/d">' in document
    assert 'src="data:image/png;base64,AA=="' in document
    for gone in (
        "onclick",
        "script",
        "iframe",
        "<link",
        "url(",
        "@import",
        "background=",
        "prefers-color-scheme",
    ):
        assert gone not in document.replace(PICTURE, "").lower(), gone
    assert found.pictures == ("https://a.example/c.png", "https://a.example/f.png")
    assert found.has_dark
    assert found.preheader == "5 < 6 & bold d"


LOUD = "script iframe frame frameset object embed applet base link animate set fencedframe portal noscript noembed"


@pytest.mark.parametrize("tag", [*LOUD.split(), "noframes", "xmp", "plaintext", "a,b", "1x", "x/y"])
def test_a_tag_that_runs_loads_or_leads_away_is_left_out(tag: str) -> None:
    document = quiet(f'<p>a</p><{tag} data-x="y">b</{tag}><p>c</p>').document
    assert f"<{tag}" not in document.lower()
    assert f"</{tag}" not in document.lower()
    assert "<p>a</p>" in document


@pytest.mark.parametrize("tag", ["script", "iframe", "object", "applet", "noembed", "noframes"])
def test_of_some_tags_all_that_stands_in_them_is_left_out(tag: str) -> None:
    source = f"<p>a</p><{tag}>hidden <b>more</b> </i></{tag}><p>c</p>"
    assert quiet(source).document.endswith("<p>a</p><p>c</p>")


ADDRESSES = (
    "src href action formaction background poster data ping srcset imagesrcset xlink:href srcdoc lowsrc"
)


@pytest.mark.parametrize("name", [*ADDRESSES.split(), "dynsrc", "longdesc"])
def test_an_attribute_that_names_an_address_is_left_out_and_told(name: str) -> None:
    found = quiet(f'<td class="k" {name}="https://a.example/x">y</td>')
    assert found.document.endswith('<td class="k">y</td>')
    assert found.pictures == ("https://a.example/x",)
    kept = f'<td {name}="data:image/png;base64,AA==">'
    assert quiet(kept).document.endswith(kept)


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ('<meta http-equiv="refresh" content="0">x', "x"),
        ('<meta name="viewport" content="y">x', '<meta name="viewport" content="y">x'),
        ('<p onclick="x()" onfoo="y" one="z">', "<p>"),
        ('<p 1a="x" a_b="y" data-a.b="z">', '<p a_b="y" data-a.b="z">'),
        ('<a href="shop://x" target="_top" title="t" id="i">', '<a href="about:srcdoc#" title="shop://x" id="i">'),
        ('<b target="_top" title="t">', '<b target="_top" title="t">'),
        ('<img src="shop://x">', f'<img src="{PICTURE}" data-ctc-src="shop://x">'),
        ('<td style="color:red;background:url(//a.example)">', '<td style="color:red;background:none">'),
        ('<td fill="URL(//a.example)" alt="curl (x)">', '<td fill="none" alt="curl (x)">'),
        ("a < b <b>c</b>", "a &lt; b <b>c</b>"),
        ('<p title="a&quot;b">', '<p title="a&quot;b">'),
        ("<style><!-- p{color:red} --></style>", "<style>  p{color:red}  </style>"),
        ("<style>a<b{}</style>", "<style>a< b{}</style>"),
        ("<style>@media (prefers-color-scheme: dark){}</style>", "<style>@media (max-width:.01px){}</style>"),
        ("<style>@media ( Prefers-color-scheme:LIGHT ){}</style>", "<style>@media (min-width:.02px){}</style>"),
        (r"<style>a{b:\75 rl(x);c:'\41 \e9 \.'}</style>", r"<style>a{b:none;c:'A\e9 \.'}</style>"),
    ],
)  # fmt: skip
def test_what_stays_of_a_mail(source: str, kept: str) -> None:
    found = quiet(source)
    assert found.document == quiet("").document + kept
    assert found.pictures == (), "no page of the web is a picture of it"


@pytest.mark.parametrize(
    "css", [r"u\72l(http://a.example)", r"ur\l(http://a.example)", r"\000055\52 \6c(http://a.example)"]
)
def test_an_address_in_a_style_is_found_however_it_is_spelled(css: str) -> None:
    source = f"<style>p{{background:{css}}}</style><p style='background:{css}'><svg><path fill='{css}'>"
    assert "a.example" not in quiet(source).document


def test_what_a_style_writes_otherwise_stays() -> None:
    kept = r'.a\:b{content:"\201c \\72 \A"}'
    assert kept in quiet(f"<style>{kept}</style>").document
    assert r'title="C:\new"' in quiet(r"<p title='C:\new'>").document


@given(st.text(alphabet=st.sampled_from("<>/=\"'! -abcdimgsrcstyleonx:&;"), max_size=120))
def test_any_markup_can_be_quieted(source: str) -> None:
    quiet(source)


# Links


@pytest.mark.parametrize(
    "address", ["https://shop.example.com/a?b=c#d", "http://localhost:8080/", "https://ex.example"]
)
def test_web_addresses_are_links(address: str) -> None:
    assert href(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " https://a.example",
        "https://a.example/ b",
        "https:\\\\a.example",
        "//a.example",
        "acme://sale",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://user:word@a.example",
        "https://",
        "http://[::1",
        "https://a.example:99999/",
        "",
        None,
        7,
    ],
)
def test_everything_else_is_text(address: Any) -> None:
    assert href(address) == ""


def test_a_caption_is_the_host_or_the_text() -> None:
    assert host("https://img.example.com/a.png") == "img.example.com"
    assert host("acme://sale") == "acme://sale"
    assert len(host("x" * 500)) == 48


# Buttons


@pytest.mark.parametrize(
    "value",
    [
        [{"l": "A", "dl": "acme://a", "id": "1"}, {"l": "B", "id": "2"}],
        '[{"l": "A", "dl": "acme://a"}, {"l": "B"}]',
        '[{l: "A", dl: "acme://a"}, {l: "B"}]',
    ],
)
def test_buttons_in_each_of_their_forms(value: Any) -> None:
    assert [(action.title, action.link) for action in actions(value)] == [("A", "acme://a"), ("B", "")]


@pytest.mark.parametrize("value", ["", "[{", "7", 7, None, ["x"], "[" * 10_000])
def test_unreadable_buttons_are_none(value: Any) -> None:
    assert actions(value) == ()


@pytest.mark.parametrize(
    ("value", "kept"), [("#3B4FD8", True), ("#fff", False), ("#3B4FD8;x:y", False), (7, False)]
)
def test_only_a_colour_reaches_a_style(value: Any, kept: bool) -> None:
    assert colour(value) == (value if kept else "")


# Audiences


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"where": {}}, "Everybody"),
        ({"segment": "all"}, "Everybody"),
        ({"segment": 1234}, "segment 1234"),
        ({"segment": 1234, "exclude_segments": [5, 6]}, "segment 1234; not in segment 5 or 6"),
        (
            {"where": {"event_name": "Charged", "from": 20250901, "to": 20250930}},
            "did Charged from 2025-09-01 to 2025-09-30",
        ),
        (
            {
                "where": {
                    "common_profile_properties": {
                        "profile_fields": [
                            {"name": "Tier", "operator": "equals", "value": ["Gold", "Platinum"]},
                            {"name": "Age", "operator": "greater_than_equals", "value": 18},
                        ]
                    }
                }
            },
            "Tier is Gold or Platinum; Age at least 18",
        ),
        (
            {
                "where": {
                    "advanced_query": {
                        "did_all": [
                            {"event_name": "App Launched", "operator": "greater_than_equals", "value": 5}
                        ],
                        "did_none": [{"event_name": "Charged"}],
                    }
                }
            },
            "did App Launched at least 5 times; did not Charged",
        ),
        (
            {"to": {"Email": ["a@example.org"], "Identity": {"file": "u.csv", "sha256": "x", "count": 41}}},
            "42 recipients: 1 by Email, 41 by Identity",
        ),
        ({"to": {"Identity": ["a"]}}, "1 recipient by Identity"),
        ({"to": {}}, "0 recipients"),
        (
            {
                "where": {
                    "event_name": "App Launched",
                    "event_properties": [{"name": "Amount", "operator": "between", "value": [5, 9]}],
                    "session_properties": [
                        {"name": "first_time", "value": "True"},
                        {"name": "day_of_week", "value": "Monday"},
                    ],
                }
            },
            "did App Launched with Amount between 5 and 9 for the first time with day_of_week is Monday",
        ),
    ],
)
def test_audiences_in_words(body: dict[str, Any], words: str) -> None:
    assert audience(body) == words


def test_recipients_are_counts_alone() -> None:
    assert recipients({"to": {"Email": ["a", "b"], "Nonsense": ["x"], "FBID": "not a list"}}) == {"Email": 2}
    assert recipients({}) == {}


# Differences


def test_words_that_came_and_went() -> None:
    before = {"content": {"title": "Ten percent off", "body": "same"}, "to": {"Email": ["a", "b"]}}
    after = {"content": {"title": "Twenty percent off", "body": "same", "new": 5}, "to": {"Email": ["c"]}}
    found = {
        entry.path: [(piece.kind, piece.text) for piece in entry.pieces]
        for entry in differences(before, after)
    }
    assert found == {
        "content.new": [("new", "5")],
        "content.title": [("gone", "Ten"), ("new", "Twenty"), ("same", " percent off")],
        "to.Email": [("gone", "2"), ("new", "1")],
    }


def rows(before: dict[str, Any], after: dict[str, Any]) -> dict[str, str]:
    signs = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    return {
        entry.path: "".join(signs[piece.kind].format(piece.text) for piece in entry.pieces)
        for entry in differences(before, after)
    }


def test_an_email_differs_by_what_is_read_and_a_changed_link_has_a_row_of_its_own() -> None:
    mail = "<!doctype html><style>p{color:red}</style>" + "<p>Tea from the hills.</p>" * 20
    before = mail + '<p>It works until the end of the month.</p><a href="https://shop.example/a">Go</a>'
    after = mail + '<p>It works until the end of next month.</p><a href="https://shop.example/b">Go</a>'
    found = rows({"content": {"body": before}}, {"content": {"body": after}})
    assert list(found) == ["content.body", "content.body: link"]
    assert "until the end of [-the-]{+next+} month." in found["content.body"]
    assert "doctype" not in found["content.body"]
    assert "color" not in found["content.body"]
    assert found["content.body: link"] == "[-https://shop.example/a-]\n{+https://shop.example/b+}"


def test_an_audience_differs_by_its_conditions_and_a_time_reads_as_one() -> None:
    def body(when: str, *fields: tuple[str, str]) -> dict[str, Any]:
        entries = [{"name": name, "operator": "equals", "value": value} for name, value in fields]
        return {"when": when, "where": {"common_profile_properties": {"profile_fields": entries}}}

    before, after = (
        body("20311110 13:00", ("City", "Pune")),
        body("20311109 13:00", ("City", "Kochi"), ("a", "b")),
    )
    assert rows(before, after) == {
        "audience": "[-City is Pune-]\n{+City is Kochi+}\n{+a is b+}",
        "when": "2031-11-[-10-]{+09+} 13:00",
    }
    assert rows(body("now", ("City", "Pune")), body("now")) == {"audience": "[-City is Pune-]\n{+everybody+}"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text(max_size=6), JSON, max_size=4))
def test_a_body_does_not_differ_from_itself(body: dict[str, Any]) -> None:
    assert differences(body, body) == ()
    (entry,) = differences({"a": [1]}, {"a": [True]})
    assert entry.path == "a.1", "to Python they are the same"
    assert not any(isinstance(value, Marked) for value in _texts(marked(body, body)))


@given(st.text(max_size=80), st.text(max_size=80))
def test_the_pieces_hold_both_texts(before: str, after: str) -> None:
    assume(not (is_html(before) and is_html(after)))
    for entry in differences({"a": before}, {"a": after}):
        assert "".join(piece.text for piece in entry.pieces if piece.kind != "new") == before
        assert "".join(piece.text for piece in entry.pieces if piece.kind != "gone") == after


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for entry in value.values() for text in _texts(entry)]
    if isinstance(value, list):
        return [text for entry in value for text in _texts(entry)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize(
    ("schemes", "has_dark"),
    [([], False), (["light"], False), (["light", "dark"], True), (["DARK", "light"], True)],
)
def test_an_email_that_is_another_one_in_the_dark(schemes: list[str], has_dark: bool) -> None:
    styles = "".join(
        f"@media (prefers-color-scheme: {scheme}) {{ p {{ color: red }} }}" for scheme in schemes
    )
    assert quiet(f"<style>{styles}</style><p>Hi</p>").has_dark is has_dark
