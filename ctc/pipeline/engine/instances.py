"""One instance on its way: rendered and brought into the API's form, then validated and compiled."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, Severity, has_errors, pointer
from ctc.payloads.compiling import api_body, endpoint_of, payload_from
from ctc.payloads.segments import named_segments
from ctc.payloads.sugar import desugared
from ctc.pipeline.engine.recipients import has_nobody, recipient_files
from ctc.pipeline.engine.unit import Unit
from ctc.pipeline.families.columns import numbers_of
from ctc.pipeline.neighbours import Neighbours
from ctc.pipeline.settings import Settings
from ctc.project.project import Environment
from ctc.specs.document import Document
from ctc.specs.spec import Spec
from ctc.templates.budget import Room
from ctc.templates.render import render
from ctc.templates.usage import Reads, reads_name
from ctc.validation.envelope import validate_guards
from ctc.validation.finding import Finding
from ctc.validation.payload import validate_payload
from ctc.variants import variant_of


class Rendered(NamedTuple):
    """An instance whose values are known. ``body`` is in the API's form; without an ``endpoint``, as it was written."""

    spec: Spec
    environment: Environment
    reads: Reads
    body: Mapping[str, Json]
    endpoint: str | None
    found: list[Diagnostic]
    is_of_day: bool


class Instances:
    """The instances of one file, with what they share. The halves of the way are apart, so that many take each of them
    together."""

    def __init__(self, settings: Settings, path: Path, neighbours: Neighbours) -> None:
        self._settings, self._path, self._neighbours = settings, path, neighbours
        self._templates, self.room = neighbours.templates(path.parent), Room()
        self._readers: dict[int, bool] = {}
        self.nobody = 0
        """Instances from data that are left out because no recipient matches them."""
        self.is_of_a_day = False
        """Whether anything in the file would be another one on another day."""

    def made(
        self, spec: Spec, environment: Environment, *, sound: bool
    ) -> tuple[Unit | None, list[Diagnostic]]:
        """The whole way of one; a stage that fails ends it."""
        return self.unit(self.rendered(spec, environment), sound=sound)

    def rendered(self, spec: Spec, environment: Environment) -> Rendered:
        rendered, problems, reads = render(spec, self._templates, self.room)
        found = list(problems)
        if rendered.guards != spec.guards and not problems:
            found += [finding.placed(spec.document) for finding in validate_guards(rendered.guards)]
        body, problems, counted = self._body(rendered, environment)
        found += problems
        is_of_day = counted or self._reads_day(spec.document, reads)
        self.is_of_a_day |= is_of_day
        endpoint = endpoint_of(rendered, body)
        content = api_body(rendered, body) if endpoint is not None else body
        return Rendered(rendered, environment, reads, content, endpoint, found, is_of_day)

    def unit(self, rendered: Rendered, *, sound: bool) -> tuple[Unit | None, list[Diagnostic]]:
        """What was rendered, validated and compiled; ``sound`` says that nothing is wrong with its document."""
        spec, environment, reads, content, endpoint, found, is_of_day = rendered
        if endpoint is None:
            unknown = validate_payload("", content, raw=False, broadcast=spec.broadcast)
            return None, [*found, *(finding.placed(spec.document, spec.kind) for finding in unknown)]
        findings = _findings(spec, endpoint, content, found)
        files, missing = recipient_files(self._neighbours, self._path.parent, spec, content)
        found += missing
        as_of = self._settings.as_of.isoformat() if is_of_day else ""
        is_wrong = has_errors(found) or any(f.severity is Severity.ERROR for f in findings)
        is_sound = (variant := variant_of(endpoint, content)) is not None and not is_wrong
        if files and is_sound and has_nobody(content, files):
            self.nobody += 1
            return None, found
        unit = Unit(
            spec=spec,
            reads=reads,
            path=self._path,
            templates=self._templates,
            body=content,
            variant=variant,
            payload=payload_from(spec, variant, content, files, as_of, numbers_of(spec, environment))
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
