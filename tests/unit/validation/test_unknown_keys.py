"""What is said of a key that nobody knows: the one that may be meant, else those that are known where they are few."""

import pytest

from ctc.validation.schema.problem import unknown_key


@pytest.mark.parametrize(
    ("key", "known", "hint"),
    [
        ("titel", ["body", "title"], "did you mean 'title'?"),
        ("zzzz", ["body", "a title"], "known here: a title and body"),
        ("zzzz", [f"k{number:02}" for number in range(13)], None),
        ("zzzz", [], None),
    ],
)
def test_what_is_known_there(key: str, known: list[str], hint: str | None) -> None:
    found = unknown_key(key, ("content",), known)
    assert (found.hint, found.path, found.at) == (hint, ("content", key), "key")
    assert found.message == f"'{key}' is not a key of 'content'"


def test_as_many_as_twelve_are_named() -> None:
    hint = unknown_key("zzzz", (), [f"k{number:02}" for number in range(12)]).hint
    assert hint is not None
    assert "k00" in hint
    assert "k11" in hint
