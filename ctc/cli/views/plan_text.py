"""A plan for a terminal: one line a change, what differs below it, what needs a look and the totals last."""

import shutil
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

import click

from ctc.cli.views.diagnostics import text_of
from ctc.cli.views.plan_blocks import block_lines, pace_words
from ctc.cli.views.plan_data import data_words
from ctc.cli.views.plan_parts import NEW, attention, audience_words, differences, said
from ctc.cli.views.times import distance, shown
from ctc.diagnostics import Diagnostic
from ctc.patterns import pattern
from ctc.plans.action import Action
from ctc.plans.families import Block, in_families
from ctc.plans.gains import audience_change
from ctc.plans.pace import pace_of
from ctc.plans.plan import Change, Plan, Reach
from ctc.plans.recipients import without_recipients
from ctc.shown import inline, visible

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
SENDS = frozenset({Action.CREATE, Action.REPLACE, Action.BLOCKED})
INDENT = " " * 6
_EXCERPT = pattern(r" *[0-9]* \|")
_FRESH = timedelta(minutes=1)
_BRIEF = 12
"""Characters up to which a reason stands before the time."""
_TOLD = 10
"""New campaigns up to which their words are shown too; of more, one line each, unless verbose."""
_NAMED = 8
"""Addresses named in a line of what needs a look."""


def _title(plan: Plan) -> str:
    return f"Plan for {plan.environment}" + (f", to {inline(plan.host)}" if plan.host else "")


def plan_as_text(
    plan: Plan,
    *,
    now: datetime,
    timezone: str,
    verbose: bool = False,
    expand: Sequence[str] = (),
    rate: float | None = None,
) -> str:
    """The whole plan; unchanged addresses are only counted, unless ``verbose``. Large families are blocks, but those
    that ``expand`` names. With ``rate``, requests a second, the last line says how long apply takes."""
    width = max(60, min(shutil.get_terminal_size((100, 24)).columns, 160))
    items = list(in_families(plan, expand, unchanged=verbose))
    words = verbose or sum(isinstance(item, Change) and item.action in NEW for item in items) <= _TOLD
    lines = [click.style(_title(plan), bold=True)]
    lines += [
        line for words in data_words(plan) for line in textwrap.wrap(words, width, subsequent_indent="  ")
    ]
    lines.append("")
    start = len(lines)
    lines += _items(items, now, timezone, width, words=words)
    for diagnostic in plan.diagnostics:
        lines += diagnostic_lines(diagnostic, width, "")
    if len(lines) > start:
        lines.append("")
    lines += attention_lines(plan, width)
    if not words:
        lines.append("(-v also shows what each new campaign says, and to whom)")
    if any(isinstance(item, Block) for item in items):
        lines.append("(--expand 'GLOB' shows a family one by one)")
    lines += _styled(totals(plan), width, "")
    if rate is not None and (pace := pace_words(pace_of(plan.notable, rate, now), now, timezone, rate)):
        lines += _styled(pace, width, "")
    return "\n".join(lines)


def _items(
    items: Sequence[Change | Block], now: datetime, timezone: str, width: int, *, words: bool
) -> Iterator[str]:
    """Changes and blocks; what stands below two changes alike is said once."""
    before: dict[tuple[str, ...], str] = {}
    for item in items:
        if isinstance(item, Block):
            yield from block_lines(item, now, timezone, width, COLORS.get(item.action))
            continue
        yield from head_lines(item, now, timezone, width)
        below = tuple(_below(item, width, words=words)) if words or item.difference else ()
        same = before.setdefault(below, item.address) if len(below) > 1 else item.address
        yield from below if same == item.address else [f"{INDENT}(the same as for {inline(same)})"]
        for guard in item.guards:
            yield from diagnostic_lines(guard, width, INDENT)


def head_lines(change: Change, now: datetime, timezone: str, width: int) -> Iterator[str]:
    """What happens to one address, broken between facts where the terminal is narrow."""
    reason = inline(change.reason)
    brief = len(reason) <= _BRIEF
    facts = [inline(change.channel)] if change.channel else []
    facts += [reason] if reason and brief else []
    if when := when_of(change, now, timezone):
        facts.append(when)
    if change.reach:
        facts.append(reach_of(change.reach, now))
    facts += [] if brief else [reason]
    head = f"  {change.action.glyph} {inline(change.address)}  {change.action.value}"
    lines = _broken(head, facts, width)
    yield click.style(lines[0][: len(head)], fg=COLORS.get(change.action), bold=True) + lines[0][len(head) :]
    yield from lines[1:]


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


def _below(change: Change, width: int, *, words: bool) -> Iterator[str]:
    if change.difference:
        audience, fields = audience_change(change), differences(change)
        from ctc.cli.views.plan_differences import audience_lines, difference_lines

        if audience is not None:
            yield from audience_lines(audience, width)
        for difference in fields:
            yield from difference_lines(difference, width)
    if words and change.action in NEW and change.payload is not None and not change.difference:
        body = change.payload.body
        yield from textwrap.wrap(
            f"to: {inline(audience_words(body))}",
            width,
            initial_indent=INDENT,
            subsequent_indent=INDENT + "    ",
        )
        yield from (_line(name, text, width) for name, text in said(without_recipients(body)))


def _line(name: str, text: str, width: int) -> str:
    """One line: a long text is cut, the end of a line is a blank."""
    flat = " ".join(f"{inline(name)}: {visible(text)}".split())
    room = width - len(INDENT)
    return INDENT + (flat if len(flat) <= room else flat[: room - 2].rstrip() + " …")


def when_of(change: Change, now: datetime, timezone: str) -> str:
    """When it goes out, or would have; empty where nothing goes out."""
    if not change.channel or change.action not in DATED:
        return ""
    if change.scheduled_on is None and change.action not in SENDS:
        return ""
    return shown(change.scheduled_on, now, timezone)


def reach_of(reach: Reach, now: datetime) -> str:
    """``reaches 12,480 (android 12,000, ios 480), asked 2h ago``; an answer that is still to come says so."""
    age = f", asked {distance(reach.asked_at, now)}" if now - reach.asked_at > _FRESH else ""
    if reach.request_id is not None and not reach.platforms:
        return f"reach not known yet: CleverTap counts, request {inline(reach.request_id)}{age}"
    platforms = ", ".join(f"{inline(name)} {count:,}" for name, count in sorted(reach.platforms.items()))
    detail = f" ({platforms})" if platforms else ""
    return f"reaches {reach.total:,}{detail}{age}"


def attention_lines(plan: Plan, width: int) -> Iterator[str]:
    """What would get lost among hundreds of changes, once more by name."""
    found = attention(plan)
    if not found:
        return
    yield click.style("Look at:", bold=True)
    for one in found:
        named = ", ".join(inline(address) for address in one.addresses[:_NAMED])
        more = f" and {len(one.addresses) - _NAMED} more" if len(one.addresses) > _NAMED else ""
        yield from _wrapped(f"! {inline(one.what)} × {len(one.addresses)}: {named}{more}", width)
    yield ""


def _wrapped(text: str, width: int) -> Iterable[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent="  ",
        subsequent_indent="    ",
        break_on_hyphens=False,
        break_long_words=False,
    )


def diagnostic_lines(diagnostic: Diagnostic, width: int, indent: str) -> Iterator[str]:
    """A guard or a warning; the source line and its caret stay as they are."""
    for line in text_of(diagnostic).splitlines():
        yield from [indent + line] if _EXCERPT.match(click.unstyle(line)) else _styled(line, width, indent)


def _styled(text: str, width: int, indent: str) -> Iterator[str]:
    """Coloured text wrapped by what is seen of it."""
    line = indent
    for word in text.split(" "):
        if len(click.unstyle(line)) + len(click.unstyle(word)) > width and line.strip():
            yield line.rstrip()
            line = f"{indent}  "
        line += f"{word} "
    yield line.rstrip()


def totals(plan: Plan) -> str:
    counts = plan.counts
    told = ", ".join(f"{counts[action]} {action.value}" for action in Action if counts[action])
    return click.style(f"Plan: {told or 'no campaigns'}.", bold=True)
