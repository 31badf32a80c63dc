"""What this installation of ctc is, byte for byte: a changed one must not believe what another one found."""

import os
import sys
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).parents[1]
_SCHEMAS: Final = _PACKAGE.parent / "schemas"
"""Where the schemas stand in a checkout; in an installed package they are below it."""
_KINDS: Final = (".py", ".json")


@cache
def fingerprint() -> bytes:
    """A digest of Python, of ctc's own sources and schemas, and of the libraries beside it by their versions."""
    state = blake2b(sys.version.encode(), digest_size=32)
    for entry in sys.path:
        for name in _listed(entry):
            if name.endswith((".dist-info", ".egg-info")):
                state.update(name.encode() + b"\0")
    for folder in (_PACKAGE, _SCHEMAS):
        for parent, folders, files in os.walk(folder):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            for file in sorted(name for name in files if name.endswith(_KINDS)):
                path = os.path.join(parent, file)  # noqa: PTH118 - hundreds of them at every start
                with open(path, "rb", buffering=0) as source:  # noqa: PTH123
                    data = source.read()
                state.update(f"{path}\0{len(data)}\0".encode() + data)
    return state.digest()


def _listed(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder or "."))  # noqa: PTH208 - entries may be no folders at all
    except OSError:
        return []
