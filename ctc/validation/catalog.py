"""Is this a catalog, and does it contradict itself? Findings with paths from the root of one of its documents."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ctc.canonical import Json
from ctc.catalog import own
from ctc.catalog.catalog import twins_among
from ctc.diagnostics import JsonPath, Severity
from ctc.suggest import did_you_mean
from ctc.validation import words
from ctc.validation.finding import Finding
from ctc.validation.schema.engine import gate


def validate_catalog(data: Json) -> tuple[Finding, ...]:
    """What is wrong with the form of a document of the catalog."""
    if not isinstance(data, Mapping):
        stands = words.TYPES[words.type_name(data)]
        message = f"a catalog is a mapping of keys to values, and {stands} stands here"
        return (_error("CTC303", message, (), "begin with 'version: 1'"),)
    if gate("catalog").is_valid(data):
        return ()
    from ctc.validation.schema.explain import schema_findings

    return schema_findings("catalog", data, "the catalog", _stranger)


def contradictions(data: Mapping[str, Any]) -> Iterator[Finding]:
    """What a catalog of the right form says that cannot all hold."""
    for name, said in _entries(data, "events"):
        yield from _properties(said.get("properties") or {}, ("events", name, "properties"))
    yield from _properties(data.get("profile") or {}, ("profile",))
    yield from _segments(data.get("segments") or {})
    yield from _templates(data)


def doubts(data: Mapping[str, Any]) -> Iterator[Finding]:
    """What a catalog says that is more likely a slip than meant: twins, and replacements that it lacks."""
    events = data.get("events") or {}
    for path, names in (
        (("events",), events),
        (("profile",), data.get("profile") or {}),
        (("segments",), data.get("segments") or {}),
        *(
            (("events", name, "properties"), said.get("properties") or {})
            for name, said in _entries(data, "events")
        ),
    ):
        yield from _twins(names, path)
    yield from _replacements(events)


def _twins(names: Mapping[str, Any], path: JsonPath) -> Iterator[Finding]:
    for twins in twins_among(names).values():
        others = ", ".join(f"'{name}'" for name in twins[:-1])
        message = (
            f"'{twins[-1]}' and {others} differ in case, blanks or signs alone: campaigns will mix them up"
        )
        hint = "mark the one that is no longer sent with `deprecated:`, or remove it"
        if not all(_is_deprecated(names[name]) for name in twins[1:]) and not _is_deprecated(names[twins[0]]):
            yield _found("CTC822", Severity.WARNING, message, (*path, twins[-1]), hint, at="key")


def _is_deprecated(said: Any) -> bool:
    return isinstance(said, dict) and bool(said.get("deprecated"))


def _replacements(events: Mapping[str, Any]) -> Iterator[Finding]:
    """``deprecated: use X``, where nobody knows X."""
    known = {*events, *own.EVENTS}
    for name, said in events.items():
        reason = said.get("deprecated") if isinstance(said, dict) else None
        if not isinstance(reason, str) or not reason.lower().startswith("use "):
            continue
        meant = reason[4:].strip().rstrip(".")
        if meant and meant not in known:
            message = f"'{name}' is to be replaced by '{meant}', which the catalog does not know"
            hint = did_you_mean(meant, known) or f"add '{meant}:' to events"
            yield _found("CTC825", Severity.WARNING, message, ("events", name, "deprecated"), hint)


def _properties(properties: Mapping[str, Any], path: JsonPath) -> Iterator[Finding]:
    for name, said in properties.items():
        if isinstance(said, dict) and "type" in said and "values" in said:
            yield from _type_and_values(said, (*path, name))


_FITS: Final[Mapping[str, tuple[type, ...]]] = {
    "text": (str,),
    "number": (int, float),
    "boolean": (bool, str),
    "date": (str, int),
}


def _type_and_values(said: Mapping[str, Any], path: JsonPath) -> Iterator[Finding]:
    """Values that are not of the type that stands beside them."""
    kind = str(said["type"])
    for index, value in enumerate(said["values"] or ()):
        if not isinstance(value, _FITS[kind]) or (kind == "number" and isinstance(value, bool)):
            message = f"{words.shown(value, path)} is no {kind}, which the property is said to be"
            yield _error("CTC821", message, (*path, "values", index), "correct the value or the type")


def _segments(segments: Mapping[str, Any]) -> Iterator[Finding]:
    seen: dict[tuple[str, int], str] = {}
    for name, ids in segments.items():
        if name.strip().isdigit() or name.strip().lower() == "all":
            message = f"a segment cannot be called '{name}': in a spec that is an id, or everybody"
            yield _error("CTC821", message, ("segments", name), "give it a name in words", at="key")
        for environment, number in ids.items():
            first = seen.setdefault((environment, number), name)
            if first != name:
                message = f"'{name}' and '{first}' have one id in {environment}: {number}"
                yield _error("CTC821", message, ("segments", name, environment), "one of the two is wrong")


def _templates(data: Mapping[str, Any]) -> Iterator[Finding]:
    seen: dict[tuple[str, str], str] = {}
    for key, said in _entries(data, "whatsapp_templates"):
        name, language = str(said.get("name", key)), str(said.get("language", ""))
        first = seen.setdefault((name, language), key)
        if first != key:
            message = f"'{first}' and '{key}' are both the template '{name}' in the same language"
            path = ("whatsapp_templates", key)
            yield _error("CTC821", message, path, "name their languages, or remove one", at="key")


def _entries(data: Mapping[str, Any], section: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, said in (data.get(section) or {}).items():
        yield name, said or {}


def _stranger(key: str, parent: JsonPath, known: list[str]) -> Finding:
    from ctc.validation.schema.problem import unknown_key

    plain = unknown_key(key, parent, known)
    place = f"'{words.tail(parent)}'" if parent else "the catalog"
    hint = plain.hint or (None if parent else "notes of your own begin with x-")
    return _error("CTC305", f"'{key}' is not a key of {place}", plain.path, hint, at="key")


def _error(code: str, message: str, path: JsonPath, hint: str | None, at: str = "value") -> Finding:
    return _found(code, Severity.ERROR, message, path, hint, at)


def _found(
    code: str, severity: Severity, message: str, path: JsonPath, hint: str | None, at: str = "value"
) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        message=message,
        path=path,
        hint=hint,
        at="key" if at == "key" else "value",
    )
