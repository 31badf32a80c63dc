"""One instance on its way: rendered, brought into the API's form, validated, compiled. Many take each step together."""

from pathlib import Path
from typing import Final

from ctc.diagnostics import Diagnostic, Severity, has_errors, pointer
from ctc.payloads.compiling import api_body, endpoint_of, payload_from
from ctc.payloads.segments import named_segments
from ctc.payloads.sugar import desugared
from ctc.pipeline.batches import weight_of_size
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
from ctc.validation.payload import accepts, validate_payload
from ctc.variants import variant_of


class Shared:
    """What the instances of one file have together."""

    def __init__(self, settings: Settings, path: Path, neighbours: Neighbours) -> None:
        self.settings, self.path, self.neighbours = settings, path, neighbours
        self.folder = path.parent
        self.templates, self.room = neighbours.templates(self.folder), Room()
        self._readers: dict[int, bool] = {}
        self.nobody = 0
        """Instances from data that are left out because no recipient matches them."""
        self.is_of_a_day = False
        """Whether anything in the file would be another one on another day."""

    def reads_day(self, document: Document, reads: Reads) -> bool:
        """Whether a template reads the day of the run; all instances of a document have the same."""
        index = document.index
        if index not in self._readers:
            self._readers[index] = reads_name("as_of", document, reads, self.templates)
        return self._readers[index]


class Instance:
    """One instance, taken from step to step in the order in which they stand here; what is wrong goes to ``found``."""

    __slots__ = (
        "_body",
        "_endpoint",
        "_environment",
        "_findings",
        "_is_accepted",
        "_is_of_day",
        "_reads",
        "_shared",
        "_variant",
        "found",
        "spec",
    )

    def __init__(self, shared: Shared, spec: Spec, environment: Environment) -> None:
        self._shared, self.spec, self._environment = shared, spec, environment
        self.found: list[Diagnostic] = []

    def render(self) -> None:
        written = self.spec
        self.spec, problems, self._reads = render(written, self._shared.templates, self._shared.room)
        self.found += problems
        if self.spec.guards != written.guards and not problems:
            self.found += [f.placed(written.document) for f in validate_guards(self.spec.guards)]

    def weight(self) -> int:
        """By what was rendered: a few characters may have become a million."""
        return weight_of_size(self._reads.size)

    def bring_into_form(self) -> None:
        """Dates and segments as the API knows them; without an endpoint, the body stays as it was written."""
        shared, spec = self._shared, self.spec
        settings, environment = shared.settings, self._environment
        body, problems, counted = desugared(spec, environment.timezone, settings.as_of)
        body, unnamed = named_segments(spec, body, settings.catalogued.catalog, environment.name)
        self.found += (*problems, *unnamed)
        self._is_of_day = counted or shared.reads_day(spec.document, self._reads)
        shared.is_of_a_day |= self._is_of_day
        self._endpoint = endpoint_of(spec, body)
        self._body = api_body(spec, body) if self._endpoint is not None else body

    def accept(self) -> None:
        """What is quiet is told apart first: nearly every body is."""
        endpoint, body = self._endpoint, self._body
        self._variant = variant_of(endpoint, body) if endpoint is not None else None
        self._is_accepted = self._variant is not None and accepts(self._variant, body)

    def validate(self) -> None:
        """What validation says of the body, but of leaves about which something worse is said already."""
        findings = validate_payload(
            self._endpoint or "",
            self._body,
            raw=False,
            broadcast=self.spec.broadcast,
            accepted=self._is_accepted,
        )
        spoiled = {d.path for d in self.found if d.severity is Severity.ERROR} if findings else ()
        if spoiled and self._endpoint is not None:
            findings = tuple(f for f in findings if pointer((self.spec.kind, *f.path)) not in spoiled)
        self._findings = findings

    def unit(self, *, sound: bool) -> Unit | None:
        """What came of it, if it has a name; ``sound`` says that nothing is wrong with its document."""
        shared, spec, content, variant = self._shared, self.spec, self._body, self._variant
        if self._endpoint is None or not spec.id:
            self.found += [finding.placed(spec.document, spec.kind) for finding in self._findings]
            return None
        settings = shared.settings
        files, missing = recipient_files(shared.neighbours, shared.folder, spec, content)
        self.found += missing
        as_of = settings.as_of.isoformat() if self._is_of_day else ""
        is_wrong = has_errors(self.found) or any(f.severity is Severity.ERROR for f in self._findings)
        is_sound = variant is not None and not is_wrong
        if files and is_sound and has_nobody(content, files):
            shared.nobody += 1
            return None
        return Unit(
            spec=spec,
            reads=self._reads,
            path=shared.path,
            templates=shared.templates,
            body=content,
            variant=variant,
            payload=payload_from(spec, variant, content, files, as_of, numbers_of(spec, self._environment))
            if sound and is_sound and variant and settings.payloads
            else None,
            environment=self._environment,
            findings=self._findings,
            is_sound=is_sound,
        )


STEPS: Final = (Instance.bring_into_form, Instance.accept, Instance.validate)
"""What follows on ``render``."""


def made(
    shared: Shared, spec: Spec, environment: Environment, *, sound: bool
) -> tuple[Unit | None, list[Diagnostic]]:
    """The whole way of one instance."""
    instance = Instance(shared, spec, environment)
    instance.render()
    for step in STEPS:
        step(instance)
    return instance.unit(sound=sound), instance.found
