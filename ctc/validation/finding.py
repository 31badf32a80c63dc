"""A finding about a body, before it has a place in a file."""

from dataclasses import dataclass
from typing import Literal

from ctc.diagnostics import Diagnostic, JsonPath, Severity
from ctc.specs.document import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
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

    def placed(self, document: Document, *above: str) -> Diagnostic:
        """The finding at the line that a person edits. ``above`` are the keys that lead from the document to what
        ``path`` starts from."""
        path = (*above, *self.path)
        return document.diagnostic(
            self.code, path, self.message, self.hint, severity=self.severity, at=self.at
        )
