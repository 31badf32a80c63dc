"""What the promise rests on, and what happens where it does not hold: each is turned off in turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from proof_world import Assumptions


@dataclass(frozen=True, kw_only=True)
class Assumption:
    """``said`` stands in the README among the limits. ``scenario`` breaks without it, with so much ``trouble``, for
    which the words in ``only`` are enough."""

    name: str
    said: str
    off: Assumptions
    scenario: str
    trouble: int
    only: tuple[str, ...]


ASSUMPTIONS: Final[Sequence[Assumption]] = (
    Assumption(
        name="no pause",
        said="No run stands still, and no request is delayed on its way, between the last look at the clock and the "
        "end of the request, for longer than `2 × timeout + listing_lag`.",
        off=Assumptions(no_pause=False),
        scenario="create",
        trouble=2,
        only=("killed", "pass"),
    ),
    Assumption(
        name="listed in time",
        said="What CleverTap accepted is listed within `listing_lag`. Without a stated `listing_lag` nothing is "
        "taken for absent, and a person decides.",
        off=Assumptions(listed_in_time=False),
        scenario="create",
        trouble=3,
        only=("killed", "pass", "later than"),
    ),
    Assumption(
        name="clocks agree",
        said="The clocks of the state's store and of CleverTap (which its `Date` header tells) are not both set "
        "ahead, and alike, between an intent and the look at what became of it.",
        off=Assumptions(clocks_agree=False),
        scenario="create",
        trouble=2,
        only=("killed", "set ahead"),
    ),
    Assumption(
        name="listings are complete",
        said="A listing that ends well leaves out nothing that is older than `listing_lag`.",
        off=Assumptions(listings_complete=False),
        scenario="create",
        trouble=3,
        only=("killed", "pass", "without a word"),
    ),
    Assumption(
        name="the store keeps",
        said="What the state's store confirmed is there from then on: it is not put back from an older copy while a "
        "request is younger than `listing_lag`, and of identity sends never.",
        off=Assumptions(store_keeps=False),
        scenario="create",
        trouble=2,
        only=("killed", "loses"),
    ),
    Assumption(
        name="refusals hold",
        said="What is answered with 429 was not made; or, where a host between says so of a campaign that was made, it "
        "is listed at once.",
        off=Assumptions(refusals_hold=False),
        scenario="create",
        trouble=1,
        only=("429",),
    ),
)


def limits() -> str:
    """The README's list."""
    return "".join(f"- {each.said}\n" for each in ASSUMPTIONS)
