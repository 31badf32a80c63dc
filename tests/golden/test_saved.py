"""What a saved plan of large families keeps, in ``saved.txt``: whose payload, what stands for the others, and what it
was made with. ``CTC_GOLDEN=write`` writes what is kept now; read the difference before it is committed.
"""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from ctc.plans.plan import Action, Change
from ctc.plans.saved import SavedPlan, read, write
from ctc.rows.family_data import FamilyData

sys.path.insert(0, str(Path(__file__).parent))
import plan_corners as corners  # type: ignore[import-not-found]
import plan_corpus as corpus  # type: ignore[import-not-found]

FILE: Final = Path(__file__).with_name("saved.txt")


def changes() -> Iterator[Change]:
    """Two large families, in one of which an audience got wider and a text differs more; a small one; one at rest."""
    for n in range(30):
        yield corners.of_family(
            "drop", n, Action.CREATE, "new", reach=corpus.reach(n) if n in (7, 8) else None
        )
    for n in range(26):
        before = corpus.wider(0) if n == 5 else corpus.push("Pune", "It rains", "Hot.")
        after = corpus.rainy(0) if n == 5 else corpus.push("Pune", "It pours", "Hot." if n else corners.LONG)
        yield corpus.edited(f"rain[{n}]", before, after, reason="the payload differs")
    for n in range(3):
        yield corners.of_family("few", n, Action.CREATE, "new")
    yield corners.of_family("few", 3, Action.UNCHANGED, "")


def saved() -> SavedPlan:
    families = [
        FamilyData(name, f"{name}.csv", "a" * 64, 30, key_columns=("n",)) for name in ("drop", "rain", "few")
    ]
    plan = replace(
        corpus.plan(*changes()), families=tuple(families), as_of="2031-01-02", guards={"max_reach": 5}
    )
    return SavedPlan(
        plan=plan,
        variables={"city": "Pune"},
        select=("drop*",),
        exclude=("few",),
        as_of="2031-01-02",
        within=("a",),
    )


def kept(value: dict[str, Any]) -> Iterator[str]:
    for change in value.pop("changes"):
        bodies = [name for name in ("payload", "before", "difference") if change[name]]
        left = f"the audience is {change['audience']}" if "audience" in change else ""
        yield f"{change['address']} {change['action']}: {', '.join(bodies) or left or 'nothing'}"
    value["sha256"] = ""
    yield from (f"{name}: {json.dumps(said, ensure_ascii=False)}" for name, said in value.items())


def test_a_saved_plan_of_large_families_keeps_this() -> None:
    data = write(saved())
    assert write(read(data, "saved.plan")) == data
    shown = "".join(f"{line}\n" for line in kept(json.loads(data)))
    if os.environ.get("CTC_GOLDEN") == "write":
        FILE.write_text(shown, "utf-8")
    assert shown == FILE.read_text("utf-8")
