"""The proxy that requests go through, where the process's environment names one: ``HTTPS_PROXY`` and ``NO_PROXY``.

A proxy carries bytes that are encrypted for CleverTap's host: it learns which host that is, and nothing else. It is
the machine's choice: nothing in a repository names one. What goes to this machine itself never goes through one.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Final
from urllib.parse import unquote, urlsplit

_NAMES: Final = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")
_EXEMPT: Final = ("NO_PROXY", "no_proxy")
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_PORT: Final = 8080


class ProxyError(ValueError):
    """A proxy that cannot be used; the message names the variable and shows nothing of its value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A proxy of HTTP that is asked for a tunnel."""

    host: str
    port: int
    auth: tuple[str, str] | None = field(default=None, repr=False)
    """User and password; shown nowhere."""

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def proxy_for(host: str, environ: Mapping[str, str]) -> Proxy | None:
    """The proxy for https requests to ``host``; None where they go straight. Raises ProxyError."""
    name = next((name for name in _NAMES if environ.get(name, "").strip()), None)
    if name is None or host.lower() in _LOCAL or _is_exempt(host.lower(), environ):
        return None
    text = environ[name].strip()
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        port = parts.port or _PORT
        given = parts.hostname
    except ValueError:
        raise ProxyError(f"{name} is no address of a proxy") from None
    if parts.scheme != "http":
        raise ProxyError(f"{name} names a proxy of another kind than http://, and ctc uses no other")
    if not given:
        raise ProxyError(f"{name} is no address of a proxy")
    auth = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    return Proxy(host=given, port=port, auth=auth)


def _is_exempt(host: str, environ: Mapping[str, str]) -> bool:
    """Whether ``NO_PROXY`` names the host: itself, a domain above it, a network that holds it, or ``*``."""
    text = next((environ[name] for name in _EXEMPT if environ.get(name)), "")
    return any(_names(entry.strip().lower(), host) for entry in text.split(",") if entry.strip())


def _names(entry: str, host: str) -> bool:
    if entry == "*":
        return True
    if "/" in entry:
        with suppress(ValueError):
            return ip_address(host) in ip_network(entry, strict=False)
    domain = entry.removeprefix("*").lstrip(".")
    domain = domain.rpartition(":")[0] if domain.count(":") == 1 else domain.strip("[]")
    return bool(domain) and (host == domain or host.endswith(f".{domain}"))
