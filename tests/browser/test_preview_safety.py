"""Campaign content is untrusted: whatever it holds stays text, and nothing is fetched. Axe looks at the rest."""

import copy
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import preview_pages as pages
import pytest
from looking import barriers
from playwright.sync_api import expect
from waiting import open_row

from ctc.preview import render_page
from ctc.preview.mail import quiet
from ctc.variants import VARIANTS

Visit = Callable[..., Any]


class Listener:
    """A server on loopback that writes down what it is asked for."""

    def __init__(self) -> None:
        paths: list[str] = []

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                paths.append(self.path)
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self.paths = paths
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    found = Listener()
    yield found
    found.close()


MARKUP = (
    "<script>window.pwned=1;parent.pwned=1</script>",
    "\"><img src=x onerror='window.pwned=1;parent.pwned=1'>",
    "<iframe src='https://evil.example.com/'></iframe><meta http-equiv=refresh content='0;url=https://evil.example.com/'>",
    "<style>@import url(https://evil.example.com/a.css);*{background:url(https://evil.example.com/b.png)}</style>",
    "<link rel=stylesheet href=https://evil.example.com/c.css><video src=https://evil.example.com/v poster=https://evil.example.com/p>",
    "</template></script></style><svg onload=window.pwned=1>{{ 'x' }}",  # last, as it changes what the others are
)
PAYLOADS = {"markup": "".join(MARKUP), "scheme": "javascript:window.pwned=1"}


def poisoned(payload: str, *, keep: bool) -> list[Any]:
    """Every variant with ``payload`` in every text; with ``keep`` after the text that was there."""
    found = []
    for variant in VARIANTS:
        body = copy.deepcopy(pages.SAMPLES[variant.name])
        for container, key in pages.leaves(body):
            if container is not body or key not in ("target_mode", "template_type"):
                container[key] = container[key] + payload if keep else payload
        more = dict.fromkeys(("file", "environment", "locale", "when", "action"), payload)
        found.append(
            pages.message(
                variant.name, body=body, before=pages.SAMPLES[variant.name], labels=(payload,), **more
            )
        )
    return found


EACH = """async () => {
  const view = document.querySelector("#view"), all = (what) => [...document.querySelectorAll(what)];
  const isShown = (row) =>
    view.dataset.shown === row.getAttribute("href") && !view.querySelector("iframe[aria-busy=true]");
  const told = [];
  for (const row of all("#list a")) {
    row.click();
    do await new Promise(requestAnimationFrame); while (!isShown(row));
    told.push({
      pwned: window.pwned ?? null,
      scripts: document.scripts.length,
      handlers: all("*").flatMap((e) => [...e.attributes]).filter((a) => a.name.startsWith("on")).length,
      links: all("#view a").map((a) => a.href).filter((href) => !/^https?:/.test(href)),
      rels: all("#view a").filter((a) => !a.rel.includes("noopener")).length,
      loose: all("iframe").filter((f) => f.getAttribute("sandbox") !== "" || f.src).length,
      foreign: all("#view :is(img, video, link, style, svg)").length,
      frames: all("#view iframe").length,
    });
  }
  return told;
}"""
"""What each message of the page, opened by its row, leaves in it."""
INERT = {"pwned": None, "scripts": 1, "handlers": 0, "links": [], "rels": 0, "loose": 0, "foreign": 0}


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("keep", [False, True])
def test_content_stays_inert(visit: Visit, payload: str, keep: bool) -> None:
    page = visit(render_page(poisoned(PAYLOADS[payload], keep=keep), title=PAYLOADS[payload]))
    told = page.evaluate(EACH)
    frames = [one.pop("frames") for one in told]
    assert told == [INERT] * len(VARIANTS)
    assert sum(frames) > 1
    for row, count in zip(page.locator("#list a").all(), frames, strict=True):
        if count:
            open_row(page, row)
        for n in range(count):
            inside = page.frame_locator("#view iframe").nth(n)
            expect(inside.locator("meta[charset]").first).to_be_attached()
            expect(inside.locator("script, iframe, link, base, object, embed, form[action]")).to_have_count(0)


def test_a_link_in_an_email_leads_nowhere(visit: Visit) -> None:
    page = visit(render_page([pages.message("email")], title="t"))
    link = page.frame_locator("iframe").first.locator("a").first
    expect(link).to_have_attribute("href", "about:srcdoc#")
    expect(link).to_have_attribute("title", "https://shop.example.com/jacket")
    link.click()
    expect(page.frame_locator("iframe").first.locator("body")).to_contain_text("Hello Asha")


REFRESH = '<meta http-equiv="refresh" content="0;url=https://evil.example.com/">'
HIDING_PLACES = [
    f"<svg><style>{REFRESH}</style></svg>",
    f"<svg><title>{REFRESH}</title></svg>",
    f"<svg><desc><style>{REFRESH}</style></desc></svg>",
    f"<math><mtext><style>{REFRESH}",
    f"<math><annotation-xml encoding='text/html'><style>{REFRESH}</style>",
    f"<svg><style><!--</style>{REFRESH}--></style>",
    f"<svg><script>{REFRESH}</script></svg>",
    f"<svg><textarea>{REFRESH}</textarea></svg>",
    f"<noscript><p title='</noscript>{REFRESH}'></p></noscript>",
    f"<noembed><style></noembed>{REFRESH}</style>",
    f"<xmp><p title='</xmp>{REFRESH}'></xmp>",
    f"<style/><p title='</style>{REFRESH}'>",
    f"<style>a{{content:'</style>{REFRESH}",
    f"<!--><style>{REFRESH}</style>--><style><!--</style>{REFRESH}",
    f"<select><style></select>{REFRESH}</style></select>",
    f"<table><style><!--</table>{REFRESH}--></style>",
    f"<svg><a><style><a title='</style>{REFRESH}'></style></a></svg>",
    f"<template shadowrootmode=open><style></template>{REFRESH}</style></template>",
    f"<p <svg><style>{REFRESH}</style>",
    REFRESH.upper(),
    f"<meta\fhttp-equiv=refresh\tcontent=0;url=https://evil.example.com/><{REFRESH}",
]
LEADS_AWAY = (
    "meta[http-equiv=refresh i], base, script, iframe, object, embed, form[action], [href^='https://evil']"
)
COUNT = """([source, selector]) =>
  new DOMParser().parseFromString(source, "text/html").querySelectorAll(selector).length"""


def test_no_email_keeps_what_leads_away_however_it_is_hidden(chromium: Any) -> None:
    """A browser finds none in the document that the page shows and saves; in most of the emails it does."""
    page = chromium.new_page()
    found = [page.evaluate(COUNT, [quiet(place).document, LEADS_AWAY]) for place in HIDING_PLACES]
    dangerous = [page.evaluate(COUNT, [place, LEADS_AWAY]) for place in HIDING_PLACES]
    page.close()
    assert found == [0] * len(HIDING_PLACES)
    assert len(dangerous) - dangerous.count(0) > len(HIDING_PLACES) // 2


@pytest.mark.parametrize("place", [HIDING_PLACES[0], HIDING_PLACES[8]], ids=["in a style", "in a noscript"])
def test_a_saved_copy_leads_nowhere(chromium: Any, tmp_path: Path, place: str) -> None:
    content = pages.SAMPLES["email"]["content"]
    picture = "<img src='https://img.example.com/a.png' alt=''>"
    body = {**pages.SAMPLES["email"], "content": {**content, "body": picture + place}}
    file, saved = tmp_path / "page.html", tmp_path / "saved.html"
    file.write_text(render_page([pages.message("email", body=body)], title="t"), "utf-8")
    page = chromium.new_page()
    page.route("https://**", lambda route: route.abort())
    page.goto(file.as_uri())
    with page.expect_download() as download:
        page.get_by_role("button", name="Save a copy").click()
    download.value.save_as(saved)
    page.goto(saved.as_uri())
    assert page.locator(LEADS_AWAY).count() == 0
    assert page.url == saved.as_uri()
    page.close()


TRIES = """async (server) => {
  const image = new Image(); image.src = server + "image";
  const frame = document.createElement("iframe"); frame.src = server + "frame"; document.body.append(frame);
  const inner = document.createElement("iframe");
  inner.srcdoc = "<script>parent.pwned=1</scr" + "ipt><img src=" + server + "inner>";
  document.body.append(inner);
  const fetched = await fetch(server + "fetch", {mode: "no-cors"}).then(() => "yes", () => "no");
  return {pwned: window.pwned ?? null, fetched};
}"""


@pytest.mark.parametrize("guarded", [True, False])
def test_the_policy_alone_stops_what_the_escaping_might_miss(
    chromium: Any, listener: Listener, tmp_path: Path, guarded: bool
) -> None:
    """Content that reached the page unescaped would still not run or fetch; without the policy it would."""
    html = render_page([pages.message("email")], title="t")
    html = html.replace("<noscript>", "<script>window.pwned=1</script><noscript>")
    if not guarded:
        html = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html)
    file = tmp_path / "page.html"
    file.write_text(html, "utf-8")
    context = chromium.new_context()
    page = context.new_page()
    page.goto(file.as_uri())
    answer = page.evaluate(TRIES, listener.url)
    context.close()
    if guarded:
        assert (answer, listener.paths) == ({"pwned": None, "fetched": "no"}, [])
    else:
        assert answer == {"pwned": 1, "fetched": "yes"}
        assert "/fetch" in listener.paths


COLOURS = ("color-contrast", "link-in-text-block")
"""What of axe's rules depends on the colour scheme."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(visit: Visit, scheme: str) -> None:
    replaced = [
        pages.message(one.name, before=pages.SAMPLES[one.name] | {"name": "before"}, action="replace")
        for one in VARIANTS
    ]
    page = visit(render_page(replaced, title="axe"), color_scheme=scheme)
    for row in page.locator("#list a").all():
        open_row(page, row)
        if page.locator("#view iframe").count():
            page.get_by_role("button", name="Dark", exact=True).first.click()
        assert barriers(page, "#view", COLOURS if scheme == "dark" else ()) == [], row.inner_text()
    assert barriers(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_on_a_phone_and_with_findings(visit: Visit, scheme: str) -> None:
    html = render_page(pages.every_variant(), title="axe")
    for address in ("", "push%5Ben%5D%40production"):
        page = visit(html, address, viewport={"width": 390, "height": 844}, color_scheme=scheme)
        assert barriers(page) == []
