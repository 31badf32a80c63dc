"""From files to payloads: read, expand, render, validate, compile; every problem of every file in one run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ctc.diagnostics import Diagnostic, Severity, has_errors, ordered
from ctc.diagnostics import Path as JsonPath
from ctc.payloads.compiling import compile_spec
from ctc.payloads.payload import Payload, RecipientFile
from ctc.payloads.recipients import describe
from ctc.payloads.sugar import desugar
from ctc.project.project import Environment, Project
from ctc.specs.document import Document
from ctc.specs.expansion import duplicates, expand
from ctc.specs.loading import Source, load
from ctc.specs.reading import read_documents
from ctc.specs.spec import Spec
from ctc.templates.render import render
from ctc.templates.sources import FolderTemplates
from ctc.validation.finding import Finding
from ctc.validation.payload import validate_envelope, validate_payload
from ctc.variants import CREATE, SEND


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One address on its way: the spec as rendered, its body in the API's form, its payload where it is valid."""

    spec: Spec
    body: Mapping[str, object]
    endpoint: str
    payload: Payload | None
    environment: str
    templates_used: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Compilation:
    """What a repository says for one environment."""

    project: Project
    units: tuple[Unit, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    files: int = 0
    documents: int = 0

    @property
    def payloads(self) -> tuple[Payload, ...]:
        found = (unit.payload for unit in self.units if unit.payload is not None)
        return tuple(sorted(found, key=lambda payload: payload.address))

    @property
    def failed(self) -> bool:
        return has_errors(self.diagnostics)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a compilation depends on beside the files."""

    project: Project
    environment: Environment
    variables: Mapping[str, str]
    every_environment: bool = False
    """Lint: a spec that is only for other environments is checked in the first of those."""
