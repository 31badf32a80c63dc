"""What a tracking plan of another tool says, in the words of a catalog."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ctc.canonical import Json

_TYPES: Final = {
    "string": "text",
    "number": "number",
    "integer": "number",
    "boolean": "boolean",
    "date": "date",
}
_WORDS: Final = {
    **_TYPES,
    **dict.fromkeys(("text", "str", "varchar", "uuid", "url", "email", "enum", "any of"), "text"),
    **dict.fromkeys(("int", "float", "double", "long", "decimal", "numeric", "money"), "number"),
    "bool": "boolean",
    **dict.fromkeys(("datetime", "date-time", "timestamp", "time"), "date"),
}
"""How people write types in tables."""
_PLAIN: Final = (str, int, float, bool)


@dataclass(slots=True, kw_only=True)
class TrackingPlan:
    """Events and properties as a catalog writes them; ``notes`` say what was left out, and why."""

    format: str
    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    profile: dict[str, Json] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def event(self, name: object, description: object = None) -> dict[str, Any] | None:
        """The entry of an event, made where it is missing; None, with a note, for what is no name."""
        if not isinstance(name, str) or not name.strip():
            self.notes.append("an entry without a name was left out")
            return None
        entry = self.events.setdefault(name.strip(), {})
        if isinstance(description, str) and description.strip():
            entry.setdefault("description", " ".join(description.split()))
        return entry

    def hold(self, entry: dict[str, Any], event: str, name: str, kind: Json) -> None:
        """A property of an event. Of one that is told twice the first type counts, with a note where they differ."""
        known = entry.setdefault("properties", {})
        before = known.setdefault(name, kind)
        if not before:
            known[name] = kind
        elif kind and kind != before:
            shown = " and ".join("values" if isinstance(one, Mapping) else str(one) for one in (before, kind))
            self.notes.append(f"{event}: {name} is told twice, as {shown}: only the first is kept")

    def properties(self, schema: Mapping[str, Any], where: str) -> dict[str, Json]:
        """The properties of a JSON Schema of an object."""
        found: dict[str, Json] = {}
        properties = schema.get("properties")
        for name, said in properties.items() if isinstance(properties, Mapping) else ():
            kind = self.kind(said, f"{where}: {name}")
            if kind is not None:
                found[name] = kind
        return found

    def kind(self, said: Any, where: str) -> Json:
        """What a JSON Schema says that a property holds; None, with a note, for what CleverTap has no type for."""
        said = said if isinstance(said, Mapping) else {}
        values = said.get("enum") or ([said["const"]] if "const" in said else None)
        if isinstance(values, list) and values and all(isinstance(each, _PLAIN) for each in values):
            return {"values": list(dict.fromkeys(values))}
        types = said.get("type")
        names = [
            each for each in (types if isinstance(types, list) else [types]) if each not in (None, "null")
        ]
        if "array" in names and isinstance(said.get("items"), Mapping):
            return self.kind(said["items"], where)
        if str(said.get("format", "")).startswith("date"):
            return "date"
        kinds = {_TYPES.get(str(each)) for each in names}
        if len(kinds) == 1 and None not in kinds:
            return kinds.pop()
        if names == ["object"]:
            self.notes.append(f"{where} holds an object, which CleverTap has no type for: left out")
            return None
        if names:
            self.notes.append(f"{where} is {' or '.join(map(str, names))}: its type is not said")
        return {}


def word_kind(word: str) -> Json:
    """A type as people write it in a table; an empty mapping where it is none that is known."""
    return _WORDS.get(word.strip().lower().removesuffix("[]").removeprefix("list of "), {})
