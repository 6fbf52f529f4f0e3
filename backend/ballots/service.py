"""What the office sees of codes and turnout."""

from collections.abc import Sequence
from fractions import Fraction
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.ballots.models import Batch, BatchState, CodeState
from backend.ballots.schemas import CodeCount, CodeCounts, StratumTurnout, TurnoutOut
from backend.ballots.turnout import NONE, StratumCount, codes_by_state, count_by_stratum, issued_together, rounded_down
from backend.rounds.facts import RoundFacts
from backend.rounds.models import Round, RoundState, RoundStratum
from backend.rounds.sections import SMALL_STRATUM
from backend.rounds.shares import shown_shares
from backend.stats import Turnout, TurnoutFlag, percent


def facts(session: Session, round_id: UUID) -> RoundFacts:
    """What the guards of a round must know of its ballots."""
    counts = count_by_stratum(session, round_id)
    open_ = session.scalar(select(Round.state).where(Round.id == round_id)) is RoundState.OPEN
    loading = session.scalar(select(func.count()).where(Batch.round_id == round_id, Batch.state == BatchState.LOADING))
    return RoundFacts(
        codes_by_stratum={stratum_id: count.codes for stratum_id, count in counts.items() if count.codes},
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
    counts = codes_by_state(session, round_.id)
    live = round_.state is RoundState.OPEN
    strata = strata_of(session, round_.id)
    issued = [counts.get(stratum.id, NONE).total() for stratum in strata]
    hidden = too_small_to_show(issued) if live else set()
    return CodeCounts(
        items=[
            CodeCount(
                stratum_id=stratum.id,
                name=stratum.name,
                planned=stratum.planned_codes,
                issued=issued[place],
                used=None if place in hidden else rounded_down(counts.get(stratum.id, NONE)[CodeState.USED], live=live),
            )
            for place, stratum in enumerate(strata)
        ]
    )


def turnout(session: Session, round_: Round) -> TurnoutOut:
    """回收情况 by stratum and in all; live counts are rounded down, and their total is of the rounded ones."""
    live = round_.state is RoundState.OPEN
    counts = count_by_stratum(session, round_.id)
    strata = strata_of(session, round_.id)
    exact = [counts.get(stratum.id, StratumCount(0, 0, 0)) for stratum in strata]
    hidden = too_small_to_show([count.issued for count in exact]) if live else set()
    rows = [
        _stratum_turnout(stratum, share, count, live=live, hidden=place in hidden)
        for place, (stratum, share, count) in enumerate(
            zip(strata, shown_shares([s.weight for s in strata]), exact, strict=True)
        )
    ]
    together = [exact[place] for place in hidden]
    web = sum(row.web or 0 for row in rows) + rounded_down(sum(count.web for count in together), live=live)
    paper = sum(row.paper or 0 for row in rows) + rounded_down(sum(count.paper for count in together), live=live)
    undivided = issued_together(session, round_.id)
    issued = sum(row.issued for row in rows) + undivided
    return TurnoutOut(
        live=live,
        issued=issued,
        issued_together=undivided,
        web=web,
        paper=paper,
        returned=web + paper,
        rate=percent(web + paper, issued, 1),
        strata=rows,
    )


def _stratum_turnout(
    stratum: RoundStratum, share: str, exact: StratumCount, *, live: bool, hidden: bool
) -> StratumTurnout:
    web, paper = rounded_down(exact.web, live=live), rounded_down(exact.paper, live=live)
    shown = Turnout(issued=exact.issued, returned=web + paper, valid=web + paper)
    no_rate = hidden or exact.shared
    flags = set() if no_rate else set(shown.flags(Fraction(1, 2)))
    return StratumTurnout(
        stratum_id=stratum.id,
        name=stratum.name,
        share=share,
        issued=exact.issued,
        web=None if hidden else web,
        paper=None if hidden else paper,
        returned=None if hidden else web + paper,
        rate=None if no_rate else shown.return_rate.percent(1),
        low=TurnoutFlag.LOW_RETURN in flags,
        over=exact.issued > 0 and TurnoutFlag.RETURNED_EXCEEDS_ISSUED in flags,
    )


def too_small_to_show(issued: Sequence[int]) -> set[int]:
    """Positions of the strata that an open round counts only in the total (security design, 3A.1).

    Those with fewer than 20 codes or sheets handed out; a single one would follow from the total, so the next
    smallest goes with it.
    """
    small = {place for place, count in enumerate(issued) if 0 < count < SMALL_STRATUM}
    if len(small) == 1 and len(issued) > 1:
        others = (place for place in range(len(issued)) if place not in small and issued[place])
        small |= set(sorted(others, key=lambda place: issued[place])[:1])
    return small
