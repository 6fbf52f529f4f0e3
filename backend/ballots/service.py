"""What the office sees of codes and turnout."""

from fractions import Fraction
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.ballots.models import BallotCode, Batch, BatchState, CodeState
from backend.ballots.schemas import CodeCount, CodeCounts, StratumTurnout, TurnoutOut
from backend.ballots.turnout import StratumCount, count_by_stratum, rounded_down
from backend.rounds.facts import RoundFacts
from backend.rounds.models import Round, RoundState, RoundStratum
from backend.rounds.shares import shown_shares
from backend.stats import Turnout, TurnoutFlag, percent


def facts(session: Session, round_id: UUID) -> RoundFacts:
    """What the guards of a round must know of its ballots."""
    counts = count_by_stratum(session, round_id)
    open_ = session.scalar(select(Round.state).where(Round.id == round_id)) is RoundState.OPEN
    codes = session.execute(
        select(BallotCode.stratum_id, func.count())
        .where(BallotCode.round_id == round_id)
        .group_by(BallotCode.stratum_id)
    )
    loading = session.scalar(select(func.count()).where(Batch.round_id == round_id, Batch.state == BatchState.LOADING))
    return RoundFacts(
        codes_by_stratum={row[0]: row[1] for row in codes},
        sheets=sum(count.returned for count in counts.values()),
        shown_sheets=sum(
            rounded_down(count.web, live=open_) + rounded_down(count.paper, live=open_) for count in counts.values()
        ),
        loading=loading or 0,
    )


def strata_of(session: Session, round_id: UUID) -> list[RoundStratum]:
    """The strata of a round in their order."""
    return list(
        session.scalars(select(RoundStratum).where(RoundStratum.round_id == round_id).order_by(RoundStratum.position))
    )


def code_counts(session: Session, round_: Round) -> CodeCounts:
    """Codes by stratum. `used` is rounded down while the round is open."""
    counts: dict[UUID, dict[CodeState, int]] = {}
    for stratum_id, state, count in session.execute(
        select(BallotCode.stratum_id, BallotCode.state, func.count())
        .where(BallotCode.round_id == round_.id)
        .group_by(BallotCode.stratum_id, BallotCode.state)
    ):
        counts.setdefault(stratum_id, {})[state] = count
    live = round_.state is RoundState.OPEN
    return CodeCounts(
        items=[
            CodeCount(
                stratum_id=stratum.id,
                name=stratum.name,
                planned=stratum.planned_codes,
                issued=sum(counts.get(stratum.id, {}).values()),
                used=rounded_down(counts.get(stratum.id, {}).get(CodeState.USED, 0), live=live),
            )
            for stratum in strata_of(session, round_.id)
        ]
    )


def turnout(session: Session, round_: Round) -> TurnoutOut:
    """回收情况 by stratum and in all; live counts are rounded down, and their total is of the rounded ones."""
    live = round_.state is RoundState.OPEN
    counts = count_by_stratum(session, round_.id)
    strata = strata_of(session, round_.id)
    rows = []
    for stratum, share in zip(strata, shown_shares([s.weight for s in strata]), strict=True):
        exact = counts.get(stratum.id, StratumCount(0, 0, 0))
        web, paper = rounded_down(exact.web, live=live), rounded_down(exact.paper, live=live)
        shown = Turnout(issued=exact.issued, returned=web + paper, valid=web + paper)
        rows.append(
            StratumTurnout(
                stratum_id=stratum.id,
                name=stratum.name,
                share=share,
                issued=exact.issued,
                web=web,
                paper=paper,
                returned=web + paper,
                rate=shown.return_rate.percent(1),
                low=TurnoutFlag.LOW_RETURN in shown.flags(Fraction(1, 2)),
            )
        )
    issued, returned = sum(row.issued for row in rows), sum(row.returned for row in rows)
    return TurnoutOut(live=live, issued=issued, returned=returned, rate=percent(returned, issued, 1), strata=rows)
