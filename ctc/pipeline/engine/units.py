"""One file becomes units: its documents are expanded, rendered, brought into the API's form, validated, compiled.

Every problem of every instance comes together. Pure but for what the neighbours read.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, Severity, has_errors, pointer
from ctc.payloads.compiling import api_body, endpoint_of, payload_from
from ctc.payloads.payload import Payload
from ctc.payloads.segments import named_segments
from ctc.payloads.sugar import desugared
from ctc.pipeline.engine.facts import UnitFacts
from ctc.pipeline.engine.recipients import has_nobody, recipient_files
from ctc.pipeline.families.columns import numbers_of
from ctc.pipeline.instances import Told, told_once
from ctc.pipeline.neighbours import Folders, Neighbours
from ctc.pipeline.settings import Settings
from ctc.project.opening import without_zone
from ctc.project.project import Environment
from ctc.rows.family_data import FamilyData
from ctc.rows.row import Row
from ctc.specs.document import Document
from ctc.specs.expansion import expand
from ctc.specs.family import is_family
from ctc.specs.loading import Source, load
from ctc.specs.reading import read_documents
from ctc.specs.spec import Spec
from ctc.suggest import did_you_mean
from ctc.templates.budget import Room
from ctc.templates.render import render
from ctc.templates.source import TemplateSource
from ctc.templates.usage import Reads, reads_name
from ctc.validation.envelope import meant_keys, validate_envelope, validate_guards
from ctc.validation.finding import Finding
from ctc.validation.payload import validate_payload
from ctc.variants import Variant, variant_of

UNDEFINED: Final = "CTC202"
"""The code of a name that is defined nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One address on its way: the spec as rendered, its body in the API's form, its payload where it is valid."""

    spec: Spec
    reads: Reads
    """What the leaves refer to: the same for all instances of a document."""
    path: Path
    templates: TemplateSource
    body: Mapping[str, object]
    variant: Variant | None
    payload: Payload | None
    environment: Environment
    findings: tuple[Finding, ...] = ()
    """What validation says of the body, with paths from it."""
    is_sound: bool = True
    """Whether every leaf was rendered, every date read, and nothing is wrong with the body."""

    @property
    def address(self) -> str:
        return self.spec.address

    @property
    def document(self) -> Document:
        return self.spec.document

    @property
    def row(self) -> Row | None:
        """The row of a data file that it is made of."""
        return self.spec.row

    @property
    def is_of_a_row(self) -> bool:
        return self.spec.row is not None

    def text(self, write: Callable[[Json], str]) -> str | None:
        """The body of its payload, written; None where it has none."""
        return write(self.payload.body) if self.payload is not None else None

    @property
    def ready(self) -> UnitFacts | None:
        """What rules say of it, where they were asked already."""
        return None

    def placed(self, finding: Finding) -> Diagnostic:
        """A finding about the body at the line that a person edits."""
        return finding.placed(self.spec.document, self.spec.kind)


Units = tuple[list[Unit], list[Diagnostic]]
"""The units of something, and what is wrong with it beside their findings."""


class FileUnits(NamedTuple):
    """The units of one file, and what is wrong with it beside their findings."""

    units: list[Unit]
    problems: list[Diagnostic]
    is_of_a_day: bool
    """Whether anything in it would be another one on another day."""
    families: Sequence[FamilyData] = ()
    hidden: Sequence[tuple[int, str]] = ()
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
        environment, unknown = _environment_for(settings, document)
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
            return made.units, [*found, *made.problems]
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
            spec = replace(each, broadcast=True) if "broadcast" in meant else each
            unit, wrong = self._instance(spec, environment, sound=sound)
            told += [(spec.address, d) for d in wrong if d.code != UNDEFINED or not meant & {"vars", "each"}]
            if unit is not None:
                units.append(unit)
        return units, told

    def _instance(
        self, spec: Spec, environment: Environment, *, sound: bool
    ) -> tuple[Unit | None, list[Diagnostic]]:
        """Render, desugar, validate, compile one address. A stage that fails ends the road for it."""
        document = spec.document
        rendered, problems, reads = render(spec, self._templates, self._room)
        found = list(problems)
        if rendered.guards != spec.guards and not problems:
            found += [finding.placed(document) for finding in validate_guards(rendered.guards)]
        body, problems, counted = desugared(rendered, environment.timezone, self._settings.as_of)
        self.is_of_a_day = counted or self._reads_day(document, reads) or self.is_of_a_day
        found += problems
        catalog = self._settings.catalogued.catalog
        body, problems = named_segments(rendered, body, catalog, environment.name)
        found += problems
        endpoint = endpoint_of(rendered, body)
        if endpoint is None:
            unknown = validate_payload("", body, raw=False, broadcast=rendered.broadcast)
            return None, [*found, *(finding.placed(document, spec.kind) for finding in unknown)]
        content = api_body(rendered, body)
        findings = validate_payload(endpoint, content, raw=False, broadcast=rendered.broadcast)
        spoiled = {d.path for d in found if d.severity is Severity.ERROR}
        if spoiled:
            findings = tuple(f for f in findings if pointer((rendered.kind, *f.path)) not in spoiled)
        files, missing = recipient_files(self._neighbours, self._source.path.parent, rendered, content)
        found += missing
        as_of = self._settings.as_of.isoformat() if counted or self._reads_day(document, reads) else ""
        variant, is_clean = variant_of(endpoint, content), not has_errors(found)
        is_sound = (
            is_clean and variant is not None and not any(f.severity is Severity.ERROR for f in findings)
        )
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

    def _reads_day(self, document: Document, reads: Reads) -> bool:
        """Whether a template reads the day of the run; all instances of a document have the same."""
        index = document.index
        if index not in self._readers:
            self._readers[index] = reads_name("as_of", document, reads, self._templates)
        return self._readers[index]


def _environment_for(settings: Settings, document: Document) -> tuple[Environment | None, list[Diagnostic]]:
    """The environment to compile for; None where the document is for other ones. Unknown names are errors."""
    named = document.data.get("environments") if isinstance(document.data, dict) else None
    if not isinstance(named, list):
        return settings.environment, []
    known = settings.project.environments
    unknown = [
        Finding(
            code="CTC802",
            severity=Severity.ERROR,
            message=f"there is no environment {name!r}; ctc.yaml knows {', '.join(sorted(known))}",
            path=("environments", index),
            hint=did_you_mean(name, known),
        ).placed(document)
        for index, name in enumerate(named)
        if isinstance(name, str) and name not in known
    ]
    if settings.environment.name in named:
        return settings.environment, unknown
    others = [known[name] for name in named if isinstance(name, str) and name in known]
    if not settings.every_environment or not others:
        return None, unknown
    zoned = next((other for other in others if other.timezone), None)
    return zoned, unknown if zoned else [*unknown, without_zone(others[0])]
