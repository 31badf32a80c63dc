"""Who runs: a name that people read in the history, and by which a later run on this machine sees whether it lives."""

import getpass
import os
import re
import socket
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from ctc.patterns import pattern

_PROC: Final = Path("/proc")
_USERS: Final = (
    "GITHUB_ACTOR",
    "GITLAB_USER_LOGIN",
    "BUILDKITE_BUILD_CREATOR",
    "CIRCLE_USERNAME",
    "BUILD_REQUESTEDFOR",
)
"""Variables in which a pipeline names who set it going."""
_PAGES: Final = (
    "CI_JOB_URL",
    "BUILD_URL",
    "CIRCLE_BUILD_URL",
    "BUILDKITE_BUILD_URL",
    "TRAVIS_JOB_WEB_URL",
    "DRONE_BUILD_LINK",
)
_NUMBERS: Final = ("GITHUB_RUN_ID", "CI_JOB_ID", "BUILD_ID", "BITBUCKET_BUILD_NUMBER", "BUILD_BUILDID")
_LONGEST: Final = 200
_TRACE: Final = pattern(r":(?P<pid>\d+)@(?P<place>[0-9a-f]{8})\.(?P<began>\d+)(?::|$)")


def runner_name(environ: Mapping[str, str]) -> str:
    """User, host, process, and the pipeline's run where there is one; :mod:`ctc.state.actors` reads it. Where the
    system tells, the process stands with the boot it belongs to and its own beginning, so that no later process is
    taken for it."""
    name = f"{_user(environ)}@{_host()}:{os.getpid()}"
    place, began = _place(), _began(os.getpid())
    return _with_run(f"{name}@{place}.{began}" if place and began else name, environ)


def person_name(environ: Mapping[str, str]) -> str:
    """Who says something at a command line, and from where: the user of this machine, or of the pipeline."""
    return _with_run(f"{_user(environ)}@{_host()}:", environ).removesuffix(":")


def _with_run(name: str, environ: Mapping[str, str]) -> str:
    run = _run(environ)
    return f"{name}:{run}" if run else name


def _user(environ: Mapping[str, str]) -> str:
    named = next((environ[key] for key in _USERS if environ.get(key)), "")
    try:
        return _word(named or getpass.getuser())
    except (KeyError, OSError):
        return "unknown"


def _host() -> str:
    return _word(socket.gethostname())


def _run(environ: Mapping[str, str]) -> str:
    """The page of the run where the pipeline tells it, without what may be secret in a URL; else its number."""
    number = next((environ[key] for key in _NUMBERS if environ.get(key)), "")
    if environ.get("GITHUB_RUN_ID") and environ.get("GITHUB_REPOSITORY"):
        server = environ.get("GITHUB_SERVER_URL") or "https://github.com"
        page = f"{server}/{environ['GITHUB_REPOSITORY']}/actions/runs/{environ['GITHUB_RUN_ID']}"
    else:
        page = next((environ[key] for key in _PAGES if environ.get(key)), "")
    try:
        parts = urlsplit(page)
        host = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
    except ValueError:
        host = None
    text = f"{parts.scheme}://{host}{parts.path}" if host else number
    return re.sub(r"[^!-~]", "", text)[:_LONGEST]


def _word(text: str) -> str:
    """What can stand in a name: letters, digits and a few marks, for the rest a hyphen."""
    return re.sub(r"[^\w.+-]", "-", text)[:_LONGEST]


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
