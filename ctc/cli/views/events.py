"""Applying, as it happens: a line an end, a progress bar where somebody watches, JSON lines for machines."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from ctc.apply.applied import Applied, Copies, End
from ctc.apply.events import Event
from ctc.cli.guarded import bare, guarded
from ctc.cli.options import Terminal
from ctc.cli.views.diagnostics import text_of
from ctc.shown import data as json_of
from ctc.shown import inline

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_NAMED = 8
"""Addresses named in one line."""
_SHOWN = {
    "sent": ("+", "green"),
    "adopted": ("&", "cyan"),
    "stopped": ("-", "yellow"),
    "estimated": ("?", "cyan"),
    "forgotten": ("×", "magenta"),
    "rejected": ("!", "red"),
    "not_sent": ("!", "yellow"),
    "in_doubt": ("!", "red"),
    "skipped": ("~", "yellow"),
}


_ALIKE = 5
"""Lines that differ in their address alone and ask nothing of anybody; of more, the rest are counted."""
_FOLDED = frozenset({"skipped", "forgotten"})
_TROUBLE = frozenset({"rejected", "not_sent", "in_doubt", "skipped"})
"""What is told under ``-q`` too."""


def json_printer() -> Callable[[Event], None]:
    """One event a line, with its time, written out at once."""

    def show(event: Event) -> None:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        click.echo(json_of({**event.as_json(), "at": now}))
        sys.stdout.flush()

    return show


class EventPrinter:
    """Prints each end; shows a bar with rate and time left where stdout and stderr are a terminal."""

    def __init__(self, total: int, terminal: Terminal) -> None:
        self._total = total
        self._terminal = terminal
        self._bar: Progress | None = None
        self._changes: TaskID | None = None
        self._people: TaskID | None = None
        self._ended: set[str] = set()
        """Addresses that came to an end: a replace has two, its stop and its create."""
        self._alike: Counter[str] = Counter()
        """By what a line says beside its address, how many there were that ask nothing of anybody."""

    def __call__(self, event: Event) -> None:
        if "batch" in event.data:
            self._batch(event)
            return
        if event.event not in _SHOWN or (self._terminal.quiet and event.event not in _TROUBLE):
            return
        if not self._is_folded(event):
            self._line(_text(event))
        if self._bar is not None and self._changes is not None and event.address not in self._ended:
            self._ended.add(event.address)
            self._bar.advance(self._changes)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """The bar stands for as long as this does."""
        is_watched = sys.stdout.isatty() and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        if self._terminal.quiet or not is_watched:
            yield
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        console = Console(file=bare(sys.stderr), no_color=self._terminal.color is False)
        title = TextColumn("{task.description}", markup=False)  # an address has brackets
        columns = (title, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, transient=True) as bar:
            self._bar = bar
            self._changes = bar.add_task("changes", total=self._total)
            try:
                yield
            finally:
                self._bar = None

    def _is_folded(self, event: Event) -> bool:
        if event.event not in _FOLDED or self._terminal.verbose:
            return False
        glyph, _ = _SHOWN[event.event]
        self._alike[f"{glyph} {_said(event)}"] += 1
        return self._alike[f"{glyph} {_said(event)}"] > _ALIKE

    def rest(self) -> None:
        """Counts what was shown no more."""
        for said, count in self._alike.items():
            if count > _ALIKE:
                click.echo(f"  {said}: {count - _ALIKE:,} more like it; -v shows them")
        self._alike.clear()

    def interrupted(self) -> None:
        self._line("interrupted: the request in flight is finished and recorded, then ctc stops")

    def summary(self, applied: Applied, timezone: str, environment: str) -> None:
        """What became of the plan, and until when it can be recalled by which command."""
        self.rest()
        for diagnostic in (*applied.refused, *applied.diagnostics):
            click.echo(text_of(diagnostic))
        if self._terminal.quiet and not (applied.refused or applied.failed or applied.in_doubt):
            return
        if applied.refused:
            is_halted = any(found.code == "CTC730" for found in applied.refused)
            why = "the environment is halted" if is_halted else "a guard forbids it"
            click.secho(f"\nNothing was applied: {why}.", bold=True)
            return
        if applied.copies and not self._terminal.quiet:
            click.echo("\n" + " ".join(_proof(applied.copies, timezone, environment)))
        click.secho("\n" + _sum(applied), bold=True)
        if applied.in_doubt:
            click.echo(
                f"`ctc plan --env {environment}` asks CleverTap what became of what is in doubt, and says what to type."
            )

    def _batch(self, event: Event) -> None:
        if event.event == "sent" and self._bar is not None:
            if self._people is None:
                self._people = self._bar.add_task("")
            self._bar.update(
                self._people, total=int(event.data["of"]), advance=1, description=inline(event.address)
            )
        elif event.event not in {"sent", "intent"}:
            self._line(_text(event))

    def _line(self, text: str) -> None:
        if self._bar is not None:
            shown = click.unstyle(text) if self._terminal.color is False else text
            self._bar.console.print(guarded(shown), markup=False, highlight=False)
        else:
            click.echo(text)


def _text(event: Event) -> str:
    glyph, color = _SHOWN[event.event]
    word, _, facts = _said(event).partition("  ")
    head = click.style(f"  {glyph} {inline(event.address)}  {word}", fg=color, bold=True)
    return f"{head}  {facts}" if facts else head


def _said(event: Event) -> str:
    """What a line says beside its address."""
    data: dict[str, Any] = dict(event.data)
    facts = [f"id {data['id']}"] if data.get("id") else []
    if "batch" in data:
        facts.append(f"batch {data['batch']} of {data.get('of', '?')}")
    if data.get("request_id"):
        facts.append(f"asked for, request {inline(str(data['request_id']))}")
    elif data.get("reach") is not None:
        facts.append(f"reaches {data['reach']:,}")
    if data.get("detail"):
        facts.append(inline(str(data["detail"])))
    return "  ".join((event.event.replace("_", " "), *([" · ".join(facts)] if facts else [])))


def _proof(copies: Sequence[Copies], timezone: str, environment: str) -> Iterator[str]:
    """What the listing at the end says of what was created, and until when it can be recalled."""
    unseen = [copy.address for copy in copies if not copy.listed]
    if unseen:
        more = f" and {len(unseen) - _NAMED} more" if len(unseen) > _NAMED else ""
        yield f"CleverTap does not list {', '.join(map(inline, unseen[:_NAMED]))}{more} yet:"
        yield f"`ctc status --env {environment}` asks again."
    elif all(copy.listed == 1 for copy in copies):
        yield "CleverTap lists one copy of each."
    recall = [copy.recall_until for copy in copies if copy.recall_until is not None]
    if recall:
        local = min(recall).astimezone(ZoneInfo(timezone))
        yield f"`ctc stop ADDRESS --env {environment}` can still recall {len(recall)} of them;"
        yield f"the first goes out {local:%Y-%m-%d %H:%M} {timezone}."


def _sum(applied: Applied) -> str:
    counts = applied.counts
    if not counts["planned"] and applied.frozen:
        return f"Nothing to do: {applied.frozen} frozen, which only a higher `revision` sends again."
    if not counts["planned"]:
        return "Nothing to do: everything is as recorded."
    ends = ", ".join(f"{counts[end.value]} {end.value.replace('_', ' ')}" for end in End if counts[end.value])
    text = f"Planned {counts['planned']}: {ends}."
    return text + (" Interrupted." if applied.interrupted else "")
