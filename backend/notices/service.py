"""Giving notices, taking them back, and reading them."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.db import dialect_insert
from backend.core.errors import NotFound
from backend.core.paging import Sorting, paginate
from backend.core.principal import Principal
from backend.notices.access import visible_notices
from backend.notices.kinds import Params
from backend.notices.models import KEY_LENGTH, Notice
from backend.notices.schemas import NoticeQuery

COUNTED: Final = 100
"""Unread notices are counted up to here."""
_VALUE: Final = re.compile(r"[^\x00-\x1f\x7f]{0,80}")
_KEY: Final = re.compile(rf"[!-}}]{{1,{KEY_LENGTH}}}")  # visible ASCII but ~, which ends the range of a prefix
_ROWS: Final = 500  # a statement
_SORTINGS: Final = {"at": Sorting(Notice.not_before, lambda notice: notice.not_before)}


def notify(
    session: Session,
    user_ids: Iterable[UUID],
    kind: str,
    params: Params,
    *,
    key: str,
    not_before: datetime | None = None,
) -> int:
    """Give each of these people a notice with the transaction of `session`; returns how many are new.

    `kind` is one of the application's kinds. `params` are ids, states and numbers: what the notice says leaves the
    house by mail, so no name and no free text is in them. `key` says what it is about (`case/<id>/C3/red`): a person
    who has one of this key, even a read one, gets no second. Neither page nor mail shows it before `not_before`,
    which the caller takes from the calendar; none: at once. Raises ValueError for what is no key or param.
    """
    if not _KEY.fullmatch(key):
        raise ValueError("a key is visible ASCII")
    if not all(type(value) is int or (isinstance(value, str) and _VALUE.fullmatch(value)) for value in params.values()):
        raise ValueError("params are short texts of one line and integers")
    now = clock.now(session)
    # In one order, so that two transactions that give the same notices wait for each other instead of both stopping.
    rows = [
        {
            "user_id": user_id,
            "kind": kind,
            "params": dict(params),
            "dedupe_key": key,
            "created_at": now,
            "not_before": not_before or now,
        }
        for user_id in sorted(set(user_ids))
    ]
    insert = dialect_insert(session)
    added = 0
    for start in range(0, len(rows), _ROWS):
        statement = insert(Notice).values(rows[start : start + _ROWS]).on_conflict_do_nothing().returning(Notice.id)
        added += len(session.execute(statement).all())
    return added


def withdraw(session: Session, key_prefix: str) -> int:
    """Take back the unread notices, and their mails if not sent yet, whose keys begin so; returns how many.

    What was read stays, and keeps its key. A mail that a sender has in hand at this moment still goes out.
    """
    if not _KEY.fullmatch(key_prefix):
        raise ValueError("a key is visible ASCII")
    unread = delete(Notice).where(Notice.dedupe_key.between(key_prefix, key_prefix + "~"), Notice.read_at.is_(None))
    return len(session.execute(unread.returning(Notice.id).execution_options(synchronize_session=False)).all())


def list_notices(session: Session, principal: Principal, query: NoticeQuery) -> tuple[Sequence[Notice], dict[str, Any]]:
    """One page of the own notices, and the other fields of the page."""
    notices = visible_notices(principal, clock.now(session))
    if query.unread:
        notices = notices.where(Notice.read_at.is_(None))
    return paginate(session, notices, query, query.sort, _SORTINGS, Notice.id)


def count_unread(session: Session, principal: Principal) -> tuple[int, datetime]:
    """How many notices are unread, COUNTED at most, and as of when."""
    now = clock.now(session)
    unread = visible_notices(principal, now).where(Notice.read_at.is_(None)).limit(COUNTED).subquery()
    return session.execute(select(func.count()).select_from(unread)).scalar_one(), now


def mark_read(session: Session, principal: Principal, notice_id: UUID) -> None:
    """Note that one of the own notices was read; the first time counts. Raises NotFound."""
    now = clock.now(session)
    mine = visible_notices(principal, now).where(Notice.id == notice_id).with_for_update()
    notice = session.scalars(mine).one_or_none()
    if notice is None:
        raise NotFound
    notice.read_at = notice.read_at or now


def mark_all_read(session: Session, principal: Principal, until: datetime) -> int:
    """Note that the own notices of up to `until` were read; returns how many had not been.

    Later ones are left: the person has not seen them.
    """
    now = clock.now(session)
    shown = visible_notices(principal, min(until, now)).where(Notice.read_at.is_(None)).with_only_columns(Notice.id)
    mark = update(Notice).where(Notice.id.in_(shown)).values(read_at=now).returning(Notice.id)
    return len(session.execute(mark.execution_options(synchronize_session=False)).all())
