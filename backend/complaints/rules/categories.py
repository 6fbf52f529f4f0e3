"""Categories of complaints: what comes with the program, and the list."""

import json
from collections.abc import Sequence
from importlib import resources

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.complaints.models import Category


def seed_categories(session: Session) -> None:
    """Add the categories of the source documents to an installation that has none."""
    if session.scalars(select(Category.id).limit(1)).first() is not None:
        return
    text = (resources.files("backend.complaints.rules") / "categories.json").read_text(encoding="utf-8")
    for position, entry in enumerate(json.loads(text), start=1):
        session.add(
            Category(
                code=entry["code"],
                group_name=entry["group"],
                name=entry["name"],
                hint=entry["hint"],
                source=entry["source"],
                position=position,
            )
        )
    session.flush()


def list_categories(session: Session, *, active_only: bool = False) -> Sequence[Category]:
    """The categories in their order."""
    statement = select(Category).order_by(Category.position, Category.code)
    return session.scalars(statement.where(Category.active) if active_only else statement).all()
