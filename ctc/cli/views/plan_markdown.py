"""A plan for a pull-request comment: summary first, one collapsed block a campaign, within a budget.

Review comments hold 65,536 characters at most. The text is cut between campaigns, never inside one, and says
how many are left out. The first line is a marker by which a bot finds and updates its own comment.
"""

import json
import re
from datetime import datetime
from typing import Final

from ctc.cli.views.plan_differences import value_of
from ctc.cli.views.plan_text import reach_of
from ctc.cli.views.times import shown
from ctc.diagnostics import Diagnostic
from ctc.plans.plan import Action, Change, FieldDifference, Plan
from ctc.plans.recipients import without_recipients
from ctc.plans.texts import called_out, compare, shortened

BUDGET: Final = 60_000
"""Bytes of UTF-8."""
_RESERVE: Final = 400
"""Bytes kept for the closing lines."""
_ROWS: Final = 100
"""Changes listed in the summary table; the totals count all of them."""


def plan_as_markdown(plan: Plan, *, now: datetime, timezone: str) -> str:
    head = _head(plan, now, timezone)
    size = len(head.encode())
    blocks: list[str] = []
    shown_changes = [change for change in plan.changes if change.action is not Action.UNCHANGED]
    for change in shown_changes:
        block = _block(change, now)
        if size + len(block.encode()) > BUDGET - _RESERVE:
            break
        blocks.append(block)
        size += len(block.encode())
    left = len(shown_changes) - len(blocks)
    tail = (
        f"\n**{left} more change(s) do not fit here**; run `ctc plan` to see all of them.\n" if left else ""
    )
    return head + "".join(blocks) + tail


def _head(plan: Plan, now: datetime, timezone: str) -> str:
    counts = ", ".join(f"{plan.count(a)} {a.value}" for a in Action if plan.count(a)) or "no campaigns"
    lines = [
        f"<!-- ctc plan: {_plain(plan.environment)} -->",
        f"### ctc plan for `{_code(plan.environment)}`: {counts}",
        "",
    ]
    problems = [*plan.diagnostics, *(guard for change in plan.changes for guard in change.guards)]
    lines += [_warning(problem) for problem in problems[:20]]
    if len(problems) > 20:
        lines.append(f"> …and {len(problems) - 20} more.")
    changes = [change for change in plan.changes if change.action is not Action.UNCHANGED]
    if changes:
        lines += [
            "",
            "| | campaign | action | channel | when | reach |",
            "| --- | --- | --- | --- | --- | ---: |",
        ]
        lines += [_row(change, now, timezone) for change in changes[:_ROWS]]
        if len(changes) > _ROWS:
            lines.append(f"| | …and {len(changes) - _ROWS} more | | | | |")
    return "\n".join(lines) + "\n\n"


def _row(change: Change, now: datetime, timezone: str) -> str:
    when = shown(change.scheduled_on, now, timezone) if change.channel else ""
    reach = f"{change.reach.total:,}" if change.reach else ""
    cells = [
        f"`{change.action.glyph}`",
        f"`{_code(change.address)}`",
        change.action.value,
        change.channel,
        when,
        reach,
    ]
    return "| " + " | ".join(_plain(cell) if not cell.startswith("`") else cell for cell in cells) + " |"


def _block(change: Change, now: datetime) -> str:
    summary = f"<code>{_plain(change.address)}</code>: {change.action.value}"
    lines = [f"<details><summary>{summary}</summary>", "", _plain(change.reason), ""]
    if change.reach:
        lines += [_plain(reach_of(change.reach, now)), ""]
    if (
        change.action in {Action.CREATE, Action.REPLACE}
        and change.payload is not None
        and not change.difference
    ):
        lines += _fenced(
            json.dumps(without_recipients(change.payload.body), ensure_ascii=False, indent=2), "json"
        )
    if change.difference:
        lines += _fenced("\n".join(line for d in change.difference for line in _difference(d)), "diff")
    lines += [_warning(guard) for guard in change.guards]
    return "\n".join(lines) + "\n</details>\n\n"


def _difference(difference: FieldDifference) -> list[str]:
    before, after = difference.before, difference.after
    path = _plain_line(difference.path or "/")
    if isinstance(before, str) and isinstance(after, str) and max(len(before), len(after)) > 60:
        lines = [f"  {path}"]
        for piece in shortened(compare(before, after)):
            mark = {"gone": "- ", "new": "+ ", "same": "  "}[piece.kind]
            lines += [f"{mark}    {_plain_line(line)}" for line in piece.text.splitlines() if line.strip()]
        for called in called_out(before, after):
            lines += [f"-     {called.what}: {_plain_line(text)}" for text in called.gone]
            lines += [f"+     {called.what}: {_plain_line(text)}" for text in called.new]
        return lines
    gone = [] if difference.missing == "before" else [f"- {path}: {value_of(before)}"]
    new = [] if difference.missing == "after" else [f"+ {path}: {value_of(after)}"]
    return gone + new


def _fenced(text: str, language: str) -> list[str]:
    """A code block whose fence is longer than any run of backticks inside."""
    if len(text) > 8_000:
        text = text[:8_000] + "\n… (cut; `ctc plan` shows all of it)"
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}{language}", text, fence, ""]


def _warning(diagnostic: Diagnostic) -> str:
    place = f"`{_code(diagnostic.file)}:{diagnostic.line}` " if diagnostic.file else ""
    hint = f" {_plain(diagnostic.hint)}" if diagnostic.hint else ""
    return f"> **{diagnostic.severity} {diagnostic.code}** {place}{_plain(diagnostic.message)}{hint}\n"


def _code(text: str) -> str:
    return _plain_line(text).replace("`", "'").replace("|", "\\|")


def _plain(text: str) -> str:
    """Text that Markdown and HTML leave as it is."""
    escaped = re.sub(
        r"([\\`*_{}\[\]<>|#~@!$])", lambda m: f"&#{ord(m.group(1))};", text.replace("&", "&amp;")
    )
    return _plain_line(escaped)


def _plain_line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
