"""The builder for what nearly every document is: plain mappings, lists and scalars, nothing twice, nothing tagged.

It counts and nothing else. Whatever is unusual, right or wrong, is left to :class:`ctc.specs.building.Builder`, which
knows words for it. That both build the same is a law: the reference lane never comes here.
"""

from sys import intern

from ctc.canonical import Json
from ctc.specs.building import Builder
from ctc.specs.limits import MAX_DEPTH, MAX_NODES
from ctc.specs.places import MERGE, Node
from ctc.specs.scalars import STARTS, NotJson, plain


class QuickBuilder(Builder):
    """A Builder that first tries the short way."""

    def root(self, node: Node) -> Json:
        if node.id == "scalar" or self._restore:
            return self.build(node)
        way = _Way(self._nodes)
        try:
            value = way.build(node, 0)
        except _Unusual:
            return self.build(node)
        self._nodes = way.nodes
        return value


class _Unusual(Exception):
    """Something that is not for here."""


class _Way:
    """One document; ``nodes`` counts on from what the file held before."""

    __slots__ = ("nodes",)

    def __init__(self, nodes: int) -> None:
        self.nodes = nodes

    def build(self, node: Node, depth: int) -> Json:
        """The value of a mapping or a list. Raises _Unusual."""
        if node.tag or depth >= MAX_DEPTH:
            raise _Unusual
        self.nodes += len(node.value)
        if self.nodes > MAX_NODES:
            raise _Unusual
        if node.id == "sequence":
            return [self._value(item, depth + 1) for item in node.value]
        data: dict[str, Json] = {}
        for key, value in node.value:
            if key.id != "scalar" or (key.value == MERGE and not key.style):
                raise _Unusual
            name = intern(key.value)  # the same few keys in thousands of files
            if name in data:
                raise _Unusual
            data[name] = self._value(value, depth + 1)
        return data

    def _value(self, node: Node, depth: int) -> Json:
        if node.id != "scalar":
            return self.build(node, depth)
        if node.tag:
            raise _Unusual
        text: str = node.value
        if node.style or (text and text[0] not in STARTS):
            return text
        try:
            return plain(text)
        except NotJson:
            raise _Unusual from None
