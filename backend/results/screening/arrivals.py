"""How sheets came in: windows of five minutes, sources of imports, batches. Counts only; no sheet is named."""

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.ballots.imports.models import AnswerImport
from backend.ballots.imports.schemas import Totals
from backend.ballots.models import BallotWindow, Batch, BatchState, BatchStratum, Origin
from backend.results.screening.finding import Finding, one_in
from backend.results.screening.models import FlagKind
from backend.results.screening.schemas import FlagNumbers, WindowOut
from backend.rounds.config import RoundConfig
from backend.stats import WINDOW_SECONDS, bursts, round_estimate, usual_count, windows_expected

FULLEST = 20
"""Windows that a flag lists."""


def arrivals(session: Session, config: RoundConfig) -> list[Finding]:
    """What is odd about how the sheets of a round came in."""
    return [*_windows(session, config), *_sources(session, config.round_id), *_batches(session, config.round_id)]


def _windows(session: Session, config: RoundConfig) -> Iterable[Finding]:
    """Ballots of the ballot page; one flag for a stratum."""
    for stratum in config.strata:
        mine = (BallotWindow.round_id == config.round_id) & (BallotWindow.stratum_id == stratum.id)
        rows = session.execute(select(BallotWindow.slot, BallotWindow.ballots).where(mine).order_by(BallotWindow.slot))
        table = np.array(rows.all(), dtype=np.int64).reshape(-1, 2)
        counts = table[:, 1]
        flagged = bursts(counts)
        if not flagged.any():
            continue
        fullest = sorted(np.flatnonzero(flagged).tolist(), key=lambda place: -int(counts[place]))[:FULLEST]
        numbers = FlagNumbers(
            one_in=one_in(float(windows_expected(counts).min())),
            seen=int(flagged.sum()),
            usual=_shown(usual_count(counts)),
            compared=len(counts),
            windows=[
                WindowOut(
                    begins_at=datetime.fromtimestamp(int(table[place, 0]) * WINDOW_SECONDS, UTC),
                    sheets=int(counts[place]),
                )
                for place in sorted(fullest)
            ],
        )
        yield Finding(FlagKind.BURST, numbers, stratum_id=stratum.id)


def _sources(session: Session, round_id: UUID) -> Iterable[Finding]:
    """Sources of each import, found when it was loaded (ballots/imports/totals.py)."""
    rows = session.execute(
        select(AnswerImport.batch_id, AnswerImport.totals)
        .join(Batch, Batch.id == AnswerImport.batch_id)
        .where(Batch.round_id == round_id, Batch.state == BatchState.LOADED)
        .order_by(Batch.number)
    )
    for batch_id, totals in rows:
        found = Totals.model_validate(totals).sources if totals else None
        if found is None:
            continue
        for busy in found.busy:
            numbers = FlagNumbers(
                one_in=one_in(busy.expected),
                source=busy.source,
                seen=busy.sheets,
                usual=_shown(found.usual),
                compared=found.sources,
            )
            yield Finding(FlagKind.SOURCE, numbers, batch_id=batch_id)


def _batches(session: Session, round_id: UUID) -> Iterable[Finding]:
    """Batches of paper, of meetings, of interviews: each kind by itself."""
    rows = session.execute(
        select(Batch.id, Batch.origin, func.sum(BatchStratum.sheets))
        .join(BatchStratum, BatchStratum.batch_id == Batch.id)
        .where(Batch.round_id == round_id, Batch.state == BatchState.LOADED)
        .group_by(Batch.id, Batch.origin, Batch.number)
        .order_by(Batch.number)
    )
    by_origin: dict[Origin, list[tuple[UUID, int]]] = {}
    for batch_id, origin, sheets in rows:
        by_origin.setdefault(origin, []).append((batch_id, int(sheets)))
    for batches in by_origin.values():
        counts = np.array([sheets for _, sheets in batches], dtype=np.int64)
        expected = windows_expected(counts)
        for place in np.flatnonzero(bursts(counts)).tolist():
            batch_id, sheets = batches[place]
            numbers = FlagNumbers(
                one_in=one_in(float(expected[place])),
                seen=sheets,
                usual=_shown(usual_count(counts)),
                compared=len(batches),
            )
            yield Finding(FlagKind.BATCH, numbers, batch_id=batch_id)


def _shown(usual: float) -> str:
    """A median: a whole number or a half."""
    return format(round_estimate(usual, 0 if usual == int(usual) else 1), "f")
