"""Requests that were carried out and may come again, with their answers, sealed."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_repeated_requests"
down_revision = "2026_12_01_bulk"


def upgrade() -> None:
    op.create_table(
        "repeated_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repeated_request")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_repeated_request_key_hash")),
    )
    op.create_index(op.f("ix_repeated_request_at"), "repeated_request", ["at"])


def downgrade() -> None:
    op.drop_table("repeated_request")
