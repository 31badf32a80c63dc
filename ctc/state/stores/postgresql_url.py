"""The URL of a PostgreSQL state: what the driver gets of it, and what must never be shown."""

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from ctc.state.store import StoreError

_ENVIRONMENT: Final = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresqlUrl:
    """``text`` is libpq's own URL, without ``journal``; ``settings`` are the keys that its query sets."""

    text: str = field(repr=False)
    journal: str
    settings: frozenset[str]
    secrets: tuple[str, ...] = field(repr=False)
    """Each form in which the password may turn up in a message, the longest first."""


def read_url(url: str) -> PostgresqlUrl:
    """Reads ``postgresql://user:password@host/database?journal=name``. Raises StoreError."""
    try:
        parts = urlsplit(url)
        password, _ = parts.password, parts.port if "," not in parts.netloc else None
    except ValueError:
        raise StoreError("the state's postgresql:// URL cannot be read: is its port one?") from None
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    _check(parts.netloc, {key for key, _ in pairs})
    names = [value for key, value in pairs if key == "journal"]
    kept = [pair for pair in pairs if pair[0] != "journal"]
    if names and not re.fullmatch(r"[\w.-]{1,100}", names[-1]):
        raise StoreError(
            "the journal's name in the state's URL holds 1 to 100 letters, digits, '.', '_' or '-'"
        )
    # libpq does not read + as a blank.
    rest = urlunsplit(parts._replace(query=urlencode(kept, quote_via=quote)))
    passwords = [password or "", *(value for key, value in kept if key in {"password", "sslpassword"})]
    forms = {form for each in passwords for form in (each, unquote(each), quote(unquote(each), safe=""))}
    return PostgresqlUrl(
        text=rest,
        journal=names[-1] if names else "default",
        settings=frozenset(key for key, _ in kept),
        secrets=tuple(sorted(forms - {""}, key=len, reverse=True)),
    )


def _check(netloc: str, keys: set[str]) -> None:
    """Raises StoreError where libpq would read the URL otherwise than a person, or beside the URL."""
    credentials, _, hosts = netloc.rpartition("@")
    if "@" in credentials:  # libpq ends the password at the first one, and would take the rest for a host
        raise StoreError(
            "write '@' in the password of the state's URL as %40, and other special characters as %XX"
        )
    if not hosts.strip(":,") and not keys & {"host", "hostaddr"}:
        raise StoreError(
            "the state's URL names no host: write postgresql://user@host/database, or, for a server on this machine, "
            "postgresql://user@/database?host=/var/run/postgresql"
        )
    if keys & {"service", "servicefile"}:
        raise StoreError("the state's URL names a service file; write what it says into the URL")


def without_secrets(text: str, url: PostgresqlUrl) -> str:
    """A driver's message on one line, without the password."""
    text = " ".join(text.split())
    for secret in url.secrets:
        text = text.replace(secret, "***")
    return text


@contextmanager
def without_libpq_environment() -> Iterator[None]:
    """libpq fills in from PG* variables what a URL leaves out, so that a password of theirs would go to its host."""
    with _ENVIRONMENT:
        taken = {key: os.environ.pop(key) for key in list(os.environ) if key.startswith("PG")}
        try:
            yield
        finally:
            os.environ.update(taken)
