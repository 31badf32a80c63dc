"""Rules about the parts of a push: the iOS carousel and Android's buttons (CTC433 to CTC435)."""

from collections.abc import Iterator
from typing import Final

from ctc.canonical import Json
from ctc.diagnostics import JsonPath, Severity
from ctc.validation.rules.edit import Edit, Insert, Replace
from ctc.validation.rules.push import ANDROID, IOS, PUSH
from ctc.validation.rules.rule import Problem, Rule, Subject
from ctc.validation.subject.links import actions
from ctc.validation.subject.reading import items, mapping, text

CATEGORY: Final = "CTNotification"
MOST_BUTTONS: Final = 3


def _category(subject: Subject) -> Iterator[Problem]:
    ios = mapping(subject.platforms.get("ios"))
    if "ct_ContentSlider" in ios and ios.get("category") != CATEGORY:
        has = "category" in ios
        yield Problem(
            f"a carousel needs `category: {CATEGORY}`"
            + (f", not {ios['category']!r}" if has else "")
            + ": iOS opens the extension that draws the slides by that name",
            (*IOS, "category") if has else (*IOS, "ct_ContentSlider"),
            f"write `category: {CATEGORY}`",
            at="value" if has else "key",
        )


def _fix_category(subject: Subject) -> Iterator[Edit]:
    ios = mapping(subject.platforms.get("ios"))
    if "ct_ContentSlider" not in ios or ios.get("category") == CATEGORY:
        return
    if "category" not in ios:
        yield Insert(path=IOS, key="category", value=CATEGORY)
    elif text(ios["category"]):
        yield Replace(path=(*IOS, "category"), old=text(ios["category"]), new=CATEGORY)


CAROUSEL_CATEGORY = Rule(
    code="CTC433",
    severity=Severity.WARNING,
    title="the iOS carousel lacks its category",
    what=f"`ct_ContentSlider` is given, and `category` is not `{CATEGORY}`.",
    why="iOS chooses the notification content extension by the category; with another one it shows plain text.",
    bad="target_mode: push\ncontent:\n  platform_specific:\n    ios:\n      mutable-content: 'true'\n"
    "      category: Books\n      ct_ContentSlider: {items: [{imageUrl: 'https://cdn.acme.example/1.jpg'}]}",
    good="target_mode: push\ncontent:\n  platform_specific:\n    ios:\n      mutable-content: 'true'\n"
    "      category: CTNotification\n      ct_ContentSlider: {items: [{imageUrl: 'https://cdn.acme.example/1.jpg'}]}",
    source="[seed] the sample of the iOS carousel",
    channels=PUSH,
    check=_category,
    fix=_fix_category,
)


def _buttons(subject: Subject) -> Iterator[Problem]:
    found = mapping(subject.platforms.get("android"))
    for holder, path in ((found, (*ANDROID, "wzrk_acts")), (subject.body, ("wzrk_acts",))):
        if "wzrk_acts" in holder:
            yield from _about_buttons(holder["wzrk_acts"], path)


def _about_buttons(written: Json, path: JsonPath) -> Iterator[Problem]:
    buttons = actions(written)
    if len(buttons) > MOST_BUTTONS:
        yield Problem(
            f"{len(buttons)} buttons: Android shows {MOST_BUTTONS} at most, and leaves out the rest", path
        )
    seen: set[str] = set()
    for number, button in enumerate(buttons, 1):
        name = text(mapping(button).get("id")).strip()
        if not name:
            yield Problem(
                f"button {number} has no `id`: its clicks cannot be told from those of the others",
                path,
                "give each button an id of its own",
            )
        if name and name in seen:
            yield Problem(f"two buttons share the id {name!r}: their clicks cannot be told apart", path)
        seen.add(name)


BUTTONS = Rule(
    code="CTC434",
    severity=Severity.WARNING,
    title="Android's buttons are too many, or cannot be told apart",
    what="`wzrk_acts` holds more than three entries, or an entry lacks `id` or repeats one.",
    why="Android shows three actions at most, and the id is what reports and the app tell a click by.",
    bad="target_mode: push\ncontent:\n  platform_specific:\n    android:\n      wzrk_cid: Marketing\n"
    "      wzrk_acts: [{l: Open, dl: 'acme://cart'}]",
    good="target_mode: push\ncontent:\n  platform_specific:\n    android:\n      wzrk_cid: Marketing\n"
    "      wzrk_acts: [{l: Open, dl: 'acme://cart', id: open, ico: ic_open}]",
    source="[seed] wzrk_acts; three at most [client code]",
    channels=PUSH,
    check=_buttons,
)


def _slides(subject: Subject) -> Iterator[Problem]:
    slider = mapping(mapping(subject.platforms.get("ios")).get("ct_ContentSlider"))
    slides = items(slider.get("items"))
    path = (*IOS, "ct_ContentSlider", "items")
    if len(slides) == 1:
        yield Problem(
            "a carousel of one slide has nothing to swipe to",
            path,
            "add a slide, or send the image as `ct_mediaUrl`",
        )


SLIDES = Rule(
    code="CTC435",
    severity=Severity.WARNING,
    title="the carousel has a single slide",
    what="`ct_ContentSlider.items` holds one entry.",
    why="It shows a pager and a swipe that lead nowhere; `ct_mediaUrl` shows one image on more versions of iOS.",
    bad="target_mode: push\ncontent:\n  platform_specific:\n    ios:\n      category: CTNotification\n"
    "      ct_ContentSlider: {items: [{imageUrl: 'https://cdn.acme.example/1.jpg'}]}",
    good="target_mode: push\ncontent:\n  platform_specific:\n    ios:\n      category: CTNotification\n"
    "      ct_ContentSlider:\n        items:\n          - {imageUrl: 'https://cdn.acme.example/1.jpg'}\n"
    "          - {imageUrl: 'https://cdn.acme.example/2.jpg'}",
    source="[api] (d) push",
    channels=PUSH,
    check=_slides,
)

RULES = (CAROUSEL_CATEGORY, BUTTONS, SLIDES)
