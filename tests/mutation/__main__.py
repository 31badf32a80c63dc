"""``make mutants``: plants small faults in ctc and tells which of them no test notices.

usage: python tests/mutation [--sample 150] [--seed N] [--package NAME …] [--all] [--seconds 25] [--workers 2]
       [--tests PATH …] [--kind KIND …] [--at FILE:LINE …]
"""

import argparse
import ast
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from covering import Covering, covering
from planting import Mutant, is_python, mutants_of
from report import shown
from trial import TREE, Bench, Verdict

LEFT_OUT = {"ctc/codes", "ctc/starter"}
"""Texts of explanations, and of what a new repository begins with: tests of the docs read them."""


def every_mutant(packages: list[str], kinds: list[str]) -> dict[str, list[Mutant]]:
    found: dict[str, list[Mutant]] = defaultdict(list)
    for path in sorted(TREE.glob("ctc/**/*.py")):
        file = path.relative_to(TREE).as_posix()
        if not any(file.startswith(left) for left in LEFT_OUT):
            for mutant in mutants_of(file, path.read_text("utf-8")):
                if mutant.is_within(packages) and mutant.kind in (kinds or [mutant.kind]):
                    found[mutant.package].append(mutant)
    return dict(found)


def sampled(mutants: dict[str, list[Mutant]], count: int, chance: random.Random) -> list[Mutant]:
    """So many, of all packages alike, and within one of all kinds alike: there are more arguments than boundaries."""
    ways = {package: _mixed(found, chance) for package, found in sorted(mutants.items())}
    chosen: list[Mutant] = []
    while len(chosen) < count and ways:
        for package in [*ways]:
            mutant = next(ways[package], None)
            if mutant is None:
                del ways[package]
            elif len(chosen) < count:
                chosen.append(mutant)
    return chosen


def _mixed(mutants: list[Mutant], chance: random.Random) -> Iterator[Mutant]:
    kinds: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        kinds[mutant.kind].append(mutant)
    for found in kinds.values():
        chance.shuffle(found)
    while kinds:
        order = sorted(kinds)
        chance.shuffle(order)
        for kind in order:
            mutant = kinds[kind].pop()
            if not kinds[kind]:
                del kinds[kind]
            source = (TREE / mutant.file).read_text("utf-8")
            planted = mutant.planted(source)
            if is_python(planted) and ast.dump(ast.parse(planted)) != ast.dump(ast.parse(source)):
                yield mutant


def trials(mutants: list[Mutant], known: Covering, seconds: float, workers: int) -> Iterator[Verdict]:
    """What came of each; at the end, for those that a test noticed which fails without them too, what others say."""
    benches: SimpleQueue[Bench] = SimpleQueue()
    for _ in range(workers):
        benches.put(Bench(known.seconds))
    unsound: set[str] = set()

    def one(mutant: Mutant) -> Verdict:
        tests, untried = known.of(mutant.file, mutant.line, seconds)
        tests = [test for test in tests if test not in unsound]
        bench = benches.get()
        try:
            spent = sum(known.seconds.get(test, 1.0) for test in tests)
            return bench.try_out(mutant, tests, untried, spent)
        finally:
            benches.put(bench)

    try:
        with ThreadPoolExecutor(workers) as pool:
            while mutants:
                told = {}
                for verdict in pool.map(one, mutants):
                    if verdict.by:
                        told[verdict.mutant] = verdict
                    else:
                        yield verdict
                bench = benches.get()
                failing = bench.failing(sorted({verdict.by for verdict in told.values()}))
                benches.put(bench)
                unsound |= failing
                yield from (verdict for verdict in told.values() if verdict.by not in failing)
                mutants = [verdict.mutant for verdict in told.values() if verdict.by in failing]
    finally:
        while not benches.empty():
            benches.get().close()


def arguments() -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    asked.add_argument("--sample", type=int, default=150, help="how many (150)")
    asked.add_argument("--all", action="store_true", help="every mutant, at leisure")
    asked.add_argument(
        "--seed", type=int, default=time.time_ns() % 1_000_000, help="by default one that nobody chose"
    )
    asked.add_argument(
        "--package", action="append", default=[], help="of this package, or folder of one, alone (repeatable)"
    )
    asked.add_argument("--kind", action="append", default=[], help="of this kind alone (repeatable)")
    asked.add_argument("--seconds", type=float, default=25, help="of tests for one mutant (25)")
    asked.add_argument("--workers", type=int, default=2, help="trials at a time (2)")
    asked.add_argument("--tests", nargs="*", default=[], help="ask these tests alone")
    asked.add_argument(
        "--at", nargs="*", default=[], help="every mutant of these lines, as survivors are told"
    )
    asked.add_argument("--cache", type=Path, default=TREE / ".mutants", help="where traces are kept")
    return asked.parse_args()


def main() -> int:
    given = arguments()
    print(f"seed {given.seed}", flush=True)
    known = covering(given.cache, given.tests, given.workers)
    mutants = every_mutant(given.package, given.kind)
    if given.at:
        every = [mutant for of in mutants.values() for mutant in of]
        mutants = {"at": [mutant for mutant in every if f"{mutant.file}:{mutant.line}" in given.at]}
    count = sum(map(len, mutants.values())) if given.all or given.at else given.sample
    verdicts = []
    chosen = sampled(mutants, count, random.Random(given.seed))
    for verdict in trials(chosen, known, given.seconds, given.workers):
        verdicts.append(verdict)
        if not verdict.noticed:
            mutant = verdict.mutant
            print(
                f"{mutant.file}:{mutant.line}: {verdict.outcome}: {mutant.kind}: {mutant.before} -> {mutant.after}",
                flush=True,
            )
    text, held = shown(verdicts, given.seed)
    print(text)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
