"""A template text cut into what is always the same and what differs from spec to spec.

Compiling is nearly all of Jinja's cost. Literals, and the quoted texts inside of expressions, are lifted out and
replaced by names, so that all texts of one make share one compiled skeleton; the literals come back as variables.
Where that might not be the same, nothing is lifted: white space control, comments, raw parts, and statements
other than the few below.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from ctc.canonical import Json

NAME: Final = "_ctc_literal_"
"""What lifted texts are called; a template that says this word itself is left alone."""
_TAG: Final = re.compile(
    r"""\{\{(?P<expression>(?:[^{}'"\\]++|'[^'\\\n]*+'|"[^"\\\n]*+")*+)\}\}"""
    r"""|\{%(?P<statement>(?:[^{}%'"\\]++|'[^'\\\n]*+'|"[^"\\\n]*+")*+)%\}"""
)
_QUOTED: Final = re.compile(r"'[^'\\]*'|\"[^\"\\]*\"")
_NEIGHBOURS: Final = re.compile(r"\0\s*\0")
"""Two quoted texts side by side, each written as NUL: Jinja makes one of them, and of two names it cannot."""
_BARE: Final = re.compile(r"\{\{\s*([a-zA-Z][a-zA-Z0-9_]*)\s*\}\}")
_IDENTIFIER: Final = re.compile(r"\s*([a-zA-Z][a-zA-Z0-9_]*)\s*")
_RESERVED: Final = frozenset(
    {"and", "or", "not", "in", "is", "if", "else", "true", "false", "none", "True", "False", "None"}
    | {"self", "super", "loop", "caller", "varargs", "kwargs"}
)
_STATEMENTS: Final = frozenset({"if", "elif", "else", "endif", "for", "endfor", "include", "from", "import"})
_SHORT: Final = 10_000
"""Characters of a text that no limit of rendering speaks of."""
_LARGE: Final = 10**18


def is_template(text: str) -> bool:
    """Whether Jinja has anything to do in a text; Jinja itself is loaded for such texts alone."""
    return "{" in text and ("{{" in text or "{%" in text or "{#" in text)


class Part(NamedTuple):
    """A literal (``text``), a bare name (``name``), or an expression: its skeleton and what was lifted from it."""

    text: str = ""
    name: str = ""
    skeleton: str = ""
    lifted: tuple[tuple[str, str], ...] = ()


class Cut(NamedTuple):
    """Literals and expressions alone give ``parts``; with statements among them, a ``whole`` skeleton."""

    parts: tuple[Part, ...] = ()
    whole: Part | None = None


@lru_cache(maxsize=2048)
def cut(text: str) -> Cut | None:
    """The text cut, or None where it has to be compiled as it stands."""
    if "\r" in text or NAME in text:
        return None
    pieces = _pieces(text)
    if pieces is None:
        return None
    if all(kind != "statement" for kind, _ in pieces):
        return Cut(parts=tuple(_part(kind, source) for kind, source in pieces))
    return Cut(whole=_whole(pieces))


def bare(text: str) -> list[str] | None:
    """Literals without a brace and bare names in turn, the first and the last a literal; None for another text."""
    if "\r" in text or "{%" in text:
        return None
    pieces = _BARE.split(text)
    names = pieces[1::2]
    return pieces if text.count("{") == 2 * len(names) and _RESERVED.isdisjoint(names) else None


def filled(pieces: Sequence[str], variables: Mapping[str, Json]) -> Json:
    """What Jinja makes of a ``bare`` text, where its values are plain and short; None where it is asked."""
    written = list(pieces)
    value: Json = None
    for index in range(1, len(written), 2):
        value = variables.get(written[index])
        kind = type(value)
        if kind is str:
            written[index] = value
        elif kind is int and -_LARGE < value < _LARGE:
            written[index] = str(value)
        else:
            return None
    text = "".join(written)
    if len(text) > _SHORT:
        return None
    return value if len(written) == 3 and not written[0] and not written[2] else text


def _pieces(text: str) -> list[tuple[str, str]] | None:
    """Literals, expressions and statements in turn; None where one of them is not plain enough."""
    pieces: list[tuple[str, str]] = []
    end = 0
    for match in _TAG.finditer(text):
        kind = match.lastgroup or ""
        source = match[kind]
        if match.start() > end:
            pieces.append(("literal", text[end : match.start()]))
        if not _is_plain(kind, source):
            return None
        pieces.append((kind, source))
        end = match.end()
    if end < len(text):
        pieces.append(("literal", text[end:]))
    literals = "\0".join(source for kind, source in pieces if kind == "literal") + "\0"
    return None if is_template(literals) or "{\0" in literals else pieces


def _is_plain(kind: str, source: str) -> bool:
    if source[:1] in ("-", "+") or source[-1:] in ("-", "+") or not source.strip():
        return False
    return kind == "expression" or source.split(maxsplit=1)[0] in _STATEMENTS


def _part(kind: str, source: str) -> Part:
    if kind == "literal":
        return Part(text=source)
    name = _IDENTIFIER.fullmatch(source)
    if name and name[1] not in _RESERVED:
        return Part(name=name[1], skeleton=source)
    skeleton, lifted = _lift(source, 0)
    return Part(skeleton=skeleton, lifted=tuple(lifted))


def _whole(pieces: list[tuple[str, str]]) -> Part:
    skeleton = ""
    lifted: list[tuple[str, str]] = []
    for kind, source in pieces:
        if kind == "literal":
            name = f"{NAME}{len(lifted)}"
            lifted.append((name, source))
            skeleton += "{{ " + name + " }}"
        elif kind == "expression":
            inner, more = _lift(source, len(lifted))
            lifted += more
            skeleton += "{{" + inner + "}}"
        else:
            skeleton += "{%" + source + "%}"
    return Part(skeleton=skeleton, lifted=tuple(lifted))


def _lift(source: str, first: int) -> tuple[str, list[tuple[str, str]]]:
    """An expression with its quoted texts replaced by names that count from ``first``."""
    if "'" not in source and '"' not in source:
        return source, []
    if _NEIGHBOURS.search(_QUOTED.sub("\0", source)):
        return source, []
    lifted: list[tuple[str, str]] = []

    def replaced(match: re.Match[str]) -> str:
        name = f"{NAME}{first + len(lifted)}"
        lifted.append((name, match[0][1:-1]))
        return f" {name} "

    return _QUOTED.sub(replaced, source), lifted
