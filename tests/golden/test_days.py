"""What whole commands print on each day of ``days.py``, and what they end with, word for word and colour for colour, in
``days.txt``: a line of stderr stands behind ``!``. ``CTC_GOLDEN=write`` writes what is said now; read the difference
before it is committed.
"""

import os
import re
import shlex
import sys
from collections.abc import Iterator
from datetime import datetime, tzinfo
from pathlib import Path

import pytest

from tests.commands import said
from tests.golden.sections import hold
from tests.styles import in_words

sys.path.insert(0, str(Path(__file__).parent))
import days  # type: ignore[import-not-found]

FILE = Path(__file__).with_name("days.txt")
KEPT = ("PATH", "HOME", "XDG_CACHE_HOME")
PLAIN = ("json", "ndjson", "junit", "markdown", "github", "sarif")
OTHERS = (
    (r"20(?!31)\d\d-\d\d-\d\d(T| )\d\d:\d\d(:\d\d)?(\.\d+)?(\+00:00)?", "THEN"),
    (r"\bin (\d+[ydhms] ?)+", "in TIME"),
    (r"\b(\d+[dhms] ?)+ago", "TIME ago"),
    (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b", "RANDOM"),
    (r"\bann@[\w.-]+(:\d+@\w+\.\w+)?", "ann@HOST"),
    (r"\bann on [\w.-]+(, process \d+)?", "ann on HOST"),
    (r"\b1[789]\d{8}\b", "ID"),
    (r"(?<=three on )20\d\d-\d\d-\d\d", "A DAY"),
    (r'(?<=[ "]day )20\d\d-\d\d-\d\d', "A DAY"),
    (r'(?<="day": ")20\d\d-\d\d-\d\d', "A DAY"),
    (r'(?<="semanticVersion": ")[^"]+', "VERSION"),
    (r'(?<="process": )\d+', "PROCESS"),
    (r'(?<="host": )"[^"]+(?=", "process)', '"HOST'),
)


def typed(step: "days.Step", folder: Path) -> Iterator[str]:
    command, stdin = (step, "") if isinstance(step, str) else step
    environ = {**{name: os.environ[name] for name in KEPT}, "COLUMNS": "100", "USER": "ann"}
    colour = [] if any(f"--format {form}" in command for form in PLAIN) else ["--color", "always"]
    done = said(*shlex.split(command), *colour, folder=folder, environ=environ, stdin=stdin)
    yield f"  $ ctc {command}  # {done.code}"
    for sign, text in (("   ", done.out), ("  !", done.err)):
        yield from (
            f"{sign} {line}".rstrip() or "   " for line in in_words(text).rstrip("\n").split("\n") if text
        )


def offered(line: str, folder: Path) -> Iterator[str]:
    """What zsh is offered: it takes what a word means along."""
    words = {"COMP_WORDS": line, "COMP_CWORD": str(line.count(" ")), "_CTC_COMPLETE": "zsh_complete"}
    done = said(folder=folder, environ={**{name: os.environ[name] for name in KEPT}, **words})
    yield f"  $ {line}<tab>  # {done.code}{done.err}"
    yield from (f"    {' '.join(each.split())}" for each in re.findall("(?:.+\n){3}", done.out))


def told(name: str, folder: Path) -> Iterator[str]:
    for step in days.DAYS[name]:
        match step:
            case days.Put(file, None):
                (folder / file).unlink()
            case days.Put(file, text):
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                (folder / file).write_text(text, "utf-8")
            case str() | days.Typed():
                yield from typed(step, folder)
            case days.Tab(line):
                yield from offered(line, folder)
            case _:
                step(folder)


class Then(datetime):
    """The people of the sample did nothing after 2026: nobody did anything in the last 30 days of a later day."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return datetime(2026, 12, 1, 12, tzinfo=tz)


@pytest.fixture(autouse=True)
def day_of_a_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctc.cli.catalog.datetime", Then)


@pytest.mark.parametrize("name", days.DAYS)
def test_what_is_said_on_a_day(name: str, tmp_path: Path) -> None:
    text = "\n".join(told(name, tmp_path.resolve())).replace(str(tmp_path.resolve()), "FOLDER")
    for what, word in OTHERS:
        text = re.sub(what, word, text)
    hold(FILE, name, text.split("\n"), days.DAYS)
