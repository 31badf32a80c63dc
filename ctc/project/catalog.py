"""``catalog.yaml`` and ``catalog/*.yaml``: found below the project's folder, checked, merged."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from ctc.canonical import Json
from ctc.catalog.catalog import SILENT, Catalog
from ctc.diagnostics import Diagnostic, has_errors, ordered
from ctc.files import write
from ctc.project.cache import cache_folder, fingerprint, is_mine
from ctc.specs.document import Document
from ctc.specs.loading import CATALOG, Source, find, load
from ctc.specs.reading import read_documents
from ctc.validation.catalog import contradictions, validate_catalog
from ctc.validation.finding import Finding

FOLDER: Final = CATALOG
FILE: Final = f"{FOLDER}.yaml"


@dataclass(frozen=True, kw_only=True)
class Catalogued:
    """A project's catalog, the files it was read from, and what is wrong with them."""

    catalog: Catalog = SILENT
    sources: Sequence[Source] = ()
    problems: Sequence[Diagnostic] = ()

    @cached_property
    def documents(self) -> Sequence[Document]:
        """The documents of those files, as far as they can be read; made when somebody asks."""
        return tuple(
            document for source in self.sources for document in read_documents(source.shown, source.data)[0]
        )

    @property
    def file(self) -> str | None:
        """The first of its files, as it is shown; None where there is none."""
        return self.sources[0].shown if self.sources else None


NOTHING: Final = Catalogued()


def catalog_files(root: Path) -> tuple[tuple[str, ...], tuple[Diagnostic, ...]]:
    """The files of a project's catalog, and what is wrong with their names."""
    chosen = [path for path in (root / FILE, root / FOLDER) if path.exists() or path.is_symlink()]
    wrong = [path for path in (root / "catalog.yml",) if path.exists()]
    return find(root, root / FOLDER, [*chosen, *wrong]) if chosen or wrong else ((), ())


def open_catalog(root: Path, environ: Mapping[str, str] | None = None) -> Catalogued:
    """The catalog of the project in ``root``; an empty one where there is none.

    With ``environ``, which says where ctc keeps what it remembers, files that an earlier run read without a fault are
    not read again.
    """
    paths, problems = catalog_files(root)
    if not paths:
        return Catalogued(problems=problems) if problems else NOTHING
    sources, unread = load(root, root / FOLDER, [Path(path) for path in paths])
    wrong = tuple(dict.fromkeys((*problems, *unread)))
    if environ is None or wrong:
        return read_catalog(sources, wrong)
    digest = _digest(sources)
    known = recall(root, environ, digest)
    if known is not None:
        return Catalogued(catalog=Catalog(data=known, digest=digest), sources=sources)
    read = read_catalog(sources)
    if not read.problems:
        remember(root, environ, digest, read.catalog.data)
    return read


def read_catalog(sources: Sequence[Source], problems: Sequence[Diagnostic] = ()) -> Catalogued:
    """The catalog that some files stand for together."""
    found = list(problems)
    documents: list[Document] = []
    for source in sources:
        of_file, wrong = read_documents(source.shown, source.data)
        documents += of_file
        found += wrong
    for document in documents:
        found += [finding.placed(document) for finding in validate_catalog(document.data)]
    merged: dict[str, Any] = {}
    if not has_errors(found):
        for document in documents:
            found += _merge(merged, document)
        found += [
            finding.placed(document) for document in documents for finding in contradictions(document.data)
        ]
    catalog = Catalog(data=merged, digest=_digest(sources), is_broken=has_errors(found))
    return Catalogued(catalog=catalog, sources=sources, problems=ordered(found))


def _digest(sources: Sequence[Source]) -> str:
    digest = blake2b(digest_size=20)
    for source in sources:
        digest.update(b"%d\0%s" % (len(source.data), source.data))
    return digest.hexdigest()


def _merge(merged: dict[str, Any], document: Document) -> Iterator[Diagnostic]:
    """Adds a document to what is known; a name that stands already is a contradiction."""
    for section, said in document.data.items():
        if section == "version" or section.startswith("x-"):
            continue
        if section not in merged:
            merged[section] = dict(said) if isinstance(said, dict) else list(said)
        elif isinstance(said, list):
            merged[section] = list(dict.fromkeys([*merged[section], *said]))
        elif section in ("links", "providers"):
            for key, names in said.items():
                merged[section][key] = list(dict.fromkeys([*merged[section].get(key, ()), *names]))
        else:
            for name, inner in said.items():
                if name in merged[section]:
                    yield _twice(document, section, name)
                merged[section][name] = inner


def _twice(document: Document, section: str, name: str) -> Diagnostic:
    message = f"'{name}' stands in another file of the catalog already: nobody could know which one holds"
    finding = Finding.of("CTC821", message, (section, name), "remove one of them", key=True)
    return finding.placed(document)


_FILE: Final = "catalog.json"


def recall(root: Path, environ: Mapping[str, str], digest: str) -> Mapping[str, Json] | None:
    """The sections of the catalog whose files have this digest; None where no such run of this very ctc is known."""
    folder = cache_folder(root, environ)
    try:
        if folder is None or not is_mine(folder / _FILE):
            return None
        key, data = json.loads((folder / _FILE).read_bytes())
        return data if key == _key(digest) and isinstance(data, dict) else None
    except (OSError, ValueError, TypeError, RecursionError):
        return None


def remember(root: Path, environ: Mapping[str, str], digest: str, data: Mapping[str, Any]) -> None:
    """Keeps the sections in place of what was kept; a folder that cannot be written remembers nothing."""
    folder = cache_folder(root, environ)
    if folder is not None:
        with suppress(OSError, TypeError, ValueError):
            write(folder / _FILE, json.dumps([_key(digest), data]).encode(), private=True, durable=False)


def _key(digest: str) -> str:
    return f"{fingerprint().hex()} {digest}"
