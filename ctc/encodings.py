"""What a file of bytes must be to be read as text: UTF-8, and nothing in it that nobody can see."""

from typing import Final

from ctc.patterns import pattern

BOM: Final = b"\xef\xbb\xbf"
FORBIDDEN: Final = pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff\ufeff]")
"""What YAML 1.2 (production 1, c-printable) does not allow, and a byte order mark that is not the first thing."""
WIDE: Final = "is UTF-16 or UTF-32; ctc reads UTF-8 alone"
"""What is said of such a file, behind its name."""


def is_wide(data: bytes) -> bool:
    """Whether bytes are UTF-16 or UTF-32, which the shells and spreadsheets of Windows write."""
    return data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[:2].count(0) == 1
