"""The web inbox in a real, headless Chromium: live, keyboard, dark mode, inert content, no serious axe finding."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
EVIL = "<script>alert(1)</script><img src=http://example.org/x onerror=alert(2)>"


@pytest.fixture
def page(chromium: Any, client: Any) -> Iterator[Any]:
    """A page of the inbox; afterwards: nothing was logged, nothing ran, nothing was asked of another host."""
    page = chromium.new_page()
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: (wrong.append("dialog"), dialog.dismiss()))

    def asked(request: Any) -> None:
        if not request.url.startswith((client.url, "data:", "about:", "blob:")):
            wrong.append(request.url)

    page.on("request", asked)
    page.goto(client.url)
    yield page
    page.close()
    assert [text for text in wrong if "sandboxed" not in text] == []


def test_a_new_message_appears_by_itself_and_status_follows_the_clock(page: Any, client: Any) -> None:
    client.create(name="Fresh", when="now")
    page.locator("#list a", has_text="Fresh").click()
    page.locator("#life .tag.running").wait_for()
    client.advance(120)
    page.locator("#life .tag.completed").wait_for()
    page.locator("#list .tag.completed").wait_for()
    expect(page.locator("#list a[aria-current]")).to_have_count(1)


def test_stop_by_keyboard(page: Any, client: Any) -> None:
    client.create(name="To be stopped", when="20990101 10:00")
    link = page.locator("#list a", has_text="To be stopped")
    link.wait_for()
    link.focus()
    page.keyboard.press("Enter")
    button = page.get_by_role("button", name="Stop this campaign")
    button.focus()
    page.keyboard.press("Enter")
    page.locator("#life .tag.stopped").wait_for()
    assert client.listing(20990101)[0]["status"] == "stopped"


def test_search_and_arrows(page: Any, client: Any) -> None:
    for name in ("Alpha", "Beta", "Alpine"):
        client.create(name=name)
    page.locator("#list a", has_text="Alpine").wait_for()
    page.get_by_label("Search name").fill("alp")
    expect(page.locator("#list li:not([hidden])")).to_have_count(2)
    page.locator("#list a:visible").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#list a:focus")).to_contain_text("Alpha")


def test_content_stays_inert(page: Any, client: Any) -> None:
    mail = {
        "subject": EVIL,
        "body": f"<h1>Hi</h1>{EVIL}<form action=http://example.org><button>x</button></form>",
    }
    client.create(name=EVIL, target_mode="email", content={**mail, "sender_name": EVIL})
    client.create(name=EVIL, content={"body": EVIL})
    for seq in (1, 2):
        page.goto(f"{client.url}/inbox/{seq}")
        page.locator(".wire").wait_for()
        expect(page.locator("#view script, #view img[onerror]")).to_have_count(0)
    page.goto(f"{client.url}/inbox/1")
    expect(page.locator("iframe").first).to_have_attribute("sandbox", "")
    expect(page.frame_locator("iframe >> nth=0").locator("h1")).to_have_text("Hi")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(page: Any, client: Any, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    client.create(name="One", when="20990101 10:00")
    client.create(
        name="Two", target_mode="email", content={"subject": "s", "body": "<p>b</p>", "sender_name": "n"}
    )
    client.create(name="")
    page.emulate_media(color_scheme=scheme)
    page.route(re.compile("/inbox/(list|[0-9]+/life)"), lambda route: route.fulfill(status=304))
    for path in ("/", "/inbox/1", "/inbox/2", "/?show=all", "/inbox/3?show=all"):
        page.goto(client.url + path)
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        serious = [
            (one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in {"serious", "critical"}
        ]
        assert serious == [], path


def test_the_appearance_is_remembered(page: Any, client: Any) -> None:
    page.get_by_role("button", name="Appearance").click()
    page.get_by_role("button", name="Appearance").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
