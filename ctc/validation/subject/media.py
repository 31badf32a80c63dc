"""Kinds of media, told from the end of an address."""

from itertools import chain
from typing import Final
from urllib.parse import urlsplit

EXTENSIONS: Final = {
    "image": (".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".svg", ".heic"),
    "video": (".mp4", ".3gp", ".mov", ".m4v", ".avi", ".webm", ".mkv"),
    "audio": (".mp3", ".ogg", ".aac", ".amr", ".m4a", ".wav", ".opus"),
    "document": (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".csv", ".txt"),
}
_KNOWN: Final = frozenset(chain.from_iterable(EXTENSIONS.values()))


def disagreement(kind: str, url: str) -> str | None:
    """The extension of ``url`` where it belongs to another kind than ``kind``; None where nothing speaks against it.

    An address without a known extension, or of an unknown kind, agrees with everything.
    """
    if kind not in EXTENSIONS:
        return None
    if "?" not in url and "#" not in url and url.lower().endswith(EXTENSIONS[kind]):
        return None
    try:
        path = urlsplit(url.strip()).path.rstrip("/").lower()
    except ValueError:
        return None
    name = path.rsplit("/", 1)[-1]
    extension = f".{name.rsplit('.', 1)[-1]}" if "." in name else ""
    return extension if extension in _KNOWN and extension not in EXTENSIONS[kind] else None
