"""One file becomes units: its documents are expanded, rendered, brought into the API's form, validated, compiled.

Every problem of every instance comes together. Pure but for what the neighbours read.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

from ctc.diagnostics import Diagnostic, has_errors
from ctc.pipeline.batches import MOST, batches
from ctc.pipeline.engine.environments import environment_for
from ctc.pipeline.engine.instances import STEPS, Instance, Shared, made
from ctc.pipeline.engine.unit import Unit
from ctc.pipeline.families.columns import people_in_keys
from ctc.pipeline.instances import Told, told_once
from ctc.pipeline.neighbours import Folders, Neighbours
from ctc.pipeline.settings import Settings
from ctc.project.project import Environment
from ctc.rows.family_data import FamilyData
from ctc.specs.document import Document
from ctc.specs.expansion import expand
from ctc.specs.family import is_family
from ctc.specs.loading import Source, load
from ctc.specs.reading import read_documents
from ctc.validation.envelope import meant_keys, validate_envelope
from ctc.validation.finding import Finding

UNDEFINED: Final = "CTC202"
"""The code of a name that is defined nowhere."""


Units = tuple[list[Unit], list[Diagnostic]]
"""The units of something, and what is wrong with it beside their findings."""


class FileUnits(NamedTuple):
    """The units of one file, and what is wrong with it beside their findings."""

    units: list[Unit]
    problems: list[Diagnostic]
    is_of_a_day: bool
    """Whether anything in it would be another one on another day."""
    families: Sequence[FamilyData]
    hidden: Sequence[tuple[int, str]]
    """By document, the codes of ``ignore`` that hid a finding which is no instance's."""


def units_of(
    settings: Settings, source: Source, documents: Sequence[Document], neighbours: Neighbours
) -> FileUnits:
    """The units of what was read from one file."""
    return next(units_of_each(settings, [(source, documents, neighbours)]))


def units_of_each(
    settings: Settings, read: Sequence[tuple[Source, Sequence[Document], Neighbours]]
) -> Iterator[FileUnits]:
    """The units of what was read from each file; many files take each stage together."""
    envelopes = [[validate_envelope(document.data) for document in each[1]] for each in read]
    files = (_File(settings, *each, around) for each, around in zip(read, envelopes, strict=True))
    for begun in batches(files, _File.weight):
        for some in batches(begun, _File.render):
            _take_steps([instance for file in some for instance in file.instances()])
            for file in some:
                yield file.units()


def _take_steps(instances: Sequence[Instance]) -> None:
    for step in STEPS:
        for instance in instances:
            step(instance)


def units_in(settings: Settings, source: Source, neighbours: Neighbours) -> Units:
    """The units of one file, and everything that is wrong with it beside their findings."""
    documents, problems = read_documents(source.shown, source.data)
    made = units_of(settings, source, documents, neighbours)
    return made.units, [*problems, *made.problems]


def all_units(settings: Settings, paths: Sequence[Path] = ()) -> list[Unit]:
    """The units of every file, or of ``paths``; what is wrong with them is told by whoever looks for that."""
    sources, _ = load(settings.project.root, settings.project.campaigns, paths)
    neighbours = Folders(settings.project)
    return [unit for source in sources for unit in units_in(settings, source, neighbours)[0]]


_FOLLOWS: Final = frozenset({UNDEFINED, "CTC353"})
"""What follows from variables that nobody sees: a name that is not defined, recipients that match no row."""


class _Begun(NamedTuple):
    """A document whose envelope was looked at."""

    document: Document
    found: list[Diagnostic]
    environment: Environment | None
    """None where it is for none that there is."""
    instances: Sequence[Instance] = ()
    """What it stands for, but for a family: that is read row by row."""
    meant: frozenset[str] = frozenset()
    """The keys of the envelope that are misspelled: what follows from it is not told too."""
    is_family: bool = False
    is_sound: bool = False


class _File:
    """One file under way, with what its documents share. What is wrong with a document stays in its own order."""

    def __init__(
        self,
        settings: Settings,
        source: Source,
        documents: Sequence[Document],
        neighbours: Neighbours,
        envelopes: Sequence[Sequence[Finding]],
    ) -> None:
        self._settings, self._neighbours = settings, neighbours
        self._shared = Shared(settings, source.path, neighbours)
        self._begun = [*map(self._begin, documents, envelopes)]
        self._families: list[FamilyData] = []
        self._hidden: list[tuple[int, str]] = []

    def weight(self) -> int:
        """Files with a family are the last of their batch: it may be large."""
        if any(begun.is_family for begun in self._begun):
            return MOST
        return max(1, sum(len(begun.instances) for begun in self._begun))

    def render(self) -> int:
        """Renders what it stands for, and says what that weighs: files that grow are few at a time."""
        for instance in self.instances():
            instance.render()
        return max(1, sum(map(Instance.weight, self.instances())))

    def instances(self) -> Iterator[Instance]:
        return chain.from_iterable(begun.instances for begun in self._begun)

    def units(self) -> FileUnits:
        """The units of all that was validated, and of the families. What was rendered is then kept by them alone."""
        units: list[Unit] = []
        problems: list[Diagnostic] = []
        documents, self._begun = self._begun, []
        for begun in documents:
            if begun.is_family and begun.environment:
                of_document, wrong = self._of_family(begun, begun.environment)
            else:
                of_document, wrong = self._of_document(begun)
            units += of_document
            problems += wrong
        is_of_a_day = self._shared.is_of_a_day
        return FileUnits(units, problems, is_of_a_day, tuple(self._families), tuple(self._hidden))

    def _begin(self, document: Document, envelope: Sequence[Finding]) -> _Begun:
        settings = self._settings
        found = [finding.placed(document) for finding in envelope]
        environment, unknown = environment_for(settings, document)
        found += unknown
        if environment is None:
            return _Begun(document, found, None)
        if isinstance(document.data, dict) and is_family(document.data.get("each")):
            return _Begun(document, found, environment, is_family=True, is_sound=not has_errors(found))
        specs, problems = expand(
            document,
            project_vars=settings.project.vars,
            environment=environment.name,
            environment_vars=environment.vars,
            cli_vars=settings.variables,
            as_of=settings.as_of.isoformat(),
        )
        found += [*problems, *people_in_keys(document)]
        meant = meant_keys(envelope)
        if "broadcast" in meant:
            specs = tuple(spec._replace(broadcast=True) for spec in specs)
        instances = [Instance(self._shared, spec, environment) for spec in specs]
        return _Begun(document, found, environment, instances, meant, is_sound=not has_errors(found))

    def _of_document(self, begun: _Begun) -> Units:
        units: list[Unit] = []
        told: list[Told] = []
        hides = not begun.meant.isdisjoint(("vars", "each"))
        for each in begun.instances:
            unit = each.unit(sound=begun.is_sound)
            told += [(each.spec.address, d) for d in each.found if not (hides and d.code in _FOLLOWS)]
            if unit is not None:
                units.append(unit)
        return units, [*begun.found, *told_once(told, len(begun.instances))] if told else begun.found

    def _of_family(self, begun: _Begun, environment: Environment) -> Units:
        from ctc.pipeline.families.compiling import compile_family
        from ctc.pipeline.families.reading import Road

        document, shared = begun.document, self._shared
        road = Road(self._settings, environment, self._neighbours, shared.folder, shared.room)
        shared.is_of_a_day |= "as_of" in str(document.data["each"])
        before = shared.nobody
        make = partial(made, shared, environment=environment, sound=begun.is_sound)
        family = compile_family(road, document, make)
        self._hidden += [(document.index, code) for code in family.hidden]
        if family.data is not None:
            self._families.append(family.data._replace(nobody=shared.nobody - before))
        known = {(each.code, each.path) for each in begun.found}  # a row has it too, and in other words
        return family.units, [
            *begun.found,
            *(each for each in family.problems if (each.code, each.path) not in known),
        ]
