"""Addresses in untrusted content: which of them a person may be offered to open, and what is shown of them."""

from urllib.parse import urlsplit


def href(value: object) -> str:
    """``value`` where it is a plain web address, else an empty text.

    Only http and https with a host are ever turned into a link; deep links, ``javascript:``, ``data:`` and
    anything else that a page could act on are shown as text.
    """
    if not isinstance(value, str) or any(char <= " " or char == "\\" for char in value):
        return ""
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return ""
    return value if parts.scheme in {"http", "https"} and host and "@" not in parts.netloc else ""


def host(value: object) -> str:
    """The host of a web address, for a caption; what is no web address is shown as it is, shortened."""
    text = value if isinstance(value, str) else ""
    shown = urlsplit(text).hostname or "" if href(text) else text
    return shown if len(shown) <= 48 else f"{shown[:47]}…"
