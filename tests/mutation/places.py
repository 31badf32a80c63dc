"""A small fault, and where it stands in a source."""

import ast
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Mutant:
    file: str
    """Below the tree, with slashes: ``ctc/apply/run.py``."""
    line: int
    kind: str
    before: str
    after: str
    start: int
    end: int
    """Offsets of characters in the source that ``after`` replaces."""
    where: str = ""
    """The function or class around it, with the names around that one; none where the file itself says it."""
    text: str = ""
    """The line as it is written, without its indentation."""
    nth: int = 1
    """Which one it is, of those that are the same change of the same line at the same place."""

    @property
    def package(self) -> str:
        parts = self.file.split("/")
        return parts[1] if len(parts) > 2 else "."

    def is_within(self, packages: list[str]) -> bool:
        """Whether it is of one of these packages, or folders of one; each is where none is named."""
        folders = tuple(f"ctc/{package}/" for package in packages)
        return not packages or self.package in packages or self.file.startswith(folders)

    @property
    def key(self) -> str:
        """What stays the same when lines move, and is said of no other mutant: where it stands, and the change."""
        change = f"{self.before} -> {' '.join(self.after.split())}".strip()
        nth = f" ({self.nth})" if self.nth > 1 else ""
        return f"{self.file}: {self.where or 'file'}: {self.text} | {self.kind}: {change}{nth}"

    def planted(self, source: str) -> str:
        return source[: self.start] + self.after + source[self.end :]


class Places:
    """The text of each node of one file, and what could be written there instead."""

    def __init__(self, file: str, source: str) -> None:
        self.file, self.source = file, source
        self.starts = [0]
        for line in source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.lines = source.splitlines(keepends=True)

    def offset(self, line: int, column: int) -> int:
        """ast counts columns in bytes of UTF-8."""
        return self.starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode())

    def span(self, node: Any) -> tuple[int, int]:
        return self.offset(node.lineno, node.col_offset), self.offset(node.end_lineno, node.end_col_offset)

    def text(self, node: ast.AST) -> str:
        return self.source[slice(*self.span(node))]

    def mutant(self, kind: str, node: Any, after: str, span: tuple[int, int] | None = None) -> Mutant:
        start, end = span or self.span(node)
        before = self.source[start:end]
        text = self.lines[node.lineno - 1].strip()
        return Mutant(self.file, node.lineno, kind, " ".join(before.split()), after, start, end, text=text)
