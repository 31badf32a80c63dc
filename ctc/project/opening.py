"""Find ``ctc.yaml``, check it, and make the project of it."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, JsonPath, Place, Severity, UserError, has_errors, ordered
from ctc.files import at_most
from ctc.project.checks import settings_findings
from ctc.project.configure import configure
from ctc.project.git import changed_since, file_at, work_tree_of
from ctc.project.ignoring import keep_folder_out
from ctc.project.project import Environment, Project
from ctc.project.settings import FILE
from ctc.specs.document import Document
from ctc.specs.loading import SUFFIX
from ctc.specs.reading import read_documents
from ctc.suggest import did_you_mean
from ctc.validation.envelope import validate_project
from ctc.validation.finding import Finding

MAX_BYTES: Final = 1_000_000
"""Bytes of ctc.yaml; a large one has some thousand."""


def open_project(cwd: Path, environ: Mapping[str, str], unsaved: bytes | None = None) -> Project:
    """The project whose folder ``cwd`` stands in; without a ``ctc.yaml`` the defaults. ``unsaved`` is what an editor
    holds of that file. Raises UserError."""
    root = find_root(cwd)
    if root is None:
        return configure(cwd, {}, lambda _: Place(line=1, column=1), environ)
    shown = os.path.relpath(root / FILE, cwd)
    document, problems = _document(root, shown, unsaved)
    if document is not None:
        problems += [finding.placed(document) for finding in _findings(document, root)]
    if has_errors(problems) or document is None:
        raise UserError(*ordered(problems))
    return configure(root, document.data, document.places.value, environ, file=shown)


def open_to_stop(
    cwd: Path, environ: Mapping[str, str], env: str | None, tell: Callable[[Sequence[Diagnostic]], None]
) -> Project:
    """The same for who stops campaigns of ``env``: what is wrong and does not say which campaigns these are, or where
    they are recorded, is told as a warning, and left out. Raises UserError."""
    root = find_root(cwd)
    if root is None:
        return open_project(cwd, environ)
    shown = os.path.relpath(root / FILE, cwd)
    document, problems = _document(root, shown)
    if has_errors(problems) or document is None or not isinstance(document.data, Mapping):
        return open_project(cwd, environ)
    findings = _findings(document, root)
    data, grave = what_a_stop_needs(document.data, findings, env)
    if grave:
        raise UserError(*ordered(finding.placed(document) for finding in findings))
    tell([one.placed(document)._replace(severity=Severity.WARNING) for one in findings])
    return configure(root, data, document.places.value, environ, file=shown)


def _document(
    root: Path, shown: str, unsaved: bytes | None = None
) -> tuple[Document | None, list[Diagnostic]]:
    """ctc.yaml and what is wrong with it as YAML; None where it cannot be read."""
    documents, problems = read_documents(shown, _read(root, shown) if unsaved is None else unsaved)
    return documents[0] if documents else None, [*problems, *map(_second, documents[1:])]


def _read(root: Path, shown: str) -> bytes:
    """The bytes of ctc.yaml. Raises UserError where it is not a file of the repository, or too large for one."""
    try:
        file = (root / FILE).resolve(strict=True)
        inside = file.relative_to((work_tree_of(root) or root).resolve())
        if ".git" in inside.parts or not file.is_file():
            raise UserError(_no_project_file(shown, "it is no file of the repository"))
        with file.open("rb") as opened:
            data = at_most(opened, MAX_BYTES)
    except OSError as error:
        raise UserError(_no_project_file(shown, error.strerror or "it cannot be opened")) from None
    except ValueError:
        raise UserError(_no_project_file(shown, "it is a link out of the repository")) from None
    if data is None:
        raise UserError(_no_project_file(shown, f"it holds more than {MAX_BYTES:,} bytes"))
    return data


def _no_project_file(shown: str, why: str) -> Diagnostic:
    return Diagnostic.of(
        "CTC812", f"{FILE} is not read: {why}", "put the file itself into the project's folder", file=shown
    )


def find_root(cwd: Path) -> Path | None:
    """The nearest folder from ``cwd`` upward that holds ``ctc.yaml``, whatever it is, not beyond the repository."""
    for folder in (cwd, *cwd.parents):
        if os.path.lexists(folder / FILE):
            return folder
        if (folder / ".git").exists():
            return None
    return None


def own_folder(root: Path) -> Path:
    """``.ctc``, where local state and the cache live: made when it is needed, and kept out of git by itself."""
    folder = root / ".ctc"
    keep_folder_out(folder)
    return folder


def environment_named(project: Project, name: str | None) -> Environment:
    """The environment that a command asks for. Raises UserError where ctc.yaml lacks it."""
    wanted = project.default_environment if name is None else name  # "" is a variable of CI's that is not set
    environment = project.environments.get(wanted)
    if environment is None:
        known = ", ".join(sorted(project.environments))
        raise UserError(
            Diagnostic.of(
                "CTC802",
                f"there is no environment {wanted!r}; ctc.yaml knows {known}",
                did_you_mean(wanted, project.environments),
            )
        )
    if not environment.timezone:
        raise UserError(without_zone(environment))
    return environment


def without_zone(environment: Environment) -> Diagnostic:
    """The finding about an environment for which nothing can be compiled."""
    why = "and the API's `when` carries no zone, so nobody could know when a campaign goes out"
    return environment.lacks("timezone", "Asia/Kolkata", why)


def guards_at(root: Path, commit: str | None, environment: str) -> Mapping[str, Json] | None:
    """The guards that an environment had at a commit; None where nobody can tell."""
    data = file_at(root, commit, _root_at(root, commit) / FILE, MAX_BYTES)
    documents, _ = read_documents(FILE, data) if data else ((), ())
    value: Json = documents[0].data if documents else None
    for key in ("environments", environment, "guards"):
        value = value.get(key, {}) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else None


def own_guards_at(root: Path, commit: str | None) -> Mapping[str, Mapping[str, Json]]:
    """The guards that specs had of their own at a commit, by id: those of files that changed, moved or went since."""
    found: dict[str, Mapping[str, Json]] = {}
    for file, data in changed_since(_root_at(root, commit), commit, SUFFIX):
        for document in read_documents(file, data)[0] if b"guards" in data else ():
            value = document.data
            if isinstance(value, Mapping) and isinstance(guards := value.get("guards"), Mapping):
                spec = str(value.get("id"))
                found[spec] = {**found.get(spec, {}), **guards}
    return found


def _root_at(root: Path, commit: str | None) -> Path:
    """Where the project stood at a commit: elsewhere, where the one ``ctc.yaml`` that is gone since stood there."""
    tree = work_tree_of(root.absolute())
    if tree is None or file_at(root, commit, root / FILE, MAX_BYTES) is not None:
        return root
    gone = [tree / path for path, _ in changed_since(tree, commit, FILE) if not (tree / path).exists()]
    moved = [file.parent for file in gone if file.name == FILE]
    return moved[0] if len(moved) == 1 else root


def _second(document: Document) -> Diagnostic:
    message = "ctc.yaml holds one document alone"
    return Finding.of("CTC801", message, ()).placed(document)


def _findings(document: Document, root: Path) -> list[Finding]:
    return [*validate_project(document.data), *settings_findings(document.data, root)]


_ELSEWHERE: Final = frozenset({"campaigns", "templates", "vars", "rules"})
_TELLING: Final = frozenset({"version", "project", "environments"})
_OWN: Final = frozenset({"vars", "guards"})
"""Of the environment itself: all else says who it is, where its state is, and how it is asked."""


def what_a_stop_needs(
    data: Mapping[str, Any], findings: Iterable[Finding], env: str | None
) -> tuple[Mapping[str, Any], list[Finding]]:
    """The settings without what is wrong and touches no stop in ``env``, and what can not be left out."""
    name = env if env is not None else data.get("default_environment", "sandbox")
    left = dict(data)
    grave = []
    for finding in findings:
        if finding.severity is not Severity.ERROR:
            continue
        part = _part(finding.path, name, is_named=env is not None)
        if part:
            left = _pruned(left, part)
        else:
            grave.append(finding)
    return left, grave


def _part(path: JsonPath, env: object, *, is_named: bool) -> JsonPath:
    """The path of what is left out because of a finding at ``path``; empty where nothing may be. Where a person named
    the environment, no slip of `default_environment` can lead to another one."""
    if not path or path[0] in _ELSEWHERE or (is_named and path[0] not in _TELLING):
        return path[:1]
    if path[0] != "environments" or len(path) == 1:
        return ()
    if path[1] != env:
        return path[:2]
    return path[:3] if len(path) > 2 and path[2] in _OWN else ()


def _pruned(data: Mapping[str, Any], part: JsonPath) -> dict[str, Any]:
    key, rest = str(part[0]), part[1:]
    inner = data.get(key)
    if rest and isinstance(inner, Mapping):
        return {**data, key: _pruned(inner, rest)}
    return {name: value for name, value in data.items() if name != key}
