"""Storing and reading cross products: what comparisons of units need beside the tally (method, section 15)."""

from collections.abc import Mapping
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from backend.results.models import OutcomeName, TallyKind, TallyProducts
from backend.results.tally import RoundTally, criteria_of, scale_of, stored_answers
from backend.rounds.config import RoundConfig
from backend.stats import Moments, Outcome, Products, products_from_sheets

# Sums of the same sheets differ by the last bits of their deviations.
_SLACK = 1e-9


def save_products(
    session: Session, round_id: UUID, products: Mapping[Outcome, Products], kind: TallyKind = TallyKind.ALL
) -> None:
    """Store what `count_round` or `count_without` returned beside the tally of that kind."""
    for outcome, found in products.items():
        session.merge(TallyProducts(round_id=round_id, kind=kind, outcome=OutcomeName(outcome), sums=_dump(found)))


def load_products(session: Session, config: RoundConfig, tally: RoundTally, outcome: Outcome) -> Products:
    """The products of a tallied round, of the sheets that count, for an outcome that its tally has.

    Rounds of version 0.1 have none: theirs are computed from the sheets at each reading and not stored, since a reading
    changes nothing. That takes about as long as closing did, and the digits are those that closing would have stored.
    """
    kinds = (TallyKind.FINAL, TallyKind.ALL)
    keys = ((config.round_id, kind, OutcomeName(outcome)) for kind in kinds)
    row = next(filter(None, (session.get(TallyProducts, key) for key in keys)), None)
    if row is not None:
        return _checked(_load(row.sums, tally, outcome), tally.moments[outcome])
    sheets = (stored_answers(session, config, stratum.id, []) for stratum in config.strata)
    wanted = {outcome: tally.moments[outcome]}
    return products_from_sheets(sheets, wanted, scale_of(config), criteria_of(config))[outcome]


def _checked(products: Products, moments: Moments) -> Products:
    """Raises ValueError when they are not of the sheets of the tally: their diagonal is its spread."""
    diagonal = np.diagonal(products.sums, axis1=1, axis2=2)
    slack = _SLACK * (moments.hi - moments.lo) ** 2 * np.maximum(moments.n, 1)
    if np.any(np.abs(diagonal - moments.m2) > slack):
        raise ValueError("the products of a round are of other sheets than its tally")
    return products


def _dump(products: Products) -> bytes:
    rows, columns = np.triu_indices(products.sums.shape[-1])
    return products.sums[:, rows, columns].astype("<f8").tobytes()


def _load(data: bytes, tally: RoundTally, outcome: Outcome) -> Products:
    number = tally.moments[outcome].n
    strata, units = number.shape
    rows, columns = np.triu_indices(units)
    sums = np.zeros((strata, units, units))
    sums[:, rows, columns] = np.frombuffer(data, dtype="<f8").reshape(strata, -1)
    sums[:, columns, rows] = sums[:, rows, columns]
    return Products(number, sums)
