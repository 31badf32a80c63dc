"""Recipients that nobody filled in: what a program or a template writes where it has no value."""

import re
from typing import Final

from ctc.patterns import pattern

_NOTHING: Final = frozenset(
    """undefined|null|none|nil|nan|n/a|string|[object object]|(null)|<null>|todo|tbd|-|--|?|???|xxx|xxxx|xxxxxxxxxx
    |#n/a|#ref!|#value!|#name?|#null!|#num!|#div/0!""".replace("\n    ", "").split("|")
)
"""Words of programs, and what spreadsheets write where a formula has no value."""
_LEFT: Final = pattern(
    r".*(?:\$\{|\{\{|<%|#\{).*|\$\([A-Za-z_]\w*\)|\{\d\}|%(?:\d\$|\([A-Za-z_]\w*\))?[sd]|\[\[[\w ]+\]\]|__[A-Z_]+__"
    r"|(?:USER|CUSTOMER|CLIENT|PROFILE|CLEVERTAP)_(?:ID|IDENTITY|EMAIL|PHONE)|EMAIL_(?:ADDRESS|ID)|PHONE_NUMBER"
    r"|\{[A-Za-z_][\w.]*\}|%[A-Z_]{2,}%|\$[A-Za-z_]\w*|\[[A-Z_ ]{2,}\]|<[A-Za-z_][\w -]*>"
    r"|(?i:(?:your|my|the|insert|enter|some)[_ -](?:[a-z]+[_ -])*"
    r"(?:id|identity|email|e-mail|phone|number|user|name)(?:[_ -]here)?)",
    re.DOTALL,
)
_MARKS: Final = frozenset("${<%[_- #")
"""One of these stands in whatever the pattern finds."""


def is_unfilled(text: str) -> bool:
    """Whether a recipient stands for nobody: ``${userId}``, ``{{user}}``, ``undefined``, ``null``, ``YOUR_ID``."""
    if _MARKS.isdisjoint(text):
        return len(text) <= len("xxxxxxxxxx") and text.lower() in _NOTHING
    return _LEFT.fullmatch(text) is not None or text.lower() in _NOTHING
