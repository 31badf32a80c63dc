"""How a text is cut into SMS parts, as the network counts them.

Source: 3GPP TS 23.038. Section 6.2.1 is the default alphabet (7 bits a character), 6.2.1.1 its extension table,
whose characters cost an escape and so count twice. A text with any other character goes out as UCS-2, 16 bits
a unit; what lies beyond the basic plane (most emoji) takes two units. A part carries 140 octets: 160 septets or
70 units. Several parts give six octets of each to the header that joins them (TS 23.040, 9.2.3.24.1), which
leaves 153 septets or 67 units; an escape pair or a surrogate pair is never split over two parts. National
shift tables (6.2.1.2) are left out: providers rarely switch them on, so a text that needs one is UCS-2 here.
"""

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

Encoding = Literal["GSM-7", "UCS-2"]

GSM_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""One septet each (TS 23.038, 6.2.1)."""
GSM_EXTENDED: Final = frozenset("\f^{}\\[~]|€")
"""Two septets each: escape and character (TS 23.038, 6.2.1.1)."""
_GSM: Final = GSM_BASIC | GSM_EXTENDED

SINGLE: Final = {"GSM-7": 160, "UCS-2": 70}
JOINED: Final = {"GSM-7": 153, "UCS-2": 67}


class SmsParts(NamedTuple):
    """A text as it is sent and charged.

    ``characters`` counts units: septets (an extended character is two) or 16-bit units (an emoji is two).
    ``parts`` is what is charged; an empty text has none. ``per_part`` is what one of these parts holds, and
    ``left`` how many units the last one has free. ``culprits`` are the distinct characters that forced UCS-2,
    in the order of their first appearance.
    """

    encoding: Encoding
    characters: int
    parts: int
    per_part: int
    left: int
    culprits: tuple[str, ...]


def segments(text: str) -> SmsParts:
    """How ``text`` is encoded, and into how many parts it is cut."""
    used = set(text)
    dear = used - _GSM
    culprits = tuple(dict.fromkeys(char for char in text if char in dear)) if dear else ()
    encoding: Encoding = "UCS-2" if dear else "GSM-7"
    twice = [char for char in used if _units(char) == 2] if dear else used & GSM_EXTENDED
    total = len(text) + sum(map(text.count, twice))
    per_part = SINGLE[encoding] if total <= SINGLE[encoding] else JOINED[encoding]
    size = _units if dear else _septets
    parts, filled = (min(total, 1), total) if total <= per_part else _pack(map(size, text), per_part)
    return SmsParts(
        encoding=encoding,
        characters=total,
        parts=parts,
        per_part=per_part,
        left=per_part - filled,
        culprits=culprits,
    )


def split(text: str) -> tuple[str, ...]:
    """The text of each part; joined they give ``text`` back."""
    found = segments(text)
    size = _units if found.encoding == "UCS-2" else _septets
    pieces: list[str] = []
    used = found.per_part
    for char in text:
        if used + size(char) > found.per_part:
            pieces.append("")
            used = 0
        pieces[-1] += char
        used += size(char)
    return tuple(pieces)


def _pack(sizes: Iterable[int], per_part: int) -> tuple[int, int]:
    """The number of parts of a text that has any, and the units used in the last one."""
    parts, used = 0, per_part
    for size in sizes:
        if used + size > per_part:
            parts, used = parts + 1, 0
        used += size
    return parts, used


def _septets(char: str) -> int:
    return 2 if char in GSM_EXTENDED else 1


def _units(char: str) -> int:
    return 2 if ord(char) > 0xFFFF else 1
