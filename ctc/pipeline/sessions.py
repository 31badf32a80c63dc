"""One environment in use: its state, and its CleverTap, each opened when it is first needed."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from ctc.diagnostics import Diagnostic, UserError
from ctc.failpoints import NONE, Failpoints, armed
from ctc.project.cache import PEOPLE, cache_folder
from ctc.project.opening import own_folder
from ctc.project.project import Environment, Project
from ctc.state.store import Store, StoreError
from ctc.state.stores.opening import file_of, open_store

if TYPE_CHECKING:
    from ctc.clevertap.client import Client
    from ctc.clevertap.proxy import Proxy


class Session:
    """What plan, apply, status and state share. Closes what it opened."""

    def __init__(
        self, project: Project, environment: Environment, environ: Mapping[str, str], stack: ExitStack
    ) -> None:
        self.project = project
        self.environment = environment
        self._environ = environ
        self._stack = stack

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.environment.timezone)

    @cached_property
    def failpoints(self) -> Failpoints:
        local = self.environment.is_local() if self._environ.get("CTC_FAILPOINT") else False
        return armed(self._environ, loopback=local) if local else NONE

    @cached_property
    def store(self) -> Store:
        """Raises UserError where the environment states none, or it cannot be opened, or does not outlive its job."""
        url = self.environment.state()
        if is_job(self._environ) and file_of(url, root=self.project.root) and not self.environment.is_local():
            raise UserError(_fleeting(self.environment.name))
        try:
            store = open_store(url, root=self.project.root, failpoints=self.failpoints)
        except StoreError as error:
            raise state_problem(self.environment.without_values(str(error))) from None
        self._stack.callback(store.close)
        return store

    @cached_property
    def api(self) -> str:
        """The base URL. The embedded sandbox starts here, for as long as the session lasts."""
        if self.environment.is_sandbox:
            from ctc.pipeline.accounts import account_of
            from ctc.project.catalog import open_catalog
            from ctc.sandbox.embedded import running

            catalog = open_catalog(self.project.root).catalog
            kept = cache_folder(self.project.root, self._environ, shared=PEOPLE)
            account = replace(account_of(catalog, self.environment.timezone), sample=kept)
            return self._stack.enter_context(
                running(own_folder(self.project.root) / "sandbox", settings=account)
            )
        return self._address()

    def check(self) -> None:
        """Raises UserError with all that the environment lacks to open its state and to ask CleverTap, at once."""
        problems: list[Diagnostic] = []
        for need in (self.environment.state, self.environment.credentials, self._address):
            try:
                need()
            except UserError as error:
                problems += error.diagnostics
        if problems:
            raise UserError(*dict.fromkeys(problems))

    def _address(self) -> str:
        """The base URL that ctc.yaml says; ``sandbox`` for the embedded one."""
        from ctc.regions import base_url

        if api := self.environment.api():
            return api

        region = self.environment.region()
        if not region:
            needed = "region", "in1", "or an `api`, which it needs to ask CleverTap"
            raise UserError(self.environment.lacks(*needed))
        return base_url(region)

    @cached_property
    def client(self) -> "Client":
        from ctc.clevertap.client import Client
        from ctc.clevertap.limiter import Limiter

        client = Client(
            self.api,
            self.environment.credentials,
            zone=self.zone,
            timeout=self.environment.timeout,
            limiter=Limiter(self.environment.requests_per_second),
            failpoints=self.failpoints,
            proxy=proxy_of(self.api, self._environ),
        )
        self._stack.callback(client.close)
        return client

    def at_end(self, call: Callable[[], None]) -> None:
        """Called when the session closes, while its state is still open."""
        self._stack.callback(call)

    @property
    def environ(self) -> Mapping[str, str]:
        """Of the process."""
        return self._environ

    @property
    def project_name(self) -> str:
        return self.project.known_as

    def account_id(self) -> str:
        return self.environment.credentials().account_id


def proxy_of(api: str, environ: Mapping[str, str]) -> "Proxy | None":
    """The proxy that requests to ``api`` go through. Raises UserError for one that cannot be used."""
    from ctc.clevertap.proxy import ProxyError, proxy_for

    parts = urlsplit(api)
    if parts.scheme != "https":
        return None
    try:
        return proxy_for(parts.hostname or "", environ)
    except ProxyError as error:
        hint = "write it as HTTPS_PROXY=http://host:port; NO_PROXY lists the hosts that are asked straight"
        found = Diagnostic.of("CTC813", str(error), hint)
        raise UserError(found) from None


@contextmanager
def session(
    project: Project, environment: Environment, environ: Mapping[str, str], *, asks: bool = False
) -> Iterator[Session]:
    """A session; what the store complains of is told as the user's problem.

    Of one that surely ``asks`` CleverTap, all that the environment lacks is told before anything is begun.
    """
    with ExitStack() as stack:
        opened = Session(project, environment, environ, stack)
        if asks:
            opened.check()
        try:
            yield opened
        except StoreError as error:
            raise state_problem(environment.without_values(str(error))) from None


def is_job(environ: Mapping[str, str]) -> bool:
    """Whether this is a job of a pipeline whose files are gone when it ends, unless somebody says otherwise."""
    in_pipeline = environ.get("CI", "").strip().lower() not in {"", "0", "false", "no"}
    return in_pipeline and environ.get("CTC_LOCAL_STATE") != "1"


def _fleeting(name: str) -> Diagnostic:
    return Diagnostic.of(
        "CTC725",
        f"the state of environment {name!r} is a file, and this is a pipeline (CI is set): a fresh checkout "
        "or an old cache would not know what was sent, and send it again",
        "point `state:` to a postgresql:// URL; where the file's disk really outlives the job, set "
        "CTC_LOCAL_STATE=1",
    )


def state_problem(message: str) -> UserError:
    return UserError(Diagnostic.of("CTC701", message))
