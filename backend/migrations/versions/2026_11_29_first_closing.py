"""When a case was closed for the first time, and indexes by the days that figures count by."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_first_closing"
down_revision = "2026_11_29_first_cycle"

_INSTANT = sa.DateTime(timezone=True)
_INDEXED = (
    ("complaint_case", "received_at"),
    ("complaint_case", "accepted_at"),
    ("complaint_case", "first_closed_at"),
    ("case_result", "issued_at"),
)


def upgrade() -> None:
    op.add_column("complaint_case", sa.Column("first_closed_at", _INSTANT, nullable=True))
    case = sa.table("complaint_case", sa.column("id"), sa.column("first_closed_at", _INSTANT))
    event = sa.table("case_event", sa.column("case_id"), sa.column("action"), sa.column("at", _INSTANT))
    closed = (
        sa.select(sa.func.min(event.c.at))
        .where(event.c.case_id == case.c.id, event.c.action == "close")
        .scalar_subquery()
    )
    op.execute(case.update().values(first_closed_at=closed))
    for table, column in _INDEXED:
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table, column in _INDEXED:
        op.drop_index(f"ix_{table}_{column}", table)
    op.drop_column("complaint_case", "first_closed_at")
