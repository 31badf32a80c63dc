"""Jinja's syntax errors in plain words."""

import re
from typing import Final

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
    (r"No filter named '(\w+)'", r"there is no filter `\1`", _LIQUID),
    (r"No test named '(\w+)'", r"there is no test `\1`", None),
    (r"Missing end of comment tag", "a `{#` that is opened here is not closed", "close it with #}"),
    (r"Missing end of raw directive", "`{% raw %}` is not closed", "end it with {% endraw %}"),
    (
        r"Expected an expression, got 'end of (?:print statement|statement block)'",
        "an expression is missing",
        None,
    ),
    (r"unexpected char '(.*?)' at", r"`\1` cannot stand in an expression", None),
)


def syntax_in_words(message: str) -> tuple[str, str | None]:
    """What is wrong, and how to mend it; Jinja's own words where they are not known here."""
    for pattern, words, hint in _WORDS:
        found = re.search(pattern, message, re.DOTALL)
        if found:
            return found.expand(words), found.expand(hint) if hint else None
    return f"this template cannot be read: {message}", None
