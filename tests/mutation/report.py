"""The table by package, and what is said of those that live."""

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from trial import Verdict

EXPLAINED: Final = Path(__file__).parent / "explained.json"
"""Mutants that change nothing that anybody could notice, each with a word on why: ``{key: reason}``. The keys are
printed below survivors; each is of one place, and holds until that line or the name of what is around it is edited."""
STRICT: Final = frozenset({"apply", "plans", "state", "clevertap"})
SHARE, STRICT_SHARE = 0.90, 0.95


def explained() -> dict[str, str]:
    found: dict[str, str] = json.loads(EXPLAINED.read_text("utf-8"))
    return found


def shown(verdicts: Iterable[Verdict], seed: int) -> tuple[str, bool]:
    """The table as Markdown with the survivors below it, and whether the shares hold.

    A package is judged by itself where at least 20 of its mutants were tried; the strict ones together, and all
    together, always.
    """
    known = explained()
    tried: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        if verdict.noticed or (verdict.outcome != "untold" and verdict.mutant.key not in known):
            for package in {
                verdict.mutant.package,
                "all",
                *(["strict"] if verdict.mutant.package in STRICT else []),
            }:
                tried[package].append(verdict)
    lines = [f"seed {seed}", "", "| package | mutants | noticed | |", "| --- | --- | --- | --- |"]
    held = True
    for package in sorted(tried, key=lambda name: (name in ("all", "strict"), name)):
        of = tried[package]
        noticed = sum(verdict.noticed for verdict in of)
        least = STRICT_SHARE if package in STRICT or package == "strict" else SHARE
        judged = len(of) >= 20 or package in ("all", "strict")
        short = judged and noticed < least * len(of)
        held = held and not short
        lines.append(
            f"| {package} | {len(of)} | {noticed} | {noticed / len(of):.0%}{' short' if short else ''} |"
        )
    living = [verdict for verdict in tried["all"] if not verdict.noticed]
    lines += ["", f"{len(living)} not noticed:" if living else "each was noticed"]
    lines += [
        f"- {one.mutant.file}:{one.mutant.line}: {one.mutant.kind}: `{one.mutant.before}` -> `{one.mutant.after}`"
        f" ({one.outcome}; {one.tests} tests, {one.untried} not tried)"
        f"\n  {json.dumps(one.mutant.key, ensure_ascii=False)}"
        for one in living
    ]
    return "\n".join(lines), held
