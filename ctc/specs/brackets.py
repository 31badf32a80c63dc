"""The bracket that was never closed: a parser tells where it gave up, which is mostly the end of the file."""

import re
from typing import Any, Final

import yaml
from yaml._yaml import CParser

_END: Final = re.compile(r"\s*(?:\Z|---|\.\.\.)")


def unclosed(text: str, line: int, column: int) -> tuple[int, int] | None:
    """Line and column of the ``[`` or ``{`` that is open where the text ends; None where something else is wrong.

    ``line`` and ``column`` (from 0) say where the parser gave up.
    """
    rest = "\n".join(re.split(r"\r\n|\r|\n", text)[line:])[column:]
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
