"""Zones come from the wheel, whatever the machine has."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ctc.zones import zone_names, zone_of

_PROBE = """
import builtins, io, os, sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
from ctc.payloads.clock import api_time
from ctc.zones import zone_of
print(api_time("2031-01-15T04:00Z", zone_of("Asia/Kolkata")))
print([name for name in opened if "Kolkata" in name and "tzdata" not in name])
"""


def test_unknown_zones_are_refused() -> None:
    for name in ("Europe/Berlni", "../../etc/passwd", "", "zone.tab"):
        with pytest.raises(ValueError, match="unknown time zone"):
            zone_of(name)


def test_every_zone_of_the_wheel_loads() -> None:
    assert {"UTC", "Asia/Kolkata", "America/Argentina/Buenos_Aires"} <= zone_names()
    assert all(zone_of(name).key == name for name in zone_names())


def test_the_system_database_is_never_read(tmp_path: Path) -> None:
    """A machine whose own database calls London's clock Kolkata's compiles the same payload."""
    fake = tmp_path / "Asia" / "Kolkata"
    fake.parent.mkdir()
    from importlib.resources import files

    fake.write_bytes(files("tzdata").joinpath("zoneinfo", "Europe", "London").read_bytes())
    answer = subprocess.run(
        [sys.executable, "-c", _PROBE],
        env=os.environ | {"PYTHONTZPATH": str(tmp_path), "TZ": "America/New_York"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.splitlines() == ["20310115 09:30", "[]"]
