"""Did you mean: the known name nearest to a mistyped one."""

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that ``word`` is most likely a slip of, or None. Case and ``-``/``_`` do not count."""
    names = sorted(known)
    folded = {_fold(name): name for name in reversed(names)}
    if _fold(word) in folded:
        return folded[_fold(word)]
    from difflib import get_close_matches

    close = get_close_matches(_fold(word), list(folded), n=1, cutoff=0.7)
    if close:
        return folded[close[0]]
    return next((name for name in names if len(word) > 1 and is_slip(_fold(word), _fold(name))), None)


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
