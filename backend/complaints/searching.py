"""Finding cases by words of the officer's summary and by number, also among a million.

Chinese is written without spaces, and people search for two characters as well as for ten. So every pair of neighbouring
characters of a summary is a row of `complaint_gram`, the same on both databases: the rarest pair of what is searched for
leads to few cases, which are then compared as a whole.
"""

import re
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, String, delete, func, insert, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from backend.complaints.models import Case
from backend.core.models import Base

COMMON: Final = 50_000
"""Cases from which on a pair counts as common: among so many, the list in its own order finds the next page sooner."""

PAIRS_COMPARED: Final = 12
"""Pairs of what is typed whose frequency is looked up."""

PAIRS_JOINED: Final = 3
"""Pairs, the rarest ones, that a case must all have before its summary is read."""

_HIGHEST: Final = "\U0010ffff"
_NUMBER: Final = re.compile(r"\d{1,4}|\d{4}-\d{0,6}")
_FIRST, _LAST = "0000-000000", "9999-999999"


class Gram(Base):
    """Two neighbouring characters of a case's summary, in lower case; its last character also stands alone."""

    __tablename__ = "complaint_gram"
    __table_args__ = ({"sqlite_with_rowid": False},)

    gram: Mapped[str] = mapped_column(String(2).with_variant(String(2, collation="C"), "postgresql"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("complaint_case.id", ondelete="CASCADE"), primary_key=True)


def grams_of(text: str) -> set[str]:
    """The pairs of a text, and its last character."""
    plain = text.lower()
    return {plain[at : at + 2] for at in range(len(plain))}


def summarise(session: Session, case: Case, summary: str) -> None:
    """Give a case its summary, and let it be found by it."""
    before, after = grams_of(case.summary), grams_of(summary)
    case.summary = summary
    session.flush()
    if before - after:
        session.execute(delete(Gram).where(Gram.case_id == case.id, Gram.gram.in_(before - after)))
    if after - before:
        session.execute(insert(Gram), [{"gram": gram, "case_id": case.id} for gram in sorted(after - before)])


def matching(session: Session, typed: str) -> ColumnElement[bool]:
    """The condition that a case has this in its summary, or that its number begins with it."""
    in_summary = _in_summary(session, typed)
    if not _NUMBER.fullmatch(typed):
        return in_summary
    first, last = typed + _FIRST[len(typed) :], typed + _LAST[len(typed) :]
    return or_(Case.number.between(first, last), in_summary)


def _in_summary(session: Session, typed: str) -> ColumnElement[bool]:
    plain = typed.lower()
    whole = Case.summary.icontains(typed, autoescape=True)
    if len(plain) == 1:
        pairs: list[ColumnElement[bool]] = [Gram.gram.between(plain, plain + _HIGHEST)]
    else:
        pairs = [Gram.gram == plain[at : at + 2] for at in range(min(len(plain) - 1, PAIRS_COMPARED))]
    counted = sorted(((_up_to_common(session, pair), place) for place, pair in enumerate(pairs)))
    if counted[0][0] > COMMON:
        return whole
    found = select(Gram.case_id).where(pairs[counted[0][1]])
    for _, place in counted[1:PAIRS_JOINED]:
        found = found.where(Gram.case_id.in_(select(Gram.case_id).where(pairs[place])))
    return Case.id.in_(found) & whole


def _up_to_common(session: Session, condition: ColumnElement[bool]) -> int:
    some = select(Gram.case_id).where(condition).limit(COMMON + 1).subquery()
    return session.scalars(select(func.count()).select_from(some)).one()
