"""Where a cursor stands: for every key of every example the same as the nodes of its file say."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ctc.editor.cursor import cursor_at
from ctc.specs.composing import composed

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = sorted((ROOT / "campaigns").rglob("*.yaml"))


def keys(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    if node.id == "mapping":
        for key, value in node.value:
            yield path, key, value
            yield from keys(value, (*path, key.value))
    elif node.id == "sequence":
        for value in node.value:
            yield from keys(value, (*path, "[]"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_cursor_knows_the_way_to_every_key_and_value(path: Path) -> None:
    text = path.read_text("utf-8")
    lines = text.split("\n")
    for root in composed(text):
        for above, key, value in keys(root):
            at = key.start_mark
            found = cursor_at(lines, at.line, at.column)
            assert (found.path, found.key) == (above, None), (key.value, at.line)
            if (
                value.id == "scalar"
                and value.style not in ("|", ">")
                and value.start_mark.line == key.end_mark.line
            ):
                there = cursor_at(lines, value.start_mark.line, value.start_mark.column)
                assert (there.path, there.key) == (above, key.value), (key.value, at.line)


def test_a_list_may_stand_right_below_its_key() -> None:
    lines = ["campaign:", "  where:", "    profile_fields:", "    - name: City", "      oper"]
    assert cursor_at(lines, 4, 10).field == "campaign.where.profile_fields[]"
    assert cursor_at(lines, 3, 16).field == "campaign.where.profile_fields[].name"


def test_what_is_half_typed_is_understood() -> None:
    lines = ["version: 1", "campaign:", "  content:", '    title: "{{ bra', "    ti"]
    there = cursor_at(lines, 3, 18)
    assert there.field == "campaign.content.title"
    typing = cursor_at(lines, 4, 6)
    assert (typing.field, typing.key, typing.typed) == ("campaign.content", None, "ti")
    flow = ["campaign:", "  where:", "    profile_fields:", "      - {name: City, oper"]
    assert cursor_at(flow, 3, 26).field == "campaign.where.profile_fields[]"
    assert cursor_at(flow, 3, 26).typed == "oper"


def test_a_block_text_belongs_to_its_key() -> None:
    lines = ["message:", "  content:", "    body: |", "      Hello {{ na", "    sms: {}"]
    assert cursor_at(lines, 3, 17).field == "message.content.body"


def test_anchors_and_tags_stand_before_a_value_and_are_none_of_it() -> None:
    lines = ["tests:", "  - &visit {name: App Launched, o", "  - person: &p !!map {events: [*visit], na"]
    assert cursor_at(lines, 1, 18).field == "tests[].name"
    assert cursor_at(lines, 1, 33).typed == "o"
    assert cursor_at(lines, 2, 42).field == "tests[].person"
    assert cursor_at(lines, 2, 42).typed == "na"
