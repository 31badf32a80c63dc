"""The rule about placeholders that are left in a text (CTC474)."""

import re
from collections.abc import Iterator
from typing import Final

from ctc.diagnostics import Severity
from ctc.validation.rules.rule import Problem, Rule, Subject

PATTERNS: Final = {
    "lorem": r"lorem ipsum",
    "TODO": r"\bTODO:|^TODO$",
    "FIXME": r"\bFIXME\b",
    "TBD": r"\bTBD\b",
    "XXX": r"\bXXX+\b",
    "*|": r"\*\|[A-Z_:]+\|\*",
    "%%": r"%%[A-Za-z_ ]+%%",
    "[": r"\[(?:FIRST ?NAME|NAME|FIRSTNAME|LINK|URL|PRODUCT|DATE|CITY|INSERT [^\]]+)\]|\[\[[A-Za-z_ ]+\]\]",
    "name>": r"<(?:first|last)[ _]?name>",
    "NAME%": r"%(?:FIRST_?NAME|NAME)%",
}
"""Each by what stands in all that it finds."""
_BRACES: Final = r"\{(?:(?<![{$#%]\{) ?[A-Za-z_][\w.]*(?: [A-Za-z_]\w*)? ?\}|(?<=\$\{) ?[A-Za-z_][\w.]* ?\})"
"""``{first_name}`` and, but for its first sign, ``${name}``: the placeholders of other tools, or of Jinja with a
brace too few. It begins with a brace, which is found at once."""


def _placeholder(subject: Subject) -> Iterator[Problem]:
    if subject.channel == "webhook":
        return  # its text is for a program, which may know such tags
    pattern = pattern_for(subject.prose)
    for leaf in subject.leaves if pattern or "{" in subject.prose else ():
        found = first_placeholder(leaf.text, pattern)
        if found:
            yield Problem(
                f"{found!r} looks like a placeholder, and CleverTap sends it as it stands",
                leaf.path,
                "write the words that readers should see",
            )


def pattern_for(prose: str) -> str:
    """Those of the patterns that can find something, joined; empty where none can."""
    return "|".join([PATTERNS[mark] for mark in filter(prose.__contains__, PATTERNS)])


def first_placeholder(text: str, pattern: str) -> str | None:
    """The first that ``pattern`` finds, else the first in braces."""
    match = re.search(pattern, text) if pattern else None
    if match is not None:
        return match[0]
    match = re.search(_BRACES, text) if "{" in text else None
    if match is None:
        return None
    return f"${match[0]}" if text[: match.start()].endswith("$") else match[0]


PLACEHOLDER = Rule(
    code="CTC474",
    severity=Severity.WARNING,
    title="a placeholder is left in the text",
    what="The content holds `lorem ipsum`, `TODO`, `[FIRST NAME]` or another tool's merge tag, such as *|FNAME|*, "
    "%%name%% or {first_name}.",
    why="CleverTap does not know these tags; readers see them.",
    bad="target_mode: push\ncontent: {title: 'Hello *|FNAME|*', body: The harvest is in}",
    good="target_mode: push\ncontent: {title: Hello, body: The harvest is in}",
    check=_placeholder,
)
