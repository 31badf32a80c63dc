"""Rules about the app inbox (CTC450 to CTC453)."""

from collections.abc import Iterator
from typing import Final

from ctc.diagnostics import Severity
from ctc.validation.rules.rule import Problem, Rule, Subject
from ctc.validation.subject.media import disagreement
from ctc.validation.subject.reading import dig, items, mapping, text

INBOX: Final = frozenset({"notificationinbox"})


def _no_icon(subject: Subject) -> Iterator[Problem]:
    if subject.body.get("template_type") != "message-icon":
        return
    for index, card in enumerate(items(subject.body.get("content"))):
        if "icon" not in mapping(card):
            yield Problem(
                "a message-icon without `icon` shows an empty square beside its text",
                ("content", index),
                "add `icon: {content_type: image/png, url: …}`, or use template_type: simple",
                at="key",
            )


NO_ICON = Rule(
    code="CTC450",
    severity=Severity.WARNING,
    title="an inbox message with icon has no icon",
    what="`template_type` is message-icon, and the entry lacks `icon`.",
    why="The template keeps its place for the icon, and shows it empty.",
    bad="template_type: message-icon\ncontent: [{title: {text: Hi}, message: {text: Hello}}]",
    good="template_type: message-icon\ncontent:\n  - title: {text: Hi}\n    message: {text: Hello}\n"
    "    icon: {content_type: image/png, url: 'https://cdn.acme.example/i.png'}",
    source="[seed] the sample of message-icon",
    channels=INBOX,
    check=_no_icon,
)


def _one_card(subject: Subject) -> Iterator[Problem]:
    kind = text(subject.body.get("template_type"))
    if kind.startswith("carousel") and len(items(subject.body.get("content"))) == 1:
        yield Problem(
            "a carousel of one card has nothing to swipe to",
            ("content",),
            "add a card, or use template_type: simple",
            at="key",
        )


ONE_CARD = Rule(
    code="CTC451",
    severity=Severity.WARNING,
    title="the inbox carousel has one card",
    what="`template_type` is a carousel, and `content` holds a single entry.",
    why="The app draws dots and a swipe that lead nowhere; `simple` shows one card better.",
    bad="template_type: carousel-image\ncontent: [{media: {content_type: image/png, url: 'https://a.example/1.png'}}]",
    good="template_type: carousel-image\ncontent:\n"
    "  - {media: {content_type: image/png, url: 'https://a.example/1.png'}}\n"
    "  - {media: {content_type: image/png, url: 'https://a.example/2.png'}}",
    source="[seed] the samples of both carousels",
    channels=INBOX,
    check=_one_card,
)


def _media(subject: Subject) -> Iterator[Problem]:
    for index, card in enumerate(items(subject.body.get("content"))):
        for key in ("media", "icon"):
            entry = mapping(mapping(card).get(key))
            kind, url = text(entry.get("content_type")), text(entry.get("url"))
            extension = disagreement(kind.partition("/")[0].lower(), url)
            if extension:
                yield Problem(
                    f"`content_type` says {kind}, and the address ends in {extension}: the app may show nothing",
                    ("content", index, key, "url"),
                    "make the two agree",
                )


MEDIA = Rule(
    code="CTC452",
    severity=Severity.WARNING,
    title="the media of an inbox card is not what it says",
    what="`content_type` names another kind of media than the address ends in.",
    why="The app chooses its player by `content_type`, and shows nothing when that is wrong.",
    bad="template_type: simple\ncontent: [{media: {content_type: image/png, url: 'https://a.example/film.mp4'}}]",
    good="template_type: simple\ncontent: [{media: {content_type: video/mp4, url: 'https://a.example/film.mp4'}}]",
    source="[seed] media.content_type",
    channels=INBOX,
    check=_media,
)


def _one_platform(subject: Subject) -> Iterator[Problem]:
    for index, card in enumerate(items(subject.body.get("content"))):
        url = mapping(dig(card, "action", "url"))
        missing = (subject.devices & {"android", "ios"}) - url.keys()
        if url and missing:
            yield Problem(
                f"the card opens something on {', '.join(sorted(url))} alone: a tap on {min(missing)} does nothing",
                ("content", index, "action", "url"),
                f"add `{min(missing)}: {{text: …}}`",
                at="key",
            )


ONE_PLATFORM = Rule(
    code="CTC453",
    severity=Severity.WARNING,
    title="an inbox card opens something on one platform alone",
    what="`action.url` lacks a platform that `devices` names.",
    why="A tap there does nothing.",
    bad="template_type: simple\ndevices: [android, ios]\n"
    "content: [{action: {url: {android: {text: 'acme://cart'}}}}]",
    good="template_type: simple\ndevices: [android, ios]\n"
    "content: [{action: {url: {android: {text: 'acme://cart'}, ios: {text: 'acme://cart'}}}}]",
    source="[seed] action.url",
    channels=INBOX,
    check=_one_platform,
)

RULES = (NO_ICON, ONE_CARD, MEDIA, ONE_PLATFORM)
