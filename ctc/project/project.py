"""The project and its environments, as ``ctc.yaml`` states them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What authenticates a request. Its repr shows neither part."""

    account_id: str
    passcode: str
    token: str
    """For external triggers of several campaigns; empty where the environment states none."""

    def __repr__(self) -> str:
        return "Credentials(***)"


class Environment(NamedTuple):
    """One place to send to. Durations are seconds; ``api`` is a base URL, or ``sandbox``.

    ``credentials`` resolves account id and passcode from the process environment at the call, and raises
    UserError where a variable is missing: commands that ask nothing of CleverTap never call it. ``state``
    likewise, as its URL may hold a password.
    """

    name: str
    api: Callable[[], str]
    region: Callable[[], str]
    host: Callable[[], str]
    """Where requests go, as plans name it: a host with its port, or ``sandbox``; empty where nothing says it."""
    timezone: str
    is_sandbox: bool
    is_local: Callable[[], bool]
    """Whether its API listens on this machine: the sandbox, or a loopback host."""
    requests_per_second: float
    timeout: float
    listing_lag: float | None
    replace_margin: float
    name_marker: bool
    vars: Mapping[str, Json]
    guards: Mapping[str, Json]
    lacks: Callable[[str, str, str], Diagnostic]
    """The finding that a setting is missing, with an example of its value and what it is needed for."""
    guards_line: Callable[[str | None], int]
    """Of ctc.yaml: where a guard stands; without a name where all of them do, or else the environment."""
    has_token: bool
    """Whether it states the token of external triggers."""
    credentials: Callable[[], Credentials]
    state: Callable[[], str]
    without_values: Callable[[str], str]
    """A message of a library's, without what the process's environment gave to settings."""


class Project(NamedTuple):
    """One campaign repository; ``root`` is the folder that holds ``ctc.yaml``."""

    root: Path
    name: str | None
    campaigns: Path
    templates: Path
    vars: Mapping[str, Json]
    rules: Mapping[str, str]
    """Severities by code: ``error``, ``warning``, ``info`` or ``off``."""
    default_environment: str
    environments: Mapping[str, Environment]

    @property
    def known_as(self) -> str:
        """The sandbox and loopback hosts need no name."""
        return self.name or "local"
