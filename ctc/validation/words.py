"""How findings name things: places, types and values, in words that a person uses."""

from collections.abc import Iterable
from functools import lru_cache

from ctc.canonical import Json
from ctc.diagnostics import JsonPath
from ctc.suggest import is_slip, nearest

TYPES = {
    "object": "a mapping",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}
SECRET = frozenset({"to", "passcode", "account_id", "state", "trigger_token"})
"""First keys below which no value is shown: recipients and credentials."""
ACTUAL = {**TYPES, "boolean": "a truth value"}
"""What a value is said to be; :data:`TYPES` says what is due."""
_LONGEST = 60


def type_name(value: Json) -> str:
    """The JSON Schema name of a value's type; 3.0 is an integer there, true is not."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "integer" if value.is_integer() else "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"


def a_type(names: str | list[str]) -> str:
    """``a text or a list`` for the types of a schema."""
    wanted = [names] if isinstance(names, str) else list(names)
    return _joined([TYPES[name] for name in wanted], "or")


def dotted(path: JsonPath) -> str:
    """``content[0].title`` for a path; empty for the root."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def is_secret(path: JsonPath) -> bool:
    """Whether the value at ``path`` may name a recipient or a credential."""
    return any(part in SECRET for part in path[:1]) or any(
        part in ("passcode", "account_id", "state", "trigger_token")
        for part in path
        if path and path[0] == "environments"
    )


def shown(value: Json, path: JsonPath) -> str:
    """A value as it may be quoted in a message: short, on one line, never a recipient or a credential."""
    if is_secret(path):
        return "this value"
    if isinstance(value, str):
        text = " ".join(value.split())
        return f"'{text}'" if len(text) <= _LONGEST else f"'{text[: _LONGEST - 1]}…'"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, int | float):
        return str(value)
    return TYPES[type_name(value)]


def listed(names: list[str]) -> str:
    """``a, b and c``."""
    return _joined(names, "and")


def _joined(names: list[str], word: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"


def tail(path: JsonPath) -> str:
    """The last key of a path with the indices behind it: ``did_all[0]``."""
    start = max((i for i, part in enumerate(path) if isinstance(part, str)), default=0)
    return dotted(path[start:])


def meant(word: str, known: Iterable[str]) -> str | None:
    """The hint ``did you mean 'x'?``, or None."""
    name = likely(word, known)
    return f"did you mean '{name}'?" if name else None


def likely(word: str, known: Iterable[str]) -> str | None:
    """The known name that a word stands for: one that is one slip away first, then the nearest one."""
    return _likely(word, tuple(known))


@lru_cache(maxsize=1024)
def _likely(word: str, known: tuple[str, ...]) -> str | None:
    near = [name for name in known if abs(len(name) - len(word)) < 2]
    return next((name for name in sorted(near) if is_slip(word, name)), None) or nearest(word, known)
