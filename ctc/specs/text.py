"""The bytes of a file as text: UTF-8, no NUL, no control characters; and what is wrong where they are not.

Line ends of YAML 1.1 that are ordinary characters in YAML 1.2 (5.4): NEL, line and paragraph separator.

Both parsers would fold them. They are swapped for private characters that the text does not use, and swapped
back in every value; each stays one character, so places hold.
"""

from collections.abc import Mapping
from typing import Final

from ctc.diagnostics import Diagnostic, Place
from ctc.encodings import BOM, FORBIDDEN, WIDE, is_wide
from ctc.patterns import pattern
from ctc.specs.limits import MAX_BYTES

LINE_END: Final = pattern(r"\r\n|\r|\n")
_USUAL: Final = bytes([9, 10, 13, *range(32, 127)])
"""What nearly every file holds alone: no character of it is looked at one by one."""
_BREAKS: Final = "\x85\u2028\u2029"
_PRIVATE: Final = range(0xE000, 0xF8FF)


def decode(file: str, data: bytes) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """The text without its byte order mark, or None and the reasons."""
    if len(data) > MAX_BYTES:
        return None, (too_large(file),)
    if is_wide(data):
        return None, (_problem(file, f"this file {WIDE}", "save it as UTF-8"),)
    body = data[len(BOM) :] if data.startswith(BOM) else data
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        place = place_at(body[: error.start].decode("utf-8"), error.start)
        message = f"byte 0x{body[error.start]:02x} is not UTF-8: no one can say which character is meant"
        return None, (_problem(file, message, "save the file as UTF-8", place),)
    if not body.translate(None, _USUAL):
        return text, ()
    return _without_controls(file, text)


def place_at(text: str, index: int) -> Place:
    """Line and column of a character; CRLF, LF and CR end a line."""
    *above, line = LINE_END.split(text[:index])
    return Place(line=len(above) + 1, column=len(line) + 1)


def too_large(file: str) -> Diagnostic:
    """The finding about a file beyond MAX_BYTES."""
    message = (
        f"this file holds more than {MAX_BYTES:,} bytes, which ctc does not read, so that every run ends"
    )
    hint = "split it into several files; lists of recipients belong into a CSV or NDJSON file"
    return Diagnostic.of("CTC105", message, hint, file=file)


def _without_controls(file: str, text: str) -> tuple[str | None, tuple[Diagnostic, ...]]:
    found = FORBIDDEN.search(text)
    if found is None:
        return text, ()
    name = f"U+{ord(found[0]):04X}"
    message = f"character {name} cannot stand in YAML: nobody can see it, and it would be sent as it is"
    hint = (
        f'remove it, or write it in double quotes as "\\u{ord(found[0]):04x}"' if found[0] != "\x00" else None
    )
    return None, (_problem(file, message, hint or "remove it", place_at(text, found.start())),)


def _problem(file: str, message: str, hint: str, place: Place | None = None) -> Diagnostic:
    place = place or Place(line=1, column=1)
    return Diagnostic.of("CTC102", message, hint, file=file, place=place)


def shielded(text: str) -> tuple[str, Mapping[int, str]]:
    """The text as the parser gets it, and the table (for ``str.translate``) that restores its values."""
    present = [char for char in _BREAKS if char in text]
    if not present:
        return text, {}
    used = set(text)
    free = (code for code in _PRIVATE if chr(code) not in used)
    table = dict(zip(present, free, strict=False))
    return text.translate({ord(char): chr(code) for char, code in table.items()}), {
        code: char for char, code in table.items()
    }
