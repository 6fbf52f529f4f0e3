"""Putting the dashboard together: from the tally of a round, never from sheets."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.complaints.figures.standing import Standings, UnitStanding, unit_standings
from backend.core.errors import NotFound
from backend.core.principal import Principal
from backend.core.text import Language
from backend.dashboard.attention import Attention, Level, attention_of
from backend.dashboard.schemas import (
    Axis,
    ComplaintsOut,
    DashboardOut,
    DashboardQuery,
    DashboardUnit,
    OversightOut,
    PreviousOut,
    ReasonOut,
    SequenceCount,
    StatusOut,
)
from backend.oversight.standing import OversightStanding, OversightStandings, oversight_standings
from backend.results.comparing import compare, load_earlier
from backend.results.comparisons import RoundComparisons
from backend.results.figures import RoundFigures, UnitFigures
from backend.results.schemas import RateOut
from backend.results.schemas_comparisons import LAST
from backend.results.service import load_figures, may_see_figures, tallied_rounds
from backend.results.showing import show_overall, show_round, show_unit
from backend.results.showing_comparisons import Showing, showing_of
from backend.rounds.models import Round
from backend.stats.rounding import Ratio
from backend.units.models import Unit, UnitSequence

FULL_AXIS = Axis(min=0, max=100)


def dashboard(session: Session, principal: Principal, query: DashboardQuery, language: Language) -> DashboardOut:
    """The dashboard of one round. Readers without a right to figures see the units alone."""
    known = _Known(unit_standings(session, principal), oversight_standings(session, principal))
    if not may_see_figures(principal):
        return _units_only(session, query, known, language)
    rounds = tallied_rounds(session, principal)
    chosen = _choose(rounds, query.round_id)
    if chosen is None:
        return _units_only(session, query, known, language).model_copy(update={"figures_visible": True})
    row, figures = load_figures(session, principal, chosen.id)
    earlier = _earlier(session, principal, rounds, row, query.compare_to)
    compared = compare(session, figures, earlier[1] if earlier else None, "rate")
    show = showing_of(compared, LAST)
    units = _rows(compared, show, earlier[1] if earlier else None, known, language)
    names = [unit.sequence for unit in units]
    shown = [unit for unit in units if query.sequence in (None, unit.sequence)]
    watched = [unit for unit in shown if unit.status.level is not Level.NONE]
    return DashboardOut(
        figures_visible=True,
        rounds=[show_round(r) for r in rounds],
        round=show_round(row),
        comparison=show.earlier(earlier[0], compared.earlier, compared.units, language)
        if earlier and compared.earlier
        else None,
        groups=[show.group(group) for group in compared.groups],
        overall=show_overall(figures),
        complaints=show_complaints(known.complaints.total if known.complaints else None),
        oversight=show_oversight(known.oversight.total if known.oversight else None),
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
    if compare_to is None:
        return load_earlier(session, principal, row)
    if compare_to == row.id:
        return None
    if compare_to not in {counted.id for counted in rounds}:
        raise NotFound
    return load_figures(session, principal, compare_to)


def _rows(
    compared: RoundComparisons,
    show: Showing,
    earlier: RoundFigures | None,
    known: "_Known",
    language: Language,
) -> list[DashboardUnit]:
    before = {unit.unit.unit_id: unit for unit in earlier.units} if earlier else {}
    rows = []
    for unit in compared.units:
        shown = show_unit(unit.figures, compared.config)
        previous = before.get(shown.unit_id)
        standing, oversight = known.of(shown.unit_id)
        rows.append(
            DashboardUnit(
                unit_id=shown.unit_id,
                code=shown.code,
                name=shown.name,
                short_name=shown.short_name,
                sequence=shown.sequence,
                figures=shown,
                previous=_previous(previous, earlier) if previous and earlier else None,
                standing=show.unit(unit),
                complaints=show_complaints(standing),
                oversight=show_oversight(oversight),
                status=_status(attention_of(unit.figures, standing, unit.change, oversight), language),
            )
        )
    return rows


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of units beside their evaluation; None where the reader gets no figures of it."""

    complaints: Standings | None
    oversight: OversightStandings | None

    def of(self, unit_id: UUID) -> tuple[UnitStanding | None, OversightStanding | None]:
        complaints = None if self.complaints is None else self.complaints.units.get(unit_id, UnitStanding())
        return complaints, None if self.oversight is None else self.oversight.of(unit_id)


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


def show_oversight(standing: OversightStanding | None) -> OversightOut | None:
    """The cards and dates of a unit, or of all."""
    if standing is None:
        return None
    share = standing.on_time
    return OversightOut(
        yellow=standing.yellow,
        red=standing.red,
        bad_ratings=standing.bad_ratings,
        on_time=RateOut(numerator=share.numerator, denominator=share.denominator, percent=share.percent()),
    )


def _status(attention: Attention, language: Language) -> StatusOut:
    reasons = [ReasonOut(code=reason.code, text=reason.text.of(language)) for reason in attention.reasons]
    return StatusOut(level=attention.level, reasons=reasons)


def _previous(unit: UnitFigures, earlier: RoundFigures) -> PreviousOut:
    shown = show_unit(unit, earlier.config)
    return PreviousOut(plain=shown.plain, rate=shown.rate.value, n=unit.n)


def _axis(units: list[DashboardUnit]) -> Axis:
    """From the largest multiple of 10 below every interval; the whole scale when little would be gained."""
    ends = [
        Decimal(u.figures.rate.lower or u.figures.rate.value or "0")
        for u in units
        if u.figures is not None and u.figures.rate.value is not None
    ]
    start = int(min(ends) // 10 * 10) if ends else 0
    return Axis(min=start, max=100) if start >= 20 else FULL_AXIS


def _units_only(session: Session, query: DashboardQuery, known: _Known, language: Language) -> DashboardOut:
    """Active units without any figure of the evaluation."""
    found = session.execute(
        select(Unit, UnitSequence.name)
        .join(UnitSequence, UnitSequence.id == Unit.sequence_id)
        .where(Unit.active_to.is_(None), Unit.parent_id.is_(None))
        .order_by(UnitSequence.position, Unit.code)
    ).all()
    names = [name for _, name in found]
    beside = {unit.id: known.of(unit.id) for unit, _ in found}
    units = [
        DashboardUnit(
            unit_id=unit.id,
            code=unit.code,
            name=unit.name,
            short_name=unit.short_name or unit.name,
            sequence=name,
            figures=None,
            previous=None,
            standing=None,
            complaints=show_complaints(beside[unit.id][0]),
            oversight=show_oversight(beside[unit.id][1]),
            status=_status(attention_of(None, beside[unit.id][0], None, beside[unit.id][1]), language),
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
        groups=[],
        overall=None,
        complaints=show_complaints(known.complaints.total if known.complaints else None),
        oversight=show_oversight(known.oversight.total if known.oversight else None),
        axis=FULL_AXIS,
        sequences=[SequenceCount(name=name, count=names.count(name)) for name in dict.fromkeys(names)],
        attention_count=len(watched),
        units=watched if query.attention else units,
    )
