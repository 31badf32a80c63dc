"""``ctc init`` at a terminal asks what it is not told, one thing after the other."""

import io
from pathlib import Path
from typing import Any

import pytest


class Typed(io.StringIO):
    """What somebody types at a terminal."""

    def __init__(self, *lines: str) -> None:
        super().__init__("".join(f"{line}\n" for line in lines))

    def isatty(self) -> bool:
        return True


QUESTIONS = (
    "The project's name [new]: ",
    "The account's region [in1]: ",
    "The account's time zone [Asia/Kolkata]: ",
    "Channels to begin with [push, email]: ",
    "A pipeline for github, gitlab or none [github]: ",
)


def test_what_is_not_told_is_asked_and_nothing_typed_is_the_default(ctc: Any, here: Path) -> None:
    said = ctc("init", "new", stdin=Typed("", "", "", "", ""))
    assert said.code == 0
    assert [question for question in QUESTIONS if question in said.err] == [*QUESTIONS]
    told = (here / "new" / "ctc.yaml").read_text("utf-8")
    assert all(word in told for word in ("project: new", "in1", "Asia/Kolkata"))
    assert (here / "new" / "campaigns" / "first-email.yaml").exists()
    assert (here / "new" / ".github").exists()


def test_an_answer_that_cannot_be_is_told_and_asked_for_again(ctc: Any, here: Path) -> None:
    said = ctc(
        "init",
        "new",
        "--ci",
        "gitlab",
        stdin=Typed(
            "Tea Shop", "tea", "xx9", "EU1", "Mars", "Europe/Berlin", "fax", ",", "sms, push,sms", "none"
        ),
    )
    assert said.code == 0
    for why in (
        "'Tea Shop' is no name for a project",
        "CleverTap has no region 'xx9'. One of: ",
        "'Mars' is no time zone that ctc knows: write an IANA name, such as Asia/Kolkata",
        "there is no channel 'fax'. One of: ",
        "name a channel to begin with: one of ",
    ):
        assert f"Error: {why}" in said.err
    assert QUESTIONS[-1] not in said.err, "it was told"
    told = (here / "new" / "ctc.yaml").read_text("utf-8")
    assert all(word in told for word in ("project: tea", "eu1", "Europe/Berlin"))
    assert (here / "new" / "campaigns" / "first-sms.yaml").exists()
    assert not (here / "new" / "campaigns" / "first-email.yaml").exists()
    assert (here / "new" / ".gitlab-ci.yml").exists()


@pytest.mark.parametrize("flags", [("-q",), ()])
def test_nobody_is_asked_who_wants_to_hear_nothing_or_is_no_person(
    ctc: Any, here: Path, monkeypatch: pytest.MonkeyPatch, flags: tuple[str, ...]
) -> None:
    monkeypatch.setattr("sys.stdin", Typed() if flags else io.StringIO())
    said = ctc("init", "new", *flags)
    assert said.code == 0
    assert "[" not in said.err
    monkeypatch.setattr("sys.stdin", None)
    assert ctc("init", "other").code == 0


def test_who_breaks_off_begins_nothing(ctc: Any, here: Path) -> None:
    said = ctc("init", "new", stdin=Typed("tea"))
    assert (said.code, (here / "new").exists()) == (1, False)
