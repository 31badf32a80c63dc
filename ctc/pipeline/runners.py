"""Who runs: a name that people read in the history, and by which a later run on this machine sees whether it lives."""

import os
import re
import socket
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_TRACE: Final = re.compile(r":(?P<pid>\d+)@(?P<place>[0-9a-f]{8})\.(?P<began>\d+)(?::|$)")


def runner_name(environ: Mapping[str, str]) -> str:
    """Host, process, and the pipeline's job where there is one. Where the system tells, the process stands with
    the boot it belongs to and its own beginning, so that no later process is taken for it."""
    job = environ.get("GITHUB_RUN_ID") or environ.get("CI_JOB_ID") or environ.get("BUILD_ID") or ""
    name = f"{socket.gethostname()}:{os.getpid()}"
    place, began = _place(), _began(os.getpid())
    traced = f"{name}@{place}.{began}" if place and began else name
    return f"{traced}:{job}" if job else traced


def is_gone(runner: str) -> bool:
    """Whether a runner is known to be dead. False for one of another machine, boot or container: nobody can tell."""
    trace = _TRACE.search(runner)
    if trace is None or trace["place"] != _place():
        return False
    pid = int(trace["pid"])
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False  # it is there, and somebody else's
    began = _began(pid)
    return began is not None and began != trace["began"]


def _place() -> str:
    """This boot of this machine, and the container in it; empty where the system does not tell."""
    try:
        boot = (_PROC / "sys" / "kernel" / "random" / "boot_id").read_text("ascii").strip()
        space = (_PROC / "self" / "ns" / "pid").readlink()
    except (OSError, ValueError):
        return ""
    return blake2b(f"{boot} {space}".encode(), digest_size=4).hexdigest()


def _began(pid: int) -> str | None:
    """When a process began, in ticks since the boot; empty for one that has ended and was not waited for. None
    where the system does not tell."""
    try:
        fields = (_PROC / str(pid) / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        return "" if fields[0] in "ZX" else fields[19]
    except (OSError, IndexError):
        return None
