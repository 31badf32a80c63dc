"""``ctc.yaml`` as a Project: defaults, durations, and settings that are resolved when first needed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ctc.durations import seconds_of
from ctc.project.project import Environment, Project
from ctc.project.settings import FILE, EnvironmentSettings, Locate

_SANDBOX_RATE: Final = 100.0
"""Requests a second to the embedded sandbox, which has no limit unless told; elsewhere 1 [seed]."""


def configure(
    root: Path, data: Mapping[str, Any], locate: Locate, environ: Mapping[str, str], *, file: str = FILE
) -> Project:
    """The project that a valid ``ctc.yaml`` states; ``{}`` gives the defaults."""
    written = dict(data.get("environments") or {})
    written.setdefault("sandbox", {"api": "sandbox"})
    environments = {}
    for name, raw in written.items():
        settings = EnvironmentSettings(
            name=name,
            raw=raw or {},
            locate=locate,
            environ=environ,
            project_named=bool(data.get("project")),
            file=file,
        )
        environments[name] = environment_of(settings)
    return Project(
        root=root,
        name=data.get("project"),
        campaigns=root / data.get("campaigns", "campaigns"),
        templates=root / data.get("templates", "campaigns/_shared"),
        vars=data.get("vars") or {},
        rules=data.get("rules") or {},
        default_environment=data.get("default_environment", "sandbox"),
        environments=environments,
    )


def environment_of(settings: EnvironmentSettings) -> Environment:
    """One environment, its durations in seconds and its secrets still unresolved."""
    raw = settings.raw
    lag = raw.get("listing_lag")
    return Environment(
        name=settings.name,
        api=settings.api,
        region=settings.region,
        host=settings.host,
        timezone=raw.get("timezone") or ("UTC" if settings.is_sandbox else ""),
        is_sandbox=settings.is_sandbox,
        is_local=settings.is_local,
        requests_per_second=float(
            raw.get("requests_per_second", _SANDBOX_RATE if settings.is_sandbox else 1)
        ),
        timeout=seconds_of(raw.get("timeout", "30s")),
        listing_lag=None if lag is None else seconds_of(lag),
        replace_margin=seconds_of(raw.get("replace_margin", "5m")),
        name_marker=raw.get("name_marker", True),
        vars=raw.get("vars") or {},
        guards=raw.get("guards") or {},
        lacks=settings.lacks,
        guards_line=settings.guards_line,
        has_token=settings.is_sandbox or bool(raw.get("trigger_token")),
        credentials=settings.credentials,
        state=settings.state,
        without_values=settings.without_values,
    )
