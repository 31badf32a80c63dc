"""Content in a Markdown comment: it is shown, and can neither close nor open anything."""

import re

from ctc.diagnostics import Diagnostic
from ctc.patterns import pattern
from ctc.shown import inline, visible

_SPECIAL = pattern(r"([\\`*_{}\[\]<>|~!$])")
_CALLS = pattern(
    r"""([@#]|\bGH-(?=\d)|[!$&](?=\d)|[~%](?=["\w])|\^(?=alert)|\[(?=[a-z_]+:)|\*(?=iteration:))"""
)
"""A person, an issue; on GitLab a merge request, a snippet, an epic, a label, a milestone and what words name."""
_APART = "\u200b"
"""Behind what would call a person or link an issue: an entity in its place is read as the character itself."""


def plain(text: str, longest: int = 1_000) -> str:
    """Text in one line that Markdown and HTML leave as it is, and that calls nobody."""
    apart = _CALLS.sub(rf"\1{_APART}", one_line(text, longest)).replace("&", "&amp;")
    return _SPECIAL.sub(lambda m: f"&#{ord(m.group(1))};", apart)


def code(text: str, longest: int = 300) -> str:
    """Text for between two backticks, also in a table."""
    return one_line(text, longest).replace("`", "'").replace("|", "\\|")


def span(text: str, longest: int = 300) -> str:
    """Text as code in a cell of a table, which a bar would end that stands behind a backslash, escaped or not."""
    return f"<code>{plain(text, longest)}</code>" if "\\|" in text else f"`{code(text, longest)}`"


def fenced(text: str, language: str, longest: int = 6_000) -> list[str]:
    """A code block whose fence is longer than any run of backticks inside; ``longest`` is in bytes."""
    text = visible(text)
    held = text.encode("utf-8", "replace")
    if len(held) > longest:
        text = held[:longest].decode("utf-8", "ignore") + "\n… (cut; `ctc plan` shows all of it)"
    run = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, run + 1)
    return [f"{fence}{language}", text, fence, ""]


def warning(diagnostic: Diagnostic) -> str:
    """A diagnostic as a quotation."""
    place = f"`{code(diagnostic.file)}:{diagnostic.line}` " if diagnostic.file else ""
    hint = f" **help:** {plain(diagnostic.hint)}" if diagnostic.hint else ""
    return f"> **{diagnostic.severity} {diagnostic.code}** {place}{plain(diagnostic.message)}{hint}\n"


def one_line(text: str, longest: int = 1_000) -> str:
    """Nothing hidden, no line's end, no more than ``longest`` characters."""
    return inline(text if len(text) <= longest else f"{text[:longest]}…")
