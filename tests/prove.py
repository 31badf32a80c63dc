"""Plays every story of every scenario against ctc's own plan, apply, journal and fold, and counts.

`python tests/prove.py` goes through all scenarios with one and two runners, turns off each assumption, and deletes each
guard: the first must hold, the others must break. It prints the shortest story of whatever does otherwise, and ends
with exit code 1. `--seconds` bounds one search (of a processor's time); what was not exhausted is said.
"""

import argparse
import sys
import time
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "proof"))

from proof_jobs import Job, jobs, outcome
from proof_page import record, summary
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
    parser.add_argument("--seconds", type=float, default=12, help="of a processor, for one search")
    parser.add_argument("--only", default="", metavar="WORD", help="what has this word in its title")
    parser.add_argument("--record", action="store_true", help="write what it came to into the pages")
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
    took = time.monotonic() - began
    say(f"\n{summary(found)} {bad} not as they must be; {took:.0f} s.")
    if options.record and not options.only and not bad:
        record(found, bounds(options, took))
    return 1 if bad else 0


def bounds(options: argparse.Namespace, took: float) -> str:
    """What the searches were given."""
    return (
        f"Trouble: {options.trouble}. Passed over: {options.switches}. A scenario ends after {options.seconds:g} s of "
        f"a processor; all of it took {took / 60:.0f} minutes with {options.processes} processes."
    )


if __name__ == "__main__":
    sys.exit(main())
