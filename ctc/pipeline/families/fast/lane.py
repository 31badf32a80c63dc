"""Rows that differ in free texts alone become units at once: one of each kind goes the exact way for all of them.

Only speed: the lane answers with a unit, or says None, and then the row goes the exact way, from which the lane learns.
A kind is what rows have in common beside the free texts: every other value that a row changes, and the shapes of what
rules look at.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Final, Literal, NamedTuple

from ctc.canonical import Json, canonical_bytes
from ctc.catalog.catalog import Catalog
from ctc.diagnostics import JsonPath
from ctc.payloads.skeleton import Holed, canonically, is_plain
from ctc.pipeline.engine.facts import UnitFacts
from ctc.pipeline.engine.unit import Unit
from ctc.pipeline.families.fast.bounds import Bounds, Sizes
from ctc.pipeline.families.fast.kind import Kind
from ctc.pipeline.families.fast.row_unit import RowUnit
from ctc.pipeline.families.fast.shapes import Shape, is_of_an_app, probes_of, shape_at
from ctc.rows.instances import Keyed
from ctc.specs.family import Family
from ctc.specs.spec import Spec
from ctc.templates.budget import Room
from ctc.templates.cutting import is_template
from ctc.templates.fast.fused import Fused, Written
from ctc.templates.source import TemplateSource
from ctc.validation.schema.free import is_free

Judge = Callable[[Unit], UnitFacts]
_MOST_KINDS: Final = 20_000
_TRIED: Final = 300
"""Kinds after which a new one is learned only where at least as many rows met one that was known."""
_MOST_ODD: Final = 100
"""Texts of one slot that have no shape, and are a kind each: what a template chooses from is few."""


class _Known(NamedTuple):
    """Rows of one kind about which the same is said."""

    said: frozenset[object]
    kind: Kind
    bounds: Bounds


class Lane:
    """One family. ``judge`` asks the rules, of one unit of each kind.

    ``payloads`` says whether payloads are made: lint asks for findings alone.
    """

    def __init__(
        self,
        spec: Spec,
        family: Family,
        templates: TemplateSource,
        room: Room,
        judge: Judge,
        catalog: Catalog,
        *,
        payloads: bool,
    ) -> None:
        self._judge, self._payloads, self._catalog = judge, payloads, catalog
        self._columns = tuple(spec.row.values) if spec.row else ()
        leaves = list(_leaves(spec.body, ()))
        self._paths = [path for path, _ in leaves]
        texts = [text for _, text in leaves]
        self._where = len(texts) if family.where is not None else None
        self._fused = Fused([*texts, *([family.where] if family.where else [])], templates, room)
        own = {name: spec.variables[name] for name in ("id", "revision", "environment", "as_of")}
        made = spec.file_vars
        self._fused.bind(self._columns, spec.variables, own, made)
        inner = [one for one in made.values() if not isinstance(one, str)]
        beside = (spec.guards, spec.description, spec.owner, list(spec.labels), inner)
        texts += [one for one in made.values() if isinstance(one, str)]
        self._is_open = all(map(Fused.takes, texts)) and not any(map(_holds_template, beside))
        self._free: list[int] = []
        self._bound: list[int] = []
        self._shapes: list[tuple[int, Shape]] = []
        self._slots: list[Sequence[int]] = []
        self._probes: list[tuple[int, Callable[[str], object]]] = []
        self._kinds: dict[tuple[object, ...], list[_Known]] = {}
        self._met = 0
        self._odd: dict[int, set[str]] = {}
        self._asked: tuple[tuple[object, ...], Sizes, Written] | None = None

    def begin(self, unit: Unit) -> bool:
        """Whether the lane is any use: ``unit`` went the exact way, and has free texts that rows change."""
        if not self._is_open or unit.variant is None or "to" in unit.body:
            return False
        shapes: dict[tuple[int, Shape], None] = {}
        for index, path in enumerate(self._paths):
            found = self._shapes_of(index, path, unit) if is_free(unit.variant.name, path) else None
            if found is None:
                self._bound.append(index)
                continue
            self._free.append(index)
            shapes |= dict.fromkeys(found)
            probes = probes_of(unit.variant.channel, unit.environment.name, path, self._catalog)
            self._probes += [(index, each) for each in probes]
        self._shapes = list(shapes)
        self._slots = [self._fused.leaves[index].slots for index in self._free]
        return bool(self._free)

    def _shapes_of(self, index: int, path: JsonPath, unit: Unit) -> list[tuple[int, Shape]] | None:
        """How each text of a leaf is looked at; None where that cannot be said of one of them."""
        assert unit.variant is not None
        leaf = self._fused.leaves[index]
        if self._catalog.deep_links() is not None and is_of_an_app(path, leaf.literals):
            return None
        found = [
            (slot, shape_at(unit.variant.channel, path, leaf.literals, at))
            for at, slot in enumerate(leaf.slots)
        ]
        known = [(slot, shape) for slot, shape in found if shape is not None]
        return known if len(known) == len(found) else None

    def unit(self, keyed: Keyed) -> "RowUnit | Literal[False] | None":
        """The unit of a row; False where ``where`` leaves it out; None where it wants the exact way."""
        self._asked = None
        row = keyed.row.values
        if tuple(row) != self._columns:
            return None
        written = self._fused.written(cells := tuple(row.values()))
        if written is None:
            return None
        if self._where is not None:
            holds = self._fused.value(self._where, written)
            if holds is False:
                return False
            if holds is not True:
                return None
        key = self._key_of(written)
        if key is None:
            return None
        sizes = self._sizes_of(written)
        for known in self._kinds.get(key, ()):
            if known.bounds.hold(sizes):
                self._met += 1
                return RowUnit(known.kind, keyed, cells, tuple(written.texts))
        self._asked = (key, sizes, written)
        return None

    def _key_of(self, written: Written) -> tuple[object, ...] | None:
        """What a row has in common with those of its kind; None where it goes the exact way."""
        values, texts = written
        key: list[object] = []
        for slot, shape in self._shapes:
            found = shape(texts[slot])
            if found is None:
                found = self._itself(slot, texts[slot])
            if found is None:
                return None
            key += (found, type(values[slot]))
        for index in self._bound:
            value = self._fused.value(index, written)
            if isinstance(value, dict | list):
                return None
            key += (type(value), value)
        for index, probe in self._probes:
            key.append(probe(str(self._fused.value(index, written))))
        return tuple(key)

    def _itself(self, slot: int, text: str) -> object | None:
        """What a text without a shape has in common with the same text; None where there are many such, or where what
        stands behind it may be a part of a tag."""
        if text.count("<") != text.count(">") or text.rfind("<") > text.rfind(">") or "{" in text:
            return None
        known = self._odd.setdefault(slot, set())
        if len(known) < _MOST_ODD:
            known.add(text)
        return ("", text) if text in known else None

    def _sizes_of(self, written: Written) -> Sizes:
        """How long the free texts are; of those that are not all ASCII also in bytes."""
        texts = written.texts
        sizes = _sums(list(map(len, texts)), self._slots)
        if "".join(texts).isascii():
            return tuple(sizes)
        return (*sizes, *_sums([len(text.encode()) for text in texts], self._slots))

    def learn(self, keyed: Keyed, unit: Unit) -> RowUnit | None:
        """What went the exact way, and is sound, stands for rows like it; the same as one of them."""
        asked, self._asked = self._asked, None
        if asked is None or unit.variant is None or "to" in unit.body or not unit.is_sound:
            return None
        if self._payloads and unit.payload is None:
            return None
        key, sizes, written = asked
        facts = self._judge(unit)
        said = _said(facts)
        every = self._kinds.setdefault(key, [])
        known = next((each for each in every if each.said == said), None)
        if known is not None:
            known.bounds.learn(sizes)
        elif self._is_idle or (kind := self._new(unit, facts, written)) is None:
            return None
        else:
            known = _Known(said, kind, Bounds(sizes))
            every.append(known)
        return RowUnit(known.kind, keyed, tuple(keyed.row.values.values()), tuple(written.texts))

    @property
    def _is_idle(self) -> bool:
        """Whether nearly each row is of a kind of its own."""
        return len(self._kinds) > _MOST_KINDS or self._met < len(self._kinds) > _TRIED

    def _new(self, unit: Unit, facts: UnitFacts, written: Written) -> Kind | None:
        """The kind that a unit is the first of; None where its body cannot be written with holes."""
        assert unit.variant is not None
        if not all(is_free(unit.variant.name, self._paths[index]) for index in self._free):
            return None
        holed = [self._holed(index, written) for index in self._free]
        kind = Kind(unit=unit, facts=facts, holed=holed, is_plain=all(map(is_plain, written.texts)))
        return kind if kind.text(written.texts, canonically).encode() == canonical_bytes(kind.body) else None

    def _holed(self, index: int, written: Written) -> Holed:
        leaf = self._fused.leaves[index]
        is_number = leaf.is_single and not isinstance(written.values[leaf.slots[0]], str)
        return Holed(self._paths[index], leaf.literals, leaf.slots, is_number)


def _sums(numbers: Sequence[int], slots: Sequence[Sequence[int]]) -> list[int]:
    return [numbers[some[0]] if len(some) == 1 else sum([numbers[slot] for slot in some]) for some in slots]


def _said(facts: UnitFacts) -> frozenset[object]:
    """What is found in a unit, and where; not in which words, as they may quote the row."""
    found = [(each.code, each.severity, each.line, each.column, each.path) for each in facts.found]
    return frozenset([*found, *facts.hidden])


def _leaves(value: Json, path: JsonPath) -> Iterator[tuple[JsonPath, str]]:
    if isinstance(value, str):
        if is_template(value):
            yield path, value
    elif isinstance(value, dict):
        yield from chain.from_iterable(_leaves(inner, (*path, key)) for key, inner in value.items())
    elif isinstance(value, list):
        yield from chain.from_iterable(_leaves(inner, (*path, index)) for index, inner in enumerate(value))


def _holds_template(value: object) -> bool:
    return any(True for _ in _leaves(value, ()))
