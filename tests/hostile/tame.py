"""What no output may hold, told without a word of ctc's own code."""

import html
import json
import os
import re
import unicodedata
from pathlib import Path
from typing import Final

HOSTILE: Final = Path(__file__).parent
_FORMAT: Final = {"Cc", "Cf", "Zl", "Zp", "Cs"}
_FILLERS: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")
_SELECTORS: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_TOGETHER: Final = 5
"""Hidden characters in one string: so many that they fit into a key and a file's name as well."""
_COLOUR: Final = re.compile(r"\x1b\[[0-9;]*m")


def strings() -> dict[str, str]:
    """A part of the corpus; under ``make hostile`` all of it, and each hidden character of Unicode as well."""
    found: dict[str, str] = json.loads((HOSTILE / "strings.json").read_text("utf-8"))
    if "CTC_HOSTILE" not in os.environ:
        return dict([*found.items()][::4])
    if os.environ.get("CTC_HOSTILE") == "all":
        hidden = [chr(number) for number in range(0x110000) if is_hidden(chr(number))]
        hidden = [char for char in hidden if unicodedata.category(char) != "Cs" and char not in "\n\0"]
        for at in range(0, len(hidden), _TOGETHER):
            some = hidden[at : at + _TOGETHER]
            found[f"U+{ord(some[0]):04X} and what follows"] = "".join(
                f"\n{char}::{char}##[{char}@{char}b" for char in some
            )
    return found


def is_hidden(char: str) -> bool:
    return unicodedata.category(char) in _FORMAT or char in _FILLERS or _SELECTORS.match(char) is not None


def wrong_with(text: str, *, markdown: bool = False, colours: bool = False) -> list[str]:
    """Each thing that is wrong with an output, in words; nothing where it is tame."""
    if colours:
        text = _COLOUR.sub("", text)
    if markdown:
        text = re.sub(r"(?<=[@#%^;])\u200b|(?<=GH-)\u200b", "", text)
    found = [
        f"{unicodedata.name(char, hex(ord(char)))} is not seen"
        for char in sorted(set(text))
        if is_hidden(char) and char not in "\n\t"
    ]
    for line in text.splitlines():
        if line.lstrip().startswith("::"):
            found.append(f"a line is a command: {line[:60]!r}")
        if "##[" in line or "##vso[" in line:
            found.append(f"a line holds an old command: {line[:60]!r}")
    return found


def called_in(markdown: str) -> list[str]:
    """Whom a comment would mention and which issues it would link: outside of code, entities read."""
    prose = re.sub(r"^(`{3,})[^`]*?\n.*?^\1$", "", markdown, flags=re.MULTILINE | re.DOTALL)
    prose = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", prose)
    prose = re.sub(r"<code>.*?</code>", "", prose)
    calls = r"@[A-Za-z0-9]\w*|(?<!&)#\d+|GH-\d+|[!$&]\d+|~[\"\w]|%[\"\w]|\^alert|\[[a-z_]+:|\*iteration:"
    return re.findall(calls, html.unescape(prose))
