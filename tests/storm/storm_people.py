"""What people say to a state: settle what is in doubt, resume, forget, move, adopt. They look before they speak."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from storm_programs import Tools
from storm_runner import Body, Client, Refused, Runner
from storm_server import Server
from storm_specs import Tree, payloads_of

from ctc.clevertap.sweeping import sweep
from ctc.pipeline import resolving
from ctc.pipeline.adopting import import_of
from ctc.plans.renames import former
from ctc.plans.windows import windows_of
from ctc.state import halting, records
from ctc.state.adopting import adopt
from ctc.state.intents import Intent
from ctc.state.journal import Journal
from ctc.state.losing import lose
from ctc.state.record import LISTED, Record
from ctc.state.settling import forget, move, resolve


def resume(tools: Tools) -> Body:
    def body(runner: Runner) -> Any:
        halting.resume(tools.journal(runner), by="ann", why="mended")

    return body


def lost(tools: Tools, number: int) -> Body:
    """Somebody has deleted it in the dashboard."""

    def body(runner: Runner) -> Any:
        lose(tools.journal(runner), number, by="ann", why="deleted")

    return body


def rebound(tools: Tools, lineage: str, *, is_older: bool) -> Body:
    """``ctc state rebind``, also of an older copy that was put back."""

    def body(runner: Runner) -> Any:
        journal = tools.journal(runner)
        added = [records.rebound(tools.facts(runner).binding(lineage), by="ann", why="meant")]
        if is_older:
            added.append(
                records.held(why="an older copy was put back", since=journal.state.at or journal.now())
            )
        journal.append(lambda _: added)

    return body


def moved(tools: Tools, source: str, target: str) -> Body:
    def body(runner: Runner) -> Any:
        move(tools.journal(runner), source, target, by="ann")

    return body


def forgotten(tools: Tools, address: str) -> Body:
    """What is given up for one name."""

    def body(runner: Runner) -> Any:
        journal, facts = tools.journal(runner), tools.facts(runner)
        listing = sweep(Client(runner).listing, windows_of(journal.state, (), facts, journal.now()))
        said = {one.id: LISTED[one.status] for one in listing.campaigns if one.status in LISTED}
        forget(journal, address, by="ann", why="meant", listed=said if listing.complete else None)

    return body


def adopted(tools: Tools, tree: Tree, address: str, number: int) -> Body:
    """``ctc adopt``: a person knows what is in it."""

    def body(runner: Runner) -> Any:
        payload = next(one for one in payloads_of(tree, tools.folder) if one.address == address)
        journal, facts = tools.journal(runner), tools.facts(runner)
        listing = sweep(Client(runner).listing, windows_of(journal.state, [payload], facts, journal.now()))
        found = next((one for one in listing.campaigns if one.id == number), None)
        if found is None:
            raise Refused("it is not listed")
        runner.ask("yes")
        adopt(journal, import_of(payload, found), former(payload))

    return body


def settled(tools: Tools, server: Server, flies: Callable[[], bool]) -> Body:
    """``ctc state resolve``: a person looks into the dashboard, which knows, once nothing is on its way any more
    (``flies``), and says what is there of the first address that is in doubt."""

    def body(runner: Runner) -> Any:
        journal = tools.journal(runner)
        for address, record in list(journal.state.records.items()):
            for intent in record.unsettled:
                return _settle(tools, server, runner, journal, address, record, intent, flies)
        raise Refused("nothing is in doubt")

    return body


def _settle(
    tools: Tools,
    server: Server,
    runner: Runner,
    journal: Journal,
    address: str,
    record: Record,
    intent: Intent,
    flies: Callable[[], bool],
) -> Any:
    facts = tools.facts(runner)
    opened: Any = SimpleNamespace(
        session=SimpleNamespace(client=Client(runner)), journal=journal, facts=facts
    )
    evidence = None
    if not record.is_send:
        evidence = resolving._told_apart(opened, address, resolving._listed(opened, [address]))
    runner.ask("look")
    if flies():
        raise Refused("it may be under way")
    found = server.by_intent(intent.id)
    sent = found is not None if found or not record.is_send else intent.id in server.accepted
    resolve(
        journal,
        address,
        sent=sent,
        by="ann",
        why="seen",
        campaign_id=found.id if found else None,
        batch=intent.batch.index if intent.batch else None,
        evidence=evidence,
    )
    return ("resolved", address, sent)
