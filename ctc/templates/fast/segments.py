"""The leaves of a family cut into what is the same for all of its rows and the templates between it."""

from collections.abc import Iterator, Sequence
from typing import Final

from ctc.patterns import pattern
from ctc.templates.cutting import around_raw, pieces_of

_OPENING: Final = frozenset({"if", "for"})
_CLOSING: Final = frozenset({"endif", "endfor"})
_SEEN: Final = frozenset({"from", "import"})
"""Statements that what follows them sees."""
_IMPORT: Final = pattern(
    r"""\s*(?:from\s+)?(?:import\s+)?(?:'[^']*'|"[^"]*")\s*(?:import|as)\s+([\w\s,]+?)\s*"""
)
"""One whose template is named by a text; and the names that it gives."""
_IMPORTS: Final = pattern(r"\{%\s*(?:from|import)\s")
_WORD: Final = pattern(r"[^\W\d]\w*")


def segments(text: str) -> list[str] | None:
    """Literals and templates in turn, the first and the last a literal; None where they cannot be told apart.

    A template is an expression, an ``include``, or a statement from its ``if`` or ``for`` to its end; those side by
    side are one. Each begins with the imports whose names it says. What is ``raw`` is a literal.
    """
    if "endraw" in text and _IMPORTS.search(text):  # what follows a raw part sees the imports before it
        return None
    return around_raw(text, _segments)


def _segments(text: str) -> list[str] | None:
    pieces = pieces_of(text)
    if pieces is None:
        return None
    made, depth = [pieces[0] or ""], 0
    imports: list[tuple[str, frozenset[str]]] = []
    for expression, statement, literal in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        word = statement.split()[0] if statement else ""
        source = "{%" + statement + "%}" if statement else "{{" + (expression or "") + "}}"
        if word in _SEEN:
            names = _imported(statement)
            if depth or names is None or any(names & _words(each) for each in made[1::2]):
                return None
            imports.append((source, names))
            made[-1] += literal or ""
            continue
        if depth or (len(made) > 1 and not made[-1]):
            made[-2:] = [made[-2] + made[-1] + source, literal or ""]
        else:
            made += [source, literal or ""]
        depth += (word in _OPENING) - (word in _CLOSING)
    if imports:
        made[1::2] = [f"{''.join(_needed(imports, _words(each)))}{each}" for each in made[1::2]]
    return made if not depth else None


def _needed(imports: Sequence[tuple[str, frozenset[str]]], words: frozenset[str]) -> Iterator[str]:
    """The imports that a template with these words may see; a file that it includes may see them all."""
    return (source for source, names in imports if "include" in words or names & words)


def _imported(statement: str) -> frozenset[str] | None:
    """The names that an import gives, with the word ``as``; None where it is of another form."""
    found = _IMPORT.fullmatch(statement)
    names = _words(found[1]) if found is not None else frozenset({"context"})
    return None if "context" in names else names


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text))
