"""Counting filters, put into a parsed template around whatever could multiply; no template can write their names."""

from jinja2 import nodes


def instrument(node: nodes.Node) -> None:
    """Puts the counting filters around what could multiply."""
    for name, value in node.iter_fields():
        if isinstance(value, nodes.Node):
            instrument(value)
            setattr(node, name, _wrapped(node, name, value))
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, nodes.Node):
                    instrument(item)
            value[:] = [
                _wrapped(node, name, item) if isinstance(item, nodes.Node) else item for item in value
            ]


def _wrapped(parent: nodes.Node, name: str, node: nodes.Node) -> nodes.Node:
    if isinstance(node, nodes.Compare) and len(node.ops) == 1 and node.ops[0].op in ("in", "notin"):
        found = nodes.Filter(node.expr, "§in", [node.ops[0].expr], [], None, None, lineno=node.lineno)
        return found if node.ops[0].op == "in" else nodes.Not(found, lineno=node.lineno)
    if isinstance(node, nodes.Concat):
        return _filter(nodes.List(node.nodes, lineno=node.lineno), "§concat")
    if isinstance(parent, nodes.For) and name == "iter":
        return _filter(node, "§turns")
    is_literal = (
        isinstance(node, nodes.List | nodes.Dict | nodes.Tuple) and getattr(node, "ctx", "load") == "load"
    )
    is_slice = isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Slice)
    is_compared = isinstance(parent, nodes.Compare | nodes.Operand | nodes.Test) and isinstance(
        node, nodes.Expr
    )
    names_templates = isinstance(parent, nodes.Include | nodes.FromImport)
    if ((is_literal or is_compared) and not names_templates) or is_slice:
        return _filter(node, "§weigh")
    return node


def _filter(node: nodes.Node, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)
