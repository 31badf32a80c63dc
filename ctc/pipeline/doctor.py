"""What ``ctc doctor`` looks at: this machine, the project, and the environment that was chosen. Reads only."""

import locale
import platform
import shutil
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from ctc.choice import Choice
from ctc.diagnostics import UserError
from ctc.pipeline.checked import Checked, Health, told
from ctc.pipeline.doctor_environment import environment_checks
from ctc.pipeline.sessions import session
from ctc.project.git import commit_of, has_hook, work_tree_of
from ctc.project.opening import environment_named, open_project
from ctc.project.project import Environment, Project
from ctc.specs.loading import find

_EXTRAS: Final[Mapping[str, str]] = {"psycopg": "postgresql", "pygls": "lsp", "mcp": "mcp"}


_HOOKS: Final = ".pre-commit-config.yaml"


def examined(cwd: Path, environ: Mapping[str, str], choice: Choice, *, ask: bool) -> Iterator[Checked]:
    """Everything, in the order in which one thing needs another. ``ask`` says whether CleverTap may be asked."""
    yield from _machine()
    try:
        project = open_project(cwd, environ)
    except UserError as error:
        yield from told("project", "ctc.yaml", error)
        return
    yield from _project(project)
    yield from _git(project.root)
    try:
        chosen = environment_named(project, choice.env)
    except UserError as error:
        yield from told("environments", "the chosen environment", error)
        return
    for environment in project.environments.values():
        if environment is not chosen:
            yield _other(environment)
    with session(project, chosen, environ) as opened:
        yield from environment_checks(opened, environ, ask=ask)


def _machine() -> Iterator[Checked]:
    part = "this machine"
    python = f"{platform.python_implementation()} {platform.python_version()} on {platform.system()}"
    yield Checked(part=part, name="Python", health=Health.FINE, seen=f"{python}, {sys.executable}")
    yield Checked(part=part, name="ctc", health=Health.FINE, seen=_version("ctc"))
    quick = find_spec("ryaml") is not None
    yield Checked(
        part=part,
        name="fast reader",
        health=Health.FINE if quick else Health.NOTE,
        seen=f"ryaml {_version('ryaml')}" if quick else "ryaml is not installed: files are read the long way",
        help="" if quick else "pip install 'ctc[fast]'; nothing but speed depends on it",
    )
    extras = [f"ctc[{extra}]" for module, extra in _EXTRAS.items() if find_spec(module) is None]
    seen = f"not installed: {', '.join(extras)}" if extras else "all installed"
    yield Checked(part=part, name="extras", health=Health.FINE, seen=seen)
    encoding = locale.getpreferredencoding(do_setlocale=False).lower().replace("-", "")
    yield Checked(
        part=part,
        name="locale",
        health=Health.FINE if encoding == "utf8" else Health.NOTE,
        seen=f"texts are written as {encoding}",
        help="" if encoding == "utf8" else "set LC_ALL=C.UTF-8: names in other scripts show as ? else",
    )


def _project(project: Project) -> Iterator[Checked]:
    part = "project"
    named = project.name or "without a name, which is enough for the sandbox"
    yield Checked(part=part, name="ctc.yaml", health=Health.FINE, seen=f"{project.root}: {named}")
    paths, problems = find(project.root, project.campaigns)
    count = f"{len(paths)} spec file{'s'[: len(paths) != 1]}"
    folder = project.campaigns.name
    yield Checked(
        part=part,
        name="specs",
        health=Health.FINE if paths and not problems else Health.NOTE,
        seen=f"{count} below {folder}/"
        + (f", {len(problems)} with a name that is not read" if problems else ""),
        help="`ctc lint` says which" if problems else "" if paths else "`ctc new push my-first` writes one",
    )


def _git(root: Path) -> Iterator[Checked]:
    part = "git"
    if shutil.which("git") is None:
        seen = "git is not installed: plans name no commit, and `ancestry` cannot be asked"
        yield Checked(part=part, name="git", health=Health.NOTE, seen=seen)
        return
    tree = work_tree_of(root)
    commit = commit_of(root) if tree else None
    yield Checked(
        part=part,
        name="repository",
        health=Health.FINE if commit else Health.NOTE,
        seen=f"{tree} at {commit[:12]}" if commit else "this folder is in no repository with a commit",
        help="" if commit else "`git init`, commit: what is reviewed is what is applied",
    )
    yield _hooks(part, tree)


def _hooks(part: str, tree: Path | None) -> Checked:
    """Whether something looks at a commit before it is made: what pre-commit is told, and that git asks it."""
    if tree is None or not (tree / _HOOKS).is_file():
        where = tree or "this folder"
        return Checked(part=part, name="hooks", health=Health.FINE, seen=f"no {_HOOKS} in {where}")
    if has_hook(tree, "pre-commit"):
        return Checked(part=part, name="hooks", health=Health.FINE, seen="pre-commit is set up")
    seen = f"{_HOOKS} is there, and git runs no hook yet"
    help_ = "`pre-commit install`, or `prek install`"
    return Checked(part=part, name="hooks", health=Health.NOTE, seen=seen, help=help_)


def _other(environment: Environment) -> Checked:
    """An environment that was not chosen: only what its settings say."""
    try:
        health, seen = Health.FINE, environment.host() or "no host"
    except UserError as error:
        health, seen = Health.NOTE, "; ".join(found.message for found in error.diagnostics)
    help_ = f"`ctc doctor --env {environment.name}` looks closer"
    return Checked(part="environments", name=environment.name, health=health, seen=seen, help=help_)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "of an unknown version"
