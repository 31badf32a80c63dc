"""Laws of the compile stage: zones, and purity."""

import copy
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctc.payloads.clock import ClockError, api_date, api_time
from ctc.payloads.sugar import desugared
from ctc.zones import zone_names, zone_of
from tests.specs_by_hand import spec_of

ROOT = Path(__file__).resolve().parents[2]
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


WRITTEN = st.sampled_from(
    ("2025-09-01", "2025-02-30", "20250901", "2031-01-15T04:00Z", "2031-01-15 04:00", "2031-01-15 04:00:30")
) | st.sampled_from(("2025-03-30 02:30", "20251026 02:30", "now", "", 7, None))
ANY = WRITTEN | st.lists(WRITTEN, max_size=3) | st.dictionaries(st.sampled_from(["from", "to", "x"]), WRITTEN)


def some(**values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.fixed_dictionaries({}, optional=values) | ANY


EVENTS = st.lists(ANY, max_size=3) | ANY
QUERIES = some(did_all=EVENTS, did_any=EVENTS | some(any_events=EVENTS, x=ANY), did_none=EVENTS, x=EVENTS)
BODIES = st.fixed_dictionaries(
    {},
    optional={
        "where": some(**{"from": ANY, "to": ANY, "advanced_query": QUERIES, "x": ANY}),
        "when": some(
            start_time=ANY,
            delivery_date_time=ANY,
            end_by_date=ANY,
            delivery_timezone=st.sampled_from(["user", "account"]),
            x=ANY,
        ),
        "x": ANY,
    },
)
_DAY = re.compile(
    r"/where/((advanced_query/(did_all|did_any|did_any/any_events|did_none)/\d+/)?(from|to))|/when/end_by_date"
)
_TIME = re.compile(r"/when(/start_time|/delivery_date_time(/\d+)?)?")


@settings(deadline=None, max_examples=500)
@given(BODIES, ZONES)
def test_sugar_is_read_where_it_can_stand_and_nowhere_else(body: dict[str, Any], name: str) -> None:
    """Leaf by leaf; the spec is not changed, and each value that cannot be read is told."""
    failed: list[str] = []
    when = body.get("when")
    on_users_clock = isinstance(when, dict) and when.get("delivery_timezone") == "user"
    zone = None if on_users_clock else zone_of(name)

    def expected(value: object, path: str) -> object:
        if isinstance(value, dict):
            return {key: expected(inner, f"{path}/{key}") for key, inner in value.items()}
        if isinstance(value, list):
            return [expected(inner, f"{path}/{index}") for index, inner in enumerate(value)]
        if not isinstance(value, str):
            return value
        try:
            if _DAY.fullmatch(path):
                day = api_date(value)
                return value if day is None else day if path.startswith("/when") else int(day)
            return (api_time(value, zone) if _TIME.fullmatch(path) else None) or value
        except ClockError:
            failed.append(path)
            return value

    before = copy.deepcopy(body)
    made, problems, _ = desugared(spec_of({}, body), name, date(2030, 1, 1))
    assert repr(made) == repr(expected(body, ""))
    assert repr(body) == repr(before)
    assert sorted(d.path.removeprefix("/campaign") for d in problems) == sorted(failed)


_PROBE = """
import sys
from datetime import date

sys.path.insert(0, sys.argv[1])

from ctc.payloads.sugar import desugared
from tests.specs_by_hand import compiled, spec_of

body = {
    "name": "Größe {x}", "target_mode": "sms", "when": "2031-01-15T04:00Z", "segment": 7,
    "where": {"event_name": "Charged", "from": "2025-09-01"}, "content": {"body": "Hi"}, "z": [1.5, 1e20, None],
}
spec = spec_of({}, body, address="a")
made = desugared(spec, "Asia/Kolkata", date(2030, 1, 1)).body
print(compiled(spec, made).digest)
"""


def test_the_same_input_gives_the_same_bytes_everywhere(tmp_path: Path) -> None:
    """Whatever the machine's zone, language, hash seed and folder; and frozen, as digests stand in journals."""
    machines = [
        {"TZ": "America/New_York", "LC_ALL": "C", "PYTHONHASHSEED": "1", "PYTHONUTF8": "1"},
        {"TZ": "Asia/Kolkata", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "PYTHONTZPATH": str(tmp_path)},
    ]
    answers = {
        subprocess.run(
            [sys.executable, "-c", _PROBE, str(ROOT)],
            env=machine,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for machine in machines
    }
    assert answers == {"a11bb57bcaf6bed9b8392b6ccf691e55110b2445216941d60910f9f80a112c54"}
