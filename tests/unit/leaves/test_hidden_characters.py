r"""How each hidden character is shown, letter by letter: ``\u202e`` where JSON reads it, a reference for HTML."""

import pytest

from ctc import shown

TABLE = [
    # as it stands, in a text, in a page, in double quotes of YAML
    ("a", "a", "a", "a"),
    ("\r", "\\r", "\\u000d", "\\u000d"),
    ("\b", "\\b", "\\u0008", "\\u0008"),
    ("\f", "\\f", "\\u000c", "\\u000c"),
    ("\x1b", "\\u001b", "\\u001b", "\\u001b"),
    ("\x7f", "\\u007f", "\\u007f", "\\u007f"),
    ("\x9f", "\\u009f", "\\u009f", "\\u009f"),
    ("\xa0", "\xa0", "\xa0", "\xa0"),
    ("\xad", "\\u00ad", "&#173;", "\\u00ad"),
    ("\u200b", "\\u200b", "&#8203;", "\\u200b"),
    ("\u202e", "\\u202e", "&#8238;", "\\u202e"),
    ("\ud800", "\\ud800", "\\ud800", "\\ud800"),
    ("\udfff", "\\udfff", "\\udfff", "\\udfff"),
    ("\ufffe", "\\ufffe", "\\ufffe", "\\ufffe"),
    ("\uffff", "\\uffff", "\\uffff", "\\uffff"),
    ("\ufeff", "\\ufeff", "&#65279;", "\\ufeff"),
    ("\U000e0041", "\\udb40\\udc41", "&#917569;", "\\U000e0041"),
]


@pytest.mark.parametrize(("char", "text", "page", "quoted"), TABLE, ids=ascii)
def test_a_character_by_itself(char: str, text: str, page: str, quoted: str) -> None:
    assert shown.visible(f"x{char}y") == f"x{text}y"
    assert shown.markup(f"x{char}y") == f"x{page}y"
    assert shown.in_quotes(f"x{char}y") == f"x{quoted}y"
    assert shown.is_plain(f"x{char}y") is (char == text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1\ufe0f", True),
        ("\xa9\ufe0e", True),
        ("a\ufe0f", False),
        ("\u2010\ufe0f", True),
        ("\u200f\ufe0f", False),
        ("\ufe0f", False),
        ("\u2764\ufe0f\ufe0f", False),
        ("\u0915\u200d", True),
        ("\u0600\u200d", False),
        ("\u0621\u200c", True),
        ("a\u200d", False),
        ("\u05ff\u200d", False),
        ("\u200d", False),
        ("\u2764\ufe0f\u200d\U0001f525", True),
        ("1\ufe0f\u200d", False),
        ("\u0915\u200d\u200d", False),
        ("\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", True),
        ("\U0001f3f4\U000e0067\U000e0062", False),
    ],
    ids=ascii,
)
def test_a_joiner_and_a_style_belong_to_what_can_have_one(text: str, told: bool) -> None:
    assert (shown.visible(text) == text) is told
    assert (shown.markup(text) == text) is told
    assert (shown.in_quotes(text) == text) is told


def test_one_line_and_its_blanks() -> None:
    assert shown.inline("a\n\tb\xa0\u2003") == "a\\n\\tb\xa0\u2003"
    assert shown.inline("a\n\tb\xa0\u2003", blanks=True) == "a\\n\\tb\\u00a0\\u2003"
    assert shown.visible("a\n\tb") == "a\n\tb"


@pytest.mark.parametrize("length", [3999, 4000, 4001, 9000])
def test_no_more_is_said_than_people_read(length: int) -> None:
    text = "a" * (length // 2) + "b" * (length - length // 2)
    assert shown.told(text) == (text if length <= 4000 else f"{'a' * 2000} … {'b' * 2000}")


@pytest.mark.parametrize(
    ("text", "tame", "page"),
    [
        ("::error", "\\u003a:error", "&#58;:error"),
        ("a\n \t::error", "a\n \t\\u003a:error", "a\n \t&#58;:error"),
        ("\x1b[31m::error", "\x1b[31m\\u003a:error", None),
        ("a ::error", "a ::error", "a ::error"),
        (":error", ":error", ":error"),
    ],
)
def test_no_line_begins_a_command(text: str, tame: str, page: str | None) -> None:
    assert shown.tame(text) == tame
    assert page is None or shown.markup(text) == page
    assert shown.is_plain(text) is (text == tame)


@pytest.mark.parametrize("start", ["##[", "##vso["])
def test_an_old_command_is_none_anywhere_in_a_line(start: str) -> None:
    rest = start.removeprefix("##")
    assert shown.visible(f"a {start}x") == f"a #\\u0023{rest}x"
    assert shown.in_quotes(f"a {start}x") == f"a #\\x23{rest}x"
    assert shown.markup(f"a {start}x") == f"a #&#35;{rest}x"
    assert shown.visible("## a\u00e9") == "## a\u00e9"
    assert not shown.is_plain(start)


def test_json_of_texts_and_of_values() -> None:
    assert shown.data("a\u202e\xe9\ud800") == '"a\\u202e\xe9\\\\ud800"'
    assert shown.data({"a": ["\u202e", 1]}) == '{"a": ["\\u202e", 1]}'
    assert shown.data({"a": 1}, indent=2) == '{\n  "a": 1\n}'
    assert shown.escaped('"\U0001f600"') == '"\U0001f600"'


def test_a_name_that_is_no_text_can_be_written() -> None:
    assert shown.readable("a\udcff\u202e") == "a\\udcff\u202e"


def test_a_command_to_a_runner_keeps_its_parts_apart() -> None:
    told = shown.command("warning", "50%:\r\na,b", file="a:b,c\n", line=3)
    assert told == "::warning file=a%3Ab%2Cc\\n,line=3::50%25:\\r%0Aa,b"
