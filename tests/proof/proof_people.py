"""What people do beside applying: stop, move, forget, settle, adopt, put a state back or begin one anew."""

from dataclasses import dataclass
from typing import Any

from proof_ports import Client, Store
from proof_programs import FACTS, Program, Report
from proof_runs import Execution, Refused

from ctc.apply.recall import recall
from ctc.clevertap.sweeping import sweep
from ctc.pipeline.adopting import import_of
from ctc.plans.first_records import first_records
from ctc.plans.renames import former
from ctc.plans.windows import windows_of
from ctc.state.adopting import adopt
from ctc.state.evidence import Unknown
from ctc.state.halting import halt, resume
from ctc.state.intents import Verb
from ctc.state.journal import Journal
from ctc.state.record import LISTED
from ctc.state.settling import forget, move, resolve
from ctc.state.state import State


@dataclass(frozen=True)
class Move(Program):
    source: str = ""
    target: str = ""

    def act(self, run: Execution, journal: Journal) -> Report:
        move(journal, self.source, self.target, by="ann")
        return Report(code=0)


@dataclass(frozen=True)
class Forget(Program):
    address: str = ""

    def act(self, run: Execution, journal: Journal) -> Report:
        listing = sweep(Client(run).listing, windows_of(journal.state, (), FACTS, journal.now()))
        listed = {
            one.id: status for one in listing.campaigns if (status := LISTED.get(one.status)) is not None
        }
        forget(journal, self.address, by="ann", why="meant", listed=listed if listing.complete else None)
        return Report(code=0)


@dataclass(frozen=True)
class Stop(Program):
    """``ctc stop ADDRESS``; without one ``ctc stop --all``, which halts the environment first."""

    address: str = ""

    def act(self, run: Execution, journal: Journal) -> Report:
        if not self.address:
            halt(journal, by="ann", why="a mistake")
        recalled = recall(
            self.run_of(run, journal), [self.address] if self.address else [*journal.state.records], ""
        )
        return Report(code=int(recalled.failed))


@dataclass(frozen=True)
class Resume(Program):
    """``ctc state resume``."""

    def act(self, run: Execution, journal: Journal) -> Report:
        resume(journal, by="ann", why="mended")
        return Report(code=0)


@dataclass(frozen=True)
class Settle(Program):
    """A person looks into the dashboard, which knows, and says what is there."""

    def act(self, run: Execution, journal: Journal) -> Report:
        for record in tuple(journal.state.records.values()):
            for intent in record.unsettled:
                if intent.verb is Verb.CREATE:
                    found = run.ask("look", intent.marker)
                    resolve(
                        journal,
                        record.address,
                        sent=found is not None,
                        by="ann",
                        campaign_id=found,
                        why="seen",
                    )
        return Report(code=0)


@dataclass(frozen=True)
class Restore(Program):
    """The state is put back from a copy that held so many records."""

    records: int = 1

    def begin(self, run: Execution) -> Any:
        run.ask("restore", self.records)
        return Report(code=0)


@dataclass(frozen=True)
class Init(Program):
    """The state is gone, and ``ctc state init`` begins another one."""

    def begin(self, run: Execution) -> Any:
        run.ask("restore", 0)
        journal = Journal(Store(run), State())
        listing = sweep(Client(run).listing, windows_of(journal.state, self.payloads, FACTS, journal.now()))
        if not listing.complete:
            raise Refused("the listing is not complete")
        entries = first_records(self.payloads, listing, FACTS, "L")
        journal.append(lambda state: None if state.serial else entries)
        return Report(code=0)


@dataclass(frozen=True)
class Adopt(Program):
    """``ctc adopt ADDRESS --id ID``: a person takes what is listed with the campaign's name for its own."""

    def act(self, run: Execution, journal: Journal) -> Report:
        (payload,) = self.payloads
        listing = sweep(Client(run).listing, windows_of(journal.state, self.payloads, FACTS, journal.now()))
        name = str(payload.body["name"])
        found = next((one for one in listing.campaigns if one.name.split(" #")[0] == name), None)
        if found is None:
            raise Refused("nothing of that name is listed")
        adopt(journal, import_of(payload, found), former(payload))
        return Report(code=0)


@dataclass(frozen=True)
class Vouch(Program):
    """``ctc state resolve ADDRESS`` for an identity send that waits: somebody knows whether anybody got it."""

    def act(self, run: Execution, journal: Journal) -> Report:
        for payload in self.payloads:
            record = journal.state.record(payload.address)
            if not journal.state.waits(record) and not (record and record.unsettled):
                continue
            unknown = Unknown(
                revision=payload.revision,
                digest=payload.digest,
                endpoint=payload.endpoint,
                channel=payload.channel,
            )
            for batch in [one.batch.index for one in record.unsettled if one.batch] if record else [None]:
                got = run.ask("remember", payload.body["content"]["title"], batch)
                resolve(
                    journal, payload.address, sent=got, by="ann", why="seen", batch=batch, evidence=unknown
                )
        return Report(code=0)
