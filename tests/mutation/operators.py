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
OTHER_CALL: Final = {"sorted": "list", "min": "max", "max": "min", "any": "all", "all": "any"}


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
