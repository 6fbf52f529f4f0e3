"""The dashboard as a table for a spreadsheet: what the page shows, with the comparison and the complaints."""

from collections.abc import Iterator
from typing import Any, Final

from backend.dashboard.schemas import ComplaintsOut, DashboardOut, OversightOut
from backend.results.export import COLUMNS, STANDING_COLUMNS, standing_row, table_file, unit_row
from backend.results.schemas import FileFormat

EARLIER_COLUMNS: Final = ("上轮不加权(%)", "上轮加权(%)")
COMPLAINT_COLUMNS: Final = (
    "在办投诉（件）",
    "超期投诉（件）",
    "本年按期答复投诉（件）",
    "本年答复投诉（件）",
    "本年按期答复率(%)",
)
OVERSIGHT_COLUMNS: Final = ("未销号黄牌", "未销号红牌", "本年按期办件", "本年已办结或已到期办件", "本年办件按期率(%)")
SUPPRESSED: Final = "件数过少，不显示"


def dashboard_file(found: DashboardOut, kind: FileFormat) -> tuple[bytes, str]:
    """The table as file content and media type."""
    columns = (*COLUMNS, *STANDING_COLUMNS, *EARLIER_COLUMNS, *COMPLAINT_COLUMNS, *OVERSIGHT_COLUMNS, "关注")
    return table_file(columns, _rows(found), kind)


def _rows(found: DashboardOut) -> Iterator[list[Any]]:
    for unit in found.units:
        if unit.figures is not None and unit.standing is not None:
            yield [
                *unit_row(unit.figures),
                *standing_row(unit.standing),
                unit.previous.plain.percent if unit.previous else None,
                unit.previous.rate if unit.previous else None,
                *_complaints(unit.complaints),
                *_oversight(unit.oversight),
                "；".join(reason.text for reason in unit.status.reasons),
            ]


def _complaints(complaints: ComplaintsOut | None) -> list[Any]:
    """Empty for readers who get no figures of complaints; what is hidden from a reader says so."""
    if complaints is None:
        return [None] * len(COMPLAINT_COLUMNS)
    rate = complaints.on_time
    answered = [SUPPRESSED] * 3 if rate is None else [rate.numerator, rate.denominator, rate.percent]
    return [SUPPRESSED if count is None else count for count in (complaints.open, complaints.overdue)] + answered


def _oversight(oversight: OversightOut | None) -> list[Any]:
    if oversight is None:
        return [None] * len(OVERSIGHT_COLUMNS)
    rate = oversight.on_time
    return [oversight.yellow, oversight.red, rate.numerator, rate.denominator, rate.percent]
