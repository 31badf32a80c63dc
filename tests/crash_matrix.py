"""Strikes ctc down at every step, against every misbehaviour of the server, and counts what was sent twice.

`python tests/crash_matrix.py` plays every cell of a pairwise covering array with real processes: `python -m ctc
apply` against `python -m ctc sandbox`, judged by what the sandbox wrote down. It prints the table and the counts,
and ends with exit code 1 if anything at all was broken.
"""

import argparse
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "scenarios" / "crash"))

from crash_cells import FACTORS, SERVERS, cells, why_not
from crash_running import play_all
from crash_world import FAKETIME, Report


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def told(report: Report, *, verbose: bool) -> None:
    if verbose or report.problems:
        word = "BROKEN" if report.problems else "struck" if report.reached else "passed"
        say(f"{word:7} {report.cell.name}")
    for line in report.problems + report.story * bool(report.problems):
        say(f"        {line}")


def table(reports: Sequence[Report]) -> str:
    """Failpoints down, the server's behaviour across: how many cells struck there, `·` where none can."""
    played = Counter((report.cell.failpoint, report.cell.server) for report in reports)
    broken = {(r.cell.failpoint, r.cell.server) for r in reports if r.problems}
    lines = ["failpoint".ljust(17) + "".join(server.rjust(13) for server in SERVERS)]
    for failpoint in FACTORS["failpoint"]:
        marks = [
            "BROKEN" if (failpoint, server) in broken else str(played[failpoint, server] or "·")
            for server in SERVERS
        ]
        lines.append(failpoint.ljust(17) + "".join(mark.rjust(13) for mark in marks))
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--only", type=int, nargs="*", metavar="N", help="these cells alone, each told")
    parser.add_argument("--first", type=int, default=1, metavar="N", help="begin with this cell")
    parser.add_argument(
        "--warm", action="store_true", help="fork ctc from a Python that has it loaded: faster"
    )
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the servers are ended in either case
    every, impossible = cells()
    chosen = [cell for cell in every if cell.number >= options.first]
    if options.only:
        chosen = [cell for cell in every if cell.number in options.only]
    unclocked = [cell for cell in chosen if cell.clock != "true" and not FAKETIME]
    if unclocked:
        say(
            f"{len(unclocked)} cells are left out: `apt-get install faketime` gives their machines a wrong clock"
        )
        chosen = [cell for cell in chosen if cell not in unclocked]
    began = time.monotonic()
    verbose = options.verbose or bool(options.only)
    reports = play_all(chosen, options.workers, warm=options.warm, told=partial(told, verbose=verbose))
    broken = [report for report in reports if report.problems]
    say(f"\n{table(reports)}\n")
    say("pairs that cannot meet:")
    for (one, value), (other, second) in impossible:
        say(f"  {one} {value} with {other} {second}: {why_not({one: value, other: second})}")
    struck = sum(report.reached for report in reports)
    say(
        f"\n{len(reports)} cells, {struck} of them struck; {sum(r.processes for r in reports)} processes of ctc in "
        f"{time.monotonic() - began:.0f} s; {len(broken)} broken"
    )
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
