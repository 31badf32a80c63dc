"""Regular expressions that are compiled when they are first used: a command uses a third of those that it imports."""

import re
from typing import Any, AnyStr, Final, cast

_USED: Final = (
    "search",
    "match",
    "fullmatch",
    "split",
    "findall",
    "finditer",
    "sub",
    "subn",
    "pattern",
    "flags",
)


def pattern(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As ``re.compile``, for what a module keeps. A bad ``text`` raises re.error where it is first used."""
    return cast("re.Pattern[AnyStr]", _Pattern(text, flags))


class _Pattern:
    def __init__(self, text: str | bytes, flags: int) -> None:
        self._text, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:
        """Called for what is not there yet: from then on all of it is, and costs what it costs elsewhere."""
        if name not in _USED:
            raise AttributeError(name)
        compiled = re.compile(self._text, self._flags)
        vars(self).update({used: getattr(compiled, used) for used in _USED})
        return vars(self)[name]
