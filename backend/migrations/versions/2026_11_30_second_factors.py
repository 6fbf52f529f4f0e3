"""Second factors with recovery codes, the age of passwords, and when somebody last showed who they are.

A password from before is as old as its account's activation; a session from before has to show again who it is.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_second_factors"
down_revision = "2026_11_30_retention"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("user_account") as batch_op:
        batch_op.add_column(sa.Column("password_set_at", _INSTANT, nullable=True))
        batch_op.add_column(sa.Column("totp_secret", sa.LargeBinary(length=200), nullable=True))
        batch_op.add_column(sa.Column("totp_since", _INSTANT, nullable=True))
        batch_op.add_column(sa.Column("totp_last_step", sa.BigInteger(), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_user_account_totp_since"), "totp_since IS NULL OR totp_secret IS NOT NULL"
        )
    op.add_column("user_session", sa.Column("authenticated_at", _INSTANT, nullable=True))
    op.add_column(
        "activation_link", sa.Column("resets_factor", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_table(
        "recovery_code",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_recovery_code_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "code_hash", name=op.f("pk_recovery_code")),
    )
    op.create_table(
        "login_step",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_login_step_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_login_step")),
    )
    op.create_index("ix_login_step_user_id", "login_step", ["user_id"])
    op.create_index("ix_login_step_expires_at", "login_step", ["expires_at"])


def downgrade() -> None:
    op.drop_table("login_step")
    op.drop_table("recovery_code")
    op.drop_column("activation_link", "resets_factor")
    op.drop_column("user_session", "authenticated_at")
    with op.batch_alter_table("user_account") as batch_op:
        batch_op.drop_constraint(op.f("ck_user_account_totp_since"), type_="check")
        for name in ("totp_last_step", "totp_since", "totp_secret", "password_set_at"):
            batch_op.drop_column(name)
