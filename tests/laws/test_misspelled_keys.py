"""Law: a slip in any key of any example is found on that key's line, once, and nothing else is an error.

Free keys aside: names of variables and instances, `x-` notes, numbers (another number is no slip that a schema
could see), and what `webhook_key_value` and the phones' `platform_specific` may hold; there a slip of a known key
is a warning.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctc.canonical import Json
from ctc.choice import Choice
from ctc.diagnostics import Diagnostic, JsonPath, Severity
from ctc.pipeline.engine.units import units_in
from ctc.pipeline.neighbours import Folders
from ctc.pipeline.settings import Settings, settings_for
from ctc.specs.loading import Source, load
from ctc.specs.reading import read_documents
from ctc.validation.schema.published import bundled

ROOT = Path(__file__).resolve().parents[2]
SOURCES = load(ROOT, ROOT / "campaigns")[0]
SLIPS = (
    lambda key: key[:-1],
    lambda key: key + key[-1],
    lambda key: key[:1] + key[2:],
    lambda key: key[:-2] + key[-2:][::-1],
    lambda key: key[0].swapcase() + key[1:],
    lambda key: f"{key[:-1]}q",
)
FREE = ("vars", "each", "webhook_key_value", "ExternalTrigger", "match")
PHONES = ("ios", "android")
"""Below these any key may stand; a slip of a known one is CTC316."""


@pytest.fixture(scope="module")
def settings() -> Settings:
    choice = Choice(env=None, variables={}, select=(), exclude=())
    return settings_for(ROOT, {}, choice, every_environment=True)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.path.stem)
def test_a_slip_in_a_key_is_found_on_its_line(source: Source, settings: Settings) -> None:
    text = source.data.decode("utf-8")
    for number, (path, start) in enumerate(_keys(source, text)):
        key = str(path[-1])
        line = text.count("\n", 0, start) + 1
        for slip in {SLIPS[number % len(SLIPS)](key), SLIPS[(number + 3) % len(SLIPS)](key)} - {key, ""}:
            found = _found(settings, source, text[:start] + slip + text[start + len(key) :])
            errors = [d for d in found if d.severity is Severity.ERROR]
            said = [d for d in found if d.line == line and (d in errors or d.code == "CTC316")]
            assert said, f"nobody minds {slip!r} for {key!r} in line {line}"
            assert [d.line for d in errors] in ([], [line]), (slip, errors)


def _found(settings: Settings, source: Source, text: str) -> set[Diagnostic]:
    changed = Source(path=source.path, shown=source.shown, data=text.encode("utf-8"))
    units, problems = units_in(settings, changed, Folders(settings.project))
    return {*problems, *(unit.placed(finding) for unit in units for finding in unit.findings)}


def _is_free(path: JsonPath) -> bool:
    parents = path[:-1]
    is_note = str(path[0]).startswith("x-") and len(path) == 1
    is_number = parents[-1:] in (("replacements",), ("ignore",)) and str(path[-1])[-1:].isdecimal()
    return is_note or is_number or any(part in FREE for part in parents) or _is_custom(path)


def _is_custom(path: JsonPath) -> bool:
    """Whether a key of a phone's settings is one of the app's own."""
    if len(path) < 2 or path[-2] not in PHONES or "platform_specific" not in path:
        return False
    return f'"{path[-1]}"' not in str(bundled("payload.push")).replace("'", '"')


def _keys(source: Source, text: str) -> Iterator[tuple[JsonPath, int]]:
    """Every key as it is written, once: its path and where its first letter stands in the text."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    seen: set[int] = set()
    for document in read_documents(source.shown, source.data)[0]:
        for path in _paths(document.data, ()):
            place = document.places.key(path)
            start = starts[place.line - 1] + place.column - 1
            start += text[start] in "\"'"
            if start not in seen and not _is_free(path) and text.startswith(str(path[-1]), start):
                seen.add(start)
                yield path, start


def _paths(value: Json, path: JsonPath) -> Iterator[JsonPath]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key)
            yield from _paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _paths(inner, (*path, index))
