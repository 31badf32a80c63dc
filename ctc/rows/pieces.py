"""The text of a data file in pieces: a line each, or a part of one that is longer than a row may be."""

import re
from codecs import getincrementaldecoder
from collections.abc import Iterator
from hashlib import sha256
from typing import BinaryIO, Final

from ctc.conflicts import BEGINS, HINT, WHAT
from ctc.encodings import BOM, FORBIDDEN, WIDE, is_wide
from ctc.rows.limits import MAX_DATA, MAX_ROW
from ctc.rows.row import Fault, problem

_OTHER_FORMS: Final = {
    b"pk\x03\x04": "an Excel workbook, or another ZIP archive",
    b"\xd0\xcf\x11\xe0": "an Excel workbook of an old form",
    b"\x1f\x8b": "a file that is compressed with gzip",
    b"par1": "a Parquet file",
    b"%pdf": "a PDF",
    b"<!doctype": "a web page",
    b"<html": "a web page",
    b"<?xml": "XML",
}
"""How files begin that are often put in place of data, in small letters."""
_SIGN: Final = 16


class Pieces:
    """One pass over the bytes of a file. ``sha256`` is over what was read: all of it once the pass is over."""

    def __init__(self, file: BinaryIO, shown: str) -> None:
        self._file, self.shown = file, shown
        self._hash = sha256()
        self.size = 0
        self.line = 0
        """The line of the piece that was given last."""
        self.is_whole = True
        """Whether that piece ends its line."""

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def __iter__(self) -> Iterator[str]:
        """Raises Fault where the bytes are no text, or too many."""
        decode = getincrementaldecoder("utf-8")().decode
        ended = True
        while raw := self._file.readline(MAX_ROW + 1):
            self.line += ended
            ended = raw.endswith(b"\n")
            self.is_whole = len(raw) <= MAX_ROW
            self._hash.update(raw)
            self.size += len(raw)
            if self.size > MAX_DATA:
                raise self._fault(
                    "CTC138", f"the file holds more than {MAX_DATA:,} bytes", "split it, or send it in parts"
                )
            if self.line == 1:
                raw = self._begun(raw)
            try:
                text = decode(raw)
            except UnicodeDecodeError as error:
                raise self._undecodable(raw, error) from None
            if text.startswith(BEGINS):
                raise self._fault("CTC132", WHAT, HINT)
            if (found := FORBIDDEN.search(text)) is not None:
                raise self._control(found)
            yield text
        try:
            decode(b"", True)
        except UnicodeDecodeError:
            message = "the file ends in the middle of a character: it was cut"
            raise self._fault("CTC131", message, "write it whole, and then move it here") from None

    def _begun(self, raw: bytes) -> bytes:
        begun = raw.lstrip()[:_SIGN].lower()
        for sign, what in _OTHER_FORMS.items():
            if begun.startswith(sign):
                message = f"this is {what}, and no rows: CSV with a header, NDJSON or a JSON list is read"
                hint = "export the data as CSV in UTF-8; where a program wrote this file, look at what it was answered"
                raise self._fault("CTC132", message, hint)
        if is_wide(raw):
            raise self._fault("CTC131", f"this file {WIDE}", "save it as UTF-8")
        return raw.removeprefix(BOM)

    def _undecodable(self, raw: bytes, error: UnicodeDecodeError) -> Fault:
        start = min(error.start, len(raw) - 1)
        column = len(raw[:start].decode("utf-8", "replace")) + 1
        message = (
            f"byte 0x{error.object[error.start]:02x} is not UTF-8: no one can say which character is meant"
        )
        return self._fault("CTC131", message, "save the file as UTF-8", column=column)

    def _control(self, found: "re.Match[str]") -> Fault:
        message = f"character U+{ord(found[0]):04X} cannot be sent: nobody can see it"
        return self._fault("CTC131", message, "remove it", column=found.start() + 1)

    def _fault(self, code: str, message: str, hint: str, *, column: int = 1) -> Fault:
        return Fault(problem(self.shown, code, message, hint, line=self.line, column=column))
