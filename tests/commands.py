"""A command of ctc in the process of the tests: the whole of it, from its arguments to its exit code.

What it talks to is as real as in a process of its own (files, a sandbox in another process, a database). Whoever sends
it signals, kills it, or asks what a process alone has starts one.
"""

import gc
import io
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import NamedTuple, TextIO
from unittest.mock import patch

from ctc.cli.main import main
from ctc.cli.views import excerpts, repository
from tests.samples import sample


class Said(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


def said(*args: str, folder: Path, environ: Mapping[str, str], stdin: str | TextIO = "") -> Said:
    """Runs ``ctc args`` in ``folder`` to its end; of the process environment it sees ``environ`` alone."""
    if "apply" in args or "--estimate" in args:
        sample()  # before a request waits for it, whose time is limited
    out, err = _stream(), _stream()
    with (
        chdir(folder),
        patch.dict(os.environ, {"XDG_CACHE_HOME": os.environ["XDG_CACHE_HOME"], **environ}, clear=True),
        patch.multiple(
            sys, stdin=_stream(stdin) if isinstance(stdin, str) else stdin, stdout=out, stderr=err
        ),
        _left_as_found(),
    ):
        try:
            main([*args])
        except SystemExit as ended:
            code = int(ended.code or 0)
        else:
            raise AssertionError("a command ends with an exit code")
    return Said(code, _text(out), _text(err))


def _stream(text: str = "") -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8", write_through=True)


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


@contextmanager
def _left_as_found() -> Iterator[None]:
    """What a process takes with it when it ends: how garbage is looked for, and what it knew of files."""
    threshold = gc.get_threshold()
    try:
        yield
    finally:
        gc.set_threshold(*threshold)
        for known in (excerpts._lines, repository.in_repository, repository._root):
            known.cache_clear()
