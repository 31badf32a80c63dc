"""JSON as it is pasted: what is accepted, what is refused, and where."""

import pytest

from ctc.diagnostics import Place
from ctc.payloads.lenient_json import read_json


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1,}', {"a": 1}),
        ("[1, 2, ]", [1, 2]),
        ('\ufeff{"a": 1} // end', {"a": 1}),
        ('// first\n{"a"/* x * / */: "http://x // y /* z */"}', {"a": "http://x // y /* z */"}),
        ('{"a":\xa01}', {"a": 1}),
        ("9223372036854775807", 2**63 - 1),
        ("-9223372036854775808", -(2**63)),
        ("123456789012345678901234567890", 123456789012345678901234567890),
        ("[0, -0, 0.10, 1E3, -1.5e-3]", [0, 0, 0.1, 1000.0, -0.0015]),
        (r'"\u00e9\ud83d\ude00\/\b\f\n\r\t\"\\"', 'é😀/\b\f\n\r\t"\\'),
        ('"\u2028\x7f"', "\u2028\x7f"),
        ("{a: 1, $b_2: `c\n$d`, 'e': 'it\\'s \"f\"',}", {"a": 1, "$b_2": "c\n$d", "e": 'it\'s "f"'}),
        (r"""['\x41\u{1F600}\v\`', "\x41"]""", ["A😀\v`", "A"]),
        (r"'\u{10FFFF}'", "\U0010ffff"),
        ("{'a': True, 'b': False, 'c': None}  # of Python\n", {"a": True, "b": False, "c": None}),
        ("[true, false, null, {}, []]", [True, False, None, {}, []]),
    ],
)
def test_accepted(text: str, value: object) -> None:
    read, problems = read_json(text)
    assert problems == ()
    assert read is not None
    assert read.value == value
    assert type(read.value) is type(value)


@pytest.mark.parametrize(
    ("text", "line", "column", "message", "hint"),
    [
        ("", 1, 1, "there is no JSON here", "paste the body"),
        ("  // nothing", 1, 13, "there is no JSON here", "paste the body"),
        ('{"a": 1', 1, 1, "this bracket is never closed", "add the missing }"),
        ('{"a": [1,\n', 1, 7, "this bracket is never closed", "add the missing ]"),
        ('{"a": 1}}', 1, 9, "this bracket closes nothing", "take it out"),
        ('{"a": 1}\n{"b": 2}', 2, 1, "the JSON ends before this, yet the text goes on", "from { to }"),
        ('{"a" 1}', 1, 6, "here should stand a colon, not '1'", None),
        ('{"a":}', 1, 6, "here should stand a value, not '}'", None),
        ('{"a": 1 "b": 2}', 1, 9, "here should stand a comma or }, not '\"'", None),
        ("{,}", 1, 2, "here should stand a key in double quotes, not ','", "commas"),
        ("[1,,2]", 1, 4, "here should stand a value, not ','", "commas"),
        ("[,]", 1, 2, "here should stand a value, not ','", "commas"),
        ("{“a”: 1}", 1, 2, "here should stand a key in double quotes, not '“'", "straight double quotes"),
        ("[`a ${b}`]", 1, 5, "a program puts a value here", "write the value"),
        ("[undefined]", 1, 2, "here should stand a value, not 'u'", "take the line out"),
        (r"['\a']", 1, 3, "this escape does not exist in JSON", "backslash"),
        ("['a' 'b']", 1, 6, 'here should stand a comma or ], not "\'"', None),
        ("[TRUE]", 1, 2, "here should stand a value, not 'T'", "write true, false or null"),
        ("[nil]", 1, 2, "here should stand a value, not 'n'", "write true, false or null"),
        ("[NaN]", 1, 2, "here should stand a value, not 'N'", "no such number"),
        ("[-Infinity]", 1, 2, "here should stand a value, not '-'", "no such number"),
        ("[+1]", 1, 2, "here should stand a value, not '+'", "write numbers as"),
        ("[007]", 1, 2, "here should stand a value, not '0'", "write numbers as"),
        ("[0x1F]", 1, 2, "here should stand a value, not '0'", "write numbers as"),
        ("[1.]", 1, 2, "here should stand a value, not '1'", "write numbers as"),
        ("[hi]", 1, 2, "here should stand a value, not 'h'", "double quotes"),
        ("[1e400]", 1, 2, "this number is larger", "as a string"),
        ("[" + "9" * 5000 + "]", 1, 2, "this number is larger", "as a string"),
        ('"a\nb"', 1, 3, "a string may not hold a raw line break or control character", r"\n"),
        ('"abc', 1, 1, "this string is never closed", None),
        (r'"\u12"', 1, 2, "this escape does not exist in JSON", "backslash"),
        (r'["\ud83d"]', 1, 2, "this string holds half of a character", "write the character"),
        ("{} /* open", 1, 4, "this comment is never closed", "*/"),
        ("\x00", 1, 1, "here should stand a value, not 'U+0000'", None),
        ("[" * 200, 1, 92, "the JSON is nested more than 90 levels deep", None),
    ],
)
def test_refused(text: str, line: int, column: int, message: str, hint: str | None) -> None:
    read, (problem,) = read_json(text, file="x.json")
    assert read is None
    assert (problem.code, problem.file, problem.line, problem.column) == ("CTC360", "x.json", line, column)
    assert problem.message.startswith(message)
    assert (problem.hint is None) if hint is None else hint in (problem.hint or "")


def test_every_key_that_stands_twice_is_found() -> None:
    read, problems = read_json('{"a": 1, "a": 2,\n "b": {"c": 1, "c": 1, "\\u0063": 1}}')
    assert read is not None
    assert [(p.code, p.line, p.column, p.path) for p in problems] == [
        ("CTC361", 1, 10, "/a"),
        ("CTC361", 2, 16, "/b/c"),
        ("CTC361", 2, 24, "/b/c"),
    ]
    assert [p.message.split("'")[1] for p in problems] == ["a", "c", "c"]


@pytest.mark.parametrize(("keys", "told", "last"), [(1_001, 1_000, "the key"), (1_003, 1_001, "2 more keys")])
def test_of_very_many_keys_that_stand_twice_the_rest_is_counted(keys: int, told: int, last: str) -> None:
    _, problems = read_json("{" + ", ".join(['"a": 1'] * keys) + "}")
    assert len(problems) == told
    assert problems[-1].message.startswith(last)


def test_places_count_lines_of_every_kind_and_begin_where_the_text_does() -> None:
    read, _ = read_json('{\r\n "a": [1,\r  2]}', origin=Place(line=5, column=3))
    assert read is not None
    assert read.places.value(()) == Place(line=5, column=3)
    assert read.places.key(("a",)) == Place(line=6, column=2)
    assert read.places.value(("a", 1)) == Place(line=7, column=3)
    assert read.places.value(("a", 9, "x")) == read.places.value(("a",)) == Place(line=6, column=7)


def test_what_is_wrong_is_told_in_the_order_of_the_text() -> None:
    read, found = read_json('{"a": 1, "a": 2, "b" 3}')
    assert (read, [one.code for one in found]) == (None, ["CTC361", "CTC360"])
