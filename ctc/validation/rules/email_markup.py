"""Rules about the HTML of emails: what mail programs strip, hide or cannot follow (CTC422, CTC423, CTC427, CTC428)."""

from collections.abc import Iterator

from ctc.diagnostics import Severity
from ctc.validation.rules.email import BODY, EMAIL
from ctc.validation.rules.rule import Problem, Rule, Subject
from ctc.validation.subject.reading import counted


def _no_alt(subject: Subject) -> Iterator[Problem]:
    missing = subject.markup.without_alt if subject.markup else ()
    if missing:
        first = missing[0].rpartition("/")[2] or "the first of them"
        yield Problem(
            f"{counted(len(missing), 'image')} without an alt text ({first}): where images are blocked, or read "
            "aloud, nothing is there",
            BODY,
            'add alt="…" in words, or alt="" where the image only decorates',
        )


NO_ALT = Rule(
    code="CTC422",
    severity=Severity.WARNING,
    title="an image has no alt text",
    what="An `<img>` of the HTML lacks `alt`. An empty `alt` is fine for decoration; a pixel of width 1 is not asked.",
    why="Outlook blocks images until the reader allows them, and screen readers read the alt text.",
    bad="content: {body: '<img src=\"https://cdn.acme.example/tea.jpg\">'}",
    good='content: {body: \'<img src="https://cdn.acme.example/tea.jpg" alt="A cup of tea">\'}',
    source="WCAG 2.2, 1.1.1",
    channels=EMAIL,
    check=_no_alt,
)


def _stripped(subject: Subject) -> Iterator[Problem]:
    tags = subject.markup.stripped if subject.markup else ()
    if tags:
        named = ", ".join(f"<{tag}>" for tag in tags)
        yield Problem(
            f"mail programs strip {named}: what depends on it will not be there",
            BODY,
            "write styles into <style> or style=…, and put what must run or be filled in on a page",
        )


STRIPPED = Rule(
    code="CTC423",
    severity=Severity.WARNING,
    title="the email holds elements that mail programs strip",
    what="The HTML holds a script, frame, form, embedded player or external stylesheet.",
    why="Gmail and Outlook remove them, and spam filters count them.",
    bad='content: {body: \'<form action="https://acme.example"><input name="q"></form>\'}',
    good="content: {body: '<a href=\"https://acme.example/ask\">Answer one question</a>'}",
    channels=EMAIL,
    check=_stripped,
)


def _dead_links(subject: Subject) -> Iterator[Problem]:
    for anchor in subject.markup.anchors if subject.markup else ():
        href = anchor.href
        if href is not None and (
            not href.strip() or href.strip() == "#" or href.lower().startswith("javascript:")
        ):
            yield Problem(
                f"the link {anchor.words[:40]!r} leads nowhere (href={href[:20]!r})",
                BODY,
                "give it an address; an empty one often is a variable that was left empty",
            )


DEAD_LINKS = Rule(
    code="CTC427",
    severity=Severity.WARNING,
    title="a link of the email leads nowhere",
    what="An `<a>` has an empty href, `#` or `javascript:`.",
    why="It is clicked and nothing happens; most often it was left for later.",
    bad="content: {body: '<a href=\"#\">Shop now</a>'}",
    good="content: {body: '<a href=\"https://acme.example/new\">Shop now</a>'}",
    channels=EMAIL,
    check=_dead_links,
)


def _only_images(subject: Subject) -> Iterator[Problem]:
    markup = subject.markup
    if markup is not None and markup.images and len(markup.words) < 20:
        yield Problem(
            f"the email is {counted(len(markup.images), 'image')} with next to no text: it is blank where images "
            "are blocked, and spam filters take it for an advertisement",
            BODY,
            "say what matters in text",
        )


ONLY_IMAGES = Rule(
    code="CTC428",
    severity=Severity.WARNING,
    title="the email is an image without text",
    what="The HTML has images and fewer than twenty characters of visible text.",
    why="Outlook blocks images at first, and filters cannot read them.",
    bad='content: {body: \'<img src="https://cdn.acme.example/all.jpg" alt="Sale">\'}',
    good='content: {body: \'<img src="https://a.example/t.jpg" alt="Tea"><p>The harvest of spring is in.</p>\'}',
    source="SpamAssassin HTML_IMAGE_ONLY",
    channels=EMAIL,
    check=_only_images,
)

RULES = (NO_ALT, STRIPPED, DEAD_LINKS, ONLY_IMAGES)
