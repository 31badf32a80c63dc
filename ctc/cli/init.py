"""``ctc init``."""

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Final, TypeVar

import click

from ctc.cli.options import NamedPath, Terminal, talking

if TYPE_CHECKING:
    from ctc.pipeline.init import Begun
    from ctc.starter.texts import Answers

T = TypeVar("T")
_PIPELINES: Final = ("github", "gitlab", "none")


@click.command("init", epilog="Example: ctc init --project acme-growth --channel push --channel sms")
@click.argument("folder", type=NamedPath(path_type=Path, file_okay=False), default=Path())
@click.option("--project", metavar="NAME", help="The project's name; default: the folder's.")
@click.option("--region", metavar="CODE", help="The account's region; default: in1.")
@click.option("--timezone", metavar="ZONE", help="The account's time zone; default: Asia/Kolkata.")
@click.option(
    "--channel",
    "channels",
    multiple=True,
    metavar="CHANNEL",
    help="An example of each; default: push, email.",
)
@click.option(
    "--ci",
    type=click.Choice(_PIPELINES),
    help="The pipeline for reviews and the main branch; default: as origin tells, else github.",
)
@talking
def command(
    folder: Path,
    project: str | None,
    region: str | None,
    timezone: str | None,
    channels: tuple[str, ...],
    ci: str | None,
    terminal: Terminal,
) -> None:
    """Begin a repository of campaigns, here or in FOLDER.

    Asks what it is not told where there is a terminal to ask. Files that are there already stay as they are.
    """
    from ctc.pipeline.init import forge_of, project_name
    from ctc.starter.texts import SPECS, Answers

    asks = sys.stdin is not None and sys.stdin.isatty() and not terminal.quiet
    answers = Answers(
        project=_told(project, "The project's name", project_name(folder), asks, _known_name),
        region=_told(region, "The account's region", "in1", asks, _region),
        timezone=_told(timezone, "The account's time zone", "Asia/Kolkata", asks, _zone),
        channels=_told(
            ",".join(channels), "Channels to begin with", "push, email", asks, partial(_channels, known=SPECS)
        ),
        pipeline=_told(
            ci, "A pipeline for github, gitlab or none", forge_of(folder.absolute()), asks, _forge
        ),
    )
    begun = _begun(folder, answers)
    for each in begun.written:
        click.echo(f"wrote {folder / each}")
    for each in begun.kept:
        click.echo(f"kept  {folder / each} as it is")
    for line in (*_unread(folder, begun), *_next(folder)):
        terminal.talk(line)


def _begun(folder: Path, answers: "Answers") -> "Begun":
    """The files of a repository; where a ctc.yaml stands already, the examples go where it says, and use what it
    knows. Raises UserError for a broken one, before anything is written."""
    from ctc.pipeline.init import begin, editors_schemas, home_in, name_what_is_used
    from ctc.starter.texts import Home, catalog, examples, repository

    home = home_in(folder, os.environ) or Home(project=answers.project)
    today = datetime.now(UTC).date()
    files = {**repository(answers, home), **examples(answers, today, home), **editors_schemas()}
    begun = begin(folder, files)
    named = name_what_is_used(folder, os.environ, catalog(home.project))
    return replace(begun, written=(*begun.written, *([named] if named else [])))


def _unread(folder: Path, begun: "Begun") -> tuple[str, ...]:
    """That hooks and pipelines stand where neither git's nor the forge's programs look for them."""
    from ctc.project.git import work_tree_of
    from ctc.starter.texts import HOOKS, PIPELINES

    here = folder.resolve()
    top = work_tree_of(here)
    files = [name for name in begun.written if name in {HOOKS, *PIPELINES.values()}]
    if top is None or top.resolve() == here or not files:
        return ()
    below = here.relative_to(top.resolve())
    return (
        f"note: {' and '.join(files)} are read in {top} alone: move them there, and let them run ctc in {below}",
    )


def _next(folder: Path) -> tuple[str, ...]:
    """What to type now."""
    go = () if folder == Path() else (f"  cd {quote(str(folder))}",)
    return (
        "",
        "Next:",
        *go,
        "  ctc lint                      # what is wrong, where, how to mend it",
        "  ctc preview -o preview.html   # every message as its recipient will see it",
        "  ctc plan                      # what apply would do, on the embedded sandbox",
        "  ctc apply                     # does it there",
        "  ctc new sms cart-reminder     # one more campaign",
    )


def _told(given: str | None, question: str, default: str, asks: bool, read: Callable[[str], T]) -> T:
    """What an option says, or else the answer to a question: one that cannot be is told, and asked for again."""
    if given or not asks:
        return read(given or default)
    answer: T = click.prompt(question, default=default, err=True, value_proc=read)
    return answer


def _known_name(name: str) -> str:
    import re

    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}", name):
        raise click.UsageError(
            f"{name!r} is no name for a project: it takes a-z, 0-9 and '-', 63 characters at most"
        )
    return name


def _region(code: str) -> str:
    from ctc.regions import HOSTS
    from ctc.suggest import did_you_mean

    if code.lower() not in HOSTS:
        hint = did_you_mean(code, HOSTS) or f"One of: {', '.join(sorted(HOSTS))}."
        raise click.UsageError(f"CleverTap has no region {code!r}. {hint}")
    return code.lower()


def _zone(name: str) -> str:
    from ctc.zones import zone_hint, zone_names

    if name not in zone_names():
        raise click.UsageError(f"{name!r} is no time zone that ctc knows: {zone_hint(name)}")
    return name


def _forge(name: str) -> str:
    if name not in _PIPELINES:
        raise click.UsageError(f"a pipeline is for github, gitlab or none, not for {name!r}")
    return name


def _channels(given: str, known: tuple[str, ...]) -> tuple[str, ...]:
    from ctc.suggest import did_you_mean

    names = tuple(dict.fromkeys(name.strip() for name in given.split(",") if name.strip()))
    if not names:
        raise click.UsageError(f"name a channel to begin with: one of {', '.join(known)}.")
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known) or f"One of: {', '.join(known)}."
            raise click.UsageError(f"there is no channel {name!r}. {hint}")
    return names
