"""The extension in VS Code itself (code-server), driven in Chromium: Problems, a quick fix, the preview panel.

`make test-vs-code` leaves pictures of what it saw in screenshots-out/vs-code.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXTENSION = ROOT / "editors" / "vscode"
PICTURES = ROOT / "screenshots-out" / "vs-code"
SPEC = """\
version: 1
id: tea
campaign:
  name: tea
  target_mode: push
  when: 2031-01-15 09:30
  where: {event_name: Product Viewed, from: 2025-09-01, to: 2025-09-30}
  content:
    titel: Tea is here
    body: Fresh from the hills
    platform_specific: {android: {wzrk_cid: offers}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("shop")
    (made / "campaigns").mkdir()
    (made / "ctc.yaml").write_text("version: 1\nproject: acme\n", "utf-8")
    (made / "campaigns" / "tea.yaml").write_text(SPEC, "utf-8")
    return made


@pytest.fixture(scope="module")
def editor(
    tool: Callable[[str], str], folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of VS Code over the folder, with the extension as it is installed."""
    home = tmp_path_factory.mktemp("code")
    shutil.copytree(EXTENSION, home / "extensions" / "ctc.ctc-0.1.0")
    settings = home / "data" / "Machine" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"ctc.command": str(Path(sys.executable).parent / "ctc")}), "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--auth", "none", "--bind-addr", f"127.0.0.1:{port}", "--user-data-dir", str(home / "data")]
    options += ["--extensions-dir", str(home / "extensions"), "--disable-telemetry", "--disable-update-check"]
    options += ["--disable-workspace-trust", "--disable-getting-started-override"]
    environ = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
    }
    log = (home / "log").open("w")
    server = subprocess.Popen(
        [tool("code-server"), *options, str(folder)], env=environ, stdout=log, stderr=log
    )
    address = f"http://127.0.0.1:{port}/"
    try:
        _until_it_answers(address, server, home / "log")
        yield f"{address}?folder={folder}"
    finally:
        server.terminate()
        server.wait()
        log.close()


def _until_it_answers(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + 120
    while True:
        assert server.poll() is None, log.read_text("utf-8")
        try:
            with urlopen(f"{address}healthz", timeout=5):
                return
        except OSError:
            assert time.monotonic() < end, "code-server does not answer"
            time.sleep(0.2)


def test_a_finding_its_mend_and_the_message(chromium: Any, editor: str, folder: Path) -> None:
    from playwright.sync_api import expect

    expect.set_options(timeout=120_000)
    page = chromium.new_page(viewport={"width": 1500, "height": 950})
    page.set_default_timeout(120_000)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.goto(editor)
    page.locator(".monaco-workbench").wait_for()
    page.get_by_role("treeitem", name="campaigns").click()
    page.get_by_role("treeitem", name="tea.yaml").dblclick()
    page.locator(".monaco-editor .view-lines").get_by_text("titel").first.wait_for()

    page.keyboard.press("Control+Shift+m")  # the Problems panel
    problem = page.locator(".markers-panel").get_by_text(re.compile("'titel' is not a key"))
    problem.first.wait_for()
    page.screenshot(path=str(PICTURES / "problems.png"))

    page.locator(".monaco-editor .view-lines").get_by_text("titel").first.click()
    page.keyboard.press("Control+.")  # quick fixes
    fix = page.locator(".action-widget").get_by_text(re.compile("title"))
    fix.first.wait_for()
    page.screenshot(path=str(PICTURES / "quick-fix.png"))
    page.keyboard.press("Enter")
    expect(problem).to_have_count(0)
    page.keyboard.press("Control+s")

    page.keyboard.press("F1")
    page.keyboard.type("ctc: Preview")
    page.locator(".quick-input-list").get_by_text(re.compile("Preview the campaigns")).first.wait_for()
    page.keyboard.press("Enter")
    frame = page.frame_locator("iframe.webview.ready").frame_locator("iframe#active-frame")
    frame.get_by_text("Tea is here").first.wait_for()
    page.screenshot(path=str(PICTURES / "preview.png"))
    assert "title: Tea is here" in (folder / "campaigns" / "tea.yaml").read_text("utf-8")
    page.close()
