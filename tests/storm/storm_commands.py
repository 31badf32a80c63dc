"""What people and pipelines begin, one after another."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from storm_people import adopted, forgotten, lost, moved, rebound, resume, settled
from storm_programs import Apply, ApplySaved, Save, stop
from storm_repository import NAMES
from storm_server import LAG, Made, goes_out, moment_at
from storm_specs import payloads_of, written

if TYPE_CHECKING:
    from storm_story import Story


@dataclass(slots=True)
class People:
    story: "Story"
    saved: list[tuple[str, bytes]] = field(default_factory=list)
    """Plans that lie about, with their environments."""
    copies: list[tuple[str, Any, int, int, int]] = field(default_factory=list)
    """Of states, by environment, and how many campaigns, messages and records there were."""

    def command(self) -> None:
        """Somebody begins something."""
        story = self.story
        for _ in range(story.rng.choice((0, 1, 1, 1, 2, 3))):
            story.edit()
        self._checkout()
        deeds = {
            self._apply: 55,
            self._plan_file: 8,
            self._settle: 9,
            self._stop: 8,
            self._forget: 4,
            self._resume: 3,
            self._move: 2,
            self._by_hand: 2,
            self._delete: 4,
            self._older: 5,
        }
        deeds |= {self._dashboard: 6} if story.is_wide else {}
        story.rng.choices(list(deeds), list(deeds.values()))[0]()

    def _settle(self) -> None:
        story = self.story
        story.begin("state resolve", settled(story.tools, story.server, story.wire.is_busy))

    def _stop(self) -> None:
        story, name = self.story, self.story.rng.choice((*NAMES, ""))
        story.begin(f"stop {name}*" if name else "stop --all", stop(story.tools, f"{name}*" if name else ""))

    def _resume(self) -> None:
        self.story.begin("state resume", resume(self.story.tools))

    def _move(self) -> None:
        source, target = self.story.rng.choice(NAMES), self.story.rng.choice(NAMES)
        self.story.begin(f"state move {source} {target}", moved(self.story.tools, source, target))

    def _delete(self) -> None:
        """Somebody deletes a campaign in the dashboard, or says so to ctc."""
        story = self.story
        known = [one for one in story.server.made if one.recorded]
        gone = [one for one in known if one.deleted]
        if self.copies or story.oracle.older.unknown:
            return  # nobody can know of what an older state never saw, and no listing shows
        if gone and story.rng.random() < 0.7:
            one = story.rng.choice(gone)
            story.begin(f"state lost {one.id}", lost(story.tools, one.id), env=one.env)
        elif known:
            one = story.rng.choice(known)
            one.deleted = True
            story.tell("somebody deletes", one.id, one.soul)

    def _dashboard(self) -> None:
        """Somebody stops there what is to come, or has it go out at another time."""
        story = self.story
        ours = [one for one in story.server.made if one.goes_out and one.is_to_come(story.t)]
        if not ours:
            return
        one = story.rng.choice(ours)
        if one.recurs or story.rng.random() < 0.6:
            story.server.stop(one.id, story.rng.choice((0, 4, 60)))
            one.by_hand = "stopped"
        elif one.recorded and one.begins > story.t and not (self.copies or story.oracle.older.unknown):
            one.goes_out = one.due + story.rng.choice((-1, 1)) * story.rng.choice((300, 3600, 90_000))
            one.goes_out = max(one.goes_out, story.t + 60 + one.due - one.begins)
            one.by_hand = "moved"
        else:
            return
        story.tell("somebody in the dashboard has", one.by_hand, one.id, one.soul, moment_at(one.due))

    def _older(self) -> None:
        """A copy of a state is kept, or put back when all is quiet and listed; not everybody who does that says so."""
        story = self.story
        env, stores = story.rng.choice(story.envs), story.options.stores
        lineage = f"L{len(story.runners)}-{env}"
        if any(one.deleted for one in story.server.made) or not story.tools.base.name_marker:
            return
        if not self.copies:
            server = story.server
            counts = len(server.made), len(server.sent), story.oracle.heard.serials[env]
            self.copies.append((env, stores.keep(env), *counts))
            story.tell("somebody keeps a copy of", env)
        elif all(one.is_over for one in story.runners) and not story.wire.is_busy():
            env, copy, *counts = self.copies.pop()
            story.wire.passes(2 * LAG)
            stores.put_back(env, copy)
            is_said = not story.is_wide or story.rng.random() < 0.5
            story.oracle.put_back(env, *counts, is_said=is_said)
            story.tell("an older copy is put back of", env)
            if is_said:
                story.begin("state rebind", rebound(story.tools, lineage, is_older=True), env=env)
        else:
            story.begin("state rebind", rebound(story.tools, lineage, is_older=False), env=env)

    def _apply(self) -> None:
        story = self.story
        rng = story.rng
        tree = story.repository.head if rng.random() < 0.8 else rng.choice(story.repository.commits)
        select = rng.choice(("", "", "", "", "", "", "a*"))
        if tree:
            words = f"apply {' '.join(tree)}" + (f" --select {select}" if select else "")
            story.begin(words, Apply(story.tools, tree, select))

    def _plan_file(self) -> None:
        story = self.story
        tree = story.repository.head
        if self.saved and story.rng.random() < 0.6:
            env, data = story.rng.choice(self.saved)
            story.begin("apply FILE", ApplySaved(story.tools, tree, data=data), env=env)
        elif tree:
            keep = lambda env, data: self.saved.append((env, data))  # noqa: E731
            story.begin("plan -o FILE", Save(story.tools, tree, keep=keep))

    def _forget(self) -> None:
        story = self.story
        names = [*NAMES, *(one.address for one in payloads_of(story.repository.head, story.folder))]
        address = story.rng.choice(names)
        story.begin(f"state forget {address}", forgotten(story.tools, address))

    def _by_hand(self) -> None:
        """Somebody makes a campaign in the dashboard, or says that one is that of an address."""
        story = self.story
        if not story.tools.base.name_marker:
            return  # nothing is recognised then
        hand = [one for one in story.server.made if not one.intent and not one.adopted]
        payloads = [one for one in payloads_of(story.repository.head, story.folder) if not one.is_send]
        alike = [(p, m) for p in payloads for m in hand if p.body["name"] == m.name]
        if alike:
            payload, made = story.rng.choice(alike)
            words = f"adopt {payload.address} --id {made.id}"
            body = adopted(story.tools, story.repository.head, payload.address, made.id)
            story.begin(words, body, env=made.env)
        elif payloads:
            payload = story.rng.choice(payloads)
            at = goes_out(payload.when)
            soul = str(payload.body["content"]["title"])
            number, env = 1000 + len(story.server.made), story.rng.choice(story.envs)
            one = Made(number, str(payload.body["name"]), env, soul, story.t, at, story.t)
            story.server.made.append(one)
            story.tell("somebody makes by hand", one.id, one.name, one.soul)

    def _checkout(self) -> None:
        """The files of the newest commit lie in the folder, whoever reads there."""
        for spec in self.story.repository.head.values():
            if spec.in_file and spec.kind == "send":
                written(spec, self.story.folder)
