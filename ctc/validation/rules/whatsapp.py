"""Rules about WhatsApp templates (CTC460 to CTC464). The spelling of coordinates is the schema's concern."""

from collections.abc import Iterator
from typing import Final

from ctc.canonical import Json
from ctc.diagnostics import JsonPath, Severity
from ctc.digits import whole
from ctc.patterns import pattern
from ctc.suggest import with_article
from ctc.validation.rules.rule import Problem, Rule, Subject
from ctc.validation.subject.media import disagreement
from ctc.validation.subject.reading import dig, items, mapping, text

WHATSAPP: Final = frozenset({"whatsapp"})
_REFUSED = pattern(r"[\n\t]| {5,}")


def _skipped(subject: Subject) -> Iterator[Problem]:
    numbers = map(whole, mapping(subject.content.get("replacements")))
    given = sorted(number for number in numbers if number is not None)
    is_short = bool(given) and given[-1] < 100
    missing = [number for number in range(1, given[-1]) if number not in given] if is_short else []
    if missing:
        named = ", ".join(str(number) for number in missing[:5])
        yield Problem(
            f"the replacements go up to {given[-1]} and skip {named}: WhatsApp refuses a message whose "
            "placeholders are not all filled",
            ("content", "replacements"),
            f'add "{missing[0]}", or number them without a gap',
            at="key",
        )


SKIPPED = Rule(
    code="CTC460",
    severity=Severity.WARNING,
    title="the replacements skip a number",
    what='The keys of `replacements` are not "1", "2", "3" and so on without a gap.',
    why="A template's placeholders are numbered from 1; one that is not filled fails the whole message.",
    bad='content: {template_name: order, replacements: {"1": Ann, "3": today}}',
    good='content: {template_name: order, replacements: {"1": Ann, "2": T-42, "3": today}}',
    source="[seed] content.replacements",
    channels=WHATSAPP,
    check=_skipped,
)


def _media(subject: Subject) -> Iterator[Problem]:
    for kind, url, path in (
        (dig(subject.content, "header", "type"), dig(subject.content, "header", "media", "url"), HEADER_URL),
        (dig(subject.content, "attachments", "type"), dig(subject.content, "attachments", "value"), ATTACHED),
    ):
        extension = disagreement(text(kind).lower(), text(url))
        if extension:
            yield Problem(
                f"the template wants {with_article(text(kind).lower())}, and the address ends in {extension}: WhatsApp "
                "refuses the message",
                path,
                "give the address of the right kind of file, or correct `type`",
            )


HEADER_URL: Final = ("content", "header", "media", "url")
ATTACHED: Final = ("content", "attachments", "value")


MEDIA = Rule(
    code="CTC461",
    severity=Severity.WARNING,
    title="header or attachment and its file disagree",
    what="The type is image, video or document, and the address ends like another kind of file.",
    why="WhatsApp checks the file against the template's type and drops the message.",
    bad="content: {template_name: order, header: {type: image, media: {url: 'https://a.example/terms.pdf'}}}",
    good="content: {template_name: order, header: {type: image, media: {url: 'https://a.example/tea.jpg'}}}",
    source="[seed] content.header; Meta, Cloud API media types",
    channels=WHATSAPP,
    check=_media,
)


def _nowhere(subject: Subject) -> Iterator[Problem]:
    for path in (("content", "header", "media"), ("content", "attachments", "value")):
        place = mapping(dig(subject.body, *path))
        latitude = place.get("latitude", place.get("latitiude"))
        if _is_zero(latitude) and _is_zero(place.get("longitude")):
            yield Problem(
                "the location is 0, 0, in the sea off Africa: the coordinates were most likely left out",
                path,
                "fill in the coordinates of the place",
                at="key",
            )


def _is_zero(value: Json) -> bool:
    try:
        return isinstance(value, int | float | str) and not isinstance(value, bool) and float(value) == 0
    except ValueError:
        return False


NOWHERE = Rule(
    code="CTC462",
    severity=Severity.WARNING,
    title="the location is 0, 0",
    what="Both coordinates are zero.",
    why="It is a place in the Gulf of Guinea, and the usual sign of coordinates that were never filled in.",
    bad="content:\n  template_name: shop\n  attachments: {type: Location, value: {latitude: '0', longitude: '0'}}",
    good="content:\n  template_name: shop\n"
    "  attachments: {type: Location, value: {latitude: '12.97', longitude: '77.59'}}",
    channels=WHATSAPP,
    check=_nowhere,
)


def _parameters(content: Json) -> Iterator[tuple[JsonPath, str]]:
    for key, value in mapping(dig(content, "replacements")).items():
        yield ("content", "replacements", key), text(value)
    for part in ("header", "body"):
        for index, value in enumerate(items(dig(content, part, "replacements"))):
            yield ("content", part, "replacements", index), text(value)
    for number, button in enumerate(items(dig(content, "buttons"))):
        for index, value in enumerate(items(mapping(button).get("replacements"))):
            yield ("content", "buttons", number, "replacements", index), text(value)


def _refused(subject: Subject) -> Iterator[Problem]:
    for path, value in _parameters(subject.content):
        if not value.strip():
            yield Problem(
                "an empty replacement: WhatsApp refuses a message with an empty parameter",
                path,
                "give it a value; an empty one often is a variable that was left empty",
            )
        elif _REFUSED.search(value):
            yield Problem(
                "a replacement with a line break, a tab or more than four blanks in a row: WhatsApp refuses it",
                path,
                "put the layout into the template, and words alone into the replacement",
            )


REFUSED = Rule(
    code="CTC463",
    severity=Severity.WARNING,
    title="WhatsApp refuses a replacement",
    what="A replacement is empty, or holds a line break, a tab or more than four blanks in a row.",
    why="WhatsApp drops the message with error 132000 or 132018, after CleverTap has answered success.",
    bad='content: {template_name: order, replacements: {"1": ""}}',
    good='content: {template_name: order, replacements: {"1": Ann}}',
    source="Meta, Cloud API error codes",
    channels=WHATSAPP,
    check=_refused,
)


def _whole_address(subject: Subject) -> Iterator[Problem]:
    for number, button in enumerate(items(subject.content.get("buttons"))):
        for index, value in enumerate(items(mapping(button).get("replacements"))):
            if "://" in text(value):
                yield Problem(
                    "a button takes the end of an address, not a whole one: the template already holds its beginning",
                    ("content", "buttons", number, "replacements", index),
                    "write what follows the template's address, such as `cart/42`",
                )


WHOLE_ADDRESS = Rule(
    code="CTC464",
    severity=Severity.WARNING,
    title="a button's replacement is a whole address",
    what="A replacement of `buttons` holds `://`.",
    why="It is appended to the address of the approved template, and the two together lead nowhere.",
    bad="content: {template_name: order, buttons: [{replacements: ['https://acme.example/cart']}]}",
    good="content: {template_name: order, buttons: [{replacements: [cart]}]}",
    source="[seed] content.buttons: adds a suffix to a button with a dynamic URL",
    channels=WHATSAPP,
    check=_whole_address,
)

RULES = (SKIPPED, MEDIA, NOWHERE, REFUSED, WHOLE_ADDRESS)
