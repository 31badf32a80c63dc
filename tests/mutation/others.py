"""Faults beyond those of an operator or a statement: what others' tools plant, and what people mistake."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import Any

from operators import OTHER_METHOD, OTHER_OPERATOR, OTHER_UNIT, PLAIN
from places import Mutant, Places


class Others(Places):
    """Every ``of_*`` yields what could be planted at its node, beside what ``Planter`` does."""

    def of_Constant(self, node: ast.Constant) -> Iterator[Mutant]:  # noqa: N802
        value = node.value
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield self.mutant("constant", node, f"({self.text(node)} - 1)")
        if isinstance(value, str) and not is_word(value) and self.text(node)[:1] in "\"'":
            yield self.mutant("message", node, repr(f"XX{value}"))

    def of_JoinedStr(self, node: ast.JoinedStr) -> Iterator[Mutant]:  # noqa: N802
        for at, part in enumerate(node.values):
            is_text = isinstance(part, ast.Constant)
            other: list[ast.expr] = [ast.Constant(f"XX{part.value}")] if is_text else []  # type: ignore[attr-defined]
            parts = [*node.values[:at], *other, *node.values[at + 1 :]]
            try:
                after = ast.unparse(ast.JoinedStr(parts))
            except ValueError:  # a backslash within braces, which older Pythons cannot write
                continue
            yield self.mutant("message" if is_text else "part dropped", node, after)

    def of_Attribute(self, node: ast.Attribute) -> Iterator[Mutant]:  # noqa: N802
        if isinstance(node.value, ast.Name) and node.attr in (of := self.members.get(node.value.id, [])):
            other = of[(of.index(node.attr) + 1) % len(of)]
            if other != node.attr:
                yield self.mutant("other member", node, f"{node.value.id}.{other}")

    @cached_property
    def members(self) -> dict[str, list[str]]:
        """What this file names of each enumeration."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for node in ast.walk(ast.parse(self.source)):
            match node:
                case ast.Attribute(value=ast.Name(id=name), attr=member) if (
                    name != name.upper() and member.isupper()
                ):
                    found[name][member] = None
        return {name: [*members] for name, members in found.items()}

    def of_BoolOp(self, node: ast.BoolOp) -> Iterator[Mutant]:  # noqa: N802
        before, last = node.values[-2:]
        yield self.mutant("operand dropped", last, "", (self.span(before)[1], self.span(last)[1]))

    def of_BinOp(self, node: ast.BinOp) -> Iterator[Mutant]:  # noqa: N802
        other = OTHER_OPERATOR.get(type(node.op))
        span = (self.span(node.left)[1], self.span(node.right)[0])
        sides = (self.text(node.left), self.text(node.right))
        is_type = any(side[:1].isupper() or side in PLAIN for side in sides)
        if other and not is_type and len(self.source[slice(*span)].strip()) <= 2:
            yield self.mutant("arithmetic", node.right, f" {other} ", span)

    def of_UnaryOp(self, node: ast.UnaryOp) -> Iterator[Mutant]:  # noqa: N802
        if isinstance(node.op, ast.USub):
            yield self.mutant("arithmetic", node, self.text(node.operand))

    def of_AugAssign(self, node: ast.AugAssign) -> Iterator[Mutant]:  # noqa: N802
        target, value = self.text(node.target), self.text(node.value)
        yield self.mutant("other assignment", node, f"{target} = {value}")
        if isinstance(node.op, ast.Add):
            yield self.mutant("other assignment", node, f"{target} -= {value}")

    def of_Assign(self, node: ast.Assign | ast.AnnAssign) -> Iterator[Mutant]:  # noqa: N802
        if node.value is not None and not isinstance(node.value, ast.Constant):
            yield self.mutant("nothing given", node.value, "None")

    of_AnnAssign = of_Assign  # noqa: N815

    def of_If(self, node: ast.If) -> Iterator[Mutant]:  # noqa: N802
        yield self.mutant("always", node.test, "True")
        yield self.mutant("never", node.test, "False")

    def of_While(self, node: ast.While) -> Iterator[Mutant]:  # noqa: N802
        yield self.mutant("never", node.test, "False")

    def of_IfExp(self, node: ast.IfExp) -> Iterator[Mutant]:  # noqa: N802
        yield self.mutant("always", node, f"({self.text(node.body)})")
        yield self.mutant("never", node, f"({self.text(node.orelse)})")

    def of_For(self, node: ast.For) -> Iterator[Mutant]:  # noqa: N802
        yield self.mutant("never", node.iter, "()")
        yield self.mutant("the first alone", node.iter, f"[*{self.text(node.iter)}][:1]")

    def of_comprehension(self, node: ast.comprehension) -> Iterator[Mutant]:
        for test in node.ifs:
            yield self.mutant("always", test, "True")
            yield self.mutant("never", test, "False")
        yield self.mutant("the first alone", node.iter, f"[*{self.text(node.iter)}][:1]")

    def of_match_case(self, node: ast.match_case) -> Iterator[Mutant]:
        if node.guard is not None:
            yield self.mutant("always", node.guard, "True")
            yield self.mutant("never", node.guard, "False")
        else:
            yield self.mutant("never", node.pattern, f"{self.text(node.pattern)} if False")

    def of_Return(self, node: ast.Return) -> Iterator[Mutant]:  # noqa: N802
        nothing = node.value is None or ast.dump(node.value) == "Constant(value=None)"
        if (node.value is None or isinstance(node.value, ast.Constant)) and not (
            nothing and node.lineno in self.ends
        ):
            yield self.mutant("goes on", node, "pass")

    @cached_property
    def ends(self) -> frozenset[int]:
        """The lines on which functions end: what returns nothing there does nothing."""
        tree = ast.walk(ast.parse(self.source))
        return frozenset(at for one in tree if isinstance(one, ast.FunctionDef) for at in _ends(one.body))

    def of_Break(self, node: ast.Break) -> Iterator[Mutant]:  # noqa: N802
        yield self.mutant("other jump", node, "return")

    def of_Yield(self, node: ast.Yield | ast.YieldFrom) -> Iterator[Mutant]:  # noqa: N802
        yield self.mutant("deleted statement", node, "None")

    of_YieldFrom = of_Yield  # noqa: N815

    def of_Lambda(self, node: ast.Lambda) -> Iterator[Mutant]:  # noqa: N802
        yield self.mutant("swapped return", node.body, "None")

    def of_ExceptHandler(self, node: ast.ExceptHandler) -> Iterator[Mutant]:  # noqa: N802
        for one in node.type.elts if isinstance(node.type, ast.Tuple) else ():
            yield self.mutant("handler dropped", one, "()")

    def of_With(self, node: ast.With) -> Iterator[Mutant]:  # noqa: N802
        if [one.optional_vars for one in node.items] == [None]:
            only = node.items[0].context_expr
            yield self.mutant("context dropped", node, "if True", (self.span(node)[0], self.span(only)[1]))

    def of_Subscript(self, node: ast.Subscript) -> Iterator[Mutant]:  # noqa: N802
        if isinstance(node.slice, ast.Slice):
            for bound in filter(None, (node.slice.lower, node.slice.upper)):
                yield self.mutant("bound dropped", bound, "")

    def of_FunctionDef(self, node: ast.FunctionDef) -> Iterator[Mutant]:  # noqa: N802
        for by in node.decorator_list:
            if not any(word in ast.dump(by) for word in ("cache", "overload", "override", "final")):
                yield self.mutant("decorator dropped", node, "(lambda same: same)", self.span(by))

    def of_Dict(self, node: ast.Dict | ast.List | ast.Tuple | ast.Set) -> Iterator[Mutant]:  # noqa: N802
        """An entry that is missing; of a pair, each of which has its meaning, the order."""
        if isinstance(getattr(node, "ctx", None), ast.Store):
            return
        firsts = (
            [key or value for key, value in zip(node.keys, node.values, strict=True)]
            if isinstance(node, ast.Dict)
            else node.elts
        )
        if len(firsts) > 1 and not isinstance(node, ast.Tuple):
            for one, after in pairwise(firsts):
                yield self.mutant("entry dropped", one, "", (self.span(one)[0], self.span(after)[0]))
        elif len(firsts) == 2 and isinstance(node, ast.Tuple) and self.is_in_order(node):
            first, second = (self.text(one) for one in firsts)
            yield self.mutant("swapped arguments", node, f"({second}, {first})")

    of_List = of_Set = of_Tuple = of_Dict  # noqa: N815

    def is_in_order(self, pair: ast.Tuple) -> bool:
        """In brackets, and not only asked whether it holds something."""
        return (
            self.source[self.span(pair)[0]] == "(" and (pair.lineno, pair.col_offset) not in self.looked_into
        )

    @cached_property
    def looked_into(self) -> frozenset[tuple[int, int]]:
        found = (one for one in ast.walk(ast.parse(self.source)) if isinstance(one, ast.Compare))
        asked = (one.comparators[-1] for one in found if isinstance(one.ops[-1], ast.In | ast.NotIn))
        return frozenset((one.lineno, one.col_offset) for one in asked)

    def of_Call(self, node: ast.Call) -> Iterator[Mutant]:  # noqa: N802
        yield from self.of_its_arguments(node)
        function = node.func
        if isinstance(function, ast.Attribute):
            end = self.span(function)[1]
            is_whole = (
                "split" in function.attr and len(node.args) + len(node.keywords) < 2
            )  # the same from either end
            if (other := OTHER_METHOD.get(function.attr)) and not is_whole:
                yield self.mutant("other call", node, other, (end - len(function.attr), end))
            if function.attr in PLAIN and not node.args:
                yield self.mutant("other call", node, self.text(function.value))
        elif isinstance(function, ast.Name) and function.id == "timedelta":
            for given in node.keywords:
                unit, span = given.arg or "", self.span(given)
                yield self.mutant("other unit", given, OTHER_UNIT[unit], (span[0], span[0] + len(unit)))

    def of_its_arguments(self, node: ast.Call) -> Iterator[Mutant]:
        plain = [one for one in node.args if not isinstance(one, ast.Starred)]
        for one in plain:
            if not isinstance(one, ast.Constant | ast.GeneratorExp):
                yield self.mutant("nothing given", one, "None")
        for first, second in pairwise(plain):
            span, between = (
                (self.span(first)[0], self.span(second)[1]),
                (self.span(first)[1], self.span(second)[0]),
            )
            after = f"{self.text(second)}{self.source[slice(*between)]}{self.text(first)}"
            yield self.mutant("swapped arguments", first, after, span)
        given: list[Any] = [*node.args, *node.keywords]
        is_sorted = isinstance(function := node.func, ast.Name) and function.id == "sorted"
        for one, after_it in pairwise(given):
            if isinstance(one, ast.keyword) and not isinstance(one.value, ast.Starred):
                yield self.mutant("dropped argument", one, "", (self.span(one)[0], self.span(after_it)[0]))
        if is_sorted and node.keywords:
            last = given[-1]
            yield self.mutant("dropped argument", last, "", (self.span(given[-2])[1], self.span(last)[1]))


def _ends(body: list[ast.stmt]) -> Iterator[int]:
    last = body[-1]
    yield last.lineno
    if isinstance(last, ast.If | ast.Try | ast.With):
        below = [last.body, getattr(last, "orelse", []), *(one.body for one in getattr(last, "handlers", ()))]
        for part in filter(None, below):
            yield from _ends(part)


def is_word(text: str) -> bool:
    """Whether programs read it, as a key or a name: a message has blanks."""
    return text.replace("_", "").replace("-", "").isalnum()
