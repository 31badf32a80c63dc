"""The settings of one environment as ctc.yaml states them, each resolved when it is first needed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from ctc.diagnostics import Diagnostic, JsonPath, Place, UserError
from ctc.project.project import Credentials
from ctc.project.resolving import (
    ENV_SETTINGS,
    LOOPBACK,
    SettingError,
    base_url,
    check_host,
    host_of,
    is_account,
    resolved,
    state_hosts,
    variable_of,
    without_values,
)
from ctc.regions import HOSTS

FILE: Final = "ctc.yaml"
Locate = Callable[[JsonPath], Place]


@dataclass(frozen=True, kw_only=True)
class EnvironmentSettings:
    """The raw settings of one environment, with where they stand and the environment of the process."""

    name: str
    raw: Mapping[str, Any]
    locate: Locate
    environ: Mapping[str, str]
    project_named: bool
    file: str
    """``ctc.yaml`` as it is shown to people."""

    @cached_property
    def is_sandbox(self) -> bool:
        return self.raw.get("api") == "sandbox" or (self.name == "sandbox" and "api" not in self.raw)

    def text(self, key: str) -> str:
        """A setting that may name a variable, resolved; empty where it is not written. Raises UserError."""
        written = self.raw.get(key)
        if written is None:
            return ""
        try:
            return resolved(key, str(written), self.environ)
        except SettingError as error:
            raise self._refused(key, error) from None

    def api(self) -> str:
        """``sandbox``, a base URL, or empty where the region decides."""
        if self.is_sandbox:
            return "sandbox"
        text = self.text("api")
        try:
            return base_url(text, self.environ, literal=self._is_literal("api")) if text else ""
        except SettingError as error:
            raise self._refused("api", error) from None

    def region(self) -> str:
        """A code of the region table; empty where none is written."""
        region = self.text("region")
        if region and region.lower() not in HOSTS:
            message = "region is none that CleverTap has"
            raise UserError(self.problem("CTC806", message, "region", f"one of: {', '.join(sorted(HOSTS))}"))
        return region

    def host(self) -> str:
        """Where requests go, as plans name it; empty where nothing says it."""
        api = self.api()
        if api:
            return api if self.is_sandbox else api.partition("://")[2].partition("/")[0]
        return HOSTS.get(self.region().lower(), "")

    def is_local(self) -> bool:
        return self.is_sandbox or host_of(self.api()) in LOOPBACK

    def credentials(self) -> Credentials:
        if self.is_sandbox:
            return Credentials(account_id="sandbox", passcode="sandbox", token="sandbox")  # noqa: S106
        missing = [key for key in ("account_id", "passcode") if not self.raw.get(key)]
        problems = [self.lacks(key, f"'{{{{ env.CLEVERTAP_{key.upper()} }}}}'") for key in missing]
        values = {}
        for key in ("account_id", "passcode", "trigger_token"):
            try:
                values[key] = self.text(key)
            except UserError as error:
                problems += error.diagnostics
        if not problems and not self._is_account(values["account_id"], values["passcode"]):
            message = "account_id holds no account id, and plans show it"
            hint = "an account id is letters, digits and dashes, and is not the passcode"
            problems.append(self.problem("CTC810", message, "account_id", hint))
        if problems:
            raise UserError(*problems)
        return Credentials(
            account_id=values["account_id"], passcode=values["passcode"], token=values["trigger_token"]
        )

    def _is_account(self, account_id: str, passcode: str) -> bool:
        return is_account(account_id) and (account_id != passcode or self.is_local())

    def state(self) -> str:
        """The state's URL. Raises UserError where an environment that sends to people states none."""
        if not self.is_local():
            problems = [] if self.raw.get("state") else [self.lacks("state", "postgresql://…")]
            if not self.project_named:
                problems.append(self._unnamed_project())
            if problems:
                raise UserError(*problems)
        url = self.text("state")
        if self._is_literal("state"):
            try:
                for host in state_hosts(url):
                    check_host(host, self.environ, literal=True)
            except SettingError as error:
                raise self._refused("state", error) from None
        return url or f"sqlite:///.ctc/{self.name}.db"

    def without_values(self, text: str) -> str:
        """A message of a library's without what the process's environment gave to this environment's settings."""
        named = {key: variable_of(str(self.raw.get(key, ""))) for key in ENV_SETTINGS}
        values = {key: self.environ.get(name, "") for key, name in named.items() if name}
        return without_values(text, {key: value for key, value in values.items() if value})

    def guards_line(self, name: str | None) -> int:
        path: JsonPath = ("environments", self.name, "guards", *([] if name is None else [name]))
        return self.locate(path).line

    def lacks(self, key: str, example: str, why: str = "which it needs to plan and apply") -> Diagnostic:
        message = f"environment {self.name!r} states no `{key}`, {why}"
        return self.problem("CTC803", message, None, f"add `{key}: {example}`")

    def problem(self, code: str, message: str, key: str | None, hint: str | None = None) -> Diagnostic:
        path: JsonPath = ("environments", self.name, *([key] if key else []))
        place = self.locate(path)
        return Diagnostic.of(code, message, hint, file=self.file, place=place, path=path)

    def _unnamed_project(self) -> Diagnostic:
        return Diagnostic.of(
            "CTC803",
            f"`project` is missing: environment {self.name!r} sends to real people, and the project's name "
            "keeps two repositories on one account apart",
            "add `project: <name>` to ctc.yaml",
            file=self.file,
        )

    def _is_literal(self, key: str) -> bool:
        return variable_of(str(self.raw.get(key, ""))) is None

    def _refused(self, key: str, error: SettingError) -> UserError:
        found = error.problem
        return UserError(self.problem(found.code, f"{key} {found.message}", key, found.hint))
