"""reviewed.py FILE: writes the plan that the merge request's check saved; without one exits 1, and says why."""

import os
import sys
from pathlib import Path

from ctc.forge.commenting import Refused
from ctc.forge.review import NoReview
from ctc.forge.reviewed import reviewed_plan

try:
    Path(sys.argv[1]).write_bytes(reviewed_plan(os.environ))
except (NoReview, Refused) as error:
    sys.exit(f"ctc: nothing is applied: {error}")
