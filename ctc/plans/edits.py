"""What many differences have in common: of two texts what differs, without what a row wrote beside it."""

from collections import Counter
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from operator import eq
from typing import Final

from ctc.canonical import Json, canonical_bytes
from ctc.patterns import pattern
from ctc.plans.plan import Change, Edit, FieldDifference

_TOKENS: Final = pattern(r"\w+|\s+|[^\w\s]")
_MANY: Final = 60
"""Words and signs that differ at most, for what is equal among them to be looked for."""
_SAME: Final = "…"
"""Stands for what both texts have in that place."""
_SHOWN: Final = 8


def common_edits(changes: Sequence[Change]) -> tuple[tuple[Edit, int], ...]:
    """The edits that more than one change makes, the most common first; at most eight.

    They are told in words, and where rows have other words beside them, by the signs alone that differ.
    """
    by_path: dict[str, list[FieldDifference]] = {}
    for change in changes:
        for difference in change.difference:
            by_path.setdefault(difference.path, []).append(difference)
    counted: Counter[Edit] = Counter()
    for found in by_path.values():
        in_words = Counter(map(edit_of, found))
        most = max(in_words.values())
        if most != len(found):
            by_signs = Counter(_edit(difference, _signs_that_differ) for difference in found)
            in_words = by_signs if max(by_signs.values()) > most else in_words
        counted += in_words
    return tuple((edit, n) for edit, n in counted.most_common(_SHOWN) if n > 1)


def edit_of(difference: FieldDifference) -> Edit:
    """The difference in short: of two texts the words between those that both begin and end with."""
    return _edit(difference, _words_that_differ)


def _edit(difference: FieldDifference, short: Callable[[str, str], tuple[str, str]]) -> Edit:
    before, after = difference.before, difference.after
    if isinstance(before, str) and isinstance(after, str):
        before, after = short(before, after)
        return Edit(path=difference.path, before=before, after=after)
    return Edit(
        path=difference.path,
        before="" if difference.missing == "before" else _text(before),
        after="" if difference.missing == "after" else _text(after),
    )


def _words_that_differ(before: str, after: str) -> tuple[str, str]:
    old, new = before.split(" "), after.split(" ")
    start, end = _both(old, new)
    start = max(0, start - 1)  # one word that both have tells where it is
    return " ".join(old[start : len(old) - end]), " ".join(new[start : len(new) - end])


def _signs_that_differ(before: str, after: str) -> tuple[str, str]:
    """``fell to …`` and ``(…)!`` for "Tea 5 fell to 51 now" and "Tea 5 (51)! now": the same for every row."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    start, end = _both(old, new)
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    pairs = [("replace", "".join(old), "".join(new))]
    if old and new and len(old) + len(new) <= _MANY:
        found = SequenceMatcher(None, old, new).get_opcodes()
        pairs = [(kind, "".join(old[a:b]), "".join(new[c:d])) for kind, a, b, c, d in found]
    elif not old or not new:  # put in, or taken out: where is told by what stands around it
        around = (("equal", "", "") if there else ("replace", "", "") for there in (start, end))
        pairs = [next(around), *pairs, next(around)]
    left = "".join(_SAME if kind == "equal" else text for kind, text, _ in pairs)
    right = "".join(_SAME if kind == "equal" else text for kind, _, text in pairs)
    return left.strip(), right.strip()


def _both(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many pieces both begin with, and how many both end with behind these."""
    start = sum(1 for _ in takewhile(bool, map(eq, old, new)))
    end = sum(1 for _ in takewhile(bool, map(eq, reversed(old), reversed(new))))
    return start, min(end, len(old) - start, len(new) - start)


def _text(value: Json) -> str:
    return value if isinstance(value, str) else canonical_bytes(value).decode()
