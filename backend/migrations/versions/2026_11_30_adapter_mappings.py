"""The words of other systems, as versions."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_adapter_mappings"
down_revision = "2026_11_30_repeated_requests"


def upgrade() -> None:
    op.create_table(
        "adapter_mapping",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source_system", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_adapter_mapping_number")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["user_account.id"], name=op.f("fk_adapter_mapping_created_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adapter_mapping")),
        sa.UniqueConstraint("source_system", "number", name=op.f("uq_adapter_mapping_source_system_number")),
    )


def downgrade() -> None:
    op.drop_table("adapter_mapping")
