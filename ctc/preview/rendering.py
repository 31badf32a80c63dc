"""The templates, and the pieces that they give: one message in its devices, the style sheet, the script.

Every value that reaches a template is escaped by Jinja; the only text that is not is what this module marks as
safe itself, after escaping it.
"""

import functools
from collections.abc import Mapping, Sequence
from typing import Any, Final

from jinja2 import ChainableUndefined, Environment, PackageLoader, StrictUndefined, Undefined
from markupsafe import Markup, escape

from ctc import sms
from ctc.canonical import Json
from ctc.personalisation.filling import Filled, fill, is_personal
from ctc.personalisation.personas import PERSONAS, Persona
from ctc.preview import links, mail, push
from ctc.preview.differences import differences, marked
from ctc.preview.text import Cut, Marked, cut_at, plain
from ctc.variants import CHANNEL_NAMES

_SEEN_BY_PEOPLE: Final = ("content", "webhook_key_value")
"""The parts of a body that recipients get, and so the parts that personalisation fills."""


class _Templates(Environment):
    """Attributes of payload values are their keys, never Python's own; whatever is absent is empty."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Undefined):
            return obj
        if isinstance(obj, Mapping):
            return obj[attribute] if attribute in obj else ChainableUndefined()
        if obj is None or isinstance(obj, str | int | float | bool | list) or type(obj) is tuple:
            return ChainableUndefined()
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        return self.getattr(obj, argument)


@functools.cache
def environment() -> Environment:
    found = _Templates(
        loader=PackageLoader("ctc.preview"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.globals.update(cut=cut_at, href=links.href, host=links.host, quiet=_quiet, parts=sms.segments)
    found.globals.update(
        acts=push.actions, acts_shown=push.SHOWN, hex=push.colour, seq=_sequence, pairs=_pairs
    )
    found.filters.update(parted=_parted, shown=shown, sms_text=_sms_text, plain=_plain, halves=_halves)
    return found


def message_html(body: Mapping[str, Json], channel: str, variant: str, persona: Persona = PERSONAS[0]) -> str:
    """One message in the devices of its channel, as an HTML fragment for ``<div class="stage">``.

    ``body`` is a payload value, ``persona`` one of :data:`~ctc.personalisation.personas.PERSONAS`. The page that takes
    it in needs :func:`stylesheet` and :func:`script` once. Recipients never stand in it.
    """
    filled = filled_for(body, persona)
    return _fragment(filled, channel, variant)


def renditions(
    body: Mapping[str, Json], channel: str, variant: str, before: Mapping[str, Json] | None = None
) -> dict[str, str]:
    """Persona key to fragment: one for each persona where the message is personal, else one under ``""``.

    With ``before``, texts that differ from it are marked.
    """
    shown_body = marked(body, before) if before is not None else body
    if not is_personal([body.get(part) for part in _SEEN_BY_PEOPLE]):
        return {"": _fragment(Filled(value=shown_body), channel, variant)}
    return {persona.key: _fragment(filled_for(shown_body, persona), channel, variant) for persona in PERSONAS}


def filled_for(body: Mapping[str, Json], persona: Persona) -> Filled:
    """The body with what recipients see filled in for one of them."""
    seen = fill({part: body[part] for part in _SEEN_BY_PEOPLE if part in body}, persona)
    return Filled(value={**body, **seen.value}, problems=seen.problems, gaps=seen.gaps)


def changes_html(before: Mapping[str, Json], after: Mapping[str, Json]) -> str:
    """A table of the fields that differ, word by word; empty where nothing does."""
    found = differences(before, after)
    return environment().get_template("changes.html.j2").render(differences=found) if found else ""


def stylesheet() -> str:
    """CSS of the fragments: everything below ``.stage``, and the icons (``.i``, ``.i-<channel>``)."""
    return source("stage.css")


def script() -> str:
    """JavaScript of the fragments: carousels, email frames. Listens on the document, so it is needed once."""
    return source("mail.js") + source("stage.js")


def _fragment(filled: Filled, channel: str, variant: str) -> str:
    name = channel if channel in CHANNEL_NAMES else "unknown"  # a page has other templates, too
    template = environment().get_template(f"{name}.html.j2")
    body = filled.value
    return template.render(
        body=body,
        content=body.get("content", {}),
        variant=variant,
        problems=filled.problems,
        gaps=filled.gaps,
    )


def source(name: str) -> str:
    """A file of the templates folder as it stands: the page's own CSS and JavaScript."""
    loader = environment().loader
    assert loader is not None
    return loader.get_source(environment(), name)[0]


def shown(value: Json, place: str = "") -> Markup:
    """A value as a device shows it: cut at its place's limit, marked where it changed."""
    found: Cut | None = cut_at(value, place) if place else None
    text = escape(found.seen.rstrip() + "…" if found and found.is_cut else _plain(value))
    return Markup("<mark class=chg>{}</mark>").format(text) if isinstance(value, Marked) and text else text


def _plain(value: Any) -> str:
    return "" if isinstance(value, Undefined) else plain(value)


def _sms_text(value: Json) -> Markup:
    """An SMS cut into its parts; what forces UCS-2 is marked."""
    text = _plain(value)
    culprits = set(sms.segments(text).culprits)
    pieces = [
        Markup("").join(
            Markup('<b class=culprit title="Not in GSM-7">{}</b>').format(char) if char in culprits else char
            for char in piece
        )
        for piece in sms.split(text)
    ]
    edge = Markup("<i class=edge><span class=sr> (end of part </span>{}<span class=sr>) </span></i>")
    joined = Markup("").join(
        piece + (edge.format(number) if number < len(pieces) else Markup(""))
        for number, piece in enumerate(pieces, 1)
    )
    return Markup("<mark class=chg>{}</mark>").format(joined) if isinstance(value, Marked) else joined


def _parted(path: str) -> Markup:
    """A dotted path that may break after a dot, and inside a word only where it must."""
    return Markup(".<wbr>").join(path.split("."))


def _halves(name: str) -> dict[str, str]:
    """A WhatsApp template's name, ``namespace:name`` or bare."""
    namespace, _, bare = name.rpartition(":")
    return {"namespace": namespace, "name": bare}


def safe(html: str) -> Markup:
    """HTML that a template of ours made, or a file of ours: the one place where text counts as escaped."""
    return Markup(html)  # noqa: S704


def _quiet(source: Any) -> mail.Mail:
    return mail.quiet(_plain(source))


def _sequence(value: Any) -> Sequence[Any]:
    """The entries of a list; nothing where there is no list."""
    return value if isinstance(value, list | tuple) else ()


def _pairs(value: Any) -> list[tuple[str, Any]]:
    """The entries of a mapping in their order; nothing where there is no mapping."""
    return list(value.items()) if isinstance(value, Mapping) else []
