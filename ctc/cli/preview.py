"""``ctc preview``."""

import os
from pathlib import Path

import click

from ctc.choice import Choice
from ctc.cli.exits import Exit
from ctc.cli.options import NamedPath, Terminal, choosing, talking, tell_of_no_spec
from ctc.cli.replaced import keep_others
from ctc.cli.streams import for_machines
from ctc.cli.views.diagnostics import print_diagnostics
from ctc.files import write


def _kept(_ctx: click.Context, _param: click.Parameter, output: Path) -> Path:
    if str(output) != "-":
        keep_others(output, lambda begins: begins.startswith(b"<!doctype html>"), "page of a preview")
    return output


@click.command("preview", epilog="Example: ctc preview --select 'welcome*' -o preview.html")
@click.argument("paths", nargs=-1, type=NamedPath(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=NamedPath(path_type=Path, dir_okay=False),
    default=Path("preview.html"),
    show_default=True,
    metavar="FILE",
    help="Where to write the page; - is stdout.",
    callback=_kept,
)
@click.option(
    "--plan",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="A saved plan: before and after.",
)
@click.option("--all", "every", is_flag=True, help="Show every message of a large family.")
@choosing
@talking
def command(
    paths: tuple[Path, ...],
    output: Path,
    plan: Path | None,
    every: bool,
    choice: Choice,
    terminal: Terminal,
) -> int:
    """One self-contained HTML page: every message as its recipient would see it.

    The page needs no network and fetches nothing. Campaigns with errors are left out, and said so. Of a family of
    thousands a sample and the longest texts are shown.
    """
    from ctc.pipeline.preview import page_of, preview_of
    from ctc.preview.families import sampled

    if plan is not None:
        from ctc.pipeline.preview import left_of_plan, preview_of_plan

        if paths:
            raise click.UsageError("--plan takes no PATH")
        messages, title = preview_of_plan(Path.cwd(), os.environ, plan), f"{plan.name}: before and after"
        failed, lacking = False, left_of_plan(plan)
    else:
        lacking, (compilation, messages) = [], preview_of(Path.cwd(), os.environ, paths, choice)
        title, failed = compilation.project.name or "Campaigns", compilation.failed
        if failed:
            print_diagnostics((d for d in compilation.diagnostics if d.severity == "error"), err=True)
            if not messages:
                return Exit.PROBLEMS
        elif not messages:
            tell_of_no_spec(compilation.project, terminal)
    shown, left = (messages, []) if every else sampled(messages)
    page = page_of(shown, title, [*lacking, *left])
    if str(output) == "-":
        for_machines()
        click.echo(page, nl=False)
    else:
        _written(page.encode(), output, len(shown), len(messages), terminal)
    return Exit.PROBLEMS if failed else Exit.FINE


def _written(page: bytes, output: Path, shown: int, messages: int, terminal: Terminal) -> None:
    write(output, page)
    of = f" of {messages:,}" if shown < messages else ""
    terminal.talk(f"{shown}{of} message{'s'[: messages != 1]} in {output} ({len(page) / 1_000_000:.1f} MB)")
