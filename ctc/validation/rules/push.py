"""Rules about push, but for its carousel and buttons (CTC430 to CTC432, CTC436 to CTC438)."""

from collections.abc import Iterator
from typing import Final

from ctc.canonical import canonical_bytes
from ctc.diagnostics import Severity
from ctc.validation.rules.edit import Edit, Insert
from ctc.validation.rules.rule import Problem, Rule, Subject
from ctc.validation.subject.reading import mapping, text

PUSH: Final = frozenset({"push"})
TITLE_SHOWN: Final = {"android": 65, "ios": 50}
BODY_SHOWN: Final = {"android": 240, "ios": 178}
LIMIT: Final = 4096
"""Bytes of one notification, by APNs and FCM alike."""
IOS: Final = ("content", "platform_specific", "ios")
ANDROID: Final = ("content", "platform_specific", "android")


def _cut(subject: Subject, key: str, shown: dict[str, int]) -> Iterator[Problem]:
    written = text(subject.content.get(key))
    length = len(written)
    if "{{" in written or length <= min(shown.values()):
        return
    cut = [(name, limit) for name, limit in shown.items() if name in subject.devices and length > limit]
    if cut:
        limits = " and ".join(f"{_NAMES[name]} after about {limit}" for name, limit in cut)
        yield Problem(
            f"the {key} has {length} characters, and is cut on {limits}",
            ("content", key),
            "say what matters first, and shorten the rest",
        )


_NAMES: Final = {"android": "Android", "ios": "iOS"}


def _long_title(subject: Subject) -> Iterator[Problem]:
    yield from _cut(subject, "title", TITLE_SHOWN)


LONG_TITLE = Rule(
    code="CTC430",
    severity=Severity.WARNING,
    title="the push title is longer than phones show",
    what="The title has more than about 65 (Android) or 50 (iOS) characters. One with Liquid in it is not counted.",
    why="A title has one line, and what does not fit is cut.",
    bad="target_mode: push\ncontent: {title: A very long title that says everything there is to say on the harvest}",
    good="target_mode: push\ncontent: {title: The harvest is in}",
    channels=PUSH,
    check=_long_title,
)


def _no_channel(subject: Subject) -> Iterator[Problem]:
    if "android" not in subject.devices or ("devices" not in subject.body and _is_ios_alone(subject)):
        return
    android = mapping(subject.platforms.get("android"))
    if text(android.get("wzrk_cid")).strip() or text(subject.body.get("wzrk_cid")).strip():
        return
    path = ANDROID if "android" in subject.platforms else ("content",)
    yield Problem(
        "no notification channel (`wzrk_cid`): devices with Android 8 or later show nothing without one",
        path,
        "add `wzrk_cid` with an existing channel id under content.platform_specific.android",
        at="key",
    )


def _is_ios_alone(subject: Subject) -> bool:
    return "ios" in subject.platforms and "android" not in subject.platforms


NO_CHANNEL = Rule(
    code="CTC431",
    severity=Severity.WARNING,
    title="a push to Android names no notification channel",
    what="Android is targeted, and `wzrk_cid` is missing.",
    why="Android 8 and later need a channel; without one CleverTap answers with an error, or the phone shows nothing.",
    bad="target_mode: push\ndevices: [android]\ncontent: {title: Hi, body: Hello}",
    good="target_mode: push\ndevices: [android]\ncontent:\n  title: Hi\n  body: Hello\n  platform_specific:\n"
    "    android: {wzrk_cid: Marketing}",
    source="[seed] wzrk_cid; [api] (g): Notification channel is required for devices having Android 8.0 or above",
    channels=PUSH,
    check=_no_channel,
)


def _lacks_mutable(subject: Subject) -> bool:
    ios = mapping(subject.platforms.get("ios"))
    return bool(ios.keys() & {"ct_mediaUrl", "ct_ContentSlider"}) and "mutable-content" not in ios


def _not_mutable(subject: Subject) -> Iterator[Problem]:
    if _lacks_mutable(subject):
        yield Problem(
            'media without `mutable-content: "true"`: iOS then shows the text alone, and no view is counted',
            IOS,
            'add `mutable-content: "true"` beside it',
            at="key",
        )


def _fix_not_mutable(subject: Subject) -> Iterator[Edit]:
    if _lacks_mutable(subject):
        yield Insert(path=IOS, key="mutable-content", value="true")


NOT_MUTABLE = Rule(
    code="CTC432",
    severity=Severity.WARNING,
    title="media on iOS without mutable-content",
    what="`ct_mediaUrl` or `ct_ContentSlider` is given, and `mutable-content` is not.",
    why="iOS hands a notification to the app's extension, which loads the media, only when it is marked mutable.",
    bad="target_mode: push\ncontent:\n  platform_specific:\n    ios: {ct_mediaUrl: 'https://cdn.acme.example/a.jpg'}",
    good="target_mode: push\ncontent:\n  platform_specific:\n    ios:\n      mutable-content: 'true'\n"
    "      ct_mediaUrl: https://cdn.acme.example/a.jpg",
    source="[seed] mutable-content; Apple, UNNotificationServiceExtension",
    channels=PUSH,
    check=_not_mutable,
    fix=_fix_not_mutable,
)


def _untargeted(subject: Subject) -> Iterator[Problem]:
    for name in ("android", "ios"):
        if name in subject.platforms and name not in subject.devices:
            yield Problem(
                f"settings for {_NAMES[name]}, but `devices` does not name {name}: no such device is sent to",
                ("content", "platform_specific", name),
                f"add {name} to `devices`, or remove these settings",
                at="key",
            )


UNTARGETED = Rule(
    code="CTC436",
    severity=Severity.WARNING,
    title="settings for a platform that is not sent to",
    what="`platform_specific` configures a platform that `devices` leaves out.",
    why="Either the platform was forgotten, and its users get nothing, or the settings are dead.",
    bad="target_mode: push\ndevices: [android]\ncontent:\n  platform_specific:\n    android: {wzrk_cid: Marketing}\n"
    "    ios: {badge_count: 1}",
    good="target_mode: push\ndevices: [android, ios]\ncontent:\n  platform_specific:\n"
    "    android: {wzrk_cid: Marketing}\n    ios: {badge_count: 1}",
    source="[seed] devices",
    channels=PUSH,
    check=_untargeted,
)


def _too_big(subject: Subject) -> Iterator[Problem]:
    if len(canonical_bytes(subject.content)) <= LIMIT:  # what one platform gets of it is less
        return
    shared = {key: value for key, value in subject.content.items() if key != "platform_specific"}
    for name in ("android", "ios"):
        own = mapping(subject.platforms.get(name))
        size = len(canonical_bytes({**shared, **own}))
        if size > LIMIT and name in subject.devices:
            yield Problem(
                f"the notification for {_NAMES[name]} has {size} bytes: its service refuses more than {LIMIT}",
                ("content",),
                "shorten the texts, or keep data behind a link",
                at="key",
            )
            return


TOO_BIG = Rule(
    code="CTC437",
    severity=Severity.WARNING,
    title="the notification is larger than 4 KB",
    what="Title, body and the settings of one platform take more than 4096 bytes as JSON.",
    why="Apple's and Google's services refuse it, after CleverTap has answered success.",
    bad="target_mode: push\ncontent: {title: Hi, body: …4,100 characters…}",
    good="target_mode: push\ncontent: {title: Hi, body: The harvest is in}",
    source="Apple, Generating a remote notification; Firebase, About FCM messages",
    channels=PUSH,
    check=_too_big,
)


def _long_body(subject: Subject) -> Iterator[Problem]:
    yield from _cut(subject, "body", BODY_SHOWN)


LONG_BODY = Rule(
    code="CTC438",
    severity=Severity.WARNING,
    title="the push body is longer than phones show",
    what="The body has more than about 240 (Android) or 178 (iOS) characters. One with Liquid in it is not counted.",
    why="Phones show two to four lines, and cut the rest.",
    bad="target_mode: push\ncontent: {title: Hi, body: '"
    + "The harvest of this year is in, and it is good. " * 6
    + "'}",
    good="target_mode: push\ncontent: {title: Hi, body: 'The harvest of this year is in, and it is good.'}",
    channels=PUSH,
    check=_long_body,
)

RULES = (LONG_TITLE, NO_CHANNEL, NOT_MUTABLE, UNTARGETED, TOO_BIG, LONG_BODY)
