"""The roll of a round and the register it comes from."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.errors import FieldProblem
from backend.core.text import Text
from backend.rounds.config import RollUnit, config_of
from backend.rounds.models import Round, RoundUnit
from backend.rounds.sections import RollIn, RollUnitIn, refuse
from backend.units.models import Unit, UnitSequence

_CHUNK = 500


def active_on(day: date) -> ColumnElement[bool]:
    """The condition that a unit exists on `day`; `active_to` is its last day."""
    begun = or_(Unit.active_from.is_(None), Unit.active_from <= day)
    return begun & or_(Unit.active_to.is_(None), Unit.active_to >= day)


def all_active(session: Session) -> RollIn:
    """A roll of all units of the register without their sections, in the order of sequence and code."""
    statement = (
        select(Unit.id)
        .join(UnitSequence, UnitSequence.id == Unit.sequence_id)
        .where(active_on(_today(session)), Unit.parent_id.is_(None))
        .order_by(UnitSequence.position, UnitSequence.name, Unit.code)
    )
    return RollIn(units=[RollUnitIn(unit_id=unit_id) for unit_id in session.scalars(statement)])


def write_roll(session: Session, row: Round, roll: RollIn) -> None:
    """Replace the roll of a locked draft. Raises InvalidInput naming each row that cannot stand."""
    found = _register(session, [entry.unit_id for entry in roll.units])
    refuse(_problems(roll, found, _today(session)))
    session.execute(delete(RoundUnit).where(RoundUnit.round_id == row.id))
    for position, entry in enumerate(roll.units):
        unit, sequence_name = found[entry.unit_id]
        session.add(
            RoundUnit(
                round_id=row.id,
                unit_id=unit.id,
                position=position,
                code=unit.code,
                name=unit.name,
                short_name=unit.short_name or unit.name,
                sequence_name=sequence_name,
                duties=unit.duties,
                key=entry.key,
                pilot=entry.pilot,
                team=entry.team,
            )
        )
    session.flush()


def freeze_roll(session: Session, round_id: UUID, units: Sequence[RollUnit]) -> None:
    """Write the texts that a draft's roll reads now into its rows, for good."""
    texts = {unit.unit_id: unit for unit in units}
    for entry in session.scalars(select(RoundUnit).where(RoundUnit.round_id == round_id)):
        unit = texts[entry.unit_id]
        entry.code, entry.name, entry.short_name = unit.code, unit.name, unit.short_name
        entry.sequence_name, entry.duties = unit.sequence_name, unit.duties
    session.flush()


def closed_units(session: Session, round_id: UUID) -> Sequence[tuple[UUID, str]]:
    """Units on the roll that are not active today: id and name, in roll order."""
    statement = (
        select(Unit.id, Unit.name)
        .join(RoundUnit, RoundUnit.unit_id == Unit.id)
        .where(RoundUnit.round_id == round_id, ~active_on(_today(session)))
        .order_by(RoundUnit.position)
    )
    return [(key, value) for key, value in session.execute(statement)]


def carried_over(session: Session, source: Round) -> tuple[RollIn, list[RollUnit]]:
    """The roll of `source` for a new round, and the units left out because they are not active today."""
    units = config_of(session, source).units
    gone = {unit_id for unit_id, _ in closed_units(session, source.id)}
    kept = [
        RollUnitIn(unit_id=unit.unit_id, key=unit.key, pilot=unit.pilot, team=unit.team)
        for unit in units
        if unit.unit_id not in gone
    ]
    return RollIn(units=kept), [unit for unit in units if unit.unit_id in gone]


def _today(session: Session) -> date:
    return clock.local_date(clock.now(session))


def _register(session: Session, ids: Sequence[UUID]) -> dict[UUID, tuple[Unit, str]]:
    found: dict[UUID, tuple[Unit, str]] = {}
    for start in range(0, len(ids), _CHUNK):
        rows = session.execute(
            select(Unit, UnitSequence.name)
            .join(UnitSequence, UnitSequence.id == Unit.sequence_id)
            .where(Unit.id.in_(ids[start : start + _CHUNK]))
        )
        found |= {unit.id: (unit, name) for unit, name in rows}
    return found


def _problems(roll: RollIn, found: dict[UUID, tuple[Unit, str]], today: date) -> list[FieldProblem]:
    problems: list[FieldProblem] = []
    first: dict[UUID, int] = {}
    for index, entry in enumerate(roll.units):
        pointer = f"/units/{index}/unit_id"
        row = {"row": index + 1}
        if entry.unit_id not in found:
            problems.append(FieldProblem(pointer, "unit_unknown", _UNKNOWN.format(**row)))
            continue
        unit = found[entry.unit_id][0]
        if entry.unit_id in first:
            text = _TWICE.format(name=unit.name, other=first[entry.unit_id] + 1, **row)
            problems.append(FieldProblem(pointer, "unit_repeated", text))
        elif not _is_active(unit, today):
            problems.append(FieldProblem(pointer, "unit_closed", _CLOSED.format(name=unit.name, **row)))
        first.setdefault(entry.unit_id, index)
    return problems


def _is_active(unit: Unit, day: date) -> bool:
    return (unit.active_from is None or unit.active_from <= day) and (unit.active_to is None or unit.active_to >= day)


_UNKNOWN = Text("第 {row} 行：单位名录中没有这个单位", "Row {row}: the register has no such unit")
_TWICE = Text("第 {row} 行“{name}”：与第 {other} 行重复", "Row {row} “{name}”: repeats row {other}")
_CLOSED = Text("第 {row} 行“{name}”：该单位已撤销或尚未成立", "Row {row} “{name}”: the unit is not active")
