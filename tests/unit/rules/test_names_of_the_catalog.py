"""The rules that hold names against the catalog, case by case, and what a silent catalog leaves alone."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from ctc.catalog.catalog import Catalog
from ctc.validation.catalog import validate_catalog
from ctc.validation.rules.catalog import RULES, run_rules
from ctc.validation.rules.names_of_links import linked_hosts_and_apps
from ctc.validation.rules.rule import Subject

SECTIONS: Mapping[str, Any] = {
    "events": {
        "Product Viewed": {
            "properties": {"SKU": "text", "Price": "number", "On": "date", "sku": {"deprecated": "use SKU"}}
        },
        "Paid": None,
        "Bestellung": {"properties": {}},
        "देखा": {"properties": {"नाम": "text"}},
        "exists": {"properties": {"not": "boolean", "name": "text"}},
    },
    "profile": {
        "City": {"values": ["Pune", "Kochi"]},
        "LTV": "number",
        "Newsletter": "boolean",
        "Level": {"values": [1, 2, 3]},
        "Language": "text",
        "language": "text",
        "Customer Type": {"values": ["Gold"]},
        "Old": {"deprecated": True},
    },
    "segments": {"vip": {"production": 1700001, "staging": 12}},
    "providers": {"sms": ["Gupshup"]},
    "provider_groups": ["India SMS"],
    "whatsapp_templates": {
        "ticket": {"name": "ns:ticket", "header": "image", "body": 2, "buttons": ["url"], "language": "en"},
        "ticket_hi": {"name": "ns:ticket", "header": "image", "body": 3, "language": "hi"},
        "line": {"header": {"text": 1}, "body": 0, "buttons": ["quick_reply"]},
    },
    "links": {
        "hosts": ["shop.example", "*.shop.example"],
        "deep_links": ["shop://product/{sku}", "shop://cart"],
    },
}


def codes(subject: Subject) -> list[str]:
    """The codes of what the catalog's rules find."""
    own = {rule.code for rule in RULES if rule.sections}
    return sorted(finding.code for finding in run_rules(subject) if finding.code in own)


@pytest.fixture
def found(subject: Callable[..., Subject]) -> Callable[..., list[str]]:
    assert validate_catalog({"version": 1, **SECTIONS}) == ()

    def find(channel: str, fragment: str, **sections: Any) -> list[str]:
        return codes(subject(channel, fragment, catalog=Catalog(data=sections or SECTIONS)))

    return find


def where(*conditions: str) -> str:
    listed = "".join(f"\n        - {{{each}}}" for each in conditions)
    return f"where:\n  common_profile_properties:\n    profile_fields:{listed}"


def event(name: str, *conditions: str) -> str:
    return f"where:\n  event_name: {name}\n  event_properties: [{', '.join(f'{{{c}}}' for c in conditions)}]"


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("where: {event_name: Paid}", []),
        ("where: {event_name: paid}", ["CTC416"]),
        ("where: {event_name: App Launched}", []),
        ("where: {event_name: देखा}", []),
        ("where: {event_name: देख}", ["CTC416"]),
        (
            "where: {advanced_query: {did_all: [{event_name: Paid}], did_none: [{event_name: Pad}]}}",
            ["CTC416"],
        ),
        ("where: {advanced_query: {did_any: {any_events: [{event_name: Pad}]}}}", ["CTC416"]),
        ("where: {event_name: Paid}\nconversion_goal: {event_name: Pad}", ["CTC416"]),
        (event("Paid", "name: Anything, value: 1"), []),
        (event("Bestellung", "name: Summe, value: 1"), ["CTC417"]),
        (event("देखा", "name: नाम, value: x"), []),
        (event("exists", "name: name, value: x", 'name: "not", value: "True"'), []),
        (event("Product Viewed", "name: SKU, value: 7"), ["CTC419", "CTC495"]),
        (event("Product Viewed", "name: Price, value: '7'"), ["CTC419"]),
        (event("Product Viewed", "name: Price, operator: exists, value: '-1'"), []),
        (event("Product Viewed", "name: On, value: '2031-01-15'"), []),
        (event("Product Viewed", "name: On, value: soon"), ["CTC419"]),
        (
            "where: {event_name: Paid}\nconversion_goal: {event_name: Product Viewed, revenue_property: SKU}",
            ["CTC419", "CTC495"],
        ),
        (
            "where: {event_name: Paid}\n"
            "conversion_goal: {event_name: Product Viewed, revenue_property: Prise}",
            ["CTC417"],
        ),
        (where("name: City, value: Pune"), []),
        (where("name: City, value: pune"), ["CTC419"]),
        (where("name: City, operator: not_equals, value: Mumbai"), ["CTC419"]),
        (where("name: City, value: [Pune, Mumbai, Delhi]"), ["CTC419", "CTC419"]),
        (where("name: City, operator: contains, value: och"), []),
        (where("name: City, operator: contains, value: umba"), ["CTC419"]),
        (where("name: City, operator: greater_than, value: 3"), ["CTC419"]),
        (where("name: LTV, operator: between, value: [1, 2]"), []),
        (where("name: LTV, operator: between, value: [1, '2']"), ["CTC419"]),
        (where("name: LTV, value: plenty"), ["CTC419"]),
        (where("name: Level, operator: greater_than, value: 7"), []),
        (where("name: Level, value: 7"), ["CTC419"]),
        (where("name: Level, value: 2.0"), []),
        (where('name: Newsletter, value: "True"'), []),
        (where("name: Newsletter, value: yes please"), ["CTC419"]),
        (where("name: Email, operator: exists, value: '-1'"), []),
        (where("name: Language, value: en"), ["CTC495"]),
        (where("name: LANGUAGE, value: en"), ["CTC418"]),
        (where("name: Old, value: x"), ["CTC489"]),
        ("where: {profile_fields: [{name: Citty, value: Pune}]}", ["CTC418"]),
        ("segment: 1700001\nwhere: {}", []),
        ("segment: 12\nwhere: {}", ["CTC455"]),
        ("segment: '77'\nwhere: {}", ["CTC455"]),
        ("segment: all\nwhere: {}", []),
        ("where: {event_name: Paid, exclude_segments: ['1700001', '5']}", ["CTC455"]),
        ("exclude_segments: ['5']\nwhere: {event_name: Paid}", ["CTC455"]),
        ("provider_nick_name: Gupshup", []),
        ("provider_nick_name: Kaleyra", ["CTC456"]),
        ("provider_group_nickname: india sms", ["CTC456"]),
        ("content: {body: 'https://shop.example/x and https://www.shop.example/y'}", []),
        ("content: {body: 'https://shop.example.evil.example/x'}", ["CTC487"]),
        ("content: {body: 'https://sh0p.example/x'}", ["CTC487"]),
        ("content: {body: 'https://shop.example:8443/x'}", []),
    ],
)
def test_in_an_sms(found: Callable[..., list[str]], fragment: str, expected: list[str]) -> None:
    if "where" not in fragment and "segment" not in fragment:
        fragment += "\nwhere: {event_name: Paid}"
    assert found("sms", fragment) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{{ Profile.City | default: "town" }}', []),
        ('{{Profile.Customer Type|default:"x"}}', []),
        ('{{ Profile["Customer Type"] }}', []),
        ('{{ Profile["Customer Typ"] }}', ["CTC484"]),
        ('{{ Profile.name | default: "you" }}', []),
        ('{{ Profile.Cty | default: "Profile.Nope" }}', ["CTC484"]),
        ('{% if Profile.City == "Pune" %}a{% elsif Profile.Citi == "x" %}b{% endif %}', ["CTC484"]),
        ("{% if Profile.LTV > 5 and Profile.Lang %}a{% endif %}", ["CTC484"]),
        ('{{ Profile.Old | default: "x" }}', ["CTC489"]),
        ('{{ Profile.Language | default: "x" }}', ["CTC495"]),
        ("{{ Campaign.campaignId }}", []),
    ],
)
def test_inside_liquid(
    found: Callable[..., list[str]], text: str, expected: list[str], subject: Callable[..., Subject]
) -> None:
    body = {"target_mode": "push", "content": {"title": text, "body": "x"}, "where": {"event_name": "Paid"}}
    made = subject("push", "{}", catalog=Catalog(data=SECTIONS))
    assert codes(Subject(**{**_facts(made), "body": {**made.body, **body}})) == expected


def _facts(subject: Subject) -> dict[str, Any]:
    names = ("address", "variant", "channel", "endpoint", "environment", "catalog")
    return {name: getattr(subject, name) for name in names}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            "header: {type: image, media: {url: x}}, body: {replacements: [a, b]}, buttons: [{replacements: [c]}]",
            [],
        ),
        ("header: {type: image, media: {url: x}}, body: {replacements: [a, b, c]}", []),
        ("header: {type: image, media: {url: x}}, body: {replacements: [a]}", ["CTC485"]),
        ("header: {type: video, media: {url: x}}, body: {replacements: [a, b, c]}", ["CTC485"]),
        ("body: {replacements: [a, b, c]}", ["CTC485"]),
        ("attachments: {type: Image, value: x}, replacements: {'1': a, '2': b, '3': c}", []),
        ("attachments: {type: Image, value: x}, replacements: {'1': a, '3': c}, locale: hi", []),
        ("attachments: {type: Image, value: x}, replacements: {'1': a, '3': c}, locale: en_IN", []),
        ("attachments: {type: Image, value: x}, replacements: {'1': a, '3': c}, locale: de", ["CTC486"]),
    ],
)
@pytest.mark.parametrize("name", ["ns:ticket", "ticket"])
def test_a_template_in_two_languages(
    found: Callable[..., list[str]], name: str, content: str, expected: list[str]
) -> None:
    fragment = f"where: {{event_name: Paid}}\ncontent: {{template_name: '{name}', {content}}}"
    assert found("whatsapp", fragment) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("template_name: line, header: {type: text, replacements: [a]}, body: {replacements: []}", []),
        ("template_name: line, header: {type: text, replacements: []}, body: {replacements: []}", ["CTC485"]),
        ("template_name: line, body: {replacements: []}", ["CTC485"]),
        (
            "template_name: line, header: {type: text, replacements: [a]}, body: {replacements: []}, "
            "buttons: [{replacements: [x]}]",
            ["CTC485"],
        ),
        ("template_name: lime", ["CTC465"]),
        ("template_name: other:ticket", ["CTC465"]),
    ],
)
def test_a_template_with_a_line_of_text(
    found: Callable[..., list[str]], content: str, expected: list[str]
) -> None:
    assert found("whatsapp", f"where: {{event_name: Paid}}\ncontent: {{{content}}}") == expected


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("shop://product/A1", []),
        ("shop://product/A1?utm_source=x#top", []),
        ("shop://product/A1/", []),
        ("shop://product/", ["CTC488"]),
        ("shop://product/A1/B2", ["CTC488"]),
        ('shop://product/{{ Profile.City | default: "x" }}', []),
        ("shop://cart", []),
        ("shop://kart", ["CTC488"]),
        ("shopp://cart", ["CTC488"]),
        ("https://shop.example/cart", []),
        ("https://other.example/cart", ["CTC487"]),
        ("mailto:ann@example.org", []),
        ("cart", ["CTC488"]),
        ("/cart", ["CTC488"]),
        ("//cart", ["CTC488"]),
        ("shop:cart", ["CTC488"]),
        ("shop:/product/A1", ["CTC488"]),
        ("example.com", []),  # as the API's own sample has it
        ("shop.example/cart", []),
        ('{{ Profile.City | default: "x" }}', []),
    ],
)
def test_deep_links(subject: Callable[..., Subject], link: str, expected: list[str]) -> None:
    made = subject("push", "{}", catalog=Catalog(data=SECTIONS))
    content = {"title": "x", "body": "y", "platform_specific": {"ios": {"deep_link": link}}}
    body = {**made.body, "where": {"event_name": "Paid"}, "content": content}
    assert codes(Subject(**{**_facts(made), "body": body})) == expected


@pytest.mark.parametrize("section", [*SECTIONS, "control_groups", "android_channels", "webhook_endpoints"])
def test_a_section_that_is_missing_checks_nothing_of_its_kind(
    found: Callable[..., list[str]], section: str
) -> None:
    """With the other sections alone, what that section would refuse passes; alone, it still refuses."""
    kinds = {
        "events": ("sms", "where: {event_name: Pad}", ["CTC416"]),
        "profile": ("sms", where("name: Nope, value: x"), ["CTC418"]),
        "segments": ("sms", "segment: 77\nwhere: {}", ["CTC455"]),
        "providers": ("sms", "provider_nick_name: Kaleyra", ["CTC456"]),
        "provider_groups": ("sms", "provider_group_nickname: x", ["CTC456"]),
        "whatsapp_templates": ("whatsapp", "content: {template_name: lime}", ["CTC465"]),
        "links": ("sms", "content: {body: 'https://sh0p.example/x'}", ["CTC487"]),
        "control_groups": ("sms", "control_group: {type: custom, name: x}", ["CTC457"]),
        "android_channels": ("push", "content: {platform_specific: {android: {wzrk_cid: x}}}", ["CTC458"]),
        "webhook_endpoints": ("webhook", "webhook_endpoint_name: x", ["CTC459"]),
    }
    channel, fragment, expected = kinds[section]
    if not fragment.startswith(("where", "segment")):
        fragment += "\nwhere: {event_name: Paid}"
    named = {"control_groups": ["a"], "android_channels": ["a"], "webhook_endpoints": ["a"], **SECTIONS}
    named["whatsapp_templates"] = {**SECTIONS["whatsapp_templates"], "order": None}
    assert found(channel, fragment, **{section: named[section]}) == expected
    assert found(channel, fragment, **{key: value for key, value in named.items() if key != section}) == []


def test_a_negated_condition_on_what_nobody_has_reaches_everybody_and_says_so(
    subject: Callable[..., Subject],
) -> None:
    fragment = where("name: City, operator: not_equals, value: Mumbai")
    made = subject("sms", fragment, catalog=Catalog(data=SECTIONS))
    assert any("everybody matches" in f.message for f in run_rules(made) if f.code == "CTC419")


@pytest.mark.parametrize(
    ("count", "says"),
    [(8, "V0, V1, V2, V3, V4, V5, V6, V7"), (10, "V0, V1, V2, V3, V4, V5, V6, V7 and 2 more")],
)
def test_what_a_property_takes_is_told_up_to_eight(
    subject: Callable[..., Subject], count: int, says: str
) -> None:
    catalog = Catalog(data={"profile": {"City": {"values": [f"V{number}" for number in range(count)]}}})
    fragment = where('name: City, operator: equals, value: "zzzz"')
    [one] = [
        found for found in run_rules(subject("push", fragment, catalog=catalog)) if "zzzz" in found.message
    ]
    assert f"{one.hint} {one.message}".count("it takes: ") == 1
    assert f"{one.hint} {one.message}".split("it takes: ")[1].startswith(says)
    assert (" more" in f"{one.hint}") is (count > 8)


def test_the_hosts_and_the_apps_that_a_message_opens(subject: Callable[..., Subject]) -> None:
    """What a first catalog is written from: no address that CleverTap fills in, nobody's mail, no picture."""
    platforms = (
        '{ios: {deep_link: "shop://cart"}, android: {wzrk_dl: "mailto:a@example.org", deep_link: "tel://5", '
        'background_image: "https://cdn.example/i.png"}}'
    )
    made = subject(
        "push", f"{{content: {{platform_specific: {platforms}, title: 'See https://a.example/x'}}}}"
    )
    assert [*linked_hosts_and_apps(made)] == [("https://a.example/x", True), ("shop://cart", False)]
    filled = subject("sms", "{content: {body: 'https://{{ Profile.Host }}/x http://b.example'}}")
    assert [*linked_hosts_and_apps(filled)] == [("http://b.example", True)]


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("5000", "write 5000 without quotes"),
        ("000", "write a number"),
        ("5.00", "write a number"),
        ("b", "write a number"),
    ],
)
def test_a_number_that_is_offered_is_the_one_that_stands_there(
    subject: Callable[..., Subject], value: str, hint: str
) -> None:
    condition = f"name: LTV, operator: equals, value: '{value}'"
    found = run_rules(subject("push", where(condition), catalog=Catalog(data=SECTIONS)))
    assert [(one.hint or "").startswith(hint) for one in found if one.code == "CTC419"] == [True]
