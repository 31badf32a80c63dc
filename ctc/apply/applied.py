"""What became of a plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ctc.diagnostics import Diagnostic, has_errors
from ctc.plans.action import Action


class End(StrEnum):
    """How one planned change ended: every one ends in exactly one of these."""

    APPLIED = "applied"
    REJECTED = "rejected"
    NOT_SENT = "not_sent"
    SKIPPED = "skipped"
    IN_DOUBT = "in_doubt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One change and its end. ``problem`` is False where somebody else's run has it in hand."""

    address: str
    action: Action
    end: End
    detail: str = ""
    id: int | None = None
    problem: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """What CleverTap lists of one create after the run: one copy is right."""

    address: str
    id: int
    listed: int
    recall_until: datetime | None
    """Until when ``ctc stop`` can recall it; None where it goes out at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """The sum of a run. Refused before the first request where ``refused`` is not empty."""

    done: tuple[Done, ...] = ()
    planned: int
    refused: tuple[Diagnostic, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    interrupted: bool
    copies: tuple[Copies, ...] = ()
    frozen: int
    """Specs that differ from what was sent, and send nothing."""

    def count(self, end: End) -> int:
        return sum(done.end is end for done in self.done)

    @property
    def counts(self) -> Mapping[str, int]:
        """``planned`` and every end; the ends add up to ``planned``."""
        return {"planned": self.planned, **{end.value: self.count(end) for end in End}}

    @property
    def in_doubt(self) -> bool:
        """Exit code 4."""
        return self.count(End.IN_DOUBT) > 0

    @property
    def failed(self) -> bool:
        """Exit code 1: something that was planned is not done, and it is for somebody to look at."""
        ends = (End.REJECTED, End.NOT_SENT)
        return (
            has_errors(self.refused)
            or has_errors(self.diagnostics)
            or self.interrupted
            or any(done.end in ends or (done.end is End.SKIPPED and done.problem) for done in self.done)
        )
