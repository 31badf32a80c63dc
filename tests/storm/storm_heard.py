"""What a state was told of renames, and since which record: what no run of it heard, none can know."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from storm_repository import Word, name_of
from storm_runner import Runner


@dataclass(slots=True)
class Heard:
    words: dict[str, dict[Word, int]] = field(default_factory=lambda: defaultdict(dict))
    """By environment, the record that says each, or the last one before a run ended that was to carry it over."""
    serials: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """By environment, its last record."""

    def record(self, env: str, record: Mapping[str, Any], serial: int) -> None:
        self.serials[env] = serial
        if record["kind"] in ("moved", "renamed"):
            self._add(env, record["source"], record["target"])
        for old in record.get("names", ()):
            self._add(env, old, record["address"])

    def ended(self, runner: Runner) -> None:
        """A run said that it would carry records over, and was content."""
        if not isinstance(runner.result, tuple) or runner.result[0] != "applied":
            return
        _, applied, plan = runner.result
        if applied.in_doubt or applied.failed:
            return
        for change in plan.changes:
            if change.recorded.address not in ("", change.address):
                self._add(runner.env, change.recorded.address, change.address)

    def _add(self, env: str, old: str, new: str) -> None:
        self.words[env].setdefault((name_of(old), name_of(new)), self.serials[env])

    def before(self, env: str, serial: int) -> Iterator[Word]:
        return (word for word, since in self.words[env].items() if since < serial)

    def put_back(self, env: str, serial: int) -> None:
        """Its state ends at this record again."""
        self.words[env] = {word: since for word, since in self.words[env].items() if since <= serial}
        self.serials[env] = serial
