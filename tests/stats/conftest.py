"""The reference vectors as fixtures."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from backend.stats import Option, Scale
from tests import vectors
from tests.vectors import DATA


@pytest.fixture(scope="session")
def load_set() -> Callable[[str], vectors.VectorSet]:
    return vectors.load_set


@pytest.fixture(scope="session")
def load_matrix() -> Callable[[str, str], tuple[tuple[str, ...], NDArray[np.float64]]]:
    return vectors.read_matrix


@pytest.fixture(scope="session")
def cases() -> dict[str, Any]:
    """The worked cases of tests/data/statistics/cases.json."""
    found: dict[str, Any] = json.loads((DATA / "statistics" / "cases.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="session")
def three_levels() -> Scale:
    """满意 100, 基本满意 80, 不满意 0, 不了解."""
    return Scale(
        (
            Option(1, Decimal(100), satisfied=True, valid=True),
            Option(2, Decimal(80), satisfied=True, valid=True),
            Option(3, Decimal(0), satisfied=False, valid=True),
            Option(4, None, satisfied=False, valid=False),
        )
    )
