"""Where a key would be right: the index of every key of every variant, asked when a key is unknown."""

from functools import cache
from typing import Any, Final, NamedTuple

from ctc.diagnostics import JsonPath
from ctc.suggest import with_article
from ctc.validation import words
from ctc.validation.schema.catalog import Schema, resolve
from ctc.validation.schema.published import bundled
from ctc.variants import TRIGGERS, VARIANTS, Variant

IGNORED: Final = {
    "did_not": "CleverTap ignores 'did_not' without a word, so those whom you mean to leave out get the message",
    "in_the_last_days": "CleverTap ignores 'in_the_last_days', so the audience would be wider than it reads",
    "prompt": "CleverTap works out the audience of a 'prompt' by itself, so nobody can review who gets the message",
    "respect_DND": "'respect_DND' is not part of the API and is ignored, so nothing would keep quiet hours",
    "channel": "'channel' is not part of this request and is ignored; the endpoint or target_mode decides the channel",
}
"""Keys of unofficial scripts that have no effect [client code], each with what follows from that."""

MENDS: Final = {
    "did_not": "use advanced_query.did_none with a list of events",
    "in_the_last_days": "write the range as from: and to:, as YYYYMMDD",
    "prompt": "write the audience as event_name, common_profile_properties or advanced_query",
    "respect_DND": "use dnd, or delivery_timezone of the object form of when",
    "channel": "use target_mode",
}

SEND_STRANGERS: Final = frozenset({"name", "when", "where", "target_mode", "segment", "ttl"})
"""Keys of campaigns that people try in an identity send [api] (f)."""

RENAMED: Final = {
    "badge_id": "content.platform_specific.android.wzrk_bc",
    "badge_icon": "content.platform_specific.android.wzrk_bi",
}
"""Keys of identity sends that campaigns call otherwise [seed]."""

PICTURES: Final = frozenset(
    {"imageUrl", "image", "image_url", "picture", "mediaUrl", "background_image", "ct_mediaUrl"}
)
"""What people call the picture of a push; each platform has a name of its own for it."""

Container = tuple[str, ...]
"""The keys that lead to a mapping, without list indices."""


class Home(NamedTuple):
    """A place where a key is known."""

    variant: Variant
    container: Container


def homes(key: str) -> tuple[Home, ...]:
    """Every place of every variant where ``key`` is known."""
    return _index().get(key, ())


def container_of(path: JsonPath) -> Container:
    return tuple(part for part in path if isinstance(part, str))


class Misplaced(NamedTuple):
    """Where a key belongs: what is wrong with where it stands, the hint, and the keys that lead there."""

    message: str
    hint: str
    home: Container = ()


def elsewhere(key: str, container: Container, variant: Variant) -> Misplaced | None:
    """Where ``key`` belongs, if not here. None where nobody knows it."""
    found = homes(key)
    same = list(dict.fromkeys(home.container for home in found if home.variant == variant))
    others = [home for home in found if home.variant != variant]
    if key in RENAMED and not variant.is_send:
        home = tuple(RENAMED[key].split(".")[:-1])
        return Misplaced(f"campaigns call '{key}' by another name", f"write {RENAMED[key]}", home)
    if variant.channel == "push" and key in PICTURES and "ct_ContentSlider" not in container:
        return _on_both(key, "ios.ct_mediaUrl", "android.background_image")
    if len(same) == 2 and {home[-1:] for home in same} == {("ios",), ("android",)}:
        return _on_both(key, f"ios.{key}", f"android.{key}")
    if same and len(same) <= 2:
        return _moved(key, max(same, key=len), container)
    siblings = [home for home in others if home.container == container]
    if same and not siblings and ("where",) in same:
        return _moved(key, ("where",), container)
    best = siblings or (others if len({home.container for home in others}) <= 3 else [])
    if not best:
        return None
    kin = list(
        dict.fromkeys(a_title(home.variant) for home in best if home.variant.channel == variant.channel)
    )
    if len(kin) > 2:
        return Misplaced(f"'{key}' has no place in {a_title(variant)}", f"it belongs to {words.listed(kin)}")
    where = "" if siblings else _under(best[0].container)
    return Misplaced(
        f"'{key}' belongs to {_owners(best, variant)}{where}, not to {a_title(variant)}", "remove it"
    )


def _on_both(key: str, ios: str, android: str) -> Misplaced:
    """What each platform has a place of its own for."""
    message = f"'{key}' belongs under content.platform_specific, where each platform has its own"
    return Misplaced(
        message,
        f"move it to {ios}, {android} or both, under content.platform_specific",
        ("content", "platform_specific"),
    )


def _moved(key: str, home: Container, container: Container) -> Misplaced:
    if not home:
        hint = f"move '{key}' up, out of {container[-1]}"
        return Misplaced(f"'{key}' belongs at the top level of the body", hint)
    place = ".".join(home)
    return Misplaced(f"'{key}' belongs under {place}", f"move it to {place}.{key}", home)


def a_title(variant: Variant) -> str:
    """``a push campaign``, ``a message to identities``: what the variant is called in a sentence."""
    kind = variant.title.partition(" ")[2]
    match variant.channel:
        case "externaltrigger":
            return "an external trigger" + " of several campaigns" * (variant.endpoint == TRIGGERS)
        case _ if variant.is_send:
            return f"{with_article(variant.channel)} message to identities"
        case "notificationinbox":
            return f"an inbox campaign ({kind})"
        case "whatsapp":
            return f"a WhatsApp campaign ({kind})"
        case channel:
            return f"{with_article(channel)} campaign"


def _under(container: Container) -> str:
    return f" (under {'.'.join(container)})" if container else ""


def _owners(found: list[Home], variant: Variant) -> str:
    creates = [home.variant for home in found if not home.variant.is_send]
    if variant.is_send and len(creates) == len(found):
        return "campaigns" if len({v.channel for v in creates}) > 2 else _channels(creates)
    if not creates and len(found) > 2:
        return "messages to identities"
    if not creates:
        return words.listed(list(dict.fromkeys(a_title(home.variant) for home in found)))
    if any(v.channel == variant.channel for v in creates):
        return words.listed(list(dict.fromkeys(a_title(v) for v in creates if v.channel == variant.channel)))
    return _channels(creates)


def _channels(variants: list[Variant]) -> str:
    return words.listed(list(dict.fromkeys(variant.channel for variant in variants)))


@cache
def _index() -> dict[str, tuple[Home, ...]]:
    found: dict[str, dict[Home, None]] = {}
    for variant in VARIANTS:
        for key, container in keys_of(bundled(f"payload.{variant.name}")):
            found.setdefault(key, {})[Home(variant, container)] = None
    return {key: tuple(homes) for key, homes in found.items()}


def keys_of(schema: Schema) -> list[tuple[str, Container]]:
    """Each key that a schema knows, and where; ``NAME`` stands for a key that the user chooses."""
    found: list[tuple[str, Container]] = []
    _add_keys(schema, schema, (), found)
    return found


def _add_keys(node: Any, schema: Schema, at: Container, found: list[tuple[str, Container]]) -> None:
    node = resolve(node, schema)
    if not isinstance(node, dict):
        return
    for key, below in node.get("properties", {}).items():
        found.append((key, at))
        _add_keys(below, schema, (*at, key), found)
    for below in node.get("patternProperties", {}).values():
        _add_keys(below, schema, (*at, "NAME"), found)
    if isinstance(node.get("items"), dict):
        _add_keys(node["items"], schema, at, found)
