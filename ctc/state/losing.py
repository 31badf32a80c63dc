"""A person says that somebody deleted a campaign in CleverTap: no listing shows it, and no answer tells."""

from collections.abc import Mapping, Sequence

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, UserError
from ctc.state import records
from ctc.state.journal import Journal
from ctc.state.record import Status
from ctc.state.state import State


def lose(journal: Journal, campaign_id: int, *, by: str, why: str) -> None:
    """No listing need show it any more, and nothing is to come of it; what it spent stays spent. Raises UserError where
    none ever showed it."""

    def decide(state: State) -> Sequence[Mapping[str, Json]]:
        record, lost = state.owner(campaign_id), records.lost(campaign_id=campaign_id, by=by, why=why)
        if record is not None and record.id == campaign_id and record.waits_at(journal.now()):
            stopped = records.observed(address=record.address, campaign_id=campaign_id, status=Status.STOPPED)
            return [lost, stopped]
        if not any(campaign_id in ids for ids in state.shown.values()):
            hint = "only what a listing showed and a later one lacks can be lost: `ctc plan` names it"
            message = f"no listing of these days showed {campaign_id}"
            raise UserError(Diagnostic.of("CTC704", message, hint))
        return [lost]

    journal.append(decide)
