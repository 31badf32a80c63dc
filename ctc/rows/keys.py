"""The part of a key that a value gives: what names an instance, and what a person is told once."""

import re
from decimal import Decimal
from math import isinf
from typing import Final
from unicodedata import normalize

from ctc.canonical import Json
from ctc.patterns import pattern

_NUMBER: Final = pattern(r"\s*[-+]?(?:\d+(\.\d*)?|(\.\d+))([eE][-+]?\d{1,3})?\s*", re.ASCII)
"""A number; a whole one has no group."""


def key_part(value: Json) -> str | None:
    """The typed value's text: numbers as the shortest decimal, texts trimmed and in NFC; None for what names nothing.

    So ``50``, ``50.0`` and a text `` 50 `` are one; a list, a mapping and nothing at all are None.
    """
    kind = type(value)
    if kind is str:
        text = value.strip()
        return text if text.isascii() else normalize("NFC", text)
    if kind is bool:
        return "true" if value else "false"
    if kind is int:
        return str(value)
    return decimal_text(value) if kind is float else None


def composed(name: str) -> str:
    """A column's name in NFC: one name, however a program composes its letters."""
    return name if name.isascii() else normalize("NFC", name)


def decimal_text(value: float) -> str:
    """A number as people write it: ``50``, ``0.1``, never an exponent, never a zero that says nothing."""
    text = repr(value)
    if "e" in text or "n" in text:
        text = format(Decimal(text), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def is_number_text(text: str) -> bool:
    """Whether a text of a CSV file looks like a number."""
    return _NUMBER.fullmatch(text) is not None


def number_of(text: str) -> int | float | None:
    """The number that a text of a CSV file stands for; whole ones are whole numbers: ``50.00`` is 50."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    if found.lastindex is None:
        return int(text) if len(text) < _LONGEST else None
    value = float(text)
    if isinf(value):
        return None
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def shortest(part: str) -> str:
    """A part of a key as it is where its column holds numbers: ``50`` of ``50.00``, ``7`` of ``007``; else itself."""
    number = number_of(part)
    return key_part(part if number is None else number) or part


def plainest(part: str) -> str:
    """A part of a key as it is where its column holds numbers or truth values: ``7`` of ``007``, ``true`` of ``TRUE``;
    else itself."""
    return part.strip().lower() if is_truth(part) else shortest(part)


def is_truth(part: str) -> bool:
    return part.strip().lower() in TRUTHS


TRUTHS: Final = ("true", "false")
_LONGEST: Final = 300
"""Digits from which a whole number stays a text."""


def sort_key(text: str) -> tuple[str, str]:
    """Orders addresses as people count: 9 before 10. Two short texts, as a plan sorts a hundred thousand of them."""
    return _DIGITS.sub(_counted, text), text


def _counted(found: "re.Match[str]") -> str:
    """A number such that texts are ordered as numbers are: the count of its digits stands before them."""
    digits = found[0].lstrip("0")
    return f"\0{len(digits):03}{digits}"


_DIGITS: Final = pattern(r"\d{1,300}", re.ASCII)
