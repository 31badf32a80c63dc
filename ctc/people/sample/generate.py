"""The sample as a stream of people, each with what he or she did: visits from 2024 to 2026, and a few from 2015 to
2021.

The dates are fixed, so that a reach is the same whenever it is asked for. The early years are there because
the samples of the API's documentation ask for them.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, Final, TypeVar

from ctc.people.population import Device, Occurrence, Profile
from ctc.people.sample import words

SIZE: Final = 10_000
SEED: Final = 20260101
LAST_DAY: Final = date(2026, 12, 31)
_CITY_WEIGHTS: Final = [city[3] for city in words.CITIES]


def make_profile(rng: Random, number: int) -> Profile:
    """One profile; ``number`` counts from 1 and makes its identities unique."""
    city, region, country, _ = rng.choices(words.CITIES, _CITY_WEIGHTS)[0]
    first, last = rng.choice(words.FIRST_NAMES), rng.choice(words.LAST_NAMES)
    devices, technographics, app = _devices(rng)
    has_email, has_phone = rng.random() < 0.86, rng.random() < 0.72
    subscribed = frozenset(
        channel
        for channel, share in (("email", 0.8), ("sms", 0.7), ("whatsapp", 0.45))
        if rng.random() < share
    )
    properties = _properties(rng, f"{first} {last}", city, country)
    return Profile(
        id=number,
        properties=properties,
        groups={
            "demographics": {"Age": properties["Age"], "Gender": rng.choice(("F", "M", "Other"))},
            "technographics": technographics,
            "app_fields": app,
            "geo_fields": {"City": city, "Region": region, "Country": country},
            "reachability": {
                "Push": any(device.push for device in devices if device.platform != "web"),
                "Web Push": any(device.push for device in devices if device.platform == "web"),
                "Email": has_email and "email" in subscribed,
                "SMS": has_phone and "sms" in subscribed,
                "WhatsApp": has_phone and "whatsapp" in subscribed,
            },
        },
        identities=_identities(rng, number, first, country if has_phone else "", has_email),
        devices=devices,
        subscribed=subscribed,
    )


def _properties(rng: Random, name: str, city: str, country: str) -> dict[str, Any]:
    values: dict[str, Any] = {
        "Name": name,
        "Customer Type": rng.choice(words.CUSTOMER_TYPES),
        "City": city,
        "Fruit": rng.choice(words.FRUITS),
        "Language": rng.choice(words.LANGUAGES[country]),
        "Plan": rng.choice(words.PLANS),
        "Age": 16 + int(rng.betavariate(2, 4) * 64),
        "LTV": round(rng.expovariate(1 / 2400), 2),
        "Newsletter": rng.random() < 0.4,
        "tags": sorted(rng.sample(words.TAGS, rng.choice((0, 1, 1, 2, 3)))),
    }
    if rng.random() < 0.004:
        values["tags"].append("tester")
    if rng.random() < 0.3:
        values["Loyalty Points"] = rng.randrange(0, 5000, 10)
    return values


def _identities(rng: Random, number: int, first: str, country: str, has_email: bool) -> dict[str, str]:
    identities = {"Identity": f"user-{number:05d}", "objectId": f"-{rng.getrandbits(96):024x}"}
    if has_email:
        identities["Email"] = f"{first.lower()}.{number:05d}@example.com"
    if country:
        identities["Phone"] = f"{words.DIALLING[country]}5550{number:06d}"
    if rng.random() < 0.2:
        identities["FBID"] = str(102_000_000_000_000 + number)
    if rng.random() < 0.15:
        identities["GPID"] = str(1_928_000_000_000_000 + number)
    return identities


def _devices(rng: Random) -> tuple[tuple[Device, ...], dict[str, str], dict[str, str]]:
    """The devices, last active first, and what the first of them tells about technology and app."""
    platforms = [rng.choices(("android", "ios", "web"), (62, 24, 14))[0]]
    if rng.random() < 0.25:
        platforms.append(rng.choice([p for p in ("android", "ios", "web") if p not in platforms]))
    devices = [
        Device(platform=platform, push=rng.random() < 0.78, last_active=_active(rng))
        for platform in platforms
    ]
    devices.sort(key=lambda device: -device.last_active)
    platform = devices[0].platform
    if platform == "web":
        browser = rng.choice(("Chrome", "Chrome", "Firefox", "Safari"))
        return tuple(devices), {"Device": "Desktop", "OS": "Web", "Browser": browser}, {}
    system = {"android": "Android", "ios": "iOS"}[platform]
    technographics = {
        "Device": rng.choice(words.DEVICES[platform]),
        "OS": system,
        "OS Version": rng.choice(words.OS_VERSIONS[platform]),
    }
    return tuple(devices), technographics, {"App Version": rng.choice(words.APP_VERSIONS)}


def _active(rng: Random) -> int:
    day = LAST_DAY - timedelta(days=int(rng.expovariate(1 / 90)))
    return day.year * 10_000 + day.month * 100 + day.day


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
