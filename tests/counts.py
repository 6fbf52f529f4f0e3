"""How often tests repeat what is random: small counts for `make test`, large ones for `make soak`."""

import os
from typing import Final

SOAK: Final = os.environ.get("PINGYI_TEST_COUNTS") == "soak"

FUZZ_REQUESTS: Final = 200 if SOAK else 5
"""Random requests for each operation, engine and kind of caller, half of them invalid by intent."""

CRASH_SUBMISSIONS: Final = 2_000 if SOAK else 300
"""Submissions during which the server is killed."""

BUSY_SUBMISSIONS: Final = 2_000 if SOAK else 200
"""Submissions during which the staff writes."""

BUSY_WRITES: Final = 200 if SOAK else 30
"""Writes of the staff during that time, by each of three people."""

CLOSE_RACES: Final = 1_000 if SOAK else 50
"""Times that a case is closed by its timer while the complainant says to be dissatisfied (complaint design, case 3)."""
