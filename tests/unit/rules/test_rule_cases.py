"""The hard half of single rules, and laws over all of them."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctc.validation.rules.catalog import RULES, run_cross_rules, run_rules
from ctc.validation.rules.duplication import marks
from ctc.validation.rules.email import CLIP
from ctc.validation.rules.push import LIMIT
from ctc.validation.rules.rule import Marked, Subject
from ctc.validation.subject.markup import read_markup
from ctc.validation.subject.media import disagreement
from ctc.variants import CREATE, SEND, TARGET_MODES

Make = Callable[..., Subject]


def codes(subject: Subject) -> set[str]:
    return {finding.code for finding in run_rules(subject)}


def marked(*subjects: Subject) -> list[Marked]:
    return [(subject.address, marks(subject)) for subject in subjects]


@pytest.mark.parametrize(
    ("code", "channel", "fragment"),
    [
        ("CTC401", "push", "{where: {}, estimate_only: true}"),
        ("CTC401", "push", "{where: null, segment: 1003}"),
        ("CTC402", "push", "{respect_frequency_caps: true}"),
        ("CTC403", "push", "{where: {event_name: Charged, from: 20241001, to: 20260930}}"),
        ("CTC404", "push", "{when: now, where: {event_name: Charged, from: 20400101, to: 20400102}}"),
        ("CTC410", "sms", "{content: {body: 'नमस्ते, आपका ऑर्डर आ रहा है'}}"),
        ("CTC410", "sms", "{content: {body: 'Größe, Café, Ñandu? 5 €'}}"),
        ("CTC414", "sms", "{content: {body: 'Antworten Sie STOPP zum Abmelden'}}"),
        ("CTC421", "email", "{content: {body: '<a href=\"https://a.example/abmelden\">Abmelden</a>'}}"),
        ("CTC422", "email", '{content: {body: \'<img src="x.gif" alt="">\'}}'),
        ("CTC422", "email", '{content: {body: \'<img src="x.gif" width="1" height="1">\'}}'),
        ("CTC425", "email", "{content: {body: '<b></b>'}}"),
        ("CTC426", "email", "{content: {subject: 'IKEA and NASA'}}"),
        ("CTC427", "email", "{content: {body: '<a name=\"top\">x</a>'}}"),
        (
            "CTC430",
            "push",
            "{content: {title: '{{ Profile.name | default: \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\" }}'}}",
        ),
        ("CTC431", "push", "{devices: [ios]}"),
        ("CTC431", "push", "{wzrk_cid: Marketing}"),
        ("CTC431", "push", "{content: {platform_specific: {ios: {badge_count: 1}}}}"),
        ("CTC434", "push", '{content: {platform_specific: {android: {wzrk_acts: "not json"}}}}'),
        (
            "CTC460",
            "whatsapp",
            "{content: {replacements: {'1': a, '3': c, '2': b}}}",
        ),
        (
            "CTC461",
            "whatsapp",
            "{content: {header: {type: image, media: {url: 'https://googl.com/a.jpg/'}}}}",
        ),
        (
            "CTC461",
            "whatsapp",
            "{content: {attachments: {type: Document, value: 'https://a.example/download?id=7'}}}",
        ),
        ("CTC462", "whatsapp", "{content: {header: {type: location, media: {latitiude: 0, longitude: 5}}}}"),
        (
            "CTC470",
            "push",
            "{content: {platform_specific: {ios: {deep_link: 'https://a.example/go?to=https://b.example/x'}}}}",
        ),
        ("CTC470", "push", "{content: {platform_specific: {ios: {deep_link: 'acme://cart/42'}}}}"),
        ("CTC475", "push", "{content: {platform_specific: {android: {media_dl: 'true'}}}}"),
        ("CTC471", "push", "{content: {platform_specific: {ios: {deep_link: 'https://dev.to/x'}}}}"),
        (
            "CTC473",
            "email",
            '{content: {body: \'<a href="https://a.example/1?utm_source=a&amp;utm_medium=b&amp;utm_campaign=c">1</a><a href="https://b.example">2</a>\'}}',
        ),
        (
            "CTC474",
            "push",
            "{content: {title: '{{ Profile.Name | default: \"you\" }}', body: 'a {} {1} { }'}}",
        ),
        ("CTC474", "push", "{content: {title: '{{Profile.Name}}', body: '{{ Profile.City }}'}}"),
        ("CTC474", "email", "{content: {body: '<style>a{color:red}@media x{b{c:d}}</style><p>a</p>'}}"),
        ("CTC474", "webhook", "{webhook_key_value: {text: 'Hello *|FNAME|*, [[city]]'}}"),
        ("CTC474", "email", "{content: {body: '<a href=\"https://a.example/?x[0]=1\">Tea [new]</a>'}}"),
        ("CTC475", "push", "{content: {platform_specific: {ios: {deep_link: 'mailto:ann@example.org'}}}}"),
        ("CTC480", "push", "{content: {title: '{{ Profile.Customer Type | default: \"dear\" }}'}}"),
        ("CTC483", "push", '{content: {title: \'{{Campaign.campaignId | default: "0_0"}} {{ "a" }}\'}}'),
        ("CTC483", "push", "{content: {title: '{% assign name = \"Ann\" %}{{ name }}'}}"),
        ("CTC491", "push", "{when: '20310101 22:30', x: 1}"),
        ("CTC491", "email", "{when: '20310101 03:30'}"),
        ("CTC491", "push", "{when: now}"),
        ("CTC491", "push", "{when: '20310101 08:00'}"),
        ("CTC491", "push", "{when: '20310101 21:59'}"),
        ("CTC491", "push", "{when: '20310231 23:00'}"),
    ],
)
def test_what_is_fine_is_not_found(subject: Make, code: str, channel: str, fragment: str) -> None:
    guards = {"quiet_hours": "23:00-06:00"} if "x: 1" in fragment else {}
    assert code not in codes(subject(channel, fragment, guards=guards))


@pytest.mark.parametrize(
    ("code", "channel", "fragment"),
    [
        (
            "CTC404",
            "push",
            "{when: '20310101 10:00', where: {advanced_query: {did_all: [{event_name: A, from: 20310102}]}}}",
        ),
        ("CTC491", "push", "{when: '20310101 07:59'}"),
        ("CTC491", "push", "{when: '20310101 22:00'}"),
        ("CTC410", "sms", "{content: {body: 'Only 5 ₹ – today'}}"),
        ("CTC474", "sms", "{content: {body: 'Hi {first_name}'}}"),
        ("CTC474", "push", "{content: {title: 'Hi { name }}', body: a}}"),
        ("CTC474", "push", "{content: {title: 'Hi ${user.name}', body: a}}"),
        ("CTC474", "push", "{content: {title: 'Hi {First Name}', body: a}}"),
        ("CTC427", "email", "{content: {body: '<a href=\"\">x</a>'}}"),
        (
            "CTC431",
            "push",
            "{devices: [android, ios], content: {platform_specific: {ios: {badge_count: 1}}}}",
        ),
        ("CTC432", "push", "{content: {platform_specific: {ios: {ct_ContentSlider: {items: []}}}}}"),
        (
            "CTC434",
            "push",
            '{content: {platform_specific: {android: {wzrk_acts: \'[{"l":"a","id":"1"},{"l":"b","id":"1"}]\'}}}}',
        ),
        ("CTC471", "sms", "{content: {body: 'See https://localhost/x.'}}"),
        ("CTC470", "push", "{content: {platform_specific: {ios: {deep_link: 'https://a.example/a b'}}}}"),
        ("CTC471", "sms", "{content: {body: 'See http://192.168.0.7/x'}}"),
        (
            "CTC471",
            "push",
            "{content: {platform_specific: {ios: {deep_link: 'https://acme-staging.example.com/x'}}}}",
        ),
        (
            "CTC472",
            "push",
            '{content: {platform_specific: {android: {wzrk_acts: [{l: a, id: "1", dl: "http://a.example"}]}}}}',
        ),
        ("CTC473", "sms", "{content: {body: 'https://a.example/?utm_source=ct'}}"),
        ("CTC480", "push", "{content: {title: 'Hi {{ Profile.name | default: “you” }}'}}"),
        ("CTC483", "push", "{content: {title: 'Hi {{name}}'}}"),
        ("CTC483", "push", "{content: {body: 'Hi {{ Profiles.name | default: \"you\" }}'}}"),
        ("CTC482", "whatsapp", "{content: {replacements: {'1': '{{ Profile.name }}'}}}"),
        (
            "CTC491",
            "push",
            "{when: {type: later, delivery_date_time: ['20310101 03:00'], delivery_timezone: user}}",
        ),
    ],
)
def test_what_is_wrong_is_found(subject: Make, code: str, channel: str, fragment: str) -> None:
    assert code in codes(subject(channel, fragment))


def test_test_hosts_are_fine_elsewhere(subject: Make) -> None:
    fragment = "{content: {platform_specific: {ios: {deep_link: 'https://staging.acme.example/x'}}}}"
    assert "CTC471" not in codes(subject("push", fragment, environment="staging"))


def test_severities_of_the_project(subject: Make) -> None:
    night = subject("push", "{when: '20310101 23:00'}")
    assert {f.code: f.severity for f in run_rules(night, {"CTC491": "error"})}["CTC491"] == "error"
    assert "CTC491" not in {f.code for f in run_rules(night, {"CTC491": "off"})}


def test_names_and_audiences_that_are_the_same(subject: Make) -> None:
    one = subject("sms", "{name: A}", address="a[en]")
    two = subject("sms", "{name: A}", address="a[hi]")
    other = subject("email", "{name: B, when: '20310115 10:00'}", address="b")
    found = run_cross_rules(marked(one, two, other))
    assert {address: [f.code for f in findings] for address, findings in found.items()} == {
        "a[hi]": ["CTC492", "CTC493"]
    }
    assert (
        found["a[hi]"][0].message == "a[en] has the same name: the two cannot be told apart in the dashboard"
    )
    chosen = {"CTC492": "off", "CTC493": "error"}
    assert run_cross_rules(marked(one, two), chosen)["a[hi]"][0].severity == "error"


def test_estimates_and_sends_reach_nobody_twice(subject: Make) -> None:
    asked = [subject("sms", f"{{name: {name}, estimate_only: true}}", address=name) for name in "ab"]
    assert run_cross_rules(marked(*asked)) == {}


def test_the_html_parser_reads_what_rules_need() -> None:
    found = read_markup(
        '<div style="display: none">First</div><p>Shown <a href="/x">see <img src="i.png" alt="it"></a></p>'
        "<img src='j.png'><script>no()</script><link rel='stylesheet' href='s.css'>"
    )
    assert (found.preheader, found.words, found.images) == ("First", "Shown see", ("i.png", "j.png"))
    assert [(a.href, a.words) for a in found.anchors] == [("/x", "see it")]
    assert (found.without_alt, found.stripped) == (("j.png",), ("script", "link"))


@pytest.mark.parametrize(
    ("kind", "url", "expected"),
    [
        ("image", "https://a.example/x.PDF", ".pdf"),
        ("video", "https://a.example/x.jpg?v=2", ".jpg"),
        ("document", "https://a.example/v1.2/report", None),
        ("text", "https://a.example/x.jpg", None),
        ("image", "http://[bad", None),
    ],
)
def test_kinds_of_media(kind: str, url: str, expected: str | None) -> None:
    assert disagreement(kind, url) == expected


def test_each_ending_of_a_file_is_of_one_kind() -> None:
    """A picture that ends in .mp4 is shown by no phone."""
    endings = {
        "image": "jpg jpeg png gif webp bmp svg heic",
        "video": "mp4 3gp mov m4v avi webm mkv",
        "audio": "mp3 ogg aac amr m4a wav opus",
        "document": "pdf doc docx xls xlsx ppt pptx csv txt",
    }
    for kind, ending in ((kind, ending) for kind, of in endings.items() for ending in of.split()):
        for address in (f"https://a.example/x.{ending}", f"https://a.example/x.{ending.upper()}?v=1"):
            told = {other: disagreement(other, address) for other in endings}
            assert told == {other: None if other == kind else f".{ending}" for other in endings}


WORDS = st.sampled_from(
    [
        "",
        " ",
        "now",
        "http://[",
        "https://",
        "{{",
        "{{ Profile.x",
        "{% if",
        "<a href=",
        "<img",
        "[{",
        "’",
        "0",
        "20310231 25:99",
    ]
) | st.text(max_size=12)
NAMES = st.sampled_from(
    re.findall(
        r"\w+",
        "content where segment when ttl value ttl_type devices platform_specific ios android chrome title body subject "
        "replacements header media attachments buttons type url items ct_ContentSlider wzrk_acts template_type action "
        "links text sms template_id event_name from to advanced_query did_all did_any any_events profile_fields name "
        "common_profile_properties operator control_group percentage latitude longitude icon content_type",
    )
)
SHAPES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=20,
)


@settings(deadline=None, max_examples=300)
@given(
    channel=st.sampled_from(TARGET_MODES),
    send=st.booleans(),
    body=st.dictionaries(NAMES, SHAPES, max_size=8),
)
def test_no_shape_of_body_fails_a_rule(channel: str, send: bool, body: dict[str, Any]) -> None:
    endpoint = SEND.format(channel=channel) if send else CREATE
    subject = Subject(
        address="a", variant="", channel=channel, endpoint=endpoint, body=body, environment="production"
    )
    run_rules(subject)
    run_cross_rules(marked(subject, subject))
    for rule in RULES:
        if rule.fix is not None:
            list(rule.fix(subject))


def test_replacements_that_are_skipped_are_told_in_their_order(subject: Callable[..., Subject]) -> None:
    given = ", ".join(f"'{number}': a" for number in (2, 3, 4, 5, 6, 7, 9))
    found = run_rules(subject("whatsapp", f"{{content: {{replacements: {{{given}}}}}}}"))
    assert [one.message.partition(":")[0] for one in found if one.code == "CTC460"] == [
        "the replacements go up to 9 and skip 1, 8"
    ]


_ROOM = LIMIT - len('{"body":"","title":"Tea"}')


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("x" * _ROOM, False),
        ("x" * (_ROOM + 1), True),
        ("\U0001f375" * (_ROOM // 4), False),  # four bytes
        ("\U0001f375" * (_ROOM // 4 + 1), True),
        ("\x01" * (_ROOM // 6), False),  # escaped, six
        ("\x01" * (_ROOM // 6 + 1), True),
        ('"' * (_ROOM // 2 + 1), True),
    ],
)
def test_a_notification_is_measured_in_the_bytes_that_are_sent(
    subject: Callable[..., Subject], body: str, told: bool
) -> None:
    found = run_rules(
        subject("push", f"{{content: {{title: Tea, body: {json.dumps(body, ensure_ascii=False)}}}}}")
    )
    assert ("CTC437" in [one.code for one in found]) is told


def test_a_notification_counts_what_its_platform_gets_alone(subject: Callable[..., Subject]) -> None:
    """Together they are too large, but no device gets both."""
    half = "x" * 2_500
    found = run_rules(
        subject(
            "push",
            f"{{content: {{title: Tea, platform_specific: {{android: {{a: {half}}}, ios: {{a: {half}}}}}}}}}",
        )
    )
    assert "CTC437" not in [one.code for one in found]


@pytest.mark.parametrize(
    ("text", "told"), [("x" * CLIP, False), ("x" * (CLIP + 1), True), ("é" * (CLIP // 2 + 1), True)]
)
def test_gmail_cuts_what_has_a_byte_more(subject: Callable[..., Subject], text: str, told: bool) -> None:
    found = run_rules(subject("email", f"{{content: {{body: '{text}'}}}}"))
    assert ("CTC424" in [one.code for one in found]) is told


def test_a_preheader_is_what_is_hidden_from_people_and_no_style() -> None:
    """An inbox shows it beside the subject; of a style sheet it shows nothing."""
    read = read_markup(
        "<head><title>Tea</title></head><style>p{color:red}</style>"
        '<div style="display:none">Two days <b>only</b></div><p>The harvest is in</p>'
    )
    assert read.preheader == "Two days only"


def test_of_the_platforms_that_a_card_leaves_out_the_same_one_is_named_in_every_run(
    subject: Callable[..., Subject],
) -> None:
    card = "{template_type: simple, content: [{title: {text: Hi}, action: {url: {web: {text: a}}}}]}"
    found = run_rules(subject("notificationinbox", f"{{devices: [ios, android], {card[1:]}"))
    assert [one.message for one in found if "a tap on" in one.message] == [
        "the card opens something on web alone: a tap on android does nothing"
    ]
