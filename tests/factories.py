"""Short functions that put a round straight into the tables, for tests that are not about configuring one."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlalchemy.orm import Session

from backend.auth.policy import Role
from backend.ballots.codes import code_hash, new_code
from backend.ballots.models import BallotCode, CodeState
from backend.calendar.engine import Unit as TimeUnit
from backend.core.principal import Principal
from backend.oversight.models import ServiceMatter
from backend.rounds.facts import RoundFacts
from backend.rounds.guards import method_now, situation_of
from backend.rounds.models import (
    Collection,
    Round,
    RoundCriterion,
    RoundOption,
    RoundState,
    RoundStratum,
    RoundUnit,
)
from backend.rounds.opening import propose_opening
from backend.rounds.proposals import decide
from backend.units.models import Unit, UnitSequence

# 满意 基本满意 不满意 不了解
THREE_LEVELS = (
    ("满意", Decimal(100), True, True),
    ("基本满意", Decimal(80), True, True),
    ("不满意", Decimal(30), False, True),
    ("不了解", None, False, False),
)


def make_units(session: Session, count: int) -> list[Unit]:
    """Units U01, U02 ... of one sequence."""
    sequence = UnitSequence(name="政府部门", position=1)
    session.add(sequence)
    session.flush()
    units = [
        Unit(
            code=f"U{number:02}",
            name=f"测试单位{number:02}",
            short_name=f"单位{number:02}",
            sequence_id=sequence.id,
            active_from=date(2020, 1, 1),
        )
        for number in range(1, count + 1)
    ]
    session.add_all(units)
    session.flush()
    return units


def matter_of(unit_id: UUID) -> ServiceMatter:
    """The matter A-1 of a unit: five working days promised, twenty by law."""
    return ServiceMatter(
        unit_id=unit_id,
        code="A-1",
        name="办证",
        on_site=False,
        in_centre=True,
        fee=False,
        promised_limit=5,
        promised_time_unit=TimeUnit.WORKING_DAY,
        legal_limit=20,
        legal_time_unit=TimeUnit.WORKING_DAY,
    )


def make_round(
    session: Session,
    units: Sequence[Unit],
    *,
    strata: Sequence[tuple[str, Decimal]] = (("A", Decimal(1)),),
    criteria: int = 1,
    options: Sequence[tuple[str, Decimal | None, bool, bool]] = THREE_LEVELS,
    state: RoundState = RoundState.OPEN,
    collection: Collection = Collection.CODED,
    number: int = 1,
) -> Round:
    """A round over `units`, by default open."""
    now = datetime.now(UTC)
    draft = state is RoundState.DRAFT
    row = Round(
        year=2026,
        number=number,
        title=f"测试轮次{number}",
        state=state,
        collection=collection,
        method_digest=None if draft else "0" * 64,
        method=None if draft else {},
        opened_at=None if draft else now,
        closed_at=None if state in (RoundState.DRAFT, RoundState.OPEN) else now,
    )
    session.add(row)
    session.flush()
    for position, unit in enumerate(units):
        session.add(
            RoundUnit(
                round_id=row.id,
                unit_id=unit.id,
                position=position,
                code=unit.code,
                name=unit.name,
                short_name=unit.short_name or unit.name,
                sequence_name="政府部门",
            )
        )
    for position in range(criteria):
        session.add(
            RoundCriterion(
                round_id=row.id,
                position=position,
                code=f"C{position + 1}",
                name=f"指标{position + 1}",
                weight=Decimal(1),
            )
        )
    for option, (label, points, satisfied, valid) in enumerate(options, start=1):
        session.add(
            RoundOption(round_id=row.id, number=option, label=label, points=points, satisfied=satisfied, valid=valid)
        )
    for position, (code, weight) in enumerate(strata):
        session.add(
            RoundStratum(
                round_id=row.id, position=position, code=code, name=f"层次{code}", weight=weight, planned_codes=0
            )
        )
    session.flush()
    return row


def agree_opening(session: Session, row: Round, known: RoundFacts) -> None:
    """Two people agree that a draft with these codes is opened as it is."""
    office, lead = (
        Principal(uuid4(), uuid4(), role.value, role.value, frozenset({role}))
        for role in (Role.OFFICE, Role.LEAD_SUPERVISOR)
    )
    propose_opening(session, office, row.id, lambda *_: known)
    decide(session, lead, row, method_now(situation_of(session, row, known)), "", confirmed=True)


def make_codes(session: Session, row: Round, stratum: RoundStratum, count: int, pepper: bytes) -> list[str]:
    """Issued codes of a stratum, straight into the table."""
    codes = [new_code() for _ in range(count)]
    session.execute(
        insert(BallotCode),
        [
            {
                "code_hash": code_hash(pepper, code),
                "round_id": row.id,
                "stratum_id": stratum.id,
                "state": CodeState.ISSUED,
            }
            for code in codes
        ],
    )
    return codes
