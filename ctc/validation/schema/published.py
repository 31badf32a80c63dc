"""The schemas by the names that people know.

``spec``, ``project``, ``catalog``, ``test``, ``payload.<variant>``, ``output.<name>``.
"""

from functools import cache

from ctc.validation.schema.catalog import SUFFIX, Schema, names_in, self_contained
from ctc.validation.schema.editor import editor_spec


def schema_names() -> tuple[str, ...]:
    """Every name that :func:`bundled` knows, in the order of the folders."""
    folders = tuple(f"{folder}.{name}" for folder in ("payload", "output") for name in names_in(folder))
    return ("spec", "project", "catalog", "test", *folders)


@cache
def bundled(name: str) -> Schema:
    """The schema with everything it refers to under its own ``$defs``. Raises KeyError for an unknown name.

    Callers share the answer and must not change it.
    """
    if name not in schema_names():
        raise KeyError(name)
    if name == "spec":
        return editor_spec()
    return self_contained(name.replace(".", "/", 1) + SUFFIX)
