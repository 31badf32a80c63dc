"""A pasted curl command: its body and the path of its URL, and nothing else.

Headers are dropped on the way: they hold credentials, which are never shown and never written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import dropwhile
from typing import Final

from ctc.patterns import pattern
from ctc.payloads.cmd import cmd_commands, is_cmd
from ctc.payloads.shell import HERE, Command, UnclosedQuote, Word, shell_commands

_DATA: Final = ("-d", "--data", "--data-ascii", "--data-binary", "--data-raw", "--json")
_REFUSED: Final = ("-F", "--form", "--data-urlencode", "-G", "--get", "-T", "--upload-file", "-K", "--config")
_VALUED: Final = frozenset(
    """
    -X --request -H --header --url -u --user -A --user-agent -e --referer -b --cookie -c --cookie-jar -o --output
    -m --max-time --connect-timeout --retry --retry-delay --retry-max-time -x --proxy -w --write-out --cacert
    --cert -E --key --resolve -D --dump-header --interface --ciphers --proxy-user -U -y -Y -z -r --range
    --limit-rate --max-redirs --oauth2-bearer --aws-sigv4 --trace --trace-ascii --stderr
    """.split()  # noqa: SIM905
)
"""Options that take the next word, other than those that carry the body."""
_BEGINS: Final = pattern(
    r"^[ \t]*(?:[$%>#][ \t]+)?(?:sudo[ \t]+|\w+=\S*[ \t]+)*(?:[\w./-]*/)?curl(?:\.exe)?\s", re.MULTILINE
)
"""A line that begins with the command, behind a prompt and settings of the process."""
_NAME: Final = pattern(r"(?:[\w./-]*/)?curl(?:\.exe)?")
_BEFORE: Final = pattern(r"[$%#]|sudo|\w+=.*", re.DOTALL)
_PATH: Final = pattern(r"/\d+/[^\s?#]*")
_BODY: Final = pattern(r"[{\[](?=\s*[\"'{}\]])")
"""How JSON begins; a shell's own brackets have a word behind them."""
_BODY_LINE: Final = pattern(rf"^[ \t]*{_BODY.pattern}", re.MULTILINE)
_NEXT: Final = frozenset({"--next", "-:"})
"""What begins another request of the same command."""


class CurlError(Exception):
    """A command that cannot be taken over: its code, what is wrong and how to mend it. Quotes no word of it."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.start = 0
        self.path: str | None = None
        """Of the command's URL, where the body is all that it lacks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curl:
    """What a command sends; ``path`` is None where its URL has none that an API could have."""

    body: str
    path: str | None
    start: int = field(default=0, compare=False)
    """Where the command begins in its text."""


def is_curl(text: str) -> bool:
    """Whether a pasted text is curl commands rather than JSON; a prompt and comments before them do no harm."""
    return not text.lstrip().startswith(("{", "[", '"')) and _BEGINS.search(text) is not None


def read_curls(text: str) -> Iterator[Curl | CurlError]:
    """Each curl command of a text, taken apart; what cannot be taken over (CTC363, CTC364) in its place."""
    begins = found.start() if (found := _BEGINS.search(text)) else 0
    if found := _BODY_LINE.search(text, 0, begins):
        yield _beside(found.start())
    text = re.sub(r"[^\n]", " ", text[:begins]) + text[begins:]  # words of people, which quote otherwise
    is_told = False
    try:
        for command in cmd_commands(text) if is_cmd(text) else shell_commands(text):
            words = list(dropwhile(lambda word: _BEFORE.fullmatch(word.text), command.words))
            if words and _NAME.fullmatch(words[0].text):
                for request in _requests(words[1:]):
                    read = _read(request, text, command)
                    is_told = is_told or isinstance(read, CurlError)
                    yield read
            elif not is_told and _BODY.match(text, command.start):
                is_told = True
                yield _beside(command.start)
    except UnclosedQuote:
        yield CurlError(
            "CTC363",
            "a quote of the command is never closed, so its body cannot be told",
            r"paste the whole command; an apostrophe inside '…' is written '\''",
        )


def _beside(start: int) -> CurlError:
    """A body outside of any command, which is not cut away without a word."""
    error = CurlError(
        "CTC363", "a body stands here beside the commands, and belongs to none", "import it by itself"
    )
    error.start = start
    return error


def _requests(words: list[Word]) -> Iterator[list[Word]]:
    """The words of each request: ``--next`` begins another."""
    request: list[Word] = []
    for word in words:
        if word.text in _NEXT:
            yield request
            request = []
        else:
            request.append(word)
    yield request


def _read(words: list[Word], text: str, command: Command) -> Curl | CurlError:
    try:
        return replace(_taken(words, text[command.start : command.end]), start=command.start)
    except CurlError as error:
        error.start = command.start
        return error


def _taken(words: list[Word], text: str) -> Curl:
    bodies: list[Word] = []
    urls: list[str] = []
    for name, value in _options(words):
        if name in _REFUSED:
            raise CurlError(
                "CTC363",
                f"the option {name} does not send JSON, so there is no payload to take",
                "use --data",
            )
        if name in _DATA and value is not None:
            body = _from_here(text) if value.text == "@-" else None
            bodies.append(body or value)
            _must_be_inline(name, bodies[-1])
        elif name in ("", "--url") and value is not None:
            urls.append(value.text.strip())
    paths = [path for path in map(path_of, urls) if path]
    if len(paths) > 1:
        message = "the command names several URLs, and curl sends its body to each of them"
        raise CurlError("CTC363", message, "write one command for each")
    if len(bodies) != 1:
        problem = "has no body" if not bodies else "has several bodies, which curl would join with &"
        error = CurlError("CTC363", f"the command {problem}", "give one --data '{…}'")
        error.path = paths[0] if paths and not bodies else None
        raise error
    return Curl(body=bodies[0].text, path=paths[0] if paths else None)


def path_of(url: str) -> str | None:
    """The part of a URL that an API's endpoint could be."""
    found = _PATH.search(url)
    return found.group() if found else None


def _from_here(text: str) -> Word | None:
    """The body that follows the command (``<<EOF``) where it is read from there."""
    found = HERE.search(text)
    if found is None:
        return None
    return Word(found[3], expands=not found[1] and re.search(r"[$`\\]", found[3]) is not None)


def _must_be_inline(name: str, value: Word) -> None:
    if value.text.startswith("@") and name != "--data-raw":
        raise CurlError(
            "CTC364",
            "the command reads its body from a file (@…), which ctc does not open",
            "run ctc import on that file, with --endpoint where it is needed",
        )
    if value.expands:
        raise CurlError(
            "CTC363",
            "the body holds a $ or ` that the shell would have replaced, so what was sent is not written here",
            "put the body in single quotes, with the values in place",
        )


def _options(words: list[Word]) -> list[tuple[str, Word | None]]:
    """Options with their values; a bare word (the URL) has the name ''."""
    found: list[tuple[str, Word | None]] = []
    rest = iter(words)
    for word in rest:
        name, text = word.text, word.text
        if text == "--" or not text.startswith("-") or text == "-":
            found.append(("", word))
        elif text.startswith("--"):
            name, has_value, value = text.partition("=")
            if has_value:
                found.append((name, Word(value, word.expands)))
            else:
                takes = name in _DATA or name in _VALUED or name in _REFUSED
                found.append((name, next(rest, None) if takes else None))
        else:
            found += _short(word, rest)
    return found


def _short(word: Word, rest: Iterator[Word]) -> list[tuple[str, Word | None]]:
    """``-sSXPOST`` is ``-s -S -X POST``."""
    found: list[tuple[str, Word | None]] = []
    for index, letter in enumerate(word.text[1:], start=2):
        name = f"-{letter}"
        if name in _DATA or name in _VALUED or name in _REFUSED:
            joined = word.text[index:]
            value = Word(joined, word.expands) if joined else next(rest, None)
            return [*found, (name, value)]
        found.append((name, None))
    return found
