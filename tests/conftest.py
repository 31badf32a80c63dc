"""What all tests share: Hypothesis without a clock, and the same examples in every CI run."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("ctc", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("ctc"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "ctc")
