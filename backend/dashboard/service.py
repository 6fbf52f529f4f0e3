"""Putting the dashboard together: from the tally of a round, never from sheets."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.complaints.figures.standing import Standings, UnitStanding, unit_standings
from backend.core.errors import NotFound
from backend.core.principal import Principal
from backend.core.text import Language
from backend.dashboard.attention import Attention, Level, attention_of
from backend.dashboard.comparison import why_not_comparable
from backend.dashboard.schemas import (
    Axis,
    ComparisonOut,
    ComplaintsOut,
    DashboardOut,
    DashboardQuery,
    DashboardUnit,
    PreviousOut,
    ReasonOut,
    SequenceCount,
    StatusOut,
)
from backend.results.figures import RoundFigures, UnitFigures
from backend.results.schemas import RateOut
from backend.results.service import load_figures, may_see_figures, tallied_rounds
from backend.results.showing import show_overall, show_round, show_unit
from backend.rounds.models import Round
from backend.stats.rounding import Ratio
from backend.units.models import Unit, UnitSequence

FULL_AXIS = Axis(min=0, max=100)


def dashboard(session: Session, principal: Principal, query: DashboardQuery, language: Language) -> DashboardOut:
    """The dashboard of one round. Readers without a right to figures see the units alone."""
    complaints = unit_standings(session, principal)
    if not may_see_figures(principal):
        return _units_only(session, query, complaints, language)
    rounds = tallied_rounds(session, principal)
    chosen = _choose(rounds, query.round_id)
    if chosen is None:
        return _units_only(session, query, complaints, language).model_copy(update={"figures_visible": True})
    row, figures = load_figures(session, principal, chosen.id)
    earlier = _earlier(session, principal, rounds, row, query.compare_to)
    reasons = why_not_comparable(figures.config, earlier[1].config) if earlier else []
    units = _rows(figures, earlier[1] if earlier else None, complaints, language, comparable=not reasons)
    names = [unit.sequence for unit in units]
    shown = [unit for unit in units if query.sequence in (None, unit.sequence)]
    watched = [unit for unit in shown if unit.status.level is not Level.NONE]
    return DashboardOut(
        figures_visible=True,
        rounds=[show_round(r) for r in rounds],
        round=show_round(row),
        comparison=ComparisonOut(
            round=show_round(earlier[0]), comparable=not reasons, reasons=[reason.of(language) for reason in reasons]
        )
        if earlier
        else None,
        overall=show_overall(figures),
        complaints=show_complaints(complaints.total if complaints else None),
        axis=_axis(units),
        sequences=[SequenceCount(name=name, count=names.count(name)) for name in dict.fromkeys(names)],
        attention_count=len(watched),
        units=watched if query.attention else shown,
    )


def _choose(rounds: list[Round], round_id: UUID | None) -> Round | None:
    if round_id is None:
        return rounds[0] if rounds else None
    found = next((row for row in rounds if row.id == round_id), None)
    if found is None:
        raise NotFound
    return found


def _earlier(
    session: Session, principal: Principal, rounds: list[Round], row: Round, compare_to: UUID | None
) -> tuple[Round, RoundFigures] | None:
    wanted = compare_to or row.compare_to
    if wanted is None or wanted == row.id:
        return None
    found = next((r for r in rounds if r.id == wanted), None)
    if found is None:
        if compare_to is not None:
            raise NotFound
        return None
    return load_figures(session, principal, found.id)


def _rows(
    figures: RoundFigures,
    earlier: RoundFigures | None,
    complaints: Standings | None,
    language: Language,
    *,
    comparable: bool,
) -> list[DashboardUnit]:
    before = {unit.unit.unit_id: unit for unit in earlier.units} if earlier else {}
    rows = []
    for unit in figures.units:
        shown = show_unit(unit, figures.config)
        previous = before.get(unit.unit.unit_id)
        then = _previous(previous, earlier) if previous and earlier else None
        standing = _standing(complaints, shown.unit_id)
        rows.append(
            DashboardUnit(
                unit_id=shown.unit_id,
                code=shown.code,
                name=shown.name,
                short_name=shown.short_name,
                sequence=shown.sequence,
                figures=shown,
                previous=then,
                difference=_difference(shown.rate.value, then.rate if then else None) if comparable else None,
                complaints=show_complaints(standing),
                status=_status(attention_of(unit, standing), language),
            )
        )
    return rows


def _standing(complaints: Standings | None, unit_id: UUID) -> UnitStanding | None:
    return None if complaints is None else complaints.units.get(unit_id, UnitStanding())


def show_complaints(standing: UnitStanding | None) -> ComplaintsOut | None:
    """The complaints of a unit, or of all, without the numbers that are hidden from the reader."""
    if standing is None:
        return None
    share = Ratio(standing.on_time, standing.finished)
    rate = RateOut(numerator=share.numerator, denominator=share.denominator, percent=share.percent())
    return ComplaintsOut(
        open=None if "open" in standing.hidden else standing.open,
        overdue=None if "overdue" in standing.hidden else standing.overdue,
        on_time=None if "on_time" in standing.hidden else rate,
        hidden=sorted(standing.hidden),
    )


def _status(attention: Attention, language: Language) -> StatusOut:
    reasons = [ReasonOut(code=reason.code, text=reason.text.of(language)) for reason in attention.reasons]
    return StatusOut(level=attention.level, reasons=reasons)


def _previous(unit: UnitFigures, earlier: RoundFigures) -> PreviousOut:
    shown = show_unit(unit, earlier.config)
    return PreviousOut(plain=shown.plain, rate=shown.rate.value, n=unit.n)


def _difference(now: str | None, then: str | None) -> str | None:
    """Of the shown values, so that the reader's own subtraction agrees."""
    if now is None or then is None:
        return None
    return format(Decimal(now) - Decimal(then), "+f")


def _axis(units: list[DashboardUnit]) -> Axis:
    """From the largest multiple of 10 below every interval; the whole scale when little would be gained."""
    ends = [
        Decimal(u.figures.rate.lower or u.figures.rate.value or "0")
        for u in units
        if u.figures is not None and u.figures.rate.value is not None
    ]
    start = int(min(ends) // 10 * 10) if ends else 0
    return Axis(min=start, max=100) if start >= 20 else FULL_AXIS


def _units_only(
    session: Session, query: DashboardQuery, complaints: Standings | None, language: Language
) -> DashboardOut:
    """Active units without any figure of the evaluation."""
    found = session.execute(
        select(Unit, UnitSequence.name)
        .join(UnitSequence, UnitSequence.id == Unit.sequence_id)
        .where(Unit.active_to.is_(None), Unit.parent_id.is_(None))
        .order_by(UnitSequence.position, Unit.code)
    ).all()
    names = [name for _, name in found]
    units = [
        DashboardUnit(
            unit_id=unit.id,
            code=unit.code,
            name=unit.name,
            short_name=unit.short_name or unit.name,
            sequence=name,
            figures=None,
            previous=None,
            difference=None,
            complaints=show_complaints(standing := _standing(complaints, unit.id)),
            status=_status(attention_of(None, standing), language),
        )
        for unit, name in found
        if query.sequence in (None, name)
    ]
    watched = [unit for unit in units if unit.status.level is not Level.NONE]
    return DashboardOut(
        figures_visible=False,
        rounds=[],
        round=None,
        comparison=None,
        overall=None,
        complaints=show_complaints(complaints.total if complaints else None),
        axis=FULL_AXIS,
        sequences=[SequenceCount(name=name, count=names.count(name)) for name in dict.fromkeys(names)],
        attention_count=len(watched),
        units=watched if query.attention else units,
    )
