"""Which value a plain scalar stands for: the core schema of YAML 1.2, narrowed.

``null``, ``true``, ``false`` (and their Capital and UPPER forms, ``~``, and nothing at all), integers
(``-?(0|[1-9][0-9]*)``) and decimal numbers. All else is a string, among it ``NO``, ``yes``, ``22:30``,
``2025-09-01``, ``1_000``, and what the core schema would take for a number although nobody means one: ``007``,
``+48100200300``, ``0x1F`` and ``0o17``. Quoted and block scalars are always strings.
"""

from typing import Final

from ctc.canonical import Json
from ctc.patterns import pattern
from ctc.specs.limits import MAX_DIGITS

PREFIX: Final = "tag:yaml.org,2002:"
_WORDS: Final[dict[str, Json]] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_INT: Final = pattern(r"-?(?:0|[1-9][0-9]*)")
_FLOAT: Final = pattern(r"-?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_JSON: Final = pattern(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
STARTS: Final = frozenset("-+.0123456789~nNtTfF")
"""What begins with none of these is a string."""


class NotJson(ValueError):
    """A scalar that JSON has no value for; the message says why."""


def plain(text: str) -> Json:
    """The value of an untagged plain scalar. Raises NotJson for infinities, NaN and endless numbers."""
    if text and text[0] not in STARTS:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return _integer(text)
    if _FLOAT.fullmatch(text):
        return _float(text)
    if _NOT_JSON.fullmatch(text):
        raise NotJson(f"{text} is no JSON value, so CleverTap cannot be sent one")
    return text


def as_sent(number: str) -> str:
    """How a number with a fraction or an exponent stands in the request: ``1.10`` as ``1.1``, ``1e3`` as ``1000.0``."""
    return repr(float(number))


def tagged(kind: str, text: str) -> Json:
    """The value of a scalar tagged ``!!kind``. Raises NotJson where text and tag disagree."""
    if kind == "str":
        return text
    value = plain(text)
    if kind == "float" and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    wanted: dict[str, type] = {"null": type(None), "bool": bool, "int": int, "float": float}
    if type(value) is not wanted[kind]:
        raise NotJson(f"the tag !!{kind} stands before something else")
    return value


TAGS: Final = frozenset({"null", "bool", "int", "float", "str"})


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise NotJson(f"a number of {len(text)} digits is longer than {MAX_DIGITS}")
    return int(text)


def _float(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise NotJson(f"{text[:40]} is beyond what a JSON number can hold")
    return value
