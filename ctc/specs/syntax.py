"""Syntax errors in plain words."""

import re
from typing import Final

from ctc.diagnostics import Diagnostic, Severity

BARE_TEMPLATE: Final = "`{}` at the beginning of a value is a mapping to YAML"
QUOTE_IT: Final = 'put the value in quotes: "{}"'


class SyntaxProblem(Exception):
    """What a YAML parser could not read: its own words, and where (line and column from 0)."""

    def __init__(
        self, problem: str, context: str, mark: tuple[int, int], context_mark: tuple[int, int] | None = None
    ) -> None:
        super().__init__(problem)
        self.problem, self.context, self.mark, self.context_mark = problem, context, mark, context_mark


_WORDS: Final[tuple[tuple[str, str, str], ...]] = (
    # what the parser says -> what is wrong, how to mend it
    (
        "found character that cannot start any token.*%",
        "a value cannot begin with `%`",
        "put the value in quotes",
    ),
    (
        "mapping values are not allowed",
        "a second `: ` on one line: it is unclear which word is the key",
        "put the value in quotes; if a new key is meant, give it its own line",
    ),
    (
        r"did not find expected ',' or '[\]}]'",
        "a bracket that is opened here is not closed, or a comma is missing",
        "a value that begins with [ or { and is no list or mapping needs quotes",
    ),
    ("found unexpected end of stream", "a quote that is opened here is not closed", "close it"),
    ("found unexpected document indicator", "a quote that is opened here is not closed", "close it"),
    (
        "could not find expected ':'",
        "this line is neither `key: value` nor the next line of a text",
        "write `key: value`, or indent the line if it belongs to the text above",
    ),
    (
        "did not find expected key",
        "this line does not fit in: its indentation agrees with no mapping above",
        "indent it like its neighbours; a quoted text ends at its closing quote",
    ),
    (
        "did not find expected '-' indicator",
        "a list item was expected here",
        "indent the items of one list alike, each with `- `",
    ),
    ("found a tab character", "a tab cannot indent YAML", "indent with spaces"),
    (
        "found character that cannot start any token",
        "a value cannot begin with this character",
        "put the value in quotes",
    ),
    (
        "found undefined alias",
        "no anchor of this name stands above",
        "write the anchor (&name) before the alias",
    ),
    (
        "found duplicate anchor",
        "this anchor stands twice in one document",
        "give the second one its own name",
    ),
    (
        "block sequence entries are not allowed",
        "a list cannot begin on the line of its key",
        "begin the list on the next line, or write it as [a, b]",
    ),
    ("block mapping entries are not allowed", "a key cannot stand here", "put it on its own line"),
    (
        "found unknown escape character",
        "an escape that YAML does not know",
        'write \\\\ for a backslash in "…"',
    ),
    (
        "invalid Unicode character escape",
        "half of a surrogate pair is no character",
        "write the character itself, or \\U with its eight digits",
    ),
    (
        "did not find expected hexdecimal number",
        "an escape lacks hexadecimal digits",
        "\\u takes four, \\x two",
    ),
    ("incompatible YAML document", "only YAML 1.2 can be read", "remove the %YAML line"),
    ("undefined tag handle", "a tag with an unknown prefix", "remove it: a spec is plain data"),
    (
        "did not find expected <document start>",
        "a second value where one document ends",
        "separate them with ---",
    ),
    (
        "did not find the expected comment or line break",
        "a block text begins on the line after | or >",
        "move the text to the next line",
    ),
)


def explained(file: str, text: str, problem: SyntaxProblem, first_line: int) -> Diagnostic:
    """The finding about a syntax error in ``text``, whose first line is ``first_line`` of the file."""
    line, column = problem.mark
    lines = re.split(r"\r\n|\r|\n", text)
    source = lines[line] if line < len(lines) else ""
    says = f"{problem.problem} {source[column : column + 1]}"
    message, hint = _in_words(says, problem)
    if "opened here" in message and problem.context_mark is not None:
        line, column = problem.context_mark
    bare = re.search(r"(?:^|[:\-] )\s*(\{[{%])", source)
    if bare:
        message, column = BARE_TEMPLATE.format(bare[1]), bare.start(1)
        hint = QUOTE_IT.format("{{ … }}" if bare[1] == "{{" else "{% … %}")
    return Diagnostic(
        code="CTC101",
        severity=Severity.ERROR,
        message=message,
        file=file,
        line=line + first_line,
        column=column + 1,
        hint=hint,
    )


def _in_words(says: str, problem: SyntaxProblem) -> tuple[str, str | None]:
    if says.endswith("\t"):
        return "a tab cannot indent YAML", "indent with spaces"
    for pattern, message, hint in _WORDS:
        if re.search(pattern, says):
            return message, hint
    words = f"{problem.context}: {problem.problem}" if problem.context else problem.problem
    return f"this is not YAML ({words})", None
