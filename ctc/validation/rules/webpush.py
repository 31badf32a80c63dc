"""Rules about web push (CTC440 to CTC444)."""

from collections.abc import Iterator
from typing import Final

from ctc.diagnostics import Severity
from ctc.validation.rules.rule import Problem, Rule, Subject
from ctc.validation.subject.reading import mapping, text

WEBPUSH: Final = frozenset({"webpush"})
SHOWN: Final = {"title": 50, "body": 120}
PLATFORMS: Final = ("content", "platform_specific")


def _long(subject: Subject) -> Iterator[Problem]:
    for key, limit in SHOWN.items():
        length = len(text(subject.content.get(key)))
        if length > limit:
            yield Problem(
                f"the {key} has {length} characters: browsers cut it after about {limit}",
                ("content", key),
                "say what matters first, and shorten the rest",
            )


LONG = Rule(
    code="CTC440",
    severity=Severity.WARNING,
    title="the web push is longer than browsers show",
    what="The title has more than about 50 characters, or the body more than about 120.",
    why="Chrome on Windows and macOS shows one line of title and two to four of body.",
    bad="content: {title: A very long title that says everything there is to say on the harvest, body: Hello}",
    good="content: {title: The harvest is in, body: Hello}",
    channels=WEBPUSH,
    check=_long,
)


def _no_icon(subject: Subject) -> Iterator[Problem]:
    for browser in ("chrome", "firefox"):
        if browser in subject.platforms and not mapping(subject.platforms[browser]).get("icon"):
            yield Problem(
                f"no icon for {browser.title()}: it shows its own bell or logo, and not whose message this is",
                (*PLATFORMS, browser),
                "add `icon` with a square image of 192 pixels",
                at="key",
            )


NO_ICON = Rule(
    code="CTC441",
    severity=Severity.INFO,
    title="the web push has no icon",
    what="The settings of Chrome or Firefox lack `icon`.",
    why="The browser then shows its own, and readers do not see who writes.",
    bad="content:\n  platform_specific:\n    chrome: {deep_link: 'https://acme.example/cart'}",
    good="content:\n  platform_specific:\n    chrome:\n      deep_link: https://acme.example/cart\n"
    "      icon: https://cdn.acme.example/icon-192.png",
    source="[seed] the samples of webpush",
    channels=WEBPUSH,
    check=_no_icon,
)


def _stays(subject: Subject) -> Iterator[Problem]:
    if mapping(subject.platforms.get("chrome")).get("require_interaction") is True:
        yield Problem(
            "`require_interaction: true` keeps the message on the screen until it is clicked away",
            (*PLATFORMS, "chrome", "require_interaction"),
            "keep it for what needs an answer; for an offer, false",
        )


STAYS = Rule(
    code="CTC442",
    severity=Severity.INFO,
    title="the web push stays until it is clicked away",
    what="`require_interaction` is true for Chrome.",
    why="It is meant for what needs an answer; on an offer it makes people revoke the permission.",
    bad="content:\n  platform_specific:\n    chrome: {require_interaction: true}",
    good="content:\n  platform_specific:\n    chrome: {require_interaction: false}",
    source="[seed] require_interaction; W3C Notifications, requireInteraction",
    channels=WEBPUSH,
    check=_stays,
)


def _half_button(subject: Subject) -> Iterator[Problem]:
    chrome = mapping(subject.platforms.get("chrome"))
    for number in ("1", "2"):
        title, link = f"cta_title{number}", f"cta_link{number}"
        has = [key for key in (title, link) if text(chrome.get(key)).strip()]
        if len(has) == 1:
            lacks = link if has == [title] else title
            yield Problem(
                f"`{has[0]}` without `{lacks}`: a button needs both a title and a link",
                (*PLATFORMS, "chrome", has[0]),
                f"add `{lacks}`",
                at="key",
            )


HALF_BUTTON = Rule(
    code="CTC443",
    severity=Severity.WARNING,
    title="a button of the web push is half there",
    what="`cta_title1` stands without `cta_link1`, or the reverse; the same for 2.",
    why="A button without a link does nothing, and one without a title is not shown.",
    bad="content:\n  platform_specific:\n    chrome: {cta_title1: Open the cart}",
    good="content:\n  platform_specific:\n    chrome:\n      cta_title1: Open the cart\n"
    "      cta_link1: https://acme.example/cart",
    source="[seed] the samples of webpush",
    channels=WEBPUSH,
    check=_half_button,
)


def _leads_nowhere(subject: Subject) -> Iterator[Problem]:
    for browser in ("chrome", "firefox", "safari"):
        settings = subject.platforms.get(browser)
        if isinstance(settings, dict) and not text(settings.get("deep_link")).strip():
            yield Problem(
                f"no `deep_link` for {browser.title()}: a click on the message opens nothing in particular",
                (*PLATFORMS, browser),
                "add `deep_link` with the page to open",
                at="key",
            )


LEADS_NOWHERE = Rule(
    code="CTC444",
    severity=Severity.INFO,
    title="a click on the web push leads nowhere",
    what="The settings of a browser lack `deep_link`.",
    why="The click is the point of the message.",
    bad="content:\n  platform_specific:\n    firefox: {icon: 'https://cdn.acme.example/icon-192.png'}",
    good="content:\n  platform_specific:\n    firefox:\n      icon: https://cdn.acme.example/icon-192.png\n"
    "      deep_link: https://acme.example/cart",
    source="[seed] the samples of webpush",
    channels=WEBPUSH,
    check=_leads_nowhere,
)

RULES = (LONG, NO_ICON, STAYS, HALF_BUTTON, LEADS_NOWHERE)
