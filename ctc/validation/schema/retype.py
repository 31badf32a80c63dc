"""How to write a value of the wrong type in the type that is due, where that is plain."""

import json
import re

from ctc.canonical import Json
from ctc.diagnostics import JsonPath
from ctc.validation import words
from ctc.validation.schema.catalog import Schema
from ctc.validation.schema.engine import matches

_TRUTH = {"true": "true", "yes": "true", "1": "true", "false": "false", "no": "false", "0": "false"}

_DAYS = "a day is written as 2025-09-01, today, yesterday, 7 days ago or in 3 days"


def in_type(value: Json, due: list[str], path: JsonPath, schema: Schema, example: str | None) -> str | None:
    """The hint beside a wrong type: the value in the type that is due, or else what ``schema`` takes there.

    ``due`` are JSON Schema's names of the types that are taken; a text that would be refused too is not advised.
    """
    if isinstance(value, list | dict) and schema.get("x-as-json"):
        return 'write it as a text that holds JSON, as in \'["a", "b"]\''
    hint = _retyped(value, due, path)
    if hint is None and isinstance(value, str) and {"integer", "number"} & set(due) and example:
        return _DAYS if path[:1] == ("where",) and path[-1] in ("from", "to") else f"for example {example}"
    quoted = re.fullmatch(r'write "(.*)" in quotes', hint or "")
    allowed, pattern = schema.get("enum"), schema.get("pattern", "")
    if quoted is None or ((not allowed or quoted[1] in allowed) and matches(pattern, quoted[1])):
        return hint
    if allowed:
        return f"one of: {', '.join(map(str, allowed))}"
    return f"for example {example}" if example else None


def _retyped(value: Json, due: list[str], path: JsonPath) -> str | None:
    match value:
        case bool():
            return _from_truth(value, due, path)
        case str():
            return _from_text(value, due, path)
        case int() | float():
            return _from_number(value, due, path)
        case dict() if due == ["array"]:
            return "begin each entry with '- '"
        case _:
            return None


def _from_text(value: str, due: list[str], path: JsonPath) -> str | None:
    text = value.strip()
    pattern = r"-?[0-9]{1,18}" if "integer" in due else r"-?[0-9]{1,18}(\.[0-9]{1,18})?"
    if {"integer", "number"} & set(due) and re.fullmatch(pattern, text):
        return f"write {text} without quotes"
    if "integer" in due and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return f"write {text.replace('-', '')} without quotes"
    if "boolean" in due and text.lower() in _TRUTH:
        return f"write {_TRUTH[text.lower()]} without quotes"
    if due == ["array"]:
        return (
            "write a list"
            if words.is_secret(path)
            else f"write a list: [{json.dumps(value, ensure_ascii=False)}]"
        )
    return None


def _from_truth(value: bool, due: list[str], path: JsonPath) -> str | None:
    if "string" not in due or "integer" in due:
        return None
    in_query = path[:1] in (("where",), ("conversion_goal",))
    text = str(value) if in_query else str(value).lower()
    return f'write "{text}" in quotes'


def _from_number(value: float, due: list[str], path: JsonPath) -> str | None:
    if "string" in due:
        return "write it in quotes" if words.is_secret(path) else f'write "{value}" in quotes'
    if due == ["boolean"] and value in (0, 1):
        return "write true" if value else "write false"
    if due == ["integer"]:
        return "write a whole number"
    return None
