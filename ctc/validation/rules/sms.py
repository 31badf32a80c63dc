"""Rules about SMS: what it costs, and what carriers and the law ask for (CTC410 to CTC415)."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from ctc.diagnostics import Severity
from ctc.patterns import pattern
from ctc.sms import GSM_BASIC, GSM_EXTENDED, SINGLE, SmsParts, segments
from ctc.validation.rules.edit import Edit, Replace
from ctc.validation.rules.rule import Problem, Rule, Subject
from ctc.validation.subject.reading import counted, dig, text

SMS: Final = frozenset({"sms"})
BODY: Final = ("content", "body")
MANY_PARTS: Final = 3

PLAIN: Final = {
    "‘": "'",
    "’": "'",
    "‚": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "–": "-",
    "—": "-",
    "‑": "-",
    "…": "...",
    "\u00a0": " ",
    "\u202f": " ",
    "\u2009": " ",
    "\u200b": "",
    "\ufeff": "",
    "•": "-",
    "×": "x",
    "`": "'",
    "´": "'",
    "™": "(TM)",
    "©": "(C)",
    "®": "(R)",
    "₹": "Rs ",
}
"""Characters outside GSM-7, and how the same is said within it. Letters are left out: spelling is no slip."""
TYPOGRAPHY: Final = frozenset("‘’‚“”„«»–—‑…\u00a0\u202f\u2009\u200b\ufeff`´")
"""Those whose replacement changes nothing that is read: ``--fix`` may make it."""
SHORTENERS: Final = (
    r"(?i)\b(bit\.ly|tinyurl\.com|goo\.gl|t\.co|ow\.ly|is\.gd|cutt\.ly|rb\.gy|t\.ly|rebrand\.ly|"
    r"shorturl\.at)/"
)
_OPT_OUT = pattern(
    r"\b(stop|opt[ -]?out|unsub(scribe)?|dnd|arret|abmelden|abbestellen|baja|stopp)\b", re.IGNORECASE
)


@lru_cache(maxsize=512)
def _parts(body: str) -> SmsParts:
    """Three rules ask the same of one text."""
    return segments(body)


def _dear_characters(subject: Subject) -> Iterator[Problem]:
    body = text(subject.content.get("body"))
    if body.isascii() and "`" not in body:
        return
    now = _parts(body)
    if not _is_dear_by_slip(now):
        return
    then = segments(plain(body))
    named = ", ".join(_named(char) for char in now.culprits[:4])
    cheaper = f"{now.parts} parts instead of {then.parts}"
    cost = cheaper if then.parts < now.parts else "a part then holds 70 characters instead of 160"
    yield Problem(
        f"{named} {'is' if len(now.culprits) == 1 else 'are'} not in the GSM-7 alphabet, so the whole text goes "
        f"out as UCS-2: {cost}",
        BODY,
        "write " + ", ".join(f"{PLAIN[char]!r} for {_named(char)}" for char in now.culprits[:4]),
    )


def _is_dear_by_slip(parts: SmsParts) -> bool:
    """Whether UCS-2 is needed for nothing but characters that have an equivalent in GSM-7."""
    return bool(parts.culprits) and all(char in PLAIN for char in parts.culprits)


def plain(body: str) -> str:
    """The text within GSM-7, as far as there is an equivalent."""
    return "".join(PLAIN.get(char, char) if _is_dear(char) else char for char in body)


def _is_dear(char: str) -> bool:
    return char not in GSM_BASIC and char not in GSM_EXTENDED


def _named(char: str) -> str:
    return f"'{char}'" if char.isprintable() and not char.isspace() else f"U+{ord(char):04X}"


def _fix_dear_characters(subject: Subject) -> Iterator[Edit]:
    for char in _parts(text(subject.content.get("body"))).culprits:
        if char in TYPOGRAPHY:
            yield Replace(path=BODY, old=char, new=PLAIN[char])


DEAR_CHARACTERS = Rule(
    code="CTC410",
    severity=Severity.WARNING,
    title="a character outside GSM-7 makes the SMS dearer",
    what="The text holds a few characters outside the GSM-7 alphabet, each with an equivalent inside it.",
    why="One such character, a smart quote from a word processor, sends the whole text as UCS-2: 70 characters "
    "a part instead of 160, so the same text is charged twice or thrice.",
    bad="content: {body: 'Don’t miss the tasting on Saturday. Reply STOP to opt out', sms: {template_id: '1'}}",
    good='content: {body: "Don\'t miss the tasting on Saturday. Reply STOP to opt out", sms: {template_id: "1"}}',
    source="3GPP TS 23.038, 6.2.1",
    channels=SMS,
    check=_dear_characters,
    fix=_fix_dear_characters,
)


def _many_parts(subject: Subject) -> Iterator[Problem]:
    found = _parts(text(subject.content.get("body")))
    if found.parts > MANY_PARTS:
        yield Problem(
            f"the text is sent and charged as {found.parts} parts ({found.characters} characters, "
            f"{found.encoding}): carriers drop or scramble long chains",
            BODY,
            f"cut it to {MANY_PARTS * found.per_part} characters, or say the rest on a page",
        )


MANY = Rule(
    code="CTC411",
    severity=Severity.WARNING,
    title="the SMS is longer than three parts",
    what="The text needs more than three parts of 153 (GSM-7) or 67 (UCS-2) characters.",
    why="Each part is charged for each recipient, and some carriers deliver the parts of a long chain out of order "
    "or not at all.",
    bad=f"content: {{body: '{'An invitation to the tasting. ' * 17}'}}",
    good="content: {body: An invitation to the tasting on Saturday.}",
    source="3GPP TS 23.040, 9.2.3.24.1",
    channels=SMS,
    check=_many_parts,
)


def _some_parts(subject: Subject) -> Iterator[Problem]:
    found = _parts(text(subject.content.get("body")))
    if 1 < found.parts <= MANY_PARTS and not _is_dear_by_slip(found):
        room = SINGLE[found.encoding]
        limit = room if found.parts == 2 else (found.parts - 1) * found.per_part
        yield Problem(
            f"each recipient is charged {found.parts} parts ({found.characters} characters, {found.encoding})",
            BODY,
            f"{counted(found.characters - limit, 'character')} less would make it {found.parts - 1}",
        )


SOME = Rule(
    code="CTC412",
    severity=Severity.INFO,
    title="the SMS is charged as two or three parts",
    what="The text does not fit one part of 160 (GSM-7) or 70 (UCS-2) characters.",
    why="The price is per part and recipient; often a few characters less halve it. Where CTC410 speaks, it is silent.",
    bad="content: {body: '" + "A tasting of the first flush is held at the tea room. " * 3 + "'}",
    good="content: {body: 'A tasting of the first flush is held at the tea room.'}",
    source="3GPP TS 23.038, 6.2.1",
    channels=SMS,
    check=_some_parts,
)


def _no_template(subject: Subject) -> Iterator[Problem]:
    known = dig(subject.content, "sms", "template_id") or dig(subject.content, "message_info", "template_id")
    if not known:
        yield Problem(
            "no DLT template id: operators in India drop an SMS whose template is not registered",
            ("content",),
            "add `sms: {template_id: …}` to the content; if no number is in India, turn CTC413 off in ctc.yaml",
            at="key",
        )


NO_TEMPLATE = Rule(
    code="CTC413",
    severity=Severity.WARNING,
    title="the SMS names no DLT template",
    what="`content.sms.template_id` is missing.",
    why="It is required for phone numbers of India: without a registered template operators drop the message, and "
    "CleverTap still answers success.",
    bad="content: {body: The first flush is here. Reply STOP to opt out}",
    good='content:\n  body: The first flush is here. Reply STOP to opt out\n  sms: {template_id: "110716000000001"}',
    source="[seed] content.sms.template_id",
    channels=SMS,
    check=_no_template,
)


def _no_opt_out(subject: Subject) -> Iterator[Problem]:
    if subject.is_create and not _OPT_OUT.search(text(subject.content.get("body"))):
        yield Problem(
            "the text does not say how to opt out, which most countries require of an SMS that advertises",
            BODY,
            "end it with `Reply STOP to opt out`, or accept the finding for a service message with `ignore`",
        )


NO_OPT_OUT = Rule(
    code="CTC414",
    severity=Severity.WARNING,
    title="the SMS does not say how to opt out",
    what="A campaign's text holds none of the usual words: STOP, opt out, unsubscribe, and their like.",
    why="Advertising by SMS needs a way out in most countries (TCPA, the EU's ePrivacy rules). Sends to identities "
    "are not asked: they are mostly service messages.",
    bad='content: {body: The first flush is here., sms: {template_id: "1107160000000012345"}}',
    good='content: {body: The first flush is here. Reply STOP to opt out, sms: {template_id: "1107160000000012345"}}',
    channels=SMS,
    check=_no_opt_out,
)


def _shortener(subject: Subject) -> Iterator[Problem]:
    body = text(subject.content.get("body"))
    match = re.search(SHORTENERS, body) if "/" in body else None
    if match:
        yield Problem(
            f"the link goes through {match[1].lower()}: carriers filter public shorteners, as spam hides behind them",
            BODY,
            "use a short path on your own domain",
        )


SHORTENER = Rule(
    code="CTC415",
    severity=Severity.WARNING,
    title="the SMS links through a public shortener",
    what="The text holds a link of a public shortening service.",
    why="Carriers filter shared shortener domains, and DLT in India takes registered domains alone.",
    bad="content: {body: 'The first flush is here: https://bit.ly/abc Reply STOP to opt out'}",
    good="content: {body: 'The first flush is here: https://nlgr.example/f Reply STOP to opt out'}",
    channels=SMS,
    check=_shortener,
)

RULES = (DEAR_CHARACTERS, MANY, SOME, NO_TEMPLATE, NO_OPT_OUT, SHORTENER)
