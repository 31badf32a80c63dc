"""``compute TEXT``: what a template makes of some rows without Jinja, ``~`` where Jinja is asked, held together."""

import json
from collections.abc import Iterator
from typing import Any, Final

from ctc.canonical import Json
from ctc.templates.computed import computed
from ctc.templates.counting import CURRENT, Rendering
from ctc.templates.expressions import to_json
from ctc.templates.leaves import Scope, render_plainly

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


class NoTemplates:
    def find(self, name: str) -> None:
        return None

    def names(self) -> tuple[str, ...]:
        return ()


def of_computed(text: str) -> Iterator[str]:
    answer = computed(
        text, lambda name: (COLUMNS.index(name), None) if name in COLUMNS else (-1, SAME.get(name))
    )
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
        run = Rendering(NoTemplates())
        token = CURRENT.set(run)
        exact = to_json(render_plainly(text, Scope({**SAME, **dict(zip(COLUMNS, cells, strict=True))})))
        CURRENT.reset(token)
        assert not run.noted
        assert json.dumps(value) == json.dumps(exact)
        values.append(json.dumps(value, ensure_ascii=False))
    yield f"  {', '.join(values)}"


SAME: Final[dict[str, Json]] = {"same": "x", "list": [1]}
