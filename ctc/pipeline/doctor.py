"""What ``ctc doctor`` looks at: this machine, the project, and the environment that was chosen. Reads only."""

import locale
import platform
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from ctc.choice import Choice
from ctc.diagnostics import Diagnostic, Severity, UserError
from ctc.pipeline.sessions import Session, proxy_of, session
from ctc.pipeline.states import open_journal
from ctc.project.git import commit_of, work_tree_of
from ctc.project.opening import environment_named, open_project
from ctc.project.project import Environment, Project
from ctc.specs.loading import find

_EXTRAS: Final[Mapping[str, str]] = {"psycopg": "postgresql", "pygls": "lsp", "mcp": "mcp"}


class Health(StrEnum):
    """What was found: all right, worth knowing, or in the way of the chosen environment."""

    FINE = "fine"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One thing that was looked at, and what was seen; no value of a secret is in it."""

    part: str
    name: str
    health: Health
    seen: str
    help: str = ""

    @property
    def diagnostic(self) -> Diagnostic | None:
        """The same as lint would say it; None where all is right."""
        if self.health is Health.FINE:
            return None
        severity = Severity.ERROR if self.health is Health.WRONG else Severity.INFO
        return Diagnostic(
            code="CTC853", severity=severity, message=f"{self.name}: {self.seen}", hint=self.help or None
        )


def examined(cwd: Path, environ: Mapping[str, str], choice: Choice, *, ask: bool = True) -> Iterator[Checked]:
    """Everything, in the order in which one thing needs another. ``ask`` says whether CleverTap may be asked."""
    yield from _machine(environ)
    try:
        project = open_project(cwd, environ)
    except UserError as error:
        yield from _told("project", "ctc.yaml", error)
        return
    yield from _project(project)
    yield from _git(project.root)
    try:
        chosen = environment_named(project, choice.env)
    except UserError as error:
        yield from _told("environments", "the chosen environment", error)
        return
    for environment in project.environments.values():
        if environment is not chosen:
            yield _other(environment)
    with session(project, chosen, environ) as opened:
        yield from _environment(opened, environ, ask=ask)


def _machine(environ: Mapping[str, str]) -> Iterator[Checked]:
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
    hooks = tree is not None and (tree / ".pre-commit-config.yaml").is_file()
    seen = "pre-commit is set up" if hooks else "no .pre-commit-config.yaml"
    yield Checked(part=part, name="hooks", health=Health.FINE, seen=seen)


def _other(environment: Environment) -> Checked:
    """An environment that was not chosen: only what its settings say."""
    try:
        health, seen = Health.FINE, environment.host() or "no host"
    except UserError as error:
        health, seen = Health.NOTE, "; ".join(found.message for found in error.diagnostics)
    help_ = f"`ctc doctor --env {environment.name}` looks closer"
    return Checked(part="environments", name=environment.name, health=health, seen=seen, help=help_)


def _address(part: str, environment: Environment, environ: Mapping[str, str]) -> Iterator[Checked]:
    """The host, and the proxy that its requests go through, where there is one."""
    try:
        host = environment.host()
    except UserError as error:
        yield from _told(part, "host", error)
        return
    yield Checked(part=part, name="host", health=Health.FINE, seen=host or "no host")
    if environment.is_local():
        return
    try:
        proxy = proxy_of(f"https://{host}", environ)
    except UserError as error:
        yield from _told(part, "proxy", error)
        return
    if proxy is not None:
        yield Checked(part=part, name="proxy", health=Health.NOTE, seen=f"requests go through {proxy}")


def _environment(opened: Session, environ: Mapping[str, str], *, ask: bool) -> Iterator[Checked]:
    environment = opened.environment
    part = f"environment {environment.name}"
    address = [*_address(part, environment, environ)]
    yield from address
    is_usable = all(each.health is not Health.WRONG for each in address)
    yield Checked(part=part, name="time zone", health=Health.FINE, seen=environment.timezone)
    try:
        environment.credentials()
    except UserError as error:
        yield from _told(part, "credentials", error)
        ask = False
    else:
        seen = "none are needed" if environment.is_sandbox else "account id and passcode are set"
        yield Checked(part=part, name="credentials", health=Health.FINE, seen=seen)
    if is_usable or address[0].health is not Health.WRONG:  # else the same would be told of the state
        yield from _state(opened, part)
    if ask and is_usable:
        yield from _server(opened, part)


def _state(opened: Session, part: str) -> Iterator[Checked]:
    try:
        journal = open_journal(opened, durable=False)
    except UserError as error:
        yield from _told(part, "state", error)
        return
    binding = journal.state.binding
    if binding is None:
        seen = "not begun yet; the first apply begins it"
    else:
        seen = f"serial {journal.state.serial}, bound to {binding.project}/{binding.environment}"
    yield Checked(part=part, name="state", health=Health.FINE, seen=seen)


def _server(opened: Session, part: str) -> Iterator[Checked]:
    today = datetime.now(UTC).date()
    listing = opened.client.listing(today, today)
    answers = listing.complete or bool(listing.campaigns)
    yield Checked(
        part=part,
        name="CleverTap",
        health=Health.FINE if answers else Health.WRONG,
        seen="answers, and takes the credentials" if answers else listing.detail,
        help=""
        if answers
        else "check region, account id and passcode; valid ones are refused by another region",
    )


def _told(part: str, name: str, error: UserError) -> Iterator[Checked]:
    for found in error.diagnostics:
        place = f"{found.file}:{found.line}: " if found.file else ""
        yield Checked(
            part=part, name=name, health=Health.WRONG, seen=f"{place}{found.message}", help=found.hint or ""
        )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "of an unknown version"
