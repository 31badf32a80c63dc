"""The tags and texts of any HTML, told piece by piece. Few emails need it, so it is imported where one does."""

from ctc.hypertext import pieces, unescaped
from ctc.validation.subject.tags import Listener


def tell_any(html: str, listener: Listener) -> None:
    """Never fails: HTML has no invalid input."""
    for piece in pieces(html):
        if piece.kind == "start":
            listener.start(piece.text, dict(piece.attributes))
            if piece.closes:
                listener.end(piece.text)
        elif piece.kind == "end":
            listener.end(piece.text)
        elif piece.kind == "text":
            listener.text(piece.text if piece.within else unescaped(piece.text))
