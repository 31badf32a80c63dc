"""One file becomes units: its documents are expanded, rendered, brought into the API's form, validated, compiled.

Every problem of every instance comes together. Pure but for what the neighbours read.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, Severity, has_errors, pointer
from ctc.payloads.compiling import api_body, endpoint_of, payload_from
from ctc.payloads.segments import named_segments
from ctc.payloads.sugar import desugared
from ctc.pipeline.engine.environments import environment_for
from ctc.pipeline.engine.recipients import has_nobody, recipient_files
from ctc.pipeline.engine.unit import Unit
from ctc.pipeline.families.columns import numbers_of
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
from ctc.specs.spec import Spec
from ctc.templates.budget import Room
from ctc.templates.render import render
from ctc.templates.usage import Reads, reads_name
from ctc.validation.envelope import meant_keys, validate_envelope, validate_guards
from ctc.validation.finding import Finding
from ctc.validation.payload import validate_payload
from ctc.variants import variant_of

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
    file = _File(settings, source, neighbours)
    units: list[Unit] = []
    problems: list[Diagnostic] = []
    for document in documents:
        of_document, wrong = file.units_of(document)
        units += of_document
        problems += wrong
    return FileUnits(units, problems, file.is_of_a_day, tuple(file.families), tuple(file.hidden))


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


class _File:
    """One file under way, with what its documents share."""

    def __init__(self, settings: Settings, source: Source, neighbours: Neighbours) -> None:
        self._settings, self._source, self._neighbours = settings, source, neighbours
        self._templates, self._room = neighbours.templates(source.path.parent), Room()
        self._readers: dict[int, bool] = {}
        self.families: list[FamilyData] = []
        self.hidden: list[tuple[int, str]] = []
        self.nobody = 0
        """Instances from data that are left out because no recipient matches them."""
        self.is_of_a_day = False
        """Whether anything in it would be another one on another day."""

    def units_of(self, document: Document) -> Units:
        settings = self._settings
        envelope = validate_envelope(document.data)
        found = [finding.placed(document) for finding in envelope]
        environment, unknown = environment_for(settings, document)
        found += unknown
        if environment is None:
            return [], found
        if isinstance(document.data, dict) and is_family(document.data.get("each")):
            from ctc.pipeline.families.compiling import compile_family
            from ctc.pipeline.families.road import Road

            sound = not has_errors(found)
            road = Road(settings, environment, self._neighbours, self._source.path.parent, self._room)
            self.is_of_a_day = self.is_of_a_day or "as_of" in str(document.data["each"])
            before = self.nobody
            made = compile_family(
                road, document, partial(self._instance, environment=environment, sound=sound)
            )
            self.hidden += [(document.index, code) for code in made.hidden]
            if made.data is not None:
                self.families.append(made.data._replace(nobody=self.nobody - before))
            known = {(each.code, each.path) for each in found}  # a row has it too, and in other words
            return made.units, [
                *found,
                *(each for each in made.problems if (each.code, each.path) not in known),
            ]
        specs, problems = expand(
            document,
            project_vars=settings.project.vars,
            environment=environment.name,
            environment_vars=environment.vars,
            cli_vars=settings.variables,
            as_of=settings.as_of.isoformat(),
        )
        found += problems
        units, told = self._instances(specs, environment, meant_keys(envelope), sound=not has_errors(found))
        return units, [*found, *told_once(told, len(specs))] if told else found

    def _instances(
        self, specs: Sequence[Spec], environment: Environment, meant: frozenset[str], *, sound: bool
    ) -> tuple[list[Unit], list[Told]]:
        """``meant`` are the keys of the envelope that are misspelled: what follows from it is not told too."""
        units: list[Unit] = []
        told: list[Told] = []
        for each in specs:
            spec = each._replace(broadcast=True) if "broadcast" in meant else each
            unit, wrong = self._instance(spec, environment, sound=sound)
            told += [
                (spec.address, d) for d in wrong if d.code not in _FOLLOWS or not meant & {"vars", "each"}
            ]
            if unit is not None:
                units.append(unit)
        return units, told

    def _instance(
        self, spec: Spec, environment: Environment, *, sound: bool
    ) -> tuple[Unit | None, list[Diagnostic]]:
        """Render, desugar, validate, compile one address. A stage that fails ends the road for it."""
        rendered, problems, reads = render(spec, self._templates, self._room)
        found = list(problems)
        if rendered.guards != spec.guards and not problems:
            found += [finding.placed(spec.document) for finding in validate_guards(rendered.guards)]
        body, problems, counted = self._body(rendered, environment)
        found += problems
        is_of_day = counted or self._reads_day(spec.document, reads)
        self.is_of_a_day |= is_of_day
        endpoint = endpoint_of(rendered, body)
        if endpoint is None:
            unknown = validate_payload("", body, raw=False, broadcast=rendered.broadcast)
            return None, [*found, *(finding.placed(spec.document, spec.kind) for finding in unknown)]
        content = api_body(rendered, body)
        findings = _findings(rendered, endpoint, content, found)
        files, missing = recipient_files(self._neighbours, self._source.path.parent, rendered, content)
        found += missing
        as_of = self._settings.as_of.isoformat() if is_of_day else ""
        is_wrong = has_errors(found) or any(f.severity is Severity.ERROR for f in findings)
        is_sound = (variant := variant_of(endpoint, content)) is not None and not is_wrong
        if files and is_sound and has_nobody(content, files):
            self.nobody += 1
            return None, found
        unit = Unit(
            spec=rendered,
            reads=reads,
            path=self._source.path,
            templates=self._templates,
            body=content,
            variant=variant,
            payload=payload_from(rendered, variant, content, files, as_of, numbers_of(rendered, environment))
            if sound and is_sound and variant and self._settings.payloads
            else None,
            environment=environment,
            findings=findings,
            is_sound=is_sound,
        )
        return unit, found

    def _body(self, spec: Spec, environment: Environment) -> tuple[Json, tuple[Diagnostic, ...], bool]:
        """The body with dates and segments as the API knows them, what is wrong, and whether days were counted."""
        body, problems, counted = desugared(spec, environment.timezone, self._settings.as_of)
        body, unnamed = named_segments(spec, body, self._settings.catalogued.catalog, environment.name)
        return body, (*problems, *unnamed), counted

    def _reads_day(self, document: Document, reads: Reads) -> bool:
        """Whether a template reads the day of the run; all instances of a document have the same."""
        index = document.index
        if index not in self._readers:
            self._readers[index] = reads_name("as_of", document, reads, self._templates)
        return self._readers[index]


def _findings(
    spec: Spec, endpoint: str, content: Mapping[str, Json], found: Sequence[Diagnostic]
) -> tuple[Finding, ...]:
    """What validation says of a body, but of leaves about which something worse is said already."""
    findings = validate_payload(endpoint, content, raw=False, broadcast=spec.broadcast)
    spoiled = {d.path for d in found if d.severity is Severity.ERROR}
    if not spoiled:
        return findings
    return tuple(f for f in findings if pointer((spec.kind, *f.path)) not in spoiled)
