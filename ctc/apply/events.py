"""What applying says while it works: one event a step, which JSON output streams as it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ctc.canonical import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One step; ``address`` is empty for those of the whole run. Holds no recipient and no credential."""

    event: str
    address: str
    data: Mapping[str, Json]

    def as_json(self) -> dict[str, Json]:
        return {"format_version": 1, "event": self.event, "address": self.address or None, **self.data}


Listener = Callable[[Event], None]
