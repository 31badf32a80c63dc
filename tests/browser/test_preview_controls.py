"""The controls of the preview in a real browser: carousels, filters, personas, links, appearance, size."""

import re
from collections.abc import Callable
from typing import Any

import preview_pages as pages
import pytest
from playwright.sync_api import expect
from preview_pages import at
from waiting import ROWS, expect_message, expect_rows, settled

from ctc.preview import PERSONAS, render_page
from ctc.preview.limits import LIMITS

Visit = Callable[..., Any]


@pytest.mark.parametrize(
    ("variant", "count"), [("push-carousel", 4), ("inbox-carousel", 3), ("inbox-carousel-image", 2)]
)
def test_a_carousel_moves_by_button_and_keyboard(visit: Visit, html: str, variant: str, count: int) -> None:
    page = visit(html, at(variant), reduced_motion="reduce", viewport={"width": 1280, "height": 1800})
    carousel = page.locator("[data-carousel]")
    where = carousel.locator("[data-where]")
    slides = carousel.locator(".slide")

    def stands_at(slide: int) -> None:
        expect(where).to_have_text(f"{slide} of {count}")
        for n in range(count):
            seen = expect(slides.nth(n))
            seen.to_be_in_viewport(ratio=0.9) if n == slide - 1 else seen.not_to_be_in_viewport()

    stands_at(1)
    page.get_by_role("button", name="Next slide").click()
    stands_at(2)
    page.keyboard.press("ArrowLeft")
    stands_at(1)
    page.keyboard.press("ArrowLeft")
    stands_at(count)
    expect(slides.first).to_have_attribute("inert", "")


def test_a_carousel_plays_only_when_asked(visit: Visit, html: str) -> None:
    page = visit(html, at("push-carousel"), is_alone=True)
    page.clock.install()
    page.reload()
    where = page.locator("[data-where]")
    page.clock.run_for(20_000)
    expect(where).to_have_text("1 of 4")
    page.get_by_role("button", name="Play").click()
    page.clock.run_for(2_600)
    expect(where).to_have_text("2 of 4")
    page.get_by_role("button", name="Pause").click()
    page.clock.run_for(20_000)
    expect(where).to_have_text("2 of 4")


def test_less_motion_means_no_play_button(visit: Visit, html: str) -> None:
    page = visit(html, at("push-carousel"), reduced_motion="reduce")
    expect(page.locator("[data-play]")).to_be_hidden()
    expect(page.locator("[data-track]")).to_have_css("transition-duration", "0s")


def test_filters_and_search(visit: Visit, html: str) -> None:
    page = visit(html)
    expect(page.locator(ROWS)).to_have_count(27)
    page.get_by_role("button", name="SMS").click()
    expect_rows(page, ["sms", "send-sms"])
    page.get_by_role("button", name="Webhook").click()
    expect_rows(page, ["sms", "webhook", "send-sms"])
    page.get_by_role("button", name="SMS").click()
    page.get_by_role("button", name="Webhook").click()
    page.get_by_label("Environment").select_option("staging")
    expect_rows(page, ["push[hi]"])
    page.get_by_label("Environment").select_option("")
    page.get_by_label("Locale").select_option("en")
    expect_rows(page, ["push[en]"])
    page.get_by_label("Locale").select_option("")
    page.get_by_label("Search").fill("LAMP back")
    expect(page.locator("#count")).to_have_text("2 of 27 shown")
    expect_rows(page, ["webpush", "send-webpush"])


def test_personas(visit: Visit, html: str) -> None:
    page = visit(html, at("push"))
    view = page.locator("#view")
    greetings = {
        "complete": r"^Hi Asha Verma,",
        "long": r"^Hi Maximiliane-Alexandra Feather.*…$",
        "script": r"^Hi अनन्या शर्मा,",
        "missing": r"^Hi there,",
    }
    for persona in PERSONAS:
        page.get_by_label(persona.title).check()
        expect(view.locator(".an-title").first).to_have_text(re.compile(greetings[persona.key]))
    page.goto(page.url.replace("push%5Ben%5D", "sms"))
    expect_message(page, "sms")
    expect(view).to_contain_text("A value is missing")
    page.get_by_label("Asha").check()
    expect(view).not_to_contain_text("A value is missing")


def test_text_runs_the_way_its_script_does(visit: Visit) -> None:
    body = {"content": {"title": "خصم عشرون في المئة", "body": "ينتهي العرض يوم الأحد"}}
    page = visit(render_page([pages.message("push", body=body)], title="t"))
    expect(page.locator(".an-title").first).to_have_css("direction", "rtl")


def test_a_message_without_personalisation_says_so(visit: Visit, html: str) -> None:
    page = visit(html, at("webhook"))
    expect(page.get_by_text("The same for every recipient")).to_be_visible()
    expect(page.locator("#personas")).to_be_hidden()


def test_what_a_plan_changes(visit: Visit) -> None:
    page = visit(render_page(pages.planned(), title="plan"))
    changes = page.locator(".changes")
    expect(changes.locator("dt")).to_have_text(
        ["content.platform_specific.android.deep_link", "content.title"]
    )
    expect(changes.locator("del").filter(has_text=re.compile("^10$"))).to_have_count(1)
    expect(changes.locator("ins").filter(has_text=re.compile("^20$"))).to_have_count(1)
    before, after = page.get_by_label("Before", exact=True), page.get_by_label("After", exact=True)
    expect(before).to_contain_text("10% off")
    expect(after).to_contain_text("20% off")
    expect(after.locator("mark.chg").first).to_be_visible()
    assert before.bounding_box()["y"] == after.bounding_box()["y"]
    page.get_by_role("link", name="send-sms").click()
    expect_message(page, "send-sms")
    expect(page.locator(".changes dt")).to_have_text(["to.Email"])
    assert "someone-else" not in page.content()
    page.get_by_label("Change").select_option("create")
    expect_rows(page, ["email"])


def expect_light(page: Any) -> None:
    expect(page.locator("body")).to_have_css("background-color", re.compile(r"^rgb\((2\d\d(, )?){3}\)$"))


def expect_dark(page: Any) -> None:
    expect(page.locator("body")).to_have_css("background-color", re.compile(r"^rgb\((\d\d?(, )?){3}\)$"))


def test_dark_mode_follows_the_system_and_the_switch(visit: Visit, html: str) -> None:
    expect_light(visit(html, color_scheme="light"))
    page = visit(html, color_scheme="dark")
    expect_dark(page)
    page.get_by_role("button", name="Appearance").click()
    expect_light(page)
    page.get_by_role("button", name="Appearance: light").click()
    expect_dark(page)


def test_the_list_by_keyboard(visit: Visit, html: str) -> None:
    page = visit(html)
    page.locator("#list a").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect_message(page, "push-carousel")
    expect(page.locator("#list a[aria-current] .row-address")).to_have_text("push-carousel")


def test_going_through_what_the_filters_leave(visit: Visit, html: str) -> None:
    page = visit(html)
    page.get_by_role("button", name="SMS").click()
    for button, address in [
        ("Next message", "sms"),
        ("Next message", "send-sms"),
        ("Next message", "sms"),
        ("Previous message", "send-sms"),
    ]:
        page.get_by_role("button", name=button).click()
        expect_message(page, address)


def test_the_figures_name_their_sources(visit: Visit, html: str) -> None:
    page = visit(html)
    page.get_by_text("Where texts are cut").click()
    for limit in LIMITS.values():
        expect(page.get_by_role("table")).to_contain_text(limit.source)


@pytest.mark.parametrize("link", ["push%5Ben%5D%40production", "push[en]@production", "push[en]", "%zz"])
def test_a_message_has_a_link_of_its_own(visit: Visit, html: str, link: str) -> None:
    expect_message(visit(html, link), "push[en]")


def test_on_a_phone_the_list_and_the_message_take_turns(visit: Visit, html: str) -> None:
    page = visit(html, viewport={"width": 390, "height": 844})
    expect(page.locator("#list")).to_be_visible()
    expect(page.locator("main")).to_be_hidden()
    page.get_by_role("link", name="webpush").first.click()
    expect(page.locator("#list")).to_be_hidden()
    expect_message(page, "webpush")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name="All messages").click()
    expect(page.locator("#list")).to_be_visible()


def test_a_thousand_messages_stay_usable(visit: Visit) -> None:
    every = pages.every_variant()
    many = [pages.message(every[n % len(every)].variant, address=f"campaign-{n}") for n in range(1000)]
    html = render_page(many, title="many")
    assert len(html) < 16_000_000
    page = visit(html)
    expect(page.locator("#count")).to_have_text("All 1000 shown")
    expect(page.locator("#list li").first).to_have_css(
        "display", "block"
    )  # a list item's filter is quadratic
    page.get_by_label("Search").fill("campaign-999")
    expect(page.locator("#count")).to_have_text("1 of 1000 shown")
    page.get_by_role("link", name="campaign-999").click()
    settled(page, "#campaign-999%40production")
    assert page.locator("#view *").count() < 600
    assert page.locator("iframe").count() <= 2
