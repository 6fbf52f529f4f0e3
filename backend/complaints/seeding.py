"""What the centre of a new installation begins with. Doing it again changes nothing."""

from sqlalchemy.orm import Session

from backend.calendar.editing import seed_calendar
from backend.complaints.rules.categories import seed_categories
from backend.complaints.rules.policy import seed_policy


def seed_centre(session: Session) -> None:
    """The published working days, the categories of the source documents, the time limits of the design."""
    seed_calendar(session)
    seed_categories(session)
    seed_policy(session)
