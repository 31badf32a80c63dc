"""The line below a finding comes from the same reading as its place, and is remembered with it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ctc.diagnostics import Diagnostic
from ctc.pipeline.engine.facts import FileFacts, at_hand
from ctc.source_lines import SourceLines
from ctc.specs.loading import Source

_LONGEST: Final = 400
"""Characters of a line that is kept; a longer one is read again where it is shown."""


def with_lines(facts: FileFacts, source: Source) -> FileFacts:
    """The facts of a file, its findings with their lines; those that may not be shown are left to whoever asks."""
    if not (facts.problems or facts.idle or facts.unused or any(unit.found for unit in facts.units)):
        return facts
    lines = SourceLines(source.data)

    def lined(finding: Diagnostic) -> Diagnostic:
        line = lines.shown(finding.line) if finding.file == source.shown and not finding.is_private else None
        return finding if line is None or len(line) > _LONGEST else replace(finding, source=line)

    def all_lined(found: Sequence[Diagnostic]) -> Sequence[Diagnostic]:
        return tuple(map(lined, found))

    return facts._replace(
        problems=all_lined(facts.problems),
        units=tuple(at_hand(u)._replace(found=all_lined(u.found)) if u.found else u for u in facts.units),
        idle=tuple((document, code, lined(found)) for document, code, found in facts.idle),
        unused=all_lined(facts.unused),
    )
