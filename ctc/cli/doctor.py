"""``ctc doctor``."""

import os
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ctc.cli.exits import Exit
from ctc.cli.options import Terminal, format_option, talking
from ctc.shown import data, inline

if TYPE_CHECKING:
    from ctc.pipeline.checked import Checked

_GLYPHS = {"fine": ("✓", "green"), "note": ("!", "yellow"), "wrong": ("✗", "red")}


@click.command("doctor", epilog="Example: ctc doctor --env production")
@click.option("--env", metavar="NAME", help="The environment; default: ctc.yaml's.")
@click.option("--offline", is_flag=True, help="Ask nothing of CleverTap.")
@format_option("text", "json")
@talking
def command(env: str | None, offline: bool, output: str, terminal: Terminal) -> int:
    """Look at what ctc needs: this machine, the project, and one environment with its state and CleverTap.

    Changes nothing and shows no secret. Exits 1 only for what the chosen environment needs.
    """
    from ctc.choice import Choice
    from ctc.pipeline.checked import Health
    from ctc.pipeline.doctor import examined

    found = [*examined(Path.cwd(), os.environ, Choice(env=env), ask=not offline)]
    if output == "json":
        click.echo(data(_as_json(found)))
    else:
        for line in _lines(found):
            click.echo(line)
    return Exit.PROBLEMS if any(each.health is Health.WRONG for each in found) else Exit.FINE


def _as_json(found: "Sequence[Checked]") -> dict[str, object]:
    """As lint's answer."""
    from ctc.cli.views.diagnostics import as_json

    diagnostics = [each.diagnostic for each in found if each.diagnostic is not None]
    errors = sum(each.severity == "error" for each in diagnostics)
    summary = {"files": 0, "documents": 0, "errors": errors, "warnings": 0}
    return {"format_version": 1, "diagnostics": [as_json(each) for each in diagnostics], "summary": summary}


def _lines(found: "Sequence[Checked]") -> Iterator[str]:
    part = ""
    for each in found:
        if each.part != part:
            yield ("\n" if part else "") + click.style(inline(each.part), bold=True)
            part = each.part
        glyph, color = _GLYPHS[each.health.value]
        first, *rest = textwrap.wrap(inline(each.seen), 78) or [""]
        yield f"  {click.style(glyph, fg=color)} {inline(each.name) + ':':<14} {first}"
        yield from (f"{'':<19}{line}" for line in rest)
        if each.help and each.health.value != "fine":
            yield from (f"{'':<19}{line}" for line in textwrap.wrap(f"help: {inline(each.help)}", 78))
