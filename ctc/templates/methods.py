"""Methods that a template may call on plain values."""

from collections.abc import Mapping
from typing import Final

_TEXT_METHODS: Final = (
    "capitalize casefold center count endswith expandtabs find format index isalnum isalpha isascii isdecimal "
    "isdigit isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip "
    "partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines "
    "startswith strip swapcase title upper zfill"
)


SAFE_METHODS: Final[Mapping[type, frozenset[str]]] = {
    str: frozenset(_TEXT_METHODS.split()),
    bool: frozenset(),
    int: frozenset(),
    float: frozenset({"is_integer"}),
    bytes: frozenset(),
    list: frozenset({"count", "index"}),
    tuple: frozenset({"count", "index"}),
    dict: frozenset({"get", "items", "keys", "values"}),
}
"""Methods that a template may call on plain values."""
