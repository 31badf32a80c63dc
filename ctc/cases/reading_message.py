"""What a person reads, held against what was expected."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from ctc.canonical import Json
from ctc.suggest import did_you_mean
from ctc.wording.markup import is_html, visible

Path = tuple[str | int, ...]
_PARTS: Final = ("contains", "lacks")
_SHOWN: Final = 200


class Difference(NamedTuple):
    """What is otherwise than expected. ``expected`` leads into ``expect.message``, ``actual`` into the content; None
    where nothing stands there."""

    message: str
    expected: Path
    actual: Path | None


def differences(expected: Json, actual: Json, path: Path = (), at: Path = ()) -> Iterator[Difference]:
    """Where a message is not as it was expected. What is not asked for may be anything."""
    if isinstance(expected, Mapping) and expected and set(expected) <= set(_PARTS):
        yield from _parts(expected, actual, path, at)
    elif isinstance(expected, Mapping):
        yield from _fields(expected, actual, path, at)
    elif isinstance(expected, list):
        yield from _entries(expected, actual, path, at)
    elif isinstance(expected, str) and isinstance(actual, str):
        if not _is_text(expected, actual):
            yield Difference(f"{_name(at)} is {_quoted(actual)}, not {_quoted(expected)}", path, at)
    elif expected != actual or isinstance(expected, bool) is not isinstance(actual, bool):
        yield Difference(f"{_name(at)} is {_shown(actual)}, not {_shown(expected)}", path, at)


def _fields(expected: Mapping[str, Json], actual: Json, path: Path, at: Path) -> Iterator[Difference]:
    if isinstance(actual, list) and actual:
        actual, at = actual[0], (*at, 0)  # the first card of an inbox message
    if isinstance(actual, Mapping) and set(actual) == {"text"} and "text" not in expected:
        yield Difference(f"{_name(at)} is a text", path, at)
        return
    known = dict(actual) if isinstance(actual, Mapping) else {}
    for key, inner in expected.items():
        if key in known:
            value = known[key]
            if isinstance(value, Mapping) and set(value) == {"text"} and not _wants_mapping(inner):
                yield from differences(inner, value["text"], (*path, key), (*at, key, "text"))
            else:
                yield from differences(inner, value, (*path, key), (*at, key))
        else:
            there = ", ".join(map(str, known)) or "nothing"
            hint = did_you_mean(key, [str(each) for each in known])
            where = f"{_name(at)} has" if at else "the message has"
            yield Difference(f"{where} no '{key}': {hint or f'it has {there}'}", (*path, key), at or None)


def _wants_mapping(expected: Json) -> bool:
    return isinstance(expected, Mapping) and not set(expected) <= set(_PARTS)


def _entries(expected: list[Json], actual: Json, path: Path, at: Path) -> Iterator[Difference]:
    found = actual if isinstance(actual, list) else []
    if len(found) != len(expected):
        message = f"{_name(at)} has {len(found)} entries, not {len(expected)}"
        yield Difference(message, path, at)
    for index, (inner, value) in enumerate(zip(expected, found, strict=False)):
        yield from differences(inner, value, (*path, index), (*at, index))


def _parts(expected: Mapping[str, Json], actual: Json, path: Path, at: Path) -> Iterator[Difference]:
    text = actual if isinstance(actual, str) else _shown(actual)
    texts = (text, visible(text)) if is_html(text) else (text,)
    for key, parts in expected.items():
        for part in parts if isinstance(parts, list) else [parts]:
            stands = any(str(part) in each for each in texts)
            if stands is not (key == "contains"):
                said = "lacks" if key == "contains" else "contains"
                yield Difference(
                    f"{_name(at)} {said} {_quoted(str(part))}: it is {_quoted(texts[-1])}", (*path, key), at
                )


def _is_text(expected: str, actual: str) -> bool:
    return expected == actual or (is_html(actual) and expected.strip() == visible(actual))


def _name(at: Path) -> str:
    shown = [str(part) for part in at if part != "text"]
    return f"the {'.'.join(shown)}" if shown else "the message"


def _quoted(text: str) -> str:
    return f"'{text[:_SHOWN]}…'" if len(text) > _SHOWN else f"'{text}'"


def _shown(value: Any) -> str:
    return "missing" if value is None else _quoted(str(value)) if isinstance(value, str) else str(value)
