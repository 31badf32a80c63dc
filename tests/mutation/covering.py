"""Which tests run a line, the quickest first."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from traces import TREE, known, sources_now, test_files, trace

EVERY = ("tests",)
APART = ("tests/browser", "tests/tools", "tests/scenarios/crash", "tests/unit/mutation")
"""Slow, or about this tool: asked where they are named alone."""

_CALLERS = 4
"""How far up from a line a function is looked for whose answers are kept."""


@dataclass(frozen=True)
class Covering:
    lines: Mapping[str, Mapping[int, frozenset[str]]]
    """The tests of each line of each file, by names of pytest."""
    seconds: Mapping[str, float]
    sources: Mapping[str, str]

    def of(self, file: str, line: int, budget: float) -> tuple[list[str], int]:
        """The quickest tests that run a line, within so many seconds, and how many more there are.

        What runs at import, which each process of a test does, is put first to the tests that run a line where its
        name stands: the body of a function whose default it is, what a constant or a class is used by. Then to those
        that import it, and where there are none, to all of its file.

        What is kept once it was made runs in the first test alone that needs it, so it is put to the others as well, at
        last.

        Of those that run a line, the tests of files that name its module, or its function, are put first: they ask for
        it, where others pass by.
        """
        groups = [self.lines.get(file, {}).get(line, frozenset())]
        if not is_within_a_body(self.sources[file], line):
            every = () if groups[0] else (frozenset().union(*self.lines.get(file, {}).values()),)
            groups = [self.of_names(file, line), *groups, *every]
        run = frozenset().union(*groups)
        ordered: dict[str, None] = {}
        for every, parts in ((run, groups), (self.of_kept(file, line) - run, [])):
            module, function = (every & self.that_read(name) for name in self.names_at(file, line))
            for tests in [module & function, module, function, *parts, every]:
                ordered |= dict.fromkeys(sorted(tests, key=lambda name: (self.seconds.get(name, 1.0), name)))
        chosen: list[str] = []
        spent = 0.0
        for name in ordered:
            takes = self.seconds.get(name, 1.0)
            if spent + takes <= budget:
                spent += takes
                chosen.append(name)
        chosen = chosen or sorted(ordered, key=lambda name: self.seconds.get(name, 1.0))[:1]
        return chosen, len(ordered) - len(chosen)

    def of_names(self, file: str, line: int) -> frozenset[str]:
        none: frozenset[str] = frozenset()
        name, body = defined_at(self.sources[file], line)
        tests = none.union(*(self.lines.get(file, {}).get(one, none) for one in body))
        if name and not tests:
            tests = none.union(
                *(
                    self.lines.get(of, {}).get(at, none)
                    for of, at in self.places.get(name, ())
                    if (of, at) != (file, line)
                )
            )
            tests |= self.that_read(name)
        return tests

    def names_at(self, file: str, line: int) -> tuple[str, str]:
        """What a test that asks for a line names: its module, and its function or what has its value."""
        function = function_at(self.trees[file], line)
        name = function.name if function else defined_at(self.sources[file], line)[0]
        return file.removesuffix(".py").replace("/", "."), name or file

    def that_read(self, name: str) -> frozenset[str]:
        """The tests of the files in which a name stands: what they take from ctc themselves no line of ctc runs."""
        package, _, module = name.rpartition(".")
        imported = rf"|from {re.escape(package)} import .*\b{module}" if package else ""
        word = re.compile(rf"(\b{re.escape(name)}{imported})\b")
        found = {file for file, text in self.texts.items() if word.search(text)}
        return frozenset(test for test in self.seconds if test.partition("::")[0] in found)

    def of_kept(self, file: str, line: int) -> frozenset[str]:
        """Where a function whose answers are kept runs the line, itself or through those that it calls: the tests that
        ask for its answer. Where one that is called at import does: the tests that name the module."""
        none: frozenset[str] = frozenset()
        at = {(file, line)}
        for _ in range(_CALLERS):
            around = {
                found for of, number in at if (found := function_at(self.trees[of], number)) is not None
            }
            if any(one.name in self.at_import for one in around):
                return self.that_read(self.names_at(file, line)[0])
            kept = [one.name for one in around if any("cache" in ast.dump(by) for by in one.decorator_list)]
            if kept:
                called = [place for name in kept for place in self.places.get(name, ())]
                return none.union(*(self.lines.get(of, {}).get(number, none) for of, number in called))
            at = {place for one in around for place in self.places.get(one.name, ())}
        return none

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """The files of the tests that are known."""
        files = {test.partition("::")[0] for test in self.seconds}
        return {file: (TREE / file).read_text("utf-8") for file in files if (TREE / file).is_file()}

    @cached_property
    def trees(self) -> Mapping[str, ast.Module]:
        return {file: ast.parse(text) for file, text in self.sources.items()}

    @cached_property
    def at_import(self) -> frozenset[str]:
        """The functions that are called where a file is imported."""
        return frozenset(name for tree in self.trees.values() for name in _called_outside(tree))

    @cached_property
    def places(self) -> Mapping[str, list[tuple[str, int]]]:
        """Where a name stands, in all of ctc."""
        found: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for file, tree in self.trees.items():
            for node in ast.walk(tree):
                if isinstance(node, ast.Name):
                    found[node.id].append((file, node.lineno))
                elif isinstance(node, ast.Attribute):
                    found[node.attr].append((file, node.lineno))
                elif isinstance(node, ast.keyword) and node.arg:
                    found[node.arg].append((file, node.value.lineno))
        return found


def defined_at(source: str, line: int) -> tuple[str, range]:
    """The name that a line outside of functions gives something to, and the lines of a function whose head it is."""
    within = [node for node in ast.walk(ast.parse(source)) if _holds(node, line)]
    for node in sorted(within, key=lambda one: -getattr(one, "lineno", 0)):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                return node.name, range(node.body[0].lineno, (node.body[-1].end_lineno or 0) + 1)
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                return name, range(0)
            case ast.ClassDef():
                return node.name, range(0)
    return "", range(0)


def is_within_a_body(source: str, line: int) -> bool:
    """Whether a line runs where its function is called, and not where its file is imported."""
    functions = (
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return any(node.body[0].lineno <= line <= (node.body[-1].end_lineno or 0) for node in functions)


def function_at(tree: ast.Module, line: int) -> ast.FunctionDef | None:
    """The innermost function around a line."""
    around = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and _holds(node, line)]
    return max(around, key=lambda one: one.lineno, default=None)


def _called_outside(node: ast.AST) -> Iterator[str]:
    """What is called by its name outside of functions."""
    for below in ast.iter_child_nodes(node):
        if isinstance(below, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(below, ast.Call) and isinstance(below.func, ast.Name):
            yield below.func.id
        yield from _called_outside(below)


def _holds(node: ast.AST, line: int) -> bool:
    return getattr(node, "lineno", line + 1) <= line <= getattr(node, "end_lineno", 0)


def covering(folder: Path, asked: Iterable[str], workers: int) -> Covering:
    """What is known of this tree; what is not yet known of the tests that are asked is traced.

    Raises: SystemExit where a test fails without any mutant, for then nothing could be told.
    """
    folder.mkdir(exist_ok=True)
    asked = tuple(asked)
    files = {
        file: state
        for file, state in test_files(asked or EVERY).items()
        if asked or not file.startswith(APART)
    }
    traced = {(file, state) for layer in known(folder) for file, state in layer.tests.items()}
    missing = [file for file, state in files.items() if (file, state) not in traced]
    if missing and not trace(missing, folder, workers):
        raise SystemExit("tests fail without a mutant: mend that first")
    return merged(folder, files)


def merged(folder: Path, files: Mapping[str, str]) -> Covering:
    """All layers as one: of each test file what the newest layer says that traced it as it stands."""
    sources = sources_now()
    lines: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    seconds: dict[str, float] = {}
    open_files = dict(files)
    for layer in known(folder):
        taken = {file for file, state in layer.tests.items() if open_files.get(file) == state}
        chosen = set(_of_files(layer.seconds, taken))
        seconds |= {name: layer.seconds[name] for name in chosen}
        for file, found in layer.moved(sources).items():
            for line, tests in found.items():
                lines[file][line] |= tests & chosen
        for file in taken:
            del open_files[file]
    held = {
        file: {line: frozenset(tests) for line, tests in of.items() if tests} for file, of in lines.items()
    }
    return Covering(held, seconds, sources)


def _of_files(names: Iterable[str], files: set[str]) -> Iterator[str]:
    return (name for name in names if name.partition("::")[0] in files)
