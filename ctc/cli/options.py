"""Options that several commands share, and the run that they describe."""

import os
import re
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

import click
from click.core import ParameterSource

from ctc.cli.exits import Exit
from ctc.cli.streams import for_machines, is_plain, silence
from ctc.diagnostics import UserError
from ctc.shown import data, inline

if TYPE_CHECKING:
    from datetime import date

    from ctc.project.project import Project

F = TypeVar("F", bound=Callable[..., Any])
NO_SPEC: Final = (
    "there is no spec here: `ctc init` begins a repository, `ctc new push my-first` adds a campaign"
)


class NamedPath(click.Path):
    """A path as somebody names it; an empty one, as of a variable that is not set, is not the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("an empty text names no file: is a variable not set?", param, ctx)
        return super().convert(value, param, ctx)


class Terminal(NamedTuple):
    """How to talk: ``color`` is None where click should look at the stream."""

    color: bool | None = None
    quiet: bool = False
    verbose: bool = False

    def talk(self, text: str) -> None:
        """A line for people, on stderr; nothing under ``-q``."""
        if not self.quiet:
            try:
                click.echo(inline(text), err=True, color=self.color)
            except OSError:  # nobody can be told, and what is done stays done
                silence(sys.stderr)


def terminal_of(color: str, quiet: bool, verbose: bool) -> Terminal:
    """``NO_COLOR`` (any non-empty value) and ``TERM=dumb`` rule out colour, unless ``--color always`` asks for it."""
    chosen = {"always": True, "never": False}.get(color)
    if chosen is None and is_plain(os.environ):
        chosen = False
    return Terminal(color=chosen, quiet=quiet, verbose=verbose)


def tell_of_no_spec(project: "Project", terminal: Terminal) -> None:
    """Says how to begin, where a project has no file of specs at all."""
    from ctc.specs.loading import find

    if find(project.root, project.campaigns) == ((), ()):
        terminal.talk(NO_SPEC)


def talking(command: F) -> F:
    """``--color``, ``-q``, ``-v``: every command has them; it gets one ``terminal``."""
    import functools

    @click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help="Colour the output; NO_COLOR is honoured.",
    )
    @click.option("-q", "--quiet", is_flag=True, help="Say only what was asked for.")
    @click.option("-v", "--verbose", is_flag=True, help="Say more.")
    @functools.wraps(command)
    def wrapped(*args: Any, color: str, quiet: bool, verbose: bool, **kwargs: Any) -> Any:
        terminal = terminal_of(color, quiet, verbose)
        click.get_current_context().color = terminal.color
        try:
            return command(*args, terminal=terminal, **kwargs)
        except UserError as error:  # said here, where it is known in which colours
            from ctc.cli.views.diagnostics import all_as_json, print_diagnostics

            asked = click.get_current_context().get_parameter_source("output")
            if asked is ParameterSource.COMMANDLINE and kwargs.get("output") in {"json", "ndjson"}:
                click.echo(data(all_as_json(error.diagnostics)))
            print_diagnostics(error.diagnostics, err=True)
            return Exit.PROBLEMS

    return wrapped  # type: ignore[return-value]


def choosing(command: F) -> F:
    """``--env``, ``--var``, ``--data``, ``--as-of``, ``--select``, ``--exclude``: the command gets one ``choice``."""
    import functools

    from ctc.choice import Choice, globs_and_branches

    @click.option("--env", metavar="NAME", help="The environment; default: ctc.yaml's.")
    @click.option(
        "--var", multiple=True, metavar="K=V", callback=_variables, help="Set a variable (a string)."
    )
    @click.option(
        "--data", multiple=True, metavar="ID=FILE", help="The rows of one family; - is standard input."
    )
    @click.option("--as-of", metavar="DAY", callback=_day, help="The day of the run, as in 2031-01-15.")
    @click.option(
        "--select",
        multiple=True,
        metavar="GLOB",
        help="Only these addresses; changed:main is what a branch changed.",
    )
    @click.option("--exclude", multiple=True, metavar="GLOB", help="Leave these addresses out.")
    @functools.wraps(command)
    def wrapped(*args: Any, env: str | None, var: Mapping[str, str], **kwargs: Any) -> Any:
        from ctc.cli.given import given_by

        globs, changed = globs_and_branches(kwargs.pop("select"))
        if "" in changed:
            raise click.BadParameter("changed: needs a branch, as in changed:main", param_hint="--select")
        exclude, as_of = kwargs.pop("exclude"), kwargs.pop("as_of")
        data = given_by(kwargs.pop("data"))
        choice = Choice(
            env=env, variables=var, select=globs, changed=changed, exclude=exclude, data=data, as_of=as_of
        )
        return command(*args, choice=choice, **kwargs)

    return wrapped  # type: ignore[return-value]


def format_option(*formats: str) -> Callable[[F], F]:
    return click.option(
        "--format",
        "output",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="The output.",
        callback=_formatted,
    )


def _day(_ctx: click.Context, _param: click.Parameter, value: str | None) -> "date | None":
    from datetime import date

    if value is None:
        return None
    try:
        if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise ValueError(value)
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(
            f"{value!r} is no day: write one as in 2031-01-15", param_hint="--as-of"
        ) from None


def _formatted(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    if value != "text":
        for_machines()
    return value


def _variables(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> Mapping[str, str]:
    pairs = {}
    for value in values:
        name, found, text = value.partition("=")
        if not found or not name.isidentifier():
            raise click.BadParameter(f"{value!r} is not of the form NAME=VALUE", param_hint="--var")
        if re.search("[\ud800-\udfff]", text):
            raise click.BadParameter(f"the value of {name} is not UTF-8", param_hint="--var")
        pairs[name] = text
    return pairs
