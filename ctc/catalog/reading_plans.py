"""Tracking plans of other tools, told by their content: Segment Protocols, RudderStack, Avo, JSON Schema, CSV."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ctc.canonical import Json
from ctc.catalog.plan import TrackingPlan, word_kind

_NONE: Final[Mapping[str, Any]] = {}


def plan_of_json(data: Json) -> TrackingPlan | None:
    """The plan that a JSON value stands for, or None where it is of no form that is known."""
    body = data.get("data", data) if isinstance(data, Mapping) else data
    if isinstance(body, Mapping) and isinstance(body.get("trackingPlan"), Mapping):
        body = {**body["trackingPlan"], **{k: v for k, v in body.items() if k == "rules"}}
    if isinstance(body, Mapping):
        rules, events = body.get("rules"), body.get("events")
        if isinstance(rules, list) and any("jsonSchema" in each or "key" in each for each in _maps(rules)):
            return _segment_public(rules)
        if isinstance(rules, Mapping) and ("events" in rules or "identify" in rules):
            return _segment_config(rules)
        if isinstance(events, list) and any("rules" in each for each in _maps(events)):
            is_rudder = any("eventType" in each or "event_type" in each for each in _maps(events))
            return _listed("RudderStack" if is_rudder else "Avo", events)
        if isinstance(body.get("properties"), Mapping):
            return _schemas([body])
    if isinstance(body, list) and body and all("rules" in each for each in _maps(body)) and _maps(body):
        return _listed("RudderStack", body)
    if (
        isinstance(body, list)
        and body
        and all(isinstance(each.get("properties"), Mapping) for each in _maps(body))
    ):
        return _schemas(_maps(body)) if _maps(body) else None
    return None


def _maps(values: Any) -> list[Mapping[str, Any]]:
    return [each for each in values if isinstance(each, Mapping)] if isinstance(values, list) else []


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else _NONE


def _segment_public(rules: Sequence[Any]) -> TrackingPlan:
    """The Public API: a list of rules with ``key``, ``type`` and ``jsonSchema``."""
    plan = TrackingPlan(format="Segment Protocols")
    for rule in _maps(rules):
        schema = _map(rule.get("jsonSchema") or rule.get("json_schema"))
        kind = str(rule.get("type", "TRACK")).upper()
        if kind == "TRACK":
            _add(plan, rule.get("key"), schema)
        elif kind == "IDENTIFY":
            _traits(plan, schema)
        else:
            plan.notes.append(
                f"rules of {kind.lower()} calls were left out: they are no events of CleverTap's"
            )
    return plan


def _segment_config(rules: Mapping[str, Any]) -> TrackingPlan:
    """The older form: ``rules: {events: [{name, rules}], identify: …}``."""
    plan = TrackingPlan(format="Segment Protocols")
    for event in _maps(rules.get("events")):
        _add(plan, event.get("name"), _map(event.get("rules")), event.get("description"))
    if isinstance(rules.get("identify"), Mapping):
        _traits(plan, rules["identify"])
    for trait in _maps(rules.get("identify_traits")):
        name = trait.get("name")
        if isinstance(name, str):
            plan.profile[name] = plan.kind(trait, f"profile: {name}") or {}
    return plan


def _listed(tool: str, events: Sequence[Any]) -> TrackingPlan:
    """A list of events with a JSON Schema each: RudderStack's catalog, Avo's export."""
    plan = TrackingPlan(format=tool)
    for event in _maps(events):
        kind = str(event.get("eventType") or event.get("event_type") or "track").lower()
        if kind == "identify":
            _traits(plan, _map(event.get("rules")))
        elif kind == "track":
            _add(plan, event.get("name"), _map(event.get("rules")), event.get("description"))
        else:
            plan.notes.append(f"a rule of {kind} calls was left out: it is no event of CleverTap's")
    return plan


def _schemas(schemas: Sequence[Mapping[str, Any]]) -> TrackingPlan:
    """A JSON Schema an event, whose title names it."""
    plan = TrackingPlan(format="JSON Schema")
    for schema in schemas:
        properties = schema["properties"]
        said = properties.get("event")
        const = said.get("const") if isinstance(said, Mapping) else None
        _add(plan, const or schema.get("title"), schema, schema.get("description"))
    return plan


def _add(plan: TrackingPlan, name: object, schema: Mapping[str, Any], description: object = None) -> None:
    entry = plan.event(name, description or schema.get("description"))
    if entry is None:
        return
    properties = schema.get("properties")
    nested = properties.get("properties") if isinstance(properties, Mapping) else None
    if isinstance(nested, Mapping) and (
        isinstance(nested.get("properties"), Mapping) or {"context", "traits"} & set(properties or ())
    ):
        schema = nested
    found = plan.properties(schema, str(name))
    if isinstance(properties, Mapping):
        if isinstance(properties.get("event"), Mapping) and "const" in properties["event"]:
            found.pop("event", None)  # the name of the event, not a property of it
        entry.setdefault("properties", {})
        for each, kind in found.items():
            plan.hold(entry, str(name), each, kind)


def _traits(plan: TrackingPlan, schema: Mapping[str, Any]) -> None:
    """The properties of profiles: those under ``traits``, or of the schema itself."""
    properties = schema.get("properties")
    for below in ("traits", "properties"):
        inner = properties.get(below) if isinstance(properties, Mapping) else None
        if isinstance(inner, Mapping) and isinstance(inner.get("properties"), Mapping):
            plan.profile |= plan.properties(inner, "profile")
            return
    plan.profile |= plan.properties(schema, "profile")


def plan_of_documents(documents: Sequence[Json]) -> TrackingPlan | None:
    """RudderStack's YAML: ``kind: events``, ``properties`` and ``tp`` or ``tracking-plan``, by any file together."""
    kinds = {"events", "properties", "tp", "tracking-plan", "custom-types", "categories", "data-graph"}
    specs = [
        each
        for each in _maps(documents)
        if str(each.get("kind")) in kinds and isinstance(each.get("spec"), Mapping)
    ]
    if not specs:
        return None
    plan = TrackingPlan(format="RudderStack")
    known = {(d["kind"], str(one.get("id"))): one for d in specs for one in _maps(d["spec"].get(d["kind"]))}
    for (kind, _), one in known.items():
        if kind == "events" and str(one.get("event_type", "track")) == "track":
            plan.event(one.get("name"), one.get("description"))
    for spec in specs:
        for rule in _maps(spec["spec"].get("rules")):
            _rudder_rule(plan, rule, known)
    return plan


def _rudder_rule(plan: TrackingPlan, rule: Mapping[str, Any], known: Mapping[Any, Mapping[str, Any]]) -> None:
    event = known.get(("events", _reference(rule.get("event"))))
    if event is None:
        plan.notes.append(f"the rule '{rule.get('id', '')}' names an event of another file: left out")
        return
    is_identify = str(event.get("event_type")) == "identify"
    entry = None if is_identify else plan.event(event.get("name"))
    for each in _maps(rule.get("properties")):
        said = known.get(("properties", _reference(each.get("property") or each.get("$ref"))))
        if said is None:
            plan.notes.append(f"a property of '{event.get('name')}' stands in another file: left out")
            continue
        config = _map(said.get("propConfig") or said.get("config"))
        kind = plan.kind({**config, "type": said.get("type")}, str(said.get("name"))) or {}
        if entry is None:
            plan.profile[str(said.get("name"))] = kind
        else:
            plan.hold(entry, str(event.get("name")), str(said.get("name")), kind)


def _reference(value: Any) -> str:
    """``#event:product_viewed``, ``#/events/group/product_viewed`` or ``{$ref: …}``: the id at its end."""
    text = str(value.get("$ref", "") if isinstance(value, Mapping) else value or "")
    return text.replace(":", "/").rpartition("/")[2]


_COLUMNS: Final = {
    "event": ("event", "event name", "event_name", "eventname", "name of event"),
    "property": ("property", "property name", "property_name", "event property", "attribute", "property key"),
    "type": (
        "type",
        "property type",
        "property_type",
        "property value type",
        "data type",
        "datatype",
        "value type",
    ),
    "description": ("description", "event description", "event_description"),
    "values": ("values", "allowed values", "enum", "property enum", "enum values"),
}


def plan_of_csv(text: str) -> TrackingPlan | None:
    """A table with a header: event, property, type. A row without an event is about profiles where it says so.
    Lines end as they like. Raises csv.Error for a cell that is none."""
    try:
        dialect: Any = csv.Sniffer().sniff(text[:4096], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    rows = csv.reader(io.StringIO(text, newline=None), dialect)
    header = next(rows, [])
    columns = _columns(header)
    if "event" not in columns:
        return None
    plan = TrackingPlan(format="CSV")
    _read_rows(plan, rows, columns)
    return plan


def _columns(header: Sequence[str]) -> dict[str, int]:
    plain = [name.strip().lower().lstrip("\ufeff") for name in header]
    found = {}
    for key, names in _COLUMNS.items():
        position = next((plain.index(name) for name in names if name in plain), None)
        if position is not None:
            found[key] = position
    return found


def _read_rows(plan: TrackingPlan, rows: Iterator[list[str]], columns: Mapping[str, int]) -> None:
    last = ""
    for number, row in enumerate(rows, start=2):
        cells = {key: row[at].strip() if at < len(row) else "" for key, at in columns.items()}
        if not any(cells.values()):
            continue
        name = cells["event"] or last
        if not name:
            plan.notes.append(f"line {number} names no event: left out")
            continue
        last = name
        entry = plan.event(name, "" if cells.get("property") else cells.get("description"))
        if entry is not None and cells.get("property"):
            values = [
                each.strip()
                for each in cells.get("values", "").split("|" if "|" in cells.get("values", "") else ",")
            ]
            listed = [each for each in values if each]
            kind = {"values": listed} if listed else word_kind(cells.get("type", ""))
            if not listed and cells.get("type") and not kind:
                plan.notes.append(
                    f"line {number}: '{cells['type']}' is no type that a catalog has: it is not said"
                )
            plan.hold(entry, name, cells["property"], kind)
