"""A template text cut into what is always the same and what differs from spec to spec.

Compiling is nearly all of Jinja's cost. Literals, and the quoted texts inside of expressions, are lifted out and
replaced by names, so that all texts of one make share one compiled skeleton; the literals come back as variables.
Where that might not be the same, nothing is lifted: white space control, comments, statements other than the few
below, and texts that may hold too much to be compiled.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from ctc.canonical import Json
from ctc.patterns import pattern
from ctc.templates.limits import LARGE, MAX_TOKENS

NAME: Final = "_ctc_literal_"
"""What lifted texts are called; a template that says this word itself is left alone."""
_TAG: Final = pattern(
    r"""\{\{(?![-+]|\s*\}\})(?P<expression>(?:[^{}'"\\]++|'[^'\\\n]*+'|"[^"\\\n]*+")*+)(?<![-+])\}\}"""
    r"""|\{%(?P<statement>\s*+(?:if|elif|else|endif|for|endfor|include|from|import)(?=\s|%\})"""
    r"""(?:[^{}%'"\\]++|'[^'\\\n]*+'|"[^"\\\n]*+")*+)(?<![-+])%\}"""
)
"""An expression or a plain statement, without white space control; of any other tag the braces stay in a literal."""
_LITERAL, _EXPRESSION = 0, 1
_RAW: Final = pattern(r"\{%[ ]*raw[ ]*%\}(.*?)\{%[ ]*endraw[ ]*%\}", re.DOTALL)
_QUOTED: Final = pattern(r"'[^'\\]*'|\"[^\"\\]*\"")
_NO_VALUES: Final = pattern(r"\0\s*\0|(?:[.|]|\bis(?:\s+not)?)\s*\0|\0\s*=(?!=)")
"""Quoted texts, each written as NUL, of which a name is something else: Jinja makes one of two side by side; and as the
name of an attribute, a filter, a test or an argument a text is a mistake."""
_BARE: Final = pattern(r"\{\{\s*([a-zA-Z][a-zA-Z0-9_]*)\s*\}\}")
_IDENTIFIER: Final = pattern(r"\s*([a-zA-Z][a-zA-Z0-9_]*)\s*")
RESERVED: Final = frozenset(
    {"and", "or", "not", "in", "is", "if", "else", "true", "false", "none", "True", "False", "None", "self"}
)
SHORT: Final = 10_000
"""Characters of a text that no limit of rendering speaks of."""


def is_template(text: str) -> bool:
    """Whether Jinja has anything to do in a text; Jinja itself is loaded for such texts alone."""
    return "{" in text and ("{{" in text or "{%" in text or "{#" in text)


class Part(NamedTuple):
    """A literal (``text``), a bare name (``name``), or an expression: its skeleton and what was lifted from it.

    ``literals`` are the texts that were lifted from one with statements.
    """

    text: str = ""
    name: str = ""
    skeleton: str = ""
    lifted: tuple[tuple[str, str], ...] = ()
    literals: frozenset[str] = frozenset()


class Cut(NamedTuple):
    """Literals and expressions alone give ``parts``; with statements among them, a ``whole`` skeleton."""

    parts: tuple[Part, ...] = ()
    whole: Part | None = None


@lru_cache(maxsize=2048)
def cut(text: str) -> Cut | None:
    """The text cut, or None where it has to be compiled as it stands."""
    pieces = around_raw(text, pieces_of)
    if pieces is None:
        return None
    if not any(pieces[2::3]):
        return Cut(parts=tuple(_part(index % 3, source) for index, source in enumerate(pieces) if source))
    return Cut(whole=_whole(pieces))


def pieces_of(text: str) -> list[str] | None:
    """Literal, expression or None, statement or None, literal, and so on."""
    pieces: list[str] = _TAG.split(text)
    literals = "\0".join(pieces[::3]) + "\0"
    if is_template(literals) or "{\0" in literals or len(text) - len(literals) + len(pieces) > MAX_TOKENS:
        return None
    return pieces


def around_raw(text: str, cut_up: Callable[[str], list[str] | None]) -> list[str] | None:
    """The pieces of a text, the first and the last a literal, where what is ``raw`` is a part of the literals."""
    if "\r" in text or NAME in text:
        return None
    made = [""]
    for number, part in enumerate(_RAW.split(text)):
        is_raw = bool(number % 2)
        found = [part] if is_raw else cut_up(part)
        if found is None or (is_raw and "endraw" in part):  # it ends before, with a sign for white space
            return None
        made[-1] += found[0]
        made += found[1:]
    return made


def name_of(source: str) -> str | None:
    """The variable that an expression is, where it is nothing else."""
    found = _IDENTIFIER.fullmatch(source)
    return found[1] if found is not None and found[1] not in RESERVED else None


def variable_of(template: str) -> str | None:
    """The variable that a template is, where it is nothing else."""
    found = _BARE.fullmatch(template)
    return found[1] if found is not None and found[1] not in RESERVED else None


def bare(text: str) -> list[str] | None:
    """Literals without a brace and bare names in turn, the first and the last a literal; None for another text."""
    if "\r" in text or "{%" in text:
        return None
    pieces = _BARE.split(text)
    names = pieces[1::2]
    if 2 * len(pieces) > MAX_TOKENS:
        return None
    return pieces if text.count("{") == 2 * len(names) and RESERVED.isdisjoint(names) else None


def filled(pieces: Sequence[str], variables: Mapping[str, Json]) -> Json:
    """What Jinja makes of a ``bare`` text, where its values are plain and short; None where it is asked."""
    written = list(pieces)
    value: Json = None
    room = SHORT
    for index in range(1, len(written), 2):
        value = variables.get(written[index])
        kind = type(value)
        if kind is str:
            room -= len(value)
            if room < 0 or (("<" in value or "&" in value) and any("<" in text for text in pieces[::2])):
                return None  # before it is written: a long value may stand in a text a thousand times
            written[index] = value
        elif (kind is int or kind is float) and -LARGE < value < LARGE:  # neither NaN nor infinite
            written[index] = str(value)
        else:
            return None
    text = "".join(written)
    if len(text) > SHORT:
        return None
    return value if len(written) == 3 and not written[0] and not written[2] else text


def _part(kind: int, source: str) -> Part:
    if kind == _LITERAL:
        return Part(text=source)
    name = name_of(source)
    if name is not None:
        return Part(name=name, skeleton=source)
    skeleton, lifted = _lift(source, 0)
    return Part(skeleton=skeleton, lifted=tuple(lifted))


def _whole(pieces: Sequence[str | None]) -> Part:
    """One skeleton, whose tags stand on the lines of the text."""
    skeleton: list[str] = []
    lifted: list[tuple[str, str]] = []
    for index, source in enumerate(pieces):
        kind = index % 3
        if not source:
            continue
        if kind == _LITERAL:
            name = f"{NAME}{len(lifted)}"
            lifted.append((name, source))
            is_last = index + 1 == len(pieces)
            lines = "" if is_last else "\n" * source.count("\n")  # where it ends is where it began
            skeleton.append("{{ " + name + " " + lines + "}}")
        elif kind == _EXPRESSION:
            inner, more = _lift(source, len(lifted))
            lifted += more
            skeleton.append("{{" + inner + "}}")
        else:
            skeleton.append("{%" + source + "%}")
    literals = frozenset(text for _, text in lifted)
    return Part(skeleton="".join(skeleton), lifted=tuple(lifted), literals=literals)


def _lift(source: str, first: int) -> tuple[str, list[tuple[str, str]]]:
    """An expression with its quoted texts replaced by names that count from ``first``."""
    if "'" not in source and '"' not in source:
        return source, []
    if _NO_VALUES.search(_QUOTED.sub("\0", source)):
        return source, []
    lifted: list[tuple[str, str]] = []

    def replaced(match: re.Match[str]) -> str:
        name = f"{NAME}{first + len(lifted)}"
        lifted.append((name, match[0][1:-1]))
        return f" {name} "

    return _QUOTED.sub(replaced, source), lifted
