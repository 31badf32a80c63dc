"""A family in the Markdown of a plan: a row of the table, and a collapsed block."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from ctc.cli.views.markdown_escapes import code, plain, warning
from ctc.cli.views.plan_blocks import (
    block_audience,
    block_facts,
    common_words,
    labelled,
    reach_words,
    standing_out_words,
)
from ctc.cli.views.plan_parts import said
from ctc.cli.views.times import shown
from ctc.diagnostics import Diagnostic
from ctc.plans.families import Block

_REASONS = 5


def family_row(block: Block, now: datetime, timezone: str) -> str:
    """The row of the summary."""
    first, last = block.schedule
    when = shown(first, now, timezone) if first or last is None else f"now to {shown(last, now, timezone)}"
    channels = ", ".join(sorted({change.channel for change in block.changes if change.channel}))
    gaining = ", ".join(
        f"{label} × {len(found):,}" for label, found in labelled(block.changes) if "audience" in label
    )
    cells = [
        f"`{block.action.glyph}`",
        f"`{code(block.family, 80)}` × {len(block.changes):,}",
        block.action.value,
        plain(channels),
        plain(when),
        plain(reach_words(block.reaches)),
        f"**{plain(gaining)}**" if gaining else "",
    ]
    return f"| {' | '.join(cells)} |"


def family_block(block: Block, now: datetime, timezone: str) -> str:
    """The collapsed block: what all have in common, samples, what stands out."""
    count = f"{block.action.value} × {len(block.changes):,}"
    lines = [f"<details><summary><code>{plain(block.family, 120)}[…]</code>: {count}</summary>", ""]
    lines += [plain(" · ".join(block_facts(block, now, timezone))), ""]
    if len(block.reasons) > 1:
        lines += [f"- {number:,} × {plain(reason)}" for reason, number in block.reasons[:_REASONS]]
    lines += [f"- {plain(words, 400)}" for words in (block_audience(block), *common_words(block)) if words]
    lines += [f"- such as `{code(address, 120)}`{text}" for address, text in _samples(block)]
    lines += [f"- {plain(words, 200)}" for words in standing_out_words(block)]
    lines += [""]
    lines += [warning(found) for found in guards_once(block)]
    return "\n".join(lines) + "\n</details>\n\n"


def guards_once(block: Block) -> Iterator[Diagnostic]:
    """What guards say of the changes of a block: the first of each code, with the number of the others."""
    found: dict[str, list[Diagnostic]] = {}
    for change in block.changes:
        for guard in change.guards:
            found.setdefault(guard.code, []).append(guard)
    for guards in found.values():
        more = f" (and {len(guards) - 1:,} more like it)" if len(guards) > 1 else ""
        yield replace(guards[0], message=guards[0].message + more)


def _samples(block: Block) -> Iterator[tuple[str, str]]:
    for change in block.samples:
        texts = [text for _, text in said(change.payload.body)][:2] if change.payload is not None else []
        words = " · ".join(" ".join(text.split()) for text in texts)
        yield change.address, f": {plain(words, 240)}" if words else ""
