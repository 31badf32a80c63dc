"""The URL of a PostgreSQL state: what the driver gets of it, and what must never be shown."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from ctc.state.store import StoreError


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
        password = parts.password
    except ValueError:
        raise StoreError("the state's postgresql:// URL cannot be read") from None
    pairs = parse_qsl(parts.query, keep_blank_values=True)
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


def without_secrets(text: str, url: PostgresqlUrl) -> str:
    """A driver's message on one line, without the password."""
    text = " ".join(text.split())
    for secret in url.secrets:
        text = text.replace(secret, "***")
    return text
