"""One document and the rows of its data file become units, each by the way that every other spec goes."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ctc.diagnostics import Diagnostic
from ctc.pipeline.engine.judging import ignorable, judged_one
from ctc.pipeline.families.columns import recipients_of
from ctc.pipeline.families.reading import FamilyRows, Road, read_family
from ctc.pipeline.families.telling import Told, kind_of, shown_beyond_key, told_of_rows
from ctc.pipeline.families.traps import traps
from ctc.pipeline.settings import Settings
from ctc.rows.family_data import FamilyData
from ctc.rows.instances import Keyed
from ctc.rows.tally import SHOWN
from ctc.specs.document import Document
from ctc.specs.expansion import expand
from ctc.specs.family import Family, family_of
from ctc.specs.spec import Spec
from ctc.templates.render import condition
from ctc.validation.rules.policy import NOTHING as NO_FINDING
from ctc.validation.rules.policy import apply_policy

if TYPE_CHECKING:
    from ctc.pipeline.engine.unit import Unit
    from ctc.pipeline.families.fast import Judge, Lane


Make = Callable[[Spec], "tuple[Unit | None, list[Diagnostic]]"]
"""The way of one spec: rendered, validated, compiled; and what is wrong with it."""


LEAST = 20
"""Rows from which the lane is worth its beginning."""


class Made(NamedTuple):
    """What became of a family."""

    units: "list[Unit]"
    problems: list[Diagnostic]
    hidden: frozenset[str] = frozenset()
    """Codes of ``ignore`` that hid a finding about the family."""
    data: FamilyData | None = None
    """The rows that it was made with, where they could be read."""


def compile_family(road: Road, document: Document, make: Make) -> Made:
    """The units of a family. A row's mistake is told at the row, the document's at the document; each of them once."""
    family, problems = family_of(document)
    if family is None:
        return Made([], problems)
    read = read_family(road, document, family)
    if read.problems:
        return Made([], [*problems, *read.problems])
    way = _Exact(road, document, family, make)
    units = _units(way, read)
    if way.refused:
        units = []
    found = [
        *told_of_rows(way.refused, document.data, len(read.rows), read.hidden),
        *told_of_rows(way.told, document.data, len(read.rows) - way.left_out, read.hidden),
    ]
    beyond, hidden = _beyond_key(road, document, family, read)
    told = [*problems, *way.problems, *found, *beyond]
    is_named = isinstance(document.data.get("id"), str)
    return Made(units, told, hidden, _data(document, family, read, way.left_out) if is_named else None)


def _beyond_key(
    road: Road, document: Document, family: Family, read: FamilyRows
) -> tuple[list[Diagnostic], frozenset[str]]:
    """What a text shows beside the key, and what reads otherwise than it is meant, as the project and the spec judge
    it, and whether the spec ignores it."""
    columns = read.rows[0].row.values if read.rows else ()
    found = [*shown_beyond_key(document, family, columns), *traps(document, family, read)]
    ignore = document.data.get("ignore")
    accepted = ignore if isinstance(ignore, dict) else {}
    judged = apply_policy(found, road.settings.project.rules, accepted, ignorable()) if found else NO_FINDING
    return [finding.placed(document) for finding in judged.findings], judged.hidden


def _data(document: Document, family: Family, read: FamilyRows, left_out: int) -> FamilyData:
    stated = document.data.get("guards")
    guards = stated if isinstance(stated, dict) else {}
    return FamilyData(
        family=document.data["id"],
        shown=read.shown,
        sha256=read.sha256,
        rows=read.count,
        left_out=left_out,
        is_kept=family.absent == "keep",
        key_columns=family.key,
        guards=guards,
        file=document.file,
        line=document.places.key(("each",)).line,
        guard_lines={
            name: document.places.key(("guards", name)).line for name in guards if isinstance(name, str)
        },
    )


class _Exact:
    """The way of one row: expanded, asked whether ``where`` takes it, rendered, validated, compiled."""

    def __init__(self, road: Road, document: Document, family: Family, make: Make) -> None:
        self.road, self.document, self.family, self._make = road, document, family, make
        self.templates = road.neighbours.templates(road.folder)
        self.problems: list[Diagnostic] = []
        self.told: list[Told] = []
        self.refused: list[Told] = []
        """What is wrong with asking ``where``."""
        self.left_out = 0

    def unit(self, keyed: Keyed) -> "Unit | None":
        """The unit of a row; what is wrong with it is told."""
        spec = self.spec(keyed)
        if spec is None or not self._is_taken(spec, keyed):
            return None
        unit, problems = self._make(spec)
        self.told += [(keyed.row, problem) for problem in problems]
        return unit

    def spec(self, keyed: Keyed) -> Spec | None:
        specs, problems = _specs(self.road, self.document, self.family, [keyed])
        self.problems += [problem for problem in problems if problem not in self.problems]
        return specs[0] if specs else None

    def _is_taken(self, spec: Spec, keyed: Keyed) -> bool:
        if self.family.where is None:
            return True
        path = ("each", "where")
        holds, problems = condition(spec, self.family.where, path, self.templates, self.road.room)
        found = list(problems)
        if not found and not isinstance(holds, bool):
            found.append(_no_condition(spec))
        self.refused += [(keyed.row, problem) for problem in found]
        self.left_out += not found and not holds
        return not found and holds is True


def _units(way: _Exact, read: FamilyRows) -> "list[Unit]":
    """The units of all rows, in the order of the file; most of them by the lane, where it is any use."""
    units: list[Unit] = []
    lane: Lane | None = None
    is_asked = len(read.rows) >= LEAST
    for keyed in read.rows:
        found = lane.unit(keyed) if lane is not None else None
        if found is False:
            way.left_out += 1
            continue
        if found:
            units.append(found)
            continue
        told = len(way.told)
        unit = way.unit(keyed)
        if unit is None:
            continue
        known = lane.learn(keyed, unit) if lane is not None and len(way.told) == told else None
        units.append(known or unit)
        if is_asked:
            is_asked, lane = False, _lane(way, keyed, unit)
    return units


def _lane(way: _Exact, keyed: Keyed, unit: "Unit") -> "Lane | None":
    try:
        from ctc.pipeline.families.fast import Lane
    except ImportError:
        return None
    settings, spec = way.road.settings, way.spec(keyed)
    if spec is None:
        return None
    judge, room, catalog = _judge(settings), way.road.room, settings.catalogued.catalog
    lane = Lane(spec, way.family, way.templates, room, judge, catalog, payloads=settings.payloads)
    return lane if lane.begin(unit) else None


def _judge(settings: Settings) -> "Judge":
    return lambda unit: judged_one(unit, settings)


def _specs(
    road: Road, document: Document, family: Family, rows: Sequence[Keyed]
) -> tuple[Sequence[Spec], Sequence[Diagnostic]]:
    settings, environment = road.settings, road.environment
    return expand(
        document,
        project_vars=settings.project.vars,
        environment=environment.name,
        environment_vars=environment.vars,
        cli_vars=settings.variables,
        as_of=settings.as_of.isoformat(),
        rows=(family, rows),
    )


def _no_condition(spec: Spec) -> Diagnostic:
    message = (
        "`where` is neither true nor false for this row: it is one expression that says which rows are taken"
    )
    hint = 'as in where: "{{ new_price < old_price }}"'
    return spec.document.diagnostic("CTC146", ("each", "where"), message, hint)


def findings_of(
    units: "Sequence[Unit]", found: Sequence[Sequence[Diagnostic]], instances: int, say: "Judge"
) -> list[Diagnostic]:
    """What validation and rules say of those bodies of a family that they say something of, where it belongs.

    Of a unit that is like another one, ``say`` says the same in its own words; those that are shown are asked.
    """
    first = units[0].spec_document.data
    told: list[Told] = []
    shown: Counter[object] = Counter()
    for unit, own in zip(units, found, strict=True):
        row = unit.row
        assert row is not None
        kinds = [kind_of(each) for each in own]
        said = own
        if unit.is_of_a_kind and any(shown[kind] < SHOWN for kind in kinds):
            said = say(unit.alone()).found
        shown.update(kinds)
        told += [(row, each) for each in said]
    unsound = sum(not unit.is_sound for unit in units)
    return list(told_of_rows(told, first, instances, recipients_of(first), instances - unsound))
