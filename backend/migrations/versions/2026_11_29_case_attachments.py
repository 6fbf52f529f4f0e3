"""Files of complaint cases, and the copies of them that units got."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_case_attachments"
down_revision = "2026_11_27_notices"


def upgrade() -> None:
    op.create_table(
        "case_attachment",
        sa.Column("attachment_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "filing",
                "complainant",
                "centre",
                "unit",
                name="attachment_source",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("transfer_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(source = 'unit') = (transfer_id IS NOT NULL)", name=op.f("ck_case_attachment_unit_has_order")
        ),
        sa.CheckConstraint(
            "(source IN ('filing', 'complainant')) = (user_id IS NULL)",
            name=op.f("ck_case_attachment_complainant_is_no_user"),
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_case_attachment_attachment_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["complaint_case.id"], name=op.f("fk_case_attachment_case_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfer_order.id"], name=op.f("fk_case_attachment_transfer_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_case_attachment_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_case_attachment")),
    )
    with op.batch_alter_table("case_attachment", schema=None) as batch_op:
        batch_op.create_index("ix_case_attachment_case_id_at", ["case_id", "at"], unique=False)
        batch_op.create_index("ix_case_attachment_transfer_id", ["transfer_id"], unique=False)
    op.create_table(
        "attachment_release",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attachment_id", sa.Uuid(), nullable=False),
        sa.Column("transfer_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("released_by", sa.Uuid(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_attachment_release_number")),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["case_attachment.attachment_id"],
            name=op.f("fk_attachment_release_attachment_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfer_order.id"], name=op.f("fk_attachment_release_transfer_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["released_by"], ["user_account.id"], name=op.f("fk_attachment_release_released_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment_release")),
        sa.UniqueConstraint(
            "attachment_id", "transfer_id", name=op.f("uq_attachment_release_attachment_id_transfer_id")
        ),
        sa.UniqueConstraint("transfer_id", "number", name=op.f("uq_attachment_release_transfer_id_number")),
    )


def downgrade() -> None:
    op.drop_table("attachment_release")
    with op.batch_alter_table("case_attachment", schema=None) as batch_op:
        batch_op.drop_index("ix_case_attachment_transfer_id")
        batch_op.drop_index("ix_case_attachment_case_id_at")
    op.drop_table("case_attachment")
