"""One document and the rows of its data file become units, each by the way that every other spec goes."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from ctc.diagnostics import Diagnostic, Severity
from ctc.pipeline.families.columns import recipients_of
from ctc.pipeline.families.reading import FamilyRows, read_family
from ctc.pipeline.families.road import Road
from ctc.pipeline.families.telling import Told, told_of_rows
from ctc.rows.instances import Keyed
from ctc.specs.document import Document
from ctc.specs.expansion import expand
from ctc.specs.family import Family, family_of
from ctc.specs.spec import Spec
from ctc.templates.render import condition

if TYPE_CHECKING:
    from ctc.pipeline.engine.units import Unit


Make = Callable[[Spec], "tuple[Unit | None, list[Diagnostic]]"]
"""The way of one spec: rendered, validated, compiled; and what is wrong with it."""


class Made(NamedTuple):
    """What became of a family."""

    units: "list[Unit]"
    problems: list[Diagnostic]
    rows: FamilyRows | None = None
    left_out: int = 0
    """Rows that ``where`` leaves out."""


def compile_family(road: Road, document: Document, make: Make) -> Made:
    """The units of a family. A row's mistake is told at the row, the document's at the document; each of them once."""
    family, problems = family_of(document)
    if family is None or "id" not in document.data:
        return Made([], problems)
    read = read_family(road, document, family)
    if read.problems:
        return Made([], [*problems, *read.problems], read)
    specs, wrong = _specs(road, document, family, read.rows)
    chosen, told = _where(road, specs, family)
    units, more = _units(chosen, make)
    if told:
        units = [replace(unit, payload=None) for unit in units]
    found = [
        *told_of_rows(told, document.data, len(specs), read.hidden),
        *told_of_rows(more, document.data, len(chosen), read.hidden),
    ]
    return Made(units, [*problems, *wrong, *found], read, len(specs) - len(chosen))


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


def _where(road: Road, specs: Sequence[Spec], family: Family) -> tuple[list[Spec], list[Told]]:
    """The specs whose rows ``where`` takes, and what is wrong with asking."""
    if family.where is None:
        return list(specs), []
    templates = road.neighbours.templates(road.folder)
    chosen: list[Spec] = []
    told: list[Told] = []
    for spec in specs:
        holds, problems = condition(spec, family.where, ("each", "where"), templates, road.room)
        found = list(problems)
        if not found and not isinstance(holds, bool):
            found.append(_no_condition(spec))
        if found and spec.row is not None:
            told += [(spec.row, problem) for problem in found]
        elif holds:
            chosen.append(spec)
    return chosen, told


def _no_condition(spec: Spec) -> Diagnostic:
    message = (
        "`where` is neither true nor false for this row: it is one expression that says which rows are taken"
    )
    hint = 'as in where: "{{ new_price < old_price }}"'
    return spec.envelope_diagnostic("CTC146", Severity.ERROR, message, ("each", "where"), hint=hint)


def _units(specs: Sequence[Spec], make: Make) -> "tuple[list[Unit], list[Told]]":
    units, told = [], []
    for spec in specs:
        unit, problems = make(spec)
        assert spec.row is not None
        told += [(spec.row, problem) for problem in problems]
        if unit is not None:
            units.append(unit)
    return units, told


def findings_of(units: "Sequence[Unit]", found: Sequence[Sequence[Diagnostic]]) -> list[Diagnostic]:
    """What validation and rules say of the bodies of one family, each finding where it belongs."""
    first = units[0].spec.document.data
    told = [
        (unit.spec.row, each) for unit, own in zip(units, found, strict=True) if unit.spec.row for each in own
    ]
    sound = sum(unit.is_sound for unit in units)
    return list(told_of_rows(told, first, len(units), recipients_of(first), sound))
