"""What must never be, asked at each record and each request that arrives. It knows the server's log, and believes
nobody else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any, Final

from storm_heard import Heard
from storm_older import Older
from storm_repository import Repository, name_of, older_names, words_of
from storm_runner import Breach, Runner
from storm_server import Made, Sent, Server, goes_out, moment_at
from storm_specs import Tree

from ctc.state.store import Entry

_STRETCH: Final = 90.0
"""Seconds within which a request arrives after its last check."""
_NOTHING: Final = ("rejected", "not_sent")


@dataclass(slots=True)
class Oracle:
    server: Server
    repositories: Mapping[str, Repository]
    quiet: tuple[time, time] | None = None
    claims: dict[str, tuple[str, Mapping[str, Any], int]] = field(default_factory=dict)
    """By intent, its environment, its record and its serial; of what was adopted, the record of that."""
    beside: dict[str, Tree] = field(default_factory=dict)
    """By intent, its run's commit."""
    denied: set[str] = field(default_factory=set)
    """Intents that the journal says came to nothing."""
    ended: dict[int, tuple[str, int]] = field(default_factory=dict)
    """By id, for what it was stopped for good, and since which record that is known."""
    heard: Heard = field(default_factory=Heard)
    replaced: set[int] = field(default_factory=set)
    """Ids that a run began to replace before it could see that somebody had stopped them."""
    freed: dict[str, set[str]] = field(default_factory=dict)
    """By environment, concepts that a person gave up: they may be sent again."""

    older: Older = field(default_factory=Older)

    def put_back(self, env: str, count: int, sends: int, serial: int, *, is_said: bool) -> None:
        """An older copy of a state: of what was made since it knows nothing but what is listed."""
        since = [one for one in self.server.made[count:] if one.env == env]
        sent = [one for one in self.server.sent[sends:] if one.env == env]
        self.older.put_back(env, since, sent, is_said=is_said)
        self.heard.put_back(env, serial)
        for one in self.server.made:
            if one.env == env:
                self.ended.pop(one.id, None)
                self.older.stopped |= {one.id} if one.stopped is not None else set()
                one.adopted &= one not in since
        self.claims |= {
            intent: (where, claim, 0) for intent, (where, claim, _) in self.claims.items() if where == env
        }

    def record(self, runner: Runner, entry: Entry) -> None:
        kind, record = entry.record["kind"], entry.record
        self.heard.record(runner.env, record, entry.serial)
        if kind == "intent":
            self._intent(runner, record, entry.serial)
        elif kind in ("outcome", "resolution"):
            self._outcome(record, entry.serial)
        elif kind == "imported":
            self._imported(runner, record, entry.serial)
        elif kind == "observed" and record["status"] == "stopped":
            self._is_stopped(record["id"])
        elif kind == "freed":
            concepts = self.repositories[runner.env].concepts_of(record["address"])
            self.freed.setdefault(runner.env, set()).update(concepts)
        elif kind == "held":
            self.older.said(runner.env, self.server.sent)
        elif kind == "moved":
            self.repositories[runner.env].moves.add((record["source"], record["target"]))

    def _intent(self, runner: Runner, record: Mapping[str, Any], serial: int) -> None:
        self.claims[record["intent"]] = runner.env, record, serial
        runner.intent = record
        if record["verb"] == "stop":
            if record["purpose"] == "replace" and record["target"] not in runner.seen_stopped:
                self.replaced.add(record["target"])
            return
        if runner.planned is None:
            raise Breach(f"{runner.name} claims {record['address']}, and was never to send anything")
        self.beside[record["intent"]] = runner.planned.tree
        wanted = (record["address"], record["revision"], record["digest"])
        if wanted not in runner.planned.sends:
            raise Breach(f"{runner.name} claims {wanted}, which its plan did not say")
        self.older.notice(runner, self.server.made, self.claims, makes=record["verb"] == "create")

    def _outcome(self, record: Mapping[str, Any], serial: int) -> None:
        intent, result = record["intent"], record["result"]
        _, claim, _ = self.claims[intent]
        if claim["verb"] == "stop":
            if result == "stopped":
                self._is_stopped(claim["target"])
                if claim["purpose"] != "replace" and not self._was_followed(claim):
                    self.ended.setdefault(claim["target"], (claim["purpose"], serial))
            return
        if result in _NOTHING:
            if intent in self.server.accepted:
                raise Breach(f"{claim['address']}: {intent} arrived, and is recorded as {result}")
            self.denied.add(intent)
        elif result == "sent" and intent not in self.server.accepted:
            raise Breach(f"{claim['address']}: {intent} never arrived, and is recorded as sent")
        elif result == "sent" and record["id"] is not None:
            found = self.server.campaign(record["id"])
            if found.intent != intent:
                raise Breach(f"{claim['address']}: {found.id} is taken for what {intent} made")
            found.recorded = True

    def _was_followed(self, stop: Mapping[str, Any]) -> bool:
        """Whether a successor of what is stopped was claimed before that was known."""
        env, _, made = self.claims.get(self.server.campaign(stop["target"]).intent, ("", stop, 0))
        claims = ((where, one, serial) for where, one, serial in self.claims.values() if serial > made)
        return any(
            (where, one["verb"], one["address"]) == (env, "create", stop["address"])
            for where, one, _ in claims
        )

    def _imported(self, runner: Runner, record: Mapping[str, Any], serial: int) -> None:
        found = self.server.campaign(record["id"])
        if found.env != runner.env:
            raise Breach(f"{record['address']} takes over {found.id}, which is another environment's")
        if found.intent and found.soul.split("@")[0] not in self._concepts(runner, record):
            raise Breach(f"{record['address']} takes over {found.id} ({found.soul})")
        if not found.intent:  # nobody knows what is in it
            self.claims[found.claim] = runner.env, {**record, "verb": "adopt", "digest": ""}, serial
            self.beside[found.claim] = self.repositories[runner.env].head
        found.adopted = found.recorded = True

    def _concepts(self, runner: Runner, record: Mapping[str, Any]) -> set[str]:
        return self.repositories[runner.env].concepts_of(record["address"])

    def _is_stopped(self, number: int) -> None:
        if (one := self.server.campaign(number)).stopped is None and not one.deleted:
            raise Breach(f"{number} is recorded as stopped, and goes out")

    def create(self, runner: Runner, body: Mapping[str, Any], claim: Mapping[str, Any]) -> None:
        """A create arrives."""
        if not claim or claim["verb"] != "create" or not body["name"].endswith(claim["marker"]):
            raise Breach(f"{runner.name} creates {body['name']} without a durable intent")
        self._not_denied(claim)
        soul = body["content"]["title"]
        serial = self.claims[claim["intent"]][2]
        for one in self.server.made:
            is_same = (one.env, one.soul) == (runner.env, soul) and not self._is_its_own(runner, one, claim)
            is_known = is_same and not self.older.is_missed(runner, one, claim, self.claims)
            if is_known and not self._is_free(runner.env, soul):
                self._beside(runner, one, body, serial)
        others = (one for one in self.server.made if one.intent and one.env == runner.env)
        lists = (one for one in others if _is_other_list(one.soul, soul) and one.id not in self.older.unknown)
        told = next((one for one in lists if not self._is_its_own(runner, one, claim)), None)
        if told is not None and not self._is_free(runner.env, soul):
            raise Breach(f"{soul} is made, and {told.soul} was: everybody is told again")
        if body["when"] == "now":
            self._not_quiet(runner, soul)

    def _beside(self, runner: Runner, one: Made, body: Mapping[str, Any], serial: int) -> None:
        """A further one of the same soul."""
        if not one.intent and not one.adopted:
            at = goes_out(body["when"])
            is_seen = one.id in runner.shown and one.stopped is None and at == one.goes_out
            if is_seen and at is not None:
                raise Breach(f"{one.soul} is made beside {one.id}, which was listed with its name and time")
            return
        if not one.is_stopped_in_time:
            raise Breach(f"a second create of {one.soul}: {one.id} is there, then {body['name']}")
        if one.by_hand == "stopped" and one.id not in self.replaced:
            raise Breach(f"{one.soul} was stopped in the dashboard and is made again: {one.id}")
        purpose, since = self.ended.get(one.id, ("", serial))
        if purpose and since < serial:
            raise Breach(f"{one.soul} was stopped ({purpose}) and is made again: {one.id}")

    def send(self, runner: Runner, body: Mapping[str, Any], claim: Mapping[str, Any]) -> None:
        """An identity send arrives."""
        if not claim or claim["verb"] != "send":
            raise Breach(f"{runner.name} sends without a durable intent")
        self._not_denied(claim)
        soul, people = body["content"]["title"], set(body["to"]["Identity"])
        for one in self.server.sent:
            twice = people.intersection(one.people) if (one.env, one.soul) == (runner.env, soul) else ()
            is_meant = self._is_free(runner.env, soul) or self._is_its_own(runner, one, claim)
            if twice and not is_meant and one.intent not in self.older.unseen:
                raise Breach(f"{soul} is sent to {', '.join(sorted(twice))} a second time")
        self._not_quiet(runner, soul)

    def stop(self, runner: Runner, number: int) -> None:
        """A stop arrives."""
        found = self.server.campaign(number)
        if found.env != runner.env:
            raise Breach(f"{runner.name} stops {number}, which is another environment's")
        if runner.planned is not None and number not in runner.planned.stops:
            raise Breach(f"{runner.name} stops {number}, which its plan did not say")
        if runner.means is not None:
            repository = self.repositories[runner.env]
            meant = {one for address in runner.means for one in repository.concepts_of(address)}
            if found.soul.split("@")[0] not in meant:
                raise Breach(f"a person stops {sorted(runner.means)}, and {number} ({found.soul}) is stopped")

    def _is_its_own(self, runner: Runner, one: Made | Sent, claim: Mapping[str, Any]) -> bool:
        """Whether nobody can know that it is the same message: neither says that it was the other, and they differ, or
        both stood for the run that claimed the second, whichever arrives first, or it is a higher revision of what
        stands, which is meant to go out. What was made by hand and adopted differs from all: no content tells."""
        if one.claim not in self.claims:
            return False
        _, earlier, before = self.claims[one.claim]
        here, there = name_of(claim["address"]), name_of(earlier["address"])
        serial = self.claims[claim["intent"]][2]
        known = self.beside[claim["intent"]], self.beside[one.claim]
        words = [*self.heard.before(runner.env, max(serial, before)), *words_of(known)]
        if there in older_names(here, words) or here in older_names(there, words):
            return False
        is_again = any(
            (where, other["address"]) == (runner.env, claim["address"])
            and other["revision"] < claim["revision"]
            for where, other, _ in self.claims.values()
        )
        other, tree = (there, known[0]) if serial >= before else (here, known[1])
        stood = any(other in older_names(name, words) for name in tree)  # by a newer name too
        return is_again or earlier["digest"] != claim["digest"] or stood

    def _is_free(self, env: str, soul: str) -> bool:
        return soul.split("@", maxsplit=1)[0] in self.freed.get(env, ())

    def _not_denied(self, claim: Mapping[str, Any]) -> None:
        if claim["intent"] in self.denied:
            raise Breach(f"{claim['address']}: {claim['intent']} arrives, and was recorded as nothing")

    def _not_quiet(self, runner: Runner, soul: str) -> None:
        """What goes out at once arrives within a moment of its last check: both must not be quiet."""
        now = self.server.now()
        if self.quiet and all(self._covers(at) for at in (now - _STRETCH, now)):
            raise Breach(f"{soul} goes out at {moment_at(now):%H:%M}, within the quiet hours")

    def _covers(self, at: float) -> bool:
        assert self.quiet is not None
        (start, end), local = self.quiet, moment_at(at).time()
        return start <= local < end if start <= end else local >= start or local < end


def _is_other_list(one: str, other: str) -> bool:
    """Whether they are instances of one revision, named by other columns."""
    (message, _, key), (same, _, keys) = one.partition(" "), other.partition(" ")
    columns = ([part.partition("=")[0] for part in each.split(",")] for each in (key, keys))
    return message == same and bool(key and keys) and next(columns) != next(columns)
