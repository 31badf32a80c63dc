"""How much of a text a device shows before it cuts it: every figure in one table, with its source.

No vendor publishes exact figures: what fits depends on the device, the font size and the letters. These are
the figures that messaging vendors measured and recommend; the preview cuts at them and says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """``characters`` that are shown in one place, on ``lines`` lines."""

    place: str
    field: str
    characters: int
    lines: int
    source: str


_MOJICNT: Final = (
    "mojicnt.click, push notification length: Android 65 / 45 collapsed / 240 expanded, iOS 50 / 178"
)
_EMARSYS: Final = (
    "emartech.github.io, push limitations: an expanded notification with an image keeps 20 to 90"
)
_BATCH: Final = "doc.batch.com, optimal length for every web push notification: Windows 10 and later"
_PUSHOWL: Final = "pushowl.com, ideal character length: Windows 11 Chrome, buttons show up to 19 characters"
_WEBPUSH: Final = "webpushnotifications.xyz, character limit by OS and browser: macOS Safari 49 / 103"
_MAIL: Final = "wordcounterfree.com, typecount.com: Gmail on a desktop 70 to 77, iPhone 35 to 41 characters"
_PREHEADER: Final = (
    "emailtooltester.com: Apple Mail on an iPhone shows 99 characters; wordcounternow.com: Gmail 120"
)
_ANDROID_ACTION: Final = "an estimate: one line, two buttons side by side on a screen 360 dp wide"
_WHATSAPP: Final = "developers.facebook.com, message templates: header 60, body 1024 characters"


def _limit(place: str, field: str, characters: int, lines: int, source: str) -> Limit:
    return Limit(place=place, field=field, characters=characters, lines=lines, source=source)


LIMITS: Final[Mapping[str, Limit]] = {
    "android.collapsed.title": _limit("Android, collapsed", "Title", 65, 1, _MOJICNT),
    "android.collapsed.body": _limit("Android, collapsed", "Body", 45, 1, _MOJICNT),
    "android.expanded.title": _limit("Android, expanded", "Title", 65, 1, _MOJICNT),
    "android.expanded.body": _limit("Android, expanded", "Body", 240, 6, _MOJICNT),
    "android.picture.body": _limit("Android, expanded with an image", "Body", 90, 2, _EMARSYS),
    "android.action": _limit("Android", "Button", 25, 1, _ANDROID_ACTION),
    "ios.lock.title": _limit("iOS, lock screen", "Title", 50, 1, _MOJICNT),
    "ios.lock.body": _limit("iOS, lock screen", "Body", 178, 4, _MOJICNT),
    "chrome.title": _limit("Chrome on Windows", "Title", 70, 2, _BATCH),
    "chrome.body": _limit("Chrome on Windows", "Body", 140, 4, _BATCH),
    "chrome.action": _limit("Chrome on Windows", "Button", 19, 1, _PUSHOWL),
    "firefox.title": _limit("Firefox on Windows", "Title", 50, 1, _BATCH),
    "firefox.body": _limit("Firefox on Windows", "Body", 200, 4, _BATCH),
    "safari.title": _limit("Safari on macOS", "Title", 49, 1, _WEBPUSH),
    "safari.body": _limit("Safari on macOS", "Body", 103, 2, _WEBPUSH),
    "mail.desktop.subject": _limit("Mail list, desktop", "Subject", 70, 1, _MAIL),
    "mail.phone.subject": _limit("Mail list, phone", "Subject", 41, 1, _MAIL),
    "mail.desktop.preheader": _limit("Mail list, desktop", "First words", 120, 1, _PREHEADER),
    "mail.phone.preheader": _limit("Mail list, phone", "First words", 99, 2, _PREHEADER),
    "whatsapp.header": _limit("WhatsApp", "Header value", 60, 1, _WHATSAPP),
}
