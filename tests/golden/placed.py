"""Specs of which each key stands on a line of its own, for goldens of what is said at a line."""

from dataclasses import replace
from typing import Any, Final

from ctc.diagnostics import JsonPath, Place
from ctc.payloads.payload import Held, Payload
from ctc.rows.family_data import FamilyData


class Lines:
    """Each key of a spec has a line of its own, so that a finding says by its line of which key it is."""

    known: Final[list[str]] = []

    def key(self, path: JsonPath) -> Place:
        name = ".".join(map(str, path))
        self.known.extend([name] * (name not in self.known))
        return Place(line=1000 + self.known.index(name), column=2)

    value = key

    def inside(self, path: JsonPath, offset: int) -> Place:
        return self.key(path)


def own(*payloads: Payload, **guards: Any) -> tuple[Payload, ...]:
    """The same with guards in their spec."""
    return tuple(replace(one, guards=guards, content=Held(one.body, Lines())) for one in payloads)


def data(**more: Any) -> FamilyData:
    usual: dict[str, Any] = {"family": "drop", "shown": "f.csv", "sha256": "a" * 64, "rows": 1}
    lines = {name: Lines().key(("each", name)).line for name in more.get("guards", ())}
    return FamilyData(**{**usual, "file": "drop.yaml", "line": 4, "guard_lines": lines, **more})
