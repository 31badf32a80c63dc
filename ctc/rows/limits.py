"""How much a data file may hold. Fixed, so that every run ends and fits into memory."""

from typing import Final

MAX_ROWS: Final = 100_000
"""Rows of one file: more campaigns than these take days at CleverTap's rate."""
MAX_ROW: Final = 1 << 20
"""Bytes of one row."""
MAX_CELL: Final = 131_072
"""Characters of one cell of a CSV file."""
MAX_DATA: Final = 200 * 1024 * 1024
"""Bytes of one file."""
MAX_COLUMNS: Final = 500
"""Columns of one file."""
MAX_KEY: Final = 200
"""Characters of one part of an instance's key."""
MAX_FAULTS: Final = 20
"""Findings about one file; a hundred thousand bad rows are one mistake."""
MAX_LOOKS: Final = 200_000_000
"""Parts of a row's schema, each as often as there are rows that it is asked of: some ten seconds."""
