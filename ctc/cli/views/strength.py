"""Which changes of campaigns no test notices: text and JSON."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from ctc.cases.strength import Noticed
from ctc.shown import data, on_a_line


def as_text(changes: Sequence[Noticed]) -> str:
    """A line for each change that no test notices."""
    missed = [change for change in changes if not change.noticed]
    return "".join(
        f"{on_a_line(each.file)}:{each.line}: no test notices {on_a_line(each.change)}\n" for each in missed
    )


def as_json(changes: Sequence[Noticed]) -> str:
    listed = [
        {"file": each.file, "line": each.line, "change": each.change, "noticed": each.noticed}
        for each in changes
    ]
    summary = {"changes": len(changes), "noticed": sum(each.noticed for each in changes)}
    return data({"format_version": 1, "changes": listed, "summary": summary}) + "\n"


FORMATS: Final[Mapping[str, Callable[[Sequence[Noticed]], str]]] = {"text": as_text, "json": as_json}
