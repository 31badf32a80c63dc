"""What the world answers to each call of a port: the store, CleverTap where it is asked at once, a person."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Final

from proof_ports import CONFLICT, DIED, Row, moment_at
from proof_world import FLIGHT, LAG, MARGIN, Campaign, Rules, World

from ctc.clevertap.outcome import Result
from ctc.payloads.request import split_marker

Answer = Iterator[tuple[str, World, Any]]


def _read(rules: Rules, world: World, after: int) -> Answer:
    yield "reads the journal", world, world.journal[after:]


def _append(rules: Rules, world: World, after: int, texts: tuple[str, ...]) -> Answer:
    said = ", ".join(_told(json.loads(text)) for text in texts)
    if after != len(world.journal):
        yield f"finds that another was first, and does not write {said}", world, CONFLICT
        return
    rows = tuple((world.now + world.ahead, text) for text in texts)
    written = _freed(world._replace(journal=(*world.journal, *rows)), texts)
    yield f"writes {said}", written, rows
    if world.trouble:
        less = world.trouble - 1
        yield f"writes {said}, and the store dies before it says so", written._replace(trouble=less), DIED
        yield f"cannot write {said}: the store is gone", world._replace(trouble=less), DIED


def _told(record: Mapping[str, Any]) -> str:
    words = [record["kind"], record.get("verb"), record.get("result")]
    where = record.get("address") or f"{record.get('source', '')}→{record.get('target', '')}"
    revision = f"@{record['revision']}" if record.get("revision") else ""
    return " ".join(str(word) for word in (*words, f"{where}{revision}") if word)


def _freed(world: World, texts: Sequence[str]) -> World:
    """A person who gives an identity free means what exists by then."""
    for record in map(json.loads, texts):
        if record["kind"] == "freed":
            made = tuple(each._replace(freed=(*each.freed, record["address"])) for each in world.made)
            world = world._replace(made=made)
    return world


def _listing(rules: Rules, world: World, start: date, end: date) -> Answer:
    """Days are those of the schedule, or of the create where it goes out at once."""
    there = [made for made in world.made if start <= moment_at(_day(made)).date() <= end]
    old, assumes = world.now - LAG, rules.story.assumes
    late = [made for made in there if made.at <= old or (made.denied and assumes.refusals_hold)]
    every = _shown(there, world.now)
    yield "lists: all", world, (True, every)
    lagging = _shown(late, old)
    if lagging != every and not rules.story.calm:
        yield "lists: what is young is not there yet", world, (True, lagging)
    if world.trouble:
        less = world._replace(trouble=world.trouble - 1)
        yield "lists: the answer breaks off", less, (False, ())
        if len(every) > 1:
            yield "lists: half of the answer", less, (False, every[: len(every) // 2])
        rest = [made for made in there if not _is_claimed(world, made)]
        if _betrays(world, [made for made in there if made not in rest]):
            yield "lists: nothing that was claimed, without a word", less, (True, _shown(rest, world.now))
        if not assumes.listed_in_time and late:
            yield "lists: later than listing_lag says, nothing is there yet", less, (True, ())
        if not assumes.listings_complete:
            for left_out in late:
                rest = _shown([made for made in there if made is not left_out], world.now)
                yield f"lists: {left_out.id} is left out without a word", less, (True, rest)


def _is_claimed(world: World, made: Campaign) -> bool:
    """Whether the journal holds an attempt of it: without one, no listing is held against what was shown before."""
    parts = split_marker(made.name)
    return parts is not None and any(f"{parts.identity}-{parts.digest}" in text for _, text in world.journal)


def _betrays(world: World, left_out: Sequence[Campaign]) -> bool:
    """Whether of all that is left out something was shown before on the same day, or on one beside it."""
    shown = _shown_before(world.journal)
    return bool(left_out) and all(
        any(
            abs((moment_at(_day(other)) - moment_at(_day(made))).days) < 1
            for other in left_out
            if other.id in shown
        )
        for made in left_out
    )


@cache
def _shown_before(journal: tuple[Row, ...]) -> frozenset[int]:
    """Ids that an earlier listing showed, by the journal."""
    records = (json.loads(text) for _, text in journal if '"listed"' in text)
    return frozenset(
        number
        for record in records
        if record["kind"] == "listed"
        for ids in record["days"].values()
        for number in ids
    )


def _day(made: Campaign) -> int:
    return made.at if made.goes_out is None else made.goes_out


def _shown(campaigns: Sequence[Campaign], now: int) -> tuple[tuple[int, str, str, int], ...]:
    return tuple((made.id, made.name, made.status(now), _day(made)) for made in campaigns)


def _stop(rules: Rules, world: World, number: int) -> Answer:
    made = next((each for each in world.made if each.id == number), None)
    if made is None or (made.stopped is None and made.begun(world.now)):
        yield f"is told that {number} cannot be stopped", world, (Result.REJECTED.value, "no", None)
        return
    done = tuple(
        each._replace(stopped=world.now) if each is made and made.stopped is None else each
        for each in world.made
    )
    after = world._replace(made=done)
    ok = (Result.SENT.value, "ok", None)
    yield f"stops {number}", after, ok
    if world.trouble and _is_near(world, made):
        begun = tuple(each._replace(goes_out=world.now) if each.id == number else each for each in done)
        said = f"stops {number}, which some people have got already"
        yield said, world._replace(made=begun, trouble=world.trouble - 1), ok
    if world.trouble:
        less, lost = world.trouble - 1, (Result.IN_DOUBT.value, "reset", None)
        yield f"stops {number}, and the answer is lost", after._replace(trouble=less), lost
        yield f"asks to stop {number}, which is lost", world._replace(trouble=less), lost
        yield f"is told that {number} is stopped, which it is not", world._replace(trouble=less), ok


def _is_near(world: World, made: Campaign) -> bool:
    return made.stopped is None and made.goes_out is not None and made.goes_out - world.now < MARGIN


def _look(rules: Rules, world: World, marker: str) -> Answer:
    """A person looks when nothing can be on its way any more."""
    if not world.net:
        found = next((made.id for made in world.made if made.name.endswith(marker)), None)
        yield f"looks for {marker} in the dashboard", world, found


def _remember(rules: Rules, world: World, soul: str, batch: int | None) -> Answer:
    if not world.net:
        got = {person for sent, person in world.sent if sent == soul}
        yield f"asks who got {soul!r}", world, bool(got) if batch is None else f"person {batch}" in got


def _restore(rules: Rules, world: World, records: int) -> Answer:
    """While nobody runs; it takes longer than a listing may lag, and than anything is on its way."""
    if not world.net and sum(runner.live for runner in world.runners) == 1:
        older = world._replace(journal=world.journal[:records], now=world.now + FLIGHT)
        yield f"puts the state back as it was with {records} records, which takes {FLIGHT} s", older, None


def _yes(rules: Rules, world: World) -> Answer:
    yield "hears yes", world, None


def _hold(rules: Rules, world: World) -> Answer:
    yield "goes on to its request", world, None


ANSWERS: Final[Mapping[str, Callable[..., Answer]]] = {
    "read": _read,
    "append": _append,
    "listing": _listing,
    "stop": _stop,
    "look": _look,
    "remember": _remember,
    "restore": _restore,
    "yes": _yes,
    "hold": _hold,
    "begin": _hold,
}
