"""What lint's cache depends on beside the files, and where it stands."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from hashlib import blake2b
from pathlib import Path

from ctc.pipeline.engine.fast.cache import Cache
from ctc.pipeline.settings import LINT_DAY, Settings
from ctc.project.cache import cache_folder, fingerprint
from ctc.project.catalog import Catalogued


@contextmanager
def opened(settings: Settings) -> Iterator[Cache]:
    """The cache for these settings; where there can be none to believe, one that keeps nothing."""
    folder = cache_folder(settings.project.root, os.environ)
    store = Cache(folder / "lint.db" if folder else None, context_of(settings))
    try:
        yield store
    finally:
        store.close()


def context_of(settings: Settings) -> bytes:
    """A digest of all that a file's findings depend on beside files: ctc itself, the settings, the current folder.

    What matters to few files is kept with the facts of those. Paths are shown as seen from the current folder. What
    the settings resolve only when asked (credentials, the state's URL) is no matter of lint.
    """
    stated = f"{Path.cwd()}\0{_plain(_unbound(settings))!r}"
    return blake2b(fingerprint() + stated.encode("utf-8", "surrogatepass"), digest_size=32).digest()


def _unbound(settings: Settings) -> Settings:
    """Without what is kept with the facts of the files that depend on it; see FileFacts.bound."""
    return replace(settings, every_environment=False, as_of=LINT_DAY, is_clock=False, sends=False)


def _plain(value: object) -> object:
    """Dataclasses and named tuples as what they state, functions left out; a catalog as the digest of its files."""
    if isinstance(value, Catalogued):
        return value.catalog.digest
    if hasattr(value, "_asdict"):
        value = value._asdict()
    elif is_dataclass(value):
        value = {field.name: getattr(value, field.name) for field in fields(value) if field.compare}
    if isinstance(value, Mapping):
        return [(key, _plain(inner)) for key, inner in value.items() if not callable(inner)]
    return value
