"""What must hold in every world: what the journal says is there is there, and what it says is not there is not."""

import json

from proof_ports import Row, moment_at
from proof_programs import Report
from proof_world import Rules, Violation, World

from ctc.payloads.payload import Payload
from ctc.state.fold import fold
from ctc.state.record import Status
from ctc.state.state import State
from ctc.state.store import Entry

_THERE = (Status.SCHEDULED, Status.RUNNING, Status.SENT, Status.STOPPED)
_NOT_THERE = (Status.NOT_SENT, Status.REJECTED)
Claims = tuple[tuple[str, Status, int | None, str, str], ...]
"""Of each address that is settled: what the journal says, the id, the marker, and by what it was stopped."""


class Judge:
    def __init__(self) -> None:
        self._claims: dict[tuple[Row, ...], tuple[Claims, frozenset[int]]] = {}

    def problem(self, rules: Rules, world: World) -> Violation | None:
        for runner in world.runners:
            ended = runner.ended
            if ended is not None and ended.how == "bug":
                return Violation(f"a run fell over: {ended.what}")
        if world.net or not world.journal:
            return None
        return self._of_journal(world) or self._of_halves(rules, world) or _of_reports(rules, world)

    def _of_halves(self, rules: Rules, world: World) -> Violation | None:
        """Ctrl-C, and nothing else, not even a listing that lags, leaves no campaign stopped without its successor."""
        if not rules.story.calm:
            return None
        if len(world.runners) < len(rules.trees) or any(runner.live for runner in world.runners):
            return None
        if not world.runners[-1].interrupted or rules.trouble - world.trouble != 1:
            return None
        halves = [each[0] for each in self._read(world.journal)[0] if each[4] == "replace"]
        return Violation(f"{halves[0]} stays stopped by its replace") if halves else None

    def _of_journal(self, world: World) -> Violation | None:
        overtaken = self._claimed_under_a_halt(world.journal)
        if overtaken:
            return Violation(f"{overtaken} is claimed although the environment is halted")
        there = {made.id for made in world.made}
        claims, left = self._read(world.journal)
        for made in world.made:
            if made.id in left and made.status(world.now) == "pending":
                return Violation(f"{made.id} is to go out, and no name leads to it")
        for address, status, number, marker, _ in claims:
            if status in _THERE and number not in there:
                return Violation(f"{address} is called {status}, and is not there")
            found = [each.id for each in world.made if marker and each.name.endswith(marker)]
            if status is Status.REJECTED:  # whoever says 429 says that it was not made
                found = [each.id for each in world.made if each.id in found and not each.denied]
            if status in _NOT_THERE and found:
                return Violation(f"{address} is called {status}, and is there as {found[0]}")
        return None

    def _claimed_under_a_halt(self, journal: tuple[Row, ...]) -> str:
        halted = False
        for record in (json.loads(text) for _, text in journal):
            if record["kind"] in ("halted", "resumed"):
                halted = record["kind"] == "halted"
            if halted and record["kind"] == "intent" and record["verb"] != "stop":
                return str(record["address"])
        return ""

    def _read(self, journal: tuple[Row, ...]) -> tuple[Claims, frozenset[int]]:
        """What it says of each address; and the ids of what it knows to be there, and has under no name."""
        found = self._claims.get(journal)
        if found is None:
            rows = enumerate(journal, start=1)
            state = fold(Entry(serial=n, at=moment_at(at), record=json.loads(text)) for n, (at, text) in rows)
            claims = tuple(
                (record.address, record.status, record.id, record.marker, record.stopped_by)
                for record in state.records.values()
                if not record.open and record.revision and not record.is_send
            )
            found = self._claims[journal] = claims, _left(state)
        return found


def _left(state: State) -> frozenset[int]:
    current = {record.id for record in state.records.values()}
    settled = (record for record in state.entries.values() if not record.open and not record.broken)
    made = (one for record in settled for one in record.tries if one.stopped_at is None)
    return frozenset(one.id for one in made if one.id is not None and one.id not in current)


def _of_reports(rules: Rules, world: World) -> Violation | None:
    """Exit code 0 of the last run says that all it wanted is there, once nothing is under way."""
    if len(world.runners) < len(rules.trees) or any(runner.live for runner in world.runners):
        return None
    ended = world.runners[-1].ended
    report = ended.what if ended is not None else None
    if not isinstance(report, Report):
        return None
    if report.code == 0:
        left = {address for address, action, end in report.ends if end != "applied" or action == "adopt"}
        missing = _missing(rules.story.programs[-1].payloads, world, left | report.frozen)
        if missing:
            return Violation(f"exit code 0, and {missing} never went out")
    elif rules.story.calm and world.trouble == rules.trouble and not rules.story.ends_badly:
        return Violation(f"nothing went wrong, and the last run ended with exit code {report.code}")
    return None


def _missing(payloads: tuple[Payload, ...], world: World, left: set[str]) -> str:
    souls = {made.soul for made in world.made} | {soul for soul, _ in world.sent}
    for payload in payloads:
        soul = payload.body["content"]["title"]
        if soul not in souls and payload.address not in left:
            return str(soul)
    return ""
