"""The bodies of which nothing is said: no error of the schema and no note, by one pass of a compiled validator.

Its schema is the published one, in which every annotation that could speak is a rule that turns down what it
would speak of. That it agrees with the two that speak is a law (``tests/laws/test_accepted_bodies.py``).
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, Final

from ctc.canonical import Json
from ctc.suggest import is_slip
from ctc.validation import calendar
from ctc.validation.schema.catalog import Schema, resolve
from ctc.validation.schema.engine import Gate, is_stated, schema_of

UNOFFICIAL: Final = frozenset({"[client code]", "[inferred]"})


def is_accepted(schema_name: str, value: Json) -> bool:
    """Whether :func:`schema_findings` and :func:`notes` have nothing to say of a value."""
    return _gate(schema_name).is_valid(value)


def told_apart(schema_name: str, value: Json) -> tuple[list[Any] | None, bool]:
    """What the schema itself turns down in a value, as its gate says it, or None where that has to be asked; and
    whether an annotation speaks, too."""
    every = [*_gate(schema_name).iter_errors(value)]
    if any(error.kind.name == "falseSchema" for error in every):
        return None, True  # what stands below such a key was not looked at
    own = [error for error in every if is_stated(schema_name, tuple(error.schema_path))]
    return own, len(own) < len(every)


@cache
def _gate(schema_name: str) -> Gate:
    schema = schema_of(schema_name)
    return compiled(tightened(schema, schema))


def compiled(schema: Schema) -> Gate:
    """A validator that knows the keywords of :func:`tightened`."""
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(schema, keywords=_KEYWORDS)


def tightened(part: Any, document: Schema) -> Any:
    """A part of a schema, without its words, that also turns down what its annotations would speak of."""
    if not isinstance(part, dict):
        return part
    kept: Schema = {}
    rules: list[Schema] = []
    for key, below in part.items():
        if key in _RULES:
            rules += _RULES[key](part)
        elif key in ("items", "additionalProperties"):
            kept[key] = tightened(below, document)
        elif key == "properties":
            kept[key] = {name: _property(value, document) for name, value in below.items()}
        elif key == "$defs":
            kept[key] = {name: tightened(value, document) for name, value in below.items()}
        elif key not in _WORDS:
            kept[key] = below
    return {**kept, "allOf": [*part.get("allOf", ()), *rules]} if rules else kept


def _property(part: Any, document: Schema) -> Any:
    is_spoken_of = isinstance(part, dict) and _key_speaks(resolve(part, document))
    return False if is_spoken_of else tightened(part, document)


_WORDS: Final = frozenset({"$schema", "title", "description", "examples", "x-source", "x-form", "x-because"})
"""What is left away, so that there is less to compile."""


def _key_speaks(part: Schema) -> bool:
    """Whether the key that leads to a part of a schema is worth a finding wherever it stands."""
    return part.get("x-source") in UNOFFICIAL or "x-lenient" in part


def form_speaks(form: Mapping[str, str]) -> bool:
    """Whether an accepted form of a value is worth a finding."""
    return "lenient" in form or form.get("source") in UNOFFICIAL


_PICTURE: Final = ("background_image", "ct_mediaUrl")
MEANT: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("image", "imageUrl", "image_url", "picture", "big_picture", "bigPicture"), _PICTURE),
    **dict.fromkeys(("icon", "largeIcon"), ("large_icon",)),
    **dict.fromkeys(("deepLink", "deeplink"), ("deep_link",)),
    **dict.fromkeys(("sound",), ("sound_file",)),
}
"""What other tools call a thing, and the names that CleverTap has for it, by platform."""
ON_DEVICE: Final = frozenset({"wzrk_pid", "wzrk_nms", "wzrk_sound", "wzrk_ttl", "pr", "ico"})
"""Keys that CleverTap's pages show in the payload on the device: nobody mistypes those."""


@lru_cache(maxsize=4096)
def slip_of(known: frozenset[str], key: str) -> str | None:
    """The known name that a free key is one slip away from, or that is meant by it. An app has few keys of its own, in
    many campaigns."""
    if key in ON_DEVICE:
        return None
    if (meant := next((name for name in MEANT.get(key, ()) if name in known), None)) is not None:
        return meant
    return next((name for name in sorted(known) if is_slip(key, name)), None)


def _official(part: Schema) -> Iterator[Schema]:
    yield {"not": {"enum": list(part["x-value-sources"])}}


def _usual_form(part: Schema) -> Iterator[Schema]:
    types = [name for name, form in part["x-types"].items() if form_speaks(form)]
    if types:
        yield {"not": {"type": types}}


def _real(part: Schema) -> Iterator[Schema]:
    kind = part["x-calendar"]
    common = {"type": "string", "pattern": f"^([^0-9]|{calendar.COMMON_STAMP}$)"}
    yield {"anyOf": [common, {"real": kind}]} if kind == "stamp" else {"real": kind}


def _ordered(part: Schema) -> Iterator[Schema]:
    first, _ = part["x-order"]
    yield {"dependentSchemas": {first: {"ordered": part["x-order"]}}}


def _in_degrees(part: Schema) -> Iterator[Schema]:
    yield {"inDegrees": part["x-degrees"]}


def _unlike(part: Schema) -> Iterator[Schema]:
    if part["x-free"]:
        yield {"unlike": list(part["properties"])}


_RULES: Final[dict[str, Callable[[Schema], Iterator[Schema]]]] = {
    "x-value-sources": _official,
    "x-types": _usual_form,
    "x-calendar": _real,
    "x-order": _ordered,
    "x-degrees": _in_degrees,
    "x-free": _unlike,
}
"""What a value must be for an annotation of its schema to be silent."""


class _Real:
    """``real``: a date that exists, or something that is not written as a date."""

    def __init__(self, parent: Schema, value: str, path: list[str | int]) -> None:
        self._kind = value

    def validate(self, instance: Json) -> None:
        if not calendar.is_common_day(instance) and any(calendar.real(instance, self._kind, ())):
            raise ValueError


class _Ordered:
    """``ordered``: a mapping whose range of days does not run backwards."""

    def __init__(self, parent: Schema, value: tuple[str, str], path: list[str | int]) -> None:
        self._first, self._last = value

    def validate(self, instance: Mapping[str, Json]) -> None:
        first, last = instance.get(self._first), instance.get(self._last)
        if not calendar.are_ordered_days(first, last) and any(
            calendar.ordered(instance, (self._first, self._last), ())
        ):
            raise ValueError


class _InDegrees:
    """``inDegrees``: no text, or one that is not a coordinate off the globe."""

    def __init__(self, parent: Schema, value: tuple[float, float], path: list[str | int]) -> None:
        self._low, self._high = value

    def validate(self, instance: Json) -> None:
        if isinstance(instance, str) and any(
            calendar.in_degrees(instance, (self._low, self._high), ("degrees",))
        ):
            raise ValueError


class _Unlike:
    """``unlike``: no mapping with a key of its own that is a slip of a known one."""

    def __init__(self, parent: Schema, value: list[str], path: list[str | int]) -> None:
        self._known = frozenset(value)

    def validate(self, instance: Json) -> None:
        if isinstance(instance, dict):
            for key in instance.keys() - self._known:
                if slip_of(self._known, key) is not None:
                    raise ValueError


_KEYWORDS: Final[dict[str, Any]] = {
    "real": _Real,
    "ordered": _Ordered,
    "inDegrees": _InDegrees,
    "unlike": _Unlike,
}
"""What no keyword of JSON Schema can ask; one that raises turns the value down."""
