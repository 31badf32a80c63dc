"""What the account behind the sandbox is configured to be."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ACCOUNT: Final = "sandbox"
PASSCODE: Final = "sandbox"

ScheduledOn = Literal["digits", "epoch", "text"]
"""How the listing writes a schedule: the real form is not documented, so a client must read all three."""


class SettingsError(ValueError):
    """The account cannot be configured like this; the message says why, in one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxSettings:
    """The account: credentials, time zone, what exists in its dashboard, and its limits.

    ``providers``, ``channels`` (Android notification channels) and ``control_groups`` name what exists; None
    accepts any name. ``running_seconds`` is how long a campaign is ``running`` before it is ``completed``.
    ``per_second`` and ``concurrent`` bound the requests to each API; None is no bound.
    """

    account_id: str = ACCOUNT
    passcode: str = PASSCODE
    timezone: str = "UTC"
    providers: frozenset[str] | None = None
    channels: frozenset[str] | None = None
    control_groups: frozenset[str] | None = None
    segments: frozenset[int] = frozenset()
    """Ids of segments that exist beside those of the people: nobody is in one unless the people say so."""
    running_seconds: float = 60.0
    per_second: float | None = None
    concurrent: int | None = None
    scheduled_on: ScheduledOn = "digits"
    body_limit: int = 8 * 1024 * 1024
    """Bytes of one request body; beyond it the answer is 413."""
    sample: Path | None = None
    """The folder in which the people of the shipped sample are kept; None: beside the account."""

    def __post_init__(self) -> None:
        """Raises SettingsError where the account could not exist."""
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise SettingsError(
                f"unknown time zone {self.timezone!r}: expected a name such as Asia/Kolkata"
            ) from None
        if self.per_second is not None and self.per_second <= 0:
            raise SettingsError("the rate must be above zero")
