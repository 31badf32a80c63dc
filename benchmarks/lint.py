"""How fast ctc lints, compiles and plans, beside other tools on the same files, in one table.

``python benchmarks/lint.py`` measures 25 to 10,000 specs, ``--growth`` also lints 100,000; ``--write`` puts the
tables into ``docs/benchmarks.md`` and the README. Each line is the best of a few runs, each run a process of its own.
"""

import argparse
import compileall
import os
import shutil
import sys
import sysconfig
import tempfile
from pathlib import Path

from aims import verdicts
from lines import CTC, Line, all_lines
from measuring import Cost, machine
from peers import installed

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
README = ROOT / "README.md"
BEGIN, END = "<!-- benchmarks: begin -->\n", "<!-- benchmarks: end -->\n"
MADE = "<!-- made by benchmarks/lint.py --write from here on -->\n"
COUNTS = (25, 300, 1_000, 10_000)
GROWTH = 100_000


def table(count: int, lines: list[Line]) -> str:
    """Markdown; ratios against the cold lint."""
    cold = next(line.cost for line in lines if line.what == "ctc lint, cold")
    assert cold is not None
    rows = [
        f"**{count:,} specs**\n",
        "| what | seconds | of the cold lint | CPU seconds | MB, largest process |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for line in lines:
        c = line.cost
        if c is None:
            rows.append(f"| {line.what} | – | – | – | {line.note} |")
        elif not c.seconds:
            rows.append(f"| {line.what} | – | – | – | {c.megabytes:.0f} together |")
        else:
            times = f"{c.seconds:.2f} | {c.seconds / cold.seconds:.2f} × | {c.cpu:.2f}"
            rows.append(f"| {line.what} | {times} | {c.megabytes:.0f} |")
    return "\n".join(rows) + "\n"


def write(parts: list[str], shown: str, aims: str) -> None:
    """The tables behind the mark of the page; one of them and the aims between the marks of the README. The words are
    people's."""
    words = PAGE.read_text("utf-8").partition(MADE)[0]
    PAGE.write_text("\n".join([words + MADE, *parts, aims]), "utf-8")
    before, begin, rest = README.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    README.write_text(
        "".join([before, begin, "\n", parts[0], "\n", shown, "\n", aims, "\n", end, after]), "utf-8"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures ctc beside other tools.")
    parser.add_argument("--counts", type=int, nargs="+", default=list(COUNTS))
    parser.add_argument("--growth", action="store_true", help=f"also lint {GROWTH:,} specs")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--write", action="store_true", help=f"into {PAGE.relative_to(ROOT)} and the README")
    chosen = parser.parse_args()
    for installed_at in (ROOT / "ctc", Path(sysconfig.get_path("purelib"))):
        compileall.compile_dir(installed_at, quiet=2)  # as pip leaves them
    parts, shown = [f"{machine()}.\n"], ""
    costs: dict[tuple[int, str], Cost] = {}
    with tempfile.TemporaryDirectory() as place:
        os.environ["XDG_CACHE_HOME"] = f"{place}/cache"
        tools = Path(place) / "tools"
        tools.mkdir()
        peers = [] if chosen.no_peers else list(installed(tools, CTC))
        for count in [*chosen.counts, *([GROWTH] if chosen.growth else [])]:
            folder = Path(place) / str(count)
            lines = []
            for line in all_lines(folder, count, max(chosen.counts), peers):
                lines.append(line)
                print(count, line.what, line.cost or line.note, file=sys.stderr, flush=True)
            costs |= {(count, line.what): line.cost for line in lines if line.cost is not None}
            parts.append(table(count, lines))
            if count == max(chosen.counts):
                shown = parts[-1]
            shutil.rmtree(folder)
    aims = verdicts(costs, max(chosen.counts), GROWTH)
    print("\n".join([*parts, aims]))
    if chosen.write:
        write(parts, shown, aims)


if __name__ == "__main__":
    main()
