"""The leaves of a family that want Jinja, evaluated for a row: one budget and one scope for all of them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ctc.canonical import Json
from ctc.templates.budget import Room, size_of
from ctc.templates.counting import CURRENT, Rendering
from ctc.templates.cutting import is_template
from ctc.templates.expressions import to_json
from ctc.templates.leaves import Scope, render_leaf
from ctc.templates.source import TemplateSource

if TYPE_CHECKING:
    from ctc.templates.fast.computed_filters import Answer


def evaluated(
    templates: TemplateSource,
    room: Room,
    cells: Sequence[Json],
    variables: dict[str, Json],
    made: Mapping[str, Json],
    leaves: Sequence[tuple[str, "Answer | None"]],
) -> tuple[Sequence[Json], Sequence[Json]] | None:
    """The variables that are made for a row, each seeing those before it, and the values of its leaves; None where the
    exact way has something to say."""
    run, scope = Rendering(templates), Scope(variables)
    done: list[Json] = []
    values: list[Json] = []
    token = CURRENT.set(run)
    try:
        for name, value in made.items():
            if isinstance(value, str) and is_template(value):
                done.append(to_json(render_leaf(value, scope)))
                room.text -= size_of(done[-1])
            else:
                done.append(value)
            scope.define(name, done[-1])
        every = (*cells, *done)
        for text, answer in leaves:
            value = _answered(answer, every) if answer is not None else None
            run.escaped.clear()
            values.append(to_json(render_leaf(text, scope)) if value is None else value)
    except Exception:  # the exact way says what is wrong
        return None
    finally:
        CURRENT.reset(token)
        room.take(run.budget)
    return (done, values) if not run.noted else None


def _answered(answer: "Answer", cells: Sequence[Json]) -> Json:
    """Without Jinja; None where that cannot be."""
    try:
        return answer(cells)
    except Exception:
        return None
