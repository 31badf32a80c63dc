"""Where libyaml reads something else than YAML 1.2 says, without a word: told as an error rather than sent.

``&an:chor text`` is an anchor with a colon in its name; libyaml ends the name at the colon, and the text begins
there. ``[?x]`` and ``{?x: 1}`` hold the text ``?x``; libyaml takes the mark for an explicit key. ``[!!str :x]`` holds
the text ``:x``; libyaml takes it for the value of an empty key.
"""

from collections.abc import Iterator
from typing import Any, Final

import yaml
from yaml._yaml import CParser

from ctc.diagnostics import Diagnostic, Place
from ctc.patterns import pattern

_SUSPECT: Final = pattern(
    r"[&*?](?<![^\s\[{,].)(?:(?<=\?)[^\s,\[\]{}]|(?<=[&*])[\w-]+[^\s\w,\[\]{}-])"
    r"|[!&](?<![^\s\[{,].)\S*+\s++:[^\s,\[\]{}]"
)
"""Prose may look like that; only then are tokens looked at."""
_ENDS: Final = " \t\r\n,[]{}"
NAME: Final = (
    "the name of an anchor runs up to the next blank, and holds letters, digits, - and _ alone",
    "leave a blank behind the name, or put the value in quotes",
)
MARK: Final = (
    "a text that begins with ? is a key to YAML inside of brackets",
    "put it in quotes",
)
COLON: Final = (
    "a text that begins with : is the value of an empty key to YAML inside of brackets",
    "put it in quotes",
)


def misreadings(file: str, text: str) -> Iterator[Diagnostic]:
    """A finding for each. Bad syntax ends them: whoever parses the text tells it."""
    if _SUSPECT.search(text) is None:
        return
    parser = CParser(text.encode())
    before: Any = None
    try:
        while parser.check_token():
            token: Any = parser.get_token()
            words = _words(text, token, before)
            before = token
            if words is not None:
                yield Diagnostic.of(
                    "CTC101",
                    words[0],
                    words[1],
                    file=file,
                    place=Place(line=token.start_mark.line + 1, column=token.start_mark.column + 1),
                )
    except yaml.YAMLError:
        return
    finally:
        parser.dispose()


def _words(text: str, token: Any, before: Any) -> tuple[str, str] | None:
    after = text[token.end_mark.index : token.end_mark.index + 1]
    if not after or after in _ENDS:
        return None
    if isinstance(token, yaml.AnchorToken | yaml.AliasToken):
        return NAME
    if isinstance(token, yaml.ValueToken) and isinstance(before, yaml.TagToken | yaml.AnchorToken):
        return COLON
    is_explicit = isinstance(token, yaml.KeyToken) and token.end_mark.index > token.start_mark.index
    return MARK if is_explicit else None
