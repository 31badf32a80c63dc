"""What ``--data`` names, held against the families that there are."""

from collections.abc import Collection, Iterator, Sequence

from ctc.diagnostics import Diagnostic
from ctc.specs.document import Document
from ctc.specs.family import is_family
from ctc.suggest import did_you_mean


def strangers(given: Collection[str], documents: Collection[Document]) -> Iterator[Diagnostic]:
    """A finding for each id that has rows and no family to give them to."""
    every = {d.data.get("id"): d for d in documents if isinstance(d.data, dict)}
    families = [str(name) for name, document in every.items() if is_family(document.data.get("each"))]
    for name in given:
        if name in families:
            continue
        if name in every:
            message = f"--data gives rows to {name}, and that spec is no family from data"
            hint = "write each: {file: products.csv, key: sku} in it"
        else:
            message = f"--data gives rows to {name}, and no spec that is read here has that id"
            hint = did_you_mean(name, families) or "name the spec by its `id`"
        yield Diagnostic.of("CTC144", message, hint)


def given_in_vain(given: Collection[str], files: Sequence[str]) -> list[Diagnostic]:
    """The same of files, which are read once more for it: few runs are given rows."""
    from ctc.specs.loading import read_source
    from ctc.specs.reading import read_documents

    sources = [source for path in files if (source := read_source(path, [])) is not None]
    return list(strangers(given, [d for s in sources for d in read_documents(s.shown, s.data)[0]]))
