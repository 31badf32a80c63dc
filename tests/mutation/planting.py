"""Small faults that a person makes, planted one at a time: what a source could be instead, as text at its place."""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from operators import ARITHMETIC, COMPARISONS, OTHER_CALL, sign, words
from others import Others, is_word
from places import Mutant, Places


class Planter(Places):
    """Walks one file; every ``of_*`` below yields what could be planted at its node."""

    def all(self) -> Iterator[Mutant]:
        """Every mutant of the file; a few are no Python any more (``is_python``)."""
        others = Others(self.file, self.source)
        for node in _code(ast.parse(self.source)):
            for planter in (self, others):
                yield from getattr(planter, f"of_{type(node).__name__}", _none)(node)

    def of_Compare(self, node: ast.Compare) -> Iterator[Mutant]:  # noqa: N802
        left: ast.expr = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            span = (self.span(left)[1], self.span(right)[0])
            for other in COMPARISONS[type(operator)]:
                kind = (
                    "boundary" if other[:1] in "<>" and other.rstrip("=") == sign(operator) else "comparison"
                )
                gap = self.source[slice(*span)]
                if gap.strip() == words(operator):
                    yield self.mutant(kind, right, f" {other} ", span)
            left = right

    def of_BoolOp(self, node: ast.BoolOp) -> Iterator[Mutant]:  # noqa: N802
        word, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for first, second in zip(node.values, node.values[1:], strict=False):
            span = (self.span(first)[1], self.span(second)[0])
            if self.source[slice(*span)].split() == [word]:
                yield self.mutant("and/or", second, self.source[slice(*span)].replace(word, other), span)
            yield self.mutant(
                "operand dropped", first, self.text(second), (self.span(first)[0], self.span(second)[1])
            )

    def of_UnaryOp(self, node: ast.UnaryOp) -> Iterator[Mutant]:  # noqa: N802
        if isinstance(node.op, ast.Not):
            yield self.mutant("not", node, f"bool({self.text(node.operand)})")

    def of_If(self, node: ast.If | ast.IfExp | ast.While) -> Iterator[Mutant]:  # noqa: N802
        if not isinstance(node.test, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.NamedExpr):
            yield self.mutant("not", node.test, f"(not {self.text(node.test)})")

    of_IfExp = of_If  # noqa: N815

    def of_BinOp(self, node: ast.BinOp) -> Iterator[Mutant]:  # noqa: N802
        other = ARITHMETIC.get(type(node.op))
        span = (self.span(node.left)[1], self.span(node.right)[0])
        if other and len(self.source[slice(*span)].strip()) <= 2 and not _is_text(node):
            yield self.mutant("arithmetic", node.right, f" {other} ", span)

    def of_Constant(self, node: ast.Constant) -> Iterator[Mutant]:  # noqa: N802
        if isinstance(node.value, str):
            if is_word(node.value) and self.text(node)[:1] in "\"'":
                yield self.mutant("word", node, repr(f"{node.value}x"))
        elif isinstance(node.value, bool):
            yield self.mutant("constant", node, str(not node.value))
        elif isinstance(node.value, int | float):
            yield self.mutant("constant", node, f"({self.text(node)} + 1)")

    def of_keyword(self, node: ast.keyword) -> Iterator[Mutant]:
        if not isinstance(node.value, ast.Constant):
            yield self.mutant("nothing given", node.value, "None")

    def of_Expr(self, node: ast.Expr) -> Iterator[Mutant]:  # noqa: N802
        if not isinstance(node.value, ast.Constant | ast.Yield | ast.YieldFrom):
            yield self.mutant("deleted statement", node, "pass")

    def of_Raise(self, node: ast.Raise) -> Iterator[Mutant]:  # noqa: N802
        yield self.mutant("swallowed exception", node, "pass")

    def of_AugAssign(self, node: ast.stmt) -> Iterator[Mutant]:  # noqa: N802
        yield self.mutant("deleted statement", node, "pass")

    of_Delete = of_AugAssign  # noqa: N815

    def of_Continue(self, node: ast.Continue | ast.Break) -> Iterator[Mutant]:  # noqa: N802
        yield self.mutant("deleted statement", node, "pass")
        yield self.mutant("other jump", node, "break" if isinstance(node, ast.Continue) else "continue")

    of_Break = of_Continue  # noqa: N815

    def of_Assign(self, node: ast.Assign) -> Iterator[Mutant]:  # noqa: N802
        if isinstance(node.targets[0], ast.Attribute | ast.Subscript):
            yield self.mutant("deleted statement", node, "pass")

    def of_ExceptHandler(self, node: ast.ExceptHandler) -> Iterator[Mutant]:  # noqa: N802
        if node.type is not None:
            yield self.mutant("handler dropped", node.type, "()")

    def of_Return(self, node: ast.Return) -> Iterator[Mutant]:  # noqa: N802
        value = node.value
        if value is None or (isinstance(value, ast.Constant) and not isinstance(value.value, str)):
            return
        if isinstance(value, ast.Tuple) and len(value.elts) == 2:
            first, second = (self.text(one) for one in value.elts)
            yield self.mutant("swapped return", value, f"({second}, {first})")
        yield self.mutant("swapped return", value, "None")

    def of_Call(self, node: ast.Call) -> Iterator[Mutant]:  # noqa: N802
        if isinstance(node.func, ast.Name) and node.func.id in OTHER_CALL:
            yield self.mutant(
                "removed sort" if node.func.id == "sorted" else "other call",
                node.func,
                OTHER_CALL[node.func.id],
            )
            if node.func.id == "sorted" and node.keywords:
                return
        given = [*node.args, *node.keywords]
        if given and not isinstance(given[-1], ast.Starred):
            last = given[-1]
            start = self.span(given[-2])[1] if len(given) > 1 else self.span(last)[0]
            yield self.mutant("dropped argument", last, "", (start, self.span(last)[1]))


def _none(_node: ast.AST) -> tuple[()]:
    return ()


def _is_text(node: ast.BinOp) -> bool:
    return any(
        isinstance(side, ast.JoinedStr) or (isinstance(side, ast.Constant) and isinstance(side.value, str))
        for side in (node.left, node.right)
    )


def is_python(source: str) -> bool:
    try:
        compile(source, "", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


def _is_no_work(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="cast" | "TypeVar")) | ast.Expr(value=ast.Constant()):
            return True  # what types are told, and a doc
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="hit"))):
            return True  # a place where tests end a process, which nobody else would miss
        case ast.If():
            return "TYPE_CHECKING" in ast.dump(node.test)
        case ast.ClassDef():
            return any(isinstance(base, ast.Name) and base.id == "Protocol" for base in node.bases)
    return False


def _code(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes that run: no annotation, no import or protocol for types, no failpoint, no doc."""
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for below in value if isinstance(value, list) else [value]:
            if isinstance(below, ast.AST) and not _is_no_work(below):
                yield below
                if not isinstance(below, ast.JoinedStr):
                    yield from _code(below)


def mutants_of(file: str, source: str) -> list[Mutant]:
    functions = sorted(_functions(ast.parse(source)))
    seen: Counter[str] = Counter()
    found = []
    for mutant in Planter(file, source).all():
        around = [name for first, last, name in functions if first <= mutant.line <= last]
        placed = replace(mutant, where=around[-1] if around else "")
        seen[placed.key] += 1
        found.append(replace(placed, nth=seen[placed.key]))
    return found


def _functions(node: ast.AST, outer: str = "") -> Iterator[tuple[int, int, str]]:
    """The first and the last line of each function and class, the head of it included, and its qualified name."""
    for below in ast.iter_child_nodes(node):
        if isinstance(below, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = f"{outer}{below.name}"
            yield below.lineno, below.end_lineno or below.lineno, name
            yield from _functions(below, f"{name}.")
        else:
            yield from _functions(below, outer)
