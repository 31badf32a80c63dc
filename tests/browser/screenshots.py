"""Pictures of the preview for the README: ``python tests/browser/screenshots.py OUTDIR``.

Builds the page of ``campaigns/`` with ``ctc preview`` and takes each picture in light and dark, on a desktop and
on a phone. The names say which: ``push-desktop-light.png``.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
SUBJECTS = {
    "push": "Push",
    "carousel": "Push with the iOS carousel",
    "email": "Email",
    "sms": "SMS",
    "whatsapp": "WhatsApp interactive, location header",
    "inbox": "Inbox, carousel",
    "webpush": "Web push for Chrome, Firefox and Safari",
}
"""Picture name to the variant's title, as the page shows it above the address."""
TALL = 2200
"""Pixels after which a picture of a whole message ends."""


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if executable is None:
        sys.exit("No Chromium was found")
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        page_file = Path(scratch) / "preview.html"
        subprocess.run([sys.executable, "-m", "ctc", "preview", "-o", str(page_file)], cwd=ROOT, check=True)
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
        )
        for size, viewport in SIZES.items():
            for scheme in ("light", "dark"):
                context = browser.new_context(
                    viewport=viewport, color_scheme=scheme, device_scale_factor=2, reduced_motion="reduce"
                )
                page = context.new_page()
                page.goto(page_file.as_uri())
                page.screenshot(path=folder / f"index-{size}-{scheme}.png")
                for name, title in SUBJECTS.items():
                    picture(page, title, viewport, folder / f"{name}-{size}-{scheme}.png")
                context.close()
        browser.close()


def picture(page: Any, title: str, viewport: dict[str, int], file: Path) -> None:
    """One message, as tall as it is."""
    found = page.evaluate(
        """(title) => [...document.querySelectorAll("template[id]")]
             .findIndex((t) => t.content.querySelector(".crumbs").textContent.trim() === title) + 1""",
        title,
    )
    if not found:
        sys.exit(f"campaigns/ holds no message of the kind “{title}”")
    fragment = page.locator(f"[data-n='{found}']").get_attribute("href")
    page.evaluate("(fragment) => { location.hash = fragment }", fragment)
    page.locator(f"#view[data-shown='{fragment}']").wait_for()
    height = page.evaluate("document.querySelector('#main').scrollHeight")
    page.set_viewport_size({**viewport, "height": max(viewport["height"], min(height, TALL))})
    page.locator("#view iframe[aria-busy=true]").first.wait_for(state="detached")
    page.screenshot(path=file)
    page.set_viewport_size(viewport)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
