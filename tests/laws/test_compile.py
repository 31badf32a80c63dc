"""Laws of the compile stage: zones, and purity."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctc.payloads.clock import ClockError, api_time
from ctc.payloads.zones import zone_names, zone_of

UNTIMED = settings(deadline=None)
INSTANTS = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001
    max_value=datetime(2037, 12, 30),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(lambda instant: instant.replace(second=0, microsecond=0))
ZONES = st.sampled_from(sorted(zone_names()))
OFFSETS = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timedelta(minutes=minutes))


def _written(instant: datetime, shift: timedelta) -> str:
    sign, minutes = ("-" if shift < timedelta(0) else "+"), abs(shift) // timedelta(minutes=1)
    return f"{instant + shift:%Y-%m-%dT%H:%M}{sign}{minutes // 60:02}:{minutes % 60:02}"


@UNTIMED
@given(INSTANTS, ZONES, OFFSETS)
def test_an_instant_survives_the_environments_clock(instant: datetime, name: str, shift: timedelta) -> None:
    """With an offset -> local -> back is the same instant, or the local time comes twice and is refused."""
    zone = zone_of(name)
    sent = _sent(_written(instant, shift), zone)
    if isinstance(sent, ClockError):
        assert sent.code == "CTC344"
        local = instant.astimezone(zone).replace(tzinfo=None)
        assert (
            local.replace(tzinfo=zone, fold=0).utcoffset() != local.replace(tzinfo=zone, fold=1).utcoffset()
        )
        return
    assert isinstance(sent, str)
    local = datetime.strptime(sent, "%Y%m%d %H:%M").replace(tzinfo=zone)
    assert local.astimezone(UTC) == instant.astimezone(zone).replace(second=0).astimezone(UTC)
    assert api_time(sent, zone) == sent


@pytest.mark.parametrize("name", sorted(zone_names()))
def test_every_minute_around_a_change_is_told_or_refused(name: str) -> None:
    """Around each jump of every zone: a local time is sent exactly when clocks show it once."""
    zone = zone_of(name)
    for jump in _jumps(zone):
        for minutes in (-150, -60, -31, -30, -15, -1, 0, 1, 15, 29, 30, 59, 60, 119):
            local = (jump + timedelta(minutes=minutes)).replace(tzinfo=None)
            shown = {
                local.replace(tzinfo=zone, fold=fold).astimezone(UTC)
                for fold in (0, 1)
                if local.replace(tzinfo=zone, fold=fold).astimezone(UTC).astimezone(zone).replace(tzinfo=None)
                == local
            }
            sent = _sent(f"{local:%Y-%m-%d %H:%M}", zone)
            if isinstance(sent, ClockError):
                assert sent.code == ("CTC344" if shown else "CTC343")
            else:
                assert len(shown) == 1


def _sent(text: str, zone: ZoneInfo) -> str | ClockError | None:
    try:
        return api_time(text, zone)
    except ClockError as error:
        return error


def _jumps(zone: ZoneInfo) -> list[datetime]:
    """The local times at which a zone's offset changes, from 2024 to 2034, to the hour."""
    moment, found = datetime(2024, 1, 1, tzinfo=UTC), []
    while moment.year < 2034:
        later = moment + timedelta(days=7)
        if moment.astimezone(zone).utcoffset() != later.astimezone(zone).utcoffset():
            hour = moment
            while (
                hour.astimezone(zone).utcoffset() == (hour + timedelta(hours=1)).astimezone(zone).utcoffset()
            ):
                hour += timedelta(hours=1)
            found.append((hour + timedelta(hours=1)).astimezone(zone))
            moment = hour
            later = hour + timedelta(hours=2)
        moment = later
    return found


_PROBE = """
from ctc.diagnostics import Place
from ctc.payloads.compiling import compile_spec
from ctc.payloads.sugar import desugar
from ctc.specs.document import Document
from ctc.specs.spec import Spec

class Places:
    def key(self, path): return Place(line=1, column=1)
    value = key

body = {
    "name": "Größe {x}", "target_mode": "sms", "when": "2031-01-15T04:00Z", "segment": 7,
    "where": {"event_name": "Charged", "from": "2025-09-01"}, "content": {"body": "Hi"}, "z": [1.5, 1e20, None],
}
spec = Spec(address="a", id="a", kind="campaign", body=body,
            document=Document(file="x.yaml", index=0, data={}, places=Places()))
desugared, _ = desugar(spec, "Asia/Kolkata")
print(compile_spec(spec, desugared).digest)
"""


def test_the_same_input_gives_the_same_bytes_everywhere(tmp_path: Path) -> None:
    """Whatever the machine's zone, language, hash seed and folder; and frozen, as digests stand in journals."""
    machines = [
        {"TZ": "America/New_York", "LC_ALL": "C", "PYTHONHASHSEED": "1", "PYTHONUTF8": "1"},
        {"TZ": "Asia/Kolkata", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "PYTHONTZPATH": str(tmp_path)},
    ]
    answers = {
        subprocess.run(
            [sys.executable, "-c", _PROBE],
            env=machine,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for machine in machines
    }
    assert answers == {"a11bb57bcaf6bed9b8392b6ccf691e55110b2445216941d60910f9f80a112c54"}
