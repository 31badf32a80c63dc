"""The world of a story, as a value: the store, CleverTap, what is on its way, the clocks, and where each runner stands.

What may go wrong is counted: ``trouble`` is how many kills, faults and jumps of the time are left, ``switches`` how
many times a runner that could go on is passed over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from proof_ports import Row
from proof_programs import FACTS, Program
from proof_runs import Ended, Node, Request, Tree

LAG: Final = int(FACTS.listing_lag or 0)
FLIGHT: Final = 2 * int(FACTS.timeout) + LAG + 1
"""Seconds after which nothing of a run can be under way, and everything is listed."""
MARGIN: Final = int(FACTS.replace_margin)
"""Seconds before its schedule from which on a campaign may begin, whatever is listed of it."""


class Violation(NamedTuple):
    """What must not be."""

    what: str


class Campaign(NamedTuple):
    """What CleverTap made of a create."""

    id: int
    name: str
    address: str
    soul: str
    at: int
    goes_out: int | None
    """When; None at once."""
    stopped: int | None = None
    freed: tuple[str, ...] = ()
    """Addresses from which a person said that it may be sent again."""
    denied: bool = False
    """Whether its create was answered with 429 all the same."""

    def begun(self, now: int) -> bool:
        until = now if self.stopped is None else min(now, self.stopped)
        return self.goes_out is None or self.goes_out <= until

    def status(self, now: int) -> str:
        if self.stopped is not None and self.stopped <= now:
            return "stopped"
        return "completed" if self.begun(now) else "pending"


class Flight(NamedTuple):
    """A request on its way. ``waited`` says whether its client still waits for the answer."""

    runner: int
    strand: int
    port: str
    body: str
    waited: bool = True


class Runner(NamedTuple):
    """One that is over holds no node: what it saw plays no part any more."""

    node: Node | None
    ended: Ended | None = None
    wall: int = 0
    """How many seconds its machine's clock is off, which was asleep for as long."""
    interrupted: bool = False

    @property
    def live(self) -> bool:
        return self.node is not None

    @property
    def waiting(self) -> Mapping[int, Request]:
        return self.node.waiting if self.node is not None else {}


KILLED: Final = Runner(None, Ended("killed"))
OVER: Final = Runner(None, Ended("over"))


class World(NamedTuple):
    journal: tuple[Row, ...]
    trouble: int
    switches: int
    made: tuple[Campaign, ...] = ()
    sent: tuple[tuple[str, str], ...] = ()
    """Of each message who got it: soul and person."""
    net: tuple[Flight, ...] = ()
    runners: tuple[Runner, ...] = ()
    last: int = -1
    """Who went on last."""
    now: int = 0
    ahead: int = 0
    """How many seconds the clocks of the store and of CleverTap are ahead."""


@dataclass(frozen=True, kw_only=True)
class Assumptions:
    """What is taken for granted of the world; each may be turned off."""

    no_pause: bool = True
    """No runner is held up, and nothing is delayed, between the last check and the end of its request."""
    listed_in_time: bool = True
    """What was accepted is listed within ``listing_lag``."""
    clocks_agree: bool = True
    listings_complete: bool = True
    """A listing that ends well leaves nothing out that is older than the lag."""
    store_keeps: bool = True
    """What the store confirmed is there from then on."""
    refusals_hold: bool = True
    """What is answered with 429 was not made, or is listed at once; nor was a message sent."""


@dataclass(frozen=True, kw_only=True)
class Story:
    """What a scenario lets happen."""

    programs: Sequence[Program]
    runners: int = 1
    """How many may be alive at a time."""
    jumps: tuple[int, ...] = (FLIGHT,)
    made: tuple[Campaign, ...] = ()
    """What others made before it begins."""
    assumes: Assumptions = field(default_factory=Assumptions)
    owners: Mapping[str, str] = field(default_factory=dict)
    """By the first half of a marker, the address that it belongs to."""
    only: tuple[str, ...] = ()
    """Words of the trouble that there may be; any where it is empty."""
    calm: bool = False
    """Whether a listing shows everything at once: then, without any trouble, the last run ends well."""
    ends_badly: bool = False
    """Whether the last run rightly complains, although nothing went wrong."""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """A story, and the runs of its programs."""

    story: Story
    trees: Sequence[Tree]
    trouble: int
    switches: int
