"""What the specs use, drafted as a catalog: of two and three of everything, over every channel."""

from typing import Any, Final

import pytest

from ctc.pipeline.cataloguing import _bare, _kind, sections_of
from ctc.pipeline.used_names import UsedNames, used_names
from ctc.validation.rules.rule import Subject


def subject(channel: str, environment: str = "live", **body: Any) -> Subject:
    return Subject(
        address="a",
        variant=channel,
        channel=channel,
        endpoint="/1/targets/create.json",
        body=body,
        environment=environment,
        timezone="UTC",
        guards={},
    )


def drafted(*subjects: Subject) -> dict[str, Any]:
    return sections_of(used_names(subjects))


def test_segments_of_several_environments() -> None:
    found = drafted(
        subject("push", "live", segment=5, exclude_segments=[6, "7"], where={"exclude_segments": [8, 5]}),
        subject("push", "east", segment="5", exclude_segments=[True, "x", None]),
        subject("push", "bare", segment=9),
    )
    assert found == {
        "segments": {
            "segment-5": {"east": 5, "live": 5},
            "segment-6": {"live": 6},
            "segment-7": {"live": 7},
            "segment-8": {"live": 8},
            "segment-9": {"bare": 9},
        }
    }
    assert [*found["segments"]["segment-5"]] == ["east", "live"]


def test_who_delivers_and_to_whom() -> None:
    android = {"platform_specific": {"android": {"wzrk_cid": "Offers"}}}
    found = drafted(
        subject("push", provider_nick_name="fcm", control_group={"name": "tenth"}, content=android),
        subject("sms", provider_nick_name="one", provider_group_nickname="main", wzrk_cid="News"),
        subject("sms", provider_nick_name="two", provider_group_nickname=" ", control_group={"name": 5}),
        subject("webhook", webhook_endpoint_name="crm", provider_nick_name=5),
        subject("webhook", webhook_endpoint_name="erp", provider_group_nickname="spare"),
    )
    assert found == {
        "providers": {"push": ["fcm"], "sms": ["one", "two"]},
        "control_groups": ["tenth"],
        "android_channels": ["Offers", "News"],
        "provider_groups": ["main", "spare"],
        "webhook_endpoints": ["crm", "erp"],
    }


TEMPLATES: Final[list[tuple[dict[str, Any], dict[str, Any]]]] = [
    ({}, {"header": "none", "body": 0}),
    ({"header": {"type": "IMAGE"}, "body": {"replacements": ["a", "b"]}}, {"header": "image", "body": 2}),
    ({"header": {"type": "text", "replacements": ["a"]}}, {"header": {"text": 1}, "body": 0}),
    ({"attachments": {"type": "Video"}, "replacements": {"1": "a", "2": "b"}}, {"header": "video", "body": 2}),
    ({"header": {"type": 5}, "body": {"replacements": []}, "replacements": {"1": "a"}}, {"header": "none", "body": 0}),
    ({"buttons": [{}, {}], "locale": "en_GB"},
     {"header": "none", "body": 0, "buttons": ["url", "url"], "language": "en_GB"}),
    ({"buttons": [], "locale": 5}, {"header": "none", "body": 0, "buttons": []}),
]  # fmt: skip


@pytest.mark.parametrize(("content", "said"), TEMPLATES)
def test_what_a_message_shows_of_its_template(content: dict[str, Any], said: dict[str, Any]) -> None:
    found = drafted(
        subject("whatsapp", content={"template_name": "ns:offer", **content}),
        subject("whatsapp", content={"template_name": "plain"}),
        subject("whatsapp", content={"template_name": 5}),
    )
    plain = {"name": "plain", "header": "none", "body": 0}
    assert found == {"whatsapp_templates": {"offer": {"name": "ns:offer", **said}, "plain": plain}}


def test_links_of_the_web_and_of_an_app() -> None:
    def deep(link: str) -> Subject:
        return subject("push", content={"platform_specific": {"android": {"deep_link": link}}})

    found = drafted(
        subject("sms", content={"body": "https://Shop.example/a?b=1 http://other.example"}),
        *map(deep, ("shop://tea?x=1#y", "shop://cup#y", "https:///nowhere", "shop://tea?z=2")),
    )
    assert found == {
        "links": {"hosts": ["shop.example", "other.example"], "deep_links": ["shop://tea", "shop://cup"]}
    }
    assert drafted(deep("shop://tea")) == {"links": {"deep_links": ["shop://tea"]}}


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([], {}),
        (["True", "False"], "boolean"),
        (["True", "x"], "text"),
        ([1, 2.5], "number"),
        ([1, True], {}),
        ([1, "x"], {}),
        ([True], {}),
    ],
)
def test_the_type_that_values_tell_of(values: list[Any], kind: object) -> None:
    assert _kind(values) == kind
    assert (_bare("a:b:c"), _bare("a:"), _bare("a")) == ("c", "a:", "a")


def test_what_is_compared_tells_and_what_only_exists_does_not() -> None:
    def asks(*fields: dict[str, Any]) -> Subject:
        return subject(
            "push",
            where={"event_name": "Bought", "event_properties": [*fields], "common_profile_properties":
                   {"profile_fields": [{**one, "name": f"my {one['name']}"} for one in fields]}},
        )  # fmt: skip

    found = drafted(
        asks(
            {"name": "n", "operator": "equals", "value": [1, 2]},
            {"name": "e", "operator": "exists", "value": "x"},
        ),
        asks(
            {"name": "n", "operator": "less_than", "value": 3},
            {"name": "g", "operator": "does_not_exist", "value": 1},
        ),
        asks(
            {"name": "t", "operator": "equals", "value": "x"},
            {"name": "m", "operator": "equals", "value": None},
        ),
    )
    kinds = {"n": "number", "e": {}, "g": {}, "t": "text", "m": {}}
    assert found == {
        "events": {"Bought": {"properties": kinds}},
        "profile": {f"my {name}": kind for name, kind in kinds.items()},
    }


def test_the_names_of_a_section() -> None:
    used = UsedNames(
        events={"a": {}, "b": {}},
        profile={"c": []},
        templates={"d": {}},
        lists={"control_groups": {"e": None}, "android_channels": {"f": None}},
    )
    sections = (
        "events",
        "profile",
        "whatsapp_templates",
        "control_groups",
        "android_channels",
        "provider_groups",
    )
    assert [used.in_section(name) for name in sections] == [{"a", "b"}, {"c"}, {"d"}, {"e"}, {"f"}, set()]
