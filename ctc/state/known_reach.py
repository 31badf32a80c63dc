"""What an estimate answered: remembered with the state, as its age matters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownReach:
    """The last answer to an estimate of one audience."""

    total: int
    platforms: Mapping[str, int]
    asked_at: datetime
