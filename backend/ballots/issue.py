"""Issuing codes: made in memory, stored as hashes, handed out once in a download."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.ballots.codes import code_hash, new_code
from backend.ballots.models import BallotCode, CodeState
from backend.ballots.service import facts
from backend.core.errors import Conflict, FieldProblem, InvalidInput
from backend.core.principal import Principal
from backend.core.text import Text
from backend.rounds.models import Collection, Round, RoundState, RoundStratum
from backend.rounds.opening import follow_draft
from backend.rounds.sections import SMALL_STRATUM


@dataclass(frozen=True, slots=True)
class FreshCodes:
    """Codes of one stratum that nobody knows yet, and their hashes in order."""

    codes: list[str]
    hashes: list[bytes]


@dataclass(frozen=True, slots=True)
class IssuedCodes:
    """The codes of one stratum, in no order that means anything."""

    stratum: RoundStratum
    codes: Sequence[str]


class CodesFixed(Conflict):
    code = "codes_fixed"
    title = Text("开始评议后不能再发放或作废评议码", "Codes can neither be issued nor withdrawn after opening")


class NoCodesHere(Conflict):
    code = "round_without_codes"
    title = Text("本轮只用纸质表或导入，不发放评议码", "This round collects on paper only and has no codes")


def make_codes(count: int) -> list[str]:
    """Fresh codes, shuffled."""
    codes = list({new_code() for _ in range(count)})
    while len(codes) < count:
        codes.append(new_code())
    secrets.SystemRandom().shuffle(codes)
    return codes


def make_for(counts: Mapping[UUID, int], pepper: bytes) -> dict[UUID, FreshCodes]:
    """Fresh codes by stratum with what will be stored of them: the slow part, before anything is locked."""
    fresh = {}
    for stratum_id, count in counts.items():
        codes = make_codes(count)
        fresh[stratum_id] = FreshCodes(codes, sorted(code_hash(pepper, code) for code in codes))
    return fresh


def store_codes(
    session: Session, principal: Principal, round_: Round, made: Mapping[UUID, FreshCodes]
) -> list[IssuedCodes]:
    """Store the hashes of `made` for a locked draft round. The caller hands out the codes."""
    refuse_unless_draft(round_)
    strata = {
        stratum.id: stratum
        for stratum in session.scalars(
            select(RoundStratum).where(RoundStratum.round_id == round_.id).order_by(RoundStratum.position)
        )
    }
    unknown = [position for position, stratum_id in enumerate(made) if stratum_id not in strata]
    if unknown:
        text = Text("本轮没有这个层次", "This round has no such stratum")
        raise InvalidInput(errors=[FieldProblem(f"/items/{p}/stratum_id", "unknown", text) for p in unknown])
    totals = [(strata[id_], len(fresh.codes) + _count(session, id_)) for id_, fresh in made.items()]
    _refuse_small(round_, totals)
    _refuse_unplanned(totals)
    issued = []
    for stratum_id, fresh in made.items():
        stratum = strata[stratum_id]
        same = {"round_id": round_.id, "stratum_id": stratum_id, "state": CodeState.ISSUED}
        # By the connection, past the session: a third of the time under the turn to write.
        rows = [{"code_hash": value, **same} for value in fresh.hashes]
        session.connection().execute(insert(BallotCode), rows)
        record(
            session,
            principal,
            "code.issue",
            "round",
            round_.id,
            stratum=stratum.code,
            count=len(fresh.codes),
            commitment=hashlib.sha256(b"".join(fresh.hashes)).hexdigest(),
            commitment_of_all=codes_digest(session, round_.id, stratum_id),
        )
        issued.append(IssuedCodes(stratum, fresh.codes))
    round_.version += 1
    follow_draft(session, round_, facts)
    return issued


def withdraw_codes(session: Session, principal: Principal, round_: Round, stratum_id: UUID) -> int:
    """Forget all codes of a stratum of a locked draft round, so that new ones can be issued."""
    refuse_unless_draft(round_)
    count = _count(session, stratum_id)
    session.execute(delete(BallotCode).where(BallotCode.round_id == round_.id, BallotCode.stratum_id == stratum_id))
    round_.version += 1
    follow_draft(session, round_, facts)
    record(session, principal, "code.withdraw", "round", round_.id, stratum=str(stratum_id), count=count)
    return count


def refuse_unless_draft(round_: Round) -> None:
    """The number of codes is part of the method, which is fixed at opening."""
    if round_.state is not RoundState.DRAFT:
        raise CodesFixed
    if round_.collection is not Collection.CODED:
        raise NoCodesHere


def _count(session: Session, stratum_id: UUID) -> int:
    return session.scalars(
        select(func.count()).select_from(BallotCode).where(BallotCode.stratum_id == stratum_id)
    ).one()


def _refuse_small(round_: Round, totals: Sequence[tuple[RoundStratum, int]]) -> None:
    """`totals`: strata in the order asked for, with the codes that each would have."""
    problems = [
        FieldProblem(
            f"/items/{position}/count",
            "stratum_too_small",
            Text(
                f"“{stratum.name}”只有 {total} 个评议码，少于 {SMALL_STRATUM} 个，容易被猜出是谁；"
                "如确需如此，请先在设置中允许小层次",
                f"“{stratum.name}” would have {total} codes; fewer than {SMALL_STRATUM} identify people. "
                "Allow small strata in the setup if this is meant",
            ),
        )
        for position, (stratum, total) in enumerate(totals)
        if total < SMALL_STRATUM and not round_.allow_small_strata
    ]
    if problems:
        raise InvalidInput(errors=problems)


def _refuse_unplanned(totals: Sequence[tuple[RoundStratum, int]]) -> None:
    """More codes than planned are spare ballots; a plan of 0 means that nobody planned."""
    problems = [
        FieldProblem(
            f"/items/{position}/count",
            "more_than_planned",
            Text(
                f"“{stratum.name}”计划 {stratum.planned_codes} 个，这样会有 {total} 个；如确需增加，请先在设置中修改计划数",
                f"“{stratum.name}” is planned with {stratum.planned_codes} codes and would have {total}. "
                "Change the plan in the setup first if this is meant",
            ),
        )
        for position, (stratum, total) in enumerate(totals)
        if 0 < stratum.planned_codes < total
    ]
    if problems:
        raise InvalidInput(errors=problems)


def codes_digest(session: Session, round_id: UUID, stratum_id: UUID) -> str:
    """SHA-256 of the sorted hashes of all codes of a stratum, used or not: what is committed to in the record."""
    mine = select(BallotCode.code_hash).where(BallotCode.round_id == round_id, BallotCode.stratum_id == stratum_id)
    digest = hashlib.sha256()
    for value in session.scalars(mine.order_by(BallotCode.code_hash)):
        digest.update(value)
    return digest.hexdigest()
