"""Bodies by their digests, of what a plan has to look into though it is known: what changed since it was sent."""

import json
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ctc.canonical import digest_of
from ctc.pipeline.engine.fast.cache import Cache
from ctc.project.cache import cache_folder

MOST: Final = 4_000
"""Bodies that are kept, at most; where there are more of them in one run, none is."""
_FORM: Final = b"bodies, 1"


class Bodies:
    """Kept in a file beside the facts. Whatever the file says, a body that does not have its digest is none."""

    def __init__(self, root: Path) -> None:
        self._root, self._is_too_much = root, False

    def among(self, digests: Collection[str]) -> dict[str, str]:
        self._is_too_much = len(digests) > MOST
        if self._is_too_much:
            return {}
        with self._opened() as store:
            found = store.among(digests)
        return {digest: entry.decode() for digest, entry in found.items() if _is_of(entry, digest)}

    def put(self, texts: Mapping[str, str]) -> None:
        if self._is_too_much or not texts:
            return
        with self._opened() as store:
            store.put((digest, text.encode()) for digest, text in texts.items())
            store.keep_only(texts, most=MOST)

    @contextmanager
    def _opened(self) -> Iterator[Cache]:
        folder = cache_folder(self._root, os.environ)
        store = Cache(folder / "bodies.db" if folder else None, _FORM)
        try:
            yield store
        finally:
            store.close()


def _is_of(entry: bytes, digest: str) -> bool:
    try:
        return digest_of(json.loads(entry)) == digest
    except ValueError:
        return False
