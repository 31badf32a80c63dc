"""How much a spec file may hold. Fixed, so that a hostile file gets an answer and never minutes or gigabytes."""

from typing import Final

MAX_BYTES: Final = 5_000_000
"""Bytes of one file; a larger one is refused before it is read whole."""
MAX_NODES: Final = 200_000
"""Keys and values of one file, each alias counted as often as what it stands for is repeated."""
MAX_DOCUMENTS: Final = 10_000
"""Documents of one file, those that say nothing among them."""
MAX_DEPTH: Final = 100
"""Mappings and lists inside each other."""
MAX_DIGITS: Final = 300
"""Digits of one number."""
MAX_INSTANCES: Final = 10_000
"""Specs that one document's `each` may stand for."""
MAX_REPEATED: Final = 5_000_000
"""Keys and values of a document's body and variables, counted once for each of its instances."""
MAX_FOLDERS: Final = 100
"""Folders inside each other, below that of the campaigns, or of the templates."""
