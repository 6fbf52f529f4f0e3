"""How many sheets were handed out and came back, by stratum; never what they say.

While a round is open every count is rounded down to a multiple of 5, for everybody, so that nobody can watch
a single person answer (security design, D12).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.ballots.models import BallotCode, Batch, BatchState, BatchStratum, CodeState
from backend.rounds.models import RoundStratum

STEP = 5
NONE: Counter[CodeState] = Counter()


@dataclass(frozen=True, slots=True)
class StratumCount:
    """`issued` codes, and paper sheets where a batch of one stratum says how many; sheets returned by `web` and on
    `paper` (all batches); `codes` alone. `shared`: paper was handed out for this and other strata together, so that
    `issued` is too small to divide by."""

    issued: int
    web: int
    paper: int
    codes: int = 0
    shared: bool = False

    @property
    def returned(self) -> int:
        return self.web + self.paper


def rounded_down(number: int, *, live: bool) -> int:
    """A count as it may be shown."""
    return number // STEP * STEP if live else number


def codes_by_state(session: Session, round_id: UUID) -> dict[UUID, Counter[CodeState]]:
    """How many codes each stratum has in each state, those included whose hashes retention has deleted."""
    codes: dict[UUID, Counter[CodeState]] = {}
    for stratum_id, state, count in session.execute(
        select(BallotCode.stratum_id, BallotCode.state, func.count())
        .where(BallotCode.round_id == round_id)
        .group_by(BallotCode.stratum_id, BallotCode.state)
    ):
        codes.setdefault(stratum_id, Counter())[state] = count
    erased = select(RoundStratum.id, RoundStratum.erased_codes).where(RoundStratum.round_id == round_id)
    for stratum_id, counts in session.execute(erased):
        if counts:
            gone = Counter({CodeState(state): count for state, count in counts.items()})
            codes[stratum_id] = codes.get(stratum_id, Counter()) + gone
    return codes


def count_by_stratum(session: Session, round_id: UUID) -> dict[UUID, StratumCount]:
    """Exact counts. For the closing and for `turnout_of`; what a person sees goes through `rounded_down`."""
    codes = codes_by_state(session, round_id)
    paper: Counter[UUID] = Counter()
    issued: Counter[UUID] = Counter()
    shared: set[UUID] = set()
    for strata in _deliveries(session, round_id):
        for stratum_id, sheets, handed_out in strata:
            paper[stratum_id] += sheets
            if handed_out is None:
                continue
            if len(strata) == 1:
                issued[stratum_id] += handed_out
            else:
                shared.add(stratum_id)
    return {
        stratum_id: StratumCount(
            issued=codes.get(stratum_id, NONE).total() + issued[stratum_id],
            web=codes.get(stratum_id, NONE)[CodeState.USED],
            paper=paper[stratum_id],
            codes=codes.get(stratum_id, NONE).total(),
            shared=stratum_id in shared,
        )
        for stratum_id in codes.keys() | paper.keys()
    }


def issued_together(session: Session, round_id: UUID) -> int:
    """Paper sheets handed out for several strata together: part of what was issued, of no stratum's own."""
    return sum(strata[0][2] or 0 for strata in _deliveries(session, round_id) if len(strata) > 1)


def _deliveries(session: Session, round_id: UUID) -> Iterable[list[tuple[UUID, int, int | None]]]:
    """For each loaded batch its strata: (stratum, sheets, paper sheets handed out, if anybody said so)."""
    rows = session.execute(
        select(Batch.id, BatchStratum.stratum_id, BatchStratum.sheets, Batch.issued)
        .join(BatchStratum, BatchStratum.batch_id == Batch.id)
        .where(Batch.round_id == round_id, Batch.state == BatchState.LOADED, BatchStratum.sheets > 0)
    )
    batches: dict[UUID, list[tuple[UUID, int, int | None]]] = {}
    for batch_id, stratum_id, sheets, issued in rows:
        batches.setdefault(batch_id, []).append((stratum_id, sheets, issued))
    return batches.values()
