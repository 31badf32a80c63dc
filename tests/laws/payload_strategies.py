"""Valid API bodies of every variant, written by hand from the API's tables, for laws that hold for all of them.

``bodies()`` draws (endpoint, body) over all variants, ``bodies_of("push")`` those of one. Every audience has a
positive condition, so no body is for everybody. Import it from a test in this folder as ``payload_strategies``;
from elsewhere add ``tests/laws`` to ``sys.path`` first.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ctc.variants import BY_NAME, CREATE, VARIANTS

Body = dict[str, Any]
Strategy = SearchStrategy[Any]

WORD = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=12
)
TEXT = WORD.filter(lambda text: bool(text.replace("\ufeff", "").strip()))  # a byte order mark alone is blank
URL = st.sampled_from(
    ["https://acme.example/a?x=1&y=2", "http://www.example.com", "example.com", "shop://product/42"]
)
COUNT = st.integers(0, 10_000)
BOOL = st.booleans()
DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
CLOCK = st.times().map(lambda moment: f"{moment:%H:%M}")


def day_number(day: date) -> int:
    return int(f"{day:%Y%m%d}")


@st.composite
def days_in_order(draw: DrawFn) -> dict[str, int]:
    """``from`` and ``to``, one of them, or none."""
    first, length = draw(DAYS), draw(st.integers(0, 400))
    both = {"from": day_number(first), "to": day_number(first + timedelta(days=length))}
    return {key: value for key, value in both.items() if draw(st.integers(0, 4))}


def some(required: Mapping[str, Strategy], optional: Mapping[str, Strategy] | None = None) -> Strategy:
    """A mapping with all of one part and any of the other."""
    return st.fixed_dictionaries(dict(required), optional=dict(optional or {}))


def few(item: Strategy, least: int = 0) -> Strategy:
    return st.lists(item, min_size=least, max_size=3)


# ------------------------------------------------------------------------------------------------- audience

STRING_OPERATORS = ("equals", "not_equals", "contains", "does_not_contain")
COUNT_OPERATORS = ("equals", "greater_than", "greater_than_equals", "less_than", "less_than_equals")
VALUE = st.one_of(TEXT, st.integers(-1000, 1000), st.floats(-1e6, 1e6), few(TEXT, 1))
RANGE = st.lists(st.integers(-1000, 1000), min_size=2, max_size=2).map(sorted)
PREDICATE = st.one_of(
    some({"name": TEXT, "operator": st.sampled_from(STRING_OPERATORS), "value": VALUE}),
    some({"name": TEXT, "operator": st.sampled_from(COUNT_OPERATORS), "value": st.integers()}),
    some({"name": TEXT, "operator": st.sampled_from(["exists", "does_not_exist"])}, {"value": st.just("-1")}),
    some({"name": TEXT, "operator": st.sampled_from(["in", "not_in"]), "value": few(TEXT, 2)}),
    some({"name": TEXT, "operator": st.just("between"), "value": RANGE}),
)
POSITIVE = some({"name": TEXT, "operator": st.just("equals"), "value": TEXT})


@st.composite
def event(draw: DrawFn) -> Body:
    counted = {"operator": draw(st.sampled_from(COUNT_OPERATORS)), "value": draw(COUNT)}
    return {
        "event_name": draw(TEXT),
        **draw(days_in_order()),
        **(counted if draw(BOOL) else {}),
        **({"event_properties": draw(few(PREDICATE))} if draw(BOOL) else {}),
    }


QUERY = some(
    {"did_all": st.lists(event(), min_size=1, max_size=2)},
    {
        "did_none": few(event()),
        "did_any": some({"any_events": few(event())}).flatmap(
            lambda query: st.sampled_from([query, {**query, "operator": "greater_than", "value": 2}])
        ),
    },
)
PROFILE = some(
    {"profile_fields": st.lists(POSITIVE, min_size=1, max_size=3)},
    {
        "demographics": few(PREDICATE),
        "technographics": few(some({"name": TEXT, "value": VALUE})),
        "app_fields": few(some({"name": TEXT, "value": VALUE})),
        "geo_fields": few(some({"name": TEXT, "value": VALUE})),
        "reachability": few(some({"name": TEXT, "value": VALUE})),
    },
)
SEGMENT_IDS = st.integers(1, 2**40)
MORE_WHERE = {
    "event_properties": few(PREDICATE),
    "session_properties": few(some({"name": st.just("first_time"), "value": st.just("True")})),
    "exclude_segments": few(SEGMENT_IDS.map(str)),
}


@st.composite
def where(draw: DrawFn) -> Body:
    """An audience of events, of profiles, of a query, or of several together."""
    parts: Body = {}
    kinds = draw(st.sets(st.sampled_from(["event", "profile", "fields", "query"]), min_size=1))
    if "event" in kinds:
        parts |= {"event_name": draw(TEXT), **draw(days_in_order())}
    if "profile" in kinds:
        parts["common_profile_properties"] = draw(PROFILE)
    if "fields" in kinds:
        parts["profile_fields"] = draw(st.lists(POSITIVE, min_size=1, max_size=2))
    if "query" in kinds:
        parts["advanced_query"] = draw(QUERY)
    return parts | draw(some({}, MORE_WHERE))


AUDIENCE = st.one_of(
    some({"where": where()}),
    some({"segment": st.one_of(SEGMENT_IDS, SEGMENT_IDS.map(str))}),
    some({"segment": SEGMENT_IDS, "where": where()}),
)

# ------------------------------------------------------------------------------------------------- schedule

MOMENT = st.datetimes(datetime(2030, 1, 1), datetime(2035, 12, 31))  # noqa: DTZ001 - an account's local time
STAMP = MOMENT.map(lambda moment: f"{moment:%Y%m%d %H:%M}")
DND = some(
    {"message_state": st.sampled_from(["delay", "discard"])},
    {"dnd_timezone": st.sampled_from(["user", "account"])},
)
WHEN_OBJECT = st.one_of(
    some({"type": st.just("now")}, {"delivery_timezone": st.sampled_from(["user", "account"]), "dnd": DND}),
    some(
        {"type": st.just("later"), "delivery_date_time": st.one_of(few(STAMP, 1), STAMP)},
        {
            "delivery_timezone": st.sampled_from(["user", "account"]),
            "user_timezone_wrap_around": BOOL,
            "dnd": DND,
        },
    ),
    some(
        {"type": st.just("recurring"), "start_time": st.just("20310101 09:30")},
        {
            "repeat_type": st.sampled_from(["day", "week"]),
            "repeats_every": st.integers(1, 4),
            "repeat_on_days_of_week": few(st.integers(1, 7), 1),
            "end_by_date": st.just("20310301"),
            "end_by_occurrences": st.integers(1, 9),
            "campaign_cutoff": CLOCK,
        },
    ),
)
WHEN = st.one_of(st.just("now"), STAMP, STAMP, WHEN_OBJECT)
TTL = st.one_of(
    some({"value": COUNT}, {"ttl_type": st.just("relative")}),
    some({"ttl_type": st.just("absolute"), "value": MOMENT.map(lambda moment: int(f"{moment:%Y%m%d%H%M}"))}),
)
CONTROL_GROUP = st.one_of(
    some({"type": st.just("custom"), "name": TEXT}),
    some({"type": st.just("campaign"), "percentage": st.integers(0, 100)}),
)
GOAL = some(
    {"event_name": TEXT},
    {
        "conversion_time": st.sampled_from(["30m", "1H", "1D", "2W", "5M"]),
        "revenue_property": TEXT,
        "filter_type": some(
            {},
            {
                "event_property": few(
                    some({"property_name": TEXT, "operator": st.just("equals"), "property_value": TEXT})
                ),
                "first_time": st.sampled_from(["yes", "no"]),
                "time_of_day": few(st.tuples(CLOCK, CLOCK).map(list)),
                "day_of_week": few(st.integers(1, 7)),
                "day_of_month": few(st.integers(1, 31)),
            },
        ),
    },
)
ESTIMATES = st.sampled_from([{}, {"estimate_only": True}, {"estimate_only": True, "async_estimate": True}])
OPTIONAL: dict[str, Strategy] = {
    "respect_frequency_caps": BOOL,
    "skip_estimate": BOOL,
    "respect_throttle": BOOL,
    "system_control_group_include": BOOL,
    "provider_nick_name": TEXT,
    "control_group": CONTROL_GROUP,
    "conversion_goal": GOAL,
    "draft": BOOL,
    "labels": few(TEXT),
    "users_limit_overall": st.integers(100, 9999),
    "exclude_segments": few(SEGMENT_IDS.map(str)),
}

# ------------------------------------------------------------------------------------------------- content

ACTIONS = few(some({"l": TEXT, "id": TEXT}, {"dl": URL, "ico": TEXT}), 1)
FREE = st.dictionaries(st.text("KQXZ", min_size=9, max_size=14), TEXT, max_size=2)
"""Custom keys of an app, far from any known one."""
SLIDER = some(
    {"items": few(some({"imageUrl": URL}, {"caption": WORD, "subcaption": WORD, "actionUrl": URL}), 1)},
    {"orientation": st.just("landscape"), "showsPaging": BOOL, "autoPlay": BOOL, "autoDismiss": BOOL},
)


def with_free_keys(known: Strategy) -> Strategy:
    return st.tuples(known, FREE).map(lambda pair: {**pair[1], **pair[0]})


def ios(slider: bool) -> Strategy:
    optional = {
        "deep_link": URL,
        "sound_file": TEXT,
        "category": TEXT,
        "badge_count": COUNT,
        "mutable-content": st.sampled_from(["true", True, False]),
        "ct_mediaUrl": URL,
        "wzrk_dl": URL,
    }
    return with_free_keys(some({"ct_ContentSlider": SLIDER} if slider else {}, optional))


ANDROID = with_free_keys(
    some(
        {},
        {
            "wzrk_cid": TEXT,
            "wzrk_bc": COUNT,
            "wzrk_bi": st.sampled_from(["app icon", "notification icon"]),
            "wzrk_acts": st.one_of(ACTIONS, ACTIONS.map(json.dumps)),
            "wzrk_clr": st.just("#1DA1F2"),
            "background_image": URL,
            "large_icon": URL,
            "deep_link": URL,
            "default_sound": BOOL,
            "enable_rendermax": BOOL,
            "notification_tray_priority": st.sampled_from(["max", "high", "default"]),
        },
    )
)


def push_content(slider: bool = False) -> Strategy:
    platforms = some(
        {"ios": ios(True)} if slider else {}, {"android": ANDROID} | ({} if slider else {"ios": ios(False)})
    )
    required = {"title": TEXT, "body": TEXT} | ({"platform_specific": platforms} if slider else {})
    return some(required, {} if slider else {"platform_specific": platforms})


BROWSERS = some(
    {},
    {
        "safari": some({}, {"deep_link": URL, "ttl": COUNT}),
        "chrome": some(
            {},
            {
                "image": URL,
                "icon": URL,
                "deep_link": URL,
                "ttl": COUNT,
                "require_interaction": BOOL,
                "cta_title1": WORD,
                "cta_link1": URL,
                "cta_iconlink1": URL,
                "cta_title2": WORD,
            },
        ),
        "firefox": some({}, {"icon": URL, "deep_link": URL, "ttl": COUNT}),
        "kaios": some({}, {"icon": URL, "ttl": COUNT, "kaiosKV": st.dictionaries(TEXT, TEXT, max_size=2)}),
    },
)
WEBPUSH = some({"title": TEXT, "body": TEXT}, {"platform_specific": BROWSERS})
EMAIL = some(
    {"subject": TEXT, "body": TEXT, "sender_name": TEXT},
    {"cc": few(TEXT), "bcc": TEXT, "reply_to": TEXT, "pre_header": WORD},
)
SMS = some({"body": TEXT}, {"sms": some({"template_id": TEXT}), "sender_id": TEXT, "unicode": BOOL})

PLATFORM_TEXT = some({"text": URL})
URLS = st.one_of(
    some({"android": PLATFORM_TEXT}, {"ios": PLATFORM_TEXT}),
    some({"ios": PLATFORM_TEXT}, {"android": PLATFORM_TEXT}),
)
LINK_COLOURS = {"color": st.just("#000000"), "bg": st.just("#ffff")}
LINK = st.one_of(
    some({"type": st.just("copy"), "text": TEXT, "copyText": some({"text": WORD})}, LINK_COLOURS),
    some({"type": st.just("url"), "text": TEXT, "url": URLS}, LINK_COLOURS),
)
ACTION = some({}, {"url": URLS, "links": few(LINK)})
PICTURE = some({"content_type": st.sampled_from(["image/jpeg", "image/jpg", "video/mp4"]), "url": URL})
HEADLINE = {"title": some({"text": WORD}), "message": some({"text": WORD})}
CARDS = {
    "simple": some(HEADLINE, {"action": ACTION, "media": PICTURE}),
    "carousel": some({**HEADLINE, "media": PICTURE}, {"action": ACTION}),
    "carousel-image": some({"media": PICTURE}, {**HEADLINE, "action": ACTION}),
    "message-icon": some(HEADLINE, {"action": ACTION, "media": PICTURE, "icon": PICTURE}),
}

TEMPLATE = {"template_name": TEXT}
REPLACEMENTS = st.integers(0, 4).flatmap(lambda n: some({str(i + 1): WORD for i in range(n)}))
BODY = some({"replacements": few(WORD)})
BUTTONS = few(some({"replacements": few(WORD)}))
LATITUDE, LONGITUDE = st.floats(-90, 90), st.floats(-180, 180)
HEADERS = {
    "text": some({"type": st.sampled_from(["text", "Text"]), "replacements": few(WORD)}),
    **{
        kind: some({"type": st.sampled_from([kind, kind.capitalize()]), "media": some({"url": URL})})
        for kind in ("image", "video", "document")
    },
    "location": some(
        {
            "type": st.sampled_from(["location", "Location"]),
            "media": st.sampled_from(["latitiude", "latitude"]).flatmap(
                lambda key: some({key: LATITUDE, "longitude": LONGITUDE}, {"name": WORD, "address": WORD})
            ),
        }
    ),
}
STANDARD: dict[str, Strategy] = {
    "whatsapp-standard": some({**TEMPLATE, "replacements": REPLACEMENTS}, {"locale": st.just("en")}),
    "whatsapp-standard-media": some(
        {
            **TEMPLATE,
            "replacements": REPLACEMENTS,
            "attachments": some({"type": st.sampled_from(["Document", "Image", "Video"]), "value": URL}),
        }
    ),
    "whatsapp-standard-location": some(
        {
            **TEMPLATE,
            "replacements": REPLACEMENTS,
            "attachments": some(
                {
                    "type": st.just("Location"),
                    "value": some(
                        {
                            "latitude": st.one_of(LATITUDE, LATITUDE.map(lambda degrees: f"{degrees:.4f}")),
                            "longitude": LONGITUDE.map(lambda degrees: f"{degrees:.4f}"),
                        }
                    ),
                }
            ),
        }
    ),
}


def whatsapp(name: str) -> Strategy:
    if name in STANDARD:
        return STANDARD[name]
    kind = name.removeprefix("whatsapp-interactive").removeprefix("-")
    header = {"header": HEADERS[kind]} if kind else {}
    return some({**TEMPLATE, **header, "body": BODY}, {"buttons": BUTTONS})


# ------------------------------------------------------------------------------------------------- bodies


def create(
    mode: str, required: Mapping[str, Strategy], optional: Mapping[str, Strategy] | None = None
) -> Strategy:
    base = some(
        {"name": TEXT, "target_mode": st.just(mode), "when": WHEN, **required},
        {**OPTIONAL, **(optional or {})},
    )
    return st.tuples(base, AUDIENCE, ESTIMATES).map(lambda parts: {**parts[0], **parts[1], **parts[2]})


DEVICES = {"devices": few(st.sampled_from(["android", "ios"]), 1), "send_to_all_devices": BOOL}
PUSH_OPTIONS = {**DEVICES, "ttl": TTL, "dnd": DND, "wzrk_cid": TEXT, "wzrk_bc": COUNT, "app_name": TEXT}
INBOX_OPTIONS = {
    **DEVICES,
    "orientation": st.just("p"),
    "time_to_live": COUNT,
    "tags": few(TEXT),
}
RECIPIENTS = few(TEXT)
TO = some({}, dict.fromkeys(("FBID", "Email", "Identity", "objectId", "GPID"), RECIPIENTS)).filter(
    lambda to: any(to.values())
)
SEND_OPTIONS = {
    "tag_group": TEXT,
    "campaign_id": st.integers(1, 2**40),
    "provider_nick_name": TEXT,
    "respect_frequency_caps": BOOL,
}


def send(content: Strategy, optional: Mapping[str, Strategy] | None = None) -> Strategy:
    return some({"to": TO, "content": content}, {**SEND_OPTIONS, **(optional or {})})


VALUES = st.dictionaries(TEXT, TEXT, min_size=1, max_size=3)

BODIES: dict[str, Strategy] = {
    "push": create("push", {"content": push_content()}, PUSH_OPTIONS),
    "push-carousel": create("push", {"content": push_content(slider=True)}, PUSH_OPTIONS),
    "webpush": create("webpush", {"content": WEBPUSH}),
    "email": create("email", {"content": EMAIL}, {"subscription_groups": few(TEXT)}),
    "sms": create("sms", {"content": SMS}, {"provider_group_nickname": TEXT}),
    "webhook": create(
        "webhook",
        {"webhook_endpoint_name": TEXT},
        {
            "webhook_fields": few(st.sampled_from(["profile-attributes", "tokens", "identities"])),
            "webhook_key_value": st.dictionaries(TEXT, WORD, max_size=3),
            "content": st.builds(dict),
        },
    ),
    **{
        f"inbox-{kind}": create(
            "notificationinbox", {"template_type": st.just(kind), "content": few(card, 1)}, INBOX_OPTIONS
        )
        for kind, card in CARDS.items()
    },
    **{
        variant.name: create("whatsapp", {"content": whatsapp(variant.name)})
        for variant in VARIANTS
        if variant.name.startswith("whatsapp-")
    },
    "send-push": send(
        push_content(), {"badge_id": COUNT, "badge_icon": st.just("app icon"), "wzrk_cid": TEXT}
    ),
    "send-webpush": send(WEBPUSH),
    "send-email": send(EMAIL),
    "send-sms": send(SMS),
    "send-whatsapp": send(
        st.one_of(*(whatsapp(v.name) for v in VARIANTS if v.name.startswith("whatsapp-"))),
        {"message_id": st.text("abc123", min_size=1, max_size=8)},
    ),
    "send-externaltrigger": some({"to": TO, "campaign_id": TEXT, "ExternalTrigger": VALUES}, {}),
    "send-externaltrigger-list": some(
        {
            "to": TO,
            "campaign_id_list": st.lists(st.integers(1, 10**10), min_size=1, max_size=5),
            "ExternalTrigger": VALUES,
        },
        {},
    ),
}


def bodies_of(variant: str) -> SearchStrategy[Body]:
    """Valid bodies of one variant."""
    return BODIES[variant]


def bodies() -> SearchStrategy[tuple[str, Body]]:
    """An endpoint and a valid body for it, over all variants."""
    return st.sampled_from(sorted(BODIES)).flatmap(
        lambda name: st.tuples(st.just(BY_NAME[name].endpoint), BODIES[name])
    )


__all__ = ["BODIES", "CREATE", "Body", "bodies", "bodies_of", "where"]
