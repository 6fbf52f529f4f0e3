"""Published rounds: hashes of codes go, and sheets, of which the sums stay.

A round waits when its published figures could not be computed again without its sheets.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, func, select
from sqlalchemy.orm import Session

from backend.ballots.models import BallotCode, BallotWindow, Sheet
from backend.core import clock
from backend.results.checking import of_sums
from backend.results.models import OutcomeName, Tally, TallyKind, TallyProducts
from backend.results.publishing.models import Snapshot
from backend.retention import rules
from backend.retention.rules import Keeping
from backend.rounds.models import Round, RoundProposal, RoundState, RoundStratum


def due_codes(session: Session, limit: datetime) -> tuple[Sequence[UUID], int]:
    """Rounds whose last version was published before `limit` and that have hashes of codes."""
    has = exists().where(BallotCode.round_id == Round.id)
    return session.scalars(select(Round.id).where(_published_before(limit), has).order_by(Round.id)).all(), 0


def count_codes(session: Session, round_id: UUID | None, _limit: datetime) -> int:
    return session.scalars(select(func.count()).select_from(BallotCode).where(BallotCode.round_id == round_id)).one()


def erase_codes(_keeping: Keeping, session: Session, round_id: UUID | None, limit: datetime) -> int:
    """Delete a part of the hashes; how many codes there were in which state stays with the stratum."""
    if _locked(session, round_id, limit) is None:
        return 0
    part = select(BallotCode.code_hash).where(BallotCode.round_id == round_id).limit(rules.PART)
    gone = delete(BallotCode).where(BallotCode.code_hash.in_(part)).returning(BallotCode.stratum_id, BallotCode.state)
    counts: dict[UUID, Counter[str]] = {}
    for stratum_id, state in session.connection().execute(gone):
        counts.setdefault(stratum_id, Counter())[state.value] += 1
    for stratum_id, states in counts.items():
        stratum = session.get_one(RoundStratum, stratum_id)
        stratum.erased_codes = dict(Counter(stratum.erased_codes or {}) + states)
    return sum(states.total() for states in counts.values())


def due_sheets(session: Session, limit: datetime) -> tuple[Sequence[UUID], int]:
    """Rounds whose last version was published before `limit` and that have sheets; and how many of them lack sums."""
    has = exists().where(Sheet.round_id == Round.id)
    old = session.scalars(select(Round.id).where(_published_before(limit), has).order_by(Round.id)).all()
    ready = [round_id for round_id in old if recomputable(session, round_id)]
    return ready, len(old) - len(ready)


def count_sheets(session: Session, round_id: UUID | None, _limit: datetime) -> int:
    return session.scalars(select(func.count()).select_from(Sheet).where(Sheet.round_id == round_id)).one()


def erase_sheets(_keeping: Keeping, session: Session, round_id: UUID | None, limit: datetime) -> int:
    """Delete a part of the sheets, what screening named of them, and the counts by five minutes; tally and products stay."""
    row = _locked(session, round_id, limit)
    if row is None or not recomputable(session, row.id):
        return 0
    connection = session.connection()
    connection.execute(delete(BallotWindow).where(BallotWindow.round_id == row.id))
    part = select(Sheet.id).where(Sheet.round_id == row.id).limit(rules.PART)
    gone = connection.execute(delete(Sheet).where(Sheet.id.in_(part))).rowcount
    if gone:
        row.sheets_erased_at = clock.now(session)
    return gone


def recomputable(session: Session, round_id: UUID) -> bool:
    """Whether the sums that count are all there and those of the record: the tally, and the products of its outcomes."""
    tally = session.get(Tally, (round_id, TallyKind.FINAL)) or session.get(Tally, (round_id, TallyKind.ALL))
    if tally is None:
        return False
    wanted = [OutcomeName.RATE, *([OutcomeName.SCORE] if tally.score is not None else [])]
    complete = all(session.get(TallyProducts, (round_id, tally.kind, outcome)) is not None for outcome in wanted)
    return complete and not any(of_sums(session, round_id))


def _locked(session: Session, round_id: UUID | None, limit: datetime) -> Round | None:
    due = select(Round).where(Round.id == round_id, _published_before(limit)).with_for_update()
    return session.scalars(due).one_or_none()


def _published_before(limit: datetime) -> ColumnElement[bool]:
    """Published, and the last version before `limit`: a new version starts the time for objections again."""
    last: Any = (
        select(func.max(RoundProposal.done_at))
        .join(Snapshot, Snapshot.proposal_id == RoundProposal.id)
        .where(Snapshot.round_id == Round.id)
        .correlate(Round)
        .scalar_subquery()
    )
    return and_(Round.state == RoundState.PUBLISHED, last < limit)
