"""Kinds of media, told from the end of an address."""

from typing import Final
from urllib.parse import urlsplit

EXTENSIONS: Final = {
    "image": frozenset({".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".svg", ".heic"}),
    "video": frozenset({".mp4", ".3gp", ".mov", ".m4v", ".avi", ".webm", ".mkv"}),
    "audio": frozenset({".mp3", ".ogg", ".aac", ".amr", ".m4a", ".wav", ".opus"}),
    "document": frozenset({".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".csv", ".txt"}),
}


def disagreement(kind: str, url: str) -> str | None:
    """The extension of ``url`` where it belongs to another kind than ``kind``; None where nothing speaks against it.

    An address without a known extension, or of an unknown kind, agrees with everything.
    """
    if kind not in EXTENSIONS:
        return None
    try:
        path = urlsplit(url.strip()).path.rstrip("/").lower()
    except ValueError:
        return None
    name = path.rsplit("/", 1)[-1]
    extension = f".{name.rsplit('.', 1)[-1]}" if "." in name else ""
    known = {ending for endings in EXTENSIONS.values() for ending in endings}
    return extension if extension in known and extension not in EXTENSIONS[kind] else None
