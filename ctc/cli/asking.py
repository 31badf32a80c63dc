"""The question before the dangerous verb."""

import sys

import click


def says_yes(question: str) -> bool:
    """Whether somebody answers with the word ``yes``, having read the question: what was typed before it counts for
    nothing. Raises click.Abort where nobody answers."""
    if sys.stdin.isatty():
        _forget_what_was_typed()
    answer = click.prompt(f"\n{question}? Only 'yes' is accepted", default="no", show_default=False)
    return bool(answer == "yes")


def _forget_what_was_typed() -> None:
    try:
        import termios
    except ImportError:  # no such system
        return
    termios.tcflush(sys.stdin, termios.TCIFLUSH)
