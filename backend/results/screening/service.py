"""What the office reads about the screening of a round, and what it decides."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.audit.record import record, record_reading
from backend.ballots import service as ballots
from backend.core import clock
from backend.core.errors import Conflict, NotFound, Stale
from backend.core.etags import check_match
from backend.core.principal import Principal
from backend.core.text import Text
from backend.jobs.models import Job
from backend.jobs.service import enqueue
from backend.results.models import Tally, TallyKind
from backend.results.screening.jobs import RECOUNT_JOB, SCREEN_JOB
from backend.results.screening.models import Decision, Screening, ScreeningFlag
from backend.results.screening.recount import follow_decisions
from backend.results.screening.schemas import (
    DecisionIn,
    DecisionName,
    EffectOut,
    FlagOut,
    ScreeningOut,
    SeveralDecisionsIn,
)
from backend.results.screening.views import effect_out, flag_out, flags_out, screening_out
from backend.rounds.access import find_round
from backend.rounds.config import config_of
from backend.rounds.facts import RoundFacts
from backend.rounds.models import Round, RoundState
from backend.rounds.states import STATE_NAMES, WrongState

LARGE = 20_000
"""Sheets above which counting again is a job, since it takes a second."""
NAMED = 5
"""Flags that a refusal names."""


class NothingToExclude(Conflict):
    code = "nothing_to_exclude"
    title = Text("这条疑点不涉及具体的测评表，不能剔除", "The flag names no sheets, so none can be excluded")


class AlreadyScreened(Conflict):
    code = "already_screened"
    title = Text("本轮已经甄别过", "The round has been screened already")


def facts(session: Session, round_id: UUID) -> RoundFacts:
    """What the guards of a round must know of its ballots and of their screening."""
    found = ballots.facts(session, round_id)
    if session.get(Screening, round_id) is None:
        return found
    undecided = ScreeningFlag.decision == Decision.UNDECIDED
    behind = ScreeningFlag.counted_out != (ScreeningFlag.decision == Decision.EXCLUDED)
    row = session.execute(
        select(func.count(), func.count().filter(undecided), func.count().filter(behind)).where(
            ScreeningFlag.round_id == round_id
        )
    ).one()
    return replace(found, screened=True, flags=row[0], undecided=row[1], behind=row[2])


def _counted_round(session: Session, principal: Principal, round_id: UUID, *, lock: bool = False) -> Round:
    """A visible round that has a tally. Raises NotFound for any other."""
    row = find_round(session, principal, round_id, lock=lock)
    if session.get(Tally, (round_id, TallyKind.ALL)) is None:
        raise NotFound
    return row


def _refuse_unless_tallied(row: Round) -> None:
    if row.state is not RoundState.TALLIED:
        state = STATE_NAMES[row.state]
        raise WrongState(Text(f"本轮{state.zh}，不能再甄别", f"The round is {state.en}: screening is over"))


def _note_reading(session: Session, principal: Principal, row: Round) -> None:
    """Flags and effects tell figures, too."""
    if row.state is not RoundState.PUBLISHED:
        record_reading(session, principal, "result.read", "round", row.id)


def screening(session: Session, principal: Principal, round_id: UUID) -> ScreeningOut:
    """The flags of a counted round. Raises NotFound."""
    row = _counted_round(session, principal, round_id)
    flags = session.scalars(
        select(ScreeningFlag).where(ScreeningFlag.round_id == round_id).order_by(ScreeningFlag.number)
    ).all()
    _note_reading(session, principal, row)
    return screening_out(session, row, session.get(Screening, round_id), flags)


def start(session: Session, principal: Principal, round_id: UUID) -> Job:
    """Have a round screened that was counted before screening existed, or whose screening failed.

    Raises NotFound, WrongState, AlreadyScreened.
    """
    row = _counted_round(session, principal, round_id, lock=True)
    _refuse_unless_tallied(row)
    if session.get(Screening, round_id) is not None:
        raise AlreadyScreened
    job = enqueue(session, SCREEN_JOB, {"round_id": str(round_id)}, principal.user_id)
    record(session, principal, "screening.start", "round", row.id, job_id=str(job.id))
    return job


def decide(
    session: Session, principal: Principal, round_id: UUID, flag_id: UUID, body: DecisionIn, if_match: str | None
) -> tuple[ScreeningFlag, FlagOut]:
    """Keep the sheets of a flag, or exclude them; may be changed until the round is frozen.

    Nothing is deleted: excluded sheets stay stored and are left out of the final tally, at once or, of a large round, by
    a job. Raises NotFound, WrongState, Stale, NothingToExclude.
    """
    row, (flag,) = _lock(session, principal, round_id, [flag_id])
    check_match(if_match, flag)
    _decide(session, principal, flag, body.decision, body.reason)
    if flag.counted_out != (flag.decision is Decision.EXCLUDED):
        _count_again(session, principal, row)
    return flag, flag_out(session, config_of(session, row), flag)


def decide_several(session: Session, principal: Principal, round_id: UUID, body: SeveralDecisionsIn) -> list[FlagOut]:
    """Keep the sheets of flags that nobody has decided, all or none; the answer is in the order of their numbers.

    Raises NotFound, WrongState, and Stale when one of them was decided meanwhile. Sheets of undecided flags are
    counted already, so nothing is counted again.
    """
    versions = {one.id: one.version for one in body.flags}
    row, flags = _lock(session, principal, round_id, versions)
    changed = [
        flag.number for flag in flags if flag.version != versions[flag.id] or flag.decision is not Decision.UNDECIDED
    ]
    if changed:
        raise Stale(_changed(changed))
    for flag in flags:
        _decide(session, principal, flag, body.decision, body.reason)
    return flags_out(session, config_of(session, row), flags)


def _changed(numbers: Sequence[int]) -> Text:
    zh, en = "、".join(map(str, numbers[:NAMED])), ", ".join(map(str, numbers[:NAMED]))
    if len(numbers) > NAMED:
        zh, en = f"{zh} 等 {len(numbers)} 条", f"{en} and {len(numbers) - NAMED} more"
    else:
        zh += " "
    return Text(f"疑点 {zh}已有新的决定，本次未作任何决定", f"Decided meanwhile: flag {en}. Nothing was decided now")


def _lock(
    session: Session, principal: Principal, round_id: UUID, flag_ids: Collection[UUID]
) -> tuple[Round, Sequence[ScreeningFlag]]:
    """The round and these of its flags, by number, locked to be decided. Raises NotFound, WrongState."""
    row = _counted_round(session, principal, round_id, lock=True)
    mine = select(ScreeningFlag).where(ScreeningFlag.round_id == round_id, ScreeningFlag.id.in_(flag_ids))
    flags = session.scalars(mine.order_by(ScreeningFlag.number).with_for_update()).all()
    if len(flags) < len(flag_ids):
        raise NotFound
    _refuse_unless_tallied(row)
    return row, flags


def _decide(session: Session, principal: Principal, flag: ScreeningFlag, decision: DecisionName, reason: str) -> None:
    """Set the decision. Its reason stays at the flag; the record has a digest of it, since it takes no free text."""
    if decision is DecisionName.EXCLUDED and not flag.sheets:
        raise NothingToExclude
    now = clock.now(session)
    if flag.decision is not Decision.UNDECIDED and flag.decided_at is not None:
        before = {
            "decision": flag.decision.value,
            "reason": flag.reason,
            "decided_by": str(flag.decided_by),
            "decided_at": flag.decided_at.isoformat(),
        }
        flag.earlier = [*flag.earlier, before]
    flag.decision = Decision(decision.value)
    flag.reason, flag.decided_by, flag.decided_at = reason, principal.user_id, now
    flag.version += 1
    session.flush()
    record(
        session,
        principal,
        "screening.decide",
        "screening_flag",
        flag.id,
        round_id=str(flag.round_id),
        kind=flag.kind.value,
        number=flag.number,
        sheets=flag.sheets,
        decision=flag.decision.value,
        reason_sha256=hashlib.sha256(reason.encode()).hexdigest(),
    )


def _count_again(session: Session, principal: Principal, row: Round) -> None:
    found = session.get_one(Screening, row.id)
    if found.sheets > LARGE:
        enqueue(session, RECOUNT_JOB, {"round_id": str(row.id)}, principal.user_id)
    else:
        follow_decisions(session, row.id)


def effect(session: Session, principal: Principal, round_id: UUID) -> EffectOut:
    """Results with and without. Raises NotFound before the round was screened."""
    row = _counted_round(session, principal, round_id)
    if session.get(Screening, round_id) is None:
        raise NotFound
    _note_reading(session, principal, row)
    return effect_out(session, row)
