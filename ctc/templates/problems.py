"""What Jinja raises, as diagnostics at the line that a person edits."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import jinja2
from jinja2.exceptions import SecurityError

from ctc.canonical import Json
from ctc.conflicts import HINT as UNMERGED
from ctc.conflicts import WHAT
from ctc.diagnostics import Diagnostic, JsonPath, Place
from ctc.specs.document import Document
from ctc.suggest import did_you_mean
from ctc.templates.budget import LimitPassed
from ctc.templates.counting import Rendering
from ctc.templates.environment import NotAValue, environment
from ctc.templates.source import TemplateRefused
from ctc.templates.texts import NotAText
from ctc.templates.undefined import VARIABLE, Frame, UndefinedName
from ctc.templates.wording import KINDS, NAMES, computed_in_words, syntax_in_words, text_in_words

_MANY: Final = 1_000
"""Variables up to which a name that is none of them is held against each: a file may hold as many such names."""
_NOT_CLOSED: Final = re.compile(r"Unexpected end of template.*needs to be closed is '(\w+)'")
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
GLOBALS: Final = ("range", "dict", "cycler", "joiner", "namespace", "liquid")


@dataclass(frozen=True, slots=True)
class Leaf:
    """Where a template leaf stands."""

    document: Document
    path: JsonPath
    text: str
    variables: Mapping[str, Json]


def diagnostic_of(error: Exception, leaf: Leaf, run: Rendering) -> Diagnostic:
    """The finding about what went wrong in a leaf, or in a file that it includes."""
    code, message, hint = _words(error, leaf, run)
    message = message.encode("utf-8", "backslashreplace").decode()  # a name may hold half of a character
    frames = list(_frames(error))
    if isinstance(error, jinja2.TemplateSyntaxError):
        frames.append((error.name, error.lineno))
    own = next((line for name, line in reversed(frames) if name is None), 1)
    if frames and frames[-1][0] in run.loaded:
        place = _place_in_leaf(leaf, own, _word(error))
        return _included(code, message, hint, error, frames, leaf, run, place)
    opened = _opened(error, leaf.text)
    if opened is None:
        place = _place_in_leaf(leaf, own, _word(error))
    else:
        place = leaf.document.places.inside(leaf.path, opened)
    return Diagnostic.of(code, message, hint, file=leaf.document.file, place=place, path=leaf.path)


def _included(
    code: str,
    message: str,
    hint: str | None,
    error: Exception,
    frames: list[Frame],
    leaf: Leaf,
    run: Rendering,
    place: Place,
) -> Diagnostic:
    """The finding in an included file; its message ends in the chain of includes, the nearest first."""
    name, number = frames[-1]
    template, word = run.loaded[name or ""], _word(error)
    opened = _opened(error, template.text)
    before = [] if opened is None else _LINE_END.split(template.text[:opened])
    number = len(before) or number
    lines = _LINE_END.split(template.text)
    source = lines[number - 1] if 0 < number <= len(lines) else ""
    index = len(before[-1]) if before else _index_of(word, source) if word else None
    return Diagnostic.of(
        code,
        f"{message} ({', '.join(_chain(frames, leaf, run, place))})",
        hint,
        file=template.shown,
        place=Place(line=number, column=(len(source) - len(source.lstrip()) if index is None else index) + 1),
    )


def _chain(frames: list[Frame], leaf: Leaf, run: Rendering, place: Place) -> Iterator[str]:
    inner = frames[-1][0]
    shown = 0
    for name, line in reversed(frames):
        if name == inner:
            continue
        inner = name
        shown += 1
        if shown < 5 and name in run.loaded:
            yield f"included from {run.loaded[name or ''].shown}:{line}"
    yield f"included from {leaf.document.file}:{place.line}"


def _place_in_leaf(leaf: Leaf, line: int, word: str | None) -> Place:
    """The place of a line of the template; of ``word`` in it, where it is known."""
    lines = leaf.text.split("\n")
    offset = sum(len(text) + 1 for text in lines[: line - 1])
    source = lines[line - 1] if line <= len(lines) else ""
    column = _index_of(word, source) if word else None
    if word and column is None:  # further down in an expression of several lines
        end = re.compile(r"[}%]}").search(leaf.text, offset)
        column = _index_of(word, leaf.text[offset : end.start() if end else None])
    if column is not None:
        return leaf.document.places.inside(leaf.path, offset + column)
    if line == 1:
        return leaf.document.places.value(leaf.path)
    return leaf.document.places.inside(leaf.path, offset)


def _opened(error: Exception, text: str) -> int | None:
    """Where a statement begins that is not closed: Jinja names the line of what comes last."""
    found = _NOT_CLOSED.match(str(error)) if isinstance(error, jinja2.TemplateSyntaxError) else None
    closed = 0
    for tag in reversed([*re.finditer(rf"\{{%[-+]?\s*(end)?{found[1]}\b", text)] if found else []):
        closed += 1 if tag[1] else -1
        if closed < 0:
            return tag.start()
    return None


def _index_of(word: str, source: str) -> int | None:
    """Where a name stands in a line: as a whole word, and rather inside of braces than in the prose around them."""
    found = [match.start() for match in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", source)]
    inside = (
        at
        for at in found
        if max(map(source[:at].rfind, ("{{", "{%"))) > max(map(source[:at].rfind, ("}}", "%}")))
    )
    return next(inside, found[0] if found else None)


def _frames(error: BaseException) -> Iterator[Frame]:
    """The templates that the error passed through, the outermost first: name (None: the leaf) and line."""
    if isinstance(error, UndefinedName) and error.frames:
        yield from error.frames
        return
    trace = error.__traceback__
    while trace is not None:
        template = trace.tb_frame.f_globals.get("__jinja_template__")
        if template is not None:
            yield template.name, template.get_corresponding_lineno(trace.tb_lineno)
        trace = trace.tb_next


def _word(error: Exception) -> str | None:
    return error.name if isinstance(error, UndefinedName) else None


def _words(error: Exception, leaf: Leaf, run: Rendering) -> tuple[str, str, str | None]:
    """Code, message and hint."""
    match error:
        case UndefinedName():
            return "CTC202", *_undefined(error, leaf)
        case jinja2.TemplatesNotFound() | jinja2.TemplateNotFound():
            name = ", ".join(map(str, getattr(error, "templates", [error.name])))
            hint = did_you_mean(name, run.templates.names())
            place = "it is looked for beside the spec and in the project's templates"
            return "CTC203", f"there is no template '{name}'", hint or place
        case jinja2.TemplateSyntaxError():
            return "CTC201", *syntax_in_words(error.message or "", environment().filters)
        case TemplateRefused():
            hint = "a template is a file beside the spec or below the project's templates folder"
            hint = "save it as UTF-8" if "UTF-8" in str(error) else UNMERGED if WHAT in str(error) else hint
            return "CTC203", f"this template is not read: {error}", hint
        case LimitPassed():
            return (
                "CTC204",
                f"this template does too much: {error}",
                "write the text out, or put it into a file",
            )
        case RecursionError():
            message = "this template does too much: it includes or calls itself without end"
            return "CTC204", message, "let the recursion end"
        case SecurityError():
            hint = "templates see plain values, their items and a few safe methods"
            return "CTC208", f"this is not open to templates: {_first_line(error)}", hint
        case NotAText():
            return "CTC209", *text_in_words(str(error))
        case NotAValue():
            return "CTC206", str(error), error.hint
        case _:
            return "CTC205", *computed_in_words(_first_line(error))


def _undefined(error: UndefinedName, leaf: Leaf) -> tuple[str, str | None]:
    if error.name == "None":
        message = "the list is empty here and has no such entry: the text would go out with a hole in it"
        return message, "use default(), or ask with `if` whether there are any"
    if str(error).startswith("parameter "):
        message = (
            f"the macro needs `{error.name}`, and is called without it: the text would go out with a hole"
        )
        return message, f"give it, or let the macro say what it is otherwise: {error.name}=''"
    if error.owner is VARIABLE:
        few = len(leaf.variables) <= _MANY
        known: Iterable[str] = leaf.variables if few else ()
        hint = NAMES.get(error.name) or did_you_mean(error.name, (*known, *GLOBALS))
        names = ", ".join(sorted(map(str, known)))
        is_short = few and len(names) < 200
        return (
            f"`{error.name}` is defined nowhere: the text would go out with a hole in it",
            hint or (f"known names: {names}" if is_short else "add it to `vars`, or use default()"),
        )
    keys = [key for key in error.owner if isinstance(key, str)] if isinstance(error.owner, dict) else []
    kind = "mapping" if isinstance(error.owner, dict) else type(error.owner).__name__
    return f"this {KINDS.get(kind, kind)} has no `{error.name}`", did_you_mean(error.name, keys)


def _first_line(error: Any) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
