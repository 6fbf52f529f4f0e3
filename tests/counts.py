"""How often tests repeat what is random: small counts for `make test`, large ones for `make soak`."""

import os
from typing import Final

SOAK: Final = os.environ.get("PINGYI_TEST_COUNTS") == "soak"

FUZZ_REQUESTS: Final = 200 if SOAK else 5
"""Random requests for each operation, engine and kind of caller, half of them invalid by intent."""

CRASH_SUBMISSIONS: Final = 2_000 if SOAK else 300
"""Submissions during which the server is killed."""

BUSY_SUBMISSIONS: Final = 2_000 if SOAK else 350
"""Submissions during which the staff writes."""

BUSY_WRITES: Final = 200 if SOAK else 30
"""Writes of the staff during that time, by each of three people."""

CASE_RACES: Final = 1_000 if SOAK else 50
"""Times that two people act on one complaint case at the same instant, for each pair of actions."""

PARALLEL_CASES: Final = 200 if SOAK else 40
"""Complaints that are registered at the same time."""

SAME_REQUESTS: Final = 50
"""Copies of one registration that arrive at once."""

WALK_STEPS: Final = 100_000 if SOAK else 2_000
"""Random steps through complaint cases on each engine, some of them several acts."""

IDLE_CONNECTIONS: Final = 10_000 if SOAK else 500
"""Connections that say nothing or never finish, while others are served."""

TOKEN_MUTANTS: Final = 100_000 if SOAK else 3_000
"""Altered access tokens that are read."""

TRACKING_GUESSES: Final = 100_000 if SOAK else 1_000
"""Tracking codes that are guessed, on each engine."""

MIXED_ROUNDS: Final = 200 if SOAK else 40
"""Rounds whose stored order is held against the order of arrival."""

FEED_COMMITS: Final = 100_000 if SOAK else 3_000
"""Transactions that are read through the change feed while they are written, on each engine."""

STATEFUL_SCENARIOS: Final = 5_000 if SOAK else 350
"""Sequences of up to eight requests that build on each other, over the whole specification."""
