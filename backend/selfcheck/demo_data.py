"""Whether a database was filled by the demonstration, which never belongs into production."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from backend.auth.models import UserAccount
from backend.complaints.models import Case
from backend.demo.people import PEOPLE


def holds_demo_data(session: Session) -> bool:
    """Whether it has accounts or cases of the demonstration."""
    people = UserAccount.username.in_([username for username, _, _ in PEOPLE])
    return bool(session.scalar(select(exists().where(people) | exists().where(Case.demo))))
