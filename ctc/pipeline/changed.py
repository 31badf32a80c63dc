"""What a branch changed: the addresses whose payload or findings are not what they were where it left another.

Both sides are compiled and compared, so nothing has to be guessed: an edited spec, one that is gone, an include, a
variable, a data file, the catalog and ``ctc.yaml`` itself all show in what they come to, and a comment shows nowhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from posixpath import normpath
from tempfile import TemporaryDirectory
from typing import Final

from ctc import files
from ctc.choice import Choice
from ctc.diagnostics import Diagnostic, UserError
from ctc.pipeline.engine.engine import examine
from ctc.pipeline.engine.facts import PayloadFacts
from ctc.pipeline.engine.means import Means
from ctc.pipeline.settings import Settings, settings_for
from ctc.project.git import branch_point, contents, files_at
from ctc.project.settings import FILE
from ctc.specs.loading import find
from ctc.specs.reading import read_documents

DATA: Final = (".csv", ".ndjson", ".jsonl", ".json", ".tsv")
"""How files end that specs may name outside of the folders that are theirs."""
MAX_BYTES: Final = 1_000_000_000
"""Bytes of a commit's files that are looked at; a repository of 10,000 specs has some ten million."""
Seen = Mapping[str, object]
"""By address, all that a reviewer could be shown of it."""


def resolved(choice: Choice, settings: Settings, environ: Mapping[str, str]) -> Choice:
    """The choice with the addresses that its ``changed:`` selections come to. Raises UserError."""
    if not choice.changed:
        return choice
    now = _seen(settings)
    named: set[str] = set()
    for ref in choice.changed:
        before = _before(ref, choice, settings, environ)
        named |= {address for address in {*now, *before} if now.get(address) != before.get(address)}
    return replace(choice, named=frozenset(named))


def _seen(settings: Settings, *, cache: bool = True) -> Seen:
    project = settings.project
    paths, _ = find(project.root, project.campaigns)
    examined, _ = examine(settings, paths, Means(cache=cache), whole=True)
    seen: dict[str, object] = {}
    for each in examined:
        for unit in each.facts.units:
            found = [(f.code, str(f.severity), f.path, f.message) for f in unit.found]
            payload = (
                PayloadFacts(*unit.payload) if unit.payload else ()
            )  # the cache leaves out what is usual
            seen[unit.address] = (unit.kind, _plain(payload), found)
    return seen


def _plain(value: object) -> object:
    """The same where facts were kept as JSON and where they were made just now."""
    if isinstance(value, Mapping):
        return sorted((key, _plain(each)) for key, each in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(each) for each in value]
    return value


def _before(ref: str, choice: Choice, settings: Settings, environ: Mapping[str, str]) -> Seen:
    """What there was where the branch left ``ref``; nothing where that could not be compiled."""
    root = settings.project.root
    commit = branch_point(root, ref)
    if commit is None:
        raise UserError(_unknown(ref, "git cannot tell where this branch left it"))
    with TemporaryDirectory() as folder:
        there = Path(folder).resolve()
        held = [*files_at(root, commit)]
        files.write(there / FILE, b"version: 1\n")  # no ctc.yaml above is meant, where it had none
        _export(ref, root, [entry for entry in held if entry[0] == FILE], there)
        folders = {"catalog", *_folders(there), *_folders(root)}
        _export(ref, root, [entry for entry in held if _matters(entry[0], folders)], there)
        then = replace(choice, as_of=settings.as_of)
        every = settings.origin is not None and settings.origin.every_environment
        try:
            opened = settings_for(there, environ, then, every_environment=every, sends=settings.sends)
        except UserError:
            return {}  # no ctc.yaml that could be read, or not this environment: all is new
        return _seen(opened, cache=False)


def _export(ref: str, root: Path, wanted: Sequence[tuple[str, int, str]], there: Path) -> None:
    if sum(size for _, size, _ in wanted) > MAX_BYTES:
        raise UserError(_unknown(ref, f"its files hold more than {MAX_BYTES // 1_000_000:,} MB"))
    held = contents(root, [name for _, _, name in wanted])
    for (path, _, _), data in zip(wanted, held, strict=True):
        if data is None:
            raise UserError(_unknown(ref, f"this clone lacks {path} of it"))
        files.write(there / path, data, durable=False)


def _matters(path: str, folders: set[str]) -> bool:
    """Whether a file can be part of what specs come to."""
    is_inside = any(folder == "." or path.startswith(f"{folder}/") for folder in folders)
    return path == "catalog.yaml" or path.endswith(DATA) or is_inside


def _folders(root: Path) -> Iterator[str]:
    """Where a ctc.yaml says that campaigns and templates are; it may be one that is not valid."""
    documents, _ = read_documents(FILE, (root / FILE).read_bytes()) if (root / FILE).is_file() else ((), ())
    written = documents[0].data if documents else {}
    for name, default in (("campaigns", "campaigns"), ("templates", "campaigns/_shared")):
        said = written.get(name, default)
        yield normpath(said) if isinstance(said, str) else default


def _unknown(ref: str, why: str) -> Diagnostic:
    return Diagnostic.of(
        "CTC855",
        f"what changed since {ref} is not known: {why}",
        "a pipeline needs the whole history (fetch-depth: 0, GIT_DEPTH: 0); a branch is named as git names it",
    )
