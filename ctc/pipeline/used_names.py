"""The names that a repository's specs use today, as a catalog would list them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from ctc.canonical import Json
from ctc.validation.rules.names_of_links import linked_hosts_and_apps
from ctc.validation.rules.rule import Subject
from ctc.validation.subject.names import event_names, event_properties, liquid_names
from ctc.validation.subject.reading import dig, items, mapping

Values = dict[str, list[Json]]
"""What each property is compared with."""


@dataclass(slots=True, kw_only=True)
class UsedNames:
    """Collected body by body, in the order of use."""

    events: dict[str, Values] = field(default_factory=dict)
    profile: Values = field(default_factory=dict)
    segments: dict[int, set[str]] = field(default_factory=dict)
    """Ids, with the environments that use them."""
    providers: dict[str, dict[str, None]] = field(default_factory=dict)
    lists: dict[str, dict[str, None]] = field(default_factory=dict)
    """The names of the sections that are plain lists."""
    templates: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    hosts: dict[str, None] = field(default_factory=dict)
    deep_links: dict[str, None] = field(default_factory=dict)

    def in_section(self, section: str) -> set[str]:
        """The names of a section that are used, by what specs call them."""
        match section:
            case "events":
                return set(self.events)
            case "profile":
                return set(self.profile)
            case "whatsapp_templates":
                return set(self.templates)
            case _:
                return set(self.lists.get(section, ()))


def used_names(subjects: Iterable[Subject]) -> UsedNames:
    """What all bodies use together."""
    used = UsedNames()
    for subject in subjects:
        _of_audience(used, subject)
        _of_settings(used, subject)
        _of_content(used, subject)
    return used


def _of_audience(used: UsedNames, subject: Subject) -> None:
    body = subject.body
    for _, name in event_names(body):
        used.events.setdefault(name, {})
    for use in event_properties(body):
        known = used.events.setdefault(str(use.event), {}).setdefault(use.name, [])
        known += _compared(use.operator, use.value)
    for use in subject.profile_properties:
        used.profile.setdefault(use.name, []).extend(_compared(use.operator, use.value))
    for value in (body.get("segment"), *items(body.get("exclude_segments")), *_excluded(body)):
        if isinstance(value, int | str) and not isinstance(value, bool) and str(value).isdecimal():
            used.segments.setdefault(int(value), set()).add(subject.environment)


def _excluded(body: Mapping[str, Json]) -> list[Json]:
    return items(dig(body, "where", "exclude_segments"))


def _compared(operator: str, value: Json) -> list[Json]:
    """What tells a property's type; ``exists`` is compared with nothing, and what is added up is a number."""
    if operator == "":
        return [0]
    if operator in ("exists", "does_not_exist") or value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _of_settings(used: UsedNames, subject: Subject) -> None:
    body = subject.body
    provider = body.get("provider_nick_name")
    if isinstance(provider, str):
        used.providers.setdefault(subject.channel, {})[provider] = None
    for section, name in (
        ("provider_groups", body.get("provider_group_nickname")),
        ("control_groups", dig(body, "control_group", "name")),
        ("android_channels", dig(body, "content", "platform_specific", "android", "wzrk_cid")),
        ("android_channels", body.get("wzrk_cid")),
        ("webhook_endpoints", body.get("webhook_endpoint_name")),
    ):
        if isinstance(name, str) and name.strip():
            used.lists.setdefault(section, {})[name] = None


def _of_content(used: UsedNames, subject: Subject) -> None:
    for _, name, first in liquid_names(list(subject.liquid)):
        used.profile.setdefault(name if " " not in name else first, [])
    template = subject.content.get("template_name")
    if isinstance(template, str):
        used.templates.setdefault(template, _template(subject.content))
    for url, is_web in linked_hosts_and_apps(subject):
        if is_web:
            used.hosts[(urlsplit(url).hostname or "").lower()] = None
        else:
            used.deep_links[url.partition("?")[0].partition("#")[0]] = None
    used.hosts.pop("", None)


def _template(content: Mapping[str, Json]) -> dict[str, Any]:
    """What a message shows of its template."""
    kind = dig(content, "header", "type") or dig(content, "attachments", "type")
    said: dict[str, Any] = {"header": kind.lower() if isinstance(kind, str) else "none"}
    if said["header"] == "text":
        said["header"] = {"text": len(items(dig(content, "header", "replacements")))}
    body = dig(content, "body", "replacements")
    said["body"] = len(items(body)) if body is not None else len(mapping(content.get("replacements")))
    if "buttons" in content:
        said["buttons"] = ["url"] * len(items(content.get("buttons")))
    if isinstance(content.get("locale"), str):
        said["language"] = content["locale"]
    return said
