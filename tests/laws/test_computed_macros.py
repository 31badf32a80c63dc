"""A macro that is written in the place of its call writes what Jinja's call of it writes, whatever is called as what:
or the rows of a family would say something else than its preview, or nothing of what is wrong."""

from typing import Any, Final

from hypothesis import example, given
from hypothesis import strategies as st

from ctc.canonical import Json, same
from ctc.templates.counting import CURRENT, Rendering
from ctc.templates.expressions import to_json
from ctc.templates.fast.computed import computed
from ctc.templates.leaves import Scope, render_plainly
from ctc.templates.source import TemplateText

COLUMNS: Final = ("price", "name")
NAMES: Final = st.sampled_from(["a", "b", "c", "price", "_own"])
"""Of macros, of what they are imported as, of arguments and columns: they may hide each other."""
VALUES: Final = st.sampled_from(["price", "name", "x", "a", "b", "5", "'tea'", "none", "m"])
CALLS: Final = st.builds(
    "{}({})".format,
    st.one_of(NAMES, st.builds("{}.{}".format, st.sampled_from(["m", "a", "price"]), NAMES)),
    st.sampled_from(
        ["", "5", "price", "name, 5", "x=5", "x=name", "5, price=2", "5, x=5", "1, 2, 3", "a(5)"]
    ),
)
PIECES: Final = st.lists(
    st.one_of(
        st.sampled_from(["", " ", "Only ", "<b>"]),
        st.builds("{{{{ {} }}}}".format, st.one_of(VALUES, CALLS)),
        st.builds("{{% if {} > 5 %}}{{{{ {} }}}}{{% endif %}}".format, VALUES, CALLS),
    ),
    max_size=4,
).map("".join)
PARAMS: Final = st.sampled_from(
    ["", "x", "x, price", "x, price=2", "price='p', name=none", "a, x=1", "x, b", "x=name"]
)
FILES: Final = st.lists(
    st.builds("{{% macro {}({}) %}}{}{{% endmacro %}}".format, NAMES, PARAMS, PIECES), max_size=4
).map("".join)
IMPORTS: Final = st.lists(
    st.one_of(
        st.builds("{{% from '{}' import {} %}}".format, st.sampled_from(["one", "two"]), NAMES),
        st.builds("{{% from '{}' import {} as {} %}}".format, st.sampled_from(["one", "two"]), NAMES, NAMES),
        st.builds(
            "{{% import '{}' as {} %}}".format,
            st.sampled_from(["one", "two"]),
            st.sampled_from(["m", "a", "price"]),
        ),
    ),
    min_size=1,
    max_size=3,
).map("".join)
ROWS: Final[tuple[tuple[Json, ...], ...]] = ((69.5, "Silver Tips"), (0, ""), ("7", "a & b"))


class Files:
    def __init__(self, **texts: str) -> None:
        self.texts = texts

    def find(self, name: str) -> TemplateText | None:
        return TemplateText(name, name, self.texts[name]) if name in self.texts else None

    def names(self) -> tuple[str, ...]:
        return tuple(self.texts)


def exactly(text: str, cells: tuple[Json, ...], files: Files) -> tuple[Any, ...]:
    """What Jinja gives; nothing where it has something to say of it."""
    run = Rendering(files)
    token = CURRENT.set(run)
    try:
        value = to_json(render_plainly(text, Scope(dict(zip(COLUMNS, cells, strict=True)))))
    except Exception:
        return ()
    finally:
        CURRENT.reset(token)
    return (value,) if not run.noted else ()


@given(st.builds("{}{}".format, IMPORTS, PIECES), FILES, FILES)
@example(
    "{% from 'one' import b %}{{ b(price) }}",
    "{% macro a(x) %}{{ x }}{% endmacro %}{% macro b(a) %}{{ a(1) }}{% endmacro %}",
    "",
)
@example(
    "{% from 'one' import b %}{{ b(1) }}",
    "{% macro b(x) %}{{ x }}{% endmacro %}{% macro b(x) %}C{{ b(x) }}{% endmacro %}",
    "",
)
@example(
    "{% import 'one' as m %}{% from 'one' import a as m %}{{ m.a(1) }}",
    "{% macro a(x) %}{{ x }}{% endmacro %}",
    "",
)
@example("{% import 'one' as price %}{{ price }}", "", "")
def test_a_macro_in_the_place_of_its_call_writes_what_jinja_does(text: str, one: str, two: str) -> None:
    files = Files(one=one, two=two)
    answer = computed(
        text, lambda name: (COLUMNS.index(name), None) if name in COLUMNS else (-1, None), files
    )
    if answer is None:
        return
    for cells in ROWS:
        try:
            value = answer(cells)
        except Exception:
            continue
        exact = exactly(text, cells, files)
        assert exact, "Jinja has something to say"
        assert same(value, exact[0])
        assert type(value) is type(exact[0])
