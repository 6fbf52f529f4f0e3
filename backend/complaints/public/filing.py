"""Filing a complaint on the public page: what the form offers, and the limit on how many come from one address."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from backend.auth import throttle
from backend.complaints import intake
from backend.complaints.desk import Desk
from backend.complaints.intake import Registered
from backend.complaints.kinds import ClockKind
from backend.complaints.models import Case
from backend.complaints.public.door import FILED, Door
from backend.complaints.public.schemas import CategoryGroup, FilingForm, FormCategory, FormUnit
from backend.complaints.records import CaseClock
from backend.complaints.rules.categories import list_categories
from backend.complaints.schemas import ComplaintIn
from backend.config import Settings
from backend.core import clock
from backend.units.models import Unit, UnitSequence


def form_of(session: Session, settings: Settings) -> FilingForm:
    """Categories in their groups, and the units of today."""
    categories = list_categories(session, active_only=True)
    groups: dict[str, list[FormCategory]] = {}
    for row in categories:
        groups.setdefault(row.group_name, []).append(FormCategory(code=row.code, name=row.name, hint=row.hint))
    today = clock.local_date(clock.now(session))
    units = session.execute(
        select(Unit.id, Unit.name, UnitSequence.name.label("sequence"))
        .join(UnitSequence, UnitSequence.id == Unit.sequence_id)
        .where(Unit.active_from <= today, or_(Unit.active_to.is_(None), Unit.active_to >= today))
        .order_by(UnitSequence.position, UnitSequence.name, Unit.code)
    )
    return FilingForm(
        site_name=settings.site_name,
        demo=settings.env == "demo",
        groups=[CategoryGroup(name=name, categories=group) for name, group in groups.items()],
        units=[FormUnit(id=row.id, name=row.name, sequence=row.sequence) for row in units],
    )


def file(desk: Desk, door: Door, body: ComplaintIn, key: str) -> Registered:
    """Register a complaint. A repeated request is no second complaint and does not count. Raises TooManyRequests."""
    made = intake.register(desk, body, key)
    if not made.repeated:
        throttle.take(desk.session, FILED, door.key(desk.session, FILED))
    return made


def decide_by(session: Session, case: Case) -> datetime:
    """By when the centre said it would decide on acceptance: the same however late a request is repeated."""
    statement = select(CaseClock).where(CaseClock.case_id == case.id, CaseClock.kind == ClockKind.ACCEPT)
    first = session.scalars(statement.order_by(CaseClock.anchor, CaseClock.id).limit(1)).one()
    return first.promised or first.due
