"""What ``ctc init`` and ``ctc new`` do: files that are not there yet are written, and nothing else is touched."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ctc.address import ID_PATTERN
from ctc.canonical import canonical_bytes
from ctc.diagnostics import Diagnostic, Severity, UserError
from ctc.files import write
from ctc.project.opening import open_project
from ctc.starter.texts import NEEDS, campaign, text
from ctc.variants import VARIANTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """The files that were written, and those that were there before and stayed as they are."""

    written: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def begin(folder: Path, wanted: Mapping[str, str]) -> Begun:
    """Writes each file that ``folder`` lacks. Raises OSError; what was written by then stays."""
    written, kept = [], []
    for name, content in wanted.items():
        try:
            write(folder / name, content.encode("utf-8"), new=True)
            written.append(name)
        except FileExistsError:
            kept.append(name)
    return Begun(written=tuple(written), kept=tuple(kept))


def editors_schemas() -> Mapping[str, str]:
    """What an editor that knows JSON Schema alone holds the files of a repository against, by path."""
    from ctc.validation.schema.published import bundled

    names = ("spec", "test", "catalog", "project")
    return {
        f".vscode/schemas/{name}.schema.json": f"{canonical_bytes(bundled(name)).decode()}\n"
        for name in names
    }


def name_what_is_used(folder: Path, environ: Mapping[str, str]) -> str | None:
    """A catalog with the names that the specs use, where there is none yet; its file, or None where nothing was
    written, as for specs of somebody else's that are not valid."""
    from ctc.pipeline.cataloguing import drafted
    from ctc.project.catalog import FILE, catalog_files

    if catalog_files(folder)[0]:
        return None
    try:
        write(folder / FILE, drafted(folder, environ, None).encode("utf-8"), new=True)
    except UserError:
        return None
    return FILE


def project_name(folder: Path) -> str:
    """A name for the project in a folder: the folder's, as far as it can be one."""
    return slug(folder.resolve().name) or "campaigns"


def slug(text: str) -> str:
    """What is left of a text as an id; empty where nothing is."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:63].strip("-")


def add_campaign(cwd: Path, environ: Mapping[str, str], kind: str, spec_id: str, today: date) -> Begun:
    """One more spec, with the template that it includes. Raises UserError where the id is taken or is none."""
    project = open_project(cwd, environ)
    if not re.fullmatch(ID_PATTERN, spec_id):
        form = "a-z, 0-9 and '-', at most 63, the first no '-'"
        near = slug(spec_id)
        raise _refused(f"{spec_id!r} is no id", f"did you mean '{near}'? {form}" if near else form)
    place = project.campaigns / f"{spec_id}.yaml"
    if place.exists():
        raise _refused(f"{place.relative_to(project.root)} exists", "choose another id; nothing was written")
    wanted = {str(place.relative_to(project.root)): spec_of(kind, spec_id, today)}
    if kind in NEEDS:
        wanted[str((project.templates / NEEDS[kind]).relative_to(project.root))] = text(NEEDS[kind])
    return begin(project.root, wanted)


def spec_of(kind: str, spec_id: str, today: date) -> str:
    """The spec of a channel or of any variant: for a variant without a text of its own, its schema's example."""
    from ctc.starter.texts import SPECS

    if kind in SPECS:
        return campaign(kind, spec_id, today)
    from ctc.payloads.writing import write_spec
    from ctc.validation.schema.published import bundled

    variant = next(v for v in VARIANTS if v.name == kind)
    example = bundled(f"payload.{kind}")["examples"][0]
    return write_spec(example, variant.endpoint, spec_id=spec_id)


def _refused(message: str, hint: str) -> UserError:
    return UserError(Diagnostic(code="CTC851", severity=Severity.ERROR, message=message, hint=hint))
