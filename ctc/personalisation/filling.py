"""CleverTap's personalisation, filled in for a persona.

Liquid in ``{{ … }}`` and ``{% … %}`` is rendered as CleverTap's push personalisation documents it
(``Profile.<attribute>`` and ``Campaign.campaignId``, [newer docs]); ``@Profile.x`` and ``${Name}`` are other
mechanisms, filled elsewhere, and stay as they are. Content is untrusted: loops, sizes and nesting are bounded,
no template can be included, and what cannot be rendered is shown as written, with the reason beside it.
"""

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from liquid import BoundTemplate, Environment, Mode, Undefined
from liquid.exceptions import LiquidError, OutputStreamLimitError, TemplateNotFoundError

from ctc.canonical import Json
from ctc.patterns import pattern
from ctc.personalisation.personas import Persona, Profile

TEXT_LIMIT: Final = 500_000
"""Characters of one text, before and after it is filled."""
_GAP: Final = "\ufdd0"
"""Stands where a value was missing; a noncharacter, so no text holds it."""


class _Missing(Undefined):
    """An attribute that the persona does not have; ``default`` sees it as nil."""

    __slots__ = ()

    def __str__(self) -> str:
        return _GAP


class _Environment(Environment):
    loop_iteration_limit = 2_000
    local_namespace_limit = 200_000
    output_stream_limit = TEXT_LIMIT
    block_nesting_limit = 20
    context_depth_limit = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A payload's value as one persona gets it.

    ``problems`` name a place and why its Liquid cannot be rendered; ``gaps`` name the places where a value is
    missing and no default stands in.
    """

    value: Json
    problems: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()


def is_personal(value: Json) -> bool:
    """Whether any text in a JSON value holds Liquid."""
    match value:
        case str():
            return "{{" in value or "{%" in value
        case Mapping():
            return any(is_personal(entry) for entry in value.values())
        case list() | tuple():
            return any(is_personal(entry) for entry in value)
        case _:
            return False


def fill(value: Json, persona: Persona) -> Filled:
    """``value`` with every text filled; its shape is kept, and a text stays of its kind (marked by a plan)."""
    problems: list[str] = []
    gaps: list[str] = []
    filled = _fill(value, persona, "", problems, gaps)
    return Filled(value=filled, problems=tuple(problems), gaps=tuple(gaps))


def _fill(value: Json, persona: Persona, path: str, problems: list[str], gaps: list[str]) -> Json:
    match value:
        case str() if is_personal(value):
            text = _render(value, persona, path, problems)
            if _GAP in text:
                gaps.append(path)
                text = text.replace(_GAP, "")
            return type(value)(text)  # a marked text stays marked
        case Mapping():
            return {
                key: _fill(entry, persona, _join(path, key), problems, gaps) for key, entry in value.items()
            }
        case list() | tuple():
            return [_fill(entry, persona, _join(path, n), problems, gaps) for n, entry in enumerate(value, 1)]
        case _:
            return value


def _join(path: str, key: object) -> str:
    return f"{path}.{key}" if path else str(key)


def _render(text: str, persona: Persona, path: str, problems: list[str]) -> str:
    if len(text) > TEXT_LIMIT:
        problems.append(f"{path}: longer than {TEXT_LIMIT} characters, so its personalisation is not filled")
        return text
    globals_ = {"Profile": Profile(persona), "Campaign": {"campaignId": "1700000001_20310115"}}
    try:
        return _parsed(text).render(**globals_)
    except (LiquidError, RecursionError, ArithmeticError, ValueError, TypeError, LookupError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        if isinstance(error, TemplateNotFoundError):
            reason = f"no template can be included: {reason}"
        problems.append(f"{path}: {reason[:200]}")
        return text


@functools.lru_cache(maxsize=256)
def _parsed(text: str) -> BoundTemplate:
    return _environment().from_string(_SPACED.sub(_bracketed, text))


_SPACED: Final = pattern(r"\bProfile\.([^\s|{}.\[\]\"']+(?: [^\s|{}.\[\]\"'=<>!]+)+)(?=\s*(?:\||-?\}\}))")
"""An attribute whose name holds blanks, as CleverTap's may: Liquid's own grammar has no such names."""


def _bracketed(match: re.Match[str]) -> str:
    return f'Profile["{match[1]}"]'


@functools.cache
def _environment() -> Environment:
    environment = _Environment(tolerance=Mode.STRICT, undefined=_Missing)
    environment.filters = {name: _bounded(name, found) for name, found in environment.filters.items()}
    return environment


def _bounded(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter whose result cannot outgrow the limit, however filters are chained."""

    @functools.wraps(function)
    def bounded(left: Any, *arguments: Any, **named: Any) -> Any:
        if _size(left) * _factor(name, arguments) > TEXT_LIMIT:
            raise OutputStreamLimitError(f"the result of '{name}' is too long", token=None)
        result = function(left, *arguments, **named)
        if _size(result) > TEXT_LIMIT:
            raise OutputStreamLimitError(f"the result of '{name}' is too long", token=None)
        return result

    return bounded


def _factor(name: str, arguments: tuple[Any, ...]) -> int:
    """How many characters one of the input may become, where that depends on an argument."""
    if name in {"replace", "join"}:
        return max((_size(argument) for argument in arguments), default=1)
    return 1


def _size(value: Any) -> int:
    match value:
        case str() | list() | tuple():
            return max(len(value), 1)
        case int():
            return max(value.bit_length() // 3, 1)
        case _:
            return 1
