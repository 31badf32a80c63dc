"""What a row writes into the leaves of its document at once, and where the exact way is asked in its place."""

import pytest

from ctc.templates.budget import Room
from ctc.templates.fast.fused import Fused
from ctc.templates.fast.segments import segments


class Files:
    def find(self, name: str) -> None:
        return None

    def names(self) -> list[str]:
        return []


def fused(texts: list[str], room: Room) -> Fused:
    made = Fused(texts, Files(), room)
    made.bind(["name", "price"], {}, {})
    return made


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("a {{ b }} c", ["a ", "{{ b }}", " c"]),
        ("{{ a }}{{ b | upper }} c", ["", "{{ a }}{{ b | upper }}", " c"]),
        (
            "x{% if a %}y{{ b }}{% else %}z{% endif %} w",
            ["x", "{% if a %}y{{ b }}{% else %}z{% endif %}", " w"],
        ),
        (
            "{% for x in a %}{% if x %}y{% endif %}{% endfor %}{{ b }}",
            ["", "{% for x in a %}{% if x %}y{% endif %}{% endfor %}{{ b }}", ""],
        ),
        ("{% if a %}x", None),
        ("{%- if a %}x{% endif %}", None),
        ("{% set b = a %}{{ b }}", None),
        ("{% include 'x' %} {{ a }}", ["", "{% include 'x' %}", " ", "{{ a }}", ""]),
        (
            "{% from 'x' import y %} {{ y() }}: {{ z }}!",
            [" ", "{% from 'x' import y %}{{ y() }}", ": ", "{{ z }}", "!"],
        ),
        (
            "a {% import 'x' as m %}{{ z }}{% from \"y\" import b as c, d %}{{ m.n(c) }} {{ d }}{% include 'e' %}",
            [
                "a ",
                "{% import 'x' as m %}{% from \"y\" import b as c, d %}{{ z }}{{ m.n(c) }}",
                " ",
                "{% import 'x' as m %}{% from \"y\" import b as c, d %}{{ d }}{% include 'e' %}",
                "",
            ],
        ),
        ("{% from 'x' import y %}Hello", ["Hello"]),
        ("{{ y }} {% from 'x' import y %} {{ z }}", None),
        ("{% if z %}{% from 'x' import y %}{% endif %}{{ y }}", None),
        ("{% from 'x' import y with context %}{{ y }}", None),
        ("{% from x import y %}{{ y }}", None),
        ("{% from 'x' import y %}{% raw %}a{% endraw %}{{ y }}", None),
        ("{# note #} {{ a }}", None),
    ],
)
def test_a_text_falls_into_what_is_the_same_for_all_rows_and_what_a_row_writes(
    text: str, pieces: list[str] | None
) -> None:
    assert segments(text) == pieces


def test_what_a_spec_makes_of_a_row_sees_what_is_made_before_it() -> None:
    made = Fused(["{{ both }}, {{ loud }}"], Files(), Room())
    made.bind(
        ["name"], {"shop": "Acme"}, {}, {"both": "{{ name }} of {{ shop }}", "loud": "{{ both | upper }}"}
    )
    for name in ("tea", "cup"):
        written = made.written((name,))
        assert written is not None
        assert made.value(0, written) == f"{name} of Acme, {name.upper()} OF ACME"
    made.bind(["name"], {}, {}, {"loud": "{{ both | upper }}", "both": "{{ name }}"})
    assert made.written(("tea",)) is None, "the exact way says that it is not there yet"


@pytest.mark.parametrize(
    ("text", "row", "value"),
    [
        ("Hi {{ name }}", ("Ann", 5), "Hi Ann"),
        ("{{ price }}", ("Ann", 5), 5),
        ("{{ price }}!", ("Ann", 5), "5!"),
        ("{{ price }}", ("Ann", [1]), [1]),
    ],
)
def test_a_leaf_of_one_expression_keeps_its_type(text: str, row: tuple[object, ...], value: object) -> None:
    made = fused([text], Room())
    written = made.written(row)
    assert written is not None
    assert made.value(0, written) == value


def test_what_all_rows_write_is_counted_and_past_the_limit_the_exact_way_says_so() -> None:
    """A family of a hundred thousand rows must not fill the memory because each of them is short."""
    room = Room()
    room.text = 13
    made = fused(["Hi {{ name }}"], room)
    assert made.written(("Ann", 5)) is not None
    assert room.text == 7
    assert made.written(("Bob", 5)) is not None
    assert room.text == 1
    assert made.written(("Eve", 5)) is None
    assert room.lacks()


def test_a_row_that_writes_very_much_is_left_to_the_exact_way() -> None:
    room = Room()
    made = fused(["{{ name }}" * 101], room)
    assert made.written(("x" * 10, 5)) is not None
    assert made.written(("x" * 1_000, 5)) is None
    assert not room.lacks()


@pytest.mark.parametrize("text", ["{{ a + 1 }}", "{% set b = a %}{{ b + 1 }}"])
def test_what_is_the_same_for_all_rows_is_not_counted_for_each(text: str) -> None:
    """A table among a spec's own variables would use up what a hundred thousand rows may write."""
    room = Room()
    fused = Fused(["{{ more }}"], Files(), room)
    fused.bind(("a",), {}, {}, {"table": ["x"] * 1000, "more": text})
    before = room.text
    assert fused.written([4]) is not None
    assert before - room.text < 10
