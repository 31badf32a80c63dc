"""The nodes of a text by libyaml, through PyYAML's binding."""

import re
from collections.abc import Iterator
from typing import Any, Final

import yaml
from yaml._yaml import CParser

from ctc.diagnostics import Diagnostic, Place
from ctc.patterns import pattern
from ctc.specs.building import TooMuch
from ctc.specs.limits import MAX_DEPTH
from ctc.specs.places import Node
from ctc.specs.syntax import SyntaxProblem

_DEEP_LINE: Final = pattern(r"^[ \t?:\-]{400}", re.MULTILINE)
_MANY_BRACKETS: Final = 400


def composed(text: str) -> Iterator[Node]:
    """Root nodes by libyaml, aliases resolved. Raises SyntaxProblem."""
    data = text.encode("utf-8")
    if _DEEP_LINE.search(text) or text.count("[") + text.count("{") > _MANY_BRACKETS:
        _check_depth(data)
    parser = _Composer(data)
    try:
        while parser.check_node():
            yield parser.get_node()
    except yaml.MarkedYAMLError as error:
        raise _problem_of(error) from None
    finally:
        parser.dispose()


class _Composer(CParser):
    """PyYAML's C composer with a resolver that resolves nothing: an untagged node keeps the tag ``""``."""

    def descend_resolver(self, current: Any, index: Any) -> None: ...

    def ascend_resolver(self) -> None: ...

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        return ""


def _check_depth(data: bytes) -> None:
    """The C composer recurses without a limit of its own; the event stream does not."""
    parser, depth = CParser(data), 0
    try:
        while parser.check_event():
            event = parser.get_event()
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    line, _ = _position(event.start_mark)
                    raise TooMuch(_too_deep(line + 1))
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.MarkedYAMLError as error:
        raise _problem_of(error) from None
    finally:
        parser.dispose()


def _too_deep(line: int) -> Diagnostic:
    message = f"more than {MAX_DEPTH} mappings and lists inside each other"
    return Diagnostic.of("CTC105", message, place=Place(line=line, column=1))


def _problem_of(error: yaml.MarkedYAMLError) -> SyntaxProblem:
    mark = _position(error.problem_mark)
    context = _position(error.context_mark) if error.context_mark else mark
    return SyntaxProblem(error.problem or "", error.context or "", mark, context)


def _position(mark: Any) -> tuple[int, int]:
    return mark.line, mark.column
