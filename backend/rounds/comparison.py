"""Which earlier round a round is compared with."""

from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from backend.rounds.models import Round, RoundKind, RoundOption, RoundState

COUNTED = (RoundState.TALLIED, RoundState.FROZEN, RoundState.PUBLISHED)
Scale = tuple[tuple[object, ...], ...]


def comparable(session: Session, row: Round, other: Round) -> bool:
    """Whether results of `other` can stand beside those of `row`: counted, and answered on the same scale."""
    scales = _scales(session, [row.id, other.id])
    return other.id != row.id and other.state in COUNTED and scales.get(row.id) == scales.get(other.id)


def candidate(session: Session, row: Round) -> UUID | None:
    """The latest earlier counted round with the same scale; internal ones and demonstrations among themselves."""
    internal = Round.kind == RoundKind.INTERNAL
    statement = (
        select(Round)
        .where(
            Round.state.in_(COUNTED),
            tuple_(Round.year, Round.number) < tuple_(row.year, row.number),
            Round.demo == row.demo,
            internal if row.kind is RoundKind.INTERNAL else ~internal,
        )
        .order_by(Round.year.desc(), Round.number.desc())
    )
    earlier = session.scalars(statement).all()
    scales = _scales(session, [row.id, *(other.id for other in earlier)])
    if row.id not in scales:
        return None
    return next((other.id for other in earlier if scales.get(other.id) == scales[row.id]), None)


def settle_comparison(session: Session, row: Round) -> None:
    """Keep the chosen comparison if it still stands, else take the candidate."""
    chosen = session.get(Round, row.compare_to) if row.compare_to else None
    if chosen is None or not comparable(session, row, chosen):
        row.compare_to = candidate(session, row)


def _scales(session: Session, round_ids: list[UUID]) -> dict[UUID, Scale]:
    options: dict[UUID, list[tuple[object, ...]]] = {}
    for option in session.scalars(
        select(RoundOption).where(RoundOption.round_id.in_(round_ids)).order_by(RoundOption.number)
    ):
        entry = (option.label, option.points, option.satisfied, option.valid)
        options.setdefault(option.round_id, []).append(entry)
    return {round_id: tuple(entries) for round_id, entries in options.items()}
