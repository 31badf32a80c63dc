"""One change, or a family of them, as a collapsed block of a Markdown comment."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from difflib import SequenceMatcher
from textwrap import wrap
from typing import Final

from ctc.cli.views.markdown_escapes import code, fenced, one_line, plain, warning
from ctc.cli.views.plan_blocks import (
    block_audience,
    block_facts,
    common_words,
    labelled,
    reach_words,
    reason_words,
    standing_out_words,
)
from ctc.cli.views.plan_differences import value_of
from ctc.cli.views.plan_parts import LONG, NEW, audience_words, differences, label_words, said
from ctc.cli.views.plan_text import reach_of, when_of
from ctc.cli.views.times import shown
from ctc.diagnostics import Diagnostic
from ctc.payloads.payload import Payload
from ctc.plans.action import Action
from ctc.plans.audience_change import AudienceChange
from ctc.plans.families import Block
from ctc.plans.gains import audience_change
from ctc.plans.plan import Change, FieldDifference
from ctc.plans.recipients import without_recipients
from ctc.wording.texts import text_difference

_WIDTH: Final = 96
"""Characters of a text on one line."""
_GUARDS: Final = 5
"""Guards told in one block; the head counts all of them."""


def block(change: Change, now: datetime, timezone: str, *, payload: bool) -> str:
    """The block; ``payload`` says whether a new campaign's payload stands in it as JSON too."""
    summary = f"<code>{plain(change.address, 200)}</code>: {change.action.value}"
    audience = audience_change(change)
    if audience is not None:
        summary += f", audience {plain(label_words(audience))}"
    lines = [f"<details><summary>{summary}</summary>", "", plain(change.reason), ""]
    if change.reach:
        lines += [plain(reach_of(change.reach, now)), ""]
    if change.payload is not None and not change.difference and change.action in {*NEW, Action.REPLACE}:
        lines += [*_fields(change, change.payload, now, timezone), ""]
        lines += _payload(change.payload) if payload else []
    told = [*_audience(audience), *(line for d in differences(change) for line in _difference(d))]
    if told:
        lines += fenced("\n".join(told), "diff")
    lines += [warning(guard) for guard in change.guards[:_GUARDS]]
    return "\n".join(lines) + "\n</details>\n\n"


def _fields(change: Change, payload: Payload, now: datetime, timezone: str) -> Iterator[str]:
    """What a reviewer asks of a new campaign, as a table."""
    rows = [
        ("name", str(payload.body.get("name", ""))),
        ("channel", change.channel),
        ("when", when_of(change, now, timezone)),
        ("to", audience_words(payload.body)),
        *said(without_recipients(payload.body)),
    ]
    yield "| | |"
    yield "| --- | --- |"
    for name, text in rows:
        if text:
            yield f"| {plain(name, 80)} | {plain(' '.join(text.split()), 400)} |"


def _payload(payload: Payload) -> list[str]:
    text = json.dumps(without_recipients(payload.body), ensure_ascii=False, indent=2)
    return ["<details><summary>payload</summary>", "", *fenced(text, "json"), "</details>", ""]


def _audience(audience: AudienceChange | None) -> Iterator[str]:
    if audience is None:
        return
    yield f"  audience: {label_words(audience)}"
    yield from _wrapped("-", audience.gone)
    yield from _wrapped("+", audience.new)


def _difference(difference: FieldDifference) -> Iterator[str]:
    before, after = difference.before, difference.after
    path = one_line(difference.path or "/")
    if isinstance(before, str) and isinstance(after, str) and max(len(before), len(after)) > LONG:
        yield f"  {path}"
        yield from _text(before, after)
        return
    if difference.missing != "before":
        yield f"- {path}: {value_of(before)}"
    if difference.missing != "after":
        yield f"+ {path}: {value_of(after)}"


def _text(before: str, after: str) -> Iterator[str]:
    """Whole lines, so that they read as sentences; the host's colours tell which went and which came."""
    told = text_difference(before, after)
    old, new = (
        [line for line in "".join(p.text for p in told.pieces if p.kind != left).splitlines() if line.strip()]
        for left in ("new", "gone")
    )
    for tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            yield from _wrapped(" ", new[c:d])
            continue
        yield from _wrapped("-", old[a:b])
        yield from _wrapped("+", new[c:d])
    if not told.pieces:
        yield "      (no word that is read changed)"
    for called in told.called:
        yield from (f"-     {called.what}: {one_line(text, 300)}" for text in called.gone)
        yield from (f"+     {called.what}: {one_line(text, 300)}" for text in called.new)


def _wrapped(sign: str, lines: Iterable[str]) -> Iterator[str]:
    """Each line with its sign before every part of it: a comment's code block does not wrap by itself."""
    for line in lines:
        for part in wrap(one_line(line), _WIDTH, break_long_words=False, break_on_hyphens=False):
            yield f"{sign}     {part}"


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
    lines += [f"- {plain(words)}" for words in reason_words(block)]
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
        yield guards[0]._replace(message=guards[0].message + more)


def _samples(block: Block) -> Iterator[tuple[str, str]]:
    for change in block.samples:
        body = without_recipients(change.payload.body) if change.payload is not None else {}
        texts = [text for _, text in said(body)][:2]
        words = " · ".join(" ".join(text.split()) for text in texts)
        yield change.address, f": {plain(words, 240)}" if words else ""
