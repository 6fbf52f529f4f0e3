"""Rounds of the reference vectors, handed in, closed and counted as any round is."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID, uuid5

import numpy as np
from sqlalchemy import insert, select, update

from backend.ballots.models import Intake, Origin
from backend.ballots.packing import pack
from backend.core.db import Database
from backend.core.ids import new_id
from backend.results.figures import RoundFigures, figures_of
from backend.results.tally import RoundTally
from backend.rounds.config import Criterion, Option, Publication, RollUnit, RoundConfig, Stratum
from backend.rounds.models import Collection, Round, RoundCriterion, RoundKind, RoundState, RoundStratum
from backend.stats import Outcome, Products, Rounding, products_from_sheets
from backend.units.models import Unit
from tests.conftest import Client, Login
from tests.factories import make_round, make_units
from tests.vectors import VectorSet


def count_reference(
    client: Client, login: Login, vectors: VectorSet, *, number: int = 1, compare_to: UUID | None = None
) -> UUID:
    """A tallied round with the sheets of a set; its units are U01 ... in one sequence, made when there are none."""
    database: Database = client.app.state.database
    options = [(f"选项{o.number}", o.points, o.satisfied, o.valid) for o in vectors.scale.options]
    with database.write() as session:
        units = session.scalars(select(Unit).order_by(Unit.code)).all() or make_units(session, len(vectors.units))
        strata = list(zip(vectors.strata, vectors.weights, strict=True))
        criteria = len(vectors.criteria.weights)
        row = make_round(session, units, strata=strata, criteria=criteria, options=options, number=number)
        weights = dict(enumerate(vectors.criteria.weights))
        for criterion in session.scalars(select(RoundCriterion).where(RoundCriterion.round_id == row.id)):
            criterion.weight = Decimal(weights[criterion.position])
        round_id = row.id
        stored = session.scalars(
            select(RoundStratum.id).where(RoundStratum.round_id == round_id).order_by(RoundStratum.position)
        ).all()
        session.execute(
            insert(Intake),
            [
                {
                    "id": new_id(),
                    "round_id": round_id,
                    "stratum_id": stratum_id,
                    "origin": Origin.WEB,
                    "batch_id": None,
                    "payload": pack(sheet.tolist(), []),
                }
                for stratum_id, sheets in zip(stored, vectors.sheets, strict=True)
                for sheet in sheets
            ],
        )
    answer = client.post(f"/api/v1/rounds/{round_id}/close", headers=login("office"))
    assert answer.status_code == 200, answer.text
    client.app.state.worker.run_pending()
    with database.write() as session:
        session.execute(update(Round).where(Round.id == round_id).values(compare_to=compare_to))
    return round_id


NAMESPACE = UUID(int=7)


def pure_figures(vectors: VectorSet, sequences: Sequence[str] = ("甲类",)) -> RoundFigures:
    """Figures of a set without a database; its units belong to the sequences in turn."""
    config = RoundConfig(
        round_id=UUID(int=1),
        year=2026,
        number=1,
        title="",
        kind=RoundKind.FORMAL,
        state=RoundState.TALLIED,
        collection=Collection.PAPER,
        allow_small_strata=True,
        units=tuple(
            RollUnit(uuid5(NAMESPACE, code), code, code, code, sequences[place % len(sequences)], "", False, False, "")
            for place, code in enumerate(vectors.units)
        ),
        criteria=tuple(Criterion(f"C{n}", "", "", weight) for n, weight in enumerate(vectors.criteria.weights)),
        options=tuple(Option(o.number, str(o.number), o.points, o.satisfied, o.valid) for o in vectors.scale.options),
        strata=tuple(
            Stratum(uuid5(NAMESPACE, code), code, code, weight, 0, None)
            for code, weight in zip(vectors.strata, vectors.weights, strict=True)
        ),
        publication=Publication(5, 2, Rounding.HALF_UP, vectors.criteria.minimum_weight),
    )
    valid = tuple(int(sheets.any(axis=1).sum()) for sheets in vectors.sheets)
    outcomes: tuple[Outcome, ...] = ("rate", "score")
    moments = {outcome: vectors.moments(outcome) for outcome in outcomes}
    return figures_of(config, RoundTally(sum(valid), vectors.counts, moments, (), 0, valid))


def pure_products(vectors: VectorSet, outcome: Outcome) -> Products:
    return products_from_sheets(vectors.sheets, {outcome: vectors.moments(outcome)}, vectors.scale, vectors.criteria)[
        outcome
    ]


def without_units(vectors: VectorSet, gone: Sequence[int]) -> VectorSet:
    """The set without the units at these positions."""
    kept = [place for place in range(len(vectors.units)) if place not in gone]
    return replace(
        vectors,
        units=tuple(vectors.units[place] for place in kept),
        sheets=tuple(np.ascontiguousarray(sheets[:, kept]) for sheets in vectors.sheets),
    )


def with_strata(vectors: VectorSet, order: Sequence[int]) -> VectorSet:
    """The set with its strata in another order."""
    return replace(
        vectors,
        strata=tuple(vectors.strata[place] for place in order),
        weights=tuple(vectors.weights[place] for place in order),
        sheets=tuple(vectors.sheets[place] for place in order),
    )


def silenced(vectors: VectorSet, unit: int, strata: Sequence[int]) -> VectorSet:
    """The set in which nobody of these strata answered about a unit."""
    sheets = [part.copy() for part in vectors.sheets]
    for stratum in strata:
        sheets[stratum][:, unit] = 0
    return replace(vectors, sheets=tuple(sheets))
