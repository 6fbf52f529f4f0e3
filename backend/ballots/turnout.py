"""How many sheets were handed out and came back, by stratum; never what they say.

While a round is open every count is rounded down to a multiple of 5, for everybody, so that nobody can watch
a single person answer (security design, D12).
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.ballots.models import BallotCode, Batch, BatchState, BatchStratum, CodeState

STEP = 5


@dataclass(frozen=True, slots=True)
class StratumCount:
    """`issued` codes and paper sheets, sheets returned by `web` and on `paper` (all batches)."""

    issued: int
    web: int
    paper: int

    @property
    def returned(self) -> int:
        return self.web + self.paper


def rounded_down(number: int, *, live: bool) -> int:
    """A count as it may be shown."""
    return number // STEP * STEP if live else number


def count_by_stratum(session: Session, round_id: UUID) -> dict[UUID, StratumCount]:
    """Exact counts. For the closing and for `turnout_of`; what a person sees goes through `rounded_down`."""
    codes: dict[UUID, dict[CodeState, int]] = {}
    for stratum_id, state, count in session.execute(
        select(BallotCode.stratum_id, BallotCode.state, func.count())
        .where(BallotCode.round_id == round_id)
        .group_by(BallotCode.stratum_id, BallotCode.state)
    ):
        codes.setdefault(stratum_id, {})[state] = count
    sheets = session.execute(
        select(BatchStratum.stratum_id, func.sum(BatchStratum.sheets))
        .join(Batch, Batch.id == BatchStratum.batch_id)
        .where(Batch.round_id == round_id, Batch.state == BatchState.LOADED)
        .group_by(BatchStratum.stratum_id)
    )
    paper = {stratum_id: int(count) for stratum_id, count in sheets}
    return {
        stratum_id: StratumCount(
            issued=sum(codes.get(stratum_id, {}).values()),
            web=codes.get(stratum_id, {}).get(CodeState.USED, 0),
            paper=paper.get(stratum_id, 0),
        )
        for stratum_id in codes.keys() | paper.keys()
    }
