"""What a published year must keep to, for the check of a file and for publishing alike."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from backend.calendar.editing import ListedDay
from backend.core.errors import Conflict
from backend.core.text import Text

# Off in every year since 1949: a list without them is not the whole notice.
_ALWAYS_OFF = ((1, 1, "元旦"), (5, 1, "劳动节"), (10, 1, "国庆节"))
_SATURDAY = 5


class YearGap(Conflict):
    code = "year_gap"
    title = Text("各年须依次公布，不能空年", "Years are published one after another")


def check_order(year: int, published: Sequence[int]) -> None:
    """A year that is published already, or the one after the last. Raises YearGap."""
    if published and year not in published and year != published[-1] + 1:
        text = Text("下一个要公布的是 {following} 年", "The next year to publish is {following}")
        raise YearGap(text.format(following=published[-1] + 1))


def day_problem(year: int, listed: ListedDay, times: Counter[date]) -> Text | None:
    """What is wrong with one listed day; `times` says how often each day is listed."""
    if listed.day.year != year:
        return Text(
            "不是 {year} 年的日期；上一年年底的调休，请补充到上一年的日历中",
            "Not in {year}; a day of last December belongs to last year's calendar",
        ).format(year=year)
    if times[listed.day] > 1:
        return Text("这一天重复了", "This day is listed twice")
    if listed.working and listed.day.weekday() < _SATURDAY:
        return Text("周一至周五本来就上班，不必列为补班", "Monday to Friday are worked anyway")
    return None


def missing_days(year: int, days: Sequence[ListedDay]) -> list[Text]:
    """What the list as a whole lacks."""
    off = {listed.day for listed in days if not listed.working}
    return [
        Text("缺少 {month} 月 {day} 日（{name}）放假", "{month}/{day} ({name}) is not listed as a day off").format(
            month=month, day=day, name=name
        )
        for month, day, name in _ALWAYS_OFF
        if date(year, month, day) not in off
    ]
