"""What planning and applying must know beside specs and state: the environment, as plain values."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from ctc.canonical import Json
from ctc.state.record import Binding


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One environment, resolved. Durations are seconds.

    ``commit`` is the repository's; ``is_ancestor`` says whether the commit that was last applied is an
    ancestor of it, None where nobody can tell. ``guards_file`` is where the environment's guards stand.
    """

    project: str
    environment: str
    host: str = ""
    """Where requests go; empty where nothing says it."""
    account_id: str = ""
    region: str = ""
    zone: ZoneInfo
    timeout: float = 30.0
    listing_lag: float | None = None
    replace_margin: float = 300.0
    name_marker: bool = True
    guards: Mapping[str, Json] = field(default_factory=dict)
    guards_before: Mapping[str, Json] | None = None
    """Those of the commit that was last applied; None where nobody can tell."""
    own_before: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    """The guards of specs whose files changed since that commit as they were there, by id."""
    others: Collection[str] = ()
    """The other environments of the project."""
    elsewhere: Collection[str] = ()
    """The ids of specs that are for other environments."""
    guards_file: str = "ctc.yaml"
    guards_line: int = 1
    guards_lines: Mapping[str, int] = field(default_factory=dict)
    day: str = ""
    """The day of the run; empty where nobody counts from one."""
    commit: str | None = None
    is_ancestor: bool | None = None

    def binding(self, lineage: str) -> Binding:
        return Binding(
            project=self.project,
            environment=self.environment,
            account_id=self.account_id,
            region=self.region,
            lineage=lineage,
        )


class ListedCampaign(Protocol):
    """One line of CleverTap's listing, [api] (i)."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def scheduled_on(self) -> datetime | None: ...


class Listing(Protocol):
    """What CleverTap says exists. Where it is not ``complete``, what it leaves out proves nothing."""

    @property
    def complete(self) -> bool: ...
    @property
    def campaigns(self) -> Sequence[ListedCampaign]: ...
    @property
    def detail(self) -> str: ...
    @property
    def missing(self) -> "Sequence[Window]":
        """The days of which it proves nothing, where it is not complete; none: all of them."""
        ...

    @property
    def asked(self) -> "Sequence[Window] | None":
        """The days that were asked for: of others it proves nothing. None where only the caller knows them."""
        ...

    @property
    def at(self) -> datetime | None:
        """CleverTap's clock, where it told."""
        ...

    @property
    def between(self) -> tuple[datetime, datetime] | None:
        """The store's clock right before and right after the answer that told CleverTap's."""
        ...


Window = tuple[date, date]
"""The first and the last day to ask a listing for, both included."""
