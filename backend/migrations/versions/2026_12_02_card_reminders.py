"""Cards that are not acknowledged in time are told of."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_02_card_reminders"
down_revision = "2026_12_02_own_records"

_WAITING = sa.text("remind_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("oversight_card", sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE oversight_card SET remind_at = acknowledge_due WHERE state = 'raised' AND level IN ('yellow', 'red')"
    )
    op.create_index(
        "ix_oversight_card_remind_at",
        "oversight_card",
        ["remind_at"],
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )


def downgrade() -> None:
    op.drop_index("ix_oversight_card_remind_at", "oversight_card")
    op.drop_column("oversight_card", "remind_at")
