"""Finding cases by words of the officer's summary and by number, also among a million.

Chinese is written without spaces, and people search for two characters as well as for ten. So every pair of neighbouring
characters of a summary is a row of `complaint_gram`, the same on both databases: the rarest pair of what is searched for
leads to few cases, which are then compared as a whole.
"""

import re
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Select, String, delete, exists, func, insert, or_, select, union_all
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from backend.complaints.models import Case
from backend.core.models import Base

COMMON: Final = 5_000
"""Matches from which on words count as common: the list in its own order finds the next page among so many sooner."""

PAIRS_COMPARED: Final = 40
"""Pairs of what is typed whose frequency is looked up."""

PAIRS_JOINED: Final = 3
"""Pairs, the rarest ones, that a case must all have before its summary is read."""

SLICES: Final = 256
"""How often a pair occurs is counted in one of so many slices of the cases, cut by their ids, which are random."""

_HIGHEST: Final = "\U0010ffff"
_FIRST_SLICE: Final = UUID(int=2**128 // SLICES)
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
    whole = Case.summary.icontains(typed, autoescape=True)
    found = _with_these_words(session, typed.lower())
    if not _NUMBER.fullmatch(typed):
        return whole if found is None else Case.id.in_(found) & whole
    first, last = typed + _FIRST[len(typed) :], typed + _LAST[len(typed) :]
    either = or_(Case.number.between(first, last), whole)
    if found is None:
        return either
    numbered = aliased(Case)
    # One query of ids: joined by "or", PostgreSQL would read all cases.
    ids = union_all(select(numbered.id).where(numbered.number.between(first, last)), found)
    return Case.id.in_(ids) & either


def _with_these_words(session: Session, plain: str) -> Select[UUID] | None:
    """Cases that may have the words in their summary; None: so many that the list in its own order is sooner."""
    if len(plain) == 1:
        found = select(Gram.case_id).where(Gram.gram.between(plain, plain + _HIGHEST))
        common = _up_to(session, found, COMMON) == COMMON
    else:
        found = _having(_rarest_first(session, {plain[at : at + 2] for at in range(len(plain) - 1)}))
        common = _up_to(session, found.where(Gram.case_id < _FIRST_SLICE), COMMON // SLICES) == COMMON // SLICES
    return None if common else found


def _rarest_first(session: Session, pairs: set[str]) -> list[str]:
    """The pairs by how many cases have them, as far as one slice of the cases tells."""
    compared = sorted(pairs)[:PAIRS_COMPARED]
    counts = select(Gram.gram, func.count()).where(Gram.gram.in_(compared), Gram.case_id < _FIRST_SLICE)
    frequency = dict(session.execute(counts.group_by(Gram.gram)).all())
    return sorted(compared, key=lambda pair: (frequency.get(pair, 0), pair))[:PAIRS_JOINED]


def _having(pairs: Sequence[str]) -> Select[UUID]:
    """The cases that have all of these pairs, looked for in this order."""
    found = select(Gram.case_id).where(Gram.gram == pairs[0])
    for pair in pairs[1:]:
        other = aliased(Gram)
        found = found.where(exists().where(other.gram == pair, other.case_id == Gram.case_id))
    return found


def _up_to(session: Session, found: Select[UUID], limit: int) -> int:
    return session.scalars(select(func.count()).select_from(found.limit(limit).subquery())).one()
