"""The figures of the oversight as the API gives them."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from backend.core.fields import Day
from backend.core.text import Text
from backend.oversight.indicators import Counts, Indicator, Measure, indicators, mean_days
from backend.oversight.schemas_matters import Body
from backend.units.schemas import TableFormat

_MOST_MONTHS = 36


class IndicatorBy(StrEnum):
    """What a row is."""

    UNIT = "unit"
    MONTH = "month"


class IndicatorQuery(Body):
    """Default: this year up to today."""

    period_from: Day | None = None
    period_to: Day | None = None
    unit: UUID | None = None
    by: IndicatorBy = IndicatorBy.UNIT

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        first, last = self.period_from, self.period_to
        if first is not None and last is not None:
            if last < first:
                raise ValueError(Text("结束日期早于开始日期", "The period ends before it begins"))
            if (last.year - first.year) * 12 + last.month - first.month >= _MOST_MONTHS:
                text = Text(f"一次最多统计 {_MOST_MONTHS} 个月", f"At most {_MOST_MONTHS} months at once")
                raise ValueError(text)
        return self


class IndicatorExportQuery(IndicatorQuery):
    format: TableFormat = TableFormat.XLSX


class IndicatorOut(BaseModel):
    measure: Measure
    numerator: int
    denominator: int
    percent: str | None = Field(description="Null when the denominator is 0")
    target: Decimal | None = Field(description="In percent; null where nobody set one")
    met: bool | None

    @classmethod
    def of(cls, found: Indicator) -> "IndicatorOut":
        return cls(
            measure=found.measure,
            numerator=found.ratio.numerator,
            denominator=found.ratio.denominator,
            percent=found.ratio.percent(),
            target=found.target,
            met=found.met,
        )


class MeanDaysOut(BaseModel):
    counted: int = Field(description="Finished records with a promised limit")
    promised: str | None = Field(description="Working days, to one decimal")
    actual: str | None


class OversightFigures(BaseModel):
    """What one row says."""

    records: int
    open: int
    finished: int
    late: int
    indicators: list[IndicatorOut]
    days: MeanDaysOut
    ratings: int
    bad: int = Field(description="Without those that were taken out")
    bad_done: int
    mistaken: int = Field(description="Bad ratings taken out because they were mistaken")
    malicious: int

    @classmethod
    def of(cls, counts: Counts) -> "OversightFigures":
        plain = ("records", "open", "finished", "late", "ratings", "bad", "bad_done", "mistaken", "malicious")
        days = mean_days(counts)
        return cls(
            **{name: getattr(counts, name) for name in plain},
            indicators=[IndicatorOut.of(one) for one in indicators(counts)],
            days=MeanDaysOut(counted=days.counted, promised=days.promised, actual=days.actual),
        )


class IndicatorRow(BaseModel):
    unit_id: UUID | None
    unit_code: str | None
    unit_name: str | None
    month: str | None = Field(description="YYYY-MM, where a row is a month")
    figures: OversightFigures


class IndicatorsOut(BaseModel):
    period_from: date
    period_to: date
    by: IndicatorBy
    rows: list[IndicatorRow]
    total: OversightFigures
