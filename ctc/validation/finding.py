"""A finding about a body, before it has a place in a file."""

from dataclasses import dataclass
from typing import Literal

from ctc.diagnostics import Path, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong at ``path`` of a body; ``at`` says whether a person would edit the key or the value."""

    code: str
    severity: Severity
    message: str
    path: Path
    at: Literal["key", "value"] = "value"
    hint: str | None = None
