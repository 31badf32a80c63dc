"""What ``ctc doctor`` saw of one thing, and how well that is."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ctc.diagnostics import Diagnostic, Severity, UserError


class Health(StrEnum):
    """What was found: all right, worth knowing, or in the way of the chosen environment."""

    FINE = "fine"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One thing that was looked at, and what was seen; no value of a secret is in it."""

    part: str
    name: str
    health: Health
    seen: str
    help: str = ""

    @property
    def diagnostic(self) -> Diagnostic | None:
        """The same as lint would say it; None where all is right."""
        if self.health is Health.FINE:
            return None
        severity = Severity.ERROR if self.health is Health.WRONG else Severity.INFO
        return Diagnostic.of("CTC853", f"{self.name}: {self.seen}", self.help or None, severity=severity)


def told(part: str, name: str, error: UserError) -> Iterator[Checked]:
    """Each of an error's findings as a thing that is wrong."""
    for found in error.diagnostics:
        place = f"{found.file}:{found.line}: " if found.file else ""
        yield Checked(
            part=part, name=name, health=Health.WRONG, seen=f"{place}{found.message}", help=found.hint or ""
        )
