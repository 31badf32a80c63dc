"""What stands for an operator in a source, and what a person may write in its place."""

import ast
from typing import Final

COMPARISONS: Final[dict[type[ast.cmpop], tuple[str, ...]]] = {
    ast.Lt: ("<=", ">="),
    ast.LtE: ("<", ">"),
    ast.Gt: (">=", "<="),
    ast.GtE: (">", "<"),
    ast.Eq: ("!=",),
    ast.NotEq: ("==",),
    ast.In: ("not in",),
    ast.NotIn: ("in",),
    ast.Is: ("is not",),
    ast.IsNot: ("is",),
}
ARITHMETIC: Final[dict[type[ast.operator], str]] = {
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "+",
    ast.FloorDiv: "*",
}
OTHER_CALL: Final = {
    "sorted": "list",
    "reversed": "list",
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
}
OTHER_OPERATOR: Final[dict[type[ast.operator], str]] = {
    ast.Div: "*",
    ast.Mod: "//",
    ast.Pow: "*",
    ast.BitOr: "&",
    ast.BitAnd: "|",
}
_EITHER_WAY: Final = (
    *(("startswith", "endswith"), ("lower", "upper"), ("lstrip", "rstrip"), ("find", "rfind")),
    *(("partition", "rpartition"), ("split", "rsplit"), ("removeprefix", "removesuffix"), ("keys", "values")),
)
OTHER_METHOD: Final = {
    **dict(_EITHER_WAY),
    **{second: first for first, second in _EITHER_WAY},
    "union": "intersection",
    "intersection": "union",
    "append": "extend",
}
OTHER_UNIT: Final = {
    "weeks": "days",
    "days": "hours",
    "hours": "minutes",
    "minutes": "seconds",
    "seconds": "minutes",
    "milliseconds": "seconds",
    "microseconds": "seconds",
}
PLAIN: Final = frozenset(
    {"strip", "lstrip", "rstrip", "lower", "casefold", "copy", "str", "int", "float", "bool", "bytes", "None"}
)
"""Methods that only make plainer what they are called on; and types, of which ``|`` makes another."""


def sign(operator: ast.cmpop) -> str:
    return (
        "<"
        if isinstance(operator, ast.Lt | ast.LtE)
        else ">"
        if isinstance(operator, ast.Gt | ast.GtE)
        else ""
    )


WORDS: Final = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
}


def words(operator: ast.cmpop) -> str:
    return WORDS[type(operator)]
