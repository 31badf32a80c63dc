"""From files to payloads: read, expand, render, validate, compile; every problem of every file in one run."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, Severity, has_errors, ordered, pointer
from ctc.payloads.compiling import api_body, compile_spec, endpoint_of, is_file_reference
from ctc.payloads.payload import Payload, RecipientFile
from ctc.payloads.sugar import desugar
from ctc.pipeline.batches import Tell, silent, together, weight_of_source
from ctc.pipeline.instances import Told, by_document, told_once
from ctc.pipeline.neighbours import Neighbours
from ctc.pipeline.settings import Settings
from ctc.project.opening import without_zone
from ctc.project.project import Environment, Project
from ctc.specs.document import Document
from ctc.specs.expansion import duplicates, expand
from ctc.specs.loading import Source, load
from ctc.specs.reading import read_documents
from ctc.specs.spec import Spec
from ctc.suggest import did_you_mean
from ctc.templates.budget import Room
from ctc.templates.render import render
from ctc.templates.source import TemplateSource
from ctc.templates.usage import Reads
from ctc.validation.envelope import meant_keys, validate_envelope, validate_guards
from ctc.validation.finding import Finding
from ctc.validation.payload import validate_payload

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
    endpoint: str
    payload: Payload | None
    environment: Environment
    findings: tuple[Finding, ...] = ()
    """What validation says of the body, with paths from it."""
    is_clean: bool = True
    """Whether every leaf was rendered and every date read; else the body holds what nobody would send."""

    def placed(self, finding: Finding) -> Diagnostic:
        """A finding about the body at the line that a person edits."""
        return finding.placed(self.spec.document, self.spec.kind)

    @property
    def is_sound(self) -> bool:
        return self.is_clean and not any(f.severity is Severity.ERROR for f in self.findings)


@dataclass(frozen=True, kw_only=True)
class Compilation:
    """What a repository says for one environment."""

    project: Project
    environment: Environment
    units: tuple[Unit, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    """What is wrong beside the findings of the units."""
    files: int = 0
    documents: int = 0
    unread: bool = False
    """Whether a file could not be read, so that nobody knows what it says."""

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Every problem, in order; rules are not asked."""
        instances = Counter(id(unit.spec.document) for unit in self.units)
        told = (
            (id(unit.spec.document), (unit.spec.address, unit.placed(f)))
            for unit in self.units
            for f in unit.findings
        )
        return ordered([*self.problems, *by_document(told, instances)])

    @property
    def payloads(self) -> tuple[Payload, ...]:
        found = (unit.payload for unit in self.units if unit.payload is not None)
        return tuple(sorted(found, key=lambda payload: payload.address))

    @property
    def failed(self) -> bool:
        return has_errors(self.diagnostics)


def compile_project(settings: Settings, paths: Sequence[Path] = (), tell: Tell = silent) -> Compilation:
    """Every spec of the project, or of ``paths``, for one environment."""
    sources, unread = load(settings.project.root, settings.project.campaigns, paths)
    found = list(unread)
    units: list[Unit] = []
    documents = done = 0
    for some in together(sources, weight_of_source):
        read = [read_documents(source.shown, source.data) for source in some]
        for source, (of_file, problems) in zip(some, read, strict=True):
            compiled, wrong = compile_documents(settings, source, of_file)
            units += compiled
            found += [*problems, *wrong]
            documents += len(of_file)
        done += len(some)
        tell(done, len(sources))
    found += duplicates([unit.spec for unit in units])
    return Compilation(
        project=settings.project,
        environment=settings.environment,
        units=tuple(units),
        problems=ordered(found),
        unread=has_errors(unread),
        files=len(sources),
        documents=documents,
    )


def compile_file(settings: Settings, source: Source) -> tuple[list[Unit], list[Diagnostic]]:
    """The units of one file, and what is wrong with it."""
    documents, problems = read_documents(source.shown, source.data)
    units, wrong = compile_documents(settings, source, documents)
    return units, [*problems, *wrong]


def compile_documents(
    settings: Settings, source: Source, documents: Sequence[Document]
) -> tuple[list[Unit], list[Diagnostic]]:
    """The units of what was read from one file, and what is wrong with them."""
    units: list[Unit] = []
    room = Room()
    found: list[Diagnostic] = []
    for document in documents:
        compiled, wrong = _compile_document(settings, source, document, room)
        units += compiled
        found += wrong
    return units, found


def _compile_document(
    settings: Settings, source: Source, document: Document, room: Room
) -> tuple[list[Unit], list[Diagnostic]]:
    """The units of one document, and what is wrong with it."""
    envelope = validate_envelope(document.data)
    found = [finding.placed(document) for finding in envelope]
    meant = meant_keys(envelope)
    environment, unknown = _environment_for(settings, document)
    found += unknown
    if environment is None:
        return [], found
    specs, problems = expand(
        document,
        project_vars=settings.project.vars,
        environment=environment.name,
        environment_vars=environment.vars,
        cli_vars=settings.variables,
    )
    found += problems
    envelope_is_sound = not has_errors(found)
    units = []
    told: list[Told] = []
    for each in specs:
        spec = replace(each, broadcast=True) if "broadcast" in meant else each
        unit, wrong = _compile_one(settings, environment, source, spec, room, sound=envelope_is_sound)
        told += [(spec.address, d) for d in wrong if d.code != UNDEFINED or not meant & {"vars", "each"}]
        if unit is not None:
            units.append(unit)
    return units, [*found, *told_once(told, len(specs))] if told else found


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


def _compile_one(
    settings: Settings, environment: Environment, source: Source, spec: Spec, room: Room, *, sound: bool
) -> tuple[Unit | None, list[Diagnostic]]:
    """Render, desugar, validate, compile one address. A stage that fails ends the road for it."""
    templates = settings.neighbours.templates(source.path.parent)
    rendered, problems, reads = render(spec, templates, room)
    found = list(problems)
    if rendered.guards != spec.guards and not problems:
        found += [finding.placed(spec.document) for finding in validate_guards(rendered.guards)]
    body, problems = desugar(rendered, environment.timezone)
    found += problems
    endpoint = endpoint_of(rendered, body)
    if endpoint is None:
        unknown = validate_payload("", body, raw=False, broadcast=rendered.broadcast)
        return None, [*found, *(finding.placed(spec.document, spec.kind) for finding in unknown)]
    content = api_body(rendered, body)
    findings = validate_payload(endpoint, content, raw=False, broadcast=rendered.broadcast)
    spoiled = {d.path for d in found if d.severity is Severity.ERROR}
    if spoiled:
        findings = tuple(f for f in findings if pointer((rendered.kind, *f.path)) not in spoiled)
    files, missing = _recipient_files(settings.neighbours, source, rendered, content)
    found += missing
    unit = Unit(
        spec=rendered,
        reads=reads,
        path=source.path,
        templates=templates,
        body=content,
        endpoint=endpoint,
        payload=None,
        environment=environment,
        findings=findings,
        is_clean=not has_errors(found),
    )
    if settings.payloads and sound and unit.is_sound:
        unit = replace(unit, payload=compile_spec(rendered, body, recipients=files))
    return unit, found


def _recipient_files(
    neighbours: Neighbours, source: Source, spec: Spec, body: Mapping[str, Json]
) -> tuple[dict[str, RecipientFile], list[Diagnostic]]:
    """What the recipient files of a send hold: a count and a hash each."""
    files: dict[str, RecipientFile] = {}
    found: list[Diagnostic] = []
    to = body.get("to")
    for kind, reference in to.items() if isinstance(to, dict) else ():
        if is_file_reference(reference):
            described = neighbours.describe(source.path.parent, kind, reference)
            found += [f.placed(spec.document, spec.kind, "to", kind) for f in described.findings]
            if described.file is not None:
                files[kind] = described.file
    return files, found
