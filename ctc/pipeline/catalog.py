"""What ``ctc catalog`` asks: is the catalog sound, does anybody use it, what would it be for the specs of today?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from ctc.catalog.catalog import SANDBOX, SECTIONS, Catalog
from ctc.choice import Choice
from ctc.diagnostics import Diagnostic, Severity, UserError, ordered
from ctc.pipeline.engine.judging import subject_of
from ctc.pipeline.engine.units import all_units
from ctc.pipeline.settings import Settings, settings_for
from ctc.pipeline.used_names import UsedNames, used_names
from ctc.project.catalog import FILE, Catalogued
from ctc.specs.document import Document
from ctc.validation.catalog import doubts
from ctc.validation.finding import Finding
from ctc.validation.rules.rule import Subject

_NAMED: Final = (
    "events",
    "profile",
    "control_groups",
    "provider_groups",
    "android_channels",
    "webhook_endpoints",
)
"""Sections whose names stand in bodies as they stand in the catalog."""


def check_catalog(
    cwd: Path, environ: Mapping[str, str], env: str | None = None
) -> tuple[Settings, tuple[Diagnostic, ...]]:
    """Every finding about the catalog of the project around ``cwd``, by itself and beside its specs.

    Raises UserError where there is none.
    """
    settings = settings_for(cwd, environ, Choice(env=env), every_environment=True)
    catalogued = settings.catalogued
    if not catalogued.documents and not catalogued.problems:
        raise UserError(_missing())
    found = list(catalogued.problems)
    if not catalogued.catalog.is_broken:
        used = names_in_use(settings)
        for document in catalogued.documents:
            found += [finding.placed(document) for finding in doubts(document.data)]
            found += [finding.placed(document) for finding in _without_id(document, settings)]
            found += [finding.placed(document) for finding in _unused(document, catalogued, used)]
    return settings, ordered(found)


def names_in_use(settings: Settings) -> UsedNames:
    """The names that the specs use, in every environment that the project has and that they can be compiled for."""
    return used_names(subjects_everywhere(settings))


def subjects_everywhere(settings: Settings) -> Iterator[Subject]:
    for environment in settings.project.environments.values():
        if environment.timezone:
            here = replace(settings, environment=environment, every_environment=False)
            for unit in all_units(here):
                if unit.is_sound:
                    yield subject_of(unit, settings.catalogued.catalog)


def _missing() -> Diagnostic:
    return Diagnostic.of(
        "CTC829",
        f"there is no catalog: neither {FILE} nor a file below catalog/",
        "`ctc catalog draft -o catalog.yaml` writes one from the names that the specs use",
    )


def _without_id(document: Document, settings: Settings) -> Iterator[Finding]:
    """Segments that lack an environment. The sandbox takes any id, so that it is none that could be missing."""
    wanted = [name for name in settings.project.environments if name != SANDBOX]
    segments = document.data.get("segments") or {}
    for name, ids in segments.items():
        for strange in ids.keys() - settings.project.environments.keys():
            message = f"there is no environment '{strange}' in ctc.yaml"
            yield _found("CTC802", Severity.ERROR, message, ("segments", name, strange))
        lacking = [environment for environment in wanted if environment not in ids]
        if lacking:
            message = (
                f"'{name}' has no id in {' and '.join(lacking)}: a spec that names it cannot be sent there"
            )
            yield _found("CTC824", Severity.WARNING, message, ("segments", name))


def _unused(document: Document, catalogued: Catalogued, used: UsedNames) -> Iterator[Finding]:
    for section in SECTIONS:
        said = document.data.get(section)
        for name in _idle(section, said, catalogued.catalog, used):
            path = (section, name) if isinstance(said, dict) else (section, said.index(name))
            message = f"no spec uses '{name}'"
            yield _found("CTC823", Severity.INFO, message, path)


def _idle(section: str, said: object, catalog: Catalog, used: UsedNames) -> Iterable[str]:
    """The names of a section of one document that no spec uses."""
    if section in _NAMED and isinstance(said, dict | list):
        meant = [name for name in said if isinstance(said, list) or not _is_deprecated(said[name])]
        return [name for name in meant if name not in used.in_section(section)]
    if section == "segments" and isinstance(said, dict):
        return [name for name, ids in said.items() if not used.segments.keys() & set(ids.values())]
    if section == "whatsapp_templates" and isinstance(said, dict):
        named = {each.key for written in used.templates for each in catalog.templates(written)}
        return [name for name in said if name not in named]
    return ()


def _is_deprecated(said: object) -> bool:
    return isinstance(said, dict) and bool(said.get("deprecated"))


def _found(code: str, severity: Severity, message: str, path: tuple[str | int, ...]) -> Finding:
    return Finding.of(code, message, path, key=True, severity=severity)
