"""What the routes of the calendar take and give."""

from datetime import date, time
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from backend.calendar.days import Hours
from backend.calendar.editing import ListedDay
from backend.core.fields import Day, Line
from backend.core.text import Text

FIRST_YEAR, LAST_YEAR = 2000, 2099
MAX_DAYS = 120  # in a year; real notices list about 35

Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
DayName = Annotated[Line, Field(min_length=1, max_length=40, description="The holiday, such as 国庆节")]
CalendarDate = Annotated[Day, Field(ge=date(FIRST_YEAR, 1, 1), le=date(LAST_YEAR, 12, 31))]


class Body(BaseModel):
    """Base of request bodies."""

    model_config = ConfigDict(extra="forbid")


class DayKind(StrEnum):
    """Why a day is worked or not. Local days go before the national ones."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKEUP = "makeup"
    LOCAL_OFF = "local_off"
    LOCAL_ON = "local_on"


class ListedDayIn(Body):
    day: CalendarDate
    working: bool = Field(description="True: a weekend day that is worked; false: a day off")
    name: DayName

    @property
    def listed(self) -> ListedDay:
        return ListedDay(self.day, self.working, self.name)


class ListedDayOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    day: date
    working: bool
    name: str


class YearIn(Body):
    """All days of the yearly notice; what is not listed is worked from Monday to Friday."""

    days: list[ListedDayIn] = Field(min_length=1, max_length=MAX_DAYS)


class LocalDayIn(Body):
    working: bool
    name: DayName


class OfficeSession(Body):
    opens: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["09:00"])]
    closes: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["12:00"])]


class OfficeHoursIn(Body):
    sessions: list[OfficeSession] = Field(min_length=1, max_length=4)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        moments = [moment for session in self.hours for moment in session]
        if any(early >= late for early, late in pairwise(moments)):
            raise ValueError(Text("各时段须依次排列，互不重叠", "Sessions must be in order and must not touch"))
        return self

    @property
    def hours(self) -> Hours:
        return tuple((time.fromisoformat(one.opens), time.fromisoformat(one.closes)) for one in self.sessions)


class YearSummary(BaseModel):
    year: int
    working_days: int


class CalendarOut(BaseModel):
    version: int
    known_until: date | None = Field(description="The last day of the last published year; later due days may move")
    years: list[YearSummary] = Field(description="The published years, newest first")
    sessions: list[OfficeSession]


class DayOut(BaseModel):
    day: date
    kind: DayKind
    name: str = Field(description="The holiday; empty on ordinary days")


class MonthOut(BaseModel):
    month: int
    working_days: int
    days: list[DayOut]


class YearOut(BaseModel):
    """A year, every day of it. While it is not `published`, the days are those of the weekday rule."""

    year: int
    published: bool
    version: int = Field(description="Of the whole calendar: any change of it is a new version")
    working_days: int
    months: list[MonthOut]
    local_days: list[ListedDayOut]


class TableFormat(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"


class FileQuery(Body):
    format: TableFormat = TableFormat.XLSX


class CheckAction(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    ERROR = "error"


class CheckProblem(BaseModel):
    column: str
    message: str


class CheckRow(BaseModel):
    row: int = Field(description="As Excel numbers it")
    action: CheckAction
    day: date | None
    working: bool | None
    name: str
    problems: list[CheckProblem]


class CheckOut(BaseModel):
    """A read file compared with the calendar. Nothing is changed or kept: `days` is the body of the PUT."""

    year: int
    version: int
    filename: str
    problems: list[CheckProblem] = Field(description="Of the file as a whole")
    rows: list[CheckRow]
    removed: list[ListedDayOut] = Field(description="Listed now, but not in the file")
    working_days: int = Field(description="In the year, if this were published")
    days_off: int
    makeup_days: int
    days: list[ListedDayOut]
    can_confirm: bool
