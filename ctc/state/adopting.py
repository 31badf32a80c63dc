"""A person says that a campaign which exists already is that of an address: it is recorded, and never made."""

from collections.abc import Iterable, Mapping, Sequence

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, UserError
from ctc.state import records
from ctc.state.claims import Import
from ctc.state.journal import Journal
from ctc.state.ledger import Identity, Refused, may_create
from ctc.state.state import State


def adopt(journal: Journal, found: Import, former: Iterable[str]) -> None:
    """Raises UserError where the identity has something of its own, or the campaign is another one's."""
    names = tuple(former)

    def decide(state: State) -> Sequence[Mapping[str, Json]]:
        owner = state.owner(found.id)
        if owner is not None:
            raise refused(f"{found.id} is the campaign of {owner.address}", "`ctc status` shows it")
        for there in map(state.record, (found.address, *names)):
            if there is not None and there.unsettled:
                message = f"{there.address}: revision {there.revision} is under way or in doubt"
                raise refused(message, "settle that first: `ctc status` shows how")
            if there is not None and there.revision < found.revision and there.waits_at(journal.now()):
                message = f"{there.address}: revision {there.revision} is still to come, as {there.id}"
                raise refused(f"{message}: both would go out", f"`ctc stop '{there.address}'` first")
        identity = Identity(address=found.address, revision=found.revision)
        verdict = may_create(state.reached(found.address, names), identity)
        if isinstance(verdict, Refused):
            raise refused(f"{found.address}: {verdict.reason}", "`ctc status` shows what is recorded")
        return [records.imported(found)]

    journal.append(decide)


def refused(message: str, hint: str) -> UserError:
    return UserError(Diagnostic.of("CTC729", message, hint))
