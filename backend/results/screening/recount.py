"""Counting a round again without the sheets that were flagged, or without those that were excluded."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from backend.ballots.closing import Write
from backend.core.db import Database
from backend.results.digests import record_recount
from backend.results.models import Tally, TallyKind, TallyProducts
from backend.results.products import save_products
from backend.results.screening.models import Decision, FlaggedSheet, ScreeningFlag
from backend.results.tally import count_without, save_tally
from backend.rounds.config import load_config
from backend.rounds.models import Round, RoundState
from backend.stats import Outcome, Products


def sheets_of(flags: Select[UUID]) -> Select[UUID]:
    """The ids of the sheets that these flags name."""
    return select(FlaggedSheet.sheet_id).where(FlaggedSheet.flag_id.in_(flags))


def _excluded(round_id: UUID) -> Select[UUID]:
    return select(ScreeningFlag.id).where(
        ScreeningFlag.round_id == round_id, ScreeningFlag.decision == Decision.EXCLUDED
    )


def follow_decisions(session: Session, round_id: UUID) -> None:
    """Make the final tally follow the decisions; the row of the round is locked."""
    counted = None
    if session.scalars(_excluded(round_id)).first() is not None:
        counted = count_without(session, load_config(session, round_id), sheets_of(_excluded(round_id)))
    _keep(session, round_id, counted)


def follow_decisions_apart(database: Database, write: Write, round_id: UUID) -> None:
    """The same for a large round: counted while others may write, stored when the decisions are still those."""
    while True:
        with database.read() as session:
            excluded = set(session.scalars(_excluded(round_id)))
            flags = select(ScreeningFlag.id).where(ScreeningFlag.id.in_(excluded))
            counted = count_without(session, load_config(session, round_id), sheets_of(flags)) if excluded else None
        with write() as session:
            row = session.get_one(Round, round_id, with_for_update=True)
            if row.state is not RoundState.TALLIED:
                return
            if set(session.scalars(_excluded(round_id))) != excluded:
                continue
            _keep(session, round_id, counted)
            return


def count_unflagged(database: Database, write: Write, round_id: UUID) -> None:
    """The tally without every sheet that a flag names, to show beside the others. Does nothing when there is none."""
    flags = select(ScreeningFlag.id).where(ScreeningFlag.round_id == round_id)
    with database.read() as session:
        if session.get(Tally, (round_id, TallyKind.FLAGGED)) or session.scalars(sheets_of(flags)).first() is None:
            return
        content, _ = count_without(session, load_config(session, round_id), sheets_of(flags))
    with write() as session:
        save_tally(session, round_id, content, TallyKind.FLAGGED)
        record_recount(session, round_id, TallyKind.FLAGGED)


def _keep(session: Session, round_id: UUID, counted: tuple[dict[str, Any], dict[Outcome, Products]] | None) -> None:
    """Store the final tally with its products, or none when nothing is excluded: the count follows the decisions now."""
    there = session.get(Tally, (round_id, TallyKind.FINAL)) is not None
    if counted is None:
        for table in (Tally, TallyProducts):
            session.execute(delete(table).where(table.round_id == round_id, table.kind == TallyKind.FINAL))
    else:
        save_tally(session, round_id, counted[0], TallyKind.FINAL)
        save_products(session, round_id, counted[1], TallyKind.FINAL)
    if there or counted is not None:
        record_recount(session, round_id, TallyKind.FINAL)
    session.flush()
    session.execute(
        update(ScreeningFlag)
        .where(ScreeningFlag.round_id == round_id)
        .values(counted_out=ScreeningFlag.decision == Decision.EXCLUDED)
        .execution_options(synchronize_session="fetch")
    )
