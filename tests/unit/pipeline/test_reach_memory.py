"""Remembered estimates: of one account, newest first, gone without a word where the file is damaged."""

from pathlib import Path

from ctc.pipeline.reaching import recall, remember

ANSWER = {"total": 5, "platforms": {"ios": 5}, "asked_at": "2030-01-01T00:00:00+00:00"}


def test_what_was_asked_is_there_again(tmp_path: Path) -> None:
    file = tmp_path / "cache" / "reach.json"
    remember(file, "account", {"a": ANSWER})
    remember(file, "account", {"b": ANSWER})
    assert recall(file, "account") == {"a": ANSWER, "b": ANSWER}


def test_another_account_knows_nothing(tmp_path: Path) -> None:
    file = tmp_path / "reach.json"
    remember(file, "account", {"a": ANSWER})
    assert recall(file, "other") == {}


def test_damage_is_an_empty_memory(tmp_path: Path) -> None:
    file = tmp_path / "reach.json"
    for text in (
        "",
        "{",
        "[]",
        '{"account": "account", "reaches": 5}',
        '{"account": "account", "reaches": {"a": 1}}',
    ):
        file.write_text(text)
        assert recall(file, "account") == {}


def test_a_folder_that_cannot_be_made_remembers_nothing(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file in the way")
    remember(tmp_path / "cache" / "reach.json", "account", {"a": ANSWER})
    assert recall(tmp_path / "cache" / "reach.json", "account") == {}
