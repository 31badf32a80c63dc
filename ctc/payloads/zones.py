"""Time zones out of the pinned ``tzdata`` wheel, never out of the operating system.

Two machines with different zone databases would compile one spec into two payloads.
"""

from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Every IANA zone and alias that the wheel holds, ``UTC`` and ``Asia/Kolkata`` among them."""
    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """The zone of an IANA name. Raises ValueError where the wheel does not know it."""
    if name not in zone_names():
        raise ValueError(f"unknown time zone: {name!r}")
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as data:
        return ZoneInfo.from_file(data, key=name)
