"""The preview in a real browser: what each variant shows, and where it is cut."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import preview_pages as pages
import pytest
from playwright.sync_api import expect
from preview_pages import at
from waiting import settled

from ctc.preview import render_page
from ctc.preview.limits import LIMITS
from ctc.variants import VARIANTS

Visit = Callable[..., Any]

EXPECTED = {
    "push": ["Hi Asha Verma, 20% off", "Show me", "Not now", "acme://sale", "offers", "chime.caf"],
    "push-carousel": [
        "Four new looks",
        "Look 1",
        "From 19 euros",
        "1 of 4",
        "acme://look/4",
        "plays by itself",
    ],
    "webpush": [
        "The walnut lamp is back",
        "See the lamp",
        "Chrome",
        "Firefox",
        "Safari",
        "until it is closed",
    ],
    "email": ["Acme Store", "Asha, your linen jacket", "2 remote pictures not loaded", "img.example.com"],
    "sms": ["Acme: your parcel", "UCS-2", "3 SMS", "outside GSM-7"],
    "webhook": ["Recommendation Endpoint", "profile-attributes", "price-drop", "platinum", "POST"],
    "inbox-simple": ["Your summer list is back in stock", "Copy code", "SUMMER10", "Open list", "Offers"],
    "inbox-carousel": ["Look 1", "1 of 3", "acme://look/3"],
    "inbox-carousel-image": ["1 of 2", "Picture 1", "acme://look/2"],
    "inbox-message-icon": ["You reached Gold", "See benefits", "#000000 on #ffffff"],
    "whatsapp-standard": ["ticket_update", "{{1}}", "Dummy User", "22/10/2031"],
    "whatsapp-standard-media": ["ticket_update", "buddy", "Document", "files.example.com"],
    "whatsapp-standard-location": ["19.8876, 86.0945", "${Name}"],
    "whatsapp-interactive": ["ticket_update", "Dummy User"],
    "whatsapp-interactive-text": ["Dummy User", "22/10/2031", "dummy"],
    "whatsapp-interactive-image": ["Image", "Asha", "offer/8842"],
    "whatsapp-interactive-video": ["Video", "img.example.com"],
    "whatsapp-interactive-document": ["Document", "files.example.com"],
    "whatsapp-interactive-location": ["Acme, High Street", "12 High Street", "32.123, 123.32", "suffix"],
    "send-push": ["3 recipients: 2 by Email, 1 by Identity", "Hi Asha Verma"],
    "send-webpush": ["3 recipients", "The walnut lamp is back"],
    "send-email": ["3 recipients", "Asha, your linen jacket"],
    "send-sms": ["3 recipients", "Acme: your parcel"],
    "send-whatsapp": ["3 recipients", "ticket_update"],
    "send-externaltrigger": ["1 recipient by Identity", "Silver Tips", "590", "1674040332"],
    "send-externaltrigger-list": ["1 recipient by Identity", "Silver Tips", "1674040333"],
}


def test_every_variant_has_an_expectation() -> None:
    names = {variant.name for variant in VARIANTS}
    assert set(EXPECTED) == names == set(pages.SAMPLES)


@pytest.mark.parametrize("variant", [variant.name for variant in VARIANTS])
def test_a_variant_shows_its_text(visit: Visit, html: str, variant: str) -> None:
    page = visit(html, at(variant))
    for text in EXPECTED[variant]:
        expect(page.locator("#view")).to_contain_text(text, use_inner_text=True)
    for person in ("JohnDoe", "ann@example.org"):
        assert person not in page.content()


def test_the_email_is_framed_at_two_widths(visit: Visit, html: str) -> None:
    page = visit(html, at("email"))
    frames = page.locator("iframe")
    assert [round(frames.nth(n).bounding_box()["width"]) for n in range(2)] == [640, 375]
    assert [frames.nth(n).get_attribute("sandbox") for n in range(2)] == ["", ""]
    for n in range(2):
        body = page.frame_locator("iframe").nth(n).locator("body")
        expect(body).to_contain_text("Hello Asha,")
        expect(body.locator("img").first).to_have_attribute("src", re.compile(r"^data:image/svg\+xml"))


LONG = "<h1>News</h1>" + "<p style='line-height:2'>A paragraph of the news.</p>" * 60
WIDE_DOWN = "<style>@media (max-width:400px){.b{height:900px}}</style><div class=b>One<br>two</div>"


@pytest.mark.parametrize(
    "text", ["<p>Hi</p>", LONG, WIDE_DOWN, "<o:p>from a word processor</o:p><p a:b=1>Hi</p>"]
)
def test_a_frame_is_as_tall_as_its_email(visit: Visit, text: str) -> None:
    body = pages.SAMPLES["email"] | {"content": {"subject": "S", "body": text}}
    page = visit(render_page([pages.message("email", body=body)], title="t"))
    settled(page, "#email%40production")
    for n in range(2):
        inside = page.frame_locator("iframe").nth(n).locator("html")
        tall = inside.evaluate("e => Math.ceil(e.getBoundingClientRect().height)")
        assert abs(int(page.locator("iframe").nth(n).get_attribute("height")) - tall) <= 20
        assert inside.evaluate("e => e.scrollHeight <= innerHeight")


def test_an_email_that_is_as_tall_as_its_window_can_be_pulled_longer(visit: Visit) -> None:
    body = pages.SAMPLES["email"] | {
        "content": {"subject": "S", "body": "<div style='height:200vh'>Hi</div>"}
    }
    page = visit(render_page([pages.message("email", body=body)], title="t"))
    settled(page, "#email%40production")
    box = page.locator(".frame-box").first
    expect(box).to_have_css("resize", "vertical")
    box.evaluate("(box) => { box.style.height = '900px' }")
    expect(page.locator("iframe").first).to_have_attribute("height", "900")


def test_the_look_of_an_email_stays_when_the_persona_changes(visit: Visit, html: str) -> None:
    page = visit(html, at("email"))
    body = page.frame_locator("iframe").first.locator("body")
    page.get_by_role("button", name="Dark", exact=True).click()
    expect(body).to_have_css("background-color", "rgb(23, 20, 15)")
    page.get_by_label("Nobody").check()
    expect(body).to_have_css("background-color", "rgb(23, 20, 15)")
    expect(page.get_by_role("button", name="Dark", exact=True)).to_have_attribute("aria-pressed", "true")


def test_dark_email_uses_its_own_styles_and_the_saved_copy_alone_loads_pictures(
    visit: Visit, html: str, tmp_path: Path
) -> None:
    page = visit(html, at("email"))
    body = page.frame_locator("iframe").first.locator("body")

    expect(body).to_have_css("background-color", "rgb(244, 241, 234)")
    page.get_by_role("button", name="Dark", exact=True).click()
    expect(body).to_have_css("background-color", "rgb(23, 20, 15)")
    expect(page.get_by_text("own dark styles")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save a copy").click()
    saved = tmp_path / "saved.html"
    download.value.save_as(saved)
    text = saved.read_text("utf-8")
    assert "default-src 'none'; img-src http: https: data:" in text
    assert 'src="https://img.example.com/jacket.jpg"' in text
    assert "prefers-color-scheme:dark" in text


def test_an_email_without_dark_styles_is_turned_round(visit: Visit) -> None:
    plain = pages.message(
        "email", body=pages.SAMPLES["email"] | {"content": {"subject": "S", "body": "<p>Hi</p>"}}
    )
    page = visit(render_page([plain], title="t"))
    page.get_by_role("button", name="Dark", exact=True).click()
    frame = page.frame_locator("iframe").first.locator("html")
    expect(frame).to_have_css("filter", "invert(1) hue-rotate(180deg)")
    expect(page.get_by_text("turned round")).to_be_visible()


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("Android, collapsed", "android.collapsed.body"),
        ("Android, expanded", "android.picture.body"),
        ("iOS, lock screen", "ios.lock.body"),
    ],
)
def test_a_text_is_cut_where_the_device_cuts_it_and_the_rest_is_shown(
    visit: Visit, html: str, title: str, place: str
) -> None:
    page = visit(html, at("push"))
    whole = pages.SAMPLES["push"]["content"]["body"]
    board = page.locator("figure", has=page.get_by_role("heading", name=title, exact=True))
    seen = board.locator(".screen").inner_text()
    rest = board.locator(".over del").last.inner_text()
    kept = whole[: LIMITS[place].characters - 1]
    assert kept.rstrip() + "…" in re.sub(r"\s+", " ", seen)
    assert rest.split() == whole[len(kept) :].split()
    assert f"{len(whole)} of {LIMITS[place].characters}" in board.inner_text()


def test_expanded_on_ios_shows_all(visit: Visit, html: str) -> None:
    page = visit(html, at("push"))
    board = page.locator("figure", has=page.get_by_role("heading", name="iOS, expanded", exact=True))
    assert pages.SAMPLES["push"]["content"]["body"] in board.inner_text()
