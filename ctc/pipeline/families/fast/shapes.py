"""The shape of what a row writes: texts of one shape get the same answers from every rule, but for their length.

A text stands where a hole of a leaf is: in prose, inside of an address, or as a whole address.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

from ctc.catalog.catalog import Catalog
from ctc.diagnostics import JsonPath
from ctc.patterns import pattern
from ctc.validation.comparisons import size_of
from ctc.validation.rules.addresses import utm_of
from ctc.validation.rules.email import is_loud
from ctc.validation.rules.names_of_links import is_opened_by
from ctc.validation.rules.placeholders import PATTERNS, is_trial
from ctc.validation.subject.links import kind_of
from ctc.validation.subject.reading import Leaf

Shape = Callable[[str], object]
"""Gives the shape of a text; None for one that a rule may look at twice."""

_SIGN: Final = r"""[A-Za-z0-9.,;:'"()&+_!?/#@=*-]"""
_WORD: Final = rf"(?:{_SIGN}++|\[(?: ?{_SIGN})*+\])"
_PROSE: Final = pattern(rf"{_WORD}++(?: {{1,4}}(?:(?:{_WORD}|%)++|\|(?= )))*+")
"""Words, and blanks between them; of five WhatsApp will have none."""
_LETTERS: Final = pattern(
    r"[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u0373\u0376\u0377\u0386-\u0481\u048a-\u0559\u0620-\u064a"
    r"\u0900-\u0963\u0966-\u0d7f\u0e01-\u0e4d\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3₹€£°·×–—’‘“”„«»…•©®™²³½¼¾\u2190-\u21ff"
    r"\u2600-\u27bf\ufe0f\U0001f300-\U0001f64f\U0001f680-\U0001f6ff\U0001f900-\U0001f9ff]"
)
"""Letters and marks of the writing systems that products are named in, signs beside them, and pictures."""
_PARTS: Final = pattern(r"[^\W_]+")
_BRACKETED: Final = pattern(PATTERNS["["])
_PERCENT: Final = pattern(r"%[A-Za-z_%]|%$")
_DATE: Final = pattern(r"[0-9]{8}|[0-9]{4}-[0-9]{2}")
_SLUG: Final = pattern(r"[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9]))*")
_ADDRESS: Final = pattern(
    r"(https://[a-z0-9-]+(?:\.[a-z0-9-]+)+/)(?:[A-Za-z0-9_-]+/)*(?:[A-Za-z0-9_-]+(\.[A-Za-z0-9]{1,5})?)?"
    r"(\?[A-Za-z0-9_=&.-]+)?"
)
_ENDING: Final = 5
"""Characters of a file's ending at most."""
_SIGNS: Final = str.maketrans(dict.fromkeys(".,;:'\"()&+%_!?/#@=|*[]-", " "))
_EDGES: Final = " \u00a0*"
"""What makes something else of a text that stands before or behind it; of blanks one alone."""
_ASKED: Final = frozenset(
    {
        "lorem",
        "dolor",
        "amet",
        "todo",
        "fixme",
        "tbd",
        "stop",
        "stopp",
        "opt",
        "optout",
        "unsub",
        "unsubscribe",
        "dnd",
        "arret",
        "abmelden",
        "abbestellen",
        "baja",
        "true",
        "false",
        "firstname",
        "http",
        "https",
        "www",
        "javascript",
    }
)
"""Words that a rule looks for."""
_IN_ADDRESS: Final = pattern(r"(?:https://[a-z0-9.-]+\.[a-z]{2,}|[a-z][a-z0-9+.-]*://[A-Za-z0-9._-]+)/\S*")
_APP: Final = pattern(r"(?<![A-Za-z0-9+.-])(?!https?:)[A-Za-z][A-Za-z0-9+.-]*://")
_APART: Final = pattern(r"""[\s(>₹$€£"“‘–—#*=/~+•…\u2190-\u21ff\u2600-\u27bf\U0001f300-\U0001faff-]""")
"""What may stand right before a word and is no part of it."""
_JOINED: Final = pattern(r"[A-Za-z0-9_.,;:!?']*")
"""What is one word with the text that follows it, or that stands before it."""
_ENDS: Final = pattern(r"""[.,;:!?')"]*(?:[\s<]|\Z)""")
"""What may follow right behind an address and is no part of it."""
_NAMED: Final = pattern(r"""<img\s[^<>]*\salt="[^"<>]*\Z""")
"""Words that stand for a picture, in the middle of its tag."""
_COUNTED: Final = pattern(r"""(?:"(?:id|ac)"\s*:\s*"[^"]*|[{,]\s*"[^":]*)\Z""")
"""A button's id, or a key."""
_TAGGED: Final = pattern(r"[?&][^=&?#]*utm[^=&?#]*=[^&]*\Z", re.IGNORECASE)
"""An address in the middle of what tells clicks apart."""


def _holds_part(words: str) -> bool:
    """Whether a part of a word is in it that a rule looks for."""
    return "xxx" in words or "utm" in words or "http" in words or "unsub" in words


@lru_cache(maxsize=512)  # a name stands in several texts of its row
def prose(text: str) -> object | None:
    """Words, and whether all of them are ASCII, whether something is quoted, and with what they begin and end."""
    is_ascii = text.isascii()
    if is_ascii and text.replace(" ", "").isalnum() and text == " ".join(text.split()):  # most names
        words = text.lower()
        return None if not _ASKED.isdisjoint(words.split()) or _holds_part(words) else True
    plain = text if is_ascii else _LETTERS.sub("a", text.replace("\u00a0", " "))
    edges = text[:1] in _EDGES, text[-1:] in _EDGES
    if any(edges):
        plain = plain.removeprefix(" ").removesuffix(" ")
    if _PROSE.fullmatch(plain) is None or ("%" in text and _PERCENT.search(text)) or "//" in text:
        return None
    words = text.lower()
    each = words.translate(_SIGNS).split() if is_ascii else _PARTS.findall(words)
    if not _ASKED.isdisjoint(each) or _holds_part(words):
        return None
    if "[" in text and _BRACKETED.search(text) is not None:
        return None
    if not any(edges):
        return is_ascii if '"' not in text else (is_ascii, '"')
    return is_ascii, '"' in text, edges[0] and text[0], edges[1] and text[-1]


def compared(text: str) -> object | None:
    """What a property is compared with: numbers and words apart; dates and truth values are looked at twice."""
    shape = prose(text) if _DATE.search(text) is None and "/" not in text and "[" not in text else None
    is_word = text[:1].isalpha() and text[:1] not in "iInN"  # neither infinite nor no number
    return shape if shape is None else (shape, is_word or size_of(text) is None)


def gsm(text: str) -> object | None:
    """Words of an SMS, which has more room for some signs than for others."""
    return prose(text) if text.isascii() and "|" not in text and "[" not in text else None


def quoted(text: str) -> object | None:
    """Words within quotes."""
    return prose(text) if '"' not in text else None


def slug(text: str) -> object | None:
    """A part of an address, and how a file's name would end in it."""
    lower = text.lower()
    if _SLUG.fullmatch(text) is None or _holds_part(lower):
        return None
    ending = lower.rpartition(".")[2] if "." in lower else ""
    return ending if len(ending) <= _ENDING else ""


def address(text: str) -> object | None:
    """A whole address: where it leads, how its file's name ends, and whether something is asked of it."""
    found = _ADDRESS.fullmatch(text)
    if found is None or "utm" in text or text.count("http") > 1:
        return None
    return found[1], (found[2] or "").lower(), bool(found[3])


def page(text: str) -> object | None:
    """A whole address among words: where it leads, how it ends, and what counts its clicks."""
    found = _ADDRESS.fullmatch(text)
    if found is None:
        return None
    words, is_counted = text[len(found[1]) :].lower(), "utm_" in text
    if not _ASKED.isdisjoint(words.translate(_SIGNS).split()) or _holds_part(words.replace("utm_", "")):
        return None
    clicks = utm_of(text) if is_counted else None
    return found[1], (found[2] or "").lower(), bool(found[3]), clicks, text[-1].isalnum()


def shape_at(channel: str, path: JsonPath, literals: Sequence[str], at: int) -> Shape | None:
    """How the text is looked at that stands after the literal ``at``; None where nobody can say."""
    before, after = "".join(literals[: at + 1]), literals[at + 1]
    if path[0] == "where":
        return compared if not any(literals) else None
    is_link = kind_of(Leaf(path, str(path[-1]), "")) is not None
    if is_link:
        return address if not any(literals) else _in_address(before)
    if after.startswith("://"):
        return None
    if before.rfind("{{") > before.rfind("}}") or before.rfind("{%") > before.rfind("%}"):
        return None
    if path[-1] == "wzrk_acts" and ("\\" in before or before.count('"') % 2 == 0 or _COUNTED.search(before)):
        return None  # JSON: what is in no quotes may break it, and ids are compared
    if _NAMED.search(before) is not None and '"' in after:
        return quoted
    word = re.split(r"[\s\"'>]", before)[-1]
    if "://" in word or before.rfind("<") > before.rfind(">"):
        return _in_address(word) if not after[:1].isalnum() and after[:1] != "_" else None
    shape = gsm if channel == "sms" else quoted if path[-1] == "wzrk_acts" else prose
    head, joined = _APART.split(literals[at])[-1], _JOINED.match(after)
    assert joined is not None
    if _JOINED.fullmatch(head) is None or (at and re.fullmatch(r"\w*", literals[at])):
        return None  # or one word with what another hole holds
    ends, is_last = _ENDS.match(after), at + 2 == len(literals)
    is_apart = not head and ends is not None and (is_last or ends[0][-1:].isspace() or ends[0].endswith("<"))
    if shape is quoted or not is_apart:
        return shape if not head and not joined[0] else _within(shape, head, joined[0])
    return _or_page(_within(shape, head, joined[0]))


def _within(shape: Shape, head: str, tail: str) -> Shape:
    """How a text is looked at that is one word with what stands beside it."""

    def within(text: str) -> object | None:
        return shape(f"{head}{text}{tail}")

    return within


def _or_page(shape: Shape) -> Shape:
    """How words are looked at in whose place an address may stand."""

    def either(text: str) -> object | None:
        return page(text) if text.startswith("https://") else shape(text)

    return either


def _in_address(before: str) -> Shape | None:
    """How a part of an address is looked at; None where it may be a part of the host, or tell clicks apart."""
    return slug if _IN_ADDRESS.fullmatch(before) and _TAGGED.search(before) is None else None


def is_of_an_app(path: JsonPath, literals: Sequence[str]) -> bool:
    """Whether an address that an app opens stands in a text of words, where nobody looks at it as a whole."""
    return kind_of(Leaf(path, str(path[-1]), "")) is None and _APP.search("".join(literals)) is not None


def probes_of(
    channel: str, environment: str, path: JsonPath, catalog: Catalog
) -> list[Callable[[str], object]]:
    """What is asked of a whole text, as its parts do not say it."""
    found: list[Callable[[str], object]] = []
    if path[0] == "where" and catalog.values:
        found.append(lambda text: text if text in catalog.values else None)
    patterns = catalog.deep_links()
    if patterns is not None and kind_of(Leaf(path, str(path[-1]), "")) is not None:
        found.append(lambda text: is_opened_by(text, tuple(patterns)))
    if "prod" in environment.lower() and path[-1] != "value":
        found.append(is_trial)
    if channel == "email" and path[-1] == "subject":
        found.append(is_loud)
    return found
