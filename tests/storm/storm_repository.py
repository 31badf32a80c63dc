"""What authors do to a repository: each commit is kept, for reverts, merges and runs of older ones."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from random import Random
from typing import Final

from storm_server import moment_at, seconds_of
from storm_specs import Row, Spec, Tree

Word = tuple[str, str]
"""A name, and the newer one that somebody says it became."""
NAMES: Final = ("a", "b", "c", "d", "e", "f")
_WHEN: Final = (200, 700, 1500, 4000, 20_000, 90_000, 90_000, 400_000, 400_000)
_PRODUCTS: Final = tuple(f"p{number}" for number in range(1, 10))
_PRICES: Final = ("5", "7")
EDITS: Final = (
    *("new", "new", "new", "send", "family", "family", "text", "text", "text", "text", "rev", "when", "when"),
    *(
        "rename",
        "rename",
        "delete",
        "revert",
        "revert",
        "merge",
        "swap",
        "people",
        "rows",
        "rows",
        "key",
        "keep",
    ),
)

WIDE: Final = ("branch", "branch", "theirs", "elsewhere", "list", "spelling")
"""What younger stories tell beside these."""


@dataclass(slots=True)
class Repository:
    rng: Random
    now: Callable[[], float]
    is_wide: bool = False
    commits: list[Tree] = field(default_factory=lambda: [{}])
    moves: set[tuple[str, str]] = field(default_factory=set)
    """What a person carried over from one name to another: ``state move``."""
    concepts: int = 0
    branches: list[tuple[Tree, Tree]] = field(default_factory=list)
    """What is not merged, each with what it began with."""

    @property
    def head(self) -> Tree:
        return self.commits[-1]

    def edit(self, chosen: tuple[str, ...]) -> str:
        """A commit; in words."""
        what = self.rng.choice(chosen)
        if what == "revert":
            tree: Tree = self.rng.choice(self.commits)
        elif what == "merge":
            tree = {**self.rng.choice(self.commits), **self.head}
        elif what == "theirs":
            tree = {**self.head, **self.rng.choice(self.commits)}
        elif what == "branch":
            tree = self._branch()
        else:
            tree = self._edited(what)
        self.commits.append(tree)
        return f"{what}: " + "; ".join(f"{name} = {spec}" for name, spec in tree.items())

    def _edited(self, what: str) -> Tree:
        tree = dict(self.head)
        if what in ("new", "send", "family"):
            tree[self._free()] = self._new(what)
            return tree
        if not tree:
            return tree
        name = self.rng.choice(sorted(tree))
        if what == "delete":
            del tree[name]
        elif what == "rename":
            self._rename(tree, name)
        elif what == "swap":
            self._swap(tree, name)
        else:
            tree[name] = self._changed(what, tree[name])
        return tree

    def _branch(self) -> Tree:
        """What somebody does beside the others is merged, or waits until somebody else does that."""
        if self.branches and self.rng.random() < 0.6:
            base, theirs = self.branches.pop(self.rng.randrange(len(self.branches)))
            return merged(base, theirs, self.head)
        head, base = self.head, self.rng.choice(self.commits[-4:])
        self.commits.append(base)
        for what in self.rng.choices(("text", "rev", "when", "rename", "delete", "rows", "new"), k=2):
            self.commits.append(self._edited(what))
        self.branches.append((base, self.head))
        return head

    def _free(self) -> str:
        """A name that never meant anything: another concept under one that did would be another message with the
        identity of the first."""
        free = [name for name in NAMES if not self._was_used(name)]
        return self.rng.choice(free) if free else f"x{self.concepts}"

    def _was_used(self, name: str) -> bool:
        return any(name in tree for tree in self.commits) or any(name in move for move in self.moves)

    def _new(self, what: str) -> Spec:
        self.concepts += 1
        concept, rng = f"k{self.concepts}", self.rng
        if what == "new":
            return Spec(kind="campaign", concept=concept, when=self.moment())
        if what == "send":
            people = tuple(f"{concept}-{number}" for number in range(rng.randint(1, 5)))
            return Spec(kind="send", concept=concept, people=people, in_file=rng.random() < 0.6)
        rows = tuple((product, rng.choice(_PRICES)) for product in rng.sample(_PRODUCTS, rng.randint(1, 7)))
        key = rng.choice((("sku",), ("sku", "price")))
        in_file = not self.is_wide or rng.random() < 0.8
        return Spec(kind="family", concept=concept, when=self.moment(), rows=rows, key=key, in_file=in_file)

    def moment(self) -> str:
        if self.rng.random() < 0.25:
            return "now"
        at = f"{moment_at(self.now() + self.rng.choice(_WHEN)):%Y%m%d %H:%M}"
        if self.is_wide and self.rng.random() < 0.1:
            return f"user {at}"
        return f"every {at}" if self.rng.random() < 0.15 else at

    def _rename(self, tree: dict[str, Spec], name: str) -> None:
        other = self.rng.choice(NAMES)
        if other not in tree and not self._was_used(other):
            spec, is_told = tree.pop(name), self.rng.random() < 0.7
            tree[other] = _was(spec, name, other) if is_told else replace(spec, was=())

    def _swap(self, tree: dict[str, Spec], name: str) -> None:
        alike = [one for one in sorted(tree) if one != name and tree[one].kind == tree[name].kind]
        if alike:
            other = self.rng.choice(alike)
            tree[name], tree[other] = _was(tree[other], other, name), _was(tree[name], name, other)

    def _changed(self, what: str, spec: Spec) -> Spec:
        rng = self.rng
        if (
            spec.when[0].isdigit() and seconds_of(spec.when) < self.now()
        ):  # nobody edits what has passed and leaves it so
            spec = replace(spec, when=self.moment())
        if what == "text":
            return replace(spec, text=rng.choice("tuvw"))
        if what == "rev":
            return replace(spec, revision=spec.revision + 1)
        if what == "when" and spec.kind != "send":
            return replace(spec, when=self.moment())
        if what == "elsewhere":
            return replace(spec, only="" if spec.only else rng.choice(("prod", "eu")))
        if what == "people" and spec.kind == "send":
            return replace(spec, people=self._others(spec))
        return self._family(what, spec) if spec.kind == "family" else spec

    def _others(self, spec: Spec) -> tuple[str, ...]:
        """Somebody more, or less, or in another order."""
        people = list(spec.people)
        how = self.rng.random()
        if how < 0.4:
            people.append(f"{spec.concept}-{self.rng.randint(6, 9)}")
        elif how < 0.7 and len(people) > 1:
            people.remove(self.rng.choice(people))
        else:
            self.rng.shuffle(people)
        return tuple(dict.fromkeys(people))

    def _family(self, what: str, spec: Spec) -> Spec:
        if what == "rows":
            return replace(spec, rows=self._rows(dict(spec.rows)))
        if what == "keep":
            return replace(spec, keeps=not spec.keeps)
        if what == "list":
            return replace(spec, in_file=not spec.in_file)
        if what == "spelling":
            return replace(spec, texts=not spec.texts)
        if what == "key":
            key = self.rng.choice((("sku",), ("sku", "price"), ("price", "sku"), ("SKU", "price")))
            return replace(spec, key=key, revision=spec.revision + self.rng.randint(0, 1))
        return spec

    def _rows(self, rows: dict[str, str]) -> tuple[Row, ...]:
        """Another night: rows come, go and change."""
        for _ in range(self.rng.randint(1, 3)):
            product = self.rng.choice(_PRODUCTS)
            if product in rows and len(rows) > 1 and self.rng.random() < 0.5:
                del rows[product]
            else:
                rows[product] = self.rng.choice(_PRICES)
        return tuple(rows.items())

    def concepts_of(self, address: str) -> set[str]:
        """What an address may mean: whatever ever stood under its name, or a name that it says it had."""
        found = self.names_of(address)
        return {spec.concept for tree in self.commits for name, spec in tree.items() if name in found}

    def names_of(self, address: str) -> set[str]:
        """Its name, and those that any commit ever said it had."""
        return older_names(address, (*words_of(self.commits), *self.moves))


def merged(base: Tree, theirs: Tree, ours: Tree) -> Tree:
    """What they changed since, beside ours; where both did, theirs."""
    tree = dict(ours)
    for name in {*base, *theirs}:
        if theirs.get(name) != base.get(name):
            tree.pop(name, None)
            tree |= {name: theirs[name]} if name in theirs else {}
    return tree


def name_of(address: str) -> str:
    return address.partition("[")[0]


def key_of(address: str) -> str:
    return address.partition("[")[2]


def words_of(trees: Iterable[Tree]) -> Iterator[Word]:
    """Each older name that some commits say, with the newer one."""
    return ((old, name) for tree in trees for name, spec in tree.items() for old in spec.was)


def older_names(address: str, words: Iterable[Word]) -> set[str]:
    """The name of an address, and all that led to it."""
    names, found, words = {name_of(address)}, set[str](), [*words]
    while names:
        name = names.pop()
        found.add(name)
        names |= {old for old, new in words if new == name} - found
    return found


def _was(spec: Spec, old: str, new: str) -> Spec:
    return replace(spec, was=(old, *(one for one in spec.was if one not in (old, new))))
