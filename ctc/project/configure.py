"""``ctc.yaml`` as a Project: defaults, durations, and settings that are resolved when first needed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ctc.diagnostics import Diagnostic, Place, Severity, UserError, pointer
from ctc.diagnostics import Path as JsonPath
from ctc.durations import seconds_of
from ctc.project.project import Credentials, Environment, Project

FILE = "ctc.yaml"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

_SANDBOX_RATE = 100.0
"""Requests a second to the embedded sandbox, which has no limit unless told; elsewhere 1 [seed]."""

Locate = Callable[[JsonPath], Place]
Resolve = Callable[[str], str]
"""Resolves ``{{ env.NAME }}`` in a setting; raises ValueError with what is missing."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The raw settings of one environment, with where they stand."""

    name: str
    raw: Mapping[str, Any]
    locate: Locate
    resolve: Resolve
    project_named: bool
    file: str = FILE
    """``ctc.yaml`` as it is shown to people."""

    @cached_property
    def is_sandbox(self) -> bool:
        return self.raw.get("api") == "sandbox" or (self.name == "sandbox" and "api" not in self.raw)

    def text(self, key: str) -> str:
        """A setting that may name environment variables, resolved; empty where it is not written."""
        try:
            return self.resolve(str(self.raw.get(key, "")))
        except ValueError as error:
            raise UserError(self.problem("CTC804", f"{key} {error}", key)) from None

    def api(self) -> str:
        """``sandbox``, a base URL, or empty where the region decides."""
        if self.is_sandbox:
            return "sandbox"
        api = self.text("api").rstrip("/")
        if api:
            self._check_address(api)
        return api

    def _check_address(self, api: str) -> None:
        if is_safe_address(api):
            return
        message = f"api {api!r} cannot be used: credentials travel over https:// alone"
        hint = "write https://…, or http:// for a loopback host (127.0.0.1, localhost)"
        raise UserError(self.problem("CTC806", message, "api", hint))

    def is_local(self) -> bool:
        return self.is_sandbox or (urlsplit(self.api()).hostname or "") in LOOPBACK

    def credentials(self) -> Credentials:
        if self.is_sandbox:
            return Credentials(account_id="sandbox", passcode="sandbox")
        missing = [key for key in ("account_id", "passcode") if not self.raw.get(key)]
        problems = [self.lacks(key, f"'{{{{ env.CLEVERTAP_{key.upper()} }}}}'") for key in missing]
        values = {}
        for key in ("account_id", "passcode"):
            try:
                values[key] = self.text(key)
            except UserError as error:
                problems += error.diagnostics
        if problems:
            raise UserError(*problems)
        return Credentials(**values)

    def state(self) -> str:
        """The state's URL. Raises UserError where an environment that sends to people states none."""
        if not self.is_local():
            problems = [] if self.raw.get("state") else [self.lacks("state", "postgresql://…")]
            if not self.project_named:
                problems.append(
                    Diagnostic(
                        code="CTC803",
                        severity=Severity.ERROR,
                        message=f"`project` is missing: environment {self.name!r} sends to real people, and the "
                        "project's name keeps two repositories on one account apart",
                        file=self.file,
                        hint="add `project: <name>` to ctc.yaml",
                    )
                )
            if problems:
                raise UserError(*problems)
        return self.text("state") or f"sqlite:///.ctc/{self.name}.db"

    def guards_line(self, name: str | None) -> int:
        path: JsonPath = ("environments", self.name, "guards", *([] if name is None else [name]))
        return self.locate(path).line

    def lacks(self, key: str, example: str, why: str = "which it needs to plan and apply") -> Diagnostic:
        message = f"environment {self.name!r} states no `{key}`, {why}"
        return self.problem("CTC803", message, None, f"add `{key}: {example}`")

    def problem(self, code: str, message: str, key: str | None, hint: str | None = None) -> Diagnostic:
        path: JsonPath = ("environments", self.name, *([key] if key else []))
        place = self.locate(path)
        return Diagnostic(
            code=code,
            severity=Severity.ERROR,
            message=message,
            file=self.file,
            line=place.line,
            column=place.column,
            path=pointer(path),
            hint=hint,
        )


def is_safe_address(api: str) -> bool:
    """Whether credentials may travel there: over TLS, or to this very machine."""
    try:
        parts = urlsplit(api)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))


def configure(
    root: Path, data: Mapping[str, Any], locate: Locate, resolve: Resolve, *, file: str = FILE
) -> Project:
    """The project that a valid ``ctc.yaml`` states; ``{}`` gives the defaults."""
    written = dict(data.get("environments") or {})
    written.setdefault("sandbox", {"api": "sandbox"})
    environments = {}
    for name, raw in written.items():
        settings = Settings(
            name=name,
            raw=raw or {},
            locate=locate,
            resolve=resolve,
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


def environment_of(settings: Settings) -> Environment:
    """One environment, its durations in seconds and its secrets still unresolved."""
    raw = settings.raw
    lag = raw.get("listing_lag")
    return Environment(
        name=settings.name,
        api=settings.api,
        region=lambda: settings.text("region"),
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
        credentials=settings.credentials,
        state=settings.state,
    )
