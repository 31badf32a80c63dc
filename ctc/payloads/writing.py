"""A payload becomes a spec: YAML that reads back as exactly the same JSON value.

Strings that a YAML reader, Jinja or a person could take for something else are written so that they cannot.
"""

import re
import unicodedata
from collections.abc import Mapping
from io import StringIO
from typing import Any, Final

from ctc.address import ID_PATTERN
from ctc.audience import is_everybody
from ctc.canonical import Json, digest_of
from ctc.patterns import pattern
from ctc.shown import in_quotes, is_plain
from ctc.variants import CREATE, SEND_CHANNELS

_PLAIN: Final = pattern(r"[^\W\d_](?:[^:#\r\n]|:(?=[^\s])|(?<=[^\s])#)*", re.DOTALL)
"""Begins with a letter and holds nothing that could end a plain scalar."""
_WORDS: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n", "none", "nan", "inf"})
"""What some YAML reader or another takes for a boolean, a null or a number."""
_OPENS: Final = pattern(r"\{[{%#]")
_ENDRAW: Final = pattern(r"\{%[-+]?\s*endraw")
_ESCAPED: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "{": "\\x7b", "}": "\\x7d"}
_ENDLESS: Final = 2**30
"""A line width that nothing reaches: folding would put line breaks into long strings."""


def write_spec(value: Mapping[str, Json], endpoint: str, *, spec_id: str | None = None) -> str:
    """The spec that stands for one request body, as YAML text.

    ``endpoint`` is a path of :data:`ctc.variants.ENDPOINTS`. The id is slugified from the name (from the
    ``tag_group`` of a send) unless ``spec_id`` says otherwise. An audience of everybody gets ``broadcast:
    true`` beside it. Raises ValueError for an id or an endpoint that does not exist.
    """
    spec: dict[str, Json] = {"version": 1, "id": spec_id or slug_of(value, endpoint)}
    if not re.fullmatch(ID_PATTERN, spec["id"]):
        raise ValueError(
            "an id is made of a-z, 0-9 and -, begins with none of -, and has 63 characters at most"
        )
    if endpoint == CREATE:
        if is_everybody(value):
            spec["broadcast"] = True
        spec["campaign"] = value
    else:
        spec["message"] = {"channel": channel_of(endpoint)} | dict(value)
    return _dumped(
        {key: _prepared(entry, template=key in ("campaign", "message")) for key, entry in spec.items()}
    )


def slug_of(value: Mapping[str, Json], endpoint: str) -> str:
    """An id out of a payload's name: ``Größe 20% off!`` gives ``grosse-20-off``.

    Without a letter or digit of the Latin alphabet it is the channel and eight digits of the digest, so that
    the same payload always has the same id.
    """
    name = value.get("name", value.get("tag_group"))
    text = unicodedata.normalize("NFKD", name if isinstance(name, str) else "").replace("ß", "ss")
    slug = (
        re.sub(r"[^a-z0-9]+", "-", text.encode("ascii", "ignore").decode().lower()).strip("-")[:63].strip("-")
    )
    channel = value.get("target_mode") if endpoint == CREATE else channel_of(endpoint)
    word = channel if isinstance(channel, str) and re.fullmatch("[a-z]+", channel) else "campaign"
    return slug or f"{word}-{digest_of(value)[:8]}"


def protected(text: str) -> str:
    """A template that renders to ``text``: itself where Jinja would find nothing in it.

    ``{% raw %}`` cannot hold its own end, and Jinja turns every line break into ``\\n``: such a text becomes a
    string literal of one single expression instead.
    """
    if not _OPENS.search(text):
        return text
    if "\r" in text or _ENDRAW.search(text):
        return '{{ "' + "".join(_ESCAPED.get(character, character) for character in text) + '" }}'
    return "{% raw %}" + text + "{% endraw %}"


def channel_of(endpoint: str) -> str:
    """The channel of a send's endpoint. Raises ValueError for another."""
    channel = endpoint.rpartition("/")[2].removesuffix(".json")
    if channel not in SEND_CHANNELS:
        raise ValueError(f"no endpoint of a send: {endpoint}")
    return channel


def _prepared(value: Json, *, template: bool) -> Any:
    """The value with each string in the style that keeps it exact."""
    if isinstance(value, Mapping):
        return {_styled(key, key=True): _prepared(entry, template=template) for key, entry in value.items()}
    if isinstance(value, list):
        return [_prepared(entry, template=template) for entry in value]
    if isinstance(value, str):
        return _styled(protected(value) if template else value, key=False)
    return value


def _styled(text: str, *, key: bool) -> Any:
    from ruamel.yaml.scalarstring import (
        DoubleQuotedScalarString,
        LiteralScalarString,
        SingleQuotedScalarString,
    )

    if _is_printable(text.replace("\n", "").replace("\t", "")) and is_plain(text):
        if _is_block(text) and not key:
            return LiteralScalarString(text)
        if _PLAIN.fullmatch(text) and _is_printable(text) and not text.endswith((" ", ":")):
            return DoubleQuotedScalarString(text) if text.lower() in _WORDS else text
        if _is_printable(text) and re.search(r"[^ -~]|[\"\\]", text) and "'" not in text:
            return SingleQuotedScalarString(text)
    return DoubleQuotedScalarString(text)


def _is_printable(text: str) -> bool:
    """Whether a person sees every character, and YAML takes it without an escape."""
    return text.isprintable() and "\ufeff" not in text


def _is_block(text: str) -> bool:
    """Whether a block scalar holds the text exactly: several lines, the first of them not indented."""
    return "\n" in text and not text[0].isspace() and not text.endswith("\n\n")


def _dumped(spec: Mapping[str, Any]) -> str:
    from ruamel.yaml import YAML
    from ruamel.yaml.representer import RoundTripRepresenter

    class Representer(RoundTripRepresenter):
        """Writes null as a word, an empty value being easy to overlook."""

    Representer.add_representer(
        type(None), lambda self, _: self.represent_scalar("tag:yaml.org,2002:null", "null")
    )
    yaml = YAML(typ="rt", pure=True)
    yaml.Representer = Representer
    yaml.width = _ENDLESS
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = StringIO()
    yaml.dump(dict(spec), stream)
    return in_quotes(stream.getvalue())
