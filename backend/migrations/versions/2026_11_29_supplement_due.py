"""Cases that wait for details stand in the work list by the day on which the details are due."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_supplement_due"
down_revision = "2026_11_29_work_list"

_INSTANT = sa.DateTime(timezone=True)
_CASE = sa.table("complaint_case", sa.column("id"), sa.column("state", sa.String), sa.column("next_due", _INSTANT))
_CLOCK = sa.table(
    "case_clock",
    sa.column("case_id"),
    sa.column("kind", sa.String),
    sa.column("due", _INSTANT),
    sa.column("stopped_at", _INSTANT),
)


def upgrade() -> None:
    due = (
        sa.select(sa.func.min(_CLOCK.c.due))
        .where(_CLOCK.c.case_id == _CASE.c.id, _CLOCK.c.kind == "supplement", _CLOCK.c.stopped_at.is_(None))
        .scalar_subquery()
    )
    op.execute(_CASE.update().where(_CASE.c.state == "supplementing", due < _CASE.c.next_due).values(next_due=due))


def downgrade() -> None:
    """Nothing: the version before keeps the day until the case moves on."""
