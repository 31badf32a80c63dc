"""Rules about email: what mail programs cut or file under spam (CTC420 to CTC426; the HTML is ``email_markup``'s)."""

import re
from collections.abc import Iterator
from typing import Final

from ctc.diagnostics import Severity
from ctc.patterns import pattern
from ctc.validation.rules.rule import Problem, Rule, Subject
from ctc.validation.subject.reading import text

EMAIL: Final = frozenset({"email"})
SUBJECT: Final = ("content", "subject")
BODY: Final = ("content", "body")
SUBJECT_SHOWN: Final = 60
CLIP: Final = 102 * 1024
"""Bytes of HTML after which Gmail cuts the message and hides the rest behind a link."""

_UNSUBSCRIBE: Final = (
    r"(?i)unsubscribe|opt[-_ ]?out|abmelden|abbestell|désabonn|desabonn|desinscri|désinscri|darse de baja|"
    r"cancelar (la )?suscripci|disiscriv|uitschrijv|सदस्यता समाप्त|avregistrer|wypisz"
)
_LOUD = pattern(r"!!|\?\?\?|!\?!|\$\$")


def _long_subject(subject: Subject) -> Iterator[Problem]:
    line = text(subject.content.get("subject"))
    if len(line) > SUBJECT_SHOWN:
        yield Problem(
            f"the subject has {len(line)} characters: inboxes cut it after about {SUBJECT_SHOWN}, "
            "a phone after about 40",
            SUBJECT,
            "put what matters first, and the rest into the preheader",
        )


LONG_SUBJECT = Rule(
    code="CTC420",
    severity=Severity.INFO,
    title="the subject is longer than inboxes show",
    what=f"The subject has more than {SUBJECT_SHOWN} characters.",
    why="Mail programs on a desk show about sixty characters, on a phone about forty; the rest is cut.",
    bad="content: {subject: 'We have something that you will surely want to know about this year: the harvest'}",
    good="content: {subject: The harvest is in}",
    channels=EMAIL,
    check=_long_subject,
)


def _no_unsubscribe(subject: Subject) -> Iterator[Problem]:
    markup = subject.markup
    if markup is None or not subject.is_create:
        return
    spoken = [f"{anchor.href} {anchor.words}" for anchor in markup.anchors]
    if any(re.search(_UNSUBSCRIBE, words) for words in spoken):
        return
    yield Problem(
        "the body has no unsubscribe link, which bulk mail needs by law, and by the rules of Gmail and Yahoo",
        BODY,
        "include a footer with a link that says `unsubscribe`",
    )


NO_UNSUBSCRIBE = Rule(
    code="CTC421",
    severity=Severity.WARNING,
    title="the email has no unsubscribe link",
    what="No link of a campaign's HTML speaks of unsubscribing, in its words or its address.",
    why="Bulk mail needs one by law (CAN-SPAM, GDPR), and the large providers file mail without it under spam. With "
    "Amazon SES or an own SMTP gateway CleverTap does not add one.",
    bad="content: {body: '<p>The harvest is in</p>'}",
    good="content: {body: '<p>The harvest is in</p><a href=\"https://acme.example/unsubscribe\">Unsubscribe</a>'}",
    source="[seed] Unsubscribe Link for Emails",
    channels=EMAIL,
    check=_no_unsubscribe,
)


def _clipped(subject: Subject) -> Iterator[Problem]:
    size = len(text(subject.content.get("body")).encode("utf-8", "replace"))
    if size > CLIP:
        yield Problem(
            f"the HTML has {size // 1024} KB: Gmail cuts it at 102 KB, and with it the footer and the open pixel",
            BODY,
            "shorten it, or move repeated styles into <style>",
        )


CLIPPED = Rule(
    code="CTC424",
    severity=Severity.WARNING,
    title="Gmail cuts the email",
    what="The HTML is larger than 102 KB.",
    why="Gmail shows the first 102 KB and hides the rest, the unsubscribe link included, behind `View entire message`.",
    bad="content: {body: <p>…105,000 characters…</p>}",
    good="content: {body: <p>The harvest is in</p>}",
    channels=EMAIL,
    check=_clipped,
)


def _no_preheader(subject: Subject) -> Iterator[Problem]:
    markup = subject.markup
    if markup is None or not markup.words or markup.preheader or text(subject.content.get("pre_header")):
        return
    shown = markup.words[:40].rstrip()
    yield Problem(
        f"no preheader: the inbox shows the first words of the body instead ({shown!r})",
        BODY,
        'begin the body with <div style="display:none">one sentence</div>',
    )


NO_PREHEADER = Rule(
    code="CTC425",
    severity=Severity.INFO,
    title="the email has no preheader",
    what="No hidden text stands before the first that is shown.",
    why="Inboxes show a line beside the subject; without a preheader it is `View in browser` or a logo's alt text.",
    bad="content: {body: '<a href=\"https://acme.example/view\">View in browser</a><p>The harvest is in</p>'}",
    good="content: {body: '<div style=\"display:none\">Forty tins, numbered</div><p>The harvest is in</p>'}",
    channels=EMAIL,
    check=_no_preheader,
)


def _shouting(subject: Subject) -> Iterator[Problem]:
    line = text(subject.content.get("subject"))
    loud = is_loud(line)
    if loud or _LOUD.search(line):
        yield Problem(
            f"the subject shouts ({'capitals' if loud else 'repeated marks'}), which spam filters and readers punish",
            SUBJECT,
            "write it as a sentence, with one mark at most",
        )


def is_loud(line: str) -> bool:
    """Whether more than four of five letters are capitals, of ten at least."""
    if sum(map(str.isupper, line)) <= 8:
        return False
    letters = [char for char in line if char.isalpha() and char.upper() != char.lower()]
    return len(letters) >= 10 and sum(map(str.isupper, letters)) > 0.8 * len(letters)


SHOUTING = Rule(
    code="CTC426",
    severity=Severity.WARNING,
    title="the subject shouts",
    what="Most letters of the subject are capitals, or it repeats exclamation marks.",
    why="Spam filters score it, and readers report it.",
    bad="content: {subject: 'LAST CHANCE TO SAVE!!'}",
    good="content: {subject: The sale ends tonight}",
    source="SpamAssassin SUBJ_ALL_CAPS",
    channels=EMAIL,
    check=_shouting,
)


RULES = (LONG_SUBJECT, NO_UNSUBSCRIBE, CLIPPED, NO_PREHEADER, SHOUTING)
