"""Where a key of a spec, or of ``ctc.yaml``, would be right, asked where one is unknown."""

from functools import cache
from typing import Final

from ctc.validation.schema.catalog import SUFFIX, self_contained
from ctc.validation.schema.homes import Container, Misplaced, keys_of

_BODIES: Final = ("campaign", "message")
ROOTS: Final = {"spec": "at the top level of the spec", "project": "at the top level of ctc.yaml"}


def own_home(document: str, key: str, container: Container) -> Misplaced | None:
    """The one place of ``document`` (``spec``, ``project``) that knows ``key``; None where none or several do.

    ``container`` is where it stands: the keys that lead there.
    """
    places = _index(document).get(key, frozenset())
    if len(places) != 1 or container in places:
        return None
    (home,) = places
    if not home:
        return Misplaced(f"'{key}' belongs {ROOTS[document]}", "move it up there")
    place = ".".join(home)
    return Misplaced(f"'{key}' belongs under {place}", f"move it to {place}.{key}", home)


@cache
def _index(document: str) -> dict[str, frozenset[Container]]:
    schema = self_contained(document + SUFFIX)
    found: dict[str, set[Container]] = {}
    for key, at in keys_of(schema):
        if at[:1] not in [(body,) for body in _BODIES]:
            found.setdefault(key, set()).add(at)
    return {key: frozenset(places) for key, places in found.items()}
