"""``ctc fmt``."""

import difflib
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ctc.cli.exits import Exit
from ctc.cli.options import NamedPath, Terminal, talking

if TYPE_CHECKING:
    from ctc.pipeline.fmt import Formatted

_STDIN = Path("-")


@click.command("fmt", epilog="Example: ctc fmt --check --diff campaigns/welcome")
@click.argument("paths", nargs=-1, type=NamedPath(path_type=Path, allow_dash=True))
@click.option("--check", is_flag=True, help="Write nothing; name the files that are laid out otherwise.")
@click.option("--diff", is_flag=True, help="Write nothing; print what would change.")
@click.option(
    "--line-ending",
    type=click.Choice(["keep", "lf", "crlf"]),
    default="keep",
    show_default=True,
    help="How lines end; a byte order mark stays.",
)
@talking
def command(paths: tuple[Path, ...], check: bool, diff: bool, line_ending: str, terminal: Terminal) -> int:
    """Give YAML files one layout: two blanks a level, one after a colon or a dash.

    Comments, quotes, block texts and the order of keys stay as they are, and so does every payload. Without PATH: every
    spec and ctc.yaml; `-` reads standard input and writes standard output. With --check or --diff it exits 1 where
    something would change.
    """
    from ctc.diagnostics import has_errors
    from ctc.pipeline.fmt import ENDINGS, format_files, formatted
    from ctc.specs.limits import MAX_BYTES

    ending = ENDINGS[line_ending]
    if _STDIN in paths:
        if len(paths) > 1:
            raise click.UsageError("`-` is standard input, and stands alone")
        each = formatted("stdin", sys.stdin.buffer.read(MAX_BYTES + 1), ending)
        found = [each]
        if not (check or diff or has_errors(each.problems)):
            click.echo(each.after, nl=False)
    else:
        found = [*format_files(Path.cwd(), os.environ, paths, ending)]
    return _end(found, terminal, check=check, diff=diff)


def _end(found: "Sequence[Formatted]", terminal: Terminal, *, check: bool, diff: bool) -> int:
    from ctc.cli.views.diagnostics import print_diagnostics
    from ctc.diagnostics import has_errors, ordered
    from ctc.pipeline.fmt import put

    problems = ordered(problem for each in found for problem in each.problems)
    print_diagnostics(problems, err=True)
    changed = [each for each in found if each.is_changed]
    for each in changed:
        if diff:
            click.echo("".join(_diff(each)), nl=False)
        if check:
            click.echo(each.shown)
        if not (diff or check):
            put(each)
    looked = check or diff
    said = "would change" if looked else "changed"
    terminal.talk(f"{len(found)} file{'s'[: len(found) != 1]} read, {len(changed) or 'none'} {said}")
    return Exit.PROBLEMS if has_errors(problems) or (looked and changed) else Exit.FINE


def _diff(each: "Formatted") -> Iterator[str]:
    before, after = each.before.splitlines(keepends=True), each.after.splitlines(keepends=True)
    return difflib.unified_diff(before, after, each.shown, f"{each.shown} (formatted)")
