"""Segments: ids, and the queries behind them. Six come with the sample; a file of people may bring any others."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Who is in it: those whom ``where`` selects, and those who carry its id. None selects nobody."""

    id: int
    name: str
    where: Mapping[str, Any] | None = None


def _profile(name: str, operator: str, value: Any) -> dict[str, Any]:
    condition = {"name": name, "operator": operator, "value": value}
    return {"common_profile_properties": {"profile_fields": [condition]}}


_ALL: Final = (
    Segment(id=1001, name="Platinum customers", where=_profile("Customer Type", "equals", "Platinum")),
    Segment(id=1002, name="High value", where=_profile("LTV", "greater_than_equals", 5000)),
    Segment(
        id=1003,
        name="Bought in 2025",
        where={"event_name": "Charged", "from": 20250101, "to": 20251231},
    ),
    Segment(
        id=1004,
        name="Cart left behind in 2025",
        where={
            "event_name": "Added To Cart",
            "from": 20250101,
            "to": 20251231,
            "advanced_query": {"did_none": [{"event_name": "Charged", "from": 20250101, "to": 20251231}]},
        },
    ),
    Segment(id=1005, name="Mumbai", where=_profile("City", "equals", "Mumbai")),
    Segment(id=1006, name="Test devices", where=_profile("tags", "equals", "tester")),
)
SEGMENTS: Final[Mapping[int, Segment]] = {segment.id: segment for segment in _ALL}
