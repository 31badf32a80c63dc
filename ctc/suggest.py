"""Did you mean: the known name nearest to a mistyped one."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Final

_CLOSE: Final = 0.7
"""How much of two names is the same where one may be meant for the other."""
_MANY: Final = 100
"""Names up to which each is looked at."""
_LOOKS: Final = 2_000
_CLOSEST: Final = 12
"""Of more of them so many are compared."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that ``word`` is most likely a slip of, or None. Case and ``-``/``_`` do not count."""
    return _nearest(word, known if isinstance(known, tuple) else tuple(known))


@lru_cache(maxsize=256)
def _nearest(word: str, known: tuple[str, ...]) -> str | None:
    """People make the same slip in many files."""
    text, folded = _fold(word), _folded(known)
    if text in folded:
        return folded[text]
    from difflib import get_close_matches

    near = _may_be_close(text, _alike(text, known))
    close = get_close_matches(text, near, cutoff=_CLOSE)
    if close:
        return folded[close[0]]
    short = (folded[name] for name in sorted(_alike(text, known)) if len(word) > 1)
    return next((name for name in short if is_slip(text, _fold(name))), None)


@lru_cache(maxsize=64)
def _folded(known: tuple[str, ...]) -> Mapping[str, str]:
    """The names by how they are compared."""
    return {_fold(name): name for name in sorted(known, reverse=True)}


def _alike(text: str, known: tuple[str, ...]) -> Collection[str]:
    """Of many names those that have most pairs of letters with a text in common, the rarest ones asked first: a file
    may hold thousands of slips, and what each costs must not grow with the names."""
    folded = _folded(known)
    if len(folded) <= _MANY:
        return folded
    shared: Counter[str] = Counter()
    looks = 0
    for names in sorted((_by_pair(known).get(pair, ()) for pair in sorted(_pairs(text))), key=len):
        looks += len(names)
        if looks > _LOOKS:
            break
        shared.update(names)
    return [name for name, _ in shared.most_common(_CLOSEST)]


@lru_cache(maxsize=8)
def _by_pair(known: tuple[str, ...]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in _folded(known):
        for pair in _pairs(name):
            found.setdefault(pair, []).append(name)
    return found


def _pairs(text: str) -> set[str]:
    """Two letters that stand beside each other; the ends of a text count as one."""
    around = f"\n{text}\n"
    return {around[at : at + 2] for at in range(len(around) - 1)}


def _may_be_close(text: str, names: Iterable[str]) -> list[str]:
    """Those that have enough characters in common: comparing each of a large catalog takes a hundred times as long."""
    letters, size = frozenset(text), len(text)
    return [
        name
        for name in names
        if 2 * min(size - len(letters.difference(name)), len(name)) >= _CLOSE * (size + len(name))
    ]


def nearest_all(word: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known names that ``word`` may be a slip of, the nearest first; those that hold it count too."""
    from difflib import get_close_matches

    folded = {_fold(name): name for name in sorted(known, reverse=True)}
    text = _fold(word).strip("*?")
    close = get_close_matches(text, list(folded), n=most, cutoff=0.6)
    holding = [name for name in sorted(folded) if len(text) > 1 and text in name and name not in close]
    return [folded[name] for name in (*close, *holding)][:most]


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """The hint ``did you mean 'x'?``, or None."""
    name = nearest(word, known)
    return f"did you mean '{name}'?" if name else None


def is_slip(word: str, known: str) -> bool:
    """Whether two names differ by one edit: a letter more, less, other, or two swapped."""
    if word == known or abs(len(word) - len(known)) > 1:
        return False
    start = 0
    while start < min(len(word), len(known)) and word[start] == known[start]:
        start += 1
    a, b = word[start:], known[start:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[:2][::-1] and a[2:] == b[2:])


def _fold(word: str) -> str:
    return word.lower().replace("-", "_")


def with_article(noun: str) -> str:
    """``a push``, ``an image``; letters that are spelt out are read: ``an sms``."""
    return f"{'an' if noun[:1] in 'aeiou' or noun == 'sms' else 'a'} {noun}"
