"""The sample as a stream of people, each with what he or she did: visits from 2024 to 2026, and a few from 2015 to
2021.

The dates are fixed, so that a reach is the same whenever it is asked for. The early years are there because
the samples of the API's documentation ask for them.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, Final, TypeVar

from ctc.people.population import Occurrence, Profile
from ctc.people.sample import words
from ctc.people.sample.people import SEED, SIZE, make_profile

VERSION: Final = "3"
"""Raised with every change to what the generator makes: a cached sample of another version is made anew."""


def generate(size: int = SIZE, seed: int = SEED) -> Iterator[tuple[Profile, list[Occurrence]]]:
    """``size`` people; the same for the same seed, on every machine and version of Python."""
    rng = Random(seed)  # noqa: S311 - the sample must be the same every time
    for number in range(1, size + 1):
        yield make_profile(rng, number), make_visits(rng)


T = TypeVar("T")


def _days(first: date, last: date) -> tuple[int, ...]:
    days = ((first + timedelta(days=n)) for n in range((last - first).days + 1))
    return tuple(day.year * 10_000 + day.month * 100 + day.day for day in days)


RECENT: Final = _days(date(2024, 1, 1), date(2026, 12, 31))
EARLY: Final = _days(date(2015, 1, 1), date(2021, 12, 31))
_EMPTY: Final[dict[str, Any]] = {}
_SESSIONS: Final = tuple({"utm_source": source} for source in words.SOURCES)
_VIEWS: Final[tuple[dict[str, Any], ...]] = tuple(
    {"Product": name, "Category": kind, "Price": price} for name, kind, price in words.PRODUCTS
)
_KINDS: Final = tuple(sorted({kind for _, kind, _ in words.PRODUCTS}))
_CATEGORIES: Final = tuple({"Category": kind} for kind in _KINDS)
_SEARCHES: Final = tuple({"Query": kind.lower()} for kind in _KINDS)
_SHIPPINGS: Final = tuple({"Carrier": carrier} for carrier in ("Swift", "Parcel Post", "Pickup"))
_CLICKS: Final = tuple({"Channel": channel} for channel in ("push", "push", "email", "whatsapp"))
_SIGN_UPS: Final = tuple({"Method": method} for method in ("Email", "Phone", "Google"))


def make_visits(rng: Random) -> list[Occurrence]:
    """The events of one profile, visit by visit."""
    events: list[Occurrence] = []
    if rng.random() < 0.16:
        for _ in range(2 + int(rng.random() * 16)):
            _visit(events, rng, _one(rng, EARLY))
    joined = int(rng.random() ** 2 * len(RECENT) * 0.9)
    events.append(Occurrence("Signed Up", RECENT[joined], _one(rng, _SIGN_UPS), _EMPTY))
    left = len(RECENT) - joined
    for _ in range(1 + min(40, int(rng.expovariate(1 / 2.6)))):
        _visit(events, rng, RECENT[joined + int(rng.random() * left)])
    return events


def _visit(events: list[Occurrence], rng: Random, day: int) -> None:
    """Adds one visit: launch, look around, put into the cart, pay; each step taken by some."""
    session, roll = _one(rng, _SESSIONS), rng.random()
    events.append(Occurrence("App Launched", day, _EMPTY, session))
    if roll < 0.05:
        events.append(Occurrence("Notification Clicked", day, _one(rng, _CLICKS), session))
    if roll < 0.12:
        events.append(Occurrence("Searched", day, _one(rng, _SEARCHES), session))
    if roll > 0.7:
        if roll > 0.85:
            events.append(Occurrence("Category Viewed", day, _one(rng, _CATEGORIES), session))
        return
    product = _one(rng, _VIEWS)
    events.append(Occurrence("Product Viewed", day, product, session))
    if roll > 0.42:
        return
    quantity = 1 + int(rng.random() * 3)
    amount = product["Price"] * quantity
    cart = {**product, "Quantity": quantity, "Amount": amount}
    events.append(Occurrence("Added To Cart", day, cart, session))
    if roll < 0.27:
        items = sorted({product["Product"], _one(rng, _VIEWS)["Product"]})
        paid = {"Amount": amount, "Items": items}
        paid["Payment"] = _one(rng, words.PAYMENTS)
        events.append(Occurrence("Charged", day, paid, session))
        events.append(Occurrence("Order Shipped", day, _one(rng, _SHIPPINGS), _EMPTY))


def _one(rng: Random, among: Sequence[T]) -> T:
    """One of them; several times quicker than ``choice``, which matters a hundred thousand times."""
    return among[int(rng.random() * len(among))]
