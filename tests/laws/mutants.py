"""Bodies that are nearly valid: one of ``payload_strategies`` with a few values replaced by anything."""

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from payload_strategies import bodies_of

from ctc.diagnostics import JsonPath


def places(value: Any, path: JsonPath = ()) -> Iterator[tuple[JsonPath, Any]]:
    yield path, value
    for key, below in (
        value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ())
    ):
        yield from places(below, (*path, key))


def at(body: Any, path: JsonPath) -> Any:
    for part in path:
        body = body[part]
    return body


WRONG = st.one_of(
    st.sampled_from([None, True, 0, -1, 3.5, 5.0, 20250230, 20250230.0, 10**30]),
    st.sampled_from(
        ["", "x", " ", "\x1f", "now\n", "20310230 09:30", "20310115 09:30\n", "١٢", "true", "all\n"]
    ),
    st.sampled_from([[], {}, [1], {"a": 1}, [None], {"type": "now"}]).map(copy.deepcopy),
)
"""Each drawn value is its own: a list that stands in a body twice, or in itself, is no JSON."""


@st.composite
def mutants(draw: st.DrawFn, name: str) -> Any:
    """A valid body with a few values replaced by anything."""
    body = copy.deepcopy(draw(bodies_of(name)))
    for _ in range(draw(st.integers(0, 3))):
        keys = [path for path, _ in places(body) if path]
        if not keys:
            break
        path = draw(st.sampled_from(keys))
        at(body, path[:-1])[path[-1]] = draw(WRONG)
    return body
