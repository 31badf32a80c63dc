"""How a preview of thousands of messages holds: its making, its size, and what the browser works when it is used.

``python benchmarks/preview.py`` measures 1,000 and 3,000 messages of the benchmark's corpus; ``--write`` puts the
table into ``docs/benchmarks-preview.md``. The browser's figures are the page's own processor time, so that a busy
machine does not spoil them.
"""

import argparse
import gzip
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import corpus
from playwright.sync_api import Page, sync_playwright

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks-preview.md"
SEARCHES = ["e", "em", "email", "email-9", "", "sms", "", "trail shoes pune", ""]
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
TYPE = "(text) => { const q = document.querySelector('#q'); q.value = text; q.dispatchEvent(new Event('input')); }"
SCROLL = "(part) => { const nav = document.querySelector('nav'); nav.scrollTop = part * nav.scrollHeight; }"
OPEN = "(n) => { location.hash = document.querySelector(`[data-n='${n}']`).hash; }"
HEAD = """\
# Benchmark of the preview

`python benchmarks/preview.py --write`: `ctc preview` over the corpus of the lint benchmark, then the page in headless
Chromium. Seconds of the making are of a process from its start to its end; the browser's are the processor time of
the page itself, the worst of several searches, openings and scrolled screens.

"""


class Clock:
    """The processor time of a page's main thread."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.session: Any = page.context.new_cdp_session(page)
        self.session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def now(self) -> float:
        metrics = self.session.send("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))

    def of(self, script: str, argument: object) -> float:
        """Seconds of a script and of the two frames after it."""
        start = self.now()
        self.page.evaluate(script, argument)
        self.page.evaluate(SETTLED)
        return self.now() - start


def made(folder: Path, count: int) -> tuple[Path, float, float]:
    """The page, and the seconds and processor seconds of its making."""
    corpus.make(folder, count)
    file = folder / "preview.html"
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, "-m", "ctc", "preview", "-q", "-o", str(file)], cwd=folder, check=True)
    after, seconds = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - start
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return file, seconds, worked


def used(page: Page, file: Path, count: int) -> list[float]:
    """Seconds until it is shown, of a search, of an opening, of a scrolled screen."""
    clock = Clock(page)
    page.goto(file.as_uri())
    page.locator("#view[data-shown]").wait_for()
    shown = clock.now()
    search = max(clock.of(TYPE, text) for text in SEARCHES)
    opening = max(clock.of(OPEN, number) for number in range(10, count, count // 8))
    scroll = max(clock.of(SCROLL, part / 10) for part in range(11))
    return [shown, search, opening, scroll]


def table(counts: list[int]) -> str:
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if executable is None:
        sys.exit("No Chromium was found")
    rows = []
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
        )
        for count in counts:
            file, seconds, worked = made(Path(scratch) / str(count), count)
            size, packed = file.stat().st_size, len(gzip.compress(file.read_bytes()))
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            figures = " | ".join(f"{1000 * figure:,.0f} ms" for figure in used(page, file, count))
            page.close()
            making = f"{seconds:.1f} s | {worked:.1f} s | {size / 1e6:.1f} MB | {packed / 1e6:.2f} MB"
            rows.append(f"| {count:,} | {making} | {figures} |")
        browser.close()
    load = ", ".join(f"{figure:.1f}" for figure in os.getloadavg())
    return "\n".join(
        [
            f"{os.cpu_count()} processors ({platform.machine()}, {platform.system()}), Python "
            f"{platform.python_version()}; the machine's load at the end: {load}.",
            "",
            "| messages | made in | processor | page | zipped | shown | search | opening | scroll |",
            "| ---: " * 9 + "|",
            *rows,
            "",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("counts", type=int, nargs="*", default=[1_000, 3_000])
    options = parser.parse_args()
    text = table(options.counts)
    print(text)
    if options.write:
        PAGE.write_text(HEAD + text, "utf-8")


if __name__ == "__main__":
    main()
