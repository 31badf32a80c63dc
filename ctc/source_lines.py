"""The lines of a text that may be shown below a finding: all but those of recipients."""

import re
from codecs import BOM_UTF8
from collections.abc import Sequence
from typing import Final

from ctc.diagnostics import Diagnostic
from ctc.patterns import pattern

_LINE_END: Final = pattern(r"\r\n|\r|\n")
"""As YAML counts lines: other characters that Python ends a line at are content."""
_RECIPIENTS: Final = pattern(
    r"""to(?<![^\s{,"']to)["']?\s*:\s*(?:$|[#&*!|>"'\[]|\{(?!\{)|\{\{)(?!["']?\d{4})""", re.MULTILINE
)
"""Where recipients may begin: a `to` that is no date. What is searched first is the word itself, which is rare."""
_KEY: Final = pattern(r"""[\s-]*(?:["'][^"']*["']|[\w.$<-]+)\s*:|---""")


_LONGEST: Final = 400
"""Characters of a line that is kept with a finding; a longer one is read again where it is shown."""


class SourceLines:
    """The lines of one file."""

    def __init__(self, data: bytes) -> None:
        self._text = text = data.removeprefix(BOM_UTF8).decode("utf-8", "replace")
        self._lines: Sequence[str] = text.split("\n") if "\r" not in text else _LINE_END.split(text)
        self._private = self._of_recipients()

    def shown(self, number: int) -> str | None:
        """The line with this number, from 1; None where there is none, or none that may be shown."""
        return (
            self._lines[number - 1]
            if 0 < number <= len(self._lines) and number not in self._private
            else None
        )

    def _of_recipients(self) -> frozenset[int]:
        """The lines that hold recipients: of a `to`, and what is indented below it or goes on with it."""
        if _RECIPIENTS.search(self._text) is None:
            return frozenset()
        found: set[int] = set()
        opened: int | None = None
        for number, text in enumerate(self._lines, 1):
            indent = len(text) - len(text.lstrip(" \t-"))
            if opened is not None and (indent > opened or not _KEY.match(text)):
                found.add(number)
            else:
                opened = None
            if _RECIPIENTS.search(text):
                found.add(number)
                opened = indent if opened is None else opened
        return frozenset(found)


def with_line(finding: Diagnostic, file: str, lines: SourceLines) -> Diagnostic:
    """The finding with its line, where it stands in that file and the line may be shown."""
    line = lines.shown(finding.line) if finding.file == file and not finding.is_private else None
    return finding if line is None or len(line) > _LONGEST else finding._replace(source=line)
