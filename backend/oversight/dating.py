"""Putting the computed dates on a record."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from backend.calendar.engine import Interval, Unit, WorkCalendar
from backend.oversight.kinds import CardLevel, CardRung
from backend.oversight.limits import Course, Dates, Extension, Limit, dates_of, days_between, rungs_of
from backend.oversight.models import OversightRules
from backend.oversight.models_records import ServiceRecord

DueCard = tuple[CardLevel, CardRung, datetime]


def date_record(record: ServiceRecord, calendar: WorkCalendar, rules: OversightRules) -> None:
    """Compute the dates of a record from its content. What has to be done by cards is left to `plan`."""
    limits = {name: Limit(given[0], Unit(given[1])) if given else None for name, given in record.limits.items()}
    dates = dates_of(
        calendar,
        Course(
            record.received_at,
            limits["promised"],
            limits["legal"],
            record.given_promised_due,
            record.given_legal_due,
            [Extension(one["days"], _at(one["granted_at"]), one["told_in_advance"]) for one in record.extensions],
            [Interval(_at(one["begin"]), _at(one["end"]) if one["end"] else None) for one in record.pauses],
        ),
    )
    record.judged_due, record.due, record.legal_due = dates.judged, dates.promised, dates.legal
    record.paused = record.stands_since is not None and record.stands_since < dates.judged
    record.provisional, record.calendar_version = dates.provisional, calendar.version
    near = [at for level, _, at in _rungs(record, calendar, rules) if level is CardLevel.PROMPT]
    record.near_at = near[0] if near else None
    promised = limits["promised"] is not None or record.given_promised_due is not None
    last = dates.judged - timedelta(microseconds=1)
    record.promised_days = max(0, days_between(calendar, record.received_at, last)) if promised else None
    done = record.finished_at
    record.actual_days = days_between(calendar, record.received_at, done) if done else None


def cards_due(record: ServiceRecord, calendar: WorkCalendar, rules: OversightRules) -> list[DueCard]:
    """The cards that a record is to have, in order; none for what had passed long before it first came in, and while it
    stands still those of dates that had passed before. One that was withdrawn has those of the time before."""
    since = record.created_at - timedelta(days=rules.late_days)
    found = [card for card in _rungs(record, calendar, rules) if card[2] >= since]
    still = record.stands_since
    return [one for one in found if still is None or (one[2] <= still and one[0] is not CardLevel.PROMPT)]


def plan(record: ServiceRecord, due: Sequence[DueCard], standing: Collection[CardLevel]) -> None:
    """Set when the sweep has to look at a record that has cards of these levels."""
    record.next_due = min((at for level, _, at in due if level not in standing), default=None)


def _rungs(record: ServiceRecord, calendar: WorkCalendar, rules: OversightRules) -> list[DueCard]:
    dates = Dates(record.judged_due, record.due, record.legal_due, record.provisional)
    return rungs_of(calendar, dates, record.received_at, record.finished_at, rules.prompt_days)


def _at(stored: Any) -> datetime:
    return datetime.fromisoformat(stored)
