"""Time zones out of the pinned ``tzdata`` wheel, never out of the operating system.

Two machines with different zone databases would compile one spec into two payloads.
"""

from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Every IANA zone and alias that the wheel holds, ``UTC`` and ``Asia/Kolkata`` among them."""
    return frozenset((_wheel() / "zones").read_text(encoding="utf-8").split())


@lru_cache(maxsize=64)
def zone_of(name: str) -> "ZoneInfo":
    """The zone of an IANA name. Raises ValueError where the wheel does not know it."""
    from zoneinfo import ZoneInfo

    if name not in zone_names():
        raise ValueError(f"unknown time zone: {name!r}")
    with _wheel().joinpath("zoneinfo", *name.split("/")).open("rb") as data:
        return ZoneInfo.from_file(data, key=name)


def zone_hint(name: str) -> str:
    """The zone that was meant by a name that is none. Letters or hours alone may mean several, and the nearest of them
    are another part of the world: none of these is named."""
    from ctc.suggest import did_you_mean

    places = (each for each in zone_names() if "/" in each and not each.startswith("Etc/"))
    return did_you_mean(name, (*places, "UTC")) or "write an IANA name, such as Asia/Kolkata"


def _wheel() -> Path:
    return Path(str(import_module("tzdata").__file__)).parent
