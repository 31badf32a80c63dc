"""From a URL to a store."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from ctc.failpoints import NONE, Failpoints
from ctc.state.store import Store, StoreError


def file_of(url: str, *, root: Path) -> Path | None:
    """The file of a SQLite state; None where the state is in a database, or its URL cannot be read."""
    try:
        return _file(url, root) if urlsplit(url).scheme == "sqlite" else None
    except (ValueError, StoreError):
        return None


def _file(url: str, root: Path) -> Path:
    parts = urlsplit(url)
    path = unquote(parts.path)
    if parts.netloc or len(path) < 2:
        raise StoreError("a SQLite state is written sqlite:///path/to/file.db, with three slashes")
    if parts.query or parts.fragment or "\0" in path:
        raise StoreError("a SQLite state is a path and nothing else; in a name ? is written %3F, and # %23")
    if ".git" in Path(path).parts:
        raise StoreError("a SQLite state stands beside .git, not in it: what is in there is git's own")
    return root / path[1:]


def open_store(url: str, *, root: Path, failpoints: Failpoints = NONE) -> Store:
    """The store behind ``sqlite:///relative/path``, ``sqlite:////absolute/path`` or ``postgresql://…``.

    Relative paths count from ``root``. Raises StoreError for another scheme; nothing is opened yet.
    """
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        raise StoreError("the state's URL cannot be read") from None
    if scheme == "sqlite":
        from ctc.state.stores.sqlite import SqliteStore

        return SqliteStore(_file(url, root), failpoints)
    if scheme in {"postgresql", "postgres"}:
        from ctc.state.stores.postgresql import PostgresqlStore

        return PostgresqlStore(url, failpoints)
    raise StoreError("a state is a sqlite:///path or postgresql://… URL, and this is none")
