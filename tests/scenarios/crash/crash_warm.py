"""Forks ctc from a Python that has its modules loaded: the same processes, without a second of imports each.

Reads one JSON object a line: ``args``, ``cwd``, ``env``, ``out``, ``err``; answers with the process's id. The
process is forked twice, so that it becomes a child of the matrix itself, which waits for it.
"""

import importlib
import json
import os
import sys
from typing import Any

_LOADED = (
    "ctc.cli.main",
    "ctc.cli.apply",
    "ctc.cli.given",
    "ctc.cli.plan",
    "ctc.cli.state",
    "ctc.cli.views.events",
    "ctc.pipeline.plan",
    "ctc.pipeline.apply",
    "ctc.pipeline.saved_plans",
    "ctc.pipeline.engine.file",
    "ctc.pipeline.engine.fast.bodies",
    "ctc.pipeline.engine.fast.context",
    "ctc.pipeline.engine.fast.examining",
    "ctc.validation.rules.explanations",
    "ctc.clevertap.client",
    "ctc.state.stores.sqlite",
    "ctc.state.stores.postgresql",
    "encodings.idna",
    "psycopg",
    "_strptime",
)


def become(request: dict[str, Any]) -> None:
    """Turns this process into one run of ctc; does not return."""
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    for number, path in ((0, os.devnull), (1, request["out"]), (2, request["err"])):
        opened = os.open(path, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(opened, number)
    code = 1
    try:
        sys.argv = ["ctc", *request["args"]]
        sys.modules["ctc.cli.main"].main(request["args"])
    except SystemExit as error:
        code = int(error.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def main() -> None:
    for name in _LOADED:
        importlib.import_module(name)
    for name in ("envelope", "payload.sms", "payload.send-sms"):
        sys.modules["ctc.validation.schema.engine"].gate(name)
    for line in sys.stdin:
        reader, writer = os.pipe()
        middle = os.fork()
        if middle == 0:
            child = os.fork()
            if child == 0:
                become(json.loads(line))
            os.write(writer, str(child).encode())
            os._exit(0)
        os.waitpid(middle, 0)
        sys.stdout.write(os.read(reader, 20).decode() + "\n")
        sys.stdout.flush()
        os.close(reader)
        os.close(writer)


if __name__ == "__main__":
    main()
