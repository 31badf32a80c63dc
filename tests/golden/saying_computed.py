"""``compute TEXT``: what a template makes of some rows without Jinja, ``~`` where Jinja is asked, held together."""

import json
from collections.abc import Iterator
from typing import Any, Final

from ctc.canonical import Json
from ctc.templates.counting import CURRENT, Rendering
from ctc.templates.expressions import to_json
from ctc.templates.fast.computed import computed
from ctc.templates.leaves import Scope, render_plainly
from ctc.templates.source import TemplateText

COLUMNS: Final = ("price", "old", "name")
ROWS: Final[tuple[tuple[Json, ...], ...]] = (
    (69.5, 100, "Silver Tips"),
    (7, 7, "tea"),
    (0, 2.5, ""),
    (-3, 1e-7, "a-b a"),
    (10**18, 0, "ß ½"),
    (True, None, "a & b"),
    ("7", "12", "<b>"),
)


LINKS: Final = """{% macro rupees(x) %}Rs.{{ '%.2f' | format(x) }}{% endmacro %}
{% macro link(path, source='ct', n=1) %}https://acme.example/{{ path }}?a={{ source }}&b={{ n }}{% endmacro %}
{% macro both(x, name) %}{{ rupees(x) }} {{ link(name, n=2) }} {% endmacro %}
{% macro pair(x, name) %}{% if x > 5 %}{{ rupees(x) }}{% else %}{{ name }}{% endif %} {{ link(name, 'b') }}\
{% endmacro %}
{% macro outer(x) %}{{ x }} {{ price }}{% endmacro %}{% macro bold(x) %}<b>{{ x }}</b>{% endmacro %}
{% macro _own(x) %}{{ x }}{% endmacro %}{% macro early(x) %}{{ late(x) }}{% endmacro %}
{% macro late(x) %}{{ x }}{% endmacro %}
{% macro all(x) %}{{ varargs }}{{ x }}{% endmacro %}{% macro calls() %}{{ caller() }}{% endmacro %}"""
TEXTS: Final = {
    "links.j2": LINKS,
    "page.html": "{% macro link(x) %}{{ x }}{% endmacro %}",
    "set.j2": "{% set half = 2 %}{% macro link(x) %}{{ x }}{{ half }}{% endmacro %}",
    "hole.j2": "{{ gone }}{% macro link(x) %}{{ x }}{% endmacro %}",
    "many.j2": "".join(
        f"{{% macro m{n}(x) %}}{{{{ m{n - 1}(x) }}}}{{{{ m{n - 1}(x) }}}}{{% endmacro %}}"
        for n in range(1, 12)
    ).replace("{{ m0(x) }}", "{{ x }}"),
}


class Files:
    def find(self, name: str) -> TemplateText | None:
        return TemplateText(name, name, TEXTS[name]) if name in TEXTS else None

    def names(self) -> tuple[str, ...]:
        return tuple(TEXTS)


def source_of(name: str) -> tuple[int, Json]:
    return (COLUMNS.index(name), None) if name in COLUMNS else (-1, SAME.get(name))


def of_computed(text: str) -> Iterator[str]:
    answer = computed(text, source_of, Files())
    if answer is None:
        yield "  ~"
        return
    values: list[Any] = []
    for cells in ROWS:
        try:
            value = answer(cells)
        except Exception:
            values.append("~")
            continue
        run = Rendering(Files())
        token = CURRENT.set(run)
        exact = to_json(render_plainly(text, Scope({**SAME, **dict(zip(COLUMNS, cells, strict=True))})))
        CURRENT.reset(token)
        assert not run.noted
        assert json.dumps(value) == json.dumps(exact)
        values.append(json.dumps(value, ensure_ascii=False))
    yield f"  {', '.join(values)}"


SAME: Final[dict[str, Json]] = {"same": "x", "list": [1]}
