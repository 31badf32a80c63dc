"""Syntax errors in plain words."""

import re
from typing import Any, Final, NamedTuple

from ctc.conflicts import HINT, WHAT, conflict_in
from ctc.diagnostics import Diagnostic, Place
from ctc.patterns import pattern
from ctc.specs.text import LINE_END

BARE_TEMPLATE: Final = "`{}` at the beginning of a value is a mapping to YAML"
QUOTE_IT: Final = 'put the value in quotes: "{}"'
UNCLOSED: Final = (
    "a bracket that is opened here is not closed",
    "close it; a text that begins with [ or { needs quotes",
)
AFTER_THE_END: Final = (
    "the value has ended before this: nothing can follow a closing quote or bracket",
    'put the whole value into one pair of quotes; inside \'…\' a quote is written twice, inside "…" as \\"',
)
BELOW_A_TEXT: Final = (
    "this line continues the text above it, and a text without quotes cannot hold `: `",
    "the key above may lack the blank after its colon, or this line is indented too far",
)
_END: Final = pattern(r"\s*(?:\Z|---|\.\.\.)")


class _Said(NamedTuple):
    """What is wrong and how to mend it; told where the value begins, or where the parser stopped."""

    message: str
    hint: str | None
    at_beginning: bool = False


class SyntaxProblem(Exception):
    """What a YAML parser could not read: its own words, where, and where that began (line and column from 0)."""

    def __init__(
        self, problem: str, context: str, mark: tuple[int, int], context_mark: tuple[int, int]
    ) -> None:
        super().__init__(problem)
        self.problem, self.context, self.mark, self.context_mark = problem, context, mark, context_mark


_WORDS: Final[tuple[tuple[str, str, str] | tuple[str, str, str, bool], ...]] = (
    # what the parser says, and the character it stopped at -> what is wrong, how to mend it, and whether that is told
    # where the value begins rather than where the parser stopped
    (
        r"found character that cannot start any token.*\t$",
        "a tab cannot indent YAML",
        "indent with spaces",
    ),
    (
        r"found character that cannot start any token.* (\S)$",
        r"a value cannot begin with \1",
        "put the value in quotes",
        True,
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
        True,
    ),
    ("found unexpected end of stream", "a quote that is opened here is not closed", "close it", True),
    ("found unexpected document indicator", "a quote that is opened here is not closed", "close it", True),
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
        r"did not find expected node content ([\]},:])",
        r"a key or a value is missing before this `\1`",
        "a text that begins with a bracket or a comma needs quotes; a bracket closes what was opened alone",
    ),
    (
        "did not find expected '-' indicator",
        "a list item was expected here",
        "indent the items of one list alike, each with `- `",
    ),
    ("found a tab character", "a tab cannot indent YAML", "indent with spaces"),
    (
        "found undefined alias",
        "no anchor of this name stands above",
        "write the anchor (&name) before the alias; a text that begins with * needs quotes",
    ),
    (
        "found duplicate anchor",
        "this anchor stands twice in one document",
        "give the second one its own name",
    ),
    (
        "while scanning an (alias|anchor)",
        r"a value cannot begin with * or &: YAML takes it for the name of an \1",
        "put the value in quotes",
        True,
    ),
    (
        "(?:scanning|parsing) a tag",
        "a value cannot begin with !: YAML takes it for a tag",
        "put the value in quotes",
        True,
    ),
    (
        "block sequence entries are not allowed",
        "a list cannot begin on the line of its key",
        "begin the list on the next line, or write it as [a, b]; a text that begins with `- ` needs quotes",
    ),
    ("block mapping entries are not allowed", "a key cannot stand here", "put it on its own line"),
    (
        "found unknown escape character",
        "an escape that YAML does not know",
        'write \\\\\\\\ for a backslash in "…"',
    ),
    (
        "invalid Unicode character escape",
        "half of a surrogate pair is no character",
        "write the character itself, or \\\\U with its eight digits",
    ),
    (
        "did not find expected hexdecimal number",
        "an escape lacks hexadecimal digits",
        "\\\\u takes four, \\\\x two",
    ),
    ("incompatible YAML document", "only YAML 1.2 can be read", "remove the %YAML line"),
    ("undefined tag handle", "a tag with an unknown prefix", "remove it: a spec is plain data"),
    (
        "directive",
        "a line that begins with % is for the parser, and this one means nothing to it",
        "remove it, or put the text in quotes",
    ),
    (
        "did not find expected <document start>",
        "a second value where one document ends",
        "separate them with ---",
    ),
    (
        "block scalar.*did not find expected comment or line break",
        "a block text begins on the line after | or >",
        "move the text to the next line; a text that begins with | or > needs quotes",
    ),
    (
        "indentation indicator equal to 0",
        "the indentation of a block text is a digit from 1 to 9",
        "remove the 0: the first line of the text tells its indentation",
    ),
)


def explained(file: str, text: str, problem: SyntaxProblem, first_line: int) -> Diagnostic:
    """The finding about a syntax error in ``text``, whose first line is ``first_line`` of the file."""
    line, column = problem.mark
    lines = LINE_END.split(text)
    source = lines[line] if line < len(lines) else ""
    message, hint, at_beginning = _by_place(problem, source, column)
    if "node content" in problem.problem and (opened := _unclosed(text, line, column)):
        line, column = opened
        message, hint = UNCLOSED
    elif at_beginning:
        line, column = problem.context_mark
    conflict = conflict_in(text)
    if conflict is not None:
        message, hint, line, column = WHAT, HINT, conflict - 1, 0
    bare = re.search(r"(?:^|[:\-] )\s*(\{[{%])", source)
    if bare:
        message, column = BARE_TEMPLATE.format(bare[1]), bare.start(1)
        hint = QUOTE_IT.format("{{ … }}" if bare[1] == "{{" else "{% … %}")
    return Diagnostic.of(
        "CTC101", message, hint, file=file, place=Place(line=line + first_line, column=column + 1)
    )


def _by_place(problem: SyntaxProblem, source: str, column: int) -> _Said:
    """What is wrong, where the place tells more than the parser's words."""
    before = source[:column].strip()
    says = problem.problem
    if source.startswith("```"):
        return _Said("a fence of Markdown is no YAML", "remove the line")
    if "did not find expected key" in says and source[column : column + 1] == ":" and not before:
        hint = "write `key: value`; a text that begins with : needs quotes"
        return _Said("a key is missing before this colon", hint)
    if "did not find expected key" in says and before:
        return _Said(*AFTER_THE_END)
    if "mapping values are not allowed" in says and not re.search(r":(\s|$)", before):
        return _Said(*BELOW_A_TEXT)
    return _in_words(problem, source[column : column + 1])


def _in_words(problem: SyntaxProblem, char: str) -> _Said:
    says = f"{problem.context}: {problem.problem} {char}"
    for wording, message, hint, *at_beginning in _WORDS:
        found = re.search(wording, says, re.DOTALL)
        if found:
            said, how = (found.expand(one) if "\\" in one else one for one in (message, hint))
            return _Said(said, how, bool(at_beginning))
    return _Said(f"this is not YAML ({problem.problem})", None)


def _unclosed(text: str, line: int, column: int) -> tuple[int, int] | None:
    """Line and column of the ``[`` or ``{`` that is open where the text ends; None where something else is wrong.

    ``line`` and ``column`` (from 0) say where the parser gave up.
    """
    import yaml  # files with such a mistake alone need a parser here
    from yaml._yaml import CParser

    rest = "\n".join(LINE_END.split(text)[line:])[column:]
    if _END.match(rest) is None:
        return None
    parser, opened = CParser(text.encode()), []
    try:
        while parser.check_event():
            event = parser.get_event()
            if isinstance(event, yaml.CollectionStartEvent):
                mark: Any = event.start_mark
                opened.append((event.flow_style, mark.line, mark.column))
            elif isinstance(event, yaml.CollectionEndEvent):
                opened.pop()
    except yaml.MarkedYAMLError:
        pass
    finally:
        parser.dispose()
    return next(((row, place) for is_flow, row, place in reversed(opened) if is_flow), None)
