"""A plan for a terminal: one line a change, what differs below it, totals last."""

import json
import shutil
import textwrap
from collections.abc import Iterator
from datetime import datetime, timedelta

import click

from ctc.canonical import Json
from ctc.cli.views.diagnostics import printable, text_of
from ctc.cli.views.times import distance, shown
from ctc.plans.plan import Action, Change, FieldDifference, Plan, Reach
from ctc.plans.texts import Piece, called_out, compare, shortened

COLORS = {
    Action.CREATE: "green",
    Action.REPLACE: "yellow",
    Action.STOP: "red",
    Action.ADOPT: "cyan",
    Action.ESTIMATE: "cyan",
    Action.FORGET: "magenta",
    Action.BLOCKED: "red",
    Action.ERROR: "red",
    Action.FROZEN: "blue",
    Action.SKIPPED: "yellow",
}
DATED = frozenset({Action.CREATE, Action.REPLACE, Action.STOP, Action.ADOPT, Action.ESTIMATE, Action.BLOCKED})
INDENT = " " * 6
_FRESH = timedelta(minutes=1)
QUIET = frozenset({Action.UNCHANGED})
_LONG = 60
"""Characters from which a text is compared word by word."""


def plan_as_text(plan: Plan, *, now: datetime, timezone: str, verbose: bool = False) -> str:
    """The whole plan; unchanged addresses are only counted, unless ``verbose``."""
    width = max(60, min(shutil.get_terminal_size((100, 24)).columns, 160))
    lines = [click.style(f"Plan for {plan.environment}", bold=True), ""]
    for change in plan.changes:
        if verbose or change.action not in QUIET:
            lines += change_lines(change, now=now, timezone=timezone, width=width)
    lines += [text_of(diagnostic) for diagnostic in plan.diagnostics]
    if len(lines) > 2:
        lines.append("")
    lines.append(totals(plan))
    return "\n".join(lines)


def change_lines(change: Change, *, now: datetime, timezone: str, width: int = 100) -> Iterator[str]:
    """One line a change, broken between facts where the terminal is narrow; what differs stands below."""
    color = COLORS.get(change.action)
    facts = [change.channel] if change.channel else []
    if change.channel and change.action in DATED:
        facts.append(when_of(change, now, timezone))
    if change.reach:
        facts.append(reach_of(change.reach, now))
    facts += [printable(change.reason)] if change.reason else []
    head = f"  {change.action.glyph} {change.address}  {change.action.value}"
    lines = _broken(head, facts, width)
    yield click.style(lines[0][: len(head)], fg=color, bold=True) + lines[0][len(head) :]
    yield from lines[1:]
    for difference in change.difference:
        yield from difference_lines(difference)
    for guard in change.guards:
        yield from (INDENT + line for line in text_of(guard).splitlines())


def _broken(head: str, facts: list[str], width: int) -> list[str]:
    """The head and its facts in lines of at most ``width``; a fact that is longer itself is wrapped by words."""
    lines = [head]
    for number, fact in enumerate(facts):
        glue = " · " if number else "  "
        if len(lines[-1]) + len(glue) + len(fact) <= width:
            lines[-1] += glue + fact
        else:
            lines += textwrap.wrap(fact, width, initial_indent=INDENT, subsequent_indent=INDENT)
    return lines


def when_of(change: Change, now: datetime, timezone: str) -> str:
    return shown(change.scheduled_on, now, timezone)


def reach_of(reach: Reach | None, now: datetime) -> str:
    if reach is None:
        return "reach not asked"
    if reach.request_id is not None and not reach.platforms:
        return f"reach asked for, request {printable(reach.request_id)}"
    platforms = ", ".join(f"{name} {count:,}" for name, count in sorted(reach.platforms.items()))
    detail = f" ({platforms})" if platforms else ""
    age = f", asked {distance(reach.asked_at, now)}" if now - reach.asked_at > _FRESH else ""
    return f"reaches {reach.total:,}{detail}{age}"


def difference_lines(difference: FieldDifference) -> Iterator[str]:
    path = difference.path or "/"
    before, after = difference.before, difference.after
    if difference.missing == "before":
        yield click.style(f"      + {path}: {value_of(after)}", fg="green")
    elif difference.missing == "after":
        yield click.style(f"      - {path}: {value_of(before)}", fg="red")
    elif isinstance(before, str) and isinstance(after, str) and max(len(before), len(after)) > _LONG:
        yield f"      ~ {path}:"
        yield from text_lines(before, after)
    else:
        old, new = click.style(value_of(before), fg="red"), click.style(value_of(after), fg="green")
        yield f"      ~ {path}: {old} → {new}"


def text_lines(before: str, after: str) -> Iterator[str]:
    pieces = "".join(_piece(piece) for piece in shortened(compare(printable(before), printable(after))))
    yield from (f"          {line}" for line in pieces.splitlines())
    for called in called_out(before, after):
        for text in called.gone:
            yield click.style(f"          - {called.what}: {printable(text)}", fg="red")
        for text in called.new:
            yield click.style(f"          + {called.what}: {printable(text)}", fg="green")


def _piece(piece: Piece) -> str:
    """Marked so that it reads without colour too: [-gone-] {+new+}."""
    if piece.kind == "gone":
        return click.style(f"[-{piece.text}-]", fg="red")
    if piece.kind == "new":
        return click.style(f"{{+{piece.text}+}}", fg="green")
    return piece.text


def value_of(value: Json) -> str:
    text = printable(json.dumps(value, ensure_ascii=False))
    return text if len(text) <= 200 else f"{text[:200]}… ({len(text):,} characters)"


def totals(plan: Plan) -> str:
    counts = [(action, plan.count(action)) for action in Action]
    said = ", ".join(f"{count} {action.value}" for action, count in counts if count)
    return click.style(f"Plan: {said or 'no campaigns'}.", bold=True)
