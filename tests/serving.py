"""``ctc sandbox`` as a process of its own, forked from a Python that has its modules loaded.

From ``ctc.__main__`` on it is the process that a person starts, with its signals, files and exit code; what is spared
are the imports, which take ten times what the server does. A Python that is watched for lines (``make mutants``) is
told at its start whose test it is for, so there each is started anew.
"""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

PATIENCE: Final = 120
_FORKS: Final = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    [
        "__main__",
        "ctc.__main__",
        "ctc.cli.main",
        "ctc.cli.sandbox",
        "ctc.people.load",
        "ctc.pipeline.accounts",
        "ctc.sandbox.server",
        "difflib",
        "jsonschema_rs",
        "uvicorn.lifespan.off",
    ]
)


@contextmanager
def sandbox(data: Path, people: Path, environ: Mapping[str, str]) -> Iterator[str]:
    """A sandbox with these people until it is told to end, by SIGTERM; gives its URL."""
    args = ["sandbox", "--port", "0", "-q", "--data", str(data), "--load", str(people)]
    start = _anew if "COVERAGE_PROCESS_START" in environ else _forked
    with start(args, environ) as url:
        assert url.startswith("http://"), "the sandbox did not start"
        yield url


@contextmanager
def _forked(args: list[str], environ: Mapping[str, str]) -> Iterator[str]:
    ours, theirs = _FORKS.Pipe(duplex=False)
    process = _FORKS.Process(target=_ctc, args=(args, {**environ}, Path.cwd(), theirs), daemon=True)
    process.start()
    theirs.close()
    with ours, os.fdopen(ours.fileno(), closefd=False) as said:
        try:
            yield said.readline().strip()
        finally:
            process.terminate()
            process.join(PATIENCE)
            assert process.exitcode is not None, "the sandbox did not end"


def _ctc(args: list[str], environ: dict[str, str], folder: Path, said: Connection) -> None:
    from ctc.__main__ import main

    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    os.dup2(said.fileno(), 1)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - to the process's end
    sys.argv = ["ctc", *args]
    main()


@contextmanager
def _anew(args: list[str], environ: Mapping[str, str]) -> Iterator[str]:
    command = [sys.executable, "-m", "ctc", *args]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()
            process.communicate(timeout=PATIENCE)
