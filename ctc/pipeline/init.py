"""What ``ctc init`` and ``ctc new`` do: files that are not there yet are written, and nothing else is touched."""

import os
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from ctc.address import ID_PATTERN
from ctc.canonical import canonical_bytes
from ctc.choice import Choice
from ctc.diagnostics import Diagnostic, UserError
from ctc.files import write
from ctc.pipeline.engine.engine import examine
from ctc.pipeline.engine.means import Means
from ctc.pipeline.settings import settings_for
from ctc.project.git import remote_of
from ctc.project.opening import open_project
from ctc.project.project import Project
from ctc.project.settings import FILE as SETTINGS
from ctc.specs.loading import find
from ctc.starter.texts import SPECS, Home, campaign, goes_out
from ctc.variants import VARIANTS

_BARRED: Final = str.maketrans("łŁøØđĐ", "lLoOdD")
"""Letters that Unicode does not take apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """The files that were written, and those that were there before and stayed as they are."""

    written: tuple[str, ...]
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


def name_what_is_used(folder: Path, environ: Mapping[str, str], begins: str) -> str | None:
    """A catalog with what ``begins`` says and the names that the specs use, where there is none yet; its file, or None
    where nothing was written, as for specs of somebody else's that are not valid."""
    from ctc.pipeline.cataloguing import drafted
    from ctc.project.catalog import FILE, catalog_files

    if catalog_files(folder)[0]:
        return None
    try:
        write(folder / FILE, drafted(folder, environ, None, begins).encode("utf-8"), new=True)
    except UserError:
        return None
    return FILE


def forge_of(folder: Path) -> str:
    """Where the repository around a folder is pushed to, as far as its remote tells: GitHub, if nothing else."""
    nearest = next((each for each in (folder, *folder.parents) if each.is_dir()), folder)
    return "gitlab" if "gitlab" in (remote_of(nearest) or "") else "github"


def project_name(folder: Path) -> str:
    """A name for the project in a folder: the folder's, as far as it can be one."""
    return slug(folder.resolve().name) or "campaigns"


def slug(text: str) -> str:
    """What is left of a text as an id, letters without their accents; empty where nothing is."""
    apart = unicodedata.normalize("NFKD", text.translate(_BARRED))
    plain = "".join(each for each in apart if not unicodedata.combining(each))
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")[:63].strip("-")


def home_in(folder: Path, environ: Mapping[str, str]) -> Home | None:
    """Where the ctc.yaml of a folder keeps its specs, and what it knows; None where it has none. Raises UserError."""
    return _home(open_project(folder, environ)) if os.path.lexists(folder / SETTINGS) else None


def _home(project: Project) -> Home:
    everywhere = set.intersection(*(set(each.vars) for each in project.environments.values()))
    return Home(
        project=project.name or project_name(project.root),
        campaigns=Path(os.path.relpath(project.campaigns, project.root)).as_posix(),
        templates=Path(os.path.relpath(project.templates, project.root)).as_posix(),
        variables=everywhere | set(project.vars),
    )


def add_campaign(cwd: Path, environ: Mapping[str, str], kind: str, spec_id: str, today: date) -> Begun:
    """One more spec, with the template that it includes. Raises UserError where the id is taken or is none."""
    project = open_project(cwd, environ)
    if not re.fullmatch(ID_PATTERN, spec_id):
        form = "a-z, 0-9 and '-', at most 63, the first no '-'"
        near = slug(spec_id)
        raise _refused(f"{spec_id!r} is no id", f"did you mean '{near}'? {form}" if near else form)
    home = _home(project)
    place = project.campaigns / f"{spec_id}.yaml"
    if place.exists():
        raise _refused(f"{home.campaigns}/{place.name} exists", "choose another id; nothing was written")
    known = ids_in(project.root, environ)
    if spec_id in known:
        raise _refused(f"there is a campaign '{spec_id}' already", "choose another id; nothing was written")
    begun = begin(project.root, spec_of(kind, spec_id, today, replace(home, specs=len(known))))
    return Begun(written=tuple(os.path.relpath(project.root / name, cwd) for name in begun.written))


def ids_in(folder: Path, environ: Mapping[str, str]) -> Collection[str]:
    """The ids of a project's specs, of those that can be read."""
    settings = settings_for(folder, environ, Choice(), every_environment=True)
    files, _ = find(settings.project.root, settings.project.campaigns)
    examined, _ = examine(settings, files, Means(payloads=False, processes=False), whole=True)
    return {unit.address.partition("[")[0] for each in examined for unit in each.facts.units}


def spec_of(kind: str, spec_id: str, today: date, home: Home) -> Mapping[str, str]:
    """The spec of a channel or of any variant with what it includes, by path: for a variant without a text of its own,
    its schema's example, which is due in a week as well."""
    if kind in SPECS:
        return campaign(kind, spec_id, today, home)
    from ctc.payloads.writing import write_spec
    from ctc.validation.schema.published import bundled

    variant = next(v for v in VARIANTS if v.name == kind)
    example = {**bundled(f"payload.{kind}")["examples"][0]}
    if example.get("when") == "now":
        example["when"] = goes_out(today, home)
    return {f"{home.campaigns}/{spec_id}.yaml": write_spec(example, variant.endpoint, spec_id=spec_id)}


def _refused(message: str, hint: str) -> UserError:
    return UserError(Diagnostic.of("CTC851", message, hint))
