"""The controls of the preview in a real browser: carousels, filters, personas, links, appearance, size."""

import re
from collections.abc import Callable
from typing import Any

import preview_pages as pages
import pytest
from playwright.sync_api import expect
from preview_pages import at

from ctc.preview import PERSONAS, render_page
from ctc.preview.limits import LIMITS

Visit = Callable[..., Any]


@pytest.mark.parametrize(
    ("variant", "count"), [("push-carousel", 4), ("inbox-carousel", 3), ("inbox-carousel-image", 2)]
)
def test_a_carousel_moves_by_button_and_keyboard(visit: Visit, html: str, variant: str, count: int) -> None:
    page = visit(html, at(variant), reduced_motion="reduce")
    carousel = page.locator("[data-carousel]")
    where = carousel.locator("[data-where]")
    slides = carousel.locator(".slide")
    window = carousel.locator(".car-window").bounding_box()

    def in_view() -> list[int]:
        return [n for n in range(count) if abs(slides.nth(n).bounding_box()["x"] - window["x"]) < 2]

    assert (where.inner_text(), in_view()) == (f"1 of {count}", [0])
    page.get_by_role("button", name="Next slide").click()
    assert (where.inner_text(), in_view()) == (f"2 of {count}", [1])
    page.keyboard.press("ArrowLeft")
    assert (where.inner_text(), in_view()) == (f"1 of {count}", [0])
    page.keyboard.press("ArrowLeft")
    assert (where.inner_text(), in_view()) == (f"{count} of {count}", [count - 1])
    assert slides.first.get_attribute("inert") is not None


def test_a_carousel_plays_only_when_asked(visit: Visit, html: str) -> None:
    page = visit(html, at("push-carousel"))
    page.clock.install()
    page.reload()
    where = page.locator("[data-where]")
    page.clock.run_for(20_000)
    assert where.inner_text() == "1 of 4"
    page.get_by_role("button", name="Play").click()
    page.clock.run_for(2_600)
    assert where.inner_text() == "2 of 4"
    page.get_by_role("button", name="Pause").click()
    page.clock.run_for(20_000)
    assert where.inner_text() == "2 of 4"


def test_less_motion_means_no_play_button(visit: Visit, html: str) -> None:
    page = visit(html, at("push-carousel"), reduced_motion="reduce")
    assert page.locator("[data-play]").is_hidden()
    assert page.locator("[data-track]").evaluate("e => getComputedStyle(e).transitionDuration") == "0s"


def shown(page: Any) -> list[str]:
    return list(page.locator("#list li:not([hidden]) .row-address").all_inner_texts())


def test_filters_and_search(visit: Visit, html: str) -> None:
    page = visit(html)
    assert len(shown(page)) == 25
    page.get_by_role("button", name="SMS").click()
    assert shown(page) == ["sms", "send-sms"]
    page.get_by_role("button", name="Webhook").click()
    assert shown(page) == ["sms", "webhook", "send-sms"]
    page.get_by_role("button", name="SMS").click()
    page.get_by_role("button", name="Webhook").click()
    page.get_by_label("Environment").select_option("staging")
    assert shown(page) == ["push[hi]"]
    page.get_by_label("Environment").select_option("")
    page.get_by_label("Locale").select_option("en")
    assert shown(page) == ["push[en]"]
    page.get_by_label("Locale").select_option("")
    page.get_by_label("Search").fill("LAMP back")
    expect(page.locator("#count")).to_have_text("2 of 25 shown")
    assert shown(page) == ["webpush", "send-webpush"]


def test_personas(visit: Visit, html: str) -> None:
    page = visit(html, at("push"))
    view = page.locator("#view")
    seen = {}
    for persona in PERSONAS:
        page.get_by_label(persona.title).check()
        seen[persona.key] = view.locator(".an-title").first.inner_text()
    assert seen["complete"].startswith("Hi Asha Verma,")
    assert seen["long"].startswith("Hi Maximiliane-Alexandra Feather")
    assert seen["long"].endswith("…")
    assert seen["script"].startswith("Hi अनन्या शर्मा,")
    assert seen["missing"].startswith("Hi there,")
    page.goto(page.url.replace("push%5Ben%5D", "sms"))
    assert "A value is missing" in view.inner_text()
    page.get_by_label("Asha").check()
    assert "A value is missing" not in view.inner_text()


def test_text_runs_the_way_its_script_does(visit: Visit) -> None:
    body = {"content": {"title": "خصم عشرون في المئة", "body": "ينتهي العرض يوم الأحد"}}
    page = visit(render_page([pages.message("push", body=body)], title="t"))
    assert page.locator(".an-title").first.evaluate("e => getComputedStyle(e).direction") == "rtl"


def test_a_message_without_personalisation_says_so(visit: Visit, html: str) -> None:
    page = visit(html, at("webhook"))
    assert page.get_by_text("The same for every recipient").is_visible()
    assert page.locator("#personas").is_hidden()


def test_what_a_plan_changes(visit: Visit) -> None:
    page = visit(render_page(pages.planned(), title="plan"))
    changes = page.locator(".changes")
    assert changes.locator("dt").all_inner_texts() == [
        "content.platform_specific.android.deep_link",
        "content.title",
    ]
    assert "10%" in changes.locator("del").all_inner_texts()
    assert "20%" in changes.locator("ins").all_inner_texts()
    before, after = page.get_by_label("Before", exact=True), page.get_by_label("After", exact=True)
    assert "10% off" in before.inner_text()
    assert "20% off" in after.inner_text()
    assert after.locator("mark.chg").count() > 0
    assert before.bounding_box()["y"] == after.bounding_box()["y"]
    page.get_by_role("link", name="send-sms").click()
    assert page.locator(".changes dt").all_inner_texts() == ["to.Email", "to.Identity"][:1]
    assert "someone-else" not in page.content()
    page.get_by_label("Change").select_option("create")
    assert shown(page) == ["email"]


def luminance(page: Any) -> int:
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return sum(int(part) for part in re.findall(r"\d+", colour)[:3])


def test_dark_mode_follows_the_system_and_the_switch(visit: Visit, html: str) -> None:
    assert luminance(visit(html, color_scheme="light")) > 700
    page = visit(html, color_scheme="dark")
    assert luminance(page) < 150
    page.get_by_role("button", name="Appearance").click()
    assert luminance(page) > 700
    page.get_by_role("button", name="Appearance: light").click()
    assert luminance(page) < 150


def test_the_list_by_keyboard(visit: Visit, html: str) -> None:
    page = visit(html)
    page.locator("#list a").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.get_by_role("heading", level=2).inner_text() == "push-carousel"
    assert page.locator("#list a[aria-current]").inner_text().startswith("push-carousel")


def test_going_through_what_the_filters_leave(visit: Visit, html: str) -> None:
    page = visit(html)
    page.get_by_role("button", name="SMS").click()
    heading = page.get_by_role("heading", level=2)
    seen = []
    for _ in range(3):
        page.get_by_role("button", name="Next message").click()
        page.locator("#list a[aria-current]").wait_for()
        seen.append(heading.inner_text())
    page.get_by_role("button", name="Previous message").click()
    assert [*seen, heading.inner_text()] == ["sms", "send-sms", "sms", "send-sms"]


def test_the_figures_name_their_sources(visit: Visit, html: str) -> None:
    page = visit(html)
    page.get_by_text("Where texts are cut").click()
    table = page.get_by_role("table").inner_text()
    assert all(limit.source in table for limit in LIMITS.values())


@pytest.mark.parametrize("link", ["push%5Ben%5D%40production", "push[en]@production", "push[en]", "%zz"])
def test_a_message_has_a_link_of_its_own(visit: Visit, html: str, link: str) -> None:
    assert visit(html, link).get_by_role("heading", level=2).inner_text() == "push[en]"


def test_on_a_phone_the_list_and_the_message_take_turns(visit: Visit, html: str) -> None:
    page = visit(html, viewport={"width": 390, "height": 844})
    assert page.locator("#list").is_visible()
    assert page.locator("main").is_hidden()
    page.get_by_role("link", name="webpush").first.click()
    assert page.locator("#list").is_hidden()
    assert page.get_by_role("heading", level=2).inner_text() == "webpush"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name="All messages").click()
    assert page.locator("#list").is_visible()


def test_a_thousand_messages_stay_usable(visit: Visit) -> None:
    every = pages.every_variant()
    many = [pages.message(every[n % len(every)].variant, address=f"campaign-{n}") for n in range(1000)]
    html = render_page(many, title="many")
    assert len(html) < 16_000_000
    page = visit(html)
    assert page.locator("#count").inner_text() == "All 1000 shown"
    page.get_by_label("Search").fill("campaign-999")
    expect(page.locator("#count")).to_have_text("1 of 1000 shown")
    page.get_by_role("link", name="campaign-999").click()
    assert page.get_by_role("heading", level=2).inner_text() == "campaign-999"
    assert page.locator("#view *").count() < 600
    assert page.locator("iframe").count() <= 2
