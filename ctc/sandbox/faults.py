"""Misbehaviour on purpose, so that a client can be shown every way in which an answer may be lost.

A fault is written ``NAME[:VALUE][@WHICH][/ENDPOINT]``. ``WHICH`` counts the requests that the fault concerns,
from 1: ``@3`` the third alone, ``@2-4``, ``@3-`` from the third on; without it, all. ``ENDPOINT`` is one of
``create``, ``estimate``, ``send``, ``list``, ``stop``, ``result``.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ctc.patterns import pattern
from ctc.suggest import did_you_mean

ENDPOINTS: Final = ("create", "estimate", "send", "list", "stop", "result")
_WRITES: Final = frozenset({"create", "send"})
_ALL: Final = frozenset(ENDPOINTS)
_LIST: Final = frozenset({"list"})
_FORM: Final = pattern(
    r"(?P<name>[a-z0-9-]+)(:(?P<value>[^@/]+))?(@(?P<first>\d+)(?P<to>-(?P<last>\d+)?)?)?(/(?P<endpoint>.+))?"
)
_VALUES: Final = {
    "nothing": r"(?!)",
    "seconds": r"\d+(\.\d+)?",
    "number": r"\d+",
    "status": r"[345]\d\d",
    "listing": r"status|fail|missing|garbled",
}
"""What may stand after the colon, by what the fault takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One name of the table: the endpoints that it concerns by itself, its value, what it does."""

    concerns: frozenset[str]
    what: str
    default: str = ""
    takes: str = "nothing"
    """``nothing``, ``seconds``, ``number``, ``status`` or ``listing``."""


KINDS: Final[Mapping[str, Kind]] = {
    "reset-before-accept": Kind(concerns=_WRITES, what="resets the connection; nothing was accepted"),
    "5xx-before-accept": Kind(
        concerns=_WRITES, takes="status", default="503", what="answers 5xx; nothing was accepted"
    ),
    "refuse": Kind(
        concerns=_WRITES, takes="status", default="400", what="answers 4xx with a fail body; nothing accepted"
    ),
    "fail-200": Kind(
        concerns=_WRITES, what="answers HTTP 200 with a fail body; nothing was accepted", takes="number"
    ),
    "429": Kind(concerns=_ALL, takes="number", what="answers 429 to the first N requests (all without N)"),
    "latency": Kind(
        concerns=_ALL, takes="number", default="100", what="waits so many milliseconds before it acts"
    ),
    "drop-after-accept": Kind(concerns=_WRITES, what="accepts, then resets the connection without an answer"),
    "5xx-after-accept": Kind(
        concerns=_WRITES, takes="status", default="500", what="accepts, then answers 5xx"
    ),
    "89-after-accept": Kind(concerns=_WRITES, what="accepts, then answers a fail body with code 89"),
    "redirect-after-accept": Kind(concerns=_WRITES, what="accepts, then answers 302"),
    "late-answer": Kind(
        concerns=_WRITES, takes="seconds", default="5", what="accepts, then answers so many seconds later"
    ),
    "no-id": Kind(
        concerns=_WRITES, what="accepts, then answers success without an id (a send: without a message)"
    ),
    "garbage": Kind(concerns=_WRITES, what="accepts, then answers 200 with a body that is no JSON"),
    "truncate": Kind(concerns=_WRITES, what="accepts, then closes in the middle of the answer"),
    "list-lag": Kind(
        concerns=_LIST, takes="seconds", default="60", what="lists what was accepted so many seconds later"
    ),
    "reaches": Kind(
        concerns=frozenset({"create"}),
        takes="number",
        default="400005",
        what="accepts, then says that it reaches so many people",
    ),
    "list-cut": Kind(concerns=_LIST, what="lists nothing, without a word that something is missing"),
    "list-broken": Kind(
        concerns=_LIST,
        takes="listing",
        default="status",
        what="the listing fails: status (500), fail (200 with a fail body), missing (no targets), garbled",
    ),
}


class FaultError(ValueError):
    """A fault that cannot be read; the message says why, in one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault, ready to be armed: it fires from the ``first`` to the ``last`` request that it concerns."""

    text: str
    name: str
    value: str
    first: int
    last: int | None
    concerns: frozenset[str]

    @property
    def number(self) -> float:
        return float(self.value)


def parse_fault(text: str) -> Fault:
    """Reads one fault as it is written on the command line. Raises FaultError."""
    match = _FORM.fullmatch(text.strip())
    kind = KINDS.get(match["name"]) if match else None
    if match is None or kind is None:
        name = match["name"] if match else text
        hint = did_you_mean(name, KINDS) or f"known are {', '.join(sorted(KINDS))}"
        raise FaultError(f"unknown fault {text!r}: {hint}")
    endpoint = match["endpoint"]
    if endpoint and endpoint not in ENDPOINTS:
        raise FaultError(f"unknown endpoint in fault {text!r}: known are {', '.join(ENDPOINTS)}")
    value = _value(text, kind, match["value"])
    first = int(match["first"] or 1)
    last = int(match["last"]) if match["last"] else (first if match["first"] and not match["to"] else None)
    if match["name"] in {"429", "fail-200"} and value:
        last = first + int(float(value)) - 1
    return Fault(
        text=text.strip(),
        name=match["name"],
        value=value,
        first=first,
        last=last,
        concerns=frozenset({endpoint}) if endpoint else kind.concerns,
    )


def _value(text: str, kind: Kind, value: str | None) -> str:
    if value is None:
        return kind.default
    form = _VALUES[kind.takes]
    if not re.fullmatch(form, value):
        raise FaultError(f"fault {text!r} takes {kind.takes} after the colon, not {value!r}")
    return value


class Faults:
    """The faults that are armed, each with its own count of the requests that it concerned."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._armed: list[tuple[Fault, list[int]]] = []
        self.arm(texts)

    def arm(self, texts: Iterable[str]) -> None:
        """Arms these and no others, all counts at zero. Raises FaultError and changes nothing."""
        self._armed = [(parse_fault(text), [0]) for text in texts]

    def texts(self) -> list[str]:
        return [fault.text for fault, _ in self._armed]

    def take(self, endpoint: str) -> tuple[Fault, ...]:
        """Counts one request to ``endpoint`` and gives the faults that fire for it, in the order written."""
        fired = []
        for fault, count in self._armed:
            if endpoint in fault.concerns:
                count[0] += 1
                if fault.first <= count[0] and (fault.last is None or count[0] <= fault.last):
                    fired.append(fault)
        return tuple(fired)
