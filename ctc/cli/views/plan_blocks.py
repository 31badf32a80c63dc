"""A family in a plan, for a terminal: counts, schedule and reach, what all have in common, samples, what stands out."""

import textwrap
from collections.abc import Iterator, Sequence
from datetime import datetime

import click

from ctc.cli.views.plan_parts import NEW, attention_of, audience_words, said
from ctc.cli.views.times import shown
from ctc.durations import in_words
from ctc.plans.families import Block, Reaches
from ctc.plans.pace import Pace
from ctc.plans.plan import Change, Edit
from ctc.plans.recipients import without_recipients
from ctc.shown import inline, visible

INDENT = " " * 6
_REASONS = 3
"""Reasons of a block that are told."""


def block_lines(block: Block, now: datetime, timezone: str, width: int, color: str | None) -> Iterator[str]:
    """The block, in lines of at most ``width``."""
    count = f"{block.action.value} × {len(block.changes):,}"
    head = f"  {block.action.glyph} {inline(block.family)}[…]  {count}"
    facts = list(block_facts(block, now, timezone))
    line = click.style(head, fg=color, bold=True)
    text = " · ".join(facts)
    if len(head) + 2 + len(text) <= width or not facts:
        yield f"{line}  {text}".rstrip()
    else:
        yield line
        yield from _wrapped(text, width)
    yield from _wrapped(block_audience(block), width)
    for words in (*reason_words(block), *common_words(block)):
        yield from _wrapped(words, width)
    for change in block.samples:
        yield from _wrapped(f"such as {inline(change.address)}{_said(change)}", width)
    yield from _wrapped("; ".join(standing_out_words(block)), width)
    for label, addresses in labelled(block.changes):
        more = f" and {len(addresses) - 1:,} more" if len(addresses) > 1 else ""
        yield from _wrapped(f"! {label} × {len(addresses):,}: {inline(addresses[0])}{more}", width)


def reason_words(block: Block) -> Iterator[str]:
    """Why, where they differ: the commonest reasons, and how many others there are."""
    reasons = block.reasons if len(block.reasons) > 1 else ()
    told = _REASONS if len(reasons) > _REASONS + 1 else len(reasons)
    yield from (f"{number:,} × {inline(reason)}" for reason, number in reasons[:told])
    if rest := reasons[told:]:
        yield f"{sum(n for _, n in rest):,} × for {len(rest):,} other reasons"


def block_audience(block: Block) -> str:
    """Whom what is new goes to: all of them, or a sample where each has an audience of its own."""
    sample = next((change for change in block.samples if change.payload is not None), None)
    if block.action not in NEW or sample is None or sample.payload is None:
        return ""
    shared = len({change.payload.audience for change in block.changes if change.payload is not None}) == 1
    of = "" if shared and not sample.payload.is_send else f", for {inline(sample.address)}"
    return f"to{of}: {inline(audience_words(sample.payload.body))}"


def block_facts(block: Block, now: datetime, timezone: str) -> Iterator[str]:
    """Channel, reason, schedule and reach of a block, each in words."""
    channels = sorted({change.channel for change in block.changes if change.channel})
    if channels:
        yield ", ".join(map(inline, channels))
    if len(block.reasons) == 1 and block.reasons[0][0]:
        yield inline(block.reasons[0][0])
    if any(change.payload is not None or change.scheduled_on for change in block.changes):
        yield _schedule(block, now, timezone)
    if reach := reach_words(block.reaches):
        yield reach


def reach_words(reaches: Reaches) -> str:
    """``reaches 12,480 in 20 of 2,999 that were asked``; empty where nobody was."""
    if not reaches.known:
        return ""
    of = (
        f" in the {reaches.known:,} of {reaches.known + reaches.unknown:,} that were asked"
        if reaches.unknown
        else ""
    )
    return f"reaches {reaches.total:,}{of}"


def _schedule(block: Block, now: datetime, timezone: str) -> str:
    first, last = block.schedule
    if first == last or last is None:
        return shown(last if first else None, now, timezone)
    start = shown(first, now, timezone) if first else "now"
    return f"{start} to {shown(last, now, timezone)}"


def common_words(block: Block) -> Iterator[str]:
    """What all differences have in common, once; then what many of them have."""
    count = len(block.changes)
    for edit, number in block.common:
        which = f"all {count:,}" if number == count else f"{number:,}"
        yield f"in {which}: {edit_words(edit)}"
    rest = block.differences - sum(n for _, n in block.common)
    if block.common and rest > 0:
        yield f"and {rest:,} more difference{'s'[: rest != 1]}"
    elif rest > 0:
        paths = sorted({difference.path for change in block.changes for difference in change.difference})
        where = ", ".join(map(inline, paths[:4])) + (" …" if len(paths) > 4 else "")
        yield f"{rest:,} differences, no two alike, at {where}"


def edit_words(edit: Edit) -> str:
    before, after = (
        f"`{visible(inline(text))[:80]}`" if text else "nothing" for text in (edit.before, edit.after)
    )
    return f"{inline(edit.path)}: {before} → {after}"


def standing_out_words(block: Block) -> Iterator[str]:
    for what, change in block.standing_out:
        yield f"{what}: {inline(change.address)}"


def labelled(changes: Sequence[Change]) -> list[tuple[str, list[str]]]:
    """What needs a look among many changes: guards by code, audiences that may have gained people."""
    found: dict[str, list[str]] = {}
    for change in changes:
        for label in attention_of(change):
            found.setdefault(label, []).append(change.address)
    return list(found.items())


def pace_words(pace: Pace, now: datetime, timezone: str, rate: float) -> str:
    """How long apply takes, and by when it is done."""
    if pace.seconds < 1:
        return ""
    return (
        f"apply takes about {in_words(pace.seconds)} ({pace.requests:,} requests at {rate:g} a second): "
        f"done by {shown(pace.done_at, now, timezone)}"
    )


def _said(change: Change) -> str:
    """The first words of what a sample says."""
    if change.payload is None:
        return ""
    texts = (" ".join(visible(text).split()) for _, text in said(without_recipients(change.payload.body)))
    first = next(filter(None, texts), "")
    return f": {first[:100]}" if first else ""


def _wrapped(text: str, width: int) -> Iterator[str]:
    if text:
        yield from textwrap.wrap(
            text, width, initial_indent=INDENT, subsequent_indent=INDENT + "  ", break_on_hyphens=False
        )
