"""The configuration of a round as one immutable value: what ballots, imports and results stand on."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from backend.core.errors import NotFound
from backend.rounds.models import (
    Collection,
    Round,
    RoundCriterion,
    RoundKind,
    RoundOption,
    RoundState,
    RoundStratum,
    RoundUnit,
)
from backend.stats import Rounding
from backend.units.models import Unit, UnitSequence


@dataclass(frozen=True, slots=True)
class RollUnit:
    """A unit on the roll, in the words of the ballot."""

    unit_id: UUID
    code: str
    name: str
    short_name: str
    sequence_name: str
    duties: str
    key: bool
    pilot: bool
    team: str


@dataclass(frozen=True, slots=True)
class Criterion:
    code: str
    name: str
    help: str
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Option:
    """`points` is None for an option without points; `number` is the byte in a packed sheet."""

    number: int
    label: str
    points: Decimal | None
    satisfied: bool
    valid: bool


@dataclass(frozen=True, slots=True)
class Stratum:
    """`weight` is on any non-negative scale; weights need not sum to anything."""

    id: UUID
    code: str
    name: str
    weight: Decimal
    planned_codes: int
    population: int | None


@dataclass(frozen=True, slots=True)
class Publication:
    """`k`: the smallest number of answers that is shown. `decimals`: places of official percentages and points."""

    k: int
    decimals: int
    rounding: Rounding
    indicator_min_weight: Decimal


@dataclass(frozen=True, slots=True)
class RoundConfig:
    """Everything of a round that determines ballots and results.

    `answers` of a sheet are `cells` bytes: for unit in roll order, for criterion in order, one byte, 0 blank else
    the option's number: unit i and criterion c are at `i * len(criteria) + c`.
    """

    round_id: UUID
    year: int
    number: int
    title: str
    kind: RoundKind
    state: RoundState
    collection: Collection
    allow_small_strata: bool
    units: tuple[RollUnit, ...]
    criteria: tuple[Criterion, ...]
    options: tuple[Option, ...]
    strata: tuple[Stratum, ...]
    publication: Publication

    @property
    def cells(self) -> int:
        """Length of a packed sheet in bytes."""
        return len(self.units) * len(self.criteria)

    def stratum(self, stratum_id: UUID) -> Stratum | None:
        return next((stratum for stratum in self.strata if stratum.id == stratum_id), None)


def load_config(session: Session, round_id: UUID) -> RoundConfig:
    """The configuration of a round; of a draft, with the unit texts that the register has now. Raises NotFound."""
    row = session.get(Round, round_id)
    if row is None:
        raise NotFound
    return config_of(session, row)


def config_of(session: Session, row: Round) -> RoundConfig:
    """As `load_config`, for a loaded row."""
    session.flush()
    draft = row.state is RoundState.DRAFT
    return RoundConfig(
        round_id=row.id,
        year=row.year,
        number=row.number,
        title=row.title,
        kind=row.kind,
        state=row.state,
        collection=row.collection,
        allow_small_strata=row.allow_small_strata,
        units=_draft_roll(session, row.id) if draft else _frozen_roll(session, row.id),
        criteria=tuple(
            Criterion(c.code, c.name, c.help, c.weight)
            for c in _rows(session, _of(RoundCriterion, row.id).order_by(RoundCriterion.position))
        ),
        options=tuple(
            Option(o.number, o.label, o.points, o.satisfied, o.valid)
            for o in _rows(session, _of(RoundOption, row.id).order_by(RoundOption.number))
        ),
        strata=tuple(
            Stratum(s.id, s.code, s.name, s.weight, s.planned_codes, s.population)
            for s in _rows(session, _of(RoundStratum, row.id).order_by(RoundStratum.position))
        ),
        publication=Publication(row.k, row.decimals, row.rounding, row.indicator_min_weight),
    )


def _of(model: Any, round_id: UUID) -> Select[Any]:
    return select(model).where(model.round_id == round_id)


def _rows(session: Session, statement: Select[Any]) -> Sequence[Any]:
    return session.execute(statement).scalars().all()


def _frozen_roll(session: Session, round_id: UUID) -> tuple[RollUnit, ...]:
    return tuple(
        RollUnit(u.unit_id, u.code, u.name, u.short_name, u.sequence_name, u.duties, u.key, u.pilot, u.team)
        for u in _rows(session, _of(RoundUnit, round_id).order_by(RoundUnit.position))
    )


def _draft_roll(session: Session, round_id: UUID) -> tuple[RollUnit, ...]:
    """A draft has no copy of its own yet: its roll reads as the register does."""
    rows = session.execute(
        select(RoundUnit, Unit, UnitSequence.name)
        .join(Unit, Unit.id == RoundUnit.unit_id)
        .join(UnitSequence, UnitSequence.id == Unit.sequence_id)
        .where(RoundUnit.round_id == round_id)
        .order_by(RoundUnit.position)
    )
    return tuple(
        RollUnit(u.id, u.code, u.name, u.short_name or u.name, sequence, u.duties, row.key, row.pilot, row.team)
        for row, u, sequence in rows
    )
