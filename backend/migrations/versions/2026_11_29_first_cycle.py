"""The cycle in which a case was accepted, the first of its handlings."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_first_cycle"
down_revision = "2026_11_29_clock_holds"


def upgrade() -> None:
    op.add_column("complaint_case", sa.Column("first_cycle", sa.Integer(), nullable=False, server_default="1"))
    case = sa.table("complaint_case", sa.column("id"), sa.column("first_cycle"), sa.column("accepted_at"))
    event = sa.table("case_event", sa.column("case_id"), sa.column("action"), sa.column("cycle"))
    accepted = (
        sa.select(sa.func.min(event.c.cycle))
        .where(event.c.case_id == case.c.id, event.c.action == "accept")
        .scalar_subquery()
    )
    op.execute(case.update().where(case.c.accepted_at.is_not(None)).values(first_cycle=sa.func.coalesce(accepted, 1)))


def downgrade() -> None:
    op.drop_column("complaint_case", "first_cycle")
