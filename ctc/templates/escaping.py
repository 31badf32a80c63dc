"""HTML in templates: which files escape what they write, and what is written into HTML as it stands.

A file whose name ends in ``.html`` or ``.html.j2`` escapes every value; ``| safe`` says that a value is markup. In
what does not escape (a leaf of a spec, a file of another name) a value that HTML would read as something else is
noted, and so is a value of an escaping file that looks like markup and will be read as text.
"""

import html
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from types import FrameType
from typing import Final, NamedTuple

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, JsonPath, Severity, pointer
from ctc.patterns import pattern
from ctc.specs.document import Document
from ctc.specs.text import place_at
from ctc.templates.source import TemplateText

_HTML: Final = pattern(r"\.html?(\.(j2|jinja2?))?\Z", re.IGNORECASE)
_MARKUP: Final = pattern(r"</?[a-zA-Z][^<>]*>|<!--")
_READS_AS_MARKUP: Final = pattern(r"<[a-zA-Z/!?]")
_WRITTEN_MARKUP: Final = pattern(
    r"</?(?:a|abbr|b|big|blockquote|br|center|code|del|div|em|font|h[1-6]|hr|i|img|ins|li|ol|p|pre|s|small|span|strong"
    r"|sub|sup|table|tbody|td|th|thead|tr|u|ul)(?:\s[^<>]*)?/?>|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]\w+);"
)
"""What an author writes as markup; `<Cheese>` is a text."""
_CODE: Final = pattern(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_OUTPUT: Final = pattern(r"\{\{(?P<minus>-?)(?P<expression>.*?)(?P<end>-?\}\})", re.DOTALL)
_SAYS: Final = pattern(r"\|\s*(e|escape|forceescape|safe|tojson|urlencode|xmlattr)\b")
_PLAIN: Final = pattern(r"\s*[\w.\[\]'\"]+(\s*\|\s*\w+(\([^()]*\))?)*\s*")
_MOST: Final = 20
"""Values of one leaf that are noted."""
_SHOWN: Final = 60


class Noted(NamedTuple):
    """A value, the template that writes it (None: the leaf) and the line of a file; whether it was escaped there.

    ``in_html`` says that a file which escapes has included the one that does not; what a macro gives
    (``in_macro``), its caller escapes or does not.
    """

    template: str | None
    line: int
    value: str
    escapes: bool
    in_html: bool = False
    in_macro: bool = False


class Mend(NamedTuple):
    """``old`` on a line of an included file, or (``file`` is empty) in the leaf at ``path``, becomes ``new``."""

    file: str
    line: int
    path: JsonPath
    old: str
    new: str


def is_html(name: str | None) -> bool:
    """Whether a template of that name escapes what it writes; a leaf has no name."""
    return name is not None and _HTML.search(name) is not None


def note(noted: list[Noted], value: str, *, escapes: bool) -> None:
    """Called where a template writes a text that holds ``<`` or ``&`` and is not marked as safe; ``escapes`` says
    whether it is escaped there: as the file's name has it, or a block ``autoescape`` around it."""
    frame = sys._getframe(2)
    template = frame.f_globals["__jinja_template__"]
    if len(noted) < _MOST and (_WRITTEN_MARKUP.search(value) if escapes else is_misread(value)):
        line = template.get_corresponding_lineno(frame.f_lineno) if template.name is not None else 1
        in_html, in_macro = _surroundings(frame)
        noted.append(Noted(template.name, line, value, escapes, in_html, in_macro))


def _surroundings(frame: FrameType | None) -> tuple[bool, bool]:
    """Whether what is written now lands in an escaping file as it stands; whether a macro writes it."""
    while frame is not None:
        template = frame.f_globals.get("__jinja_template__")
        if template is not None and frame.f_code.co_name == "macro":
            return False, True
        if template is not None and is_html(template.name):
            return True, False
        frame = frame.f_back
    return False, False


def note_of_leaf(noted: list[Noted], value: str) -> None:
    """The same where the leaf itself writes it, without a line."""
    if len(noted) < _MOST and is_misread(value):
        noted.append(Noted(None, 1, value, escapes=False))


def is_misread(value: str) -> bool:
    """Whether HTML reads a text that holds ``<`` or ``&`` as something else."""
    return _READS_AS_MARKUP.search(value) is not None or html.unescape(value) != value


def holds_markup(text: str) -> bool:
    """Whether a template writes HTML itself."""
    return "<" in text and _MARKUP.search(_CODE.sub(" ", text)) is not None


class Written(NamedTuple):
    """The leaf that was rendered: where it stands, what it sees, what it included."""

    text: str
    document: Document
    path: JsonPath
    variables: Mapping[str, Json]
    loaded: Mapping[str, TemplateText]

    def source(self, noted: Noted) -> TemplateText:
        """The text that a note is about; the leaf's own has no name to show."""
        own = TemplateText(name="", shown="", text=self.text)
        return own if noted.template is None else self.loaded[noted.template]


def escaping_problems(noted: Iterable[Noted], leaf: Written) -> Iterator[tuple[Diagnostic, Mend | None]]:
    """What is to be said of the notes of one leaf, each place once."""
    seen = set()
    for each in noted:
        source = leaf.source(each)
        tag = _tag(each, source.text, leaf.variables)
        place = (each.template, each.line, tag[0] if tag else "")
        is_own = (
            f"'{each.value}'" in source.text or f'"{each.value}"' in source.text
        )  # a text in an expression
        in_markup = holds_markup(source.text) or (not each.in_macro and holds_markup(leaf.text))
        if (each.escapes or each.in_html or in_markup) and not is_own and place not in seen:
            seen.add(place)
            yield _diagnostic(each, source, leaf, tag), _mend(each, source, leaf, tag)


def _diagnostic(noted: Noted, source: TemplateText, leaf: Written, tag: re.Match[str] | None) -> Diagnostic:
    value = noted.value if len(noted.value) <= _SHOWN else f"{noted.value[:_SHOWN]}…"
    where = f" (included from {leaf.document.file})" if source.shown else ""
    if noted.escapes:
        message = f"this file escapes what it writes, so that this markup is read as text: {value!r}{where}"
        hint = "end the expression in | safe where it is markup of your own"
    else:
        message = f"this value is not escaped, and HTML reads it as something else: {value!r}{where}"
        hint = "end the expression in | e; in | safe where it is markup of your own"
    if source.shown:
        file, line = source.shown, noted.line
        column = place_at(source.text, tag.start()).column if tag else 1
    else:
        places = leaf.document.places
        place = places.inside(leaf.path, tag.start()) if tag else places.value(leaf.path)
        file, line, column = leaf.document.file, place.line, place.column
    return Diagnostic(
        code="CTC477" if noted.escapes else "CTC476",
        severity=Severity.WARNING,
        message=message,
        file=file,
        line=line,
        column=column,
        path="" if source.shown else pointer(leaf.path),
        hint=hint,
    )


def _mend(noted: Noted, source: TemplateText, leaf: Written, tag: re.Match[str] | None) -> Mend | None:
    if tag is None:
        return None
    expression = tag["expression"].rstrip()
    if not _PLAIN.fullmatch(expression):
        expression = f" ({expression.strip()})"
    new = f"{{{{{tag['minus']}{expression} | {'safe' if noted.escapes else 'e'} {tag['end']}"
    return Mend(file=source.shown, line=noted.line, path=leaf.path, old=tag[0], new=new)


def _tag(noted: Noted, source: str, variables: Mapping[str, Json]) -> re.Match[str] | None:
    """The expression that wrote the value: one that names it, else the only one on its line."""
    start, end = 0, len(source)
    if noted.template is not None:
        lines = source.split("\n")
        start = sum(len(line) + 1 for line in lines[: noted.line - 1])
        end = start + len(lines[noted.line - 1]) if noted.line <= len(lines) else end
    open_tags = [tag for tag in _OUTPUT.finditer(source, start, end) if not _SAYS.search(tag["expression"])]
    naming = [tag for tag in open_tags if _value_of(tag["expression"].strip(), variables) == noted.value]
    if naming:
        return naming[0]
    return open_tags[0] if len({tag[0] for tag in open_tags}) == 1 else None


def _value_of(expression: str, variables: Mapping[str, Json]) -> Json:
    """The value of ``name`` or ``name.key``; None of anything else."""
    value: Json = variables
    for part in expression.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value
