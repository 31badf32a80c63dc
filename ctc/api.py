"""ctc from Python: what a notebook, a scheduler or a test of your own asks. It reads; sending is ``ctc apply`` alone.

    import ctc

    assert ctc.lint("shop").ok
    bodies = {payload.address: payload.body for payload in ctc.compile("shop", env="production").payloads}
    plan = ctc.plan("shop", env="production", select=["changed:main"])
    print(plan.markdown if plan.pending else "nothing to do")

``root`` is a folder of the project, the current one by default; credentials come from the process environment, as they
do for the command line. ``select`` and ``exclude`` are globs over addresses. Every function raises
:class:`ctc.UserError` where work cannot go on for a reason that a person can mend, with all that is known in its
``diagnostics``. Nothing is printed, and the current directory stays.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ctc.choice import Choice, globs_and_branches
from ctc.diagnostics import Diagnostic, Severity, UserError, has_errors

if TYPE_CHECKING:
    from ctc.plans.plan import Change as PlannedChange

__all__ = ["Change", "Compiled", "Diagnostic", "Linted", "Payload", "Plan", "UserError"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """What lint found. ``findings`` are in the order of files and lines."""

    findings: tuple[Diagnostic, ...]
    files: int
    documents: int

    @property
    def ok(self) -> bool:
        """Whether none of the findings is an error."""
        return not has_errors(self.findings)

    @property
    def strictly_ok(self) -> bool:
        """Whether none is an error or a warning."""
        return all(finding.severity is Severity.INFO for finding in self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """One request body. ``digest`` is the SHA-256 over its canonical bytes, as plans name it."""

    address: str
    endpoint: str
    digest: str
    body: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """What a repository says for one environment, in the order of addresses."""

    environment: str
    payloads: tuple[Payload, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What apply would do at one address, and why. ``action`` is a word of the plan: create, replace, stop, frozen …

    ``reach`` is a number of people, where it was asked for or is known; ``scheduled_on`` has a zone.
    """

    address: str
    action: str
    reason: str
    channel: str
    revision: int
    digest: str
    scheduled_on: datetime | None
    reach: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What apply would do. Nothing was changed by asking."""

    environment: str
    host: str
    changes: tuple[Change, ...]
    findings: tuple[Diagnostic, ...]
    """Guards and warnings of the plan as a whole."""
    pending: bool
    """Whether apply would change anything."""
    exit_code: int
    """That of ``ctc plan --exit-code``: 0 nothing to do, 1 blocked, 3 changes are pending, 4 something is in doubt."""
    json: Mapping[str, Any] = field(repr=False)
    """As ``ctc plan --format json`` prints it (schema ``output.plan``)."""
    markdown: str = field(repr=False)
    """As a comment of a pull request shows it."""


def lint(
    root: Path | str | None = None,
    *,
    paths: Iterable[Path | str] = (),
    env: str | None = None,
    variables: Mapping[str, str] | None = None,
    select: Iterable[str] = (),
    exclude: Iterable[str] = (),
) -> Linted:
    """Every finding of a project, or of ``paths`` (files and folders) of it; looks at no clock and no network.

    Raises UserError for a selection that takes nothing: nobody should take that for all is well.
    """
    from ctc.pipeline.lint import lint_project

    choice = _choice(env, variables, select, exclude)
    found = lint_project(_folder(root), os.environ, [Path(path) for path in paths], choice)
    if in_vain := [one for one in found.diagnostics if one.code == "CTC528"]:
        raise UserError(*in_vain)
    return Linted(findings=found.diagnostics, files=found.files, documents=found.documents)


def compile(  # noqa: A001 - the command's name
    root: Path | str | None = None,
    *,
    env: str | None = None,
    variables: Mapping[str, str] | None = None,
    select: Iterable[str] = (),
    exclude: Iterable[str] = (),
    as_of: date | None = None,
) -> Compiled:
    """The payloads of a project. Raises UserError where something in it is wrong, as a part could be taken for all."""
    from ctc.pipeline.compile import USUAL, compile_for

    choice = _choice(env, variables, select, exclude, as_of)
    made = compile_for(_folder(root), os.environ, (), choice, USUAL)
    wrong = [one for one in made.diagnostics if one.severity is Severity.ERROR and one.code != "CTC528"]
    if wrong:  # a selection that takes nothing has an answer: none
        raise UserError(*wrong)
    return Compiled(
        environment=made.environment.name,
        payloads=tuple(
            Payload(address=p.address, endpoint=p.endpoint, digest=p.digest, body=p.body)
            for p in made.payloads
        ),
    )


def plan(
    root: Path | str | None = None,
    *,
    env: str | None = None,
    variables: Mapping[str, str] | None = None,
    select: Iterable[str] = (),
    exclude: Iterable[str] = (),
    as_of: date | None = None,
    estimate: bool = False,
    state: bool = True,
) -> Plan:
    """What apply would do, against the environment's state; without ``state`` everything is new. ``estimate`` asks
    CleverTap how many people each campaign reaches. Raises UserError where no plan can be made."""
    from ctc.cli.plan import verdict
    from ctc.cli.views.plan_json import plan_as_json
    from ctc.cli.views.plan_markdown import plan_as_markdown
    from ctc.pipeline.plan import Wanted, planned

    choice = _choice(env, variables, select, exclude, as_of)
    with planned(
        _folder(root), os.environ, Wanted(choice=choice, estimate=estimate, no_state=not state)
    ) as made:
        project, zone = made.session.project_name, made.session.environment.timezone
        now, rate = made.journal.now(), made.session.environment.requests_per_second
        shown = plan_as_json(made.plan)
        assert isinstance(shown, dict)
        return Plan(
            environment=made.plan.environment,
            host=made.plan.host,
            changes=tuple(map(_change, made.plan.changes)),
            findings=made.plan.diagnostics,
            pending=made.plan.pending,
            exit_code=int(verdict(made.plan, exit_code=True)),
            json=shown,
            markdown=plan_as_markdown(made.plan, project=project, now=now, timezone=zone, rate=rate),
        )


def _change(change: "PlannedChange") -> Change:
    return Change(
        address=change.address,
        action=change.action.value,
        reason=change.reason,
        channel=change.channel,
        revision=change.revision,
        digest=change.digest,
        scheduled_on=change.scheduled_on,
        reach=change.reach.total if change.reach else None,
    )


def _choice(
    env: str | None,
    variables: Mapping[str, str] | None,
    select: Iterable[str],
    exclude: Iterable[str],
    as_of: date | None = None,
) -> Choice:
    if isinstance(select, str) or isinstance(exclude, str):
        raise TypeError("select and exclude are lists of globs")
    globs, changed = globs_and_branches(select)
    return Choice(
        env=env, variables=variables or {}, select=globs, changed=changed, exclude=tuple(exclude), as_of=as_of
    )


def _folder(root: Path | str | None) -> Path:
    folder = Path(root or Path.cwd()).absolute()
    if not folder.is_dir():
        raise UserError(Diagnostic.of("CTC110", f"there is no folder {folder}"))
    return folder
