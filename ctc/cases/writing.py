"""Tests as YAML, for people to read and to change."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

HEAD = """\
# Written by `ctc test --generate`: what these campaigns do today. Read each line: is it what is meant?
version: 1
tests:
"""


class Drafted(NamedTuple):
    """A test to be written down."""

    name: str
    campaign: str
    person: Mapping[str, Any]
    expect: Mapping[str, Any]


def text_of(tests: Sequence[Drafted]) -> str:
    """A file of tests."""
    if not tests:
        return HEAD.rstrip() + " []\n"
    return HEAD + "\n".join(_entry(test) for test in tests)


def _entry(test: Drafted) -> str:
    lines = [f"  - name: {_quoted(test.name)}", f"    campaign: {_quoted(test.campaign)}"]
    if test.person:
        lines.append("    person:")
        for key, value in test.person.items():
            if key == "events":
                lines.append("      events:")
                lines += [f"        - {_flow(event)}" for event in value]
            else:
                lines.append(f"      {key}: {_flow(value)}")
    else:
        lines.append("    person: {}")
    lines.append(f"    expect: {_flow(test.expect)}")
    return "\n".join(lines) + "\n"


def _flow(value: Any) -> str:
    """A value on one line; keys and texts in quotes where YAML would take them for something else."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(str(key))}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _quoted(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _key(text: str) -> str:
    """``on`` is a text in YAML 1.2, and stands as people write it."""
    return text if text == "on" else _quoted(text)


def _quoted(text: str) -> str:
    """Plain where it is plainly a text; JSON's quotes are YAML's, too."""
    plain = text.replace(" ", "").replace("-", "").replace("_", "").replace("`", "a")
    is_word = (
        plain.isalpha() and plain.isascii() and not text.startswith(("-", " ", "`")) and text == text.strip()
    )
    is_day = len(text) == 10 and text[4] == text[7] == "-" and text.replace("-", "").isdigit()
    special = text.lower() in ("true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf")
    return text if (is_word or is_day) and not special else json.dumps(text, ensure_ascii=False)
