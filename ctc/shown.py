r"""What others wrote, made safe to show: in a line of text, in JSON, in HTML, as a command to a runner.

A value, a key, a file's name, a server's answer may hold characters that drive a terminal, turn the direction of
what stands beside them, or cannot be seen. Such a character is shown as JSON writes it (``\u202e``), in every
output alike, so that what is shown is also a valid escape within a JSON string. A leaf: it imports nothing of ctc.

Blanks that take room (a no-break space) are no hidden characters; joiners and variation selectors stay where
scripts and emoji are written with them.
"""

import re
from typing import Final

from ctc.patterns import pattern

_RANGES: Final = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    "\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164"
    "\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
"""Control, format, direction, filler and half characters; a table of ctc's own, so that every Python shows alike."""
_HIDDEN: Final = pattern(f"[{_RANGES}]")
_USUAL: Final = bytes([9, 10, *range(32, 127)])
_BLANKS: Final = pattern("[\xa0\u1680\u2000-\u200a\u202f\u205f]")
_FLAG: Final = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{4,6}\U000e007f"
"""The flag of a region: a black flag and its name in letters that are not seen."""
_HELD: Final = pattern(f"({_FLAG})|[{_RANGES}]")
_JOINERS: Final = "\u200c\u200d"
_EMOJI_STYLE: Final = "\ufe0e\ufe0f"
_KEYCAPS: Final = frozenset("0123456789#*\xa9\xae")
_SHORT: Final = {"\r": "\\r", "\b": "\\b", "\f": "\\f"}
_HALVES: Final = pattern("[\ud800-\udfff]")
_TOLD: Final = 4_000
"""Characters of one thing that is said."""
_OLD_COMMAND: Final = pattern(r"##(?=\[|vso\[)")
"""How some runners mark a command anywhere in a line."""
_COMMAND: Final = pattern(r"^((?:[^\S\n]|\x1b\[[0-9;]*m)*):(?=:)", re.MULTILINE)
"""How a runner marks a command at the beginning of a line; blanks and colours before it do no good."""


def visible(text: str) -> str:
    """The text with every hidden character as JSON writes it; ends of lines and tabs stay."""
    if _is_plain(text):
        return text
    if "##" not in text and not _HIDDEN.search(_unusual(text)):
        return text
    return _OLD_COMMAND.sub(r"#\\u0023", _HELD.sub(_escaped, text))


def _is_plain(text: str) -> bool:
    """Nearly everything is: printable ASCII on one line, and no command."""
    return text.isascii() and text.isprintable() and "##" not in text


def _unusual(text: str) -> str:
    """The characters that are no printable ASCII, ends of lines and tabs: the few that are looked at one by one."""
    return text.encode("utf-8", "surrogatepass").translate(None, _USUAL).decode("utf-8", "surrogatepass")


def inline(text: str, *, blanks: bool = False) -> str:
    r"""The same on one line: an end of a line is ``\n``. With ``blanks``, those that look like others too."""
    if _is_plain(text):
        return text
    shown = visible(text).replace("\n", "\\n").replace("\t", "\\t")
    return _BLANKS.sub(_code, shown) if blanks else shown


def told(text: str) -> str:
    """What is said to people in one line, and no more of it than they read: a key may be as long as a file."""
    return inline(text if len(text) <= _TOLD else f"{text[: _TOLD // 2]} … {text[-_TOLD // 2 :]}")


def tame(text: str) -> str:
    """Lines of which none is a command to the runner that reads them: not one begins with ``::``."""
    return _COMMAND.sub(r"\1\\u003a", text) if "::" in text else text


def on_a_line(text: str) -> str:
    """A text on one line, and without what no terminal or XML should hold."""
    return tame(inline(text))


def data(value: object, *, indent: int | None = None) -> str:
    """JSON whose hidden characters are escapes: it reads back as the same value.

    Half of a character, which is no text, becomes the text of its escape: strict readers refuse it otherwise.
    """
    import json  # not for the help, which prints none

    plain = json.encoder.encode_basestring
    return escaped(
        plain(value) if type(value) is str else json.dumps(value, ensure_ascii=False, indent=indent)
    )


def in_quotes(text: str) -> str:
    """YAML whose hidden characters, all of them within double quotes, are escapes."""
    shown = _HELD.sub(lambda found: found[0] if _belongs(found) else _long_code(found[0]), text)
    return _OLD_COMMAND.sub(r"#\\x23", shown)


def is_plain(text: str) -> bool:
    """Whether the text can be shown as it stands, on lines of its own too."""
    return tame(visible(text)) == text


def escaped(text: str) -> str:
    """The text of JSON with its hidden characters as escapes."""
    if text.isascii() or not _HALVES.search(_unusual(text)):
        return visible(text)
    return visible(_HALVES.sub(lambda half: f"\\{_code(half)}", text))


def readable(text: str) -> str:
    """Text that can be written as UTF-8: a file's name may hold bytes that are none."""
    return _HALVES.sub(_code, text)


def markup(page: str) -> str:
    """HTML that shows the same page; no hidden character stands in its text, and no line is a command."""
    shown = _HELD.sub(lambda found: found[0] if _belongs(found) else _reference(found[0]), page)
    return _COMMAND.sub(r"\1&#58;", _OLD_COMMAND.sub("#&#35;", shown))


def command(level: str, text: str, **properties: str | int) -> str:
    """A command that a runner shall read (GitHub Actions), escaped by its rules; the text may have several lines."""
    told = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{level} {told}::{_content(text)}"


def _content(text: str) -> str:
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _content(inline(text)).replace(":", "%3A").replace(",", "%2C")


def _escaped(found: re.Match[str]) -> str:
    return found[0] if _belongs(found) else _SHORT.get(found[0]) or _code(found)


def _code(found: re.Match[str]) -> str:
    r"""``\u202e``; beyond the first plane a pair of them, as JSON has no other way."""
    units = found[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _long_code(char: str) -> str:
    return f"\\u{ord(char):04x}" if char <= "\uffff" else f"\\U{ord(char):08x}"


def _reference(char: str) -> str:
    """A reference that HTML reads as the character; for what no reference stands for, its escape as text."""
    plain = char < "\xa0" or "\ud800" <= char <= "\udfff" or char in "\ufffe\uffff"
    return f"\\u{ord(char):04x}" if plain else f"&#{ord(char)};"


def _belongs(found: re.Match[str]) -> bool:
    """Whether the character is part of how the one before it is written: a joiner of Indic words, an emoji's style."""
    if found[1]:
        return True
    text, at = found.string, found.start()
    if found[0] in _JOINERS:
        at -= _has_style(text, at - 1)
        return at > 0 and text[at - 1] >= "\u0600" and not _HIDDEN.match(text[at - 1])
    return _has_style(text, at)


def _has_style(text: str, at: int) -> bool:
    """Whether an emoji's style stands there, behind a character that can have one."""
    if at < 1 or text[at] not in _EMOJI_STYLE:
        return False
    before = text[at - 1]
    return before in _KEYCAPS or (before >= "\u2010" and not _HIDDEN.match(before))
