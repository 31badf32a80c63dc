"""``ctc comment``."""

import os
from pathlib import Path
from typing import Final

import click

from ctc.cli.options import Terminal, talking
from ctc.files import at_most

_LARGEST: Final = 1_000_000
"""Bytes; no comment holds as many."""


@click.command("comment", epilog="Example: ctc plan --format markdown > plan.md; ctc comment plan.md")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--update-only", is_flag=True, help="Begin no comment; bring one that is there up to date.")
@talking
def command(file: Path, update_only: bool, terminal: Terminal) -> None:
    """Write a plan's Markdown into the pull request or merge request that this pipeline runs for.

    There is one comment a project and environment: the next run writes the same one again. The review is the one that
    GitHub Actions or GitLab CI names; the token comes from GITHUB_TOKEN or GITLAB_TOKEN.
    """
    from ctc.diagnostics import Diagnostic, UserError
    from ctc.forge.commenting import Refused, comment
    from ctc.forge.review import NoReview, marker_of, review_of

    with file.open("rb") as opened:
        text = (at_most(opened, _LARGEST) or b"").decode("utf-8", "replace")
    if marker_of(text) is None:
        raise click.UsageError(f"{file} is no plan in Markdown: `ctc plan --format markdown` writes one")
    try:
        written = comment(review_of(os.environ), text, begin=not update_only)
    except (NoReview, Refused) as error:
        hint = "the plan itself is not touched by this: it stands in the job's log as well"
        found = Diagnostic.of("CTC852", str(error), hint)
        raise UserError(found) from None
    terminal.talk(
        {"created": "commented", "updated": "updated the comment", "left": "no comment to update"}[written]
    )
