"""``--data ID=FILE``: the rows of families that a command line gives."""

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import click

from ctc.address import ID_PATTERN
from ctc.choice import Given

STANDARD_INPUT: Final = "standard input"


def given_by(values: Sequence[str]) -> Mapping[str, Given]:
    """What the options say, by the id of the spec. Standard input, and whatever is no file, is read here, once."""
    found: dict[str, Given] = {}
    for value in values:
        spec_id, equals, name = value.partition("=")
        if not equals or not name or not re.fullmatch(ID_PATTERN, spec_id):
            raise _wrong(f"{value!r} is not of the form ID=FILE, where ID is the id of a spec")
        if spec_id in found:
            raise _wrong(f"{spec_id} is given its rows twice")
        if name == "-" and any(each.shown == STANDARD_INPUT for each in found.values()):
            raise _wrong("standard input can be read once: it cannot give two families their rows")
        found[spec_id] = _standard_input() if name == "-" else _file(name)
    return found


def _standard_input() -> Given:
    from ctc.rows.limits import MAX_DATA

    if sys.stdin.isatty():
        raise _wrong("standard input is a terminal: pipe the rows in, or name a file")
    return Given(shown=STANDARD_INPUT, content=sys.stdin.buffer.read(MAX_DATA + 1))


def _file(name: str) -> Given:
    from ctc.rows.limits import MAX_DATA

    path = Path(name)
    try:
        if path.is_file():
            return Given(shown=name, path=path.resolve())
        with path.open("rb") as stream:  # a pipe, which can be read once
            return Given(shown=name, content=stream.read(MAX_DATA + 1))
    except (OSError, ValueError) as error:
        raise _wrong(
            f"{name} cannot be read: {getattr(error, 'strerror', None) or 'it is no path'}"
        ) from None


def _wrong(message: str) -> click.BadParameter:
    return click.BadParameter(message, param_hint="--data")
