"""The people that a preview is filled for: who they are, and what CleverTap would know of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """An invented recipient. ``known`` maps attribute names, in small letters without signs, to values.

    ``unknown`` is how an attribute that only the account knows is shown, with the attribute's name in it;
    None means that the attribute is missing.
    """

    key: str
    title: str
    description: str
    known: Mapping[str, object] = field(default_factory=dict)
    unknown: str | None = None
    exact: Mapping[str, object] = field(default_factory=dict)
    """Attributes by their very names; they come before ``known``."""


def _person(**known: object) -> dict[str, object]:
    first = str(known["firstname"])
    return {"customertype": "Platinum", **known, "customername": known["name"], "fname": first}


PERSONAS: Final[tuple[Persona, ...]] = (
    Persona(
        key="complete",
        title="Asha, complete",
        description="Every attribute is known and of a usual length",
        known=_person(
            name="Asha Verma",
            firstname="Asha",
            lastname="Verma",
            email="asha@example.com",
            phone="+15550100",
            city="Mumbai",
            country="India",
            language="English",
            gender="F",
            age=34,
            plan="Gold",
            points=1240,
        ),
        unknown="[{}]",
    ),
    Persona(
        key="long",
        title="Maximiliane, long values",
        description="Every value is long, to see what no longer fits",
        known=_person(
            name="Maximiliane-Alexandra Featherstonehaugh-Winterbottom",
            firstname="Maximiliane-Alexandra",
            lastname="Featherstonehaugh-Winterbottom",
            email="maximiliane-alexandra.featherstonehaugh@long-domain-name.example.com",
            phone="+15550101",
            city="Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
            country="Saint Vincent and the Grenadines",
            language="English (United Kingdom)",
            gender="F",
            age=102,
            plan="Platinum Plus Family Unlimited",
            points=1234567890,
        ),
        unknown="[a rather long value of {}]",
    ),
    Persona(
        key="script",
        title="Ananya, another script",
        description="Values outside the Latin alphabet; an SMS may need more parts",
        known=_person(
            name="अनन्या शर्मा",
            firstname="अनन्या",
            lastname="शर्मा",
            email="ananya@example.com",
            phone="+15550102",
            city="मुंबई",
            country="भारत",
            language="हिन्दी",
            gender="F",
            age=27,
            plan="सोना",
            points=310,
        ),
        unknown="[{}]",
    ),
    Persona(
        key="missing",
        title="Nobody, everything missing",
        description="CleverTap knows nothing: defaults stand in, and gaps show",
    ),
)


def persona_of(properties: Mapping[str, object]) -> Persona:
    """Somebody of whom just these attributes are known."""
    known = {plain_name(name): value for name, value in properties.items() if value is not None}
    return Persona(
        key="person",
        title="A person",
        description="As a test states",
        known=known,
        exact={name: value for name, value in properties.items() if value is not None},
    )


def plain_name(name: str) -> str:
    """A name without case, blanks and signs."""
    return "".join(char for char in name.lower() if char.isalnum() or not char.isascii())


class Profile(Mapping[str, object]):
    """What ``{{ Profile.x }}`` finds. Names are matched without regard to case, blanks and signs."""

    def __init__(self, persona: Persona) -> None:
        self._persona = persona

    def __getitem__(self, name: str) -> object:
        if name in self._persona.exact:
            return self._persona.exact[name]
        plain = plain_name(str(name))
        if plain in self._persona.known:
            return self._persona.known[plain]
        if self._persona.unknown is None:
            raise KeyError(name)
        return self._persona.unknown.format(str(name).replace("_", " "))

    def __iter__(self) -> Iterator[str]:
        return iter(self._persona.known)

    def __len__(self) -> int:
        return len(self._persona.known)
