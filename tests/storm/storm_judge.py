"""How a story must end: a calm run or two later everything is known, and nothing is called what it is not."""

from collections.abc import Iterable
from typing import Any

from storm_people import resume
from storm_programs import Apply
from storm_runner import Breach, Runner
from storm_server import Made
from storm_story import Story

from ctc.apply.applied import Applied, End
from ctc.plans.action import Action
from ctc.plans.plan import Plan
from ctc.state.journal import load
from ctc.state.record import Record, Status
from ctc.state.state import State
from ctc.state.tries import End as Ending
from ctc.state.verifying import verify

_LONG = 4_000.0
"""Seconds after which nothing is under way, and all is listed."""


def judge(story: Story) -> None:
    """Raises Breach."""
    for runner in story.runners:
        _honest(story, runner)
    story.wire.quieten()
    story.skew = 0.0
    story.wire.passes(_LONG)
    for env in story.envs:
        story.calm("state resume", resume(story.tools), env)
        for _ in range(2):
            if story.repository.head:
                last = story.calm("apply, calmly", Apply(story.tools, story.repository.head), env)
                _honest(story, last)
                _wanted(story, last)
            story.wire.passes(1_000)
        _known(story, env)


def _honest(story: Story, runner: Runner) -> None:
    """What a run says that it did, it did."""
    if not isinstance(runner.result, tuple) or runner.result[0] != "applied":
        return
    applied: Applied = runner.result[1]
    story.tell(runner.name, "ended:", dict(applied.counts))
    for done in applied.done:
        makes = done.action in (Action.CREATE, Action.REPLACE, Action.ADOPT)
        if done.end is End.APPLIED and makes and done.id is not None:
            found = story.server.campaign(done.id)
            meant = story.repository.concepts_of(done.address)
            if found.intent and found.soul.split("@")[0] not in meant:
                raise Breach(f"{runner.name} says that {done.address} is made as {done.id} ({found.soul})")


def _wanted(story: Story, runner: Runner) -> None:
    """A run that is content leaves nothing behind that it wanted."""
    if not isinstance(runner.result, tuple) or runner.result[0] != "applied":
        return
    _, applied, plan = runner.result
    if applied.in_doubt or applied.failed:
        return
    ends = {done.address: done for done in applied.done}
    for change in plan.changes:
        is_quiet = change.action in (Action.UNCHANGED,) and not change.is_told
        done = ends.get(change.address)
        is_made = done is not None and done.end is End.APPLIED and change.action is not Action.ESTIMATE
        if change.payload is not None and (is_quiet or is_made) and not _is_there(story, runner.env, change):
            raise Breach(f"{change.address} is called {change.action} ({change.reason}), and never went out")
    _unwanted(story, runner.env, plan)


def _unwanted(story: Story, env: str, plan: Plan) -> None:
    """What is still to come is what a spec says, or of a family that keeps what its rows no longer name."""
    said = {_said(one.payload) for one in plan.changes if one.payload is not None}
    keeps = (name for name, spec in story.repository.head.items() if spec.keeps)
    kept = {concept for name in keeps for concept in story.repository.concepts_of(name)}
    for one in story.server.made:
        is_ours = (
            one.env == env
            and one.intent
            and one.by_hand != "moved"
            and one.id not in story.oracle.older.unknown
            and one.soul.split("@")[0] not in kept
        )
        if is_ours and one.is_to_come(story.t) and (one.soul, one.text) not in said:
            raise Breach(f"a run is content, and {one.id} ({one.soul}) goes out, which no spec says")


def _is_there(story: Story, env: str, change: Any) -> bool:
    payload = change.payload
    if payload.is_send:
        people = {
            one
            for sent in story.server.sent
            if sent.env == env and sent.soul == _soul(payload)
            for one in sent.people
        }
        return bool(people)
    unsaid = story.oracle.older.stopped
    return any(
        one.env == env
        and (_is_said(one, payload, story.t) or one.adopted)
        # a plan that has nothing to ask does not look
        and (one.stopped is None or one.by_hand or one.id in unsaid)
        for one in story.server.made
    )


def _is_said(one: Made, payload: Any, now: float) -> bool:
    """Of a row's campaign that went out the key decides, whatever its text says by now."""
    is_told = bool(payload.key_columns) and one.soul == _soul(payload) and not one.is_to_come(now)
    return is_told or (one.soul, one.text) == _said(payload)


def _soul(payload: Any) -> str:
    return str(payload.body["content"]["title"])


def _said(payload: Any) -> tuple[str, str]:
    return _soul(payload), str(payload.body["content"]["body"])


def _known(story: Story, env: str) -> None:
    store = story.options.stores.open(env)
    state = load(store).state
    unsnapped: Any = _Unsnapped(store)
    whole = load(unsnapped).state
    made = {one.id: one for one in story.server.made if one.env == env and (one.intent or one.adopted)}
    known: set[int] = set()
    for record in whole.entries.values():
        known |= _tries(story, env, record)
    for one in made.values():
        if one.id not in known | story.oracle.older.unknown and one.intent not in {
            intent.id for intent in _open(whole)
        }:
            raise Breach(f"{one.id} ({one.name}) is lost: nothing in the state knows it")
    for record in whole.records.values():
        _status(story, record, made)
    _none_forgotten(story, whole, made)
    if set(state.records) - set(whole.records):
        raise Breach("a snapshot holds what the journal does not")
    faults = verify(store).faults
    if faults and env not in story.oracle.freed:
        raise Breach(f"verify: record {faults[0].serial}: {faults[0].message}")


def _open(state: State) -> Iterable[Any]:
    return (intent for record in state.entries.values() for intent in record.open)


def _tries(story: Story, env: str, record: Record) -> set[int]:
    found = set()
    for one in record.tries:
        if one.id is not None:
            found.add(story.server.campaign(one.id).id)
        if one.end is Ending.NOTHING and one.intent in story.server.accepted:
            raise Breach(f"{record.address}: {one.intent} is called nothing, and arrived")
        vouched = one.intent not in story.oracle.claims or not one.batch
        if one.end is Ending.MADE and not vouched and one.intent not in story.server.accepted:
            raise Breach(f"{record.address}: batch {one.batch} is called sent, and never arrived")
    return found


def _status(story: Story, record: Record, made: dict[int, Made]) -> None:
    if record.open or record.is_send or record.id is None:
        return
    one = made[record.id]
    if record.status is Status.STOPPED and one.stopped is None and not one.deleted:
        raise Breach(f"{record.address} is called stopped, and {one.id} is {one.status(story.t)}")


def _none_forgotten(story: Story, state: State, made: dict[int, Made]) -> None:
    """What still goes out stands under a name, where somebody can stop it."""
    doubts = {intent.id for intent in _open(state)}
    current = {record.id: record for record in state.records.values()}
    for one in made.values():
        if not one.is_to_come(story.t) or one.intent in doubts:
            continue
        record = current.get(one.id)
        if record is None and one.id not in story.oracle.older.unknown:
            entry = next((e for e in state.entries.values() if any(t.id == one.id for t in e.tries)), None)
            if entry is None or not (entry.open or entry.broken):
                raise Breach(f"{one.id} ({one.name}) is to go out, and no name leads to it")
        elif record is not None and record.forgotten:
            raise Breach(f"{one.id} is to go out, and {record.address} is forgotten")


class _Unsnapped:
    """A store whose journal is read from its first record."""

    def __init__(self, store: Any) -> None:
        self.exists, self.read, self.now = store.exists, store.read, store.now

    def snapshot(self) -> None:
        return None
