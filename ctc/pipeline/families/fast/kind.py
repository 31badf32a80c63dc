"""What rows of one kind have in common: a unit that went the exact way, with holes for their texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from ctc.audience import AUDIENCE_PARTS
from ctc.canonical import Json
from ctc.payloads.payload import SPOKEN
from ctc.payloads.skeleton import Holed, Skeleton, Write
from ctc.pipeline.engine.facts import UnitFacts
from ctc.pipeline.engine.unit import Unit
from ctc.validation.rules.duplication import AUDIENCE, NAME, PEOPLE


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What one unit says for all rows of its kind: where their texts stand in its body."""

    unit: Unit
    facts: UnitFacts
    holed: Sequence[Holed]
    is_plain: bool
    _texts: dict[Write, Skeleton] = field(default_factory=dict)

    @cached_property
    def body(self) -> Mapping[str, Json]:
        return self.unit.payload.body if self.unit.payload is not None else self.unit.body

    @cached_property
    def is_send(self) -> bool:
        return self.unit.payload is not None and self.unit.payload.is_send

    def text(self, texts: Sequence[str], write: Write) -> str:
        """The body with a row's texts in it."""
        if write not in self._texts:
            self._texts[write] = Skeleton(self.body, self.holed, write)
        return self.filled(self._texts[write], texts)

    def filled(self, skeleton: Skeleton, texts: Sequence[str]) -> str:
        return skeleton.text(texts) if self.is_plain else skeleton.wide(texts)

    def length(self, texts: Sequence[str]) -> int:
        """The characters of title, subject and body."""
        same, slots = self._spoken
        return same + sum([len(texts[slot]) for slot in slots])

    @cached_property
    def _spoken(self) -> tuple[int, Sequence[int]]:
        """The characters of those texts that are the same for all rows, and the slots of the others."""
        content = self.body.get("content")
        held = content if isinstance(content, dict) else {}
        texts = {("content", name): held[name] for name in SPOKEN if isinstance(held.get(name), str)}
        holed = [one for one in self.holed if one.path in texts]
        same = sum(len(text) for path, text in texts.items() if all(one.path != path for one in holed))
        same += sum(len(literal) for one in holed for literal in one.literals)
        return same, [slot for one in holed for slot in one.slots]

    @cached_property
    def audience(self) -> Skeleton:
        return Skeleton({name: self.body[name] for name in AUDIENCE_PARTS if name in self.body}, self.holed)

    @cached_property
    def people(self) -> Skeleton:
        """Whom it reaches over which channel at what time: see the marks of duplication."""
        assert self.unit.variant is not None
        audience = {name: self.body[name] for name in AUDIENCE if name in self.body}
        holed = [one._replace(path=(2, *one.path)) for one in self.holed]
        return Skeleton([self.unit.variant.channel, self.body.get("when"), audience], holed)

    @cached_property
    def name(self) -> Skeleton:
        holed = [one._replace(path=()) for one in self.holed if one.path == ("name",)]
        return Skeleton(self.body.get("name"), holed, str)

    def marks(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Those of the unit, with this row's name and people in them."""
        return tuple(
            f"{NAME}{self.name.text(texts).strip()}"
            if mark.startswith(NAME)
            else f"{PEOPLE}{hash_of(self.filled(self.people, texts))[:32]}"
            for mark in self.facts.marks
        )


def hash_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()
