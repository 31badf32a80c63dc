"""What may happen next: every next world, with the words for it."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from proof_answers import ANSWERS
from proof_ports import T0
from proof_runs import Moment, Request
from proof_world import FLIGHT, KILLED, OVER, Campaign, Flight, Rules, Runner, Violation, World

from ctc.clevertap.outcome import Result
from ctc.payloads.request import split_marker

ON_THE_WIRE: Final = ("create", "send")
RESTING: Final = ("yes",)
"""Where a runner waits for a person: others may go on as if it were not there."""
UNSEEING: Final = ("read", "append", "hold", "begin")
"""Calls whose answer does not depend on what has arrived at CleverTap."""

Step = tuple[str, "World | Violation"]


def steps(rules: Rules, world: World) -> Iterator[Step]:
    """Everything that may happen next."""
    only = rules.story.only
    for label, then in _every_step(rules, world):
        harmless = not isinstance(then, World) or then.trouble == world.trouble
        if harmless or not only or any(word in label for word in only):
            yield label, then


def _every_step(rules: Rules, world: World) -> Iterator[Step]:
    """What is on its way arrives where that makes a difference: before somebody
    looks for it, or where its runner goes on."""
    at_work = world.last >= 0 and _at_work(world, world.last)
    yield from _runners_go_on(rules, world, at_work)
    if world.switches or not at_work or _looks(world.runners[world.last]):
        for flight in world.net:
            yield from _delivered(rules, world, flight)
    if world.trouble:
        for number, runner in enumerate(world.runners):
            if runner.live and not _held(runner):
                yield _killed(world, number)
            if runner.live and not runner.interrupted and _at_work(world, number):
                yield _interrupted(world, number)
        yield from _time_passes(rules, world)


def _looks(runner: Runner) -> bool:
    """Whether what it does next depends on what has arrived."""
    asks = runner.waiting.values()
    return any(
        each.port not in UNSEEING or (each.port == "append" and '"freed"' in str(each.given)) for each in asks
    )


def _held(runner: Runner) -> bool:
    """Whether it stands right behind an intent: a kill there is a kill before its request arrives."""
    return any(request.port == "hold" for request in runner.waiting.values())


# runners


def _runners_go_on(rules: Rules, world: World, at_work: bool) -> Iterator[Step]:
    for number, runner in enumerate(world.runners):
        if not runner.live:
            continue
        passes_over = at_work and number != world.last
        if passes_over and not world.switches:
            continue
        after = world._replace(last=number, switches=world.switches - passes_over)
        for strand, request in runner.waiting.items():
            if not _on_its_way(world, number, strand):
                for label, then in _answered(rules, after, number, strand, request):
                    yield f"R{number} {label}", then
    begun = len(world.runners)
    alive = sum(runner.live for runner in world.runners)
    if begun < len(rules.trees) and alive < rules.story.runners and (not at_work or world.switches):
        moment = _moment(world, Runner(None))
        after = world._replace(last=begun, switches=world.switches - at_work)
        runner = Runner(rules.trees[begun].root(moment))
        name = rules.story.programs[begun].name
        yield f"R{begun} begins: {name}", after._replace(runners=(*after.runners, runner))


def _at_work(world: World, number: int) -> bool:
    """Whether a runner could go on by itself."""
    runner = world.runners[number]
    return runner.live and any(
        request.port not in RESTING and not _on_its_way(world, number, strand)
        for strand, request in runner.waiting.items()
    )


def _on_its_way(world: World, number: int, strand: int) -> bool:
    return any((each.runner, each.strand) == (number, strand) and each.waited for each in world.net)


def _moment(world: World, runner: Runner) -> Moment:
    ahead, own = world.now + world.ahead, world.now + runner.wall
    return Moment(
        store=ahead,
        wall=own,
        steady=world.now,
        awake=own,
        server=ahead,
        interrupted=runner.interrupted,
    )


def _gone_on(rules: Rules, world: World, number: int, strand: int, value: Any) -> World:
    """The world after a runner was answered; what it sends then is on its way at once."""
    runner = world.runners[number]
    assert runner.node is not None
    node = runner.node.answered(strand, _moment(world, runner), value)
    runner = (
        runner._replace(node=node)
        if node.ended is None
        else Runner(None, node.ended, interrupted=runner.interrupted)
    )
    if node.ended and node.ended.how != "bug" and number + 1 < len(rules.trees):
        runner = OVER  # the last one's report alone is held against it
    world = world._replace(runners=_with(world.runners, number, runner))
    if not world.trouble:  # nothing can hold it up
        for each, request in node.waiting.items():
            if request.port in ("hold", "begin"):
                return _gone_on(rules, world, number, each, None)
    for each, request in node.waiting.items():
        if request.port in ON_THE_WIRE and not _on_its_way(world, number, each):
            flight = Flight(number, each, request.port, request.given[0])
            world = world._replace(net=(*world.net, flight))
    return world


def _with(runners: tuple[Runner, ...], number: int, runner: Runner) -> tuple[Runner, ...]:
    return (*runners[:number], runner, *runners[number + 1 :])


def _answered(rules: Rules, world: World, number: int, strand: int, request: Request) -> Iterator[Step]:
    answer = ANSWERS[request.port]
    for label, after, value in answer(rules, world, *request.given):
        then = _gone_on(rules, after, number, strand, value)
        if request.port in RESTING and strand in then.runners[number].waiting:  # nobody sees a "yes"
            for more, last in _answered(rules, then, number, strand, then.runners[number].waiting[strand]):
                yield f"{label}, {more}", last
        else:
            yield label, then


# the network and CleverTap


def _delivered(rules: Rules, world: World, flight: Flight) -> Iterator[Step]:
    name = f"the {flight.port} of R{flight.runner}"
    gone = world._replace(net=_without(world.net, flight))
    accepted = _accepted(rules, gone, flight)
    if isinstance(accepted, Violation):
        yield f"{name} is accepted", accepted
        return
    if not flight.waited:
        yield f"{name} is accepted", accepted
        yield f"{name} is lost", gone
        return

    def answered(after: World, result: Result, number: int | None = None) -> World:
        return _gone_on(rules, after, flight.runner, flight.strand, (result.value, result.value, number))

    number = accepted.made[-1].id if flight.port == "create" else None
    yield f"{name} is accepted and answered", answered(accepted, Result.SENT, number)
    if not world.trouble:
        return
    less = world.trouble - 1
    yield (
        f"{name} is accepted, the answer is lost",
        answered(accepted._replace(trouble=less), Result.IN_DOUBT),
    )
    under_way = tuple(each._replace(waited=False) if each is flight else each for each in world.net)
    late = world._replace(net=under_way, trouble=less)
    yield f"{name} takes longer than its client waits", answered(late, Result.IN_DOUBT)
    gone = gone._replace(trouble=less)
    yield f"{name} is lost", answered(gone, Result.IN_DOUBT)
    yield f"{name} is refused with 400", answered(gone, Result.REJECTED)
    yield f"{name} is refused with 429", answered(gone, Result.THROTTLED)
    if flight.port == "create" or not rules.story.assumes.refusals_hold:
        made = accepted.made[:-1] + tuple(each._replace(denied=True) for each in accepted.made[-1:])
        denied = accepted._replace(trouble=less, made=made if flight.port == "create" else accepted.made)
        yield f"{name} is accepted, and answered with 429", answered(denied, Result.THROTTLED)
    yield f"{name} reaches nobody", answered(gone, Result.NOT_SENT)


def _without(net: tuple[Flight, ...], flight: Flight) -> tuple[Flight, ...]:
    return tuple(each for each in net if each is not flight)


def _accepted(rules: Rules, world: World, flight: Flight) -> World | Violation:
    body = json.loads(flight.body)
    soul = body["content"]["title"]
    if flight.port == "send":
        got = tuple((soul, person) for people in body["to"].values() for person in people)
        twice = sorted(set(got) & set(world.sent))
        if twice:
            return Violation(f"{twice[0][1]} gets {twice[0][0]!r} a second time")
        return world._replace(sent=(*world.sent, *got))
    parts = split_marker(body["name"])
    address = rules.story.owners.get(parts.identity, "") if parts else ""
    for made in world.made:
        first_is_stopped = made.stopped is not None and not made.begun(world.now)
        if made.soul == soul and not first_is_stopped and address not in made.freed:
            return Violation(f"{soul!r} is sent a second time: {made.name!r}, then {body['name']!r}")
    campaign = Campaign(
        id=101 + len(world.made),
        name=body["name"],
        address=address,
        soul=soul,
        at=world.now,
        goes_out=_goes_out(body["when"]),
    )
    return world._replace(made=(*world.made, campaign))


def _goes_out(when: str) -> int | None:
    if when == "now":
        return None
    moment = datetime.strptime(when, "%Y%m%d %H:%M").replace(tzinfo=T0.tzinfo)
    return int((moment - T0).total_seconds())


# kills and time


def _killed(world: World, number: int) -> Step:
    net = tuple(each._replace(waited=False) if each.runner == number else each for each in world.net)
    runners = _with(world.runners, number, KILLED)
    return f"R{number} is killed", world._replace(runners=runners, net=net, trouble=world.trouble - 1)


def _interrupted(world: World, number: int) -> Step:
    runner = world.runners[number]._replace(interrupted=True)
    runners = _with(world.runners, number, runner)
    return f"R{number} is interrupted by Ctrl-C", world._replace(runners=runners, trouble=world.trouble - 1)


def _time_passes(rules: Rules, world: World) -> Iterator[Step]:
    story = rules.story
    less = world._replace(trouble=world.trouble - 1)
    idle = len(world.runners) == len(rules.trees) and not any(runner.live for runner in world.runners)
    if idle:
        return
    if not world.net or not story.assumes.no_pause:
        for seconds in story.jumps:
            after = less._replace(now=world.now + seconds)
            yield f"{seconds} s pass", after
            for number, runner in enumerate(world.runners):
                if runner.live and _held(runner):
                    slow = runner._replace(wall=runner.wall - seconds)
                    set_back = after._replace(runners=_with(world.runners, number, slow))
                    yield (
                        f"{seconds} s pass, R{number} is asleep, and its clock is set back by as much",
                        set_back,
                    )
    if not story.assumes.clocks_agree:
        yield (
            f"the clocks of the store and of CleverTap are set ahead by {FLIGHT} s",
            less._replace(ahead=world.ahead + FLIGHT),
        )
    if not story.assumes.store_keeps and len(world.journal) > 1:
        yield "the store loses its last record", less._replace(journal=world.journal[:-1])
