"""How often tests repeat what is random: small counts for `make test`, large ones for `make soak`."""

import os
from typing import Final

SOAK: Final = os.environ.get("PINGYI_TEST_COUNTS") == "soak"

FUZZ_REQUESTS: Final = 200 if SOAK else 5
"""Random requests for each operation, engine and kind of caller, half of them invalid by intent."""
