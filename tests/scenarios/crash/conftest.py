"""Makes the modules of the matrix importable for the cells that are played here."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
