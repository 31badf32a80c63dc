"""Which lines are shown below a finding: by their numbers as YAML counts them, and never one with recipients."""

import pytest

from ctc.source_lines import SourceLines


def shown(text: str | bytes) -> list[str | None]:
    """Every line from 0 to one beyond the last."""
    data = text if isinstance(text, bytes) else text.encode()
    lines = SourceLines(data)
    count = len(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"))
    return [lines.shown(number) for number in range(count + 2)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\nb", ["a", "b"]),
        ("a\r\nb\rc\nd", ["a", "b", "c", "d"]),
        ("a\u2028b\x0cc", ["a\u2028b\x0cc"]),
        ("", [""]),
        (b"\xef\xbb\xbfa\n\xff", ["a", "\ufffd"]),
    ],
)
def test_lines_are_counted_from_one(text: str | bytes, lines: list[str]) -> None:
    assert shown(text) == [None, *lines, None]


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        ("message:\n  to:\n    Email:\n    - a\n  x: 1", [1, 5]),
        ("message:\n  to:\n  - a\n  - b\nx: 1", [1, 5]),
        ("  to: [a,\nb]\n  x: 1", [3]),
        ("    to: &all\n    - a\n---\nx: 1", [3, 4]),
        ("'to': *all\nx: 1", [2]),
        ("to : |\n a\n\n b\nx: 1", [5]),
        ("to: # who\n a: 1\nx: 1", [3]),
        ("to: {Email: [a]}\nx: 1", [2]),
        ("to: '{{ x }}'\nx: 1", [2]),
        ("to: {{ x }}\nx: 1", [2]),
        ("to: 20250131\nx: 1", [1, 2]),
        ("to: '2025-01-31'\nx: 1", [1, 2]),
        ("to: 'a'\nx: 1", [2]),
        ("from: 1, to: 2\nx: 1", [1, 2]),
        ("photo:\n  a: 1", [1, 2]),
        ("a: {to: [b]}\nx: 1", [2]),
        ("- to:\n    a: 1\n  x: 1", [3]),
        ("to:\n  a:\n    to:\n      b: 1\n  c: 1\nx: 1", [6]),
        ("to:\n  a: 1\nto:\n  b: 1\nx: 1", [5]),
    ],
)
def test_lines_of_recipients_are_left_out(text: str, visible: list[int]) -> None:
    found = shown(text)
    assert [number for number, line in enumerate(found) if line is not None] == visible
