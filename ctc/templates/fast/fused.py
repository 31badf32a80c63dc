"""The leaves of one document, evaluated together for a row: one budget and one scope for all of them.

Answers, or says None: then the exact way (:func:`ctc.templates.render.render`) is asked, which knows what is wrong.
"""

import operator
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ctc.canonical import Json
from ctc.patterns import pattern
from ctc.templates.budget import Room, size_of
from ctc.templates.cutting import SHORT, is_template, variable_of
from ctc.templates.escaping import holds_markup
from ctc.templates.fast.segments import segments
from ctc.templates.limits import LARGE
from ctc.templates.source import TemplateSource

if TYPE_CHECKING:
    from ctc.templates.fast.computed_filters import Answer

_LOADS: Final = pattern(
    r"\{%(?![-+]?\s*(?:if|elif|else|endif|for|endfor|include|from|import|set|endset|raw|endraw)\b)"
)
"""Statements that are seldom, and left to the exact way."""
_LONG: Final = 100_000
"""Characters of all leaves of a row together: no limit of rendering speaks of so few."""


_NUMBERS: Final = (int, float)
NOTHING: Final[Mapping[str, Json]] = MappingProxyType({})


class Leaf(NamedTuple):
    """One leaf: literals and, between them, the slots of what a row writes."""

    text: str
    literals: Sequence[str]
    slots: Sequence[int]
    form: str = ""

    @property
    def is_single(self) -> bool:
        """Whether it is one expression alone, whose value keeps its type."""
        return len(self.slots) == 1 and not any(self.literals)


class Written(NamedTuple):
    """What a row writes into the leaves, by slot: values, and their texts; empty for what is no text nor number."""

    values: list[Json]
    texts: list[str]


class Fused:
    """The leaves of one document. A variable has one slot, however many leaves it stands in."""

    def __init__(self, texts: Sequence[str], templates: TemplateSource, room: Room) -> None:
        self._templates, self._room = templates, room
        self._names: list[str] = []
        self._computed: list[str] = []
        self._answers: list[Answer | None] = []
        self._makes: list[Answer | None] = []
        self._joined: set[int] = set()
        self._beside_markup: set[int] = set()
        cut = [segments(text) for text in texts]
        for name in (variable_of(one) for pieces in cut if pieces is not None for one in pieces[1::2]):
            if name is not None and name not in self._names:
                self._names.append(name)
        self.leaves = [self._leaf(text, pieces) for text, pieces in zip(texts, cut, strict=True)]
        uses = [slot for leaf in self.leaves for slot in leaf.slots]
        self._uses = [uses.count(slot) for slot in range(len(self._names) + len(self._computed))]
        self._same = sum(len(each) for leaf in self.leaves for each in leaf.literals)

    def _leaf(self, text: str, pieces: Sequence[str] | None) -> Leaf:
        if pieces is None:
            return Leaf(text, ("", ""), (self._slot_of(text),))
        slots = tuple(map(self._slot_of, pieces[1::2]))
        literals = tuple(pieces[::2])
        leaf = Leaf(text, literals, slots, form="%s".join(each.replace("%", "%%") for each in literals))
        if not leaf.is_single:
            self._joined.update(slots)
        if holds_markup(text):  # what a statement writes Jinja looks at itself
            own = zip(slots, pieces[1::2], strict=True)
            self._beside_markup.update(slot for slot, piece in own if "{%" not in piece)
        return leaf

    def _slot_of(self, text: str) -> int:
        """Of a variable, or of what Jinja is asked for: one for all leaves that it stands in."""
        name = variable_of(text)
        if name is not None:
            return self._names.index(name)
        if text not in self._computed:
            self._computed.append(text)
        return len(self._names) + self._computed.index(text)

    @staticmethod
    def takes(text: str) -> bool:
        return _LOADS.search(text) is None

    def bind(
        self,
        columns: Sequence[str],
        before: Mapping[str, Json],
        after: Mapping[str, Json],
        made: Mapping[str, Json] = NOTHING,
    ) -> None:
        """From now on rows have these columns; ``before`` them other variables are seen, and ``after`` them others
        in place of theirs. Then come those that are ``made`` for each row, one after another, where one is a template;
        none of them is called as one of the others."""
        self._columns, self._before, self._after = tuple(columns), before, after
        self._made = (
            made if any(isinstance(one, str) and is_template(one) for one in made.values()) else NOTHING
        )
        if not self._made:
            self._before = {**before, **made}
        self._sources = [self._source_of(name) for name in self._names]
        if self._made or self._computed:
            from ctc.templates.fast.computed import computed

            self._answers = [computed(text, self._source_of, self._templates) for text in self._computed]
            self._makes = [computed(value, self._source_of, self._templates) for value in self._made.values()]

    def _source_of(self, name: str) -> tuple[int, Json]:
        """The cell that a name stands for, or behind the cells what is made; of what is neither -1 and its value."""
        if name in self._made:
            return len(self._columns) + [*self._made].index(name), None
        if name in self._columns and name not in self._after:
            return self._columns.index(name), None
        return -1, self._after[name] if name in self._after else self._before.get(name)

    def written(self, cells: Sequence[Json]) -> Written | None:
        """What a row writes; None where one of its leaves wants the exact way."""
        found = self._computed_of(cells) if self._made or self._computed else ((), ())
        if found is None:
            return None
        made, computed = found
        every = (*cells, *made)
        values: list[Any] = [every[column] if column >= 0 else same for column, same in self._sources]
        texts: list[str] = []
        for value in values:
            kind = type(value)
            if kind is str:
                texts.append(value)
            elif (kind is int or kind is float) and -LARGE < value < LARGE:  # neither NaN nor infinite
                texts.append(str(value))
            elif len(texts) in self._joined or value is None:
                return None
            else:
                texts.append("")
        if sum(map(len, texts)) > SHORT or not self._are_written(computed, values, texts):
            return None
        markup = self._beside_markup
        if markup and any("<" in texts[slot] or "&" in texts[slot] for slot in markup):
            return None
        size = self._same + sum(map(operator.mul, map(len, texts), self._uses))
        self._room.text -= size
        return Written(values, texts) if self._room.text > 0 and size < _LONG else None

    def value(self, index: int, written: Written) -> Json:
        """The value of one leaf."""
        leaf = self.leaves[index]
        if leaf.is_single:
            return written.values[leaf.slots[0]]
        return leaf.form % tuple([written.texts[slot] for slot in leaf.slots])

    def _variables(self, cells: Sequence[Json]) -> dict[str, Json]:
        row = dict(zip(self._columns, cells, strict=True))
        return {**self._before, **row, "row": row, **self._after}

    def _are_written(self, computed: Sequence[Json], values: list[Json], texts: list[str]) -> bool:
        """Whether all that was computed is a text or a number where it stands among words."""
        for value in computed:
            kind = type(value)
            if kind is str:
                texts.append(value)
            elif kind in _NUMBERS and -LARGE < value < LARGE:
                texts.append(str(value))
            elif len(texts) in self._joined:
                return False
            else:
                texts.append("")
            values.append(value)
        return True

    def _computed_of(self, cells: Sequence[Json]) -> tuple[Sequence[Json], Sequence[Json]] | None:
        """What is made for a row, and what is computed; Jinja is asked where there is more to it than plain values."""
        found = self._plainly(cells)
        if found is not None:
            return found
        from ctc.templates.fast.row_leaves import evaluated

        leaves = [*zip(self._computed, self._answers, strict=True)]
        return evaluated(self._templates, self._room, cells, self._variables(cells), self._made, leaves)

    def _plainly(self, cells: Sequence[Json]) -> tuple[Sequence[Json], Sequence[Json]] | None:
        """The same without Jinja; None where that cannot be."""
        if None in self._answers or None in self._makes:
            return None
        every = [*cells]
        try:
            for make in self._makes:
                every.append(make(every))  # type: ignore[misc]
            values = [answer(every) for answer in self._answers]  # type: ignore[misc]
        except Exception:  # Jinja says what is wrong
            return None
        made = every[len(cells) :]
        written = zip(
            made, self._made.values(), strict=True
        )  # of what is the same for all rows nothing is rendered
        self._room.text -= sum(
            size_of(one) for one, text in written if isinstance(text, str) and is_template(text)
        )
        return made, values
