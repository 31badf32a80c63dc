"""What a state lacks since an older copy of it was put back, and who may know of that."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from storm_repository import key_of
from storm_runner import Runner
from storm_server import Made, Sent
from storm_specs import payloads_of

from ctc.plans.renames import former

Claims = Mapping[str, tuple[str, Mapping[str, Any], int]]


@dataclass(slots=True)
class Older:
    unknown: set[int] = field(default_factory=set)
    """Ids that a state lost."""
    unseen: set[str] = field(default_factory=set)
    """Intents of messages that a state lost, with nothing by which a run could notice that it is an older one."""
    unsaid: dict[str, tuple[set[int], set[str]]] = field(default_factory=dict)
    """By environment, the ids and the messages that its state lost, where nobody said so, and no run noticed it."""
    stopped: set[int] = field(default_factory=set)
    """Those that were stopped by then, of which the copy may not say so."""
    missed: set[int] = field(default_factory=set)
    """Those that were not what anything of its commit was, when a run made something without having noticed."""

    def put_back(self, env: str, made: Iterable[Made], sent: Iterable[Sent], *, is_said: bool) -> None:
        """No listing shows a message, so where nothing else was made since, nobody can know of those, until somebody
        says so."""
        ids, intents = {one.id for one in made}, {one.intent for one in sent}
        self.unknown |= ids
        if not any(one.intent for one in made):
            self.unseen |= intents
        if not is_said:
            self.unsaid[env] = ids, intents

    def said(self, env: str, sent: Iterable[Sent]) -> None:
        """It is known to be an older one."""
        self.unsaid.pop(env, None)
        self.unseen -= {one.intent for one in sent if one.env == env}

    def notice(self, runner: Runner, made: Collection[Made], claims: Claims, *, makes: bool) -> None:
        """A run claims something; it has looked at what exists by then."""
        ids, intents = self.unsaid.get(runner.env, (set(), set()))
        if not ids and not intents:
            return
        tree = {name: spec for name, spec in runner.planned.tree.items() if spec.kind != "send"}
        named = {
            (address, revision)
            for one in payloads_of(tree, Path(), runner.env)
            for address in (one.address, *former(one))
            for revision in range(1, one.revision + 1)
        }
        shown = [one for one in made if one.id in ids & runner.shown and one.intent in claims]
        said = (claims[one.intent][1] for one in shown)
        if any((claim["address"], claim["revision"]) in named for claim in said):
            del self.unsaid[runner.env]
        elif makes:
            self.missed |= ids
        else:
            self.unseen |= intents

    def is_missed(self, runner: Runner, one: Made, claim: Mapping[str, Any], claims: Claims) -> bool:
        """Whether nobody can know of it: no run noticed it in time, or its key was written otherwise, as was the rest,
        so that it is a rename that nobody told."""
        _, earlier, _ = claims.get(one.claim, ("", claim, 0))
        old, new = earlier["address"], claim["address"]
        is_respelt = earlier["digest"] != claim["digest"] and key_of(old) != key_of(new)
        is_unseen = one.id in self.missed and one.id not in runner.shown
        return is_unseen or (one.id in self.unknown and is_respelt)
