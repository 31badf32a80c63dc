"""The leaves of one document, evaluated together for a row: one budget and one scope for all of them.

Answers, or says None: then the exact way (:func:`ctc.templates.render.render`) is asked, which knows what is wrong.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from ctc.canonical import Json
from ctc.templates.budget import Room
from ctc.templates.cutting import RESERVED, bare, filled
from ctc.templates.source import TemplateSource

_LOADS: Final = re.compile(r"\{%|\{#")
"""Statements and comments: includes see more than variables, and are left to the exact way."""


_COMPARED: Final = re.compile(r"\{\{\s*([a-zA-Z]\w*)\s*(<=|>=|<|>)\s*([a-zA-Z]\w*|\d{1,15})\s*\}\}", re.ASCII)
"""One number held against another: what ``where`` of most families says."""
_COMPARE: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Comparison:
    """``{{ new_price < old_price }}`` of two numbers; None of anything else."""

    def __init__(self, text: str) -> None:
        found = _COMPARED.fullmatch(text)
        is_plain = found is not None and RESERVED.isdisjoint(found.groups())
        self._left, self._sign, self._right = found.groups() if found and is_plain else ("", "", "")

    def of(self, variables: Mapping[str, Json]) -> bool | None:
        if not self._sign:
            return None
        left, right = variables.get(self._left), self._right
        other = int(right) if right.isdigit() else variables.get(right)
        is_plain = type(left) in _NUMBERS and type(other) in _NUMBERS
        return _COMPARE[self._sign](left, other) if is_plain else None


_NUMBERS: Final = (int, float)


class Fused:
    """The texts of some leaves, in their order."""

    def __init__(self, texts: Sequence[str], templates: TemplateSource, room: Room) -> None:
        self._templates, self._room = templates, room
        self._leaves = [(text, bare(text)) for text in texts]
        self._compared = {
            index: Comparison(text) for index, text in enumerate(texts) if _COMPARED.fullmatch(text)
        }

    @staticmethod
    def takes(text: str) -> bool:
        return _LOADS.search(text) is None

    def values(self, variables: dict[str, Json]) -> list[Json] | None:
        """The value of each leaf; None where one of them wants the exact way."""
        made: list[Json] = []
        size = 0
        rest: list[tuple[int, str]] = []
        for index, (text, pieces) in enumerate(self._leaves):
            if pieces is not None:
                value = filled(pieces, variables)
            else:
                value = self._compared[index].of(variables) if index in self._compared else None
            if value is None:
                rest.append((index, text))
            elif type(value) is str:
                size += len(value)
            made.append(value)
        if rest and not self._computed(rest, variables, made):
            return None
        self._room.text -= size
        return made if self._room.text > 0 else None

    def _computed(
        self, rest: Sequence[tuple[int, str]], variables: dict[str, Json], made: list[Json]
    ) -> bool:
        from ctc.templates.counting import CURRENT, Run
        from ctc.templates.expressions import to_json
        from ctc.templates.leaves import Scope, render_leaf

        run, scope = Run(self._templates), Scope(variables)
        token = CURRENT.set(run)
        try:
            for index, text in rest:
                made[index] = to_json(render_leaf(text, scope))
        except Exception:  # the exact way says what is wrong
            return False
        finally:
            CURRENT.reset(token)
            self._room.take(run.budget)
        return not run.noted
