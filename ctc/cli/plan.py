"""``ctc plan``."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from ctc.choice import Choice
from ctc.cli.exits import Exit
from ctc.cli.options import NamedPath, Terminal, choosing, format_option, talking
from ctc.cli.progress import Gauge, through
from ctc.cli.replaced import keep_others
from ctc.diagnostics import UserError
from ctc.plans.plan import Plan
from ctc.shown import data

if TYPE_CHECKING:
    from ctc.pipeline.plan import Planned


@click.command("plan", epilog="Example: ctc plan --env production --estimate -o campaigns.plan")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@format_option("text", "json", "markdown")
@click.option(
    "-o",
    "--output-file",
    type=NamedPath(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Save it for apply.",
)
@click.option(
    "--estimate",
    is_flag=True,
    help="Ask CleverTap how many people each campaign reaches; of a family, up to 20 audiences.",
)
@click.option("--estimate-all", is_flag=True, help="The same for every audience of a large family.")
@click.option("--exit-code", is_flag=True, help="Exit 3 where changes are pending.")
@click.option(
    "--no-state", is_flag=True, help="As if nothing were recorded; for a pipeline that may not see the state."
)
@click.option("--expand", multiple=True, metavar="GLOB", help="Show these families one by one.")
@choosing
@talking
def command(  # noqa: PLR0913, PLR0917 - one for each option
    paths: tuple[Path, ...],
    output: str,
    output_file: Path | None,
    estimate: bool,
    estimate_all: bool,
    exit_code: bool,
    no_state: bool,
    expand: tuple[str, ...],
    choice: Choice,
    terminal: Terminal,
) -> int:
    """Show what apply would do; changes nothing. With PATHS, for the campaigns in them alone.

    CleverTap is asked only for what nobody else can tell: the reach under --estimate, and what became of a
    request whose answer is missing.
    """
    from ctc.pipeline.plan import Wanted, planned

    _can_be_saved(output_file, no_state=no_state)
    wanted = Wanted(
        choice=choice,
        paths=selected(paths),
        estimate=estimate,
        estimate_all=estimate_all,
        no_state=no_state,
        durable=output_file is not None,
    )
    asking, gauge = through(terminal, "asking for the reach"), Gauge(terminal, "compiling")
    with _told(output, choice), gauge, planned(Path.cwd(), os.environ, wanted, asking, gauge) as made:
        if output_file is not None or terminal.verbose:
            made.expect()
        if output_file is not None:
            _save(made, output_file, terminal)
        for note in (*notes(made.plan, no_state=no_state), *made.notes):
            terminal.talk(note)
        now, timezone = made.journal.now(), made.session.environment.timezone
        how = Shown(made.session.project_name, expand, made.session.environment.requests_per_second)
        click.echo(shown(made.plan, output, now, timezone, terminal, how))
        return verdict(made.plan, exit_code=exit_code)


@contextmanager
def _told(output: str, choice: Choice) -> Iterator[None]:
    """What keeps a plan from being made is told in Markdown too, below the marker of the comment that it belongs to."""
    try:
        with selecting():
            yield
    except UserError as error:
        with suppress(UserError):  # a broken ctc.yaml names no project
            if output == "markdown":
                from ctc.cli.views.plan_markdown import no_plan_as_markdown
                from ctc.pipeline.settings import settings_for

                of = settings_for(Path.cwd(), os.environ, choice)
                name = of.project.known_as
                why = no_plan_as_markdown(error.diagnostics, project=name, environment=of.environment.name)
                click.echo(why)
        raise


def _save(made: "Planned", file: Path, terminal: Terminal) -> None:
    from ctc.pipeline.saved_plans import save

    save(made, file)
    terminal.talk(f"saved as {file}; next: ctc apply {file}")


def _can_be_saved(file: Path | None, *, no_state: bool) -> None:
    if str(file) == "-":
        raise click.UsageError(
            "a plan is saved to a file, which apply reads: give -o FILE; stdout has what is shown"
        )
    if no_state and file is not None:
        raise click.UsageError("a plan made with --no-state cannot be saved: it does not know what was sent")
    if file is not None:
        from ctc.plans.saved import is_plan

        keep_others(file, is_plan, "saved plan")


def selected(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """Paths that select campaigns: a saved plan is none."""
    for path in paths:
        from ctc.pipeline.saved_plans import is_saved

        if is_saved(path):
            raise click.UsageError(
                f"{path} is a saved plan: `ctc show` prints it, `ctc apply` takes it and nothing beside it"
            )
    return paths


@contextmanager
def selecting() -> Iterator[None]:
    """A path that selects nothing is a mistake of the command line."""
    from ctc.pipeline.selecting import OutsideError

    try:
        yield
    except OutsideError as error:
        raise click.UsageError(str(error)) from None


def notes(plan: Plan, *, no_state: bool) -> list[str]:
    """What a reader could take wrong: a plan that knows no state, people named twice."""
    said = ["no state was read (--no-state): everything shows as new"] if no_state else []
    return [*said, *repeated(plan)]


def repeated(plan: Plan) -> Iterator[str]:
    """Recipients that a send names more than once, and rows that name nobody: a reader should know. A family once."""
    from ctc.plans.families import family_of

    counts: dict[str, list[int]] = {}
    for change in plan.notable:
        payload = change.payload
        if payload is not None and (payload.duplicates or payload.blank) and change.action.is_change:
            count = counts.setdefault(family_of(change.address), [0, 0, 0])
            count[0] += payload.duplicates
            count[1] += payload.blank
            count[2] += 1
    for name, (repeated, blank, instances) in counts.items():
        said = [f"{repeated:,} repeated recipient{'s' * (repeated > 1)}"] if repeated else []
        said += [f"{blank:,} blank row{'s' * (blank > 1)}"] if blank else []
        where = f" in {instances:,} instances" if instances > 1 else ""
        yield f"{name}: {' and '.join(said)}{where} left out{'; each gets it once' if repeated else ''}"


class Shown(NamedTuple):
    """How a plan is shown: the project that a comment names, what is shown one by one, and the requests a second."""

    project: str = ""
    expand: tuple[str, ...] = ()
    rate: float | None = None


def shown(plan: Plan, output: str, now: datetime, timezone: str, terminal: Terminal, how: Shown) -> str:
    """The plan in one of its formats."""
    if output == "json":
        from ctc.cli.views.plan_json import plan_as_json

        return data(plan_as_json(plan))
    if output == "markdown":
        from ctc.cli.views.plan_markdown import plan_as_markdown

        text = plan_as_markdown(
            plan, project=how.project, now=now, timezone=timezone, expand=how.expand, rate=how.rate
        )
        return text.rstrip("\n")
    from ctc.cli.views.plan_text import plan_as_text

    return plan_as_text(
        plan, now=now, timezone=timezone, verbose=terminal.verbose, expand=how.expand, rate=how.rate
    )


def verdict(plan: Plan, *, exit_code: bool) -> Exit:
    """4 where something is in doubt, 1 where apply would refuse or leave something out, 3 where asked for."""
    from ctc.plans.action import Action
    from ctc.plans.guarding import is_blocked

    if any(change.in_doubt for change in plan.notable):
        return Exit.DOUBT
    if is_blocked(plan) or plan.count(Action.BLOCKED) or plan.count(Action.ERROR):
        return Exit.PROBLEMS
    return Exit.CHANGES if exit_code and plan.pending else Exit.FINE
