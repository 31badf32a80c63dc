"""The inbox's templates and its two files. Every value is escaped; messages come as the preview's fragments."""

import functools
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ctc.personalisation.personas import PERSONAS
from ctc.preview.audience_words import audience
from ctc.preview.rendering import renditions, script, source, stylesheet
from ctc.sandbox.inbox.entries import Entry
from ctc.variants import CHANNEL_NAMES

__all__ = ["audience", "code", "message", "render", "style"]

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing is fetched but the inbox's own files. Styles may stand in the page because an email's do: its frame,
which runs nothing, inherits this policy."""


@functools.cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("ctc.sandbox.inbox"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def render(template: str, **values: Any) -> str:
    return _environment().get_template(template).render(channel_names=CHANNEL_NAMES, **values)


def style() -> str:
    """The preview's style sheets (the page, the devices) and the inbox's own."""
    return source("page.css") + stylesheet() + _own("inbox.css")


def code() -> str:
    """The script of the preview's devices and the inbox's own."""
    return script() + _own("inbox.js")


def _own(name: str) -> str:
    return files("ctc.sandbox.inbox").joinpath("templates", name).read_text("utf-8")


def message(entry: Entry, chosen: str) -> tuple[Markup, tuple[tuple[str, str, str], ...], str]:
    """The message as its recipient sees it, the personas to choose from (none where it is the same for all),
    and the key of the one shown. A persona is its key, title and description.
    """
    found: Mapping[str, str] = renditions(entry.body, entry.channel, entry.variant)
    key = chosen if chosen in found else next(iter(found))
    personas = tuple((p.key, p.title, p.description) for p in PERSONAS if p.key in found)
    return Markup(found[key]), personas, key  # noqa: S704 - the preview has escaped it
