"""What is computed of a row's cells without Jinja is what Jinja makes of them, and nothing where Jinja says what is
wrong: or a family would say other prices than its preview."""

from typing import Any, Final

from hypothesis import example, given
from hypothesis import strategies as st

from ctc.canonical import Json, same
from ctc.templates.counting import CURRENT, Rendering
from ctc.templates.expressions import to_json
from ctc.templates.fast.computed import computed
from ctc.templates.leaves import Scope, render_plainly

NAMES: Final = ("price", "old", "name", "row")
CELLS: Final = st.one_of(
    st.integers(-200, 20_000),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 2)),
    st.sampled_from([0, 0.0, -0.0, 10**18, 1e-7, 1e300, float("inf"), True, None, "", [1], {"a": 1}]),
    st.sampled_from(["Silver Tips", "Tea & Co", "<b>", "élan", "12", " x ", "ß", "%s", "A\nB"]),
)
NUMBERS: Final = st.sampled_from(["price", "old", "7", "2.5", "100", "0", "1000000000000000000"])
WORDS: Final = st.sampled_from(
    ["name", "'Only'", "''", "'<i>'", "'a & b'", "nothing", "row", "true", "none", "self"]
)
FILTERS: Final = (
    "round int float abs upper lower capitalize title trim length string list round(1) round(2,'floor') round(-1) "
    "round(old) round(0,'up') int(5) replace('a','b') replace(' ','-') "
    "replace('','x') replace(name,'b') trim('x')"
)


def _of(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    two = st.tuples(inner, inner)
    return st.one_of(
        st.builds(
            "({0[0]} {1} {0[1]})".format, two, st.sampled_from(["+", "-", "*", "/", "//", "%", "~", "**"])
        ),
        st.builds(
            "({0[0]} {1} {0[1]})".format, two, st.sampled_from(["<", "<=", ">", ">=", "==", "!=", "in"])
        ),
        st.builds("({0[0]} {1} {0[1]})".format, two, st.sampled_from(["and", "or"])),
        st.builds("(not {})".format, inner),
        st.builds("(-{})".format, inner),
        st.builds("({0[0]} if {0[1]} else {1})".format, two, inner),
        st.builds("({0[0]} if {0[1]})".format, two),
        st.builds("({} < {} < {})".format, inner, inner, inner),
        st.builds("({} | {})".format, inner, st.sampled_from(FILTERS.split())),
        st.builds(
            "({} in {})".format,
            inner,
            st.sampled_from(["['12', 'Only']", "[]", "('<b>', 5)", "'Only 12'", "[name]"]),
        ),
        st.builds(
            "('{}'.format({}))".format,
            st.sampled_from(
                ["{:,}", "{:.2f}", "{:,.0f}/-", "{}", "{:d}", "{0}", "{:>9}", "{{}}{:f}", "{} {}"]
            ),
            inner,
        ),
        st.builds(
            "('{}' | format({}))".format,
            st.sampled_from(["%.2f", "%d", "%s", "Rs.%.0f/-", "100%% of %s", "%5d", "%.2f %.1f", "%x", "%"]),
            inner,
        ),
    )


EXPRESSIONS: Final = st.recursive(st.one_of(NUMBERS, WORDS), _of, max_leaves=6)
LITERALS: Final = st.sampled_from(["", " ", "Only ", "<p>", "50% off\n", "-"])
PIECES: Final = st.recursive(
    st.one_of(LITERALS, st.builds("{{{{ {} }}}}".format, EXPRESSIONS)),
    lambda inner: st.one_of(
        st.builds("{}{}".format, inner, inner),
        st.builds("{{% if {} %}}{}{{% endif %}}".format, EXPRESSIONS, inner),
        st.builds("{{% if {} %}}{}{{% else %}}{}{{% endif %}}".format, EXPRESSIONS, inner, inner),
        st.builds(
            "{{% if {} %}}{}{{% elif {} %}}{}{{%- endif %}}".format, EXPRESSIONS, inner, EXPRESSIONS, inner
        ),
        st.builds("{{% set price = {} %}}{}".format, EXPRESSIONS, inner),
    ),
    max_leaves=5,
)
ROWS: Final = st.tuples(CELLS, CELLS, CELLS)


class NoTemplates:
    def find(self, name: str) -> None:
        return None

    def names(self) -> tuple[str, ...]:
        return ()


def exactly(text: str, cells: tuple[Json, ...]) -> tuple[Any, ...]:
    """What Jinja gives; nothing where it has something to say of it."""
    run = Rendering(NoTemplates())
    row = dict(zip(NAMES, cells, strict=False))
    token = CURRENT.set(run)
    try:
        value = to_json(render_plainly(text, Scope({**row, "same": "x"})))
    except Exception:
        return ()
    finally:
        CURRENT.reset(token)
    return (value,) if not run.noted else ()


def source_of(name: str) -> tuple[int, Json]:
    return (NAMES.index(name), None) if name in NAMES[:3] else (-1, "x" if name == "same" else None)


@given(
    st.one_of(st.builds("{{{{ {} }}}}".format, EXPRESSIONS), PIECES), st.lists(ROWS, min_size=1, max_size=4)
)
@example(
    "{{ ((old - price) / old * 100) | round | int }}",
    [(7, 10, "x"), (7, 0, "x"), (True, 10, "x"), ("7", 10, "x")],
)
@example(
    "{% if price < 70 %}Hurry! {% endif %}", [(7, 10, "x"), (70, 10, "x"), ("7", 10, "x"), (None, 1, "x")]
)
@example("Rs.{{ '%.2f' | format(price) }}", [(7, 10, "x"), (1e300, 1, "x"), ("7", 1, "x")])
@example("{{ name | upper }} {{ same }}", [(1, 1, "ß"), (1, 1, "<b>"), (1, 1, 5)])
def test_what_is_computed_is_what_jinja_makes_of_it(text: str, rows: list[tuple[Json, ...]]) -> None:
    answer = computed(text, source_of, NoTemplates())
    if answer is None:
        return
    for cells in rows:
        try:
            value = answer(cells)
        except Exception:
            continue
        exact = exactly(text, cells)
        assert exact
        assert same(value, exact[0])
        assert type(value) is type(exact[0])


def test_what_shops_write_is_computed() -> None:
    """Else the law above would hold of nothing."""
    cells = (69.5, 100, "silver tips")
    for text, value in (
        ("{{ ((old - price) / old * 100) | round | int }}", 30),
        ("{{ '%.2f' | format(price) }}", "69.50"),
        ("{% if price < 70 and old > 5 %}Hurry! {% elif not name %}x{% else %}y{% endif %}", "Hurry! "),
        ("{{ 'Now ' if price != old else '' }}{{ name | title }} {{ name | length }}", "Now Silver Tips 11"),
        ("{{ price <= old }}", True),
        ("{{ (old * 2 - 1) // 10 % 7 }}", 5),
        ("{{ price | round(1) }}", 69.5),
        ("{{ name or 'tea' }}", "silver tips"),
        (
            "{{ name | replace(' ', '-') }}~{{ 'Rs. {:,.2f}'.format(price * -100) }}",
            "silver-tips~Rs. -6,950.00",
        ),
        ("{% if name in ['x', 'silver tips'] %}{{ name ~ ' ' ~ old }}{% endif %}", "silver tips 100"),
    ):
        answer = computed(text, source_of, NoTemplates())
        assert answer is not None
        assert same(answer(cells), value)
