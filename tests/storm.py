"""Plays stories that nobody chose, and prints the first that breaks the promise.

Several runs at a time over one state: killed, held up, told lies; clocks that are set; a repository that is edited,
renamed, reverted and merged meanwhile; people who stop, settle, forget, move and adopt. CleverTap's log alone says what
people got. `python tests/storm.py --seed 7` plays one story and tells it.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parent / "storm"))

from storm_playing import played
from storm_stores import InFiles, InMemory, InPostgresql, Stores

_STORES: Final[Mapping[str, Callable[[], Stores]]] = {
    "memory": InMemory,
    "sqlite": InFiles,
    "postgresql": InPostgresql,
}


def say(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, help="the one story that is played, and told")
    parser.add_argument("--from", dest="start", type=int, default=int(time.time()), metavar="SEED")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--breaches", type=int, default=1, help="after how many it ends")
    parser.add_argument("--store", choices=sorted(_STORES), default="memory")
    options = parser.parse_args()
    seeds: Iterable[int] = range(options.start, options.start + 10**9)
    if options.seed is not None:
        seeds = [options.seed]
    say(f"from seed {options.start}" if options.seed is None else f"seed {options.seed}")
    return _play(seeds, _STORES[options.store](), options)


def _play(seeds: Iterable[int], stores: Stores, options: argparse.Namespace) -> int:
    happened: Counter[str] = Counter()
    until, count, bad = time.monotonic() + 60 * options.minutes, 0, 0
    with tempfile.TemporaryDirectory(prefix="ctc-storm-") as folder:
        for seed in seeds:
            place = Path(folder, str(seed))
            place.mkdir()
            story, breach = played(seed, place, stores)
            count += 1
            happened += story.sum()
            if breach or options.seed is not None:
                bad += bool(breach)
                say("\n".join((f"seed {seed}", *story.told, f"seed {seed}: {breach or 'the promise held'}")))
            if bad >= options.breaches or time.monotonic() > until:
                break
        stores.close()
    said = ", ".join(f"{number:,} {what}" for what, number in happened.items())
    say(f"{count:,} stories, {bad} broke the promise: {said}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
