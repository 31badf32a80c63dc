"""Where included templates come from, as the renderer sees it."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol


class TemplateText(NamedTuple):
    """A template file: the name it is included by, the path that is shown to people, its text."""

    name: str
    shown: str
    text: str


class TemplateRefused(Exception):
    """A template that may not be read: outside the roots, a link, too large, not UTF-8. The message says why."""


class TemplateSource(Protocol):
    """Reads templates by name."""

    def find(self, name: str) -> TemplateText | None:
        """The template of that name, None where there is none. Raises TemplateRefused."""
        ...

    def names(self) -> Iterable[str]:
        """The names that exist, for a suggestion."""
        ...
