"""Plays every story of every scenario against ctc's own plan, apply, journal and fold, and counts.

`python tests/prove.py` goes through all scenarios with one and two runners, turns off each assumption, and deletes each
guard: the first must hold, the others must break. It prints the shortest story of whatever does otherwise, and ends
with exit code 1. `--seconds` bounds one search (of a processor's time); what was not exhausted is said.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "proof"))

from proof_jobs import Job, jobs, outcome
from proof_search import Found


def say(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def told(job: Job, found: Found) -> bool:
    """Says what a search came to; whether it is as it must be."""
    verdict, good = outcome(job, found)
    say(f"{job.kind:10} {job.title:44} {found.worlds:9,} worlds  {found.seconds:6.1f} s  {verdict}")
    if not good:
        for line in (found.violation, *found.story):
            say(f"             {line}")
    return good


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument(
        "--trouble", type=int, default=2, help="kills, faults and jumps of the time in one story"
    )
    parser.add_argument("--switches", type=int, default=1, help="how often a runner at work is passed over")
    parser.add_argument("--seconds", type=float, default=30, help="of a processor, for one search")
    parser.add_argument("--only", default="", metavar="WORD", help="what has this word in its title")
    options = parser.parse_args()
    chosen = [
        job for job in jobs(options.trouble, options.switches, options.seconds) if options.only in job.title
    ]
    began, bad = time.monotonic(), 0
    found: list[tuple[Job, Found]] = []
    # A process a search: what one remembers is gone with it. (An executor that renews its processes stands still.)
    with get_context("spawn").Pool(options.processes, maxtasksperchild=1) as pool:
        for each in pool.imap_unordered(Job.run, chosen):
            found.append(each)
            bad += not told(*each)
    say(f"\n{summary(found)}; {time.monotonic() - began:.0f} s; {bad} not as they must be")
    return 1 if bad else 0


def summary(found: Sequence[tuple[Job, Found]]) -> str:
    scenarios = [each for job, each in found if job.kind == "scenario"]
    broken = {kind: [each for job, each in found if job.kind == kind] for kind in ("assumption", "mutant")}
    return "; ".join(
        (
            f"{len(scenarios)} scenarios, {sum(each.exhausted for each in scenarios)} of them exhausted",
            *(
                f"{sum(bool(each.violation) for each in all_)} of {len(all_)} {kind}s {word}"
                for (kind, all_), word in zip(broken.items(), ("needed", "killed"), strict=True)
            ),
            f"{sum(each.worlds for _, each in found):,} worlds",
        )
    )


if __name__ == "__main__":
    sys.exit(main())
