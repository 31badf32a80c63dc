"""A YAML document as plain data, with the place of every key and value."""

from dataclasses import dataclass
from typing import Literal, Protocol

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, JsonPath, Place, Severity, pointer


class Places(Protocol):
    """Where things stand in the file. A path that does not exist answers with its nearest ancestor's place."""

    def key(self, path: JsonPath) -> Place:
        """The place of the mapping key (or list item) that leads to ``path``."""
        ...

    def value(self, path: JsonPath) -> Place:
        """The place of the value at ``path``; for a block scalar, of its first character of content."""
        ...

    def inside(self, path: JsonPath, offset: int) -> Place:
        """The place of the character ``offset`` of the string at ``path``, however it is quoted or folded."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document of one file; ``file`` is the path as it is shown to people, ``index`` counts from 0."""

    file: str
    index: int
    data: Json
    places: Places

    def diagnostic(
        self,
        code: str,
        path: JsonPath,
        message: str,
        hint: str | None = None,
        *,
        severity: Severity = Severity.ERROR,
        at: Literal["key", "value"] = "value",
    ) -> Diagnostic:
        """A finding about ``path`` from the root, at the line that a person edits: that of the key or of the value."""
        place = self.places.key(path) if at == "key" else self.places.value(path)
        return Diagnostic(
            code=code,
            severity=severity,
            message=message,
            file=self.file,
            line=place.line,
            column=place.column,
            path=pointer(path),
            hint=hint,
        )
