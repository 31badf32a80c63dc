"""One address on its way through the stages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic
from ctc.payloads.payload import Payload
from ctc.pipeline.engine.facts import AddressFacts
from ctc.project.project import Environment
from ctc.rows.row import Row
from ctc.specs.document import Document
from ctc.specs.spec import Spec
from ctc.templates.source import TemplateSource
from ctc.templates.usage import Reads
from ctc.validation.finding import Finding
from ctc.variants import Variant


@dataclass(
    frozen=True, kw_only=True
)  # without slots: what a row's makes when it is asked for takes no room in it
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
    findings: tuple[Finding, ...]
    """What validation says of the body, with paths from it."""
    is_sound: bool = True
    """Whether every leaf was rendered, every date read, and nothing is wrong with the body."""

    @property
    def address(self) -> str:
        return self.spec.address

    @property
    def spec_document(self) -> Document:
        return self.spec.document

    @property
    def row(self) -> Row | None:
        """The row of a data file that it is made of."""
        return self.spec.row

    @property
    def is_of_a_row(self) -> bool:
        return self.spec.row is not None

    @property
    def is_of_a_kind(self) -> bool:
        """Whether it is made of what many units have in common, and writes its body at any time."""
        return False

    def alone(self) -> "Unit":
        """The same, as one that nobody knows anything of."""
        return self

    def text(self, write: Callable[[Json], str]) -> str | None:
        """The body of its payload, written; None where it has none."""
        return write(self.payload.body) if self.payload is not None else None

    @property
    def ready(self) -> AddressFacts | None:
        """What rules say of it, where they were asked already."""
        return None

    def placed(self, finding: Finding) -> Diagnostic:
        """A finding about the body at the line that a person edits."""
        return finding.placed(self.spec.document, self.spec.kind)
