"""Every code that ctc can print, with its documentation."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Final

from ctc.codes.code import Code

FAMILIES: Final = (
    "read",
    "rows",
    "families",
    "template",
    "schema",
    "compile",
    "plan",
    "apply",
    "state",
    "configuration",
    "catalog",
)


@cache
def explanations() -> Mapping[str, Code]:
    """All codes by name, rules included, in order."""
    from ctc.validation.rules.catalog import documentation

    found = [code for family in FAMILIES for code in import_module(f"ctc.codes.{family}").CODES]
    found += documentation()
    return {code.code: code for code in sorted(found, key=lambda code: code.code)}
