"""What SQLite complains of, in words that say what to do."""

import sqlite3
from pathlib import Path


def in_words(error: sqlite3.OperationalError, path: Path) -> str:
    text = str(error)
    if "locked" in text:
        return "another process has held it locked for too long; run again when that one is done"
    if path.is_dir():
        return "it is a folder; give `state` the path of a file in it"
    if "unable to open" in text:
        return "it cannot be opened; look at the permissions of the file and its folder"
    if "readonly" in text:
        return "it is read-only; look at the permissions of the file and its folder"
    return text
