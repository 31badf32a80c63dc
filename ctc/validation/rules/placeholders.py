"""The rule about placeholders that are left in a text (CTC474)."""

import re
from collections.abc import Iterator
from typing import Final

from ctc.diagnostics import Severity
from ctc.patterns import pattern
from ctc.validation.rules.rule import Problem, Rule, Subject

PATTERNS: Final = {
    "orem ": r"\b[Ll]orem [Ii]psum\b",
    "LOREM": r"\bLOREM IPSUM\b",
    "dolor sit": r"\bdolor sit amet\b",
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
_LONGEST: Final = 120
"""Characters of a text that may be a test as a whole."""
_BRACES: Final = r"\{(?:(?<![{$#%]\{) ?[A-Za-z_][\w.]*(?: [A-Za-z_]\w*)? ?\}|(?<=\$\{) ?[A-Za-z_][\w.]* ?\})"
"""``{first_name}`` and, but for its first sign, ``${name}``: the placeholders of other tools, or of Jinja with a
brace too few. It begins with a brace, which is found at once."""


def _placeholder(subject: Subject) -> Iterator[Problem]:
    if subject.channel == "webhook":
        return  # its text is for a program, which may know such tags
    if subject.in_production:
        yield from _trials(subject)
    pattern = pattern_for(subject.prose)
    for leaf in subject.leaves if pattern or "{" in subject.prose else ():
        found = first_placeholder(leaf.text, pattern)
        if found:
            yield Problem(
                f"{found!r} looks like a placeholder, and CleverTap sends it as it stands",
                leaf.path,
                "write the words that readers should see",
            )


_THINGS: Final = "e-?mail|mail|push|sms|message|msg|notification|campaign|body|title|subject|text|name"
_WORDS: Final = (
    rf"tests?|testing|(?:test|testing|sample|dummy)[ _-]?(?:{_THINGS}|\d+)|(?:uat|qa|dev|internal)[ _-]tests?|asdf\w*"
    r"|asd|qwert[yz]?\w*|foo|bar|baz|foobar|blah|xyz|x{3,}|hello world|dummy|sample|lorem|ipsum|tbd|do not send"
)
_MARKS: Final = r"\[(?:tests?|testing|qa|uat|dev|staging|draft|do not send)\]|\(tests?\)|\{tests?\}"
_TRIAL: Final = pattern(
    rf"(?i:\W*(?:hello |this is (?:just )?an? )?(?:{_WORDS})(?:\W+(?:{_WORDS}))*\W*"
    rf"|.*(?:{_MARKS}).*|\W*lorem ipsum\b.*)|\W*(?:TEST[ _:-]|ST_).*",
    re.DOTALL,
)
"""A text that is nothing but such words, or that says of itself that it is a test."""
_READ: Final = frozenset({"title", "subject", "body", "message", "text", "caption", "subtitle", "name"})


def is_trial(text: str) -> bool:
    """Whether a text was written to try something out: ``test``, ``[TEST] Hi``, ``asdf``, ``ST_promo``."""
    return len(text) <= _LONGEST and _TRIAL.fullmatch(text) is not None


def _trials(subject: Subject) -> Iterator[Problem]:
    name = subject.body.get("name")
    named = [(("name",), name)] if isinstance(name, str) else []
    for path, text in (*named, *((leaf.path, leaf.text) for leaf in subject.leaves if leaf.name in _READ)):
        if is_trial(text):
            yield Problem(
                f"{' '.join(text.split())!r} reads like a test, and this is environment {subject.environment!r}",
                path,
                "send tests in an environment of their own; or say why here, with `ignore`",
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
    "%%name%% or {first_name}; or, in production, a name or a text reads like a test: `test`, `[TEST] …`, `asdf`, "
    "`ST_…`.",
    why="CleverTap does not know these tags; readers see them, and tests that went to everybody are remembered.",
    bad="target_mode: push\ncontent: {title: 'Hello *|FNAME|*', body: The harvest is in}",
    good="target_mode: push\ncontent: {title: Hello, body: The harvest is in}",
    environmental=True,
    check=_placeholder,
)
