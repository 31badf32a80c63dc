"""From a URL to a store."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from ctc.failpoints import NONE, Failpoints
from ctc.state.store import Store, StoreError


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

        path = unquote(urlsplit(url).path)
        if urlsplit(url).netloc or len(path) < 2:
            raise StoreError("a SQLite state is written sqlite:///path/to/file.db, with three slashes")
        return SqliteStore(root / path[1:], failpoints)
    if scheme in {"postgresql", "postgres"}:
        from ctc.state.stores.postgresql import PostgresqlStore

        return PostgresqlStore(url, failpoints)
    raise StoreError(f"a state is a sqlite:/// or postgresql:// URL, not {scheme or 'a path'}:")
