"""The line that is shown below a finding is kept with it: of this very file, where it may be shown."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ctc.diagnostics import Diagnostic, Severity
from ctc.pipeline.engine.facts import FileFacts, UnitFacts
from ctc.pipeline.engine.file import with_lines
from ctc.specs.loading import Source

SOURCE = Source(
    path=Path("/a.yaml"), shown="a.yaml", data=b"first\nsecond\n" + b"x" * 400 + b"\n" + b"y" * 401
)
FOUND = Diagnostic(code="CTC305", severity=Severity.ERROR, message="m", file="a.yaml", line=2, column=1)


@pytest.mark.parametrize(
    ("one", "line"),
    [
        (FOUND, "second"),
        (FOUND._replace(line=3), "x" * 400),
        (FOUND._replace(line=4), None),
        (FOUND._replace(file="b.yaml"), None),
        (FOUND._replace(is_private=True), None),
    ],
)
@pytest.mark.parametrize(
    "alone",
    [
        lambda one: FileFacts(1, (), problems=(one,)),
        lambda one: FileFacts(1, (), idle=((0, "CTC407", one),)),
        lambda one: FileFacts(1, (), unused=(one,)),
        lambda one: FileFacts(
            1, (UnitFacts("a", 0, "campaign"), UnitFacts("b", 0, "campaign", found=(one,)))
        ),
    ],
)
def test_each_finding_has_its_line(
    one: Diagnostic, line: str | None, alone: Callable[[Diagnostic], FileFacts]
) -> None:
    facts = with_lines(alone(one), SOURCE)
    found = [*facts.problems, *(each for *_, each in facts.idle), *facts.unused]
    found += [each for unit in facts.units for each in unit.found]
    assert [(each, each.source) for each in found] == [(one, line)], "the line counts for no sameness"


def test_a_file_of_which_nothing_is_found_stays_as_it_is() -> None:
    facts = FileFacts(1, (UnitFacts("a", 0, "campaign"),))
    assert with_lines(facts, SOURCE) is facts
