"""Bulk jobs of client systems, and what became of their rows."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_01_bulk"
down_revision = "2026_12_01_oversight"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "bulk_job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("target", sa.String(length=24), nullable=False),
        sa.Column("form", sa.String(length=8), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("atomic", sa.Boolean(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.CheckConstraint("form IN ('ndjson', 'csv')", name=op.f("ck_bulk_job_bulk_form")),
        sa.CheckConstraint("rows >= 1", name=op.f("ck_bulk_job_rows")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["api_client.id"], name=op.f("fk_bulk_job_client_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_bulk_job_file_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_bulk_job_job_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_job")),
        sa.UniqueConstraint("file_id", name=op.f("uq_bulk_job_file_id")),
    )
    op.create_index(op.f("ix_bulk_job_created_at"), "bulk_job", ["created_at"])
    op.create_index("ix_bulk_job_client_id_created_at", "bulk_job", ["client_id", "created_at"])
    op.create_table(
        "bulk_part",
        sa.Column("bulk_id", sa.Uuid(), nullable=False),
        sa.Column("first_row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("outcomes", sa.JSON(), nullable=False),
        sa.CheckConstraint("first_row >= 1 AND rows >= 1", name=op.f("ck_bulk_part_rows")),
        sa.ForeignKeyConstraint(["bulk_id"], ["bulk_job.id"], name=op.f("fk_bulk_part_bulk_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("bulk_id", "first_row", name=op.f("pk_bulk_part")),
    )


def downgrade() -> None:
    op.drop_table("bulk_part")
    op.drop_table("bulk_job")
