"""Jinja's errors in plain words."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from ctc.suggest import did_you_mean, with_article

_LIQUID: Final = 'CleverTap\'s own Liquid goes into {% raw %}…{% endraw %} or {{ liquid("…") }}'
_WORDS: Final[tuple[tuple[str, str, str | None], ...]] = (
    # what Jinja says -> what is wrong, how to mend it; \1 is the first group
    (
        r"unexpected end of template, expected 'end of print statement'",
        "a `{{` that is opened here is not closed",
        "close it with }}",
    ),
    (
        r"unexpected end of template, expected 'end of statement block'",
        "a `{%` that is opened here is not closed",
        "close it with %}",
    ),
    (
        r"Unexpected end of template.*innermost block that needs to be closed is '(\w+)'",
        r"`{% \1 %}` is not closed",
        r"end it with {% end\1 %}",
    ),
    (
        r"Encountered unknown tag '(end\w+|else|elif)'.*innermost block that needs to be closed is '(\w+)'",
        r"`{% \1 %}` stands where `{% \2 %}` has to be closed first",
        r"end that one with {% end\2 %}",
    ),
    (r"Encountered unknown tag '(end\w+|else|elif)'", r"`{% \1 %}` ends nothing that was begun", None),
    (r"Encountered unknown tag '(\w+)'", r"`{% \1 %}` is no statement of Jinja", _LIQUID),
    (r"expected token 'end of print statement', got '?(.*?)'?$", r"`\1` cannot stand here", _LIQUID),
    (
        r"expected token 'end of statement block', got '?(.*?)'?$",
        r"`\1` cannot stand here",
        "comparing is written ==",
    ),
    (r"No test named '(\w+)'", r"there is no test `\1`", None),
    (r"Missing end of comment tag", "a `{#` that is opened here is not closed", "close it with #}"),
    (r"Missing end of raw directive", "`{% raw %}` is not closed", "end it with {% endraw %}"),
    (
        r"Expected an expression, got 'end of (?:print statement|statement block)'",
        "an expression is missing",
        None,
    ),
    (r"unexpected char [\"']['\"][\"'] at", "a quote that is opened here is not closed", "close it"),
    (r"unexpected char '\?' at", "`?` cannot stand in an expression", "write `a if condition else b`"),
    (r"unexpected char '&' at", "`&` cannot stand in an expression", "write `and`"),
    (
        r"unexpected char '!' at",
        "`!` cannot stand in an expression",
        "write `not`, or != where two are compared",
    ),
    (r"unexpected char '(.*?)' at", r"`\1` cannot stand in an expression", None),
    (r"unexpected '\}'", "a `{{` is closed by one brace here", "close it with }}"),
    (r"[Uu]nexpected 'end of (?:print statement|statement block)'", "an expression is missing", None),
    (r"expected token 'name', got 'end of", "a name is missing at the end", None),
    (r"expected token 'in', got '(.*?)'", r"`\1` stands where `in` should", "write {% for item in items %}"),
    (r"unexpected '(.*?)'", r"`\1` cannot stand here", None),
    (r"(\S+ is beyond what a JSON number can hold)", r"\1", None),
)
KINDS: Final[Mapping[str, str]] = {
    "str": "text",
    "int": "number",
    "float": "number",
    "bool": "yes or no",
    "list": "list",
    "dict": "mapping",
    "NoneType": "empty value",
    "TemplateModule": "template",
}
"""Python's types in plain words."""
NAMES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("Profile", "Event", "Campaign", "Catalog", "Recommendation"), _LIQUID),
    **dict.fromkeys(
        ("now", "today", "date", "datetime", "time", "utcnow"),
        "there is no clock here, so that what was reviewed is what is sent: write the date, or give it with --var",
    ),
    **dict.fromkeys(
        ("random", "uuid", "lipsum"), "nothing is random here, so that what was reviewed is what is sent"
    ),
    "env": "`env` is visible in settings of ctc.yaml alone; use `vars` of the environment",
    "loop": "`loop` exists inside of {% for %} alone",
}
"""Names that people expect, and why they are not there."""
_COMPUTED: Final[tuple[tuple[str, str, str | None], ...]] = (
    # what Python says -> what is wrong, how to mend it; names of types are replaced by KINDS
    (
        r"unsupported operand type\(s\) for (\S+?):? '(\w+)' and '(\w+)'",
        r"`\1` cannot take <\2> and <\3>",
        "join texts with ~; a text becomes a number with | int",
    ),
    (
        r"can only concatenate (\w+) \(not \"(\w+)\"\) to",
        r"`+` cannot take <\1> and <\2>",
        "join texts with ~; a text becomes a number with | int",
    ),
    (
        r"'(\S+)' not supported between instances of '(\w+)' and '(\w+)'",
        r"`\1` cannot compare <\2> with <\3>",
        "a text becomes a number with | int",
    ),
    (r"'(\w+)' object is not iterable", r"<\1> cannot be gone through item by item", None),
    (r"argument of type '(\w+)' is not", r"nothing can be looked for in <\1>", None),
    (
        r"can't multiply sequence by non-int of type '(\w+)'",
        r"a text is repeated a whole number of times, not <\1>",
        None,
    ),
    (r"'(\w+)' object is not callable", r"<\1> cannot be called", "remove the parentheses"),
    (r"object of type '(\w+)' has no len\(\)", r"<\1> has no length", None),
    (r"'(\w+)' object cannot be interpreted as an integer", r"a whole number is needed here, not <\1>", None),
    (
        r"Numerical result out of range|int too large to convert to float|convert float (?:infinity|NaN) to",
        "a number grows beyond what JSON can hold",
        None,
    ),
    (r"slice indices must be", "the places of a slice are whole numbers", None),
    (r"a real number is required, not (\w+)", r"a number is needed here, not <\1>", None),
    (
        r"(?:do_|sync_do_|async_do_)?(\w+)\(\) missing \d+ required positional arguments?: (.*)",
        r"`\1` needs more arguments: \2",
        None,
    ),
    (
        r"(?:do_|sync_do_)?(\w+)\(\) (?:got an unexpected keyword argument '(\w+)')",
        r"`\1` has no argument `\2`",
        None,
    ),
    (
        r"No filter named '(\w+)'",
        r"there is no filter `\1`",
        r"an attribute is read with map(attribute='\1')",
    ),
)
_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "function": ("a function is no text", "its parentheses are missing"),
    "empty value": (
        "an empty value would be sent as the word None",
        "give it a value, or say what stands in its place: {{ x or '…' }}",
    ),
    "mapping": (
        "a mapping would be sent as Python writes it, with braces and quotes",
        "name one of its entries, as in {{ brand.name }}",
    ),
    "list": (
        "a list would be sent as Python writes it, with brackets and quotes",
        "join it, as in {{ items | join(', ') }}",
    ),
    "object": ("this is nothing that a reader could read", "write one of its values"),
}


def syntax_in_words(message: str, filters: Iterable[str]) -> tuple[str, str | None]:
    """What is wrong, and how to mend it; Jinja's own words where they are not known here."""
    named = re.search(r"No filter named '(\w+)'", message)
    if named:
        hint = NAMES["random"] if named[1] == "random" else did_you_mean(named[1], filters) or _LIQUID
        return f"there is no filter `{named[1]}`", hint
    return _looked_up(_WORDS, message) or (f"this template cannot be read: {message}", None)


def computed_in_words(message: str) -> tuple[str, str | None]:
    """The same for what Python says of an expression that it cannot compute."""
    found = _looked_up(_COMPUTED, message)
    if found is None:
        return f"this expression cannot be computed: {message}", None
    words = re.sub(r"<(\w+)>", lambda kind: _article(KINDS.get(kind[1], kind[1])), found[0])
    return f"this expression cannot be computed: {words}", found[1]


def text_in_words(kind: str) -> tuple[str, str | None]:
    """What is wrong with a value of this kind in a text."""
    return _TEXTS[kind]


def _looked_up(table: tuple[tuple[str, str, str | None], ...], message: str) -> tuple[str, str | None] | None:
    for pattern, words, hint in table:
        found = re.search(pattern, message, re.DOTALL)
        if found:
            return found.expand(words), found.expand(hint) if hint else None
    return None


def _article(noun: str) -> str:
    return noun if noun == "yes or no" else with_article(noun)
