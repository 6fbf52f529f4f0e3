"""Changes of the register by hand."""

from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.core.errors import Conflict, FieldProblem, InvalidInput, NotFound
from backend.core.ids import new_id
from backend.core.principal import Principal
from backend.core.text import Text
from backend.units.access import get_unit
from backend.units.models import Unit, UnitSequence
from backend.units.rules import Entry, Register
from backend.units.schemas import CloseIn, SequenceEdit, SequenceIn, UnitEdit, UnitIn

SEQUENCE_PRESETS = ("党群部门", "政府部门", "执法部门", "垂直管理单位", "公共服务企业", "镇街")


class AlreadyClosed(Conflict):
    code = "unit_closed"
    title = Text("这个单位已经停用", "The unit is closed already")


def lock_register(session: Session) -> None:
    """Let one transaction at a time change the register: its rules span rows. Readers are not held up."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE unit IN SHARE ROW EXCLUSIVE MODE"))


def load_entries(session: Session) -> dict[UUID, Entry]:
    """The register as the rules see it."""
    columns = (Unit.id, Unit.code, Unit.name, Unit.parent_id, Unit.active_from, Unit.active_to, Unit.successor_id)
    return {row.id: Entry(*row) for row in session.execute(select(*columns))}


def entry_of(unit: Unit) -> Entry:
    return Entry(unit.id, unit.code, unit.name, unit.parent_id, unit.active_from, unit.active_to, unit.successor_id)


def get_unit_to_change(session: Session, principal: Principal, unit_id: UUID) -> Unit:
    """One visible unit, with the register locked. Raises NotFound."""
    lock_register(session)
    return get_unit(session, principal, unit_id)


def create_unit(session: Session, principal: Principal, body: UnitIn) -> Unit:
    """Add a unit. Raises InvalidInput or Conflict, at the field."""
    lock_register(session)
    unit = Unit(
        id=new_id(), sequence=_sequence_of(session, body.sequence_id), **body.model_dump(exclude={"sequence_id"})
    )
    _check(session, unit)
    session.add(unit)
    session.flush()
    record(session, principal, "unit.create", "unit", unit.id, code=unit.code)
    return unit


def edit_unit(session: Session, principal: Principal, unit: Unit, body: UnitEdit) -> None:
    """Change what the body names. Raises InvalidInput or Conflict, at the field."""
    changes = {name: value for name, value in _given(body).items() if getattr(unit, name) != value}
    if unit.active_to is None and changes.keys() & {"active_to", "successor_id"}:
        problem = Text("在用单位请通过“停用”办理", "An active unit is closed by the action for it")
        raise InvalidInput(errors=[FieldProblem("/active_to", "not_closed", problem)])
    if not changes:
        return
    fields = sorted(changes)
    if "sequence_id" in changes:
        unit.sequence = _sequence_of(session, changes.pop("sequence_id"))
    if "active_to" in changes and changes["active_to"] is None:
        changes["successor_id"] = None
    before = entry_of(unit)
    with session.no_autoflush:
        for name, value in changes.items():
            setattr(unit, name, value)
        _check(session, unit, before)
    unit.version += 1
    session.flush()
    record(session, principal, "unit.edit", "unit", unit.id, fields=fields)


def close_unit(session: Session, principal: Principal, unit: Unit, body: CloseIn) -> None:
    """Set the unit's last day. Raises AlreadyClosed, InvalidInput, Conflict."""
    if unit.active_to is not None:
        raise AlreadyClosed
    before = entry_of(unit)
    with session.no_autoflush:
        unit.active_to, unit.successor_id = body.active_to, body.successor_id
        _check(session, unit, before)
    unit.version += 1
    session.flush()
    successor = str(body.successor_id) if body.successor_id else None
    record(
        session,
        principal,
        "unit.close",
        "unit",
        unit.id,
        active_to=body.active_to.isoformat(),
        successor_id=successor,
    )


def _given(body: UnitEdit | SequenceEdit) -> dict[str, Any]:
    return body.model_dump(exclude_unset=True)


def _check(session: Session, unit: Unit, before: Entry | None = None) -> None:
    """Refuse a change that breaks a rule of the register."""
    entry = entry_of(unit)
    with session.no_autoflush:
        entries = load_entries(session)
    problems = Register((entries | {entry.id: entry}).values()).problems(entry, before)
    if not problems:
        return
    errors = [FieldProblem(f"/{problem.field}", problem.code, problem.message) for problem in problems]
    if any(problem.conflict for problem in problems):
        raise Conflict(problems[0].message, errors=errors)
    raise InvalidInput(errors=errors)


def _sequence_of(session: Session, sequence_id: UUID) -> UnitSequence:
    sequence = session.get(UnitSequence, sequence_id)
    if sequence is None:
        problem = Text("没有这个序列", "There is no such sequence")
        raise InvalidInput(errors=[FieldProblem("/sequence_id", "sequence_unknown", problem)])
    return sequence


def get_sequence(session: Session, sequence_id: UUID, *, lock: bool = False) -> UnitSequence:
    """One sequence. Raises NotFound."""
    statement = select(UnitSequence).where(UnitSequence.id == sequence_id)
    sequence = session.scalars(statement.with_for_update() if lock else statement).one_or_none()
    if sequence is None:
        raise NotFound
    return sequence


def create_sequence(session: Session, principal: Principal, body: SequenceIn) -> UnitSequence:
    """Add a sequence. Raises Conflict for a name that is taken."""
    _check_sequence_name(session, body.name)
    sequence = UnitSequence(name=body.name, position=body.position)
    session.add(sequence)
    session.flush()
    record(session, principal, "sequence.create", "unit_sequence", sequence.id)
    return sequence


def edit_sequence(session: Session, principal: Principal, sequence: UnitSequence, body: SequenceEdit) -> None:
    """Rename or move a sequence; rounds keep the name they were opened with."""
    changes = {name: value for name, value in _given(body).items() if getattr(sequence, name) != value}
    if not changes:
        return
    if "name" in changes:
        _check_sequence_name(session, changes["name"])
    for name, value in changes.items():
        setattr(sequence, name, value)
    sequence.version += 1
    session.flush()
    record(session, principal, "sequence.edit", "unit_sequence", sequence.id, fields=sorted(changes))


def seed_sequences(session: Session) -> None:
    """Add the preset sequences to an installation that has none."""
    if session.scalars(select(UnitSequence.id).limit(1)).first() is None:
        session.add_all(UnitSequence(name=name, position=position) for position, name in enumerate(SEQUENCE_PRESETS, 1))
        session.flush()


def _check_sequence_name(session: Session, name: str) -> None:
    if session.scalars(select(UnitSequence.id).where(UnitSequence.name == name)).first() is not None:
        problem = Text("已有同名的序列", "Another sequence has this name")
        raise Conflict(problem, errors=[FieldProblem("/name", "name_taken", problem)])
