"""Keep apart when a clock stood still for a pause of its case and for the check of an answer; mend what that mixed up.

Units that had answered in time count as such again; callbacks that nobody owes and dates of other systems that an
answer has met no longer order the work list; requests that outlived the handling lapse.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_clock_holds"
down_revision = "2026_11_29_stratum_of_round"

_INSTANT = sa.DateTime(timezone=True)
_NEVER = datetime(9999, 12, 31, tzinfo=UTC)
_HANDLED = ("accepted", "dispatched", "handling", "reply_review")

case = sa.table(
    "complaint_case",
    sa.column("id", sa.Uuid()),
    sa.column("state"),
    sa.column("mode"),
    sa.column("cycle"),
    sa.column("external_due", _INSTANT),
    sa.column("next_due", _INSTANT),
)
clock = sa.table(
    "case_clock",
    sa.column("id", sa.Uuid()),
    sa.column("case_id", sa.Uuid()),
    sa.column("cycle"),
    sa.column("kind"),
    sa.column("pauses", sa.JSON()),
    sa.column("holds", sa.JSON()),
    sa.column("due", _INSTANT),
    sa.column("stopped_at", _INSTANT),
    sa.column("breached_at", _INSTANT),
    sa.column("next_at", _INSTANT),
    sa.column("next_step"),
)
rung = sa.table("clock_rung", sa.column("clock_id", sa.Uuid()), sa.column("rung"))
pause = sa.table(
    "case_pause",
    sa.column("case_id", sa.Uuid()),
    sa.column("cycle"),
    sa.column("state"),
    sa.column("begins_at", _INSTANT),
    sa.column("decided_at", _INSTANT),
)
termination = sa.table(
    "case_termination",
    sa.column("case_id", sa.Uuid()),
    sa.column("state"),
    sa.column("asked_at", _INSTANT),
    sa.column("decided_at", _INSTANT),
)
callback = sa.table("case_callback", sa.column("case_id", sa.Uuid()), sa.column("cycle"), sa.column("outcome"))
event = sa.table("case_event", sa.column("case_id", sa.Uuid()), sa.column("action"), sa.column("at", _INSTANT))


def upgrade() -> None:
    op.add_column("case_clock", sa.Column("holds", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
    connection, now = op.get_bind(), datetime.now(UTC)
    _separate_holds(connection)
    _lapse_requests(connection, now)
    _end_callbacks(connection, now)


def downgrade() -> None:
    connection = op.get_bind()
    for row in _clocks(connection, clock.c.kind == "unit"):
        if row.holds:
            joined = sorted([*row.pauses, *row.holds], key=lambda span: _instant(span[0]))
            connection.execute(clock.update().where(clock.c.id == row.id).values(pauses=joined))
    op.drop_column("case_clock", "holds")


def _separate_holds(connection: sa.Connection) -> None:
    """What began with no approved pause began with an answer."""
    begun: dict[Any, set[datetime]] = {}
    for case_id, at in connection.execute(sa.select(pause.c.case_id, pause.c.begins_at)):
        if at is not None:
            begun.setdefault(case_id, set()).add(_aware(at))
    late = set(connection.scalars(sa.select(rung.c.clock_id).where(rung.c.rung == "breach")))
    for row in _clocks(connection, clock.c.kind == "unit"):
        holds = [span for span in row.pauses if _instant(span[0]) not in begun.get(row.case_id, ())]
        if not holds:
            continue
        changed: dict[str, Any] = {"holds": holds, "pauses": [span for span in row.pauses if span not in holds]}
        answered = next((_instant(begin) for begin, end in holds if end is None), None)
        if row.stopped_at is not None and row.breached_at is not None and answered is not None:
            in_time = answered < _aware(row.due) and row.id not in late
            changed |= {"breached_at": None} if in_time else {}
        connection.execute(clock.update().where(clock.c.id == row.id).values(**changed))


def _lapse_requests(connection: sa.Connection, now: datetime) -> None:
    handled = sa.select(case.c.id).where(case.c.state.in_(_HANDLED))
    same_cycle = sa.select(case.c.id).where(case.c.id == pause.c.case_id, case.c.cycle == pause.c.cycle).exists()
    begun_anew = (
        sa.select(event.c.case_id)
        .where(event.c.case_id == termination.c.case_id, event.c.action.in_(("rework", "overturn")))
        .where(event.c.at >= termination.c.asked_at)
        .exists()
    )
    for table, stale in ((pause, ~same_cycle), (termination, begun_anew)):
        undecided = table.update().where(table.c.state == "pending", table.c.case_id.not_in(handled) | stale)
        connection.execute(undecided.values(state="lapsed", decided_at=now))


def _end_callbacks(connection: sa.Connection, now: datetime) -> None:
    """Of people who cannot be reached, or were. No clock of the office but this one runs in an answered case."""
    reached = (
        sa.select(callback.c.case_id)
        .where(callback.c.case_id == clock.c.case_id, callback.c.cycle == clock.c.cycle)
        .where(callback.c.outcome == "reached")
        .exists()
    )
    anonymous = sa.select(case.c.id).where(case.c.mode == "anonymous")
    running = sa.and_(clock.c.kind == "callback", clock.c.stopped_at.is_(None))
    over = clock.update().where(running, clock.c.case_id.in_(anonymous) | reached)
    connection.execute(over.values(stopped_at=now, next_at=None, next_step=None))
    due = sa.select(sa.func.min(clock.c.due)).where(running, clock.c.case_id == case.c.id).scalar_subquery()
    answered = case.update().where(case.c.state == "replied")
    connection.execute(answered.values(next_due=sa.func.coalesce(due, sa.literal(_NEVER, _INSTANT))))
    connection.execute(case.update().where(case.c.cycle > 1).values(external_due=None))


def _clocks(connection: sa.Connection, which: sa.ColumnElement[bool]) -> Sequence[Any]:
    return connection.execute(sa.select(clock).where(which)).all()


def _instant(text: str) -> datetime:
    return _aware(datetime.fromisoformat(text))


def _aware(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
