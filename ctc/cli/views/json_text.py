"""JSON for people to read, as ``json.dumps`` writes it with an indentation of two, at a fraction of its time."""

import json
from json.encoder import encode_basestring
from typing import Final

from ctc.canonical import Json
from ctc.shown import escaped

_SCALAR: Final = json.JSONEncoder(ensure_ascii=False)
_WORDS: Final = {True: "true", False: "false", None: "null"}


def indented(value: Json, margin: str) -> str:
    """What :func:`ctc.shown.data` gives with ``indent=2``; ``margin`` stands before every line but the first."""
    return escaped(_indented(value, margin))


def _indented(value: Json, margin: str) -> str:
    if isinstance(value, str):
        return encode_basestring(value)
    if value is True or value is False or value is None:
        return _WORDS[value]
    if type(value) is int:
        return str(value)
    inner = f"{margin}  "
    if isinstance(value, dict) and value:
        entries = [
            f"{inner}{encode_basestring(key)}: {_indented(below, inner)}" for key, below in value.items()
        ]
        return "{\n" + ",\n".join(entries) + f"\n{margin}}}"
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join([inner + _indented(below, inner) for below in value]) + f"\n{margin}]"
    return _SCALAR.encode(value)
