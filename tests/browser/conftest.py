"""A real, headless Chromium over pages written to disk, and a guard: no page may log an error or ask the network."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

LOCAL = ("file:", "data:", "blob:", "about:")


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


@pytest.fixture
def visit(chromium: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """``visit(html, address="", **context)`` opens a page; when the test ends, it must have been quiet."""
    contexts = []
    watched = []

    def opened(html: str, address: str = "", **options: Any) -> Any:
        file = tmp_path / f"page-{len(contexts)}.html"
        file.write_text(html, "utf-8")
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        watched.append(Watched(page))
        page.goto(file.as_uri() + (f"#{address}" if address else ""))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [error for one in watched for error in one.errors] == []
    assert [url for one in watched for url in one.requests] == []


@pytest.fixture(scope="session")
def html() -> str:
    """The page of one message of every variant."""
    import preview_pages as pages

    from ctc.preview import render_page

    return render_page(pages.every_variant(), title="acme-growth", generated="a test")
