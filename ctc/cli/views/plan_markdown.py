"""A plan for a pull-request comment: summary first, one collapsed block a campaign, within a budget.

Review comments hold 65,536 characters at most. The text is cut between campaigns, never inside one, and says
how many are left out. The first line is a marker, of the project and the environment, by which a bot finds and
updates its own comment: two projects in one repository have a comment each.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from ctc.cli.views.markdown_blocks import block, family_block, family_row, guards_once
from ctc.cli.views.markdown_escapes import code, plain, span, warning
from ctc.cli.views.plan_blocks import pace_words
from ctc.cli.views.plan_data import data_words
from ctc.cli.views.plan_parts import GAINING, attention, needs_a_look
from ctc.cli.views.plan_text import when_of
from ctc.diagnostics import Diagnostic
from ctc.plans.action import Action
from ctc.plans.families import Block, Item, in_families
from ctc.plans.gains import audience_change
from ctc.plans.pace import pace_of
from ctc.plans.plan import Change, Plan

BUDGET: Final = 60_000
"""Bytes of UTF-8."""
_RESERVE: Final = 400
"""Bytes kept for the closing lines."""
_ROWS: Final = 100
"""Changes listed in the summary table; the totals count all of them."""
_TABLE: Final = 24_000
"""Bytes of the summary table at most."""
_DATA: Final = 6_000
"""Bytes of the lines on families' rows at most."""
_PROBLEMS: Final = 8_000
"""Bytes of warnings at most."""
_NAMED: Final = 10
_ALIKE: Final = 3
"""Problems of one code that are told one by one."""


def plan_as_markdown(
    plan: Plan,
    *,
    project: str,
    now: datetime,
    timezone: str,
    expand: Sequence[str] = (),
    rate: float | None = None,
) -> str:
    """The comment, at most ``BUDGET`` bytes. Payloads are shown where all of them fit.

    Changes stand in the order of apply, large families as one; of more than a hundred, those that need a look come
    first.
    """
    changes = list(in_families(plan, expand))
    if len(changes) > _ROWS:  # some are cut: never those that need a look
        changes.sort(key=_comes_later)
    head = _head(project, plan, changes, now, timezone)
    room = BUDGET - _RESERVE - len(head.encode())
    blocks = _fitting((_block(change, now, timezone, payload=True) for change in changes), room)
    if len(blocks) < len(changes):
        blocks = _fitting((_block(change, now, timezone, payload=False) for change in changes), room)
    left = len(changes) - len(blocks)
    cut = f"\n**{left} more change(s) do not fit here**; run `ctc plan` to see all of them.\n" if left else ""
    takes = ""
    if rate is not None and (words := pace_words(pace_of(plan.notable, rate, now), now, timezone, rate)):
        takes = f"\n{plain(words)}\n"
    return head + "".join(blocks) + cut + takes


def _comes_later(item: Item) -> bool:
    members = item.changes if isinstance(item, Block) else (item,)
    return not any(map(needs_a_look, members))


def _block(item: Item, now: datetime, timezone: str, *, payload: bool) -> str:
    if isinstance(item, Block):
        return family_block(item, now, timezone)
    return block(item, now, timezone, payload=payload)


def _fitting(parts: Iterable[str], room: int) -> list[str]:
    """The parts from the first on that fit into ``room`` bytes; the first that does not ends them."""
    kept: list[str] = []
    for part in parts:
        room -= len(part.encode())
        if room < 0:
            break
        kept.append(part)
    return kept


def _head(project: str, plan: Plan, changes: Sequence[Item], now: datetime, timezone: str) -> str:
    found = plan.counts
    counts = ", ".join(f"{found[a]} {a.value}" for a in Action if found[a]) or "no campaigns"
    to = f" to `{code(plan.host)}`" if plan.host else ""
    lines = [*_begun(project, plan.environment, to, counts)]
    data = [f"- {plain(words)}" for words in data_words(plan)]
    kept = _fitting(data, _DATA)
    lines += [*kept, *([f"- …and {len(data) - len(kept):,} more"] if len(kept) < len(data) else [])]
    lines += [""] if data else []
    problems = [*plan.diagnostics, *(guard for change in changes for guard in _guards(change))]
    lines += _problems(problems)
    lines += [*_look(plan), ""]
    if changes:
        lines += [
            "| | campaign | action | channel | when | reach | audience |",
            "| --- | --- | --- | --- | --- | ---: | --- |",
        ]
        rows = _fitting((_row(change, now, timezone) + "\n" for change in changes[:_ROWS]), _TABLE)
        lines += [row.removesuffix("\n") for row in rows]
        if len(changes) > len(rows):
            lines.append(f"| | …and {len(changes) - len(rows)} more | | | | | |")
    return "\n".join(lines) + "\n\n"


def no_plan_as_markdown(problems: Sequence[Diagnostic], *, project: str, environment: str) -> str:
    """The comment where there is no plan: why, in the place of an older one that nobody should read any more."""
    return "\n".join([*_begun(project, environment, "", "there is none"), *_problems(problems)]).rstrip("\n")


def _begun(project: str, environment: str, to: str, said: str) -> Iterator[str]:
    yield f"<!-- ctc plan: {plain(project)}/{plain(environment)} -->"
    yield f"### ctc plan for `{code(project)}` in `{code(environment)}`{to}: {said}"
    yield ""


def _problems(problems: Sequence[Diagnostic]) -> Iterator[str]:
    """What is wrong, the first few of each code; each campaign's own stands in its block as well."""
    alike: dict[str, list[Diagnostic]] = {}
    for problem in problems:
        alike.setdefault(problem.code, []).append(problem)
    parts = [(len(found), "".join(f"{warning(one)}\n" for one in found[:_ALIKE])) for found in alike.values()]
    kept = _fitting((text for _, text in parts), _PROBLEMS)
    for (count, _), text in zip(parts, kept, strict=False):
        yield text.removesuffix("\n")
        if count > _ALIKE:
            yield f"> …and {count - _ALIKE:,} more like it.\n"
    if len(kept) < len(parts):
        yield f"> …and {sum(count for count, _ in parts[len(kept) :]):,} more.\n"


def _look(plan: Plan) -> Iterator[str]:
    """What a reviewer must not miss: doubts, breached guards, audiences that may have gained people."""
    for one in attention(plan):
        named = ", ".join(f"`{code(address, 80)}`" for address in one.addresses[:_NAMED])
        more = f" and {len(one.addresses) - _NAMED} more" if len(one.addresses) > _NAMED else ""
        yield f"- **{plain(one.what)}** × {len(one.addresses)}: {named}{more}"


def _guards(item: Item) -> Iterable[Diagnostic]:
    return guards_once(item) if isinstance(item, Block) else item.guards


def _row(change: Item, now: datetime, timezone: str) -> str:
    if isinstance(change, Block):
        return family_row(change, now, timezone)
    when = when_of(change, now, timezone)
    audience = audience_change(change)
    label = audience.label if audience is not None else ""
    cells = [
        f"`{change.action.glyph}`",
        span(change.address, 120),
        change.action.value,
        plain(change.channel),
        plain(when),
        _reach(change),
        f"**{label}**" if label in GAINING else label,
    ]
    return f"| {' | '.join(cells)} |"


def _reach(change: Change) -> str:
    if change.reach is None:
        return ""
    waits = change.reach.request_id is not None and not change.reach.platforms
    return "not known yet" if waits else f"{change.reach.total:,}"
