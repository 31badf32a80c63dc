"""Text that is safe to show, and the last door that every output goes through."""

import io
import json
import re
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ctc import shown
from ctc.cli.guarded import Guarded, guarded

sys.path.insert(0, str(Path(__file__).parents[2] / "hostile"))
from tame import is_hidden, wrong_with  # type: ignore[import-not-found]

ROOT = Path(__file__).resolve().parents[3]
HOSTILE = st.text(
    st.sampled_from("ab: #[@\n\r\t\x1b\x85\x9b\u2028\u202e\u200b\u200d\ufeff\U000e0041☃प\ufe0f")
)
TEXTS = st.text() | HOSTILE
LEGITIMATE = (
    "क्\u200dष 👩\u200d💻 ❤\ufe0f 1\ufe0f\u20e3 می\u200cخواهم 50\xa0€ "
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
)


def without_legitimate(text: str) -> str:
    """Joiners and styles that belong to the character before them are how people write.

    A letter stands where they stood: a runner reads `##`, a style and `[` as no command, and leaving the style out
    would make one of it.
    """
    text = re.sub("(?<=[\u0600-\U000dffff])[\u200c\u200d]", "x", text)
    return re.sub("(?<=[0-9#*\xa9\xae\u2010-\U000dffff])[\ufe0e\ufe0f]", "x", text)


@given(TEXTS)
@example("##\ufe0e[")
@example("##[")
def test_what_goes_through_the_door_is_tame(text: str) -> None:
    assert wrong_with(without_legitimate(guarded(text)), colours=True, markdown=True) == []


@given(st.lists(TEXTS))
def test_a_line_written_in_parts_is_tame_as_well(parts: list[str]) -> None:
    stream = io.StringIO()
    door = Guarded(stream)
    for part in parts:
        door.write(
            part if part.count(":") < 2 else f"{part}x"
        )  # a sign may be cut in two, and does no harm then
    lines = [line for line in stream.getvalue().split("\n") if line.lstrip().startswith("::")]
    assert all(any(part.rstrip(" \t").endswith(":") for part in parts) for _ in lines)


def test_the_door_takes_no_bytes_in_the_middle_of_a_line() -> None:
    """click asks so whether a stream is one of bytes."""
    door = Guarded(io.StringIO())
    door.write("a question: ")
    with pytest.raises(TypeError):
        door.write(b"")  # type: ignore[arg-type]


@given(TEXTS)
def test_one_line_is_one_line(text: str) -> None:
    told = shown.inline(text)
    assert len(told.splitlines()) <= 1
    assert not any(is_hidden(char) for char in without_legitimate(told))


@given(st.recursive(TEXTS, lambda below: st.lists(below) | st.dictionaries(TEXTS, below)))
def test_json_reads_back_as_the_same_value(value: object) -> None:
    for indent in (None, 2):
        told = shown.data(value, indent=indent)
        assert json.loads(told) == value or re.search(
            "[\ud800-\udfff]", json.dumps(value, ensure_ascii=False)
        )
        assert wrong_with(without_legitimate(told)) == []


@given(TEXTS)
def test_a_command_to_a_runner_is_one_line_and_reads_back(text: str) -> None:
    line = shown.command("error", text, file=text, line=3)
    assert len(line.splitlines()) == 1
    found = re.fullmatch(r"::error file=([^,:]*),line=3::(.*)", line)
    assert found is not None
    read = found[2].replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
    assert read == shown.visible(text)


def test_how_people_write_stays() -> None:
    assert shown.visible(LEGITIMATE) == LEGITIMATE
    assert shown.inline("50\xa0€", blanks=True) == "50\\u00a0€"


def test_markup_shows_the_same_page() -> None:
    from html import unescape

    page = "<p title='\u202e'>a\u200bb</p>\n  ::error ##[x"
    assert wrong_with(shown.markup(page)) == []
    assert unescape(shown.markup(page)) == page


def test_the_pages_own_script_and_style_are_not_touched() -> None:
    """References would not be read there, and the page's policy knows its script by its hash."""
    for file in (ROOT / "ctc" / "preview" / "templates").iterdir():
        text = file.read_text("utf-8")
        assert shown.markup(text) == text, file.name


@pytest.mark.parametrize("path", sorted((ROOT / "ctc").rglob("*.py")), ids=lambda p: p.stem)
def test_no_output_goes_around_the_door(path: Path) -> None:
    text = path.read_text("utf-8")
    allowed = path.name in {"guarded.py", "progress.py", "events.py"} or "sandbox" in path.parts
    assert allowed or not re.search(
        r"\bbare\(sys|sys\.(__)?std(out|err)(__)?\.(buffer|write)|stderr=True\)", text
    )
    writes = re.search(r"json\.dumps\([^)]*ensure_ascii=False", text)
    assert writes is None or path.parent.name != "cli", f"{path.name}: JSON is shown by ctc.shown.data"
