"""Attachments: sealed originals and cleaned copies."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_27_attachments"
down_revision = "2026_11_27_calendar"


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("original_key", sa.String(length=32), nullable=True),
        sa.Column("cleaned_key", sa.String(length=32), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "jpg",
                "png",
                "pdf",
                "docx",
                "xlsx",
                "mp3",
                "m4a",
                "mp4",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=8,
            ),
            nullable=False,
        ),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("cleaned_size", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("sha256", sa.LargeBinary(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "pending_scan",
                "ready",
                "quarantined",
                "deleted",
                name="attachment_state",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_attachment_size")),
        sa.CheckConstraint("(cleaned_key IS NULL) = (cleaned_size IS NULL)", name=op.f("ck_attachment_cleaned")),
        sa.CheckConstraint("(state = 'deleted') = (original_key IS NULL)", name=op.f("ck_attachment_deleted")),
        sa.CheckConstraint(
            "(original_key IS NULL) = (name IS NULL) AND (original_key IS NULL) = (sha256 IS NULL) "
            "AND (original_key IS NOT NULL OR cleaned_key IS NULL)",
            name=op.f("ck_attachment_content"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("cleaned_key", name=op.f("uq_attachment_cleaned_key")),
        sa.UniqueConstraint("original_key", name=op.f("uq_attachment_original_key")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index("ix_attachment_state_created_at", ["state", "created_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index("ix_attachment_state_created_at")
    op.drop_table("attachment")
