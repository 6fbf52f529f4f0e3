"""Notices, the mail of them, and addresses to mail to."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_27_notices"
down_revision = "2026_11_27_complaints"


def upgrade() -> None:
    op.add_column("user_account", sa.Column("email", sa.String(length=254), nullable=True))
    op.create_table(
        "mailbox",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.CheckConstraint("failures >= 0 AND sent >= 0", name=op.f("ck_mailbox_counts")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_mailbox_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_mailbox")),
    )
    key = sa.String(length=120).with_variant(sa.String(length=120, collation="C"), "postgresql")
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("dedupe_key", key, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail_attempts", sa.Integer(), nullable=False),
        sa.Column(
            "mail_problem",
            sa.Enum(
                "refused",
                "undelivered",
                name="mail_failure",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.CheckConstraint("mail_attempts >= 0", name=op.f("ck_notice_attempts")),
        sa.CheckConstraint("mailed_at IS NULL OR mail_problem IS NULL", name=op.f("ck_notice_mailed_or_not")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_notice_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("dedupe_key", "user_id", name=op.f("uq_notice_dedupe_key_user_id")),
    )
    op.create_index("ix_notice_user_id_not_before", "notice", ["user_id", "not_before"])
    unread = sa.text("read_at IS NULL")
    op.create_index(
        "ix_notice_unread", "notice", ["user_id", "not_before"], sqlite_where=unread, postgresql_where=unread
    )
    to_mail = sa.text("read_at IS NULL AND mailed_at IS NULL AND mail_problem IS NULL")
    op.create_index("ix_notice_to_mail", "notice", ["not_before"], sqlite_where=to_mail, postgresql_where=to_mail)


def downgrade() -> None:
    op.drop_table("notice")
    op.drop_table("mailbox")
    op.drop_column("user_account", "email")
