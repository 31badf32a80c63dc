"""What differs in one change, for a terminal: readable without colour, wrapped to the width."""

import json
import textwrap
from collections.abc import Iterator

import click

from ctc.canonical import Json
from ctc.cli.views.plan_parts import LONG, label_words
from ctc.patterns import pattern
from ctc.plans.audience_change import AudienceChange
from ctc.plans.plan import FieldDifference
from ctc.shown import inline, visible
from ctc.wording.markup import Called
from ctc.wording.texts import Piece, text_difference

INDENT = " " * 6
DEEPER = " " * 10
_MARKS = pattern(r"(\[-|-\]|\{\+|\+\})")
_MOST = 12
"""Lines of one kind (links, markup…) that are shown of one text."""


def audience_lines(audience: AudienceChange, width: int) -> Iterator[str]:
    """``audience: wider``, then the conditions that went and came."""
    loud = audience.label in ("wider", "different")
    yield click.style(
        f"{INDENT}~ audience: {label_words(audience)}", fg="yellow" if loud else None, bold=loud
    )
    for mark, color, clauses in (("-", "red", audience.gone), ("+", "green", audience.new)):
        for clause in clauses:
            for line in _wrap(f"{mark} {inline(clause)}", width):
                yield click.style(line, fg=color)


def difference_lines(difference: FieldDifference, width: int) -> Iterator[str]:
    path = inline(difference.path or "/")
    before, after = difference.before, difference.after
    if difference.missing == "before":
        yield from _field(f"+ {path}: {value_of(after)}", width, "green")
    elif difference.missing == "after":
        yield from _field(f"- {path}: {value_of(before)}", width, "red")
    elif isinstance(before, str) and isinstance(after, str) and max(len(before), len(after)) > LONG:
        yield f"{INDENT}~ {path}:"
        yield from text_lines(before, after, width)
    else:
        yield from _both(path, value_of(before), value_of(after), width)


def _both(path: str, before: str, after: str, width: int) -> Iterator[str]:
    if len(f"{INDENT}~ {path}: {before} → {after}") <= width:
        yield f"{INDENT}~ {path}: {click.style(before, fg='red')} → {click.style(after, fg='green')}"
        return
    yield f"{INDENT}~ {path}:"
    yield from (click.style(line, fg="red") for line in _wrap(f"- {before}", width))
    yield from (click.style(line, fg="green") for line in _wrap(f"+ {after}", width))


def _field(text: str, width: int, color: str) -> Iterator[str]:
    for line in textwrap.wrap(text, width, initial_indent=INDENT, subsequent_indent=DEEPER):
        yield click.style(line, fg=color)


def text_lines(before: str, after: str, width: int) -> Iterator[str]:
    """Words that went and came in their sentence, marked ``[-gone-] {+new+}``; then what is called out."""
    told = text_difference(before, after)
    open_mark = ""
    for paragraph in "".join(_marked(piece) for piece in told.pieces).splitlines():
        for line in _wrap(paragraph, width, deeper=""):
            colored, open_mark = _colored(line, open_mark)
            yield colored
    if not told.pieces:
        yield f"{DEEPER}no word that is read changed"
    for called in told.called:
        yield from _called_lines(called, width)


def _called_lines(called: Called, width: int) -> Iterator[str]:
    for mark, color, texts in (("-", "red", called.gone), ("+", "green", called.new)):
        for text in texts[:_MOST]:
            told = f"{mark} {called.what}: {inline(text)}"
            whole = called.what in ("link", "image")  # an address that is broken cannot be opened
            for line in [DEEPER + told] if whole else _wrap(told, width):
                yield click.style(line, fg=color)
        if len(texts) > _MOST:
            yield f"{DEEPER}{mark} {called.what}: and {len(texts) - _MOST} more"


def _marked(piece: Piece) -> str:
    text = visible(piece.text)
    return {"gone": f"[-{text}-]", "new": f"{{+{text}+}}", "same": text}[piece.kind]


def _colored(line: str, mark: str) -> tuple[str, str]:
    """The line with what stands between marks coloured, and the mark that is still open at its end."""
    parts: list[str] = []
    for part in _MARKS.split(line):
        if part in ("[-", "{+"):
            mark = part
        color = {"[-": "red", "{+": "green"}.get(mark)
        parts.append(click.style(part, fg=color) if color and part else part)
        if part in ("-]", "+}"):
            mark = ""
    return "".join(parts), mark


def _wrap(text: str, width: int, deeper: str = "  ") -> list[str]:
    return textwrap.wrap(
        text, width, initial_indent=DEEPER, subsequent_indent=DEEPER + deeper, break_on_hyphens=False
    )


def value_of(value: Json) -> str:
    text = inline(json.dumps(value, ensure_ascii=False), blanks=True)
    return text if len(text) <= 200 else f"{text[:200]}… ({len(text):,} characters)"
