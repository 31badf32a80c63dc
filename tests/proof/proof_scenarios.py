"""What people do: each scenario is what one runner after another is given."""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from proof_people import Adopt, Forget, Init, Move, Restore, Resume, Settle, Stop, Vouch
from proof_ports import Row
from proof_programs import FACTS, LATER, MARCH, SOON, Apply, ApplySaved, Program, campaign, message
from proof_world import LAG, Assumptions, Campaign, Story

from ctc.payloads.payload import Payload
from ctc.payloads.request import identity_of
from ctc.state import records

A, A_LATER, A_EDITED = campaign("a"), campaign("a", when=LATER), campaign("a", when=LATER, text="y")
B, B_WAS_A = campaign("b"), campaign("b", soul="a 1", was=("a",))
C_LATER, Z = campaign("c", when=LATER), campaign("z", when=LATER)
A_SOON, A_MARCH, M = campaign("a", when=SOON), campaign("a", when=MARCH), message("m")
BY_HAND = Campaign(id=100, name="Name of a", address="", soul="a 1", at=-10 * LAG, goes_out=6 * 3600)
"""What somebody made in the dashboard: people get what a's create would say."""
OF_OTHERS = Campaign(id=100, name="Other", address="", soul="other", at=-10 * LAG, goes_out=6 * 3600)


def _applies(*repositories: Sequence[Payload]) -> list[Program]:
    return [Apply(f"R{number}", tuple(payloads)) for number, payloads in enumerate(repositories)]


SCENARIOS: Final[Mapping[str, Sequence[Program]]] = {
    "create": _applies([A], [A]),
    "three at once": _applies([A], [A], [A]),
    "two campaigns": _applies([A, Z], [A, Z]),
    "two campaigns, run again": _applies([A, Z], [A, Z], [A, Z]),
    "edit": _applies([A_LATER], [A_EDITED]),
    "revision": _applies([A], [campaign("a", 2)]),
    "two revisions": _applies([A_LATER], [campaign("a", 2, when=LATER)]),
    "replace, run again": _applies([A_LATER], [A_EDITED], [A_EDITED]),
    "group of replaces": _applies([A_LATER, C_LATER], [A_EDITED, campaign("c", when=LATER, text="y")]),
    "stop": [*_applies([A_LATER]), Stop("S", address="a"), Apply("R2", (A_LATER,))],
    "halt": [*_applies([A_LATER]), Stop("S"), Apply("R2", (A_LATER, Z))],
    "halt, then resume": [*_applies([A_LATER]), Stop("S"), Resume("U"), Apply("R3", (A_LATER, Z))],
    "delete": _applies([A_LATER, Z], [Z]),
    "delete, then revert": _applies([A_LATER, Z], [Z], [A_LATER, Z]),
    "saved plan twice": [ApplySaved("R0", (A,)), ApplySaved("R1", (A,))],
    "forget": [*_applies([A]), Forget("F", address="a"), Apply("R2", (A,))],
    "forget, then older state": [
        *_applies([A]),
        Forget("F", address="a"),
        Apply("R2", (A,)),
        Restore("O"),
        Apply("R4", (A,)),
    ],
    "older state": [*_applies([A]), Restore("O"), Apply("R2", (A,)), Apply("R3", (A,))],
    "older state, messages": [
        *_applies([A, M]),
        Restore("O"),
        Apply("R2", (A, M)),
        Vouch("V", (M,)),
        Apply("R4", (A, M)),
    ],
    "init over a used account": [
        *_applies([A, M]),
        Init("I", (A, M)),
        Apply("R2", (A, M)),
        Vouch("V", (M,)),
        Apply("R4", (A, M)),
    ],
    "adopt": [Apply("R0", (A_LATER,)), Adopt("D", (A_LATER,)), Apply("R2", (A_LATER,))],
    "adopt what ctc made": [Apply("R0", (A,)), Adopt("D", (A,)), Apply("R2", (A,))],
    "resolve": [Apply("R0", (A,)), Settle("P"), Apply("R2", (A,))],
    "messages": _applies([M], [M]),
    "replace, near its schedule": _applies([A_SOON], [campaign("a", when=LATER)]),
    "moved to another day": _applies([A_MARCH], [A]),
    "rename": _applies([A], [B_WAS_A]),
    "rename, edited": _applies([A], [campaign("b", soul="a 1", text="y", was=("a",))]),
    "rename, run again": _applies([A], [B_WAS_A], [B_WAS_A]),
    "rename race": _applies([A], [A], [B_WAS_A]),
    "rename, not told": _applies([campaign("a", soul="a 1")], [campaign("b", soul="a 1")]),
    "merge": _applies([A], [B_WAS_A], [A, B_WAS_A]),
    "revert": _applies([A], [campaign("b", 2, was=("a",))], [A]),
    "state move": [*_applies([A]), Move("M", source="a", target="b"), Apply("R2", (A,))],
    "swap": _applies([A, B], [campaign("a", soul="b 1", was=("b",)), campaign("b", soul="a 1", was=("a",))]),
}
OPEN: Final[frozenset[tuple[str, int]]] = frozenset(
    {("older state, messages", 1), ("older state, messages", 2)}
)
"""Scenarios that have a counterexample, and with how many runners. That a state is older, nobody can know where nothing
but messages went out since: the README says so."""
MADE: Final[Mapping[str, tuple[Campaign, ...]]] = {
    "adopt": (BY_HAND,),
    "init over a used account": (OF_OTHERS,),
    "older state, messages": (OF_OTHERS,),
}
"""What is there before anybody runs."""
ENDS_BADLY: Final = frozenset(
    {"adopt", "forget, then older state", "halt", "merge", "rename, not told", "revert", "state move"}
)
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
        made=MADE.get(name, ()),
        ends_badly=name in ENDS_BADLY,
    )
