"""What people do: each scenario is what one runner after another is given."""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from proof_ports import Row
from proof_programs import (
    FACTS,
    LATER,
    Apply,
    ApplySaved,
    Forget,
    Move,
    Program,
    Restore,
    Resume,
    Stop,
    campaign,
    message,
)
from proof_world import Assumptions, Story

from ctc.payloads.payload import Payload
from ctc.payloads.request import identity_of
from ctc.state import records

A, A_LATER, A_EDITED = campaign("a"), campaign("a", when=LATER), campaign("a", when=LATER, text="y")
B, B_WAS_A = campaign("b"), campaign("b", soul="a 1", was=("a",))
C_LATER, Z = campaign("c", when=LATER), campaign("z", when=LATER)


def _applies(*repositories: Sequence[Payload]) -> list[Program]:
    return [Apply(f"R{number}", tuple(payloads)) for number, payloads in enumerate(repositories)]


SCENARIOS: Final[Mapping[str, Sequence[Program]]] = {
    "create": _applies([A], [A]),
    "three at once": _applies([A], [A], [A]),
    "two campaigns": _applies([A, Z], [A, Z]),
    "edit": _applies([A_LATER], [A_EDITED]),
    "revision": _applies([A], [campaign("a", 2)]),
    "replace, run again": _applies([A_LATER], [A_EDITED], [A_EDITED]),
    "group of replaces": _applies([A_LATER, C_LATER], [A_EDITED, campaign("c", when=LATER, text="y")]),
    "stop": [*_applies([A_LATER]), Stop("S", address="a"), Apply("R2", (A_LATER,))],
    "halt": [*_applies([A_LATER]), Stop("S"), Apply("R2", (A_LATER, Z))],
    "halt, then resume": [*_applies([A_LATER]), Stop("S"), Resume("U"), Apply("R3", (A_LATER, Z))],
    "delete": _applies([A_LATER, Z], [Z]),
    "delete, then revert": _applies([A_LATER, Z], [Z], [A_LATER, Z]),
    "saved plan twice": [ApplySaved("R0", (A,)), ApplySaved("R1", (A,))],
    "forget": [*_applies([A]), Forget("F", address="a"), Apply("R2", (A,))],
    "older state": [*_applies([A]), Restore("O"), Apply("R2", (A,))],
    "messages": _applies([message("m")], [message("m")]),
    "rename": _applies([A], [B_WAS_A]),
    "rename, edited": _applies([A], [campaign("b", soul="a 1", text="y", was=("a",))]),
    "rename, run again": _applies([A], [B_WAS_A], [B_WAS_A]),
    "rename race": _applies([A], [A], [B_WAS_A]),
    "merge": _applies([A], [B_WAS_A], [A, B_WAS_A]),
    "revert": _applies([A], [campaign("b", 2, was=("a",))], [A]),
    "state move": [*_applies([A]), Move("M", source="a", target="b"), Apply("R2", (A,))],
    "swap": _applies([A, B], [campaign("a", soul="b 1", was=("b",)), campaign("b", soul="a 1", was=("a",))]),
}
OPEN: Final[frozenset[tuple[str, int]]] = frozenset()
"""Scenarios that have a counterexample, and with how many runners."""
ALONE: Final = frozenset({"older state"})
"""A state that is put back while somebody runs is one that does not keep what it confirmed: an assumption."""
ENDS_BADLY: Final = frozenset({"halt", "merge", "revert", "state move"})
"""The last run rightly complains, although nothing went wrong."""


def beginning() -> tuple[Row, ...]:
    """A state that was begun over a new account."""
    return ((0, json.dumps(records.init(FACTS.binding("L")))),)


def story(
    name: str,
    runners: int,
    assumes: Assumptions | None = None,
    *,
    only: tuple[str, ...] = (),
    calm: bool = False,
) -> Story:
    programs = SCENARIOS[name]
    owners = {
        identity_of(FACTS.project, FACTS.environment, payload.address, payload.revision): payload.address
        for program in programs
        for payload in program.payloads
    }
    return Story(
        programs=programs,
        runners=runners,
        assumes=assumes or Assumptions(),
        owners=owners,
        only=only,
        calm=calm,
        ends_badly=name in ENDS_BADLY,
    )
