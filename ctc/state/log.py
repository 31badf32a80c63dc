"""The journal as a log: one line a record, with who did it. Pure; what a record means stands in a table."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from ctc.canonical import Json
from ctc.state.actors import Actor, actor_of
from ctc.state.store import Entry

Fields = Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One record: what happened to which address; ``data`` holds its id, revision, batch and the like."""

    serial: int
    at: datetime
    event: str
    address: str
    actor: Actor = field(default_factory=Actor)
    detail: str = ""
    data: Mapping[str, Json]

    def as_json(self) -> dict[str, Json]:
        return {
            "format_version": 1,
            "serial": self.serial,
            "at": self.at.isoformat(),
            "event": self.event,
            "address": self.address or None,
            "actor": self.actor.user or None,
            "host": self.actor.host or None,
            "process": self.actor.process,
            "run": self.actor.run or None,
            "detail": self.detail or None,
            **self.data,
        }


def lines_of(entries: Iterable[Entry]) -> Iterator[LogLine]:
    """Every record as a line, in order. An outcome is of whoever held its intent."""
    runners: dict[str, str] = {}
    for entry in entries:
        record = entry.record
        kind, intent = str(record.get("kind")), record.get("intent")
        if kind == "intent":
            runners[str(intent)] = str(record.get("runner") or "")
        event, detail = _EVENTS.get(kind, _plain)(record)
        yield LogLine(
            serial=entry.serial,
            at=entry.at,
            event=event,
            address=str(record.get("target") if kind == "moved" else record.get("address") or ""),
            actor=_actor(record, runners.get(str(intent), "")),
            detail=detail,
            data={name: record[name] for name in _DATA if record.get(name) is not None},
        )


def is_of_nobody(line: LogLine) -> bool:
    """Whether an outcome stands without its intent, which says who did it: of entries that begin in the middle."""
    return line.event in _OUTCOMES and line.actor == Actor()


def addresses_of(record: Fields) -> set[str]:
    """Every address that a record is about."""
    values = [record.get("address")]
    values += [record.get("source"), record.get("target")] if record.get("kind") == "moved" else []
    return {value for value in values if isinstance(value, str) and value}


def former_names(entries: Iterable[Entry]) -> dict[str, set[str]]:
    """By address, the names that its records stood under before."""
    names: dict[str, set[str]] = {}
    for entry in entries:
        if entry.record.get("kind") == "moved":
            source, target = str(entry.record.get("source")), str(entry.record.get("target"))
            names.setdefault(target, set()).update({source, *names.get(source, ())})
    return names


_DATA: Final = ("revision", "id", "commit", "http_status", "code", "result", "verb", "status")
_OUTCOMES: Final = frozenset(
    ("sent", "rejected", "not_sent", "in_doubt", "stopped", "not_stopped", "adopted")
)
_MECHANISMS: Final = frozenset({"listing", "was"})
"""What stands for a person where a run did something by itself."""


def _actor(record: Fields, intent_runner: str) -> Actor:
    said = str(record.get("by") or "")
    runner = str(record.get("runner") or "") or intent_runner
    return actor_of(said if said and said not in _MECHANISMS else runner)


def _intent(record: Fields) -> tuple[str, str]:
    if record.get("verb") == "stop":
        why = f": {record['why']}" if record.get("why") else ""
        return "intent", f"to stop {record.get('target')} ({record.get('purpose') or 'no reason'}{why})"
    batch = record.get("batch")
    return "intent", f"to send batch {batch['index']} of {batch['of']}" if batch else "to create"


def _outcome(record: Fields) -> tuple[str, str]:
    result, detail = str(record.get("result") or ""), str(record.get("detail") or "")
    return result or "not_stopped", "" if result == "sent" else detail


def _resolution(record: Fields) -> tuple[str, str]:
    sent, why = record.get("result") == "sent", str(record.get("why") or "")
    if record.get("by") in _MECHANISMS:
        return ("adopted" if sent else "not_sent"), why
    return "resolved", f"as {'sent' if sent else 'not sent'}: {why}"


def _moved(record: Fields) -> tuple[str, str]:
    return "moved", f"from {record.get('source')}"


def _reach(record: Fields) -> tuple[str, str]:
    return "estimated", f"an audience reaches {record.get('total')}"


def _observed(record: Fields) -> tuple[str, str]:
    return "observed", f"CleverTap says {record.get('status')}"


def _plain(record: Fields) -> tuple[str, str]:
    kind = str(record.get("kind"))
    return _NAMED.get(kind, kind), str(record.get("why") or "")


EVENTS: Final = (
    *("intent", "sent", "rejected", "not_sent", "in_doubt", "stopped", "not_stopped"),
    *("adopted", "resolved", "observed", "late", "forgotten", "freed", "lost", "moved", "renamed"),
    *("begun", "rebound", "held", "released", "halted", "resumed", "estimated", "listed"),
)
"""Every word that an event is told by."""
_NAMED: Final = {"init": "begun", "imported": "adopted", "tombstone": "forgotten"}
_EVENTS: Final[Mapping[str, Callable[[Fields], tuple[str, str]]]] = {
    "intent": _intent,
    "outcome": _outcome,
    "resolution": _resolution,
    "settled": _resolution,
    "moved": _moved,
    "reach": _reach,
    "observed": _observed,
}
