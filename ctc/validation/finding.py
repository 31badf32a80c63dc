"""A finding about a body, before it has a place in a file."""

from typing import Literal, NamedTuple

from ctc.diagnostics import Diagnostic, JsonPath, Place, Severity
from ctc.specs.document import Document


class Finding(NamedTuple):
    """What is wrong at ``path`` of a body; ``at`` says whether a person would edit the key or the value."""

    code: str
    severity: Severity
    message: str
    path: JsonPath
    at: Literal["key", "value"] = "value"
    hint: str | None = None
    meant: str = ""
    """Of an unknown key: the known one that it is a slip of."""
    home: JsonPath = ()
    """Of a key in the wrong place: the keys that lead to where it belongs."""
    lacks: str = ""
    """The key that is missing."""
    elsewhere: tuple[str, Place] | None = None
    """The file and the place, where it is about what another file says."""

    @classmethod
    def of(
        cls,
        code: str,
        message: str,
        path: JsonPath,
        hint: str | None = None,
        *,
        key: bool = False,
        severity: Severity = Severity.ERROR,
    ) -> "Finding":
        """The finding about the value at a path, or about its ``key``; an error where nothing else is said."""
        return cls(code, severity, message, path, "key" if key else "value", hint)

    def placed(self, document: Document, *above: str) -> Diagnostic:
        """The finding at the line that a person edits. ``above`` are the keys that lead from the document to what
        ``path`` starts from."""
        path = (*above, *self.path)
        if self.elsewhere is not None:
            file, place = self.elsewhere
            return Diagnostic.of(
                self.code, self.message, self.hint, severity=self.severity, file=file, place=place, path=path
            )
        return document.diagnostic(
            self.code, path, self.message, self.hint, severity=self.severity, at=self.at
        )
