"""The table of figures, on screen and as a file."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.principal import Principal
from backend.oversight.counting import Period, counts_by_unit, total
from backend.oversight.indicators import Measure
from backend.oversight.schemas_indicators import (
    IndicatorBy,
    IndicatorQuery,
    IndicatorRow,
    IndicatorsOut,
    OversightFigures,
)
from backend.units.models import Unit, UnitSequence

MEASURE_WORDS: Final = {
    Measure.IN_CENTRE: "进驻政务服务中心率",
    Measure.ON_SITE: "现场办结率",
    Measure.ON_TIME_FINISHED: "按期办结率（仅已办结且有时限的）",
    Measure.ON_TIME_DUE: "按期率（已办结或已到期的）",
    Measure.ON_TIME_ALL: "未超期率（全部办件）",
    Measure.IMMEDIATE: "即办率",
    Measure.SATISFIED: "好评率",
    Measure.CALLED_BACK: "差评回访率",
}
HEAD: Final = (
    "编码",
    "单位",
    "月份",
    "受理",
    "在办",
    "办结",
    "超期",
    *(part for word in MEASURE_WORDS.values() for part in (word, f"{word}：分子", f"{word}：分母")),
    "平均承诺工作日",
    "平均实际工作日",
    "评价",
    "差评",
    "差评已办结",
    "剔除：误评",
    "剔除：恶意",
)


def report(session: Session, principal: Principal, query: IndicatorQuery) -> IndicatorsOut:
    """The figures of a period by unit or by month, of what the reader sees."""
    today = clock.local_date(clock.now(session))
    last = query.period_to or max(today, query.period_from or today)
    period = Period(query.period_from or date(last.year, 1, 1), last)
    counted = counts_by_unit(session, principal, period, query.unit)
    if query.by is IndicatorBy.UNIT:
        units = session.execute(
            select(Unit.id, Unit.code, Unit.name, Unit.short_name)
            .join(UnitSequence, UnitSequence.id == Unit.sequence_id)
            .where(Unit.id.in_(counted))
            .order_by(UnitSequence.position, Unit.code)
        ).all()
        rows = [
            IndicatorRow(
                unit_id=row.id,
                unit_code=row.code,
                unit_name=row.short_name or row.name,
                month=None,
                figures=OversightFigures.of(counted[row.id]),
            )
            for row in units
        ]
    else:
        rows = [_month(session, principal, part, query) for part in period.months()]
    return IndicatorsOut(
        period_from=period.first,
        period_to=period.last,
        by=query.by,
        rows=rows,
        total=OversightFigures.of(total(counted.values())),
    )


def _month(session: Session, principal: Principal, part: Period, query: IndicatorQuery) -> IndicatorRow:
    counts = total(counts_by_unit(session, principal, part, query.unit).values())
    month = part.first.isoformat()[:7]
    return IndicatorRow(unit_id=None, unit_code=None, unit_name=None, month=month, figures=OversightFigures.of(counts))


def table_rows(found: IndicatorsOut) -> Iterator[list[Any]]:
    """The rows of the file, and the total below them."""
    for row in found.rows:
        yield [row.unit_code, row.unit_name, row.month, *_cells(row.figures)]
    yield [None, "合计", f"{found.period_from}至{found.period_to}", *_cells(found.total)]


def _cells(figures: OversightFigures) -> list[Any]:
    shares: list[Any] = []
    for one in figures.indicators:
        shares += [Decimal(one.percent) if one.percent is not None else None, one.numerator, one.denominator]
    days = [Decimal(mean) if mean is not None else None for mean in (figures.days.promised, figures.days.actual)]
    counts = [figures.records, figures.open, figures.finished, figures.late]
    ratings = [figures.ratings, figures.bad, figures.bad_done, figures.mistaken, figures.malicious]
    return [*counts, *shares, *days, *ratings]
