"""A listing, found by marker and by id; and of which days it proves that something is not there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Final, NamedTuple

from ctc.payloads.request import split_marker
from ctc.plans.facts import ListedCampaign, Listing, Window

AGREED: Final = 60.0
"""Seconds that clocks may differ without being corrected: a `Date` header is rounded, and an answer takes its time."""


class Index(NamedTuple):
    """A listing, found by marker, by either half of a marker, and by id."""

    complete: bool
    missing: Sequence[Window]
    """The days of which it proves nothing, where it is not complete; none: all of them."""
    asked: Sequence[Window] | None
    """The days that were asked for; None: all of them."""
    by_marker: Mapping[str, Sequence[ListedCampaign]]
    by_identity: Mapping[str, Sequence[tuple[str, ListedCampaign]]]
    strangers: AbstractSet[str]
    """The names, without markers and in small letters, of those whose marker is none that the state knew then."""
    by_digest: Mapping[str, Sequence[tuple[str, ListedCampaign]]]
    by_id: Mapping[int, ListedCampaign]
    unmarked: Sequence[ListedCampaign]
    """Those whose names carry no marker, or none that is whole."""
    twofold: AbstractSet[int]
    """Ids that it lists under two names."""
    asked_at: datetime | None
    offset: float
    """Seconds that the store's clock is ahead of CleverTap's, where they do not agree."""
    told_at: datetime | None
    """CleverTap's clock, where the answer told it (its ``Date`` header)."""
    is_untimed: bool
    """Whether the answer took so long that nobody knows by how much the clocks differ."""

    def covers(self, days: Iterable[Window]) -> bool:
        """Whether these days were asked for, and listed to their end."""
        if not self.complete and not self.missing:
            return False
        missing = () if self.complete else self.missing
        return all(
            (self.asked is None or any(begun <= first and last <= end for begun, end in self.asked))
            and not any(first <= end and begun <= last for begun, end in missing)
            for first, last in days
        )

    def lacks(self, days: Iterable[Window], shown: Mapping[str, Sequence[int]]) -> list[int]:
        """The control: ids that an earlier listing showed on these days, and this one does not."""
        spans = [(first.isoformat(), last.isoformat()) for first, last in days]
        return sorted(
            {
                number
                for day, ids in shown.items()
                if any(first <= day <= last for first, last in spans)
                for number in ids
                if number not in self.by_id
            }
        )


def index_of(
    listing: Listing, asked_at: datetime | None = None, known: AbstractSet[str] = frozenset()
) -> Index:
    """``asked_at`` is when it was asked for, by the store's clock; ``known`` the markers of the state."""
    by_marker: dict[str, list[ListedCampaign]] = defaultdict(list)
    by_identity: dict[str, list[tuple[str, ListedCampaign]]] = defaultdict(list)
    by_digest: dict[str, list[tuple[str, ListedCampaign]]] = defaultdict(list)
    unmarked, names, strangers = [], defaultdict(set), set()
    for campaign in {(campaign.id, campaign.name): campaign for campaign in listing.campaigns}.values():
        names[campaign.id].add(campaign.name)
        parts = split_marker(campaign.name)
        if parts is not None:
            marker = f"{parts.identity}-{parts.digest}"
            by_marker[marker].append(campaign)
            by_identity[parts.identity].append((marker, campaign))
            by_digest[parts.digest].append((marker, campaign))
            if marker not in known:
                strangers.add(parts.name.strip().casefold())
        else:
            unmarked.append(campaign)
    return Index(
        complete=listing.complete,
        missing=listing.missing,
        asked=listing.asked,
        by_marker=by_marker,
        by_identity=by_identity,
        strangers=strangers,
        by_digest=by_digest,
        by_id={campaign.id: campaign for campaign in listing.campaigns},
        unmarked=unmarked,
        twofold={number for number, said in names.items() if len(said) > 1},
        asked_at=asked_at,
        offset=_offset(listing.at, listing.between[0] if listing.between else asked_at),
        told_at=listing.at,
        is_untimed=_took_long(listing),
    )


def _took_long(listing: Listing) -> bool:
    """By the two looks at the store's clock around the answer that told CleverTap's."""
    looks = listing.between
    return looks is not None and (looks[1] - looks[0]).total_seconds() > AGREED


def _offset(served_at: datetime | None, asked_at: datetime | None) -> float:
    if served_at is None or asked_at is None:
        return 0.0
    ahead = (asked_at - served_at).total_seconds()
    return ahead if abs(ahead) > AGREED else 0.0
