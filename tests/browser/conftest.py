"""A real, headless Chromium over pages written to disk, and a guard: no page may log an error or ask the network."""

import itertools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

LOCAL = ("file:", "data:", "blob:", "about:")
ALONE = "alone"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = f"{Path(__file__).parent}/"  # a text, as this is asked of every test there is
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)


class Watched:
    """A page, and what it did that it must not do."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.errors: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda said: self.errors.append(said.text) if said.type != "log" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", lambda dialog: (self.errors.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda asked: self._asked(asked.url))
        page.on("popup", lambda popup: self.errors.append(f"popup: {popup.url}"))

    def _asked(self, url: str) -> None:
        if not url.startswith(LOCAL):
            self.requests.append(url)

    def told(self) -> list[str]:
        """What it did since it was asked last, all that the browser knows of by now; then it shows nothing."""
        self.page.evaluate("0")
        told = [*self.errors, *self.requests]
        self.page.goto("about:blank")
        self.errors.clear()
        self.requests.clear()
        return told


@pytest.fixture(scope="session")
def windows() -> dict[str, Watched]:
    """A page for each kind of window: to make one costs more than most tests, and the pages of ctc keep nothing."""
    return {}


@pytest.fixture
def visit(chromium: Any, windows: dict[str, Watched], tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """``visit(html, address="", **context)`` opens a page; when the test ends, it must have been quiet.

    ``is_alone``: its window is nobody else's, as what the test does to it stays."""
    files = itertools.count()

    def opened(html: str, address: str = "", *, is_alone: bool = False, **options: Any) -> Any:
        file = tmp_path / f"page-{next(files)}.html"
        file.write_text(html, "utf-8")
        options = {"viewport": {"width": 1280, "height": 900}, **options}
        kind = ALONE if is_alone else repr(options)
        if kind not in windows:
            windows[kind] = Watched(chromium.new_context(**options).new_page())
        page = windows[kind].page
        page.goto(file.as_uri() + (f"#{address}" if address else ""))
        return page

    yield opened
    told = [told for one in windows.values() for told in one.told()]
    if ALONE in windows:
        windows.pop(ALONE).page.context.close()
    assert told == []


@pytest.fixture(scope="session")
def html() -> str:
    """The page of one message of every variant."""
    import preview_pages as pages

    from ctc.preview import render_page

    return render_page(pages.every_variant(), title="acme-growth", generated="a test")
