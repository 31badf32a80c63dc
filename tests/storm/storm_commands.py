"""What people and pipelines begin, one after another."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storm_people import adopted, forgotten, moved, resume, settled
from storm_programs import Apply, ApplySaved, Save, stop
from storm_repository import NAMES
from storm_server import Made, goes_out
from storm_specs import payloads_of, written

if TYPE_CHECKING:
    from storm_story import Story


@dataclass(slots=True)
class People:
    story: "Story"
    saved: list[tuple[str, bytes]] = field(default_factory=list)
    """Plans that lie about, with their environments."""

    def command(self) -> None:
        """Somebody begins something."""
        story = self.story
        rng, head = story.rng, story.repository.head
        for _ in range(rng.choice((0, 1, 1, 1, 2, 3))):
            story.edit()
        self._checkout()
        x = rng.random()
        if x < 0.62:
            self._apply()
        elif x < 0.70:
            self._plan_file()
        elif x < 0.77:
            name = rng.choice(NAMES)
            story.begin(f"stop {name}*", stop(story.tools, f"{name}*"))
        elif x < 0.78:
            story.begin("stop --all", stop(story.tools, ""))
        elif x < 0.81:
            story.begin("state resume", resume(story.tools))
        elif x < 0.90:
            story.begin("state resolve", settled(story.tools, story.server, story.wire.is_busy))
        elif x < 0.94:
            self._forget()
        elif x < 0.96 and head:
            source, target = rng.choice(NAMES), rng.choice(NAMES)
            story.begin(f"state move {source} {target}", moved(story.tools, source, target))
        else:
            self._by_hand()

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
            if spec.in_file:
                written(spec, self.story.folder)
