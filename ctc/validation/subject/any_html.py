"""The tags and texts of any HTML, told by a real parser. Few emails need it, so it is imported where one does."""

from html.parser import HTMLParser

from ctc.validation.subject.tags import Listener


def tell_any(html: str, listener: Listener) -> None:
    """Never fails: HTML has no invalid input."""
    parser = _Parser(listener)
    parser.feed(html)
    parser.close()


class _Parser(HTMLParser):
    def __init__(self, listener: Listener) -> None:
        super().__init__(convert_charrefs=True)
        self._listener = listener

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._listener.start(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        self._listener.end(tag)

    def handle_data(self, data: str) -> None:
        self._listener.text(data)
