"""``ctc test``."""

import os
from pathlib import Path

import click

from ctc.choice import Choice
from ctc.cli.exits import Exit
from ctc.cli.options import NamedPath, Terminal, choosing, format_option, talking
from ctc.cli.views.diagnostics import print_diagnostics


@click.command("test", epilog="Example: ctc test campaigns/price-drop --strength --at-least 80%")
@click.argument("paths", nargs=-1, type=NamedPath(path_type=Path))
@format_option("text", "json", "junit")
@click.option("--generate", metavar="ADDRESS", help="Print the tests of a campaign that people forget.")
@click.option(
    "--strength", is_flag=True, help="Change each clause in turn: which change does no test notice?"
)
@click.option("--at-least", metavar="SHARE", help="With --strength: fail below this share, such as 80%.")
@choosing
@talking
def command(
    paths: tuple[Path, ...],
    output: str,
    generate: str | None,
    strength: bool,
    at_least: str | None,
    choice: Choice,
    terminal: Terminal,
) -> int:
    """Test campaigns before anybody gets them: campaigns/**/*.test.yaml.

    Would this person get it, and what would they read? Nothing is asked of CleverTap. Exits 1 where a test fails;
    what cannot be decided fails, with the reason.
    """
    if generate is not None and (strength or paths):
        raise click.UsageError("--generate takes one address and nothing else")
    if at_least is not None and not strength:
        raise click.UsageError("--at-least goes with --strength")
    if generate is not None:
        return _generate(generate, choice)
    if strength:
        return _strength(paths, output, _share(at_least), choice, terminal)
    return _test(paths, output, choice, terminal)


def _test(paths: tuple[Path, ...], output: str, choice: Choice, terminal: Terminal) -> int:
    from ctc.cli.views.tested import FORMATS
    from ctc.pipeline.testing import run_tests

    tested = run_tests(Path.cwd(), os.environ, paths, choice)
    print_diagnostics(tested.problems, err=True)
    click.echo(FORMATS[output](tested.outcomes, tested.problems), nl=False)
    failed = sum(not outcome.passed for outcome in tested.outcomes)
    passed = len(tested.outcomes) - failed
    terminal.talk(
        f"{tested.files} file{'s'[: tested.files != 1]}: {passed} passed, {failed} failed"
        if tested.files
        else "no tests: `ctc test --generate ADDRESS` writes the first ones into a file *.test.yaml"
    )
    return Exit.PROBLEMS if tested.failed else Exit.FINE


def _generate(address: str, choice: Choice) -> int:
    from ctc.pipeline.strength import generated

    text, problem = generated(Path.cwd(), os.environ, address, choice)
    if problem is not None:
        click.echo(f"error: {problem}", err=True)
        return Exit.PROBLEMS
    click.echo(text, nl=False)
    return Exit.FINE


def _strength(
    paths: tuple[Path, ...], output: str, wanted: float | None, choice: Choice, terminal: Terminal
) -> int:
    from ctc.cli.views.strength import FORMATS
    from ctc.pipeline.strength import strength_of

    if output not in FORMATS:
        raise click.UsageError(f"--strength prints {' or '.join(FORMATS)}, not {output}")
    found = strength_of(Path.cwd(), os.environ, paths, choice)
    print_diagnostics(found.problems, err=True)
    click.echo(FORMATS[output](found.changes), nl=False)
    noticed, total = sum(change.noticed for change in found.changes), len(found.changes)
    share = 100.0 if not total else 100 * noticed / total
    terminal.talk(f"{noticed} of {total} changes are noticed ({share:.0f}%)")
    if found.failing:
        fail, them = ("test fails", "it") if found.failing == 1 else ("tests fail", "them")
        click.echo(f"error: {found.failing} {fail} as it is; mend {them} first", err=True)
    is_below = wanted is not None and (share < wanted or not found.campaigns)
    if is_below and not found.campaigns:
        click.echo("error: there is no campaign to change, so no share of it is noticed", err=True)
    elif is_below:
        click.echo(f"error: {share:.1f}% is less than the {wanted:g}% that are demanded", err=True)
    return Exit.PROBLEMS if found.problems_count or found.failing or is_below else Exit.FINE


def _share(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        share = float(text.removesuffix("%"))
    except ValueError:
        share = -1.0
    if not 0 <= share <= 100:
        raise click.BadParameter(f"{text!r} is no share such as 80%", param_hint="--at-least")
    return share
