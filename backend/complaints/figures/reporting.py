"""The figures as a person may see them: with names, in order, and with small numbers hidden where they are public."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.auth.policy import CENTRE, SUPERVISORS, Role
from backend.complaints.figures.counting import UNKNOWN, Counts, Groups, count_with_months, months_of
from backend.complaints.figures.schemas import Dimension, FigureRow, FiguresOut, FiguresQuery
from backend.complaints.figures.suppression import TOTAL, Hidden, hide, hide_months, hide_table, hide_year
from backend.complaints.kinds import CHANNEL_NAMES, Channel
from backend.complaints.models import Category
from backend.core import clock
from backend.core.errors import FieldProblem, InvalidInput
from backend.core.principal import Principal
from backend.core.text import Language, Text
from backend.results.schemas import RateOut
from backend.stats import K, Ratio
from backend.units.models import Unit

FULL: Final = CENTRE | SUPERVISORS | {Role.AUDITOR}
"""Who sees every number; the others see what may be published (security design, section 2)."""

LONGEST: Final = 36
"""Months of a period."""

HEAD: Final = ("类别", "受理登记（件）", "投诉人次", "受理（件）", "办结（件）", "首次答复（件）", "按期答复（件）",
               "按期率(%)", "已评价", "满意和基本满意", "满意率(%)", "存疑评价", "未评价", "现超期（件）")  # fmt: skip
HIDDEN: Final = "*"
_ALL = Text("合计", "Total")
_UNKNOWN = Text("未指明单位", "No unit named")


def report(session: Session, principal: Principal, query: FiguresQuery, language: Language) -> FiguresOut:
    """The figures of a period. Raises InvalidInput."""
    start, end, by = query.period_from, query.period_to, query.by
    public = not principal.roles & FULL
    _check_period(start, end, clock.local_date(clock.now(session)), public=public)
    groups, months = count_with_months(session, start, end, by)
    hidden = _hidden(groups, months, by) if public else {}
    labels = _labels(session, by, groups, language)
    rows = [_row(key, labels[key], groups[key], by, hidden) for key in labels if key in groups]
    total = _row(TOTAL, _ALL.of(language), groups[TOTAL], by, hidden)
    return FiguresOut(by=by, period_from=start, period_to=end, k=K if public else None, rows=rows, total=total)


def table_rows(found: FiguresOut) -> Iterator[list[Any]]:
    """The table as cells of a file, with an asterisk for a hidden number; columns as in HEAD."""
    for row in [*found.rows, found.total]:
        rates = [
            cell
            for rate in (row.on_time, row.satisfaction)
            for cell in ((rate.denominator, rate.numerator, rate.percent) if rate else (HIDDEN,) * 3)
        ]
        received = [HIDDEN if cell is None else cell for cell in (row.received, row.persons, row.accepted, row.closed)]
        rest = [HIDDEN if cell is None else cell for cell in (row.flagged, row.unrated)]
        overdue = HIDDEN if "overdue" in row.hidden else row.overdue
        yield [row.label, *received, *rates, *rest, overdue]


def _check_period(start: date, end: date, today: date, *, public: bool) -> None:
    months = months_of(start, end) if start < end and end.year - start.year <= LONGEST // 12 + 1 else []
    if not 1 <= len(months) <= LONGEST:
        text = Text(f"期间应为 1 天到 {LONGEST} 个月", f"A period is a day to {LONGEST} months long")
        raise InvalidInput(errors=[FieldProblem("/period_to", "period", text)])
    if not public:
        return
    year = (start.month, start.day, end) == (1, 1, date(start.year + 1, 1, 1))
    month = start.day == 1 and end.day == 1 and len(months) == 1
    if not (month or year) or end > today:
        text = Text("请选择已经结束的整月或者整年", "Choose a whole month or year that is over")
        raise InvalidInput(errors=[FieldProblem("/period_to", "fixed_period", text)])


def _hidden(groups: Groups, months: Sequence[Groups], by: Dimension) -> dict[str, Hidden]:
    """By measure the keys whose numbers are not shown, of a period with these months."""
    measures = Counts().cells()

    def column(table: Groups, name: str) -> dict[str, Any]:
        return {key: table.get(key, Counts()).cells()[name] for key in groups}

    def of_table(table: Groups) -> dict[str, Hidden]:
        return hide_table(measures, lambda name, more: hide(column(table, name), more))

    if by is Dimension.MONTH:
        return hide_table(measures, lambda name, more: hide_months(column(groups, name), more))
    if len(months) == 1:
        return of_table(groups)
    hidden = [of_table(table) for table in months]
    found = hide_table(
        measures,
        lambda name, more: hide_year(
            column(groups, name), [column(table, name) for table in months], [one[name] for one in hidden], more
        ),
    )
    found["overdue"] = hide(column(groups, "overdue"))  # of now, in whatever table it stands
    return found


def _row(key: str, label: str, counts: Counts, by: Dimension, hidden: Mapping[str, Hidden]) -> FigureRow:
    names = [name for name, keys in hidden.items() if key in keys]

    def number(name: str, value: int) -> int | None:
        return None if name in names else value

    def rate(name: str, part: int, whole: int) -> RateOut | None:
        share = Ratio(part, whole)
        return None if name in names else RateOut(numerator=part, denominator=whole, percent=share.percent())

    return FigureRow(
        key=key or "total",
        label=label,
        received=number("received", counts.received),
        persons=number("received", counts.persons),
        accepted=number("accepted", counts.accepted),
        closed=number("closed", counts.closed),
        on_time=rate("on_time", counts.on_time, counts.replied),
        satisfaction=rate("satisfaction", counts.satisfied, counts.rated),
        flagged=number("flagged", counts.flagged),
        unrated=number("unrated", counts.unrated),
        overdue=None if by is Dimension.MONTH else number("overdue", counts.overdue),
        hidden=names,
    )


def _labels(session: Session, by: Dimension, groups: Groups, language: Language) -> dict[str, str]:
    """Names of the groups in the order of the table."""
    if by is Dimension.MONTH:
        return {key: key for key in groups if key != TOTAL}
    if by is Dimension.CHANNEL:
        return {channel.value: CHANNEL_NAMES[channel].of(language) for channel in Channel}
    if by is Dimension.CATEGORY:
        categories = session.execute(select(Category.id, Category.name).order_by(Category.position, Category.code))
        return {str(id_): name for id_, name in categories}
    ids = [UUID(key) for key in groups if key not in (TOTAL, UNKNOWN)]
    units = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(ids)).order_by(Unit.code))
    return {str(id_): name for id_, name in units} | {UNKNOWN: _UNKNOWN.of(language)}
