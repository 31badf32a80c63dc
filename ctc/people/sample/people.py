"""The profiles of the sample."""

from datetime import date, timedelta
from random import Random
from typing import Any, Final

from ctc.people.population import Device, Profile
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
