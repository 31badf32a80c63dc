"""Specs that are for other environments: nothing of them is gone."""

from ctc.address import parted
from ctc.pipeline.compile import Compilation
from ctc.specs.loading import read_source
from ctc.specs.reading import read_documents
from ctc.state.state import State


def elsewhere(compilation: Compilation, state: State) -> frozenset[str]:
    """The ids of recorded campaigns whose specs leave this environment out. Files are read where any may be such."""
    wanted = {
        parted(one.address)[0]
        for address, one in state.records.items()
        if address not in compilation.paths and not one.forgotten
    }
    sources = [read_source(path, []) for path in compilation.elsewhere] if wanted else []
    documents = [one for each in sources if each for one in read_documents(each.shown, each.data)[0]]
    left_out = (
        one.data.get("id")
        for one in documents
        if isinstance(one.data, dict)
        and isinstance(named := one.data.get("environments"), list)
        and compilation.environment.name not in named
    )
    return frozenset(name for name in left_out if isinstance(name, str) and name in wanted)
