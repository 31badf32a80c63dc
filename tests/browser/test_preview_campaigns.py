"""Every worked example under campaigns/, through the command: what a reviewer opens from a pipeline."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from waiting import expect_message, open_row

ROOT = Path(__file__).resolve().parents[2]
Visit = Callable[..., Any]


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("preview") / "preview.html"
    command = [sys.executable, "-m", "ctc", "preview", "-q", "-o", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return file.read_text("utf-8")


def test_every_example_opens_for_every_persona(visit: Visit, html: str) -> None:
    page = visit(html)
    rows = page.locator("#list a")
    assert rows.count() > 20
    for n in range(rows.count()):
        open_row(page, rows.nth(n))
        address = rows.nth(n).locator(".row-address").inner_text()
        expect_message(page, address)
        assert page.locator("#view .board").count() > 0, address
        assert page.locator("#view .note.error").count() == 0, address
        if page.locator("#personas").is_visible():
            page.get_by_label("Nobody").check()
            expect(page.locator("#view .note.error"), address).to_have_count(0)
            page.get_by_label("Asha").check()


def test_a_locale_is_a_language_and_no_other_key(visit: Visit, html: str) -> None:
    options = visit(html).get_by_label("Locale").locator("option")
    expect(options).to_have_text(["All", "de", "en", "hi"])
