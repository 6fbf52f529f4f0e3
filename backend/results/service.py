"""Reading results: who may see them, and the figures of one round or one unit."""

from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from backend.audit.record import record_reading
from backend.core.errors import NotFound
from backend.core.principal import Principal
from backend.results.figures import Cell, RoundFigures, by_criterion, by_stratum, figures_of
from backend.results.models import Tally
from backend.results.publishing.reading import current_version
from backend.results.publishing.unsealing import read_sealed
from backend.results.schemas import (
    CellBy,
    CellColumn,
    CellRow,
    CellsOut,
    CellsQuery,
    HistoryItem,
    ResultsOut,
    UnitHistory,
)
from backend.results.showing import (
    cuts_of,
    show_cell,
    show_float,
    show_overall,
    show_round,
    show_turnout,
    show_unit,
)
from backend.results.tally import load_tally
from backend.rounds.access import find_round, may, visible_rounds
from backend.rounds.amounts import plain
from backend.rounds.config import RoundConfig, config_of
from backend.rounds.models import Round, RoundState, RoundUnit
from backend.rounds.shares import shown_shares


def may_see_figures(principal: Principal) -> bool:
    """Until results are published, only the office and the auditor see them (security design, T14)."""
    return may(principal, "result.read")


def tallied_rounds(session: Session, principal: Principal) -> list[Round]:
    """The visible rounds with a tally, newest first."""
    counted = exists().where(Tally.round_id == Round.id)
    rounds = visible_rounds(principal).where(counted)
    return list(session.scalars(rounds.order_by(Round.year.desc(), Round.number.desc())))


def load_figures(session: Session, principal: Principal, round_id: UUID) -> tuple[Round, RoundFigures]:
    """A visible tallied round and its figures. Raises NotFound for any other.

    All reading of figures comes through here, so that the record knows who read them before they were published. Of a
    published round they are those of the version that counts, whatever the tables say since.
    """
    row = find_round(session, principal, round_id)
    config = config_of(session, row)
    published = current_version(session, row.id) if row.state is RoundState.PUBLISHED else None
    if published is not None:
        return row, figures_of(*read_sealed(published.sealed, config))
    figures = figures_of(config, load_tally(session, config))
    record_reading(session, principal, "result.read", "round", row.id)
    return row, figures


def results(session: Session, principal: Principal, round_id: UUID) -> ResultsOut:
    """Everything about a round's units."""
    return show_results(*load_figures(session, principal, round_id))


def show_results(row: Round, figures: RoundFigures) -> ResultsOut:
    """The answer for figures that were loaded."""
    return ResultsOut(
        round=show_round(row),
        overall=show_overall(figures),
        turnout=show_turnout(figures.config, figures),
        units=[show_unit(unit, figures.config) for unit in figures.units],
    )


def cells(session: Session, principal: Principal, round_id: UUID, query: CellsQuery) -> CellsOut:
    """A heat map of units by criterion or by stratum."""
    row, figures = load_figures(session, principal, round_id)
    if query.outcome.value not in figures.tally.moments:
        raise NotFound
    found = (
        by_stratum(figures, query.outcome.value)
        if query.by is CellBy.STRATUM
        else by_criterion(figures, query.outcome.value)
    )
    rows = []
    for unit, squares in zip(figures.units, found, strict=True):
        if query.unit_id is not None and unit.unit.unit_id != query.unit_id:
            continue
        whole = unit.rate if query.outcome.value == "rate" else unit.score
        rows.append(
            CellRow(
                unit_id=unit.unit.unit_id,
                code=unit.unit.code,
                name=unit.unit.name,
                short_name=unit.unit.short_name,
                sequence=unit.unit.sequence_name,
                cells=[show_cell(square, figures.config, query.outcome) for square in squares],
                total=show_cell(Cell(unit.n, whole or unit.rate), figures.config, query.outcome),
            )
        )
    return CellsOut(
        round=show_round(row),
        by=query.by,
        outcome=query.outcome,
        cuts=[plain(cut) for cut in cuts_of(figures.config, query.outcome)],
        columns=_columns(figures.config, query.by),
        rows=rows,
    )


def _columns(config: RoundConfig, by: CellBy) -> list[CellColumn]:
    if by is CellBy.CRITERION:
        shares = shown_shares([criterion.weight for criterion in config.criteria])
        return [CellColumn(key=c.code, name=c.name, share=s) for c, s in zip(config.criteria, shares, strict=True)]
    shares = shown_shares([stratum.weight for stratum in config.strata])
    return [CellColumn(key=s.code, name=s.name, share=share) for s, share in zip(config.strata, shares, strict=True)]


def unit_history(session: Session, principal: Principal, unit_id: UUID) -> UnitHistory:
    """A unit's figures in every tallied round; empty for those who may not see figures yet."""
    if not may_see_figures(principal):
        return UnitHistory(figures_visible=False, items=[])
    on_roll = set(session.scalars(select(RoundUnit.round_id).where(RoundUnit.unit_id == unit_id)))
    items = []
    for row in reversed(tallied_rounds(session, principal)):
        if row.id not in on_roll:
            continue
        _, figures = load_figures(session, principal, row.id)
        rule = figures.config.publication
        mine = next(unit for unit in figures.units if unit.unit.unit_id == unit_id)
        mean = show_float(figures.mean_rate, rule.decimals, rule, as_percent=True)
        items.append(HistoryItem(round=show_round(row), figures=show_unit(mine, figures.config), mean_rate=mean))
    return UnitHistory(figures_visible=True, items=items)
