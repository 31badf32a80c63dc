"""What the preview is given: one message as it would be sent, with what a reader wants to know beside it."""

from collections.abc import Mapping
from dataclasses import dataclass

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic
from ctc.variants import IDENTIFIERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One payload and its label.

    ``body`` is the payload as it would be sent; ``before`` the one that was last applied, where a plan changes
    it. ``action`` is the plan's word (create, replace…), empty outside a plan. ``when`` is the schedule in
    words, zone included, as the caller's clock knows it. ``locale`` is the language of an instance, empty where its
    key names none. ``file`` and ``line`` are where a person would edit it.
    """

    address: str
    environment: str = ""
    locale: str = ""
    channel: str
    variant: str
    endpoint: str
    body: Mapping[str, Json]
    before: Mapping[str, Json] | None = None
    action: str = ""
    when: str = ""
    file: str = ""
    line: int = 1
    labels: tuple[str, ...] = ()
    findings: tuple[Diagnostic, ...] = ()

    @property
    def name(self) -> str:
        """The campaign's name in the dashboard; an identity send has none."""
        name = self.body.get("name")
        return name if isinstance(name, str) else ""


def recipients(body: Mapping[str, Json]) -> dict[str, int]:
    """How many recipients an identity send names, by kind. Counts alone: a preview shows no recipient."""
    named = body.get("to")
    if not isinstance(named, Mapping):
        return {}
    counts = {kind: _count(named[kind]) for kind in IDENTIFIERS if kind in named}
    return {kind: count for kind, count in counts.items() if count}


def _count(value: Json) -> int:
    """A list of recipients, or a reference to a file of them: ``{"file": …, "sha256": …, "count": …}``."""
    if isinstance(value, list | tuple):
        return len(value)
    count = value.get("count") if isinstance(value, Mapping) else None
    return count if isinstance(count, int) else 0
