"""``ctc demo``: a first run, with what it did explained."""

import os
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import ndiff
from importlib.resources import files
from pathlib import Path

import click

from ctc.cli.exits import Exit
from ctc.cli.options import NamedPath, Terminal, talking
from ctc.files import write


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One command of the demo: what it shows, what is edited before it, which exit code it ends with."""

    title: str
    says: str
    args: tuple[str, ...]
    expects: Exit = Exit.FINE
    edit: tuple[str, str, str] | None = None
    """A file, a text in it, and what to write in its place."""
    is_kept: bool = False
    """Whether the edit stays; each other is taken back, so that a step shows its own change alone."""
    lines: int = 14
    """How many lines of the answer are shown."""


STEPS = (
    Step(
        title="Lint",
        says="Every spec is read, rendered, validated against the schema of its channel variant, and held "
        "against rules that know the channels.",
        args=("lint",),
    ),
    Step(
        title="Plan",
        says="What would be sent, to how many people, when. Nothing is changed. The reach is computed by the "
        "sandbox over its own profiles and events.",
        args=("plan", "--estimate"),
        lines=30,
    ),
    Step(
        title="Apply",
        says="Each create: a durable intent, one POST over real HTTP to the sandbox, a durable outcome.",
        args=("apply", "--auto-approve"),
        lines=30,
    ),
    Step(
        title="Plan again",
        says="Nothing is left to do: --exit-code would be 3 if there were. Applying twice never sends twice.",
        args=("plan", "--exit-code"),
    ),
    Step(
        title="The second day of a family",
        says="Each row of products.csv is a campaign. Tonight's file has a new price of one product and lacks "
        "another: the new price is told, what is gone is stopped, and nobody hears of anything again.",
        edit=(
            "campaigns/price-drop/products.csv",
            "W-102,Moonlight White,749,649\nC-201,Monsoon Malabar,599,499\n",
            "C-201,Monsoon Malabar,599,449\n",
        ),
        is_kept=True,
        args=("plan", "--select", "price-drop-nightly", "--select", "price-drop-watched"),
        lines=30,
    ),
    Step(
        title="Apply the second day",
        says="Stops first, then creates. The same file once more would find nothing to do.",
        args=("apply", "--auto-approve", "--select", "price-drop-nightly", "--select", "price-drop-watched"),
        lines=12,
    ),
    Step(
        title="Edit one campaign, and plan",
        says="A scheduled campaign whose title changed. The plan says what differs, and that the first one is "
        "stopped before the second is created.",
        edit=(
            "campaigns/price-drop/push.yaml",
            'title: "{{ product }}: ₹{{ new }}"',
            'title: "{{ product }} now ₹{{ new }}"',
        ),
        args=("plan",),
        lines=24,
    ),
    Step(
        title="A name that nobody has is refused",
        says="An event misspelled: CleverTap would answer success and reach nobody. The catalog knows the names that "
        "the account has.",
        edit=(
            "campaigns/nps/survey.yaml",
            "    event_name: Order Shipped\n",
            "    event_name: Order Shiped\n",
        ),
        args=("lint",),
        expects=Exit.PROBLEMS,
    ),
    Step(
        title="A test fails",
        says="Would this person get it, and what would they read? Somebody widened the window of an audience; a test "
        "beside the spec names the line that lets the wrong people in.",
        edit=(
            "campaigns/price-drop/push.yaml",
            "    from: 2026-09-15\n",
            "    from: 2026-09-01\n",
        ),
        args=("test",),
        expects=Exit.PROBLEMS,
    ),
    Step(
        title="A mistake is refused",
        says="`estimate_only` misspelled: CleverTap would ignore the key and send. ctc names the line and the mend.",
        edit=(
            "campaigns/price-drop/push.yaml",
            "  target_mode: push\n",
            "  target_mode: push\n  estimate_ony: true\n",
        ),
        args=("lint",),
        expects=Exit.PROBLEMS,
    ),
)

COLOURS = {"-": "red", "+": "green"}


@click.command("demo", epilog="Example: ctc demo --keep ./ctc-demo")
@click.option(
    "--keep",
    type=NamedPath(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Leave the copy in DIR to play with.",
)
@talking
def command(keep: Path | None, terminal: Terminal) -> int:
    """A guided first run: lint, plan, apply, edit, on the embedded sandbox, in a temporary copy."""
    if keep is not None and keep.exists() and any(keep.iterdir()):
        raise click.UsageError(f"{keep} is not empty")
    with tempfile.TemporaryDirectory() as temporary:
        folder = keep or Path(temporary) / "shop"
        _copy_example(folder)
        started = time.monotonic()
        for number, step in enumerate(STEPS, start=1):
            if not _run(number, step, folder, terminal):
                return Exit.PROBLEMS
        click.echo(
            f"\nThat was ctc, in {time.monotonic() - started:.0f} seconds. Next: ctc preview -o preview.html"
        )
    return Exit.FINE


def _copy_example(folder: Path) -> None:
    packaged = Path(str(files("ctc"))) / "_example"
    source = packaged if packaged.is_dir() else Path(str(files("ctc"))).parent
    examples = [path for path in (source / "campaigns").rglob("*") if path.is_file()]
    for path in (*examples, source / "ctc.yaml", source / "catalog.yaml"):
        write(folder / path.relative_to(source), path.read_bytes())


def _run(number: int, step: Step, folder: Path, terminal: Terminal) -> bool:
    click.secho(f"\n{number}. {step.title}", bold=True)
    click.echo(textwrap.fill(step.says, 88))
    if step.edit is not None:
        file, before, after = step.edit
        text = (folder / file).read_bytes()
        write(folder / file, text.replace(before.encode(), after.encode(), 1))
        click.echo(f"   {file}:")
        for line in ndiff(before.splitlines(), after.splitlines()):
            if line[0] in COLOURS:
                click.secho(f"   {line}", fg=COLOURS[line[0]])
    click.secho(f"$ ctc {' '.join(step.args)}", fg="cyan")
    color = "always" if sys.stdout.isatty() and terminal.color is not False else "never"
    answer = subprocess.run(  # noqa: S603 ctc itself, with the arguments of STEPS
        [sys.executable, "-m", "ctc", *step.args, "--color", color],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if step.edit is not None and not step.is_kept:
        write(folder / file, text)
    for line in _middle_cut(answer.stdout.splitlines(), step.lines):
        click.echo(f"   {line}")
    if answer.returncode != step.expects:
        click.secho(f"   exit code {answer.returncode}, expected {int(step.expects)}", fg="red", bold=True)
        return False
    click.secho(f"   exit code {answer.returncode}", dim=True)
    return True


def _middle_cut(lines: list[str], most: int) -> Iterator[str]:
    """The first lines and the last ones; the totals stand at the end."""
    if len(lines) <= most:
        yield from lines
        return
    yield from lines[: most - 4]
    yield click.style(f"… {len(lines) - most + 1} lines more …", dim=True)
    yield from lines[-3:]
